import fc from "fast-check";
import type { Finding } from "../../src/model/finding.ts";
import { createMemory, type Memory } from "../../src/operator/observe/memory.ts";
import { inventory } from "../../src/simulator/inventory.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { settle, watchDns, writesOf } from "../laws/support.ts";
import {
  askingVpcs,
  filesOf,
  hostNames,
  type Layout,
  layouts,
  quotasOf,
  worldOf,
} from "../support/random-world.ts";
import { createStage, type Operator, type Stage } from "../support/stage.ts";

const ROUNDS_MAX = 4;
const PASSES_MAX = 5;
const QUIET_PASSES = 2;
const OURS = "vpceop/network-platform/";

type Fault = Parameters<Stage["cloud"]["faults"]["add"]>[0];

/**
 * One random estate through random changes, faults and kills, all from one seed, and then in peace. Answers the laws
 * that were broken: names go dark only in windows that a plan named, nothing foreign is touched, in the end every
 * name leads where it would in an undisturbed world, and stays so without a write, and no authorization is left.
 */
export async function soak(seed: number): Promise<string[]> {
  const [layout] = fc.sample(layouts(), { seed, numRuns: 1 }) as [Layout];
  const random = seededRandom(seed);
  const stage = createStage(worldOf(layout), {
    ...quotasOf(layout),
    seed,
    insyncMs: () => 1_000 + random() * 59_000,
  });
  const foreign = foreignOf(stage);
  const dns = watchDns(stage, askingVpcs(layout), hostNames(layout));
  const findings: Finding[] = [];
  const life = new Life(stage, random);
  for (let round = 1 + Math.floor(random() * ROUNDS_MAX); round > 0; round--)
    findings.push(...(await disturbed(stage, life, variant(layout, random), random)));
  await settle(stage);
  findings.push(...(await inPeace(() => life.process(), layout)));
  const unserved = await unservedOf(stage, seed, layout);
  stage.cloud.calls.clear();
  for (let pass = 0; pass < QUIET_PASSES; pass++)
    await life.process().apply(filesOf(layout), { allowRemovals: () => true });
  await settle(stage);
  return [
    ...dns.outside(layout.anchor ? [] : findings).map((where) => `dark outside a named window: ${where}`),
    ...(foreignOf(stage) === foreign ? [] : ["something foreign was changed"]),
    ...(isVacuous(stage, layout) ? ["nothing was made"] : []),
    ...unserved.map((where) => `not as in an undisturbed world: ${where}`),
    ...writesOf(stage).map(
      (call) => `written in peace: ${call.operation} ${Object.values(call.params).join(" ")}`,
    ),
    ...strays(stage).map((zone) => `an authorization is left in ${zone}`),
  ];
}

/** In every other world one process makes pass after pass and remembers, until it is killed; else each pass has its own. */
class Life {
  readonly #stage: Stage;
  readonly #isLong: boolean;
  #memory: Memory | undefined;

  constructor(stage: Stage, random: () => number) {
    this.#stage = stage;
    this.#isLong = random() < 0.5;
  }

  process(): Operator {
    if (!this.#isLong) return this.#stage.operator();
    this.#memory ??= createMemory(this.#stage.clock);
    return this.#stage.operator({ memory: this.#memory });
  }

  end(): void {
    this.#memory = undefined;
  }
}

/** A pass with up to three faults; every other one is killed at some moment. */
async function disturbed(
  stage: Stage,
  life: Life,
  wanted: Layout,
  random: () => number,
): Promise<readonly Finding[]> {
  for (let i = Math.floor(random() * 4); i > 0; i--) stage.cloud.faults.add(anyFault(random));
  const operator = life.process();
  const isKilled = random() < 0.5;
  if (isKilled) void stage.clock.sleep(random() * 90_000).then(() => operator.abort.abort());
  const { plan } = await operator.apply(filesOf(wanted), { allowRemovals: () => true });
  stage.cloud.faults.clear();
  if (isKilled) life.end();
  if (random() < 0.5) await settle(stage);
  return plan.findings;
}

async function inPeace(process: () => Operator, wanted: Layout): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const { plan } = await process().apply(filesOf(wanted), { allowRemovals: () => true });
    findings.push(...plan.findings);
    if (plan.actions.length === 0) break;
  }
  return findings;
}

/**
 * Names that lead elsewhere than in the same world without any trouble: to a public address, or nowhere. More may be
 * private here than there: where there is no anchor, a zone stays that could not be made now.
 */
async function unservedOf(stage: Stage, seed: number, layout: Layout): Promise<string[]> {
  const calm = createStage(worldOf(layout), { ...quotasOf(layout), seed });
  await inPeace(() => calm.operator(), layout);
  await settle(calm);
  await settle(stage);
  const isPublic = (vpc: string, name: string) => calm.cloud.resolve(vpc, name).from.kind === "public";
  return askingVpcs(layout).flatMap((vpc) =>
    hostNames(layout)
      .filter((name) => !isPublic(vpc, name) && leads(stage, vpc, name) !== leads(calm, vpc, name))
      .map((name) => `${name} in ${vpc}`),
  );
}

/** The endpoint that answers. A managed one by its service: which of two is made first, and gets which address, is chance. */
function leads({ cloud }: Stage, vpc: string, name: string): string {
  const { addresses, chain = [] } = cloud.resolve(vpc, name);
  if (addresses.length === 0) return "nowhere";
  const regional = chain.at(-1) ?? addresses.join(" ");
  return regional.replace(/^(vpce-0e0[0-9a-f]+)?[^.]*/, "$1");
}

/** The layout itself, or without one of its spokes, or of its endpoints. */
function variant(layout: Layout, random: () => number): Layout {
  const { endpoints, spokes } = layout;
  const [choice, place] = [random(), random()];
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== Math.floor(place * list.length));
  if (choice < 0.3) return layout;
  if (choice < 0.6 && endpoints.length > 1)
    return { ...layout, endpoints: without(endpoints), spokes: spokes.map(({ endpoints: _, ...s }) => s) };
  return { ...layout, spokes: without(spokes) };
}

function anyFault(random: () => number): Fault {
  const pick = <T>(...list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const common = {
    operation: pick("write", "read", "*", "Associate*", "Create*", "List*", "Change*", "GetChange"),
    probability: pick(0.05, 0.3, 1),
    times: 1 + Math.floor(random() * 20),
  };
  const fault = pick("throttle", "deny", "loseAnswer", "loseRequest", "delay", "stale");
  if (fault === "delay") return { ...common, fault, ms: random() * 15_000 };
  if (fault === "stale") return { ...common, fault, writes: 1 + Math.floor(random() * 20) };
  return { ...common, fault };
}

function foreignOf({ cloud }: Stage): string {
  return JSON.stringify(
    inventory(cloud.estate).zones.filter((zone) => !zone.callerReference.startsWith(OURS)),
  );
}

/** An operator that does nothing breaks no law. */
function isVacuous({ cloud }: Stage, { anchor, spokes, foreign }: Layout): boolean {
  return anchor && spokes.length > 0 && foreign.length === 0 && cloud.estate.zones.byId.size === 0;
}

function strays({ cloud }: Stage): string[] {
  const ours = [...cloud.estate.zones.byId.values()].filter((zone) => zone.callerReference.startsWith(OURS));
  return ours.filter((zone) => zone.authorizations.size > 0).map((zone) => zone.name);
}
