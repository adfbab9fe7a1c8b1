import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desired } from "../../src/model/desired/types.ts";
import { isOpen } from "../../src/model/finding.ts";
import type { Report } from "../../src/model/report.ts";
import { loadDesired } from "../desired.ts";
import { SWITCH_DEMO } from "../simulation.ts";
import { print, UserError } from "../terminal.ts";
import { type OwnTime, startOwnTime } from "./own-time.ts";
import { heading, paint } from "./paper.ts";
import type { Later } from "./tidily.ts";
import { type Witness, watchAll } from "./witness.ts";

const NAMES = ["ssm", "kms"].map((service) => `${service}.ap-southeast-2.amazonaws.com`);

type Scene = { readonly own: OwnTime; readonly dir: string; readonly witness: Witness };

/** A fleet of both modes goes from zones to a rule for each name, to one for the Region, and back, watched by DNS. */
export async function switchStory(later: Later): Promise<void> {
  heading("A simulated AWS in a time of its own, which jumps over what is waited for; a hub and six spokes");
  print(
    "  At every moment each VPC is asked for ssm and kms by real DNS queries. A line tells by what it is answered",
  );
  print(
    "  from then on, ssm/kms: a hosted zone, a rule of the name, the Region's rule, or its endpoint's private DNS (own).",
  );
  const scene = await setUp(later);

  heading("1. mode: phz-association (edge is by rules whatever the hub says, and legacy by zones)");
  await settle(scene);
  scene.witness.expectPrivate();

  heading(
    "2. hub.yaml: mode: resolver-rule. A rule for each name, in waves of a fifth, and a process that is killed",
  );
  await change(scene, ["mode: phz-association", "mode: resolver-rule"]);
  await breakOff(scene);
  await settle(scene);

  heading("3. hub.yaml: rules: regional. One rule for all names of the Region");
  await change(scene, ["rules: per-endpoint", REGIONAL]);
  await settle(scene);

  heading("4. hub.yaml as it was at first");
  await change(scene, [REGIONAL, "rules: per-endpoint"], ["mode: resolver-rule", "mode: phz-association"]);
  await settle(scene);

  heading("5. The rules of the Region, which nobody has any more, may go");
  await allowRemovals(scene);
  await settle(scene);
  scene.witness.expectPrivate();
  print(
    `\n  ${scene.witness.answers()} answers: what was private in a VPC was private at every moment from then on`,
  );
}

const REGIONAL = "rules: regional\n    regional: { accept: true, except: [s3.ap-southeast-2.amazonaws.com] }";

async function setUp(later: Later): Promise<Scene> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-demo-"));
  later(() => rm(dir, { recursive: true }));
  await cp(new URL("documents", SWITCH_DEMO), dir, { recursive: true });
  const own = await startOwnTime(new URL("world.yaml", SWITCH_DEMO).pathname, later);
  const { hubs, spokes } = await loadDesired(dir);
  const called = new Map<string, string>([...spokes, ...hubs].map(({ vpc, name }) => [vpc, name]));
  return { own, dir, witness: watchAll(own, called, NAMES) };
}

async function change({ dir }: Scene, ...edits: readonly (readonly [string, string])[]): Promise<void> {
  const file = join(dir, "hub.yaml");
  let text = await readFile(file, "utf8");
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`hub.yaml does not say ${from}`);
    text = text.replace(from, to);
  }
  await writeFile(file, text);
}

const PASSES_MAX = 30;
const pause = ({ clock }: OwnTime) => clock.run(clock.sleep(60_000));

/** As somebody who runs `apply` again and again until it has nothing to do. Throws UserError when that never comes. */
async function settle({ own, dir, witness }: Scene): Promise<void> {
  const desired = await loadDesired(dir);
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const report = await own.operator().apply(desired);
    if (!report) throw new Error("nobody killed it");
    witness.note(wordsOf(report));
    if (report.plan.actions.length === 0) return;
    await pause(own);
  }
  throw new UserError(`after ${PASSES_MAX} passes there is still something to do`);
}

/** A process is killed when a VPC has left the first of its two zones; the answer to that call it never hears. */
async function breakOff({ own, dir, witness }: Scene): Promise<void> {
  const desired: Desired = await loadDesired(dir);
  const first = await own.operator().apply(desired);
  if (first) witness.note(wordsOf(first));
  await pause(own);
  const victim = own.operator();
  const forget = own.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "DisassociateVPCFromHostedZone") victim.kill();
  });
  if (await victim.apply(desired)) throw new UserError("no VPC has left a zone");
  forget();
  witness.note(paint("red", "a VPC has left the first of its two zones: killed; a fresh process goes on"));
}

/** First they leave the share, and then they are deleted: each is held back by the guard, until somebody names its digest. */
async function allowRemovals({ own, dir, witness }: Scene): Promise<void> {
  const desired = await loadDesired(dir);
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const report = await own.operator().apply(desired);
    const [loss] = report?.plan.losses ?? [];
    if (loss?.digest === undefined) return;
    const allowed = await own.operator().apply(desired, { named: [loss.digest] });
    if (allowed) witness.note(`with --allow-removals ${loss.digest}: ${wordsOf(allowed)}`);
    await pause(own);
  }
}

/** What a pass did, and what it leaves to later ones. */
function wordsOf({ plan, outcomes }: Report): string {
  const failed = outcomes.find(({ result }) => result !== "done");
  if (failed) throw new UserError(`not done: ${JSON.stringify(failed)}`);
  const reasons = [...new Set(plan.findings.filter(isOpen).map(({ reason }) => reason))];
  const held = reasons.length > 0 ? `; held back: ${reasons.join(", ")}` : "";
  return `apply: ${plan.actions.length || "no"} actions${held}`;
}
