import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type {
  ResolverAddress,
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
} from "../../../observed/resolver.ts";
import { type Family, familyOf, isAttached } from "../../../observed/resolver-address.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { RuleRow } from "../rows/rule-rows.ts";

/** Where a rule leads to, and by what it leaves. */
type Ends = Pick<ResolverView, "inbound" | "outbound">;

const ANY: readonly Family[] = ["IPv4", "IPv6"];
const OF_TYPE: Readonly<Record<string, readonly Family[]>> = {
  IPV4: ["IPv4"],
  IPV6: ["IPv6"],
  DUALSTACK: ANY,
};

/** Those that both endpoints have, as far as their addresses were read; IPv4 first. */
export function commonFamilies({ inbound, outbound }: Ends): readonly Family[] {
  const theirs = familiesOf(outbound);
  return familiesOf(inbound).filter((family) => theirs.includes(family));
}

/** That of a rule's targets: today's while one of these answers, for targets change by overlap and families are not mixed. */
export function familyFor(view: Ends, live: ResolverRuleView | undefined): Family | undefined {
  const common = commonFamilies(view);
  const today = answeringFamily(view, live);
  return today === undefined ? common[0] : common.find((family) => family === today);
}

/** Of each rule that documents want; at least one where there is any. */
export function familiesUsed({ view, rows }: RuleDraft): ReadonlySet<Family> {
  const forwards = rows.filter(({ ref, wanted }) => ref.type === "FORWARD" && wanted);
  return new Set(forwards.flatMap(({ live }) => familyFor(view, live) ?? []));
}

export function addressesIn({ addresses }: ResolverEndpointView, family: Family): ResolverAddress[] {
  const isOf = isOfFamily(family);
  return (valueIn(addresses) ?? []).filter(({ ip }) => isOf(ip));
}

export function isOfFamily(family: Family): (ip: string) => boolean {
  return (ip) => familyOf(ip) === family;
}

/**
 * Why queries cannot get from the outbound endpoint to the inbound one by any rule, or not by one that is there and whose targets
 * are of the other family. Undefined where addresses were not read.
 */
export function familyObstacle({ hub, view, rows }: RuleDraft): Why | undefined {
  const { inbound, outbound } = view;
  const [to, from] = [familiesOf(inbound), familiesOf(outbound)].map((own) => own.join(" and "));
  if (!inbound || !outbound || !to || !from) return undefined;
  const stuck = rows.find((row) => isStuck(view, row));
  const hasNone = commonFamilies(view).length === 0;
  if (!hasNone && !stuck) return undefined;
  const sends = `Resolver endpoint ${outbound.id} sends from ${from} addresses`;
  return {
    reason: "NoCommonFamily",
    message: hasNone
      ? `${sends}, and ${inbound.id} has ${to} ones: no rule can lead from one to the other`
      : `${sends}, and rule ${stuck?.live?.id} (${stuck?.ref.name}) leads to ones of the other family: it stays as it is, for they answer`,
    todo: `name endpoints of one family in spec.resolver of hub ${hub.name}, or make the IPv4 one DUALSTACK`,
  };
}

/** Ours, and all its targets would change at once. */
function isStuck(view: ResolverView, { ref, live, wanted, adopted }: RuleRow): boolean {
  const isChanged = ref.type === "FORWARD" && wanted !== undefined && !adopted;
  return isChanged && live !== undefined && familyFor(view, live) === undefined;
}

/** What the type says and the addresses show; the type changes first. */
function familiesOf(endpoint: ResolverEndpointView | undefined): readonly Family[] {
  const shown = new Set((valueIn(endpoint?.addresses) ?? []).map(({ ip }) => familyOf(ip)));
  return (OF_TYPE[endpoint?.type ?? ""] ?? ANY).filter((family) => shown.has(family));
}

function answeringFamily({ inbound }: Ends, live: ResolverRuleView | undefined): Family | undefined {
  const today = new Set(live?.targets.map(({ ip }) => ip));
  const answering = (valueIn(inbound?.addresses) ?? []).find((one) => isAttached(one) && today.has(one.ip));
  return answering && familyOf(answering.ip);
}
