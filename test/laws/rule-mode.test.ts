import { describe, expect, it } from "vitest";
import { type Behaviours, drawBehaviours } from "../../src/simulator/behaviours.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { associationsIn, ruleHub, rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, LOCAL, local, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";
import { actOf, killAt, settle, writesOf } from "./support.ts";

/** The laws of zones, for rules: what a pass began and did not finish, the next one does, and no name goes dark. */

const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const GENEROUS = { guard: { maxRemovalPercent: 100 } };

type Life = { readonly name: string; readonly before: Change; readonly after: Change };
type Change = (hub: Files[number]) => Files;

const LIVES: readonly Life[] = [
  {
    name: "a fleet that begins",
    before: (hub) => [hub],
    after: (hub) => [hub, sharedBy("ssm"), alpha(), beta(), local()],
  },
  {
    name: "a service and a spoke more",
    before: (hub) => [hub, sharedBy("ssm"), alpha()],
    after: (hub) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta()],
  },
  {
    name: "a spoke that leaves",
    before: (hub) => [hub, sharedBy("ssm"), alpha(), beta()],
    after: (hub) => [hub, sharedBy("ssm"), alpha()],
  },
  {
    name: "a fleet that ends",
    before: (hub) => [hub, sharedBy("ssm"), alpha(), beta()],
    after: (hub) => [hub, sharedBy("ssm"), alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
  },
];

const zoned = { mode: "phz-association" };
const byZones: Change = (hub) => [hub, sharedBy("ssm"), alpha(zoned), local(zoned)];
const byNames: Change = (hub) => [hub, sharedBy("ssm"), alpha(), local()];
const byRegion: Change = (hub) => [regional(hub), sharedBy("ssm"), alpha(), local()];

/** Semantics 58: each way to change how spokes are served. */
const SWITCHES: readonly Life[] = [
  { name: "from zones to a rule for each name", before: byZones, after: byNames },
  { name: "from a rule for each name to zones", before: byNames, after: byZones },
  { name: "from zones to the Region's rule", before: byZones, after: byRegion },
  { name: "from the Region's rule to zones", before: byRegion, after: byZones },
  { name: "from a rule for each name to the Region's", before: byNames, after: byRegion },
  { name: "from the Region's rule to one for each name", before: byRegion, after: byNames },
];

function regional({ path, text }: Files[number]): Files[number] {
  const document = JSON.parse(text);
  const rules = { rules: "regional", regional: { accept: true } };
  document.spec.resolver = { ...document.spec.resolver, ...rules };
  return { path, text: JSON.stringify(document) };
}

describe.each([...LIVES, ...SWITCHES])("rule mode: $name", (life) => {
  it.each(["before", "after"] as const)("killed %s any of its writes, it is finished", async (side) => {
    const reference = await peaceful(life);
    expect(reference.writes).toBeGreaterThan(0);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const { stage, files } = await staged(life, nth);
      const dns = watch(stage);
      const victim = stage.operator();
      const died = killAt(stage, victim, nth, side);
      await passes(stage, files, victim);
      const where = `killed ${side} write ${nth} of ${reference.writes}`;
      expect(died(), where).toBe(true);
      await passes(stage, files);
      expect(shown(stage), where).toEqual(reference.shown);
      expect(dns(files), where).toEqual([]);
    }
  });

  it("with the answer to any of its writes lost, it is finished", async () => {
    const reference = await peaceful(life);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const { stage, files } = await staged(life, nth);
      const dns = watch(stage);
      stage.cloud.faults.add({ fault: "loseAnswer", operation: "write", nth });
      await passes(stage, files);
      const where = `answer ${nth} of ${reference.writes} lost`;
      expect(shown(stage), where).toEqual(reference.shown);
      expect(dns(files), where).toEqual([]);
    }
  });
});

describe.each(SWITCHES)("rule mode: $name", (life) => {
  it("taken back after any of its writes, all is as it was", async () => {
    const reference = await peaceful(life);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const { stage, files, before } = await staged(life, nth);
      const was = shown(stage);
      const dns = watch(stage);
      const victim = stage.operator();
      const died = killAt(stage, victim, nth, "after");
      await passes(stage, files, victim);
      const where = `taken back after write ${nth} of ${reference.writes}`;
      expect(died(), where).toBe(true);
      await passes(stage, before);
      expect(shown(stage), where).toEqual(was);
      expect(dns(before), where).toEqual([]);
    }
  });
});

async function peaceful(life: Life) {
  const { stage, files } = await staged(life);
  await passes(stage, files);
  return { writes: new Set(writesOf(stage).map(actOf)).size, shown: shown(stage) };
}

/** Where AWS's answer is not known, it differs from run to run. */
async function staged(
  { before, after }: Life,
  seed?: number,
): Promise<{ stage: Stage; files: Files; before: Files }> {
  const behaviours: Partial<Behaviours> = seed === undefined ? {} : drawBehaviours(seededRandom(seed));
  const stage = createStage(world({ isOrganized: true }), { behaviours });
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  await passes(stage, before(hub));
  stage.cloud.calls.clear();
  return { stage, files: after(hub), before: before(hub) };
}

/** Until one has nothing to do, or its process is dead. */
async function passes(stage: Stage, files: Files, victim?: Operator): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    const { plan } = await (victim ?? stage.operator()).apply(files);
    await settle(stage);
    if (plan.actions.length === 0 || victim?.abort.signal.aborted) return;
  }
  throw new Error("it does not settle");
}

function shown(stage: Stage): unknown {
  const served = VPCS.map((vpc) =>
    stage.cloud.resolve(vpc, SSM).addresses.some((ip) => ip.startsWith(PRIVATE)),
  );
  return [served, associationsIn(stage).toSorted(), rulesIn(stage).length];
}

/** A name that a VPC was answered privately is so until its document shares it no more. */
function watch(stage: Stage): (files: Files) => readonly string[] {
  const isPrivate = (vpc: string) =>
    stage.cloud.resolve(vpc, SSM).addresses.some((ip) => ip.startsWith(PRIVATE));
  const seen = new Set(VPCS.filter(isPrivate));
  const dark = new Set<string>();
  stage.clock.onStep(() => {
    for (const vpc of VPCS)
      if (isPrivate(vpc)) seen.add(vpc);
      else if (seen.has(vpc)) dark.add(vpc);
  });
  return (files) =>
    [...dark].filter((vpc) => files.some(({ text }) => text.includes(vpc) && !text.includes("none")));
}
