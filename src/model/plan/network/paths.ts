import type { Spoke } from "../../desired/types.ts";
import type { Failure } from "../../failure.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { judge, type Verdict } from "../../path/verdict.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { halfReadOf } from "./half-read.ts";
import { type Aim, type AimsFor, aimsIn } from "./path-target.ts";

/** Of one spoke, whether it reaches each of its endpoints in the hub. */
export type SpokePath = {
  readonly spoke: Spoke;
  readonly verdicts: ReadonlyMap<HubEndpoint, Verdict>;
  /** Each of these once, with one of the endpoints that are reached alike. */
  readonly distinct: readonly (readonly [HubEndpoint, Verdict])[];
  /** What was throttled, or failed half-way: nothing is concluded in this pass. */
  readonly halfRead?: Failure;
};

type Judged = { readonly aimsFor: AimsFor; readonly paths: Map<Spoke, SpokePath | undefined> };

const JUDGED = new WeakMap<Draft, Judged>();

/** Judged once a plan, however many names ask. Undefined: nothing was read of it, or nothing is to be. */
export function spokePath(draft: Draft, spoke: Spoke, observed: Observed): SpokePath | undefined {
  const { aimsFor, paths } = JUDGED.get(draft) ?? { aimsFor: aimsIn(draft, observed), paths: new Map() };
  JUDGED.set(draft, { aimsFor, paths });
  if (!paths.has(spoke)) paths.set(spoke, judged(draft, aimsFor, spoke, observed));
  return paths.get(spoke);
}

/** Of every spoke of the hub, before findings ask for all of them at once. */
export function* pathsInTurns(draft: Draft, spokes: readonly Spoke[], observed: Observed): Turns<void> {
  if (!observed.path) return;
  const own = spokes.filter(({ hub }) => hub === draft.hub);
  yield* eachInTurns(own, (spoke) => spokePath(draft, spoke, observed), PIECE);
}

/** A spoke takes some 40 µs. */
const PIECE = 200;

function judged({ hub }: Draft, aimsFor: AimsFor, spoke: Spoke, { path }: Observed): SpokePath | undefined {
  const client = path?.networks.get(vpcKey(vpcRef(spoke.vpc, spoke.region)));
  if (!path || !client || spoke.pathCheck === "off") return undefined;
  const network = path.networks.get(vpcKey(vpcRef(hub.vpc, hub.region)));
  const halfRead = halfReadOf([client, ...(network ? [network] : [])], path.gateways);
  const { all, shapes } = aimsFor(client, spoke.endpoints);
  const verdictOn = ({ target }: Aim): Verdict =>
    "kind" in target
      ? { kind: "unknown", pairs: [], stop: target }
      : judge(client, target, path.gateways, spoke.clientSubnets);
  const byShape = new Map(shapes.map((aim) => [aim.shape, verdictOn(aim)]));
  let verdicts: SpokePath["verdicts"] | undefined;
  return {
    spoke,
    distinct: shapes.flatMap(({ endpoint, shape }) => pairOf(endpoint, byShape.get(shape))),
    /** Of thousands of spokes hardly one is asked for each of its endpoints. */
    get verdicts() {
      verdicts ??= new Map(all.flatMap(({ endpoint, shape }) => pairOf(endpoint, byShape.get(shape))));
      return verdicts;
    },
    ...(halfRead && { halfRead }),
  };
}

function pairOf(endpoint: HubEndpoint, verdict: Verdict | undefined): [HubEndpoint, Verdict][] {
  return verdict ? [[endpoint, verdict]] : [];
}
