import { type Action, type ActionKey, type RuleAction, ruleActionKey } from "../../action.ts";
import type { Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type AccountId, vpcRef } from "../../ids.ts";
import { associationMark } from "../../rule-ownership.ts";
import { mapInTurns, type Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import type { Join } from "./joins.ts";
import type { RuleDraft } from "./rule-draft.ts";
import type { RuleRow } from "./rule-rows.ts";
import { awaitShared, type Sharing } from "./sharing.ts";
import { viewVpcOf, viewWaits } from "./view.ts";

/** What has to have ended before anybody is associated. */
export type Before = {
  readonly sharing: Sharing;
  /** By rule: it is made, claimed, or COMPLETE with its new targets. */
  readonly settled: ReadonlyMap<RuleRow, readonly ActionKey[]>;
};

/** Each rule with each VPC that joins it, once the view VPC answers its names and the spoke's account sees it. */
export function* planAssociations(
  estate: Estate,
  rules: RuleDraft,
  joining: readonly Join[],
  { sharing, settled }: Before,
): Turns<Action[]> {
  const { hub, view, draft } = rules;
  const viewVpc = view.inbound && viewVpcOf(draft, view.inbound);
  const names = [...new Set(joining.flatMap(({ row }) => row.wanted.names))];
  const waits = viewVpc ? viewWaits(estate, viewVpc, names) : [];
  const ready = new Map(
    [...new Set(joining.map(({ row }) => row))].map((row) => {
      const answered = waits.filter(({ zone }) => row.wanted.names.includes(zone.name));
      return [row, [...(settled.get(row) ?? []), ...answered.map(({ key }) => key)]] as const;
    }),
  );
  const arrivals = arrivalsOf(rules, joining, sharing);
  const arrived = new Map(arrivals.map(({ account, key }) => [account, key]));
  const carvedOut = Map.groupBy(joining.filter(isCarveOut), ({ spoke }) => spoke);
  const associations = yield* mapInTurns(joining, (join): RuleAction[] => {
    const { row, spoke } = join;
    const vpc = vpcRef(spoke.vpc, spoke.region);
    const place = placeOf(join);
    const key = ruleActionKey("associateRule", row.ref, vpc);
    const first = isCarveOut(join) ? [] : (carvedOut.get(spoke) ?? []);
    const association: RuleAction = {
      ...place,
      kind: "associateRule",
      key,
      after: [
        ...(ready.get(row) ?? []),
        ...keyIn(arrived, spoke.account),
        ...first.map((one) => ruleActionKey("awaitAssociation", one.row.ref, vpc)),
      ],
      vpc,
      mark: associationMark(hub, row.ref.name, spoke.vpc),
      because: `spoke ${spoke.name} is not associated with rule ${row.ref.name}`,
    };
    if (!isCarveOut(join)) return [association];
    const until: RuleAction = {
      ...place,
      kind: "awaitAssociation",
      key: ruleActionKey("awaitAssociation", row.ref, vpc),
      after: [key],
      vpc,
      until: "complete",
      because: "what it keeps from the Region's rule must be kept before that rule answers",
    };
    return [association, until];
  });
  return [...waits, ...arrivals, ...associations.flat()];
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

/** A SYSTEM rule stands before the rule of the Region does (semantics 57). */
function isCarveOut({ row }: Join): boolean {
  return row.ref.type === "SYSTEM";
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
