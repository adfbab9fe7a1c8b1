import { type RuleRef, ruleKey } from "../../../action/refs.ts";
import { compare } from "../../../compare.ts";
import { isKeptFrom, regionalDomain } from "../../../desired/rule-mode.ts";
import type { Endpoint, Hub, HubResolver, Spoke } from "../../../desired/types.ts";
import { liesIn } from "../../../dns-name.ts";
import { valueIn } from "../../../failure.ts";
import { type DocumentName, type RuleId, type ZoneName, zoneNameOf } from "../../../ids.ts";
import type { ResolverRuleView, ResolverView } from "../../../observed/resolver.ts";
import type { RuleAssociationView } from "../../../observed/rule-account.ts";
import { associationMark, isClaimed, isRuleOf, provesRule } from "../../../rule-ownership.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { HubEndpoint } from "../../wanted/endpoints/endpoint.ts";
import { inboundIn, leadsInto, mayServe } from "../../wanted/resolver/sides.ts";

/**
 * One Resolver rule, both sides joined: what documents want of it beside what AWS shows.
 *
 * | wanted | live | whose   | what becomes of it                                              |
 * |--------|------|---------|-----------------------------------------------------------------|
 * | yes    | –    | –       | made and shared; spokes are associated once it is proved to work |
 * | yes    | seen | ours    | targets mended by overlap, missing spokes join, others leave     |
 * | yes    | seen | adopted | missing spokes join; nothing of it is changed                    |
 * | no     | seen | ours    | its associations end, then it goes                               |
 * | no     | seen | adopted | the associations that bear our mark end; it stays                |
 */
export type RuleRow = {
  readonly hub: Hub;
  readonly ref: RuleRef;
  /** Absent: no document wants it. */
  readonly wanted?: RuleWanted;
  /** Absent: it has to be made. */
  readonly live?: ResolverRuleView;
  readonly adopted?: true;
  /** Ours since a tag says so, not since it was made. */
  readonly claimed?: true;
};

export type RuleWanted = {
  /** At least one. */
  readonly spokes: readonly Spoke[];
  /** Private names that the view VPC must answer before anybody is associated; none of a SYSTEM rule. */
  readonly names: readonly ZoneName[];
  /** Absent: the rule is for several. */
  readonly endpoint?: DocumentName;
};

export type WantedRule = RuleRow & { readonly wanted: RuleWanted };
export type LiveRule = RuleRow & { readonly live: ResolverRuleView };

export function isWantedRule(row: RuleRow): row is WantedRule {
  return row.wanted !== undefined;
}

export function isLiveRule(row: RuleRow): row is LiveRule {
  return row.live !== undefined;
}

/**
 * Every rule that documents want, that is ours, or that we associated, in the order of their names. `spokes`: those of rule mode.
 * `pairsOf`: the VPCs that have it: of two of ours with one name, which a list that lagged may leave behind, the one in use stands.
 */
export function ruleRowsOf(
  draft: Draft,
  spokes: readonly Spoke[],
  view: ResolverView,
  pairsOf: (rule: RuleId) => readonly RuleAssociationView[],
): RuleRow[] {
  const { hub } = draft;
  const { resolver } = hub;
  if (!resolver) return [];
  const ours = view.rules.filter((rule) => isRuleOf(rule, hub));
  const byKind = Map.groupBy(ours, ({ type, name }) => `${type} ${name}`);
  const rows = wantedRules(draft, spokes, resolver).map(({ kind, wanted }): RuleRow => {
    const [own] = (byKind.get(`${kind.type} ${kind.name}`) ?? []).sort(
      (a, b) =>
        pairsOf(b.id).length - pairsOf(a.id).length || compare(a.creatorRequestId, b.creatorRequestId),
    );
    const live = own ?? adoptable(view, hub, kind, pairsOf);
    const ref = refOf(hub, kind, live);
    const claimed = live !== undefined && isClaimed(valueIn(live.tags) ?? {}, hub, kind);
    const adopted = live !== undefined && !claimed && !provesRule(live.creatorRequestId, hub, kind);
    return {
      hub,
      ref,
      wanted,
      ...(live && { live }),
      ...(adopted && { adopted }),
      ...(claimed && { claimed }),
    };
  });
  const taken = new Set(rows.flatMap(({ live }) => live?.id ?? []));
  const others = view.rules.filter((rule) => !taken.has(rule.id));
  const left = others.flatMap((live): RuleRow[] => {
    const row = { hub, ref: refOf(hub, kindOf(live), live), live };
    if (isRuleOf(live, hub)) return [row];
    const isUsed = pairsOf(live.id).some(({ name, vpc }) => name === associationMark(hub, live.name, vpc));
    return isUsed ? [{ ...row, adopted: true }] : [];
  });
  return [...rows, ...left].sort(
    (a, b) => compare(a.ref.key, b.ref.key) || compare(a.ref.live?.id ?? "", b.ref.live?.id ?? ""),
  );
}

type Kind = Pick<RuleRef, "type" | "name">;

function kindOf({ type, name }: ResolverRuleView): Kind {
  return { type: type === "SYSTEM" ? "SYSTEM" : "FORWARD", name };
}

/**
 * A FORWARD rule of others whose targets are all our inbound endpoint's addresses serves in place of ours (semantics 63). One that
 * somebody has goes on serving where documents name another endpoint, or none that is there, while it leads to the old one.
 */
function adoptable(
  view: ResolverView,
  hub: Hub,
  { type, name }: Kind,
  pairsOf: (rule: RuleId) => readonly RuleAssociationView[],
): ResolverRuleView | undefined {
  if (type !== "FORWARD") return undefined;
  const own = view.rules.filter((rule) => rule.name === name && mayServe(rule, hub));
  const { inbound } = view;
  const fits = own.find((rule) => inbound?.addresses.kind === "seen" && leadsInto([inbound], rule));
  return fits ?? own.find((rule) => pairsOf(rule.id).length > 0 && leadsInto(inboundIn(view), rule));
}

function refOf(hub: Hub, { type, name }: Kind, live: ResolverRuleView | undefined): RuleRef {
  return {
    key: ruleKey(hub.name, name, type),
    name,
    type,
    region: hub.region,
    ...(live && { live: { id: live.id, arn: live.arn } }),
  };
}

type Asked = { readonly kind: Kind; readonly wanted: RuleWanted };

/**
 * `per-endpoint`: one for each zone name. `regional`: one for the Region's domain, one SYSTEM rule for each exception,
 * and one for each shared name that lies outside of the domain (semantics 57).
 */
function wantedRules(draft: Draft, spokes: readonly Spoke[], { rules }: HubResolver): Asked[] {
  const named = perName(draft, spokes);
  if (rules.kind === "per-endpoint") return named;
  const domain = regionalDomain(draft.hub) as ZoneName;
  const all = spokes.filter(({ endpoints }) => endpoints.length > 0);
  if (all.length === 0) return [];
  const inside = named.filter(({ kind }) => liesIn(kind.name, domain));
  const outside = named.filter(({ kind }) => !liesIn(kind.name, domain));
  const names = inside.map(({ kind }) => kind.name).filter((name) => !isKeptFrom(domain, name, draft.hub));
  return [
    { kind: { type: "FORWARD", name: domain }, wanted: { spokes: all, names } },
    ...rules.except.map(
      (name): Asked => ({ kind: { type: "SYSTEM", name }, wanted: { spokes: all, names: [] } }),
    ),
    ...outside,
  ];
}

function perName({ endpoints }: Draft, spokes: readonly Spoke[]): Asked[] {
  const byName = new Map<ZoneName, Asked>();
  for (const endpoint of endpoints) {
    const choosing = spokes.filter((spoke) => spoke.endpoints.includes(endpoint.document));
    if (choosing.length === 0) continue;
    for (const name of namesOf(endpoint)) {
      const before = byName.get(name);
      byName.set(name, before ? together(before, choosing) : asked(name, choosing, endpoint.document));
    }
  }
  return [...byName.values()];
}

function namesOf({ names }: HubEndpoint): ZoneName[] {
  return [...new Set(names.map(({ zone }) => zoneNameOf(zone)))];
}

function asked(name: ZoneName, spokes: readonly Spoke[], { name: endpoint }: Endpoint): Asked {
  return { kind: { type: "FORWARD", name }, wanted: { spokes, names: [name], endpoint } };
}

/** Two sets of the hub have the name: there is one rule, and it hands over what the view VPC answers. */
function together({ kind, wanted }: Asked, spokes: readonly Spoke[]): Asked {
  const all = [...new Set([...wanted.spokes, ...spokes])].sort((a, b) => compare(a.name, b.name));
  return { kind, wanted: { spokes: all, names: wanted.names } };
}
