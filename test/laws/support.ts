import type { Finding } from "../../src/model/finding.ts";
import { converged } from "../../src/model/report.ts";
import type { LoggedCall } from "../../src/simulator/calls.ts";
import { withCache } from "../../src/simulator/dns/cache.ts";
import { inventory } from "../../src/simulator/inventory.ts";
import { filesOf, quotasOf, worldOf } from "../support/random-world.ts";
import { atLast } from "../support/reach.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";
import { EVERYTHING, type Scenario } from "./scenarios.ts";

/** Sooner than AWS: most calls of a pass ask whether it is so, and these laws make thousands of passes. */
export const INSYNC_MS = 2_000;

/** The scenario's world in the state in which its change begins: the log is empty and DNS has settled. */
export async function staged(
  scenario: Scenario,
  options: Parameters<typeof createStage>[1] = {},
): Promise<Stage> {
  const stage = createStage(worldOf(scenario.world ?? EVERYTHING), {
    insyncMs: INSYNC_MS,
    ...quotasOf(scenario.after),
    ...scenario.cloud,
    ...options,
  });
  if (scenario.before) await converge(stage, filesOf(scenario.before));
  await settle(stage);
  await scenario.drift?.(stage);
  await settle(stage);
  stage.cloud.calls.clear();
  return stage;
}

/** Passes until one has converged: an anchor serves one zone of a name after the other. */
export async function converge(stage: Stage, files: Files, passesMax = 3): Promise<void> {
  for (let pass = 1; pass <= passesMax; pass++) {
    const report = await stage.operator().apply(files);
    if (converged(report)) return;
  }
  throw new Error(`not converged after ${passesMax} passes`);
}

/** Lets every change become INSYNC and every bucket fill. */
export async function settle({ clock }: Stage): Promise<void> {
  await clock.run(clock.sleep(120_000));
}

/** What exists, comparable between runs: endpoints that were made meanwhile have other ids in each. */
export function state({ cloud }: Stage) {
  const text = JSON.stringify(inventory(cloud.estate));
  const same = text.replace(/vpce-(?!0e0)[0-9a-f]{17}(-[0-9a-f]{8})?/g, "vpce-made");
  const { zones, endpoints } = JSON.parse(same) as ReturnType<typeof inventory>;
  return { zones, endpoints: endpoints.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

export const writesOf = ({ cloud }: Stage) => cloud.calls.list({ write: true });

/** Counts, by operation and ids, the writes that AWS carries out from now on, whether or not its answer arrives. */
export function countActs(stage: Stage): ReadonlyMap<string, number> {
  const acts = new Map<string, number>();
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || !call.write) return;
    const act = actOf(call);
    acts.set(act, (acts.get(act) ?? 0) + 1);
  });
  return acts;
}

/** Objects made or taken away more than once; what may be repeated harmlessly, more than twice. */
export function tooOften(acts: ReadonlyMap<string, number>): string[] {
  const most = (act: string) => (/^(Create|Delete)HostedZone|^(Disa|A)ssociate/.test(act) ? 1 : 2);
  return [...acts].filter(([act, count]) => count > most(act)).map(([act]) => act);
}

/**
 * Kills the process around its nth write: before AWS acts, or after, with the answer lost. A write that is tried again
 * counts once. What was on the wire at that moment still acts; nothing more is sent, and no answer arrives. Answers
 * whether it came to that.
 */
export function killAt(stage: Stage, victim: Operator, nth: number, side: "before" | "after"): () => boolean {
  const writes = new Set<string>();
  let diedAt: number | undefined;
  const stop = stage.cloud.onCall(({ phase, call }) => {
    const isNew = call.write && phase === side && writes.size < writes.add(actOf(call)).size;
    if (isNew && diedAt === undefined && writes.size === nth) {
      diedAt = stage.clock.now();
      victim.abort.abort();
      throw new Error("killed");
    }
    if (diedAt !== undefined && (phase === "after" || call.at >= diedAt)) throw new Error("killed");
  });
  return () => {
    stop();
    return diedAt !== undefined;
  };
}

/** Those that were sent, each counted once though it be tried again. */
export const distinctWrites = (stage: Stage): number => new Set(writesOf(stage).map(actOf)).size;

type Act = Pick<LoggedCall, "operation" | "params">;

/** A write by its operation and ids. */
function actOf({ operation, params }: Act): string {
  return [operation, ...Object.values(params)].join(" ");
}

/** An act of DNS that a law may forbid: what a VPC was told of a name. */
type Moment = { readonly vpc: string; readonly name: string };

/** DNS changes when a change becomes INSYNC, which nobody need be waiting for: an event at least twice a second. */
async function tick({ clock }: Stage): Promise<void> {
  for (;;) await clock.sleep(500);
}

/** How long a client may remember where an alias led. */
const REMEMBERED_MS = 60_000;

/**
 * Asks every VPC's resolver for every name at every event, as one that remembers answers and as one that does not, and keeps what no VPC may see outside a named window. A name
 * that a VPC's own endpoint hides from the start (private DNS of the name above it) is not asked for there.
 */
export function watchDns(stage: Stage, vpcs: readonly string[], names: readonly string[]) {
  const leads = ({ vpc, name }: Moment) => stage.cloud.resolve(vpc, name).addresses.length > 0;
  const asked = vpcs.flatMap((vpc) => names.map((name) => ({ vpc, name }))).filter(leads);
  const resolved = new Set<Moment>();
  const dark = new Set<Moment>();
  const watched = asked.map((moment) => ({ moment, back: watchReturns() }));
  const endpoints = watchEndpoints(stage);
  const cached = withCache(stage.cloud.resolve, stage.clock);
  const note = (moment: Moment, addresses: readonly string[]) => {
    if (addresses.length > 0) resolved.add(moment);
    else if (resolved.has(moment)) dark.add(moment);
  };
  const look = () => {
    const told = new Set<string>();
    for (const { moment, back } of watched) {
      const { addresses, from } = stage.cloud.resolve(moment.vpc, moment.name);
      const isPublic = atLast(from).kind === "public";
      note(moment, addresses);
      back.see(isPublic);
      if (!isPublic) endpoints.ledTo(addresses);
      const remembered = cached(moment.vpc, moment.name);
      note(moment, remembered.addresses);
      for (const address of remembered.addresses) told.add(address);
    }
    endpoints.look(told);
  };
  look();
  stage.clock.onStep(look);
  void tick(stage);
  const outside = (moments: Iterable<Moment>, findings: readonly Finding[]) =>
    [...moments].filter((m) => !isNamed(m, findings)).map(({ vpc, name }) => `${name} in ${vpc}`);
  return {
    /** What resolved once and later led nowhere, outside these windows. */
    outside: (findings: readonly Finding[]) => outside(dark, findings),
    /** What was private, then public, and then private again, outside these windows. */
    gaps: (findings: readonly Finding[]) =>
      outside(
        watched.filter(({ back }) => back.came()).map(({ moment }) => moment),
        findings,
      ),
    /** What resolved once and does not now. */
    now: () => [...resolved].filter((moment) => !leads(moment)),
    /** Endpoints whose deletion began while a client could still be led to them. */
    deletedTooEarly: endpoints.deletedTooEarly,
  };
}

/** Whether a name came back to private answers from public ones. */
function watchReturns() {
  let wasPrivate = false;
  let isAway = false;
  let hasReturned = false;
  return {
    see(isPublic: boolean) {
      if (isPublic) isAway = wasPrivate;
      else if (isAway) hasReturned = true;
      wasPrivate ||= !isPublic;
    },
    came: () => hasReturned,
  };
}

function watchEndpoints({ clock, cloud }: Stage) {
  const ledAt = new Map<string, number>();
  const seen = new Set<string>();
  const early: string[] = [];
  return {
    ledTo(addresses: readonly string[]) {
      for (const address of addresses) ledAt.set(address, clock.now());
    },
    /** `told`: the addresses that resolvers with a cache tell at this moment. */
    look(told: ReadonlySet<string>) {
      const { leaving, interfaces } = cloud.estate.network;
      for (const { id, interfaceIds } of leaving) {
        if (seen.has(id)) continue;
        seen.add(id);
        const own = interfaceIds.map((eni) => interfaces.get(eni)?.address ?? "");
        const led = own.map((address) => ledAt.get(address) ?? -Infinity);
        const isTold = own.some((address) => told.has(address));
        if (isTold || clock.now() - Math.max(...led) < REMEMBERED_MS) early.push(id);
      }
    },
    deletedTooEarly: (): readonly string[] => early,
  };
}

/** A window of an endpoint names no zone: it is one of all its names. */
function isNamed({ vpc, name }: Moment, findings: readonly Finding[]): boolean {
  const windows = findings.filter((f) => f.kind === "window" && f.vpc?.id === vpc);
  return windows.some(({ zone }) => zone === undefined || covers(zone, name));
}

function covers(zone: string, name: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
