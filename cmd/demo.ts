import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Accounts, createAccounts } from "../src/aws/accounts.ts";
import { etaOf } from "../src/model/cost/eta.ts";
import { forecastOf } from "../src/model/cost/forecast.ts";
import type { Desired } from "../src/model/desired/types.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { reportText } from "../src/model/render/report.ts";
import { planText } from "../src/model/render/text.ts";
import { converged } from "../src/model/report.ts";
import { type PassContext, planPass, runPass } from "../src/operator/pass.ts";
import { machineClock } from "./clock.ts";
import { type Lookup, lookUp, lookupTable, watchAnswers } from "./demo/lookup.ts";
import { breakByHand } from "./demo/sabotage.ts";
import { loadDesired } from "./desired.ts";
import { type Applying, createApplying } from "./progress.ts";
import { SAMPLE, type Simulation, startSimulation } from "./simulation.ts";
import { paintFor, print, UserError, widthOf } from "./terminal.ts";

const paint = paintFor(process.stdout);

/** The main job from beginning to end, each step checked: what does not come true ends the demo with exit code 1. */
export async function demo(): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-demo-"));
  const simulation = await startSimulation({
    insyncMs: 1_000,
    latencyMs: 15,
    privateDnsReleaseMs: 1_000,
  });
  const accounts = connectTo(simulation);
  try {
    await cp(SAMPLE, dir, { recursive: true });
    await tell({ dir, simulation, accounts });
    return 0;
  } finally {
    accounts.close();
    await simulation.close();
    await rm(dir, { recursive: true });
  }
}

type Stage = { readonly dir: string; readonly simulation: Simulation; readonly accounts: Accounts };

async function tell(stage: Stage): Promise<void> {
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
  await rm(join(stage.dir, "spokes", "payments-dev.yaml"));
  const fewer = await loadDesired(stage.dir);
  await applyNow(stage, fewer, (removal) => print(planWords(removal, fewer)));
  const removed = desired.spokes.filter((s) => s.name === "payments-dev").map((s) => s.vpc);
  await waitUntil(stage, removed, false);
  const gone = await Promise.all(
    removed.flatMap((vpc) => NAMES.map((name) => lookUp(stage.simulation, vpc, name))),
  );
  print(lookupTable(gone, () => "payments-dev"));
  expectAll("public", gone);
  expectAll("private", await showLookups(stage, fewer));

  heading("8. An endpoint with private DNS on (kms) is shared too: hubPrivateDns: turnOff");
  await takeOver(stage);
  print(`\n${paint("green", "Everything came true.")}`);
}

const NAMES = ["ssm", "ssmmessages", "ec2messages"].map((s) => `${s}.ap-southeast-2.amazonaws.com`);

/** The hub VPC's own private DNS for kms is handed over to our zone, watched by DNS all the way. */
async function takeOver(stage: Stage): Promise<void> {
  await writeFile(join(stage.dir, "endpoints", "kms.yaml"), KMS_DOCUMENT);
  const desired = await loadDesired(stage.dir);
  const [hub] = desired.hubs;
  if (!hub) throw new Error("the sample has a hub");
  const watch = watchAnswers(stage.simulation, hub.vpc, KMS);
  await applyNow(stage, desired, (plan) => print(planWords(plan, desired)));
  const sharing = desired.spokes.filter((s) => s.endpoints.some((e) => e.name === "kms")).map((s) => s.vpc);
  const vpcs = [hub.vpc, ...sharing];
  await waitUntil(stage, vpcs, true, [KMS]);
  const seen = await watch.end();
  print(`  the hub VPC's own answers for ${KMS} meanwhile: ${seen.join(" → ")}`);
  if (seen.some((answer) => answer !== "private" && answer !== "public"))
    throw new UserError(`${KMS} did not resolve in the hub VPC: ${seen.join(", ")}`);
  expectAll("private", await Promise.all(vpcs.map((vpc) => lookUp(stage.simulation, vpc, KMS))));
}

const KMS = "kms.ap-southeast-2.amazonaws.com";
const KMS_DOCUMENT = `apiVersion: vpce-operator/v1
kind: Endpoint
metadata: { name: kms, labels: { tier: core } }
spec: { hubs: [shared-apse2], service: kms, hubPrivateDns: turnOff }
`;

function connectTo(simulation: Simulation): Accounts {
  return createAccounts({
    clock: machineClock,
    random: Math.random,
    endpoint: simulation.url,
    region: "ap-southeast-2",
    credentials: { accessKeyId: "999999999999", secretAccessKey: "simulated" },
  });
}

function contextOf({ accounts }: Stage): PassContext {
  return { accounts, clock: machineClock, signal: new AbortController().signal };
}

function planNow(stage: Stage, desired: Desired): Promise<Plan> {
  return planPass(desired, contextOf(stage));
}

async function applyNow(stage: Stage, desired: Desired, show: (plan: Plan) => void): Promise<void> {
  let applying: Applying | undefined;
  const context: PassContext = {
    ...contextOf(stage),
    onOutcome: (action, outcome) => applying?.outcome(action, outcome),
  };
  const report = await runPass(desired, context, {
    review(plan) {
      show(plan);
      const { actions } = plan;
      const eta = etaOf(forecastOf(actions), actions);
      applying = createApplying({ now: machineClock.now, total: actions.length, eta });
      return plan;
    },
  });
  applying?.end();
  print(`  ${reportText(report, paint)}`);
  if (!converged(report)) throw new UserError("the apply did not converge");
  await waitUntil(
    stage,
    desired.spokes.map((s) => s.vpc),
    true,
  );
}

/** Many more than it takes, for a machine that is busy with other things. */
const LOOKS = 600;

/** DNS follows when the associations are INSYNC, about a second here. */
async function waitUntil(
  { simulation }: Stage,
  vpcs: readonly string[],
  isPrivate: boolean,
  names = NAMES,
): Promise<void> {
  for (let i = 0; i < LOOKS; i++) {
    const lookups = await Promise.all(
      vpcs.flatMap((vpc) => names.map((name) => lookUp(simulation, vpc, name))),
    );
    if (lookups.every((l) => l.isPrivate === isPrivate)) return;
    await machineClock.sleep(100);
  }
}

async function showLookups({ simulation }: Stage, desired: Desired): Promise<Lookup[]> {
  const names = new Map<string, string>(desired.spokes.map((s) => [s.vpc, s.name]));
  const lookups = await Promise.all(
    [...names.keys()].flatMap((vpc) => NAMES.map((name) => lookUp(simulation, vpc, name))),
  );
  print(lookupTable(lookups, (vpc) => names.get(vpc) ?? vpc));
  return lookups;
}

function expectAll(kind: "private" | "public", lookups: readonly Lookup[]): void {
  const wrong = lookups.filter((l) => l.isPrivate !== (kind === "private"));
  const [first] = wrong;
  if (first) throw new UserError(`${first.name} in ${first.vpc} should be ${kind} and is ${first.answer}`);
}

function expectEmpty(plan: Plan, desired: Desired): void {
  print(planWords(plan, desired));
  if (plan.actions.length > 0) throw new UserError("the second plan is not empty");
}

function heading(text: string): void {
  print(`\n${paint("bold", paint("cyan", text))}`);
}

function planWords(plan: Plan, desired: Desired): string {
  return planText(plan, forecastOf(plan.actions), desired, paint, { width: widthOf(process.stdout) });
}
