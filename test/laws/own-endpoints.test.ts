import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { zonesOfVpc } from "../../src/simulator/route53/state.ts";
import { HUB } from "../support/fleet.ts";
import {
  definitionsInMemory,
  handing,
  OWN,
  ownScene,
  REGIONAL,
  WITHOUT_SSM,
} from "../support/own-endpoint-scene.ts";
import { associationsIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, SSM } from "../support/scenario.ts";
import type { Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";
import { drawn, eachWrite, type Life, passes, type Staged } from "./each-write.ts";
import { killAt, settle } from "./support.ts";

/** A spoke's own endpoint is handed over to the hub, or comes back: whatever happens on the way, its name is private (semantics 60). */

/** Alpha's document, and the hub's where it is not one with rules of names; `shares`: the hub's endpoint, else ssm's. */
type Documents = { readonly spec: object; readonly rules?: object; readonly shares?: string };
type OwnLife = Life<Documents>;

const REMOVE = { redundantEndpoints: "remove" };

const KEEP = { redundantEndpoints: "keep" };
/** Rules stand in on the way, both ways. */
const ZONES = { ...REMOVE, mode: "phz-association" };

const LIVES: readonly OwnLife[] = [
  { name: "it is handed over", before: { spec: KEEP }, after: { spec: REMOVE } },
  {
    name: "it comes back, and the rule leaves",
    before: { spec: REMOVE },
    after: { spec: { ...REMOVE, endpoints: "none" } },
  },
  {
    name: "it comes back beside the rule",
    before: { spec: REMOVE },
    after: { spec: { redundantEndpoints: "bypass" } },
  },
  {
    name: "it is handed over to the Region's rule",
    before: { spec: KEEP, rules: REGIONAL },
    after: { spec: REMOVE, rules: REGIONAL },
  },
];

/** Handed over to the Region's rule, which then has less, or goes. */
const BENEATH: readonly OwnLife[] = [
  {
    name: "the hub shares its name no more",
    before: { spec: REMOVE, rules: REGIONAL },
    after: { spec: REMOVE, rules: REGIONAL, shares: "kms" },
  },
  {
    name: "its name is kept from the Region's rule",
    before: { spec: REMOVE, rules: REGIONAL },
    after: { spec: REMOVE, rules: WITHOUT_SSM },
  },
  {
    name: "the Region's rule gives way to rules of names",
    before: { spec: REMOVE, rules: REGIONAL },
    after: { spec: REMOVE },
  },
  {
    name: "it comes back, and the Region's rule leaves",
    before: { spec: REMOVE, rules: REGIONAL },
    after: { spec: { ...KEEP, mode: "phz-association" }, rules: REGIONAL },
  },
];

const BRIDGED: readonly OwnLife[] = [
  {
    name: "it is handed over to a zone",
    before: { spec: { ...ZONES, ...KEEP } },
    after: { spec: ZONES },
  },
  {
    name: "it comes back, and the zone leaves",
    before: { spec: ZONES },
    after: { spec: { ...ZONES, ...KEEP } },
  },
];

const laws = eachWrite<OwnLife>({ staged, passes, shown, watch });

describe.each(LIVES)("an endpoint of a spoke's own: $name", (life) => {
  it.each(["before", "after"] as const)("killed %s any of its writes, it is finished", (side) =>
    finishesKilled(life, side),
  );

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(life));

  it("taken back after any of its writes, nothing is worse on the way", () => isTakenBack(life));
});

/** Longer ways: each write is one after which the way is cut. */
describe.each(BRIDGED)("an endpoint of a spoke's own: $name", (life) => {
  it("killed after any of its writes, it is finished", () => finishesKilled(life, "after"));
});

describe.each(BENEATH)("an endpoint of a spoke's own: $name", (life) => {
  it("killed after any of its writes, it is finished", () => finishesKilled(life, "after"));

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(life));

  it("taken back after any of its writes, nothing is worse on the way", () => isTakenBack(life));
});

it("taken back after any write on its way to a zone, nothing is worse on the way", () =>
  isTakenBack(BRIDGED[0] as OwnLife));

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
    const worse = watch({ stage });
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

/** No single write hands an endpoint over. */
async function finishesKilled(life: OwnLife, side: "before" | "after"): Promise<void> {
  expect(await laws.killed(life, side)).toBeGreaterThan(1);
}

async function isTakenBack(life: OwnLife): Promise<void> {
  await laws.takenBack(life, ({ cloud }, where) => {
    const { privateDns } = cloud.estate.network.endpoints.get(OWN) ?? {};
    expect(privateDns, where).toBe(life.before.spec !== REMOVE);
  });
}

/** What takes time takes it. */
async function staged(life: OwnLife, seed?: number): Promise<Staged> {
  const times = { privateDnsReleaseMs: 90_000, privateDnsReadyMs: 120_000 };
  const options = { behaviours: drawn(seed), ...times };
  const { stage, hubWith } = await ownScene(
    {},
    options,
    { guard: { maxRemovalPercent: 100 } },
    life.before.rules,
  );
  const files = ({ spec, rules = {}, shares = "ssm" }: Documents) => [
    hubWith(rules),
    sharedBy(shares),
    handing({ ...spec }),
  ];
  await passes(stage, files(life.before));
  stage.cloud.calls.clear();
  return { stage, before: files(life.before), after: files(life.after) };
}

function shown(stage: Stage) {
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  return {
    privateDns: own?.privateDns,
    isTagged: own?.tags.has("vpceop/handed-over"),
    isSwitching: own?.tags.get("vpceop/handed-over")?.includes(" switching "),
    rules: associationsIn(stage),
    isInZone: zonesOfVpc(stage.cloud.estate.zones, ALPHA.vpc).some(({ account }) => account === HUB),
  };
}

/** Alpha's name is private all the while, by its own endpoint or by the hub's. */
function watch({ stage }: Pick<Staged, "stage">): ReadonlySet<string> {
  const isPrivate = ({ addresses }: Answer) => /^10\.[01]\./.test(addresses[0] ?? "");
  return watchPrivate(stage, [ALPHA.vpc], [SSM], { isPrivate }).worse;
}
