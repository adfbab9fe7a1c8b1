import type { Action } from "../../action/action.ts";
import { listed, plural } from "../../counted.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import { chosenBy, keyOf } from "../../rollout/chosen.ts";
import type { RolloutGate } from "../../rollout/gate.ts";

/** A step that a rollout holds back. */
export type Held = { readonly action: Action; readonly why: "canary" | "failed" | "whole" | "closed" };

export type HubRollout = {
  readonly hub: Hub;
  readonly gate: RolloutGate | undefined;
  readonly held: readonly Held[];
  readonly desired: Desired;
  readonly isShown: boolean;
};

/** What a plan says of one hub's rollout: one sentence for each cause. */
export function rolloutFindings(of: HubRollout): Finding[] {
  const { hub, held } = of;
  const place = { hub: hub.name };
  const alike = Map.groupBy(held, ({ why }) => why);
  const nobody = isNobody(of) ? [nobodyFinding(of)] : [];
  const words = { canary: canaryWords, failed: failedWords, whole: wholeWords, closed: closedWords };
  const told = [...alike].flatMap(([why, all]) => {
    if (why === "canary" && nobody.length > 0) return [];
    const steps = stepsWait(all.map(({ action }) => action));
    return [finding(of.isShown ? "note" : "withheld", place, words[why](of, steps))];
  });
  return [...told, ...nobody];
}

function stateOf({ gate }: HubRollout) {
  return gate?.kind === "kept" ? gate.state : undefined;
}

/** By label nobody, or so it was when the rollout began. */
function isNobody(of: HubRollout): boolean {
  const state = stateOf(of);
  if (state?.phase === "canary") return state.chosen.length === 0;
  return of.hub.rollout !== undefined && chosenNow(of).length === 0;
}

function chosenNow({ hub, desired }: HubRollout): readonly string[] {
  const spokes = desired.spokes.filter((spoke) => spoke.hub === hub);
  return hub.rollout ? chosenBy(hub.rollout, spokes).map(({ name }) => name) : [];
}

function nobodyFinding({ hub, held }: HubRollout): Finding {
  const waiting = held.filter(({ why }) => why === "canary").map(({ action }) => action);
  const waits = waiting.length > 0 ? `, so ${stepsWait(waiting)}` : "";
  return finding(
    waits === "" ? "note" : "withheld",
    { hub: hub.name },
    {
      reason: "RolloutNobody",
      message: `rollout.canary fits no spoke of the hub${waits}`,
      todo: "give a spoke the labels that rollout.canary asks for, or change rollout.canary",
    },
  );
}

function canaryWords(of: HubRollout, steps: string): Why {
  const { hub, gate } = of;
  const servedSince = gate?.kind === "kept" ? gate.servedSince : undefined;
  const seen = servedSince === undefined ? "not seen served yet" : `seen served since ${isoOf(servedSince)}`;
  return {
    reason: "RolloutCanary",
    message: `${steps} for the canary, ${canaryNames(of)}: ${seen}, and for ${minutes(hub)} it must be${lost(gate)}`,
    todo: "nothing; it goes on by itself when the canary was seen served for that long",
  };
}

function failedWords(of: HubRollout, steps: string): Why {
  return {
    reason: "RolloutFailed",
    message: `${steps}, for the canary failed, ${canaryNames(of)}: ${stateOf(of)?.result ?? "not served"}`,
    todo: "mend that and change the hub's documents, which starts anew; or take rollout out of the hub to reach all at once",
  };
}

function wholeWords(_: HubRollout, steps: string): Why {
  return {
    reason: "RolloutWholeZone",
    message: `${steps}: what is for all spokes no canary can try`,
    todo: "set wholeZones: true in the hub's rollout to make them at once",
  };
}

function closedWords(of: HubRollout, steps: string): Why {
  const { gate, isShown } = of;
  if (isShown)
    return {
      reason: "RolloutNeedsTable",
      message: `${steps} for a canary where the daemon does it, and apply does none of it: it has no table to remember the rollout by`,
    };
  const why = gate?.kind === "closed" ? gate.why : "there is no table to remember the rollout by";
  return {
    reason: "RolloutNeedsTable",
    message: `${steps}: ${why}`,
    todo: "let the daemon do it, with --table; or take rollout out of the hub to reach all at once",
  };
}

/** The documents of the last completed state are needed to tell what is repair and what is new. */
function lost(gate: RolloutGate | undefined): string {
  if (gate?.kind !== "kept" || gate.last) return "";
  return gate.state.completed
    ? "; what the others had by the last completed state is not repaired meanwhile, for its documents are not to be had"
    : "; nothing reached all of them by a rollout yet, so meanwhile nothing of theirs is repaired";
}

const NAMES_MAX = 5;

function canaryNames(of: HubRollout): string {
  const chosen = new Set(stateOf(of)?.chosen);
  const names = of.desired.spokes
    .filter((spoke) => spoke.hub === of.hub && chosen.has(keyOf(spoke)))
    .map(({ name }) => name);
  return `${names.length === 1 ? "spoke" : "spokes"} ${listed(names, NAMES_MAX)}`;
}

function minutes({ rollout }: Hub): string {
  return plural(rollout?.pauseMinutes ?? 0, "minute");
}

/** `4 steps for 2 VPCs wait`; an authorization and its association are one. */
function stepsWait(actions: readonly Action[]): string {
  const counted = actions.filter(({ kind }) => kind !== "authorize");
  const vpcs = new Set(
    counted.flatMap((action) => ("vpc" in action && action.vpc ? [vpcKey(action.vpc)] : [])),
  );
  const [steps, verb] = counted.length === 1 ? ["1 step", "waits"] : [`${counted.length} steps`, "wait"];
  const whose = vpcs.size === 1 ? " for 1 VPC" : ` for ${vpcs.size} VPCs`;
  return `${steps}${vpcs.size === 0 ? "" : whose} ${verb}`;
}

function isoOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
