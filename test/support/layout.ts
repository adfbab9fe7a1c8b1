import { HUB, REGION } from "./fleet.ts";

/**
 * A small hub-and-spoke estate as data: what the documents say and what exists in the world follow from it, and a
 * change is another layout. The world of the larger layout serves the smaller one too.
 */
export type Layout = {
  readonly anchor: boolean;
  readonly endpoints: readonly LaidEndpoint[];
  readonly spokes: readonly LaidSpoke[];
  /** Zones that somebody else made, as the world file spells them, with the account that has them. */
  readonly foreign: readonly (ForeignZone & { readonly account: string })[];
  /** How many VPCs one zone takes, in the documents; absent: as many as AWS allows. */
  readonly vpcsPerZone?: number;
  /** Absent: the hub has no Resolver endpoints. */
  readonly rules?: LaidRules;
};

export type LaidEndpoint = {
  readonly service: keyof typeof SERVICES;
  readonly set: string;
  /**
   * `keep`: the hub VPC has private DNS of its own and never joins; `off`: it is a client like the spokes; `turnOff`:
   * it becomes one.
   */
  readonly hubPrivateDns: "keep" | "off" | "turnOff";
  /** `managed`: the operator makes it; else the tag of the hub VPC's endpoint that serves; absent: its set's. */
  readonly from?: string;
  /** More of the document's spec. */
  readonly more?: Readonly<Record<string, unknown>>;
};

/** `number` makes the VPC's id; `endpoints` absent: all. */
export type LaidSpoke = {
  readonly number: number;
  readonly home: keyof typeof HOMES;
  readonly endpoints?: readonly string[];
  /** Mode `resolver-rule`. */
  readonly byRule?: true;
};

type ForeignZone = {
  readonly name: string;
  readonly vpcs: readonly string[];
  readonly callerReference?: string;
  readonly records: readonly object[];
  readonly authorizations: readonly string[];
};

/** What a layout says of Resolver rules. */
export type LaidRules = {
  readonly kind: "per-endpoint" | "regional";
  /** Somebody else's rules, of the name of the first endpoint's first zone unless it says so. */
  readonly strangers: readonly Stranger[];
  /** The Resolver endpoints are in a VPC of their own; absent: in the hub VPC. */
  readonly ownView?: true;
};

export type Stranger = "unused" | "inSpoke" | "below" | "onPremises";

/** A plain name, two names, a wildcard, a parent with the child that it would hide, and a name outside of the Region's domain. */
export const SERVICES = {
  plain: [`plain.${REGION}.amazonaws.com`],
  twin: [`twin.${REGION}.amazonaws.com`, `twin-fips.${REGION}.amazonaws.com`],
  wild: [`*.wild.${REGION}.amazonaws.com`],
  "codeartifact.api": [`codeartifact.${REGION}.amazonaws.com`],
  "codeartifact.repositories": [`*.d.codeartifact.${REGION}.amazonaws.com`],
  queue: [`${REGION}.queue.amazonaws.com`],
} as const;

export const HOMES = {
  own: { account: HUB, region: REGION },
  first: { account: "222222222222", region: REGION },
  second: { account: "333333333333", region: REGION },
  far: { account: "333333333333", region: "us-east-1" },
} as const;

/** A VPC of the hub's account that no document names. */
export const BYSTANDER = "vpc-0c000000000000001";
/** A VPC of the hub's account for the Resolver endpoints. */
export const DNS_VPC = "vpc-0c000000000000002";

export function vpcOf(spoke: LaidSpoke): string {
  return `vpc-0b${spoke.number.toString(16).padStart(15, "0")}`;
}
