import { expect, test } from "vitest";
import { type Action, awaitedBy, isWait } from "../../src/model/action/action.ts";
import type { ActionKey } from "../../src/model/action/common.ts";
import { ADOPTED } from "../planner/adopted.ts";
import { CLIENTS } from "../planner/clients.ts";
import { ENDPOINTS } from "../planner/endpoints.ts";
import type { Spoilt } from "../planner/estate.ts";
import { HUBS } from "../planner/hubs.ts";
import { MOVING_VIEWS } from "../planner/moving-views.ts";
import { RECORDS } from "../planner/records.ts";
import { REMOVALS } from "../planner/removals.ts";
import { RULE_VIEW } from "../planner/rule-view.ts";
import { RULES } from "../planner/rules.ts";
import { SWITCHING } from "../planner/switching.ts";
import { TURN_OFF } from "../planner/turn-off.ts";
import { ZONES } from "../planner/zones.ts";
import { RULE_WORLDS } from "./rule-worlds.ts";
import { proofFor, withoutEdge } from "./support.ts";
import { WORLDS } from "./worlds.ts";

/** Every estate of the planner's own tests, and those in which order matters most. */
const ROOMS = [
  ADOPTED,
  CLIENTS,
  ENDPOINTS,
  HUBS,
  RECORDS,
  REMOVALS,
  RULES,
  RULE_VIEW,
  SWITCHING,
  TURN_OFF,
  ZONES,
  MOVING_VIEWS,
];
const ESTATES: readonly [string, Spoilt][] = [
  ...Object.entries<Spoilt>(WORLDS),
  ...Object.entries<Spoilt>(RULE_WORLDS),
  ...ROOMS.flat().map(({ sentence, spoilt }): [string, Spoilt] => [sentence, spoilt]),
];

/** Steps that AWS refuses when they come too early, so that a mistake there makes no name dark; or not a matter of one VPC's names. */
const REFUSED: Readonly<Record<string, string>> = {
  "* <- createZone": "there is no zone yet",
  "* <- createRule": "there is no rule yet",
  "* <- createShare": "there is no share yet",
  "awaitShared <- *": "a wait for what cannot be there yet",
  "associateRule <- awaitShared": "RSLVR-00703: the account does not see the rule yet",
  "updateRule <- awaitRule":
    "no matter of order: the first rule alone shows what the others would do (semantics 51)",
  "* <- authorize": "NotAuthorizedException",
  "* <- deauthorize": "nobody resolves by an authorization",
  "authorize <- *": "nobody resolves by an authorization",
  "associate <- turnOffPrivateDns": "ConflictingDomainExists",
  "associate <- disassociate": "ConflictingDomainExists: the anchor is in another zone of the name",
  "associate <- deleteZone": "ConflictingDomainExists: the anchor is in another zone of the name",
  "createZone <- disassociate": "ConflictingDomainExists: the anchor is in another zone of the name",
  "createZone <- turnOffPrivateDns": "ConflictingDomainExists",
  "disassociate <- associate":
    "LastVPCAssociation; the other half of a removal is the guard's (semantics 25)",
  "disassociate <- move": "LastVPCAssociation",
  "move <- associate": "LastVPCAssociation",
};

/** Each kind of edge that the proof needs; some plan has it. */
const NEEDED: readonly string[] = [
  "associate <- awaitInsync",
  "associateRule <- awaitAssociation",
  "associateRule <- awaitInsync",
  "associateRule <- awaitRule",
  "awaitAssociation <- associateRule",
  "awaitAssociation <- disassociateRule",
  "awaitEndpoint <- createEndpoint",
  "awaitInsync <- associate",
  "awaitInsync <- changeRecords",
  "awaitInsync <- disassociate",
  "awaitInsync <- move",
  "awaitRule <- updateRule",
  "changeRecords <- awaitEndpoint",
  "changeRecords <- awaitInsync",
  "createZone <- awaitInsync",
  "createZone <- awaitSure",
  "deleteEndpoint <- awaitInsync",
  "deleteEndpoint <- deleteZone",
  "deleteRule <- awaitSure",
  "deleteZone <- awaitInsync",
  "deleteZone <- deleteZone",
  "disassociate <- awaitInsync",
  "disassociate <- awaitSure",
  "disassociateRule <- awaitAssociation",
  "disassociateRule <- awaitInsync",
  "disassociateRule <- awaitSure",
  "modifyEndpoint <- awaitInsync",
  "move <- awaitInsync",
  "turnOffPrivateDns <- associate",
  "turnOffPrivateDns <- awaitInsync",
  "turnOffPrivateDns <- awaitSure",
  "turnOffPrivateDns <- turnOffPrivateDns",
  "updateRule <- awaitInsync",
];

type Edge = { readonly action: Action; readonly key: ActionKey; readonly what: string };

/** Nobody counts on a wait that nothing waits for, nor on one for a zone that the VPC leaves by a move. */
function edgesOf(actions: readonly Action[]): Edge[] {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const awaited = new Set(actions.flatMap(awaitedBy));
  const left = new Set(
    actions.flatMap((a) =>
      a.kind === "move" ? [`awaitInsync ${a.from.key} ${a.vpc.id}@${a.vpc.region}`] : [],
    ),
  );
  return actions.flatMap((action) => {
    if (isWait(action) && !awaited.has(action.key)) return [];
    return action.after
      .filter((key) => !(action.kind === "associate" && left.has(key)))
      .map((key) => ({ action, key, what: `${action.kind} <- ${byKey.get(key)?.kind}` }));
  });
}

function isRefused(what: string): boolean {
  const [of, key] = what.split(" <- ");
  return [what, `* <- ${key}`, `${of} <- *`].some((one) => one in REFUSED);
}

test("of every plan, a step that no longer waits for another is withheld, unless AWS refuses it then", () => {
  const needed = new Set<string>();
  const through: string[] = [];
  for (const [sentence, spoilt] of ESTATES) {
    const { plan, prove } = proofFor(spoilt);
    expect(prove(plan.actions).findings, sentence).toEqual([]);
    for (const { action, key, what } of edgesOf(plan.actions)) {
      if (isRefused(what)) continue;
      const { actions, findings } = prove(withoutEdge(plan.actions, action, key));
      if (findings.length > 0 && actions.length < plan.actions.length) needed.add(what);
      else through.push(`${sentence}: ${action.key} <- ${key}`);
    }
  }
  expect(through).toEqual([]);
  expect([...needed].sort()).toEqual(NEEDED);
});
