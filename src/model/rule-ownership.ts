import type { ResolverDirection, RuleRef, ShareRef } from "./action/refs.ts";
import type { Hub } from "./desired/types.ts";
import { valueIn } from "./failure.ts";
import type { Region, VpcId, ZoneName } from "./ids.ts";
import type { ResolverRuleView } from "./observed/resolver.ts";
import { OWNER_TAG, ownershipHash, type Tags } from "./ownership.ts";

/**
 * Whose Resolver rules, their associations and resource shares are (semantics 52). A rule's CreatorRequestId is set as it
 * is made and cannot be changed:
 *
 *     vpceop/<owner>/<hash of hub account, Region, hub VPC, type, rule name>/<generation>
 *
 * An association has neither tags nor request id, only a Name of at most 64 letters, digits, `-` and `_`
 * (AssociateResolverRule), so that is our mark.
 */
export function ruleRequestId(hub: Hub, { type, name }: RuleKind, generation = 0): string {
  return `vpceop/${hub.owner}/${ownershipHash(hub, `rule/${type}`, name)}/${generation}`;
}

/** The same of an endpoint that we make; who takes the place of one has the next generation. */
export function resolverRequestId(hub: Hub, direction: ResolverDirection, generation = 0): string {
  return `vpceop/${hub.owner}/${ownershipHash(hub, `resolver/${direction}`, ENDPOINT)}/${generation}`;
}

const ENDPOINT = "endpoint" as ZoneName;

/** Which generation of the hub's own endpoint it is; undefined: it is not ours. */
export function generationOf(requestId: string, hub: Hub, direction: ResolverDirection): number | undefined {
  const stem = resolverRequestId(hub, direction).slice(0, -1);
  const rest = requestId.startsWith(stem) ? requestId.slice(stem.length) : "";
  return /^\d+$/.test(rest) ? Number(rest) : undefined;
}

/** For ResourceExists when no rule has the id any more: a deleted rule may have used it up. */
export function nextRequestId(id: string): string {
  const [, stem = "", generation = ""] = /^(vpceop\/.+\/)(\d+)$/.exec(id) ?? [];
  return `${stem}${Number(generation) + 1}`;
}

export function provesRule(requestId: string, hub: Hub, rule: RuleKind): boolean {
  const stem = ruleRequestId(hub, rule).slice(0, -1);
  return requestId.startsWith(stem) && /^\d+$/.test(requestId.slice(stem.length));
}

export type RuleKind = Pick<RuleRef, "type" | "name">;

export function associationMark(hub: Hub, name: ZoneName, vpc: VpcId): string {
  return `vpceop-${hub.owner}-${ownershipHash(hub, `association/${name}`, vpc as string as ZoneName).slice(0, 16)}`;
}

/** The proof of a share of ours, and of an adopted rule that was claimed: tags that are set as it is made, or claimed. */
export function shareTags(hub: Hub): Tags {
  return { [OWNER_TAG]: hub.owner, [HUB]: hub.name, [CLAIM]: claimOf(hub, "share", "resolver") };
}

export function isOwnShare(tags: Tags, hub: Hub): boolean {
  return tags[CLAIM] === claimOf(hub, "share", "resolver");
}

export function ruleTags(hub: Hub): Tags {
  return { [OWNER_TAG]: hub.owner, [HUB]: hub.name };
}

export function ruleClaim(hub: Hub, { type, name }: RuleKind): Tags {
  return { [CLAIM]: claimOf(hub, `rule/${type}`, name) };
}

export function isClaimed(tags: Tags, hub: Hub, rule: RuleKind): boolean {
  return tags[CLAIM] === ruleClaim(hub, rule)[CLAIM];
}

/** The hub's own: made for it, or claimed for it. */
export function isRuleOf({ type, name, creatorRequestId, tags }: ResolverRuleView, hub: Hub): boolean {
  const kind = { type: type === "SYSTEM" ? "SYSTEM" : "FORWARD", name } as const;
  return provesRule(creatorRequestId, hub, kind) || isClaimed(valueIn(tags) ?? {}, hub, kind);
}

/** Made for the hub's owner, whatever for, or claimed for the hub. */
export function isOurRule({ type, name, creatorRequestId, tags }: ResolverRuleView, hub: Hub): boolean {
  const kind = { type: type === "SYSTEM" ? "SYSTEM" : "FORWARD", name } as const;
  return creatorRequestId.startsWith(`vpceop/${hub.owner}/`) || isClaimed(valueIn(tags) ?? {}, hub, kind);
}

export function shareKey(hub: Hub, region: Region, arn?: string): ShareRef {
  return { key: `${hub.name}/share`, region, ...(arn !== undefined && { arn }) };
}

const HUB = "vpce-operator/hub";
const CLAIM = "vpce-operator/claim";

function claimOf(hub: Hub, set: string, what: string): string {
  return `vpceop/${hub.owner}/${ownershipHash(hub, set, what as ZoneName)}`;
}
