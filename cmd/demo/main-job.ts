import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Plan } from "../../src/model/plan/plan.ts";
import { loadDesired } from "../desired.ts";
import { SAMPLE, startSimulation } from "../simulation.ts";
import { print, UserError } from "../terminal.ts";
import { expectAll, type Lookup, lookUpAll, lookupTable } from "./lookup.ts";
import { heading } from "./paper.ts";
import { breakByHand } from "./sabotage.ts";
import { applyNow, connectTo, NAMES, planNow, planWords, type Stage, waitUntil } from "./stage.ts";
import { takeOver } from "./take-over.ts";
import type { Later } from "./tidily.ts";

/** The main job from beginning to end. */
export async function mainJob(later: Later): Promise<void> {
  const stage = await setUp(later);
  const desired = await loadDesired(stage.dir);
  heading(
    `A simulated AWS runs at ${stage.simulation.url}: a hub and ${desired.spokes.length} spokes in 4 accounts`,
  );

  heading("1. Before: what each spoke resolves, by real DNS queries");
  expectAll("public", await showLookups(stage, desired));

  heading("2. The plan");
  await applyNow(stage, desired, (plan) => {
    print(planWords(plan, desired));
    heading("3. Apply");
  });

  heading("4. After");
  expectAll("private", await showLookups(stage, desired));

  heading("5. A second plan");
  expectEmpty(await planNow(stage, desired), desired);

  heading("6. Somebody takes a VPC out of a zone and bends a record by hand");
  const broken = await breakByHand(stage.simulation, desired);
  print(broken.map((line) => `  ${line}`).join("\n"));
  await applyNow(stage, desired, (repair) => print(`\n${planWords(repair, desired)}`));
  expectAll("private", await showLookups(stage, desired));

  heading("7. The document of spoke payments-dev is deleted");
  await removeSpoke(stage, desired, "payments-dev");

  heading("8. An endpoint with private DNS on (kms) is shared too: hubPrivateDns: turnOff");
  await takeOver(stage);
}

async function setUp(later: Later): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-demo-"));
  later(() => rm(dir, { recursive: true }));
  await cp(SAMPLE, dir, { recursive: true });
  const simulation = await startSimulation({ insyncMs: 1_000, latencyMs: 15, privateDnsReleaseMs: 1_000 });
  later(() => simulation.close());
  const accounts = connectTo(simulation);
  later(async () => accounts.close());
  return { dir, simulation, accounts };
}

async function removeSpoke(stage: Stage, before: Desired, name: string): Promise<void> {
  await rm(join(stage.dir, "spokes", `${name}.yaml`));
  const desired = await loadDesired(stage.dir);
  await applyNow(stage, desired, (removal) => print(planWords(removal, desired)));
  const removed = before.spokes.filter((s) => s.name === name).map((s) => s.vpc);
  await waitUntil(stage, removed, false);
  const gone = await lookUpAll(stage.simulation, removed, NAMES);
  print(lookupTable(gone, () => name));
  expectAll("public", gone);
  expectAll("private", await showLookups(stage, desired));
}

async function showLookups({ simulation }: Stage, desired: Desired): Promise<Lookup[]> {
  const names = new Map<string, string>(desired.spokes.map((s) => [s.vpc, s.name]));
  const lookups = await lookUpAll(simulation, [...names.keys()], NAMES);
  print(lookupTable(lookups, (vpc) => names.get(vpc) ?? vpc));
  return lookups;
}

function expectEmpty(plan: Plan, desired: Desired): void {
  print(planWords(plan, desired));
  if (plan.actions.length > 0) throw new UserError("the second plan is not empty");
}
