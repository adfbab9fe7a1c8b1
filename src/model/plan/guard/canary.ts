import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import type { Finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import type { RolloutGate, RolloutGates } from "../../rollout/gate.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import { withoutDependentsInTurns } from "../order/dependents.ts";
import { type Held, rolloutFindings } from "./canary-words.ts";

export type Staged = {
  readonly actions: readonly Action[];
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
};

/** `whole`: of `held`, what waits for `wholeZones`, whoever the canary is. */
type StagedByRollout = Staged & { readonly whole: readonly Action[] };

type StagedOptions = {
  readonly gates: RolloutGates | undefined;
  /** The actions of a plan for other documents, by what was observed for these. */
  readonly actionsFor: (desired: Desired) => Turns<readonly Action[]>;
};

/**
 * What hubs with a `rollout` get now (semantics 45), the guard behind it. Held back are steps that the documents of the last
 * completed state do not ask for too:
 *
 * | step | goes |
 * |---|---|
 * | lights a name, mends an alias or a tag, takes back an authorization, waits | always |
 * | is for the whole: a zone, where aliases lead, an endpoint, private DNS | with `wholeZones` |
 * | is of one VPC | to the canary; to all in phase `rest` |
 */
export function* withinRollout(
  actions: readonly Action[],
  desired: Desired,
  { gates, actionsFor }: StagedOptions,
): Turns<StagedByRollout> {
  const hubs = desired.hubs.filter(({ rollout }) => rollout);
  if (hubs.length === 0) return { actions, held: [], findings: [], whole: [] };
  const steps = new Map<Desired, ReadonlySet<string>>();
  function* stepsOf(last: Desired): Turns<ReadonlySet<string>> {
    const known = steps.get(last);
    if (known) return known;
    const made = new Set<string>();
    yield* eachInTurns(yield* actionsFor(last), (action) => made.add(stepOf(action)));
    steps.set(last, made);
    return made;
  }
  const found: {
    readonly hub: Hub;
    readonly gate: RolloutGate | undefined;
    readonly held: readonly Held[];
  }[] = [];
  for (const hub of hubs) {
    const gate = gates === "shown" ? undefined : gates?.get(hub.name);
    const last = gate?.kind === "kept" ? gate.state.completed && gate.last : undefined;
    const waiting = actions.flatMap((action): Held[] => {
      const why = action.hub === hub.name && holds(hub, gate, action);
      return why ? [{ action, why }] : [];
    });
    const asked = last && waiting.length > 0 ? yield* stepsOf(last) : undefined;
    const held: Held[] = [];
    yield* eachInTurns(waiting, (one) => {
      if (!asked?.has(stepOf(one.action))) held.push(one);
    });
    found.push({ hub, gate, held });
  }
  const findings = found.flatMap((of) => rolloutFindings({ ...of, desired, isShown: gates === "shown" }));
  if (gates === "shown") return { actions, held: [], findings, whole: [] };
  const whole = found.flatMap(({ held }) =>
    held.flatMap(({ action, why }) => (why === "whole" ? action : [])),
  );
  const dropped = new Set<ActionKey>(found.flatMap(({ held }) => held.map(({ action }) => action.key)));
  if (dropped.size === 0) return { actions, held: [], findings, whole };
  const kept = new Set(yield* withoutDependentsInTurns(actions, dropped));
  return { actions: [...kept], held: actions.filter((action) => !kept.has(action)), findings, whole };
}

/** What was observed for these documents, as other documents of the same hubs find it. */
export function observedBy(last: Desired, desired: Desired, observed: Observed): Observed {
  const sameAs = (hub: Hub) => desired.hubs.find((now) => placeOf(now) === placeOf(hub));
  const of = <T>(views: ReadonlyMap<Hub, T>) =>
    new Map(
      last.hubs.flatMap((hub) => {
        const now = sameAs(hub);
        const view = now && views.get(now);
        return view === undefined ? [] : [[hub, view] as const];
      }),
    );
  return { ...observed, hubs: of(observed.hubs), networks: of(observed.networks) };
}

/** Why the step waits, if it does; whether the last completed state asks for it too is another question. */
function holds(hub: Hub, gate: RolloutGate | undefined, action: Action): Held["why"] | undefined {
  const phase = gate?.kind === "kept" ? gate.state.phase : "closed";
  if (phase === "done" || action.urgent || action.hub !== hub.name) return undefined;
  const reach = reachOf(hub, action);
  if (reach === "nobody") return undefined;
  if (phase === "closed") return "closed";
  if (reach === "whole") return hub.rollout?.wholeZones ? undefined : "whole";
  if (phase === "rest" || (gate?.kind === "kept" && gate.state.chosen.includes(reach.vpc))) return undefined;
  return phase === "failed" ? "failed" : "canary";
}

/** Whose answers a step may spoil: one VPC's (`vpcKey`), those of all, or nobody's. */
function reachOf({ anchorVpc }: Hub, action: Action): { readonly vpc: string } | "whole" | "nobody" {
  switch (action.kind) {
    case "authorize":
    case "associate":
    case "disassociate":
    case "move": {
      const vpc = vpcKey(action.vpc);
      return anchorVpc && vpcKey(anchorVpc) === vpc ? "nobody" : { vpc };
    }
    case "changeRecords":
      return action.repoints ? "whole" : "nobody";
    case "createZone":
    case "deleteZone":
    case "turnOffPrivateDns":
    case "createEndpoint":
    case "modifyEndpoint":
    case "deleteEndpoint":
      return "whole";
    case "associateRule":
    case "disassociateRule":
    case "handOver":
    case "takeBack":
    case "deleteOwn":
      return { vpc: vpcKey(action.vpc) };
    case "updateRule":
    case "deleteRule":
    case "removeFromShare":
    case "deleteShare":
    case "removeResolverAddress":
    case "deleteResolverEndpoint":
      return "whole";
    case "createRule":
    case "tagRule":
    case "awaitRule":
    case "awaitSure":
    case "awaitAssociation":
    case "createShare":
    case "addToShare":
    case "awaitShared":
    case "deauthorize":
    case "tagZone":
    case "tagEndpoint":
    case "awaitInsync":
    case "awaitEndpoint":
    case "tryTakeBack":
    case "awaitPrivateDns":
    case "startLinger":
    case "endHandOver":
    case "createResolverEndpoint":
    case "awaitResolverEndpoint":
    case "addResolverAddress":
    case "setResolverProtocols":
      return "nobody";
  }
}

/** The step by what it does, whatever documents are called; what it waits for may differ. */
function stepOf(action: Action): string {
  const { key, hub, account, spoke, endpoint, because, after, afterSettled, inTurnAfter, ...does } = action;
  return JSON.stringify(does, (name, value) => {
    if (name === "hub") return undefined;
    return name === "key" && typeof value === "string" ? value.slice(value.indexOf("/")) : value;
  });
}

function placeOf({ account, region, vpc }: Hub): string {
  return `${account} ${region} ${vpc}`;
}
