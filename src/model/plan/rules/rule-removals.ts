import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { ruleActionKey } from "../../action/rule.ts";
import type { Desired, Spoke } from "../../desired/types.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { type AccountId, type VpcId, type VpcRef, vpcKey, vpcRef } from "../../ids.ts";
import type { RuleAssociationView } from "../../observed/rule-account.ts";
import { mapInTurns, type Turns } from "../../turns.ts";
import { type Estate, seenVpc } from "../estate/estate.ts";
import { awaitStep } from "../order/sequence.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { placeOf as zonePlaceOf } from "../wanted/zones/zone-row.ts";
import { vanishedFrom } from "./chain/vanished-names.ts";
import type { Returning } from "./handing-over/hand-overs.ts";
import { planIdleRules } from "./idle-rules.ts";
import { carveOutsLast, type Disassociation } from "./rows/carve-outs.ts";
import { isMarked, type RuleAccount, type RuleDraft } from "./rows/rule-draft.ts";
import type { RulePlan } from "./rows/rule-plan.ts";
import { isLiveRule, type LiveRule } from "./rows/rule-rows.ts";
import type { Goes } from "./switching/exit.ts";
import { type RuleExits, ruleExitsOf } from "./switching/rule-exits.ts";

/** Associations that no document wants, then the rules that nobody is associated with, then who no longer needs them. */
export function* planRuleRemovals(
  desired: Desired,
  estate: Estate,
  rules: RuleDraft,
  own: Known["own"],
): Turns<RulePlan> {
  const known = { ...knownOf(desired, estate, rules), estate, exits: ruleExitsOf(estate, rules), own };
  const left = leftIn(known, rules);
  yield;
  const pairs = yield* mapInTurns(left, (one) => judge(known, rules, one));
  const idle = planIdleRules(rules);
  const leaving = pairs.flatMap(({ action }) => action ?? []);
  return {
    waits: pairs.flatMap((pair) => pair.waits ?? []),
    actions: [...carveOutsLast(rules, leaving), ...idle.actions],
    findings: [...pairs.flatMap(({ finding: told }) => told ?? []), ...idle.findings],
  };
}

/** What is asked of every association that is left. */
type Known = {
  readonly estate: Estate;
  /** In any hub. */
  readonly documents: ReadonlyMap<VpcId, readonly Spoke[]>;
  /** By `vpcKey`: spokes of this hub whose documents are gone, and that were suspended when they were last seen. */
  readonly suspended: ReadonlySet<string>;
  /** By account: a spoke whose VPC is not there. */
  readonly absent: ReadonlyMap<AccountId, Spoke>;
  readonly exits: RuleExits;
  /** What was handed over answers again before. */
  readonly own: Returning;
};

type Judged = {
  readonly action?: Disassociation;
  readonly waits?: readonly Action[];
  readonly finding?: Finding;
};

/** An association of one of our rules that no document wants, where it was seen. */
type Left = {
  readonly row: LiveRule;
  readonly association: RuleAssociationView;
  readonly account: RuleAccount;
  /** Of its VPC, in any hub. */
  readonly documents: readonly Spoke[];
};

function knownOf(
  { spokes }: Desired,
  { observed }: Estate,
  { hub }: RuleDraft,
): Omit<Known, "estate" | "exits" | "own"> {
  const suspended = (observed.leaving ?? []).filter((one) => one.suspended && one.hub === hub.name);
  const absent = new Map<AccountId, Spoke>();
  for (const spoke of spokes) {
    const seen = seenVpc(observed, spoke);
    if (seen && seen.owner !== spoke.account && !absent.has(spoke.account)) absent.set(spoke.account, spoke);
  }
  return {
    documents: Map.groupBy(spokes, ({ vpc }) => vpc),
    suspended: new Set(suspended.map(({ vpc }) => vpc)),
    absent,
  };
}

function leftIn({ documents }: Known, { rows, accounts }: RuleDraft): Left[] {
  const live = new Map(rows.filter(isLiveRule).map((row) => [row.live.id, row]));
  const wanted = new Map([...live.values()].map((row) => [row, vpcsOf(row)]));
  return accounts.flatMap((account) =>
    (valueIn(account.seen)?.associations ?? []).flatMap((association): Left[] => {
      const { rule, vpc, status } = association;
      const row = live.get(rule);
      if (!row || wanted.get(row)?.has(vpc) || status === "DELETING") return [];
      return [{ row, association, account, documents: documents.get(vpc) ?? [] }];
    }),
  );
}

function vpcsOf({ wanted }: LiveRule): ReadonlySet<VpcId> {
  return new Set(wanted?.spokes.map(({ vpc }) => vpc));
}

function judge(known: Known, rules: RuleDraft, left: Left): Judged {
  const place = placeOf(rules, left);
  if (!mayGo(rules, left))
    return isOthers(left.row) ? {} : { finding: finding("note", place, selfService(left)) };
  if (known.suspended.has(vpcKey(place.vpc))) return {}; // said once of the spoke, which stays (semantics 40)
  const exit = pausedIn(rules, left) ? undefined : known.exits(left);
  const kept = exit?.kind === "stays" ? exit.why : keptBy(known, rules, left);
  if (kept) return { finding: finding("withheld", place, kept) };
  const unlisted = exit ? undefined : vanished(known, rules, left);
  if (unlisted) return { finding: finding("note", place, unlisted) };
  const back = known.own.returning.get(left.association.vpc) ?? [];
  if (exit?.kind === "goes") return { waits: exit.waits, action: leaves(rules, left, back, exit) };
  const waits = untilZones(known, place.vpc, left);
  return { waits, action: leaves(rules, left, [...back, ...waits.map(({ key }) => key)]) };
}

/** Zones that answer in place of an endpoint that was handed over: the VPC may have joined them a moment ago. */
function untilZones({ own }: Known, vpc: VpcRef, { row }: Left) {
  const zones = (own.beside.get(vpc.id) ?? []).filter(({ ref }) => liesIn(ref.name, row.ref.name));
  return zones.map((zone) => ({ ...awaitStep(vpc, { place: zonePlaceOf(zone) }), sure: true as const }));
}

function placeOf({ hub }: RuleDraft, { row, association, account, documents }: Left) {
  const spoke = documents.find((one) => one.hub === hub);
  return {
    hub: hub.name,
    ...(spoke && { spoke: spoke.name }),
    zone: row.ref.name,
    vpc: vpcRef(association.vpc, hub.region),
    account: account.account,
  };
}

/** By our mark; of a rule that was claimed an unmarked one too, where its Spoke says `endpoints: none` (semantics 63). */
function mayGo({ hub }: RuleDraft, { row, association, documents }: Left): boolean {
  if (isMarked(hub, row, association)) return true;
  return row.claimed === true && documents.some((spoke) => spoke.hub === hub && spoke.endpoints.length === 0);
}

/** A rule of somebody else that no document wants: who else has it is nothing to us. */
function isOthers({ adopted, wanted }: LiveRule): boolean {
  return adopted === true && wanted === undefined;
}

function pausedIn({ hub }: RuleDraft, { documents }: Left): Spoke | undefined {
  return documents.find((spoke) => spoke.hub === hub && spoke.suspend);
}

/** An answer that leaves a service out takes nothing away: the rule may be one of its names (semantics 12). */
function unlistedFor({ hub, draft }: RuleDraft, { documents }: Left): HubEndpoint | undefined {
  const listed = new Set(draft.view.services.map(({ name }) => name));
  const shared = new Set(documents.flatMap((spoke) => (spoke.hub === hub ? spoke.endpoints : [])));
  return draft.endpoints.find(({ document, service }) => shared.has(document) && !listed.has(service));
}

/** What keeps it for now, although no document wants it. */
function keptBy({ absent, own }: Known, rules: RuleDraft, left: Left): Why | undefined {
  const { documents, association, account } = left;
  const what = `the association of ${association.vpc} with rule ${left.row.ref.name}`;
  const unlisted = unlistedFor(rules, left);
  if (unlisted)
    return {
      reason: "ServiceNotListed",
      message: `${what} stays: AWS's list does not name ${unlisted.service}, which endpoint ${unlisted.document.name} shares, so nobody knows its names`,
    };
  const paused = pausedIn(rules, left);
  if (paused)
    return {
      reason: "Suspended",
      message: `spoke ${paused.name} is suspended: ${what} stays`,
      todo: "end the spoke's suspension",
    };
  if (own.isUnseen(association.vpc))
    return {
      reason: "OwnEndpointsNotRead",
      message: `${what} stays: an endpoint of the VPC's own may have been handed over to it, and the table or the VPC's endpoints could not be read`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    };
  const other = documents.length > 0 ? undefined : absent.get(account.account);
  return other && otherHalf(other, left);
}

/** Nobody took its name away but AWS's list (semantics 23). */
function vanished(
  { estate }: Known,
  rules: RuleDraft,
  { row, association, documents }: Left,
): Why | undefined {
  const { name } = row.ref;
  const endpoint = row.wanted ? undefined : vanishedFrom(estate, rules, name, documents);
  return (
    endpoint && {
      reason: "NameVanished",
      message: `AWS no longer lists ${name} for ${endpoint.service}; ${association.vpc} stays associated with its rule`,
      todo: "to give it up, list the remaining names in names",
    }
  );
}

/** A mistyped VPC, account or hub looks like a spoke that left and one that is not there: the old stays (semantics 25). */
function otherHalf({ name, vpc }: Spoke, { account: { account } }: Left): Why {
  return {
    reason: "OtherHalfWaits",
    message: `spoke ${name} names ${vpc}, which account ${account} does not have; this VPC may be the one that is meant, and stays`,
    todo: "correct the spoke's vpc, account or region",
  };
}

function leaves(
  { hub }: RuleDraft,
  { row: { ref }, association, account: { account, spoke } }: Left,
  back: readonly ActionKey[],
  exit?: Goes,
): Disassociation {
  const vpc = vpcRef(association.vpc, hub.region);
  return {
    hub: hub.name,
    account,
    ...(spoke && { spoke: spoke.name }),
    rule: ref,
    kind: "disassociateRule",
    key: ruleActionKey("disassociateRule", ref, vpc),
    after: [...(exit?.after ?? []), ...back],
    vpc,
    because: exit
      ? `${exit.to} answers in ${vpc.id}`
      : `no document wants ${vpc.id} to resolve ${ref.name} by a rule`,
    ...(exit && !exit.isLoss ? { replaced: true } : { removal: true }),
  };
}

function selfService({ row: { ref }, association }: Left): Why {
  return {
    reason: "SelfService",
    message: `${association.vpc} is associated with rule ${ref.live?.id} (${ref.name}) by somebody else, a spoke's team perhaps: it stays, and counts as a client`,
    todo: "nothing; or write a Spoke for it",
  };
}
