import type { TargetAddress } from "@aws-sdk/client-route53resolver";

/** What every resource of Resolver has; associations have no ARN. */
export type Resource = { id: string; account: string; region: string };

/** Of what is made: members that may be left out. */
export type Loose<T> = { [M in keyof T]?: T[M] | undefined };

/** A status that stays until the world or whoever drives the simulator takes it away: FAILED, ACTION_NEEDED. */
export type Held = { status: string; message: string };

/** Epoch milliseconds; undefined while it lives. */
type Gone = { goneAt: number | undefined };

export type ResolverAddress = Gone & {
  id: string;
  subnetId: string;
  interfaceId: string;
  ip: string | undefined;
  ipv6: string | undefined;
  createdAt: number;
  attachedAt: number;
  held: Held | undefined;
};

export type ResolverEndpoint = Resource &
  Gone & {
    arn: string;
    creatorRequestId: string;
    name: string | undefined;
    direction: "INBOUND" | "OUTBOUND" | "INBOUND_DELEGATION";
    vpcId: string;
    groupIds: string[];
    type: "IPV4" | "IPV6" | "DUALSTACK";
    protocols: string[];
    addresses: ResolverAddress[];
    createdAt: number;
    modifiedAt: number;
    operationalAt: number;
    /** UPDATING until then. */
    updatedAt: number;
    /** RniEnhancedMetricsEnabled and the like, as given. */
    metrics: { [member: string]: boolean };
    held: Held | undefined;
    tags: Map<string, string>;
  };

/** Where a rule sends questions. */
export type Forwarding = { targets: TargetAddress[]; endpointId: string | undefined };

export type Rule = Resource &
  Gone &
  Forwarding & {
    arn: string;
    creatorRequestId: string;
    name: string | undefined;
    type: "FORWARD" | "SYSTEM";
    /** Lower case, with the final dot. */
    domainName: string;
    createdAt: number;
    modifiedAt: number;
    /** UPDATING until then; meanwhile some of the endpoint's interfaces still send as before. */
    update: { until: number; before: Forwarding } | undefined;
    held: Held | undefined;
    policy: string | undefined;
    tags: Map<string, string>;
  };

/** `account` is that of the VPC, which may be another than the rule's. */
export type Association = Resource &
  Gone & {
    ruleId: string;
    vpcId: string;
    name: string | undefined;
    createdAt: number;
    completeAt: number;
    /** In DNS from then on, between its being sent and COMPLETE. */
    effectAt: number;
    /** And until then, between the disassociation's being sent and its being gone, or a while after. */
    effectUntil: number;
    held: Held | undefined;
  };

export type ResolverState = {
  endpoints: Map<string, ResolverEndpoint>;
  rules: Map<string, Rule>;
  associations: Map<string, Association>;
  /** "account region" → the associations of its VPCs. */
  associationsOf: Map<string, Set<Association>>;
  associationsOfVpc: Map<string, Set<Association>>;
  /** What is DELETING, until it is gone. */
  leaving: Set<ResolverEndpoint | Rule | Association>;
  /** Associations that no list shows any more, and that DNS obeys until their `effectUntil`. */
  obeyed: Set<Association>;
  /** "kind account region reference" of every endpoint and rule that ever was. */
  references: Set<string>;
};

export const createResolverState = (): ResolverState => ({
  endpoints: new Map(),
  rules: new Map(),
  associations: new Map(),
  associationsOf: new Map(),
  associationsOfVpc: new Map(),
  leaving: new Set(),
  obeyed: new Set(),
  references: new Set(),
});

export const placeOf = ({ account, region }: Omit<Resource, "id">): string => `${account} ${region}`;

export function putAssociation(state: ResolverState, association: Association): void {
  state.associations.set(association.id, association);
  for (const [index, key] of indexesOf(state, association))
    index.set(key, (index.get(key) ?? new Set()).add(association));
}

export function dropAssociation(state: ResolverState, association: Association): void {
  state.associations.delete(association.id);
  for (const [index, key] of indexesOf(state, association)) index.get(key)?.delete(association);
}

const indexesOf = (state: ResolverState, association: Association) =>
  [
    [state.associationsOf, placeOf(association)],
    [state.associationsOfVpc, association.vpcId],
  ] as const;
