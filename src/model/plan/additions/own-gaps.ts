import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type OwnAction, ownActionKey } from "../../action/own.ts";
import { actionKey } from "../../action/zone.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import type { EndpointId, ZoneName } from "../../ids.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import type { Gaps } from "../rules/handing-over/gaps.ts";
import { opensGap, placeOf, refOf, startsLinger } from "../rules/handing-over/own-actions.ts";
import { RUN_AGAIN } from "../rules/handing-over/own-words.ts";
import { stays, whose } from "../rules/handing-over/stays.ts";
import type { Owned } from "../rules/own/owned.ts";
import type { Client } from "../wanted/clients.ts";
import { isLive, type WantedRow } from "../wanted/zones/zone-row.ts";
import type { Joining } from "./new-associations.ts";
import type { PairPlan } from "./pair-actions.ts";

/** Of those that were to be opened, the ones whose VPC would not join a zone of each name at once. */
export function cannotOpen(
  estate: Estate,
  { opening }: Gaps,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
  findings: readonly Finding[],
): Map<EndpointId, Why> {
  return new Map(
    opening.flatMap((own): [EndpointId, Why][] => {
      const missing = own.names.find((name) => !isComing(estate, own, name, joining));
      return missing === undefined ? [] : [[own.view.id, couldNotJoin(own, missing, findings)]];
    }),
  );
}

function isComing(
  { zones }: Estate,
  { spoke }: Owned,
  name: ZoneName,
  joining: ReadonlyMap<WantedRow, readonly Joining[]>,
): boolean {
  const vpc = { id: spoke.vpc, region: spoke.region };
  return zones
    .filter(({ ref, hub }) => ref.name === name && hub === spoke.hub)
    .some(
      (zone) =>
        (isLive(zone) && isMember(zone, vpc)) ||
        (joining.get(zone) ?? []).some(({ client, departure }) => client.vpc.id === vpc.id && !departure),
    );
}

function couldNotJoin(own: Owned, name: ZoneName, findings: readonly Finding[]): Why {
  const of = findings.filter(
    ({ kind, hub }) => kind !== "note" && kind !== "window" && hub === own.spoke.hub.name,
  );
  const why =
    of.find(({ spoke, zone }) => spoke === own.spoke.name && zone === name) ??
    of.find(({ spoke }) => spoke === own.spoke.name) ??
    of.find(({ zone, spoke }) => zone === name && spoke === undefined);
  return stays(
    own,
    `its VPC could not join zone ${name} at once${why ? `: ${why.message}` : ""}`,
    why?.todo ?? RUN_AGAIN,
  );
}

/** A pair of the plan, and what it takes. */
export type PlannedPair = { readonly zone: WantedRow; readonly client: Client; readonly plan: PairPlan };

/**
 * The switches: each when all is ready that its VPC's joining waits for, one VPC's after the other's joining, so that a window is as
 * long as AWS takes, and not as the queue before a zone is.
 */
export function openGaps({ opening }: Gaps, pairs: readonly PlannedPair[]): PairPlan {
  const actions: Action[] = [];
  const findings: Finding[] = [];
  let settled: readonly ActionKey[] = [];
  for (const [vpc, all] of Map.groupBy(opening, ({ spoke }) => spoke.vpc)) {
    const names = new Set(all.flatMap((own) => own.names));
    const mine = pairs.filter(({ zone, client }) => client.vpc.id === vpc && names.has(zone.ref.name));
    const joins = mine.map(({ zone, client }) => actionKey("associate", zone.ref, client.vpc));
    const within = new Set<ActionKey>([...joins, ...all.map((own) => ownActionKey("handOver", refOf(own)))]);
    for (const { plan } of mine)
      for (const one of plan.actions) if (one.after.some((key) => joins.includes(key))) within.add(one.key);
    const ready = (own: Owned): ActionKey[] =>
      mine.flatMap(({ zone, plan }) =>
        own.names.includes(zone.ref.name)
          ? plan.actions.flatMap(({ kind, after }) => (kind === "associate" ? after : []))
          : [],
      );
    const before: ActionKey[] = [];
    for (const own of all) {
      const zones = mine.flatMap(({ zone }) => (own.names.includes(zone.ref.name) ? [zone.ref] : []));
      const after = [...new Set([...before, ...ready(own).filter((key) => !within.has(key))])];
      const action = opensGap(own, zones, { after, settled });
      actions.push(action, startsLinger(own, [action.key]));
      findings.push(windowOf(own, action));
      before.push(action.key); // names above first
    }
    settled = joins;
  }
  return { actions, findings };
}

function windowOf(own: Owned, { key }: OwnAction): Finding {
  const { names, spoke } = own;
  const resolve = names.length === 1 ? "resolves" : "resolve";
  return finding(
    "window",
    { ...placeOf(own), action: key },
    {
      reason: "OwnEndpointGap",
      message: `${names.join(", ")} ${resolve} publicly in ${spoke.vpc} of spoke ${spoke.name} from the switch of ${whose(own)} until the VPC has joined ${names.length === 1 ? "its zone" : "their zones"}, usually within two minutes; AWS may hold the name for longer, and every pass tries to join for five`,
    },
  );
}
