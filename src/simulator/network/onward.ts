import type { Subnet } from "../ec2/state.ts";

/** Where a packet goes on: into a subnet of the VPC, or out of a subnet that it passes through. */
export type Onward =
  | { kind: "stop"; end: "lost" | "outside" }
  | { kind: "into"; vpcId: string }
  | { kind: "from"; subnet: Subnet };

/** Writes down what a packet met on its way. */
export type Note = (object: { id: string; account: string }, says: string) => void;
