import { isKeptFrom, regionalDomain } from "../../../desired/rule-mode.ts";
import { liesIn } from "../../../dns-name.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId, ZoneName } from "../../../ids.ts";
import type { ResolverEndpointView, ResolverRuleView } from "../../../observed/resolver.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import type { Estate } from "../../estate/estate.ts";
import { serves } from "../../estate/name-states.ts";
import { resolutionOf } from "../../resolution/answer.ts";
import { type Carrier, hasPrivateNames, holdersIn } from "../../resolution/carriers.ts";
import { entriesOf, type Side } from "../../wanted/resolver/sides.ts";
import { domainObstacle, recordsOf, type ViewVpc, viewObstacle } from "../chain/view.ts";
import { ANY, namesTakenAlong } from "../chain/view-worse.ts";
import { seenView, viewRefOf } from "../chain/views.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { isLiveRule, isWantedRule, type LiveRule, type WantedRule } from "../rows/rule-rows.ts";

/** A rule of ours that documents want, and that leads into other VPCs than the one in which they want the inbound endpoint. */
type Moving = WantedRule & LiveRule;

/**
 * Why rules do not move to an inbound endpoint in another VPC (semantics 46, 51, 57): what they hand over would be that VPC's
 * answers, so it has to be seen to answer every name as well as the VPC that they lead to.
 */
export function viewMoveObstacle(estate: Estate, rules: RuleDraft, { goal, used }: Side): Why | undefined {
  const [standing] = used;
  if (!goal || !standing) return undefined;
  const moving = rules.rows.filter((row) => isMoving(rules, row, goal));
  if (moving.length === 0) return undefined;
  const why =
    unfitView(estate, rules, goal.vpc) ?? firstOf(moving, (row) => worseAt(estate, rules, row, goal));
  return why === undefined ? undefined : otherVpc(standing, goal, why);
}

function isMoving(
  rules: RuleDraft,
  row: RuleDraft["rows"][number],
  goal: ResolverEndpointView,
): row is Moving {
  if (!isWantedRule(row) || !isLiveRule(row) || row.adopted || row.ref.type !== "FORWARD") return false;
  return viewsOfRule(rules, row.live).join() !== goal.vpc;
}

/** The VPCs whose answers a rule hands over, as far as its targets tell. */
export function viewsOfRule({ view }: Pick<RuleDraft, "view">, { targets }: ResolverRuleView): VpcId[] {
  const ips = targets.map(({ ip }) => ip);
  return [...new Set(entriesOf(view, ips).map(({ vpc }) => vpc))];
}

/** What speaks against a VPC, whatever is asked there. */
function unfitView(estate: Estate, rules: RuleDraft, id: VpcId): string | undefined {
  const { hub, spokes } = rules;
  const seen = seenView(estate, rules, id);
  if (!seen) return `${id} could not be read`;
  if (seen.owner !== undefined && seen.owner !== hub.account) return `${id} is account ${seen.owner}'s`;
  const client = spokes.find(({ vpc }) => vpc === id);
  if (client)
    return `spoke ${client.name} of mode resolver-rule is ${id}, and its queries would come back to itself`;
  if (!hasPrivateNames(seen) || seen.dnsHostnames.kind === "unreadable")
    return `enableDnsSupport and enableDnsHostnames are not both seen to be on in ${id}, so no private name answers there`;
  if (hub.resolver?.rules.kind !== "regional") return undefined;
  return domainObstacle({ vpc: viewRefOf(rules, id), seen }, regionalDomain(hub) as ZoneName)?.message;
}

/** Its names first, which have to be private there; then all that it takes along. */
function worseAt(
  estate: Estate,
  rules: RuleDraft,
  row: Moving,
  { vpc }: ResolverEndpointView,
): string | undefined {
  const seen = seenView(estate, rules, vpc);
  if (!seen) return undefined; // said already
  const there: ViewVpc = { vpc: viewRefOf(rules, vpc), seen };
  const ofNames = firstOf(
    row.wanted.names,
    (name) => viewObstacle(estate, rules.draft, there, name)?.message,
  );
  if (ofNames !== undefined) return ofNames;
  const today = viewsOfRule(rules, row.live).filter((id) => id !== vpc);
  return firstOf(today, (id) => differs(estate, rules, row, there, id));
}

function differs(
  estate: Estate,
  rules: RuleDraft,
  row: Moving,
  there: ViewVpc,
  id: VpcId,
): string | undefined {
  const today = seenView(estate, rules, id);
  if (!today) return `the view VPC ${id} could not be read`;
  const asked = namesIn(rules, row, [today, there.seen]);
  const worse = asked.find((name) => isWorse(estate, name, today, there.seen));
  if (worse === undefined) return undefined;
  const by = (view: VpcView) => wordsOf(resolutionOf(worse, view, (zone) => recordsOf(estate, zone)).by);
  const name = worse.startsWith(`${ANY}.`) ? `*${worse.slice(ANY.length)}` : worse;
  return `${id} answers ${name} by ${by(today)}, and ${there.vpc.id} by ${by(there.seen)}, which is not known to be as good`;
}

/** Names beneath the rule's that are known, what either VPC has there, and one that nobody has beneath each. */
function namesIn(rules: RuleDraft, row: Moving, views: readonly VpcView[]): readonly string[] {
  const { name } = row.ref;
  const known = namesTakenAlong(rules, row).map(({ asked }) => asked);
  const held = views.flatMap((view) => holdersIn(view)).flatMap((one) => [one.name, `${ANY}.${one.name}`]);
  const shared = new Set<string>(row.wanted.names);
  const all = new Set([...known, ...held, name, `${ANY}.${name}`]);
  return [...all].filter((one) => liesIn(one, name) && !shared.has(one) && !isKeptFrom(name, one, rules.hub));
}

/** What servers answer that a rule leads to, and others' zones, is known of nothing but itself. */
function isWorse(estate: Estate, name: string, today: VpcView, then: VpcView): boolean {
  const [before, after] = [today, then].map((view) => {
    const { by, answer } = resolutionOf(name, view, (zone) => recordsOf(estate, zone));
    return { by, grade: gradeOf(estate, by, answer.kind) };
  }) as [Graded, Graded];
  if (before.grade === DEAD || isSame(before.by, after.by)) return false;
  if (before.grade === "unknown" || after.grade === "unknown") return true;
  return after.grade < before.grade;
}

const DEAD = 0;
const PUBLIC = 1;
const PRIVATE = 2;
type Graded = { readonly by: Carrier; readonly grade: number | "unknown" };

function gradeOf(estate: Estate, by: Carrier, answer: string): Graded["grade"] {
  switch (by.kind) {
    case "public":
      return PUBLIC;
    case "rule":
      return "unknown";
    case "endpoint":
      return by.state ? "unknown" : answer === "nothing" ? DEAD : PRIVATE;
    case "zone": {
      if (answer === "nothing") return DEAD;
      const row = estate.zones.find((zone) => zone.live?.id === by.id);
      return row && serves(row) && answer === "records" ? PRIVATE : "unknown";
    }
  }
}

function isSame(a: Carrier, b: Carrier): boolean {
  if (a.kind === "public" || b.kind === "public") return a.kind === b.kind;
  return a.kind === b.kind && a.id === b.id;
}

function wordsOf(by: Carrier): string {
  switch (by.kind) {
    case "public":
      return "the public DNS";
    case "rule":
      return `Resolver rule ${by.id} (${by.name || "."})`;
    case "endpoint":
      return `the private DNS of ${by.id}`;
    case "zone":
      return `zone ${by.id} (${by.name})`;
  }
}

function otherVpc(standing: ResolverEndpointView, goal: ResolverEndpointView, why: string): Why {
  return {
    reason: "ResolverOtherVpc",
    message: `rules lead to ${standing.id} in ${standing.vpc}, and documents want them to lead to ${goal.id} in ${goal.vpc}, which has to be seen to answer as well: ${why}`,
    todo: "mend that if it does not end by itself, or name the old endpoint again; then run again",
  };
}

function firstOf<T>(all: readonly T[], judge: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const why = judge(one);
    if (why !== undefined) return why;
  }
  return undefined;
}
