import type {
  AccountId,
  DocumentName,
  EndpointId,
  Owner,
  Region,
  ResolverEndpointId,
  SecurityGroupId,
  SubnetId,
  VpcId,
  VpcRef,
  ZoneName,
} from "../ids.ts";
import type { Selector } from "./selector.ts";

/**
 * What the YAML says, checked, linked and with every default filled in: the only form of desired state that the
 * rest of the program sees. Documents refer to each other by object, in the order of their names.
 */
export type Desired = {
  readonly hubs: readonly Hub[];
  readonly endpoints: readonly Endpoint[];
  readonly spokes: readonly Spoke[];
};

/** A role to assume, with the account filled into its ARN. The ExternalId is a secret: `Secret` never prints itself. */
export type Role = { readonly arn: string; readonly externalId?: Secret };

export type Mode = "phz-association" | "resolver-rule";

export type Hub = {
  readonly name: DocumentName;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: Owner;
  /** Others that share endpoints of this hub VPC on purpose. */
  readonly besideOwners: readonly Owner[];
  readonly account: AccountId;
  readonly region: Region;
  readonly vpc: VpcId;
  /** A VPC of the hub's account, any Region, without workloads: the safe first VPC of every zone. */
  readonly anchorVpc?: VpcRef;
  /** Absent: the operator's own credentials. */
  readonly role?: Role;
  /** With `resolver` or `table`: of accounts that no Spoke names any more, and something is left in; its ARN may hold `{account}`. */
  readonly spokeRole?: Role;
  readonly endpointDefaults: EndpointDefaults;
  /** Absent: the hub has no rule-mode spokes. */
  readonly resolver?: HubResolver;
  /** Read to know whether packets get to the hub and back. Absent: one of the hub's own account is found. */
  readonly transitGateway?: HubTransitGateway;
  readonly sharing: Sharing;
  /** Of the lease; the same in all hubs. Absent: whoever applies sees to it that nobody else does at that time. */
  readonly table?: TableRef;
  /** `observe`: nothing is written; `upsert-only`: nothing is removed, moved out or switched off (semantics 44). */
  readonly writePolicy: WritePolicy;
  readonly suspend: boolean;
  readonly guard: Guard;
  /** Absent: a change reaches all spokes at once. */
  readonly rollout?: Rollout;
  readonly quotas: Quotas;
  /** Digest of the losses that the guard lets go: the annotation `vpce-operator/allow-removals`. */
  readonly allowRemovals?: string;
};

/** The endpoints that rules lead through, in the hub's account and Region, and which rules there are. */
export type HubResolver = {
  readonly inbound: ResolverSource;
  readonly outbound: ResolverSource;
  /** `regional`: names below the Region's domain that keep resolving as without a rule. */
  readonly rules:
    | { readonly kind: "per-endpoint" }
    | { readonly kind: "regional"; readonly except: readonly ZoneName[] };
  readonly adoptRules: boolean;
  readonly takeOwnership: boolean;
};

/** Which Resolver endpoint: one that is there, one that we make and keep, or none any more. */
export type ResolverSource =
  | { readonly by: "id"; readonly id: ResolverEndpointId }
  | ({ readonly by: "managed" } & ManagedResolver)
  | { readonly by: "none" };

/** Each subnet once; both lists in order. */
export type ManagedResolver = {
  readonly addresses: readonly ResolverPlace[];
  readonly securityGroups: readonly SecurityGroupId[];
};

/** `ip` absent: AWS chooses. */
export type ResolverPlace = { readonly subnet: SubnetId; readonly ip?: string };

/** `role` absent: the operator's own credentials. */
export type HubTransitGateway = {
  readonly id: string;
  readonly account: AccountId;
  readonly role?: Role;
};

/** Principals of the resource share: ARNs and account ids, sorted. None: the accounts of rule-mode spokes. */
export type Sharing = {
  readonly organization?: string;
  readonly ous: readonly string[];
  readonly accounts: readonly AccountId[];
  /** A resource share that exists, by ARN; nothing is taken out of it. */
  readonly share?: string;
};

/** A DynamoDB table in the operator's own account. */
export type TableRef = { readonly name: string; readonly region: Region };

/** Which spokes a change reaches first, and what is done about what no single spoke can try (semantics 45). */
export type Rollout = {
  readonly canary: number | Selector;
  readonly pauseMinutes: number;
  readonly wholeZones: boolean;
};

export type WritePolicy = "sync" | "upsert-only" | "observe";

/** What managed endpoints are made with when their documents do not say. */
export type EndpointDefaults = ManagedSettings;

/** Removals in one plan above `max(1, maxRemovalPercent)` of a hub's spokes, or of its zones, are withheld. */
export type Guard = { readonly maxRemovalPercent: number };

/** AWS's adjustable quotas, as they are in the hub's account (defaults: AWS's own). */
export type Quotas = {
  readonly vpcsPerZone: number;
  readonly zonesPerAccount: number;
  /** Most authorizations outstanding at a time, kept below AWS's 1,000. */
  readonly authorizations: number;
  readonly endpointsPerVpc: number;
  /** Resolver endpoints of the account in the Region, and addresses of one. */
  readonly resolverEndpoints: number;
  readonly resolverAddresses: number;
};

export type AddressType = "ipv4" | "ipv6";

export type Endpoint = {
  readonly name: DocumentName;
  readonly labels: Readonly<Record<string, string>>;
  readonly hubs: readonly Hub[];
  /** A named set of endpoints: two sets of one hub may hold the same service (prod, non-prod). */
  readonly set: string;
  /** As written: `ssm`, `com.amazonaws.eu-west-1.ssm`, `com.amazonaws.vpce.…`. See `serviceNameOf`. */
  readonly service: string;
  /** Absent: the hub's Region. */
  readonly serviceRegion?: Region;
  readonly source: EndpointSource;
  /** Absent: the live endpoint's private DNS must be off, and what to say is explained when it is on. */
  readonly hubPrivateDns?: "off" | "keep" | "turnOff";
  /** `turnOff` without an anchor: accept that the hub VPC resolves publicly for a while. */
  readonly allowGap: boolean;
  /** Use a zone of the right name that somebody else made in the hub's account, instead of making one. */
  readonly adoptZones: boolean;
  /** In an adopted zone: change records that are at our aliases' places and point elsewhere. */
  readonly takeRecords: boolean;
  /** Make an adopted zone ours, by tag: from then on it is kept and removed as if we had made it. */
  readonly takeOwnership: boolean;
  readonly evaluateTargetHealth: boolean;
  /** TCP, at which clients reach the service. */
  readonly ports: readonly number[];
  /** Absent: every name that AWS lists for the service; empty: none of them. */
  readonly names?: readonly string[];
  readonly extraNames: readonly string[];
  /** Each name for single Availability Zones too. */
  readonly zonalNames: boolean;
  /** What to do with a name that AWS adds after the first client VPC joined. */
  readonly newNames: "report" | "apply";
  /** Overrides what the endpoint's DNS record type says; needed when that is `service-defined`. */
  readonly addressTypes?: readonly AddressType[];
  readonly acceptShadowing: boolean;
  /** No additions, no removals; its names still count. */
  readonly suspend: boolean;
};

/**
 * Where the endpoint comes from: somebody else's, found in the hub VPC, or made and kept by us. Of a single hub a
 * managed one has that hub's `endpointDefaults` filled in; of several, each hub has its own: `managedIn` answers them.
 */
export type EndpointSource = ExistingEndpoint | ({ readonly by: "managed" } & ManagedSettings);

/** Exactly one available endpoint of the service must match. */
export type ExistingEndpoint =
  | { readonly by: "id"; readonly id: EndpointId }
  | { readonly by: "tags"; readonly tags: Readonly<Record<string, string>> }
  | { readonly by: "service" };

/** As far as something is said. Lists are sorted, and empty when nothing is. */
export type ManagedSettings = {
  /** One for each Availability Zone. */
  readonly subnets: readonly SubnetId[];
  readonly securityGroups: readonly SecurityGroupId[];
  /** JSON text, members in the order written. */
  readonly policy?: string;
  readonly ipAddressType?: IpAddressType;
  readonly dnsRecordIpType?: IpAddressType;
  /** Beside our own tags; tags of others are left alone. */
  readonly tags: Readonly<Record<string, string>>;
};

/**
 * What a managed endpoint is in one hub. No security groups: the VPC's default group; no policy: AWS's default, which
 * allows everything.
 */
export type ManagedEndpoint = ManagedSettings & {
  readonly by: "managed";
  readonly ipAddressType: IpAddressType;
  readonly dnsRecordIpType: IpAddressType;
};

export type IpAddressType = "ipv4" | "dualstack" | "ipv6";

export type Spoke = {
  readonly name: DocumentName;
  readonly labels: Readonly<Record<string, string>>;
  readonly hub: Hub;
  readonly account: AccountId;
  readonly region: Region;
  readonly vpc: VpcId;
  /** Absent only when nothing needs one: the operator's own credentials act in the spoke's account. */
  readonly role?: Role;
  readonly mode: Mode;
  readonly ownEndpoints: OwnEndpoints;
  /** The endpoints chosen, resolved to documents of the same hub. */
  readonly endpoints: readonly Endpoint[];
  /** What becomes of names whose endpoint the VPC may not reach (semantics 66). */
  readonly pathCheck: PathCheck;
  /** Sorted. Absent: all but those that hold only devices. */
  readonly clientSubnets?: readonly SubnetId[];
  /** No additions, no removals, still counted in quotas. */
  readonly suspend: boolean;
  /** No document: rules that stand in while a spoke's own endpoint gives way to zones, or zones to it (`bridge.ts`). */
  readonly isBridge?: true;
  /** No document any more, and an endpoint of its own was handed over. */
  readonly isGone?: true;
};

/** What becomes of a VPC's own interface endpoints that hold a name which the hub shares (semantics 56, 59). */
export type OwnEndpoints = {
  /** Absent: they are left alone. */
  readonly redundant?: "keep" | "bypass" | "remove";
  /** Callers may come by the hub's endpoint: policies that name `aws:SourceVpce` see another one. */
  readonly acceptSourceChange: boolean;
  /** Names may be public for a while on their way to zones, or back, where no rules stand in. */
  readonly allowGap: boolean;
  /** What callers may miss at the hub's endpoint. */
  readonly acceptDifferences: readonly Difference[];
  /** From when private DNS is off until the endpoint may be deleted. */
  readonly lingerSeconds: number;
};

/** Another policy, fewer kinds of addresses, clients beyond the VPC. */
export type Difference = "policy" | "addresses" | "clients";

export type PathCheck = "withhold" | "require" | "report" | "off";

/** A value that prints as `[redacted]` wherever it lands: JSON, template strings, `console.log`, inspect. */
export class Secret {
  readonly #value: string | undefined;
  /** Without a value: one that was not read, where nothing needs to know it (`validate`). */
  constructor(value?: string) {
    this.#value = value;
  }
  reveal(): string {
    if (this.#value === undefined) throw new Error("this secret was not read");
    return this.#value;
  }
  toString(): string {
    return "[redacted]";
  }
  toJSON(): string {
    return "[redacted]";
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[redacted]";
  }
}
