import type { Ip, Piece } from "./ip.ts";

/** `ports`: those of the destination. */
export type Packet = {
  readonly from: Ip | Piece;
  readonly to: Ip | Piece;
  readonly protocol: "tcp" | "udp";
  readonly ports: { readonly first: number; readonly last: number };
};

/** Ports that clients may get replies at. Source: VPC user guide, "Ephemeral ports": 1024 to 65535 cover all clients. */
const REPLIES = { first: 1_024, last: 65_535 };

export function replyTo({ from, to, protocol }: Packet): Packet {
  return { from: to, to: from, protocol, ports: REPLIES };
}
