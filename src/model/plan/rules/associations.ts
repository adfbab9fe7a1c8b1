import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type RuleAction, ruleActionKey } from "../../action/rule.ts";
import { isKeptFrom } from "../../desired/rule-mode.ts";
import type { Spoke } from "../../desired/types.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type AccountId, vpcRef, type ZoneName } from "../../ids.ts";
import { associationMark } from "../../rule-ownership.ts";
import { mapInTurns, type Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import { viewVpcOf, viewWaits } from "./chain/view.ts";
import type { Returning } from "./handing-over/hand-overs.ts";
import type { Join } from "./joins.ts";
import { isWide } from "./rows/carve-outs.ts";
import { associationOf, type RuleDraft } from "./rows/rule-draft.ts";
import type { RuleRow } from "./rows/rule-rows.ts";
import { awaitShared, type Sharing } from "./rows/sharing.ts";

/** What has to have ended before anybody is associated. */
export type Before = {
  readonly sharing: Sharing;
  /** By rule: it is made, claimed, or COMPLETE with its new targets. */
  readonly settled: ReadonlyMap<RuleRow, readonly ActionKey[]>;
  readonly returning: Returning["returning"];
};

/** Each rule with each VPC that joins it, once the view VPC answers its names and the spoke's account sees it. */
export function* planAssociations(
  estate: Estate,
  rules: RuleDraft,
  joining: readonly Join[],
  { sharing, settled, returning }: Before,
): Turns<Action[]> {
  const { hub, view, draft } = rules;
  const viewVpc = view.inbound && viewVpcOf(draft, view.inbound);
  const waits = viewVpc ? viewWaits(estate, viewVpc, domainsIn(joining)) : [];
  const ready = new Map(
    [...new Set(joining.map(({ row }) => row))].map((row) => {
      const answered = waits.filter(({ zone }) => handsOver(row, zone.name));
      return [row, [...(settled.get(row) ?? []), ...answered.map(({ key }) => key)]] as const;
    }),
  );
  const arrivals = arrivalsOf(rules, joining, sharing);
  const arrived = new Map(arrivals.map(({ account, key }) => [account, key]));
  const carveOuts = joining.length > 0 ? carveOutWaits(rules, joining) : new Map<Spoke, RuleAction[]>();
  const associations = yield* mapInTurns(joining, (join): RuleAction[] => {
    const { row, spoke } = join;
    const vpc = vpcRef(spoke.vpc, spoke.region);
    const place = placeOf(join);
    const key = ruleActionKey("associateRule", row.ref, vpc);
    const kept = isWide(row.ref, hub) ? (carveOuts.get(spoke) ?? []) : [];
    const own = row.ref.type === "SYSTEM" ? (returning.get(spoke.vpc) ?? []) : [];
    const association: RuleAction = {
      ...place,
      kind: "associateRule",
      key,
      after: [
        ...(ready.get(row) ?? []),
        ...keyIn(arrived, spoke.account),
        ...kept.map((wait) => wait.key),
        ...own,
      ],
      vpc,
      mark: associationMark(hub, row.ref.name, spoke.vpc),
      because: `spoke ${spoke.name} is not associated with rule ${row.ref.name}`,
    };
    return [association, ...kept];
  });
  return [...waits, ...arrivals, ...associations.flat()];
}

/** What lies beneath its name too, but for what is excepted from the Region's rule. */
export function handsOver({ hub, ref }: RuleRow, name: ZoneName): boolean {
  return ref.type === "FORWARD" && liesIn(name, ref.name) && !isKeptFrom(ref.name, name, hub);
}

function domainsIn(joining: readonly Join[]): ZoneName[] {
  const forwards = joining.filter(({ row }) => row.ref.type === "FORWARD");
  return [...new Set(forwards.map(({ row }) => row.ref.name))];
}

/** Of each account but the hub's own: until it sees the rules that it was not seen to see. */
function arrivalsOf(rules: RuleDraft, joining: readonly Join[], sharing: Sharing) {
  const abroad = joining.filter(({ spoke }) => spoke.account !== rules.hub.account);
  return [...Map.groupBy(abroad, ({ spoke }) => spoke.account).values()].flatMap((joins) => {
    const spoke = (joins[0] as Join).spoke;
    const visible = visibleTo(rules, spoke);
    const wanted = [...new Set(joins.map(({ row }) => row))];
    const missing = wanted.filter(({ live }) => !live || !visible?.has(live.id));
    const refs = missing.map(({ ref }) => ref);
    return refs.length > 0 ? [awaitShared(rules, sharing, spoke, refs)] : [];
  });
}

function visibleTo({ accountOf }: RuleDraft, spoke: Spoke) {
  return valueIn(valueIn(accountOf.get(spoke)?.seen)?.visible);
}

/**
 * Until what documents keep from the Region's rule is kept in a spoke that joins it (semantics 57): by an association of this
 * plan, or by one that is listed, since a moment ago perhaps.
 */
function carveOutWaits(rules: RuleDraft, joining: readonly Join[]): ReadonlyMap<Spoke, RuleAction[]> {
  const coming = new Set(joining.map(({ row, spoke }) => `${row.ref.key} ${spoke.vpc}`));
  const spokes = [...new Set(joining.map(({ spoke }) => spoke))];
  return new Map(
    spokes.map((spoke) => {
      const system = (rules.wantedBy.get(spoke) ?? []).filter(({ ref }) => ref.type === "SYSTEM");
      const waits = system.flatMap((row): RuleAction[] => {
        const isComing = coming.has(`${row.ref.key} ${spoke.vpc}`);
        const listed = associationOf(row, spoke.vpc, rules.accountOf.get(spoke));
        return isComing || listed ? [untilKept({ row, spoke }, isComing)] : [];
      });
      return [spoke, waits];
    }),
  );
}

function untilKept(join: Join, isComing: boolean): RuleAction {
  const { row, spoke } = join;
  const vpc = vpcRef(spoke.vpc, spoke.region);
  return {
    ...placeOf(join),
    kind: "awaitAssociation",
    key: ruleActionKey("awaitAssociation", row.ref, vpc),
    after: isComing ? [ruleActionKey("associateRule", row.ref, vpc)] : [],
    vpc,
    until: "complete",
    because: "what it keeps from the Region's rule must be kept before that rule answers",
  };
}

function keyIn(arrived: ReadonlyMap<AccountId, ActionKey>, account: AccountId): ActionKey[] {
  const key = arrived.get(account);
  return key === undefined ? [] : [key];
}

function placeOf({ row: { hub, ref, wanted }, spoke }: Join) {
  const { endpoint } = wanted;
  return {
    hub: hub.name,
    account: spoke.account,
    spoke: spoke.name,
    rule: ref,
    ...(endpoint && { endpoint }),
  } as const;
}
