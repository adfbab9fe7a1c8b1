import { describe, expect, it } from "vitest";
import { drawBehaviours } from "../../src/simulator/behaviours.ts";
import { withCache } from "../../src/simulator/dns/cache.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { zonesOfVpc } from "../../src/simulator/route53/state.ts";
import { HUB } from "../support/fleet.ts";
import { definitionsInMemory, handing, OWN, ownScene } from "../support/own-endpoint-scene.ts";
import { associationsIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, SSM } from "../support/scenario.ts";
import type { Files, Operator, Stage } from "../support/stage.ts";
import { actOf, killAt, settle, writesOf } from "./support.ts";

/** A spoke's own endpoint is handed over to the hub, or comes back: whatever happens on the way, its name is private (semantics 60). */

type Life = { readonly name: string; readonly before: object; readonly after: object };

const REMOVE = { redundantEndpoints: "remove" };

const KEEP = { redundantEndpoints: "keep" };
/** Rules stand in on the way, both ways. */
const ZONES = { ...REMOVE, mode: "phz-association" };

const LIVES: readonly Life[] = [
  { name: "it is handed over", before: KEEP, after: REMOVE },
  { name: "it comes back, and the rule leaves", before: REMOVE, after: { ...REMOVE, endpoints: "none" } },
  { name: "it comes back beside the rule", before: REMOVE, after: { redundantEndpoints: "bypass" } },
];

const BRIDGED: readonly Life[] = [
  { name: "it is handed over to a zone", before: { ...ZONES, ...KEEP }, after: ZONES },
  { name: "it comes back, and the zone leaves", before: ZONES, after: { ...ZONES, ...KEEP } },
];

describe.each(LIVES)("an endpoint of a spoke's own: $name", (life) => {
  it.each(["before", "after"] as const)("killed %s any of its writes, it is finished", (side) =>
    finishesKilled(life, side),
  );

  it("with the answer to any of its writes lost, it is finished", async () => {
    const reference = await peaceful(life);
    for (let nth = 1; nth <= reference.writes; nth++) {
      const { stage, files } = await staged(life, nth);
      const worse = watch(stage);
      stage.cloud.faults.add({ fault: "loseAnswer", operation: "write", nth });
      await passes(stage, files);
      const where = `answer ${nth} of ${reference.writes} lost`;
      expect(shown(stage), where).toEqual(reference.shown);
      expect([...worse], where).toEqual([]);
    }
  });

  it("taken back after any of its writes, nothing is worse on the way", () => isTakenBack(life));
});

/** Longer ways: each write is one after which the way is cut. */
describe.each(BRIDGED)("an endpoint of a spoke's own: $name", (life) => {
  it("killed after any of its writes, it is finished", () => finishesKilled(life, "after"));
});

it("taken back after any write on its way to a zone, nothing is worse on the way", () =>
  isTakenBack(BRIDGED[0] as Life));

it.each(["before", "after"] as const)(
  "killed %s its deletion, it is gone, and can be made again",
  async (side) => {
    const { stage, hub } = await ownScene({}, { endpointPendingMs: 60_000 });
    const files = [hub, sharedBy("ssm"), handing(REMOVE)];
    const { kept, store } = definitionsInMemory();
    for (let pass = 0; pass < 3; pass++) {
      await stage.operator({ definitions: store }).apply(files);
      await settle(stage);
    }
    await stage.clock.run(stage.clock.sleep(25 * 3_600_000));
    stage.cloud.calls.clear();
    const worse = watch(stage);
    const victim = stage.operator({ definitions: store });
    const died = killAt(stage, victim, 1, side);
    await victim.apply(files);
    expect(died()).toBe(true);
    for (let pass = 0; pass < 3; pass++) {
      await settle(stage);
      await stage.operator({ definitions: store }).apply(files);
    }
    expect(stage.cloud.estate.network.endpoints.has(OWN)).toBe(false);
    expect(kept.get(OWN)).toMatchObject({ isDeleted: true, input: { VpcId: ALPHA.vpc } });
    expect([...worse]).toEqual([]);
  },
);

async function finishesKilled(life: Life, side: "before" | "after"): Promise<void> {
  const reference = await peaceful(life);
  expect(reference.writes).toBeGreaterThan(1);
  for (let nth = 1; nth <= reference.writes; nth++) {
    const { stage, files } = await staged(life, nth);
    const worse = watch(stage);
    const victim = stage.operator();
    const died = killAt(stage, victim, nth, side);
    await passes(stage, files, victim);
    const where = `killed ${side} write ${nth} of ${reference.writes}`;
    expect(died(), where).toBe(true);
    await passes(stage, files);
    expect(shown(stage), where).toEqual(reference.shown);
    expect([...worse], where).toEqual([]);
  }
}

async function isTakenBack(life: Life): Promise<void> {
  const reference = await peaceful(life);
  for (let nth = 1; nth <= reference.writes; nth++) {
    const { stage, files, before } = await staged(life, nth);
    const worse = watch(stage);
    const victim = stage.operator();
    const died = killAt(stage, victim, nth, "after");
    await passes(stage, files, victim);
    expect(died()).toBe(true);
    await passes(stage, before);
    const { privateDns } = stage.cloud.estate.network.endpoints.get(OWN) ?? {};
    const where = `taken back after write ${nth} of ${reference.writes}`;
    expect(privateDns, where).toBe(life.before !== REMOVE);
    expect([...worse], where).toEqual([]);
  }
}

async function peaceful(life: Life) {
  const { stage, files } = await staged(life);
  await passes(stage, files);
  return { writes: new Set(writesOf(stage).map(actOf)).size, shown: shown(stage) };
}

/** Where AWS's answer is not known, it differs from run to run; what takes time takes it. */
async function staged(life: Life, seed?: number): Promise<{ stage: Stage; files: Files; before: Files }> {
  const behaviours = seed === undefined ? {} : drawBehaviours(seededRandom(seed));
  const times = { privateDnsReleaseMs: 90_000, privateDnsReadyMs: 120_000 };
  const { stage, hub } = await ownScene({}, { behaviours, ...times }, { guard: { maxRemovalPercent: 100 } });
  const files = (spec: object) => [hub, sharedBy("ssm"), handing({ ...spec })];
  await passes(stage, files(life.before));
  stage.cloud.calls.clear();
  return { stage, files: files(life.after), before: files(life.before) };
}

async function passes(stage: Stage, files: Files, victim?: Operator): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    const { plan } = await (victim ?? stage.operator()).apply(files);
    await settle(stage);
    if (plan.actions.length === 0 || victim?.abort.signal.aborted) return;
  }
  throw new Error("it does not settle");
}

function shown(stage: Stage) {
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  return {
    privateDns: own?.privateDns,
    isTagged: own?.tags.has("vpceop/handed-over"),
    rules: associationsIn(stage),
    isInZone: zonesOfVpc(stage.cloud.estate.zones, ALPHA.vpc).some(({ account }) => account === HUB),
  };
}

/** What alpha was told of the name that is not private, at any event, by a resolver that remembers and by one that does not. */
function watch(stage: Stage): ReadonlySet<string> {
  const worse = new Set<string>();
  const cached = withCache(stage.cloud.resolve, stage.clock);
  stage.clock.onStep(() => {
    for (const resolve of [stage.cloud.resolve, cached]) {
      const { addresses, from, rcode } = resolve(ALPHA.vpc, SSM);
      if (!/^10\.[01]\./.test(addresses[0] ?? "")) worse.add(`${from.kind} ${rcode}`);
    }
  });
  return worse;
}
