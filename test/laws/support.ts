import type { Finding } from "../../src/model/finding.ts";
import { converged } from "../../src/model/report.ts";
import { inventory } from "../../src/simulator/inventory.ts";
import { filesOf, worldOf } from "../support/random-world.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";
import { EVERYTHING, type Scenario } from "./scenarios.ts";

/** The scenario's world in the state in which its change begins: the log is empty and DNS has settled. */
export async function staged(
  scenario: Scenario,
  options: Parameters<typeof createStage>[1] = {},
): Promise<Stage> {
  const stage = createStage(worldOf(EVERYTHING), options);
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

/** What exists, comparable between runs. */
export function state({ cloud }: Stage) {
  return inventory(cloud.estate);
}

export const writesOf = ({ cloud }: Stage) => cloud.calls.list({ write: true });

/** Counts, by operation and ids, the writes that AWS carries out from now on, whether or not its answer arrives. */
export function countActs(stage: Stage): ReadonlyMap<string, number> {
  const acts = new Map<string, number>();
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || !call.write) return;
    const act = [call.operation, ...Object.values(call.params)].join(" ");
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
 * Kills the process around its nth write: before AWS acts, or after, with the answer lost. What was on the wire at
 * that moment still acts; nothing more is sent, and no answer arrives. Answers whether it came to that.
 */
export function killAt(stage: Stage, victim: Operator, nth: number, side: "before" | "after"): () => boolean {
  let writes = 0;
  let diedAt: number | undefined;
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (call.write && phase === side && diedAt === undefined && ++writes === nth) {
      diedAt = stage.clock.now();
      victim.abort.abort();
      throw new Error("killed");
    }
    if (diedAt !== undefined && (phase === "after" || call.at > diedAt)) throw new Error("killed");
  });
  return () => {
    stop();
    return diedAt !== undefined;
  };
}

type Dark = { readonly vpc: string; readonly name: string; readonly at: number };

/** DNS changes when a change becomes INSYNC, which nobody need be waiting for: an event at least twice a second. */
async function tick({ clock }: Stage): Promise<void> {
  for (;;) await clock.sleep(500);
}

/**
 * Asks every VPC's resolver for every name at every event, and keeps each moment at which a name that resolved
 * before was told not to exist.
 */
export function watchDns(stage: Stage, vpcs: readonly string[], names: readonly string[]) {
  const resolved = new Set<string>();
  const dark: Dark[] = [];
  const look = () => {
    for (const vpc of vpcs)
      for (const name of names) {
        if (exists(stage, vpc, name)) resolved.add(`${vpc} ${name}`);
        else if (resolved.has(`${vpc} ${name}`)) dark.push({ vpc, name, at: stage.clock.now() });
      }
  };
  look();
  stage.clock.onStep(look);
  void tick(stage);
  return {
    /** What was dark outside these windows, each VPC and name once. */
    outside(findings: readonly Finding[]): string[] {
      const windows = findings.filter((f) => f.kind === "window");
      const unnamed = dark.filter(
        ({ vpc, name }) => !windows.some((w) => w.vpc?.id === vpc && covers(w.zone ?? "", name)),
      );
      return [...new Set(unnamed.map(({ vpc, name }) => `${name} in ${vpc}`))];
    },
    /** What resolved once and does not now. */
    now: () => [...resolved].filter((asked) => !exists(stage, ...(asked.split(" ") as [string, string]))),
  };
}

function exists({ cloud }: Stage, vpc: string, name: string): boolean {
  return cloud.resolve(vpc, name).rcode === "NOERROR";
}

function covers(zone: string, name: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
