import { type Action, actionKey } from "../action.ts";
import type { Finding } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import { type Client, clientName, type WantedZone } from "./draft.ts";
import { type Holder, refOf, sameAccount } from "./estate.ts";
import type { Joining } from "./joining.ts";
import { findingFor } from "./judge.ts";
import type { Sequence } from "./sequence.ts";
import { commonTo } from "./zone-actions.ts";

export type PairPlan = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/**
 * One client into one zone: authorise (in another account), associate, take the authorisation back. `created`: the
 * zone is made by this plan.
 */
export function pairActions(
  zone: WantedZone,
  joining: Joining,
  created: boolean,
  sequence: Sequence,
): PairPlan {
  const { client, from } = joining;
  const crosses = !sameAccount(zone.hub, client.account);
  const made = created ? [actionKey("createZone", zone.ref)] : [];
  const leave = crosses ? authorization(zone, client, made) : { before: [], afterwards: [] };
  const key = actionKey(from ? "move" : "associate", zone.ref, client.vpc);
  const association = {
    ...commonTo(zone),
    key,
    vpc: client.vpc,
    after: [
      ...made,
      ...sequence.gatesOf(zone.settled),
      ...sequence.beneath(client.vpc, zone.ref.name),
      ...leave.before.map((a) => a.key),
    ],
    ...(crosses && client.spoke && { account: client.account, spoke: client.spoke.name }),
  };
  sequence.joins(client.vpc, zone.ref.name, key);
  return {
    actions: [...leave.before, associationOf(zone, client, from, association), ...leave.afterwards],
    findings: from ? [moveWindow(zone, client, from)] : [],
  };
}

type Association = Omit<Extract<Action, { kind: "associate" }>, "kind" | "because">;

function associationOf(
  zone: WantedZone,
  client: Client,
  from: Holder | undefined,
  association: Association,
): Action {
  const name = zone.ref.name;
  if (!from)
    return {
      ...association,
      kind: "associate",
      because: `${clientName(client)} is not associated with ${name}`,
    };
  return {
    ...association,
    kind: "move",
    from: { ...refOf(from), hub: from.hub.name },
    because: `${clientName(client)} belongs in another zone of the name ${name}`,
  };
}

/** The hub's leave for a VPC of another account: given before the association, taken back after it (semantics 17). */
function authorization(
  zone: WantedZone,
  client: Client,
  made: readonly string[],
): { before: Action[]; afterwards: Action[] } {
  const common = { ...commonTo(zone), vpc: client.vpc, ...(client.spoke && { spoke: client.spoke.name }) };
  const seen = zone.view?.authorizations;
  const given = seen?.kind === "seen" && seen.value.some((v) => vpcKey(v) === vpcKey(client.vpc));
  const association = ["associate", "move"] as const;
  const before: Action = {
    ...common,
    kind: "authorize",
    key: actionKey("authorize", zone.ref, client.vpc),
    after: made,
    because: `${clientName(client)} is not associated with ${zone.ref.name}, and account ${client.account} needs leave`,
  };
  const afterwards: Action = {
    ...common,
    kind: "deauthorize",
    key: actionKey("deauthorize", zone.ref, client.vpc),
    after: [],
    afterSettled: association.map((kind) => actionKey(kind, zone.ref, client.vpc)),
    because: "an authorisation that stays would let the VPC associate again unasked",
  };
  return { before: given ? [] : [before], afterwards: [afterwards] };
}

function moveWindow(zone: WantedZone, client: Client, from: Holder): Finding {
  return findingFor(zone, client)(
    "window",
    "Move",
    `${zone.ref.name} is not private in ${clientName(client)} between leaving zone ${from.view.id} and joining this one: AWS allows a VPC one zone of a name`,
  );
}
