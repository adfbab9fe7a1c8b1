import type { IpAddressType, ManagedEndpoint, ManagedResolver, ResolverPlace } from "./desired/types.ts";
import {
  type AccountId,
  type DocumentName,
  type EndpointId,
  type Owner,
  type Region,
  type ResolverEndpointId,
  type RuleId,
  type SecurityGroupId,
  type SubnetId,
  type VpcRef,
  vpcKey,
  type ZoneId,
  type ZoneName,
} from "./ids.ts";
import type { ResolverAddress } from "./observed/resolver.ts";
import type { AliasTarget, PlainValues } from "./observed/zone.ts";
import type { Tags } from "./ownership.ts";

/**
 * One step of a plan, as plain data: it can be printed, saved, compared and executed later. Zones and endpoints that
 * do not exist yet are named by their key; the action that makes one is among `after`.
 */
export type Action =
  | ZoneAction
  | EndpointAction
  | RuleAction
  | ShareAction
  | OwnAction
  | ResolverEndpointAction;

/** A step on a hosted zone, its records or its associations. */
export type ZoneAction = Common & { readonly zone: ZoneRef } & (
    | {
        readonly kind: "createZone";
        readonly vpc: VpcRef;
        readonly callerReference: string;
        readonly comment: string;
        readonly waitForRelease?: true;
      }
    /**
     * `repoints`: an alias that clients may use leads elsewhere afterwards, or is one of `deletes`, in the same batch;
     * weighed by the guard (semantics 25). `again`: all of it stands there already, and nothing proves that DNS shows it.
     */
    | {
        readonly kind: "changeRecords";
        readonly upserts: readonly Alias[];
        readonly deletes?: readonly LiveAlias[];
        readonly repoints?: true;
        readonly again?: true;
      }
    | { readonly kind: "tagZone"; readonly tags: Tags }
    /** Until the aliases are in DNS; with `vpc`: until its association, or the end of it, is. */
    /** `sure`: nothing else answers what is waited for; where nobody knows the change, it takes `SURE_SECONDS`. */
    | { readonly kind: "awaitInsync"; readonly vpc?: VpcRef; readonly sure?: true }
    | { readonly kind: "authorize"; readonly vpc: VpcRef }
    /** `waitForRelease`: the VPC's own private DNS was just switched off, and a conflict means "not yet". */
    | { readonly kind: "associate"; readonly vpc: VpcRef; readonly waitForRelease?: true }
    | { readonly kind: "deauthorize"; readonly vpc: VpcRef }
    /**
     * `anchor`: the hub's, which moves on to another zone of the name. `confirms`: a VPC that the zone's list must show
     * first, so that another one stays in the zone. `replaced`: a rule of ours answers there from then on, as a zone does where
     * an association with a rule ends so.
     */
    | {
        readonly kind: "disassociate";
        readonly vpc: VpcRef;
        readonly anchor?: true;
        readonly confirms?: VpcRef;
        readonly replaced?: true;
      }
    | { readonly kind: "move"; readonly vpc: VpcRef; readonly from: ZoneRef & { readonly hub: DocumentName } }
    /**
     * `onlyWith`: the only VPCs that its list may show just before; somebody may have joined it unseen. `darkens`: the client
     * VPC that leaves with the zone; between the deletions of aliases and zone it does not resolve the name.
     */
    | {
        readonly kind: "deleteZone";
        readonly deletes: readonly LiveAlias[];
        readonly onlyWith?: readonly VpcRef[];
        readonly darkens?: VpcRef;
      }
  );

/** A step on an interface endpoint of the hub VPC. */
export type EndpointAction = Common & { readonly target: EndpointRef } & (
    | {
        readonly kind: "createEndpoint";
        /** Only where the service is one of another Region. */
        readonly serviceRegion?: Region;
        readonly spec: ManagedEndpoint;
        readonly tags: Tags;
        readonly clientToken: string;
      }
    | { readonly kind: "awaitEndpoint" }
    | { readonly kind: "modifyEndpoint"; readonly change: EndpointChange }
    | { readonly kind: "tagEndpoint"; readonly tags: Tags }
    /** `served`: pairs that a list must show first, so that nobody depends on the hub's private DNS. */
    | {
        readonly kind: "turnOffPrivateDns";
        /** Whose private DNS it is, and the names that it holds there. */
        readonly vpc: VpcRef;
        readonly names: readonly ZoneName[];
        readonly served: readonly { readonly zone: ZoneRef; readonly vpcs: readonly VpcRef[] }[];
      }
    /**
     * `lingerSeconds`: how long answers that resolvers remember may still lead there. `led`: the zones that led there;
     * with all that may hold one of the service's `privateNames` they are read by id, just before.
     */
    | {
        readonly kind: "deleteEndpoint";
        readonly lingerSeconds: number;
        readonly led: readonly ZoneId[];
        readonly privateNames: readonly string[];
      }
  );

/** A step on a Resolver rule of the hub's account, or on its association with a spoke's VPC. */
export type RuleAction = Common & { readonly rule: RuleRef } & (
    | {
        readonly kind: "createRule";
        readonly creatorRequestId: string;
        readonly tags: Tags;
        /** Of a SYSTEM rule there is none: neither endpoint nor targets. */
        readonly forward?: Forward;
      }
    /** Only by overlap: no target that is ATTACHED today is missing from `forward` (semantics 50, 51). */
    | { readonly kind: "updateRule"; readonly forward: Forward }
    | { readonly kind: "tagRule"; readonly tags: Tags }
    /** Until it is COMPLETE: its targets have spread to the endpoint's interfaces. */
    | { readonly kind: "awaitRule" }
    /** `mark`: the association's name, our proof of it. In the spoke's account. */
    | { readonly kind: "associateRule"; readonly vpc: VpcRef; readonly mark: string }
    /** Until the association is COMPLETE, or gone. */
    | { readonly kind: "awaitAssociation"; readonly vpc: VpcRef; readonly until: "complete" | "gone" }
    /** Until associations with it that were seen COMPLETE answer every query. */
    | { readonly kind: "awaitSure" }
    | { readonly kind: "disassociateRule"; readonly vpc: VpcRef; readonly replaced?: true }
    | { readonly kind: "deleteRule" }
  );

/** A step on the resource share of AWS RAM by which spokes' accounts may use the hub's rules. */
export type ShareAction = Common & { readonly share: ShareRef } & (
    | {
        readonly kind: "createShare";
        readonly name: string;
        readonly tags: Tags;
        readonly clientToken: string;
      }
    | {
        readonly kind: "addToShare";
        readonly rules: readonly RuleRef[];
        readonly principals: readonly string[];
      }
    | {
        readonly kind: "removeFromShare";
        readonly rules: readonly RuleRef[];
        readonly principals: readonly string[];
      }
    /** Until an account sees the rules: made by that account's credentials. */
    | { readonly kind: "awaitShared"; readonly region: Region; readonly rules: readonly RuleRef[] }
    | { readonly kind: "deleteShare" }
  );

/**
 * A step on an interface endpoint of a spoke's own, by the credentials of its account (semantics 59). `names`: what its private DNS
 * holds, or will; `rules`: those that serve the names instead, seen associated once more just before.
 */
export type OwnAction = Common & { readonly own: OwnRef; readonly vpc: VpcRef } & (
    | { readonly kind: "handOver"; readonly names: readonly ZoneName[]; readonly rules: readonly RuleRef[] }
    | { readonly kind: "takeBack"; readonly names: readonly ZoneName[] }
    /** Until its private DNS answers again. */
    | { readonly kind: "awaitPrivateDns"; readonly names: readonly ZoneName[] }
    /** Nothing is left of the hand-over. */
    | { readonly kind: "endHandOver" }
    /** `lingerSeconds`: for how long private DNS has to have been off; `privateNames`: as its service lists them. */
    | {
        readonly kind: "deleteOwn";
        readonly lingerSeconds: number;
        readonly names: readonly ZoneName[];
        readonly privateNames: readonly string[];
        readonly rules: readonly RuleRef[];
        /** Where zones serve the names, and no rule any more. */
        readonly zones?: readonly ZoneRef[];
      }
  );

/** `owner`: in whose name the tag on it is written. */
export type OwnRef = {
  readonly key: string;
  readonly id: EndpointId;
  readonly service: string;
  readonly owner: Owner;
};

/** A step on a Resolver endpoint of the hub's account that is ours. */
export type ResolverEndpointAction = Common & { readonly resolverEndpoint: ResolverEndpointRef } & (
    | {
        readonly kind: "createResolverEndpoint";
        readonly spec: ManagedResolver;
        readonly creatorRequestId: string;
        readonly tags: Tags;
        /** Rules will move to it, and what it takes the place of will go. */
        readonly replaces?: ResolverEndpointId;
      }
    /** Until it is OPERATIONAL, with an address that is ATTACHED in each of these places. */
    | { readonly kind: "awaitResolverEndpoint"; readonly places: readonly ResolverPlace[] }
    | { readonly kind: "addResolverAddress"; readonly place: ResolverPlace }
    /** Only where no rule of the account leads to it, which is read again just before. */
    | { readonly kind: "removeResolverAddress"; readonly address: ResolverAddress }
    | { readonly kind: "setResolverProtocols"; readonly protocols: readonly string[] }
    /** Only where no rule of the account leads to it or leaves by it, which is read again just before. */
    | { readonly kind: "deleteResolverEndpoint" }
  );

export type ResolverDirection = "INBOUND" | "OUTBOUND";

/** By its place in desired state (`hub/resolver/inbound`); `id` when it exists. What takes its place has none yet. */
export type ResolverEndpointRef = {
  readonly key: string;
  readonly direction: ResolverDirection;
  readonly region: Region;
  readonly id?: ResolverEndpointId;
};

/** The rule's outbound endpoint, and the inbound endpoint's addresses as its targets, by Do53 at port 53. */
export type Forward = { readonly endpoint: ResolverEndpointId; readonly targets: readonly string[] };

/** A rule by its place in desired state (`hub/name`, of a carve-out `hub/name/system`); `id` and `arn` when it exists. */
export type RuleRef = {
  readonly key: string;
  readonly name: ZoneName;
  readonly type: "FORWARD" | "SYSTEM";
  readonly region: Region;
  readonly live?: { readonly id: RuleId; readonly arn: string };
};

/** One for each hub; `arn` when it exists. */
export type ShareRef = { readonly key: string; readonly region: Region; readonly arn?: string };

type Common = {
  readonly key: ActionKey;
  /** Must have succeeded before this one starts. */
  readonly after: readonly ActionKey[];
  /** Must have ended, well or badly, before this one starts: the authorization goes after the association. */
  readonly afterSettled?: readonly ActionKey[];
  readonly hub: DocumentName;
  /** The account whose credentials make the call and whose rate it uses. */
  readonly account: AccountId;
  /** The document whose role is assumed; absent: the hub's. */
  readonly spoke?: DocumentName;
  readonly endpoint?: DocumentName;
  /** A sentence that says why. */
  readonly because: string;
  /** Takes something away that somebody may use: counted and held back by the guard. */
  readonly removal?: true;
  /** Who loses something by it could not be looked at: it goes only where somebody names the digest (semantics 62). */
  readonly unseen?: true;
  /** Until this is done a name does not resolve in some VPC: it goes before everything else. */
  readonly urgent?: true;
};

export type ActionKind = Action["kind"];
export type ActionKey = string;

/** What must have ended before the action starts, well where it says so in `after`. */
export function awaitedBy({ after, afterSettled }: Action): readonly ActionKey[] {
  return afterSettled ? [...after, ...afterSettled] : after;
}

/** Nothing but a wait: it looks now and then, and takes neither place nor rate from those that act. */
export function isWait({ kind }: Action): boolean {
  return kind.startsWith("await");
}

/** An endpoint by its place in desired state (`hub/set/service`); `id` when it exists already. */
export type EndpointRef = {
  readonly key: string;
  readonly service: string;
  readonly region: Region;
  readonly id?: EndpointId;
};

/** What ModifyVpcEndpoint is to change; members that are absent stay. */
export type EndpointChange = {
  readonly addSubnets?: readonly SubnetId[];
  readonly removeSubnets?: readonly SubnetId[];
  readonly addSecurityGroups?: readonly SecurityGroupId[];
  readonly removeSecurityGroups?: readonly SecurityGroupId[];
  /** `default`: AWS's own, which allows everything. */
  readonly policy?: { readonly text: string } | "default";
  readonly ipAddressType?: IpAddressType;
  readonly dnsRecordIpType?: IpAddressType;
};

/** A zone by its place in desired state; `id` when it exists already. */
export type ZoneRef = {
  readonly key: ZoneKey;
  readonly name: ZoneName;
  readonly id?: ZoneId;
};

export type ZoneKey = string;

/**
 * An alias at the zone's apex, at `*`, or at a name of one Availability Zone. `expects`, in an adopted zone: what stood at its place when the plan was made;
 * where something else stands by then, AWS refuses, and it stays.
 */
export type Alias = {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly target: AliasTarget | PendingTarget;
  readonly expects?: AliasTarget | PlainExpected | "nothing";
};

/** A record that is no alias: a CNAME at its name, or addresses of its own type. */
export type PlainExpected = { readonly cname: PlainValues } | { readonly addresses: PlainValues };

export type LiveAlias = Alias & { readonly target: AliasTarget };

/** The regional name of an endpoint that is not available yet, or its name in an Availability Zone: read when it is. */
export type PendingTarget = {
  readonly endpoint: EndpointRef["key"];
  readonly evaluateTargetHealth: boolean;
  readonly zone?: string;
};

/** A name may have several zones, beyond the VPCs that one of them takes: from the second on the key has its number. */
export function zoneKey(hub: DocumentName, set: string, name: ZoneName, shard = 0): ZoneKey {
  return shard === 0 ? `${hub}/${set}/${name}` : `${hub}/${set}/${name}#${shard}`;
}

/** 0 is a name's first zone, and nearly always its only one. */
export function shardOf({ key }: ZoneRef): number {
  return Number(/#(\d+)$/.exec(key)?.[1] ?? 0);
}

/**
 * The same step has the same key in every plan, so that a saved plan can be resumed after its zones were made. What
 * takes something away names the zone's id as well: a zone deleted and made again under one name is another zone.
 */
export function actionKey(kind: ZoneAction["kind"], zone: ZoneRef, vpc?: VpcRef): ActionKey {
  const parts: string[] = [kind, zone.key];
  if (zone.id && (kind === "disassociate" || kind === "deleteZone")) parts.push(zone.id);
  if (vpc) parts.push(vpcKey(vpc));
  return parts.join(" ");
}

export function endpointKey(hub: DocumentName, set: string, service: string): EndpointRef["key"] {
  return `${hub}/${set}/${service}`;
}

export function endpointActionKey(kind: EndpointAction["kind"], target: EndpointRef): ActionKey {
  return target.id && kind !== "awaitEndpoint"
    ? `${kind} ${target.key} ${target.id}`
    : `${kind} ${target.key}`;
}

export function ruleKey(hub: DocumentName, name: ZoneName, type: RuleRef["type"]): string {
  return type === "SYSTEM" ? `${hub}/${name}/system` : `${hub}/${name}`;
}

/** What takes something away names the rule's id as well: one that was made again under a name is another rule. */
export function ruleActionKey(kind: RuleAction["kind"], rule: RuleRef, vpc?: VpcRef): ActionKey {
  const parts: string[] = [kind, rule.key];
  if (rule.live && (kind === "disassociateRule" || kind === "deleteRule")) parts.push(rule.live.id);
  if (vpc) parts.push(vpcKey(vpc));
  return parts.join(" ");
}

export function ownActionKey(kind: OwnAction["kind"], { key }: OwnRef): ActionKey {
  return `${kind} ${key}`;
}

/** `of`: what tells steps on one share apart: an account, or nothing. */
export function shareActionKey(kind: ShareAction["kind"], share: ShareRef, of?: string): ActionKey {
  return [kind, share.key, ...(of ? [of] : [])].join(" ");
}

export function resolverEndpointRef(
  hub: { readonly name: DocumentName; readonly region: Region },
  direction: ResolverDirection,
  id?: ResolverEndpointId,
): ResolverEndpointRef {
  const key = `${hub.name}/resolver/${direction.toLowerCase()}`;
  return { key, direction, region: hub.region, ...(id && { id }) };
}

/** `of`: what tells steps on one endpoint apart: a place, or an address. */
export function resolverEndpointKey(
  kind: ResolverEndpointAction["kind"],
  { key, id }: ResolverEndpointRef,
  of?: string,
): ActionKey {
  return [kind, key, ...(id ? [id] : []), ...(of ? [of] : [])].join(" ");
}
