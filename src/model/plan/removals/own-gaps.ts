import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { effectsOf } from "../../action/effects.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { type VpcRef, vpcKey, vpcRef } from "../../ids.ts";
import { type Estate, vpcsIn } from "../estate/estate.ts";
import { withoutDependents } from "../order/dependents.ts";
import { awaitStep } from "../order/sequence.ts";
import { type Gaps, zonesBeside } from "../rules/handing-over/gaps.ts";
import { placeOf, takesBack, triesTakeBack } from "../rules/handing-over/own-actions.ts";
import { RUN_AGAIN } from "../rules/handing-over/own-words.ts";
import { whose } from "../rules/handing-over/stays.ts";
import type { Owned } from "../rules/own/owned.ts";
import { type LiveRow, placeOf as zonePlaceOf } from "../wanted/zones/zone-row.ts";

export type Closings = {
  /** The removals, without those of VPCs that cannot leave all of the zones that keep an endpoint silent. */
  readonly kept: readonly Action[];
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
};

/** Private DNS comes on again when the VPC has left all zones of its names: AWS refuses it beside one (semantics 59). */
export function closeGaps(estate: Estate, { closing }: Gaps, removals: readonly Action[]): Closings {
  if (closing.length === 0) return { kept: removals, actions: [], findings: [] };
  const steps = stepsIn(estate, removals);
  const plans = closing.map((own) => closeOne(estate, own, steps));
  const dropped = plans.flatMap((plan) => plan.dropped);
  const known = new Set(removals.map(({ key }) => key));
  const tried = new Map(plans.flatMap(({ opens }) => opens));
  const last = removals.map((action) => {
    const before = tried.get(action.key);
    return before ? { ...action, after: [...action.after, before] } : action;
  });
  return {
    kept: dropped.length > 0 ? withoutDependents(last, dropped) : last,
    actions: plans.flatMap(({ actions }) => actions.filter(({ key }) => !known.has(key))),
    findings: plans.flatMap(({ findings }) => findings),
  };
}

/** By zone and VPC: what takes it out. */
function stepsIn({ existing }: Estate, removals: readonly Action[]): ReadonlyMap<string, Action> {
  const members = new Map(existing.map((row) => [row.ref.id as string, vpcsIn(row.live)]));
  return new Map(
    removals
      .flatMap((action) =>
        effectsOf(action, ({ id }) => members.get(id ?? "") ?? []).flatMap(({ change, vpc, by }) =>
          change === "loss" && by.kind === "zone" ? [[placeIn(by.zone.id, vpc), action] as const] : [],
        ),
      )
      .reverse(), // who has left before a zone goes does not leave with it
  );
}

type Closing = Omit<Closings, "kept"> & {
  readonly dropped: readonly ActionKey[];
  /** What takes the VPC out, and what is to have succeeded before. */
  readonly opens: readonly (readonly [ActionKey, ActionKey])[];
};

function closeOne(estate: Estate, own: Owned, steps: ReadonlyMap<string, Action>): Closing {
  const vpc = vpcRef(own.spoke.vpc, own.spoke.region);
  const leaving = zonesBeside(estate, own).map((row) => ({ row, step: steps.get(placeIn(row.ref.id, vpc)) }));
  const kept = leaving.find(({ step }) => step === undefined)?.row;
  const out = leaving.flatMap(({ row, step }) => (step ? [{ row, step }] : []));
  if (kept)
    return {
      actions: [],
      findings: [finding("withheld", placeOf(own), staysOff(own, kept))],
      dropped: out.flatMap(({ step }) => (step.kind === "disassociate" ? [step.key] : [])),
      opens: [],
    };
  const waits = out.map(({ row, step }) => waitFor(row, vpc, step));
  const back = takesBack(
    own,
    waits.map(({ key }) => key),
  );
  const trial = triesTakeBack(own);
  return {
    actions: [trial, ...waits.flatMap(({ wait }) => wait ?? []), ...back],
    findings: out.map(({ row, step }) => windowOf(own, row, step)),
    dropped: [],
    opens: out.map(({ step }) => [step.key, trial.key] as const),
  };
}

function placeIn(zone: string | undefined, vpc: VpcRef): string {
  return `${zone} ${vpcKey(vpc)}`;
}

/** In DNS, not only in AWS's lists; a zone that is gone answers nobody. */
function waitFor(row: LiveRow, vpc: VpcRef, step: Action): { key: ActionKey; wait?: Action } {
  if (step.kind === "deleteZone") return { key: step.key };
  const wait = awaitStep(vpc, { place: zonePlaceOf(row), key: step.key });
  return { key: wait.key, wait };
}

function windowOf(own: Owned, { live, ref }: LiveRow, { key }: Action): Finding {
  return finding(
    "window",
    { ...placeOf(own), zone: ref.name, action: key },
    {
      reason: "OwnEndpointGap",
      message: `${ref.name} resolves publicly in ${own.spoke.vpc} of spoke ${own.spoke.name} from leaving zone ${live.id} until private DNS of ${whose(own)} answers again, usually within five minutes`,
    },
  );
}

function staysOff(own: Owned, { live, ref }: LiveRow): Why {
  return {
    reason: "OwnEndpointWaits",
    message: `${whose(own)} is to have private DNS on again, and AWS refuses that while the VPC is in zone ${live.id} (${ref.name}), where something keeps it: it stays handed over`,
    todo: RUN_AGAIN,
  };
}
