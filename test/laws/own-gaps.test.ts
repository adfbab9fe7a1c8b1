import { describe, expect, it } from "vitest";
import { zonesOfVpc } from "../../src/simulator/route53/state.ts";
import { HUB } from "../support/fleet.ts";
import { OWN } from "../support/own-endpoint-scene.ts";
import { gapScene, publicSeconds, spellsOf } from "../support/own-gap-scene.ts";
import { ALPHA, BETA, beta, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";
import { drawn, eachWrite, type Life, passes, type Staged } from "./each-write.ts";

/**
 * A spoke's own endpoint goes over to zones by a window, or comes back: whatever happens on the way, its name is private or public,
 * never dark, and public for minutes; nobody else notices (semantics 59).
 */

const KEEP = { redundantEndpoints: "keep" };

const LIVES: readonly Life<object>[] = [
  { name: "it is handed over", before: KEEP, after: {} },
  { name: "it comes back", before: {}, after: KEEP },
];

const laws = eachWrite<Life<object>>({ staged, passes, shown, watch });

describe.each(LIVES)("an endpoint of a spoke's own, by a window: $name", (life) => {
  it.each(["before", "after"] as const)("killed %s any of its writes, it is finished", async (side) => {
    expect(await laws.killed(life, side)).toBeGreaterThan(2);
  });

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(life));

  it("taken back after any of its writes, it is as it was", () => laws.takenBack(life));
});

it("killed after any of its writes, it comes back where nothing is shared any more", async () => {
  const life = { name: "nothing is shared", before: {}, after: { ...KEEP, endpoints: "none" } };
  expect(await laws.killed(life, "after")).toBeGreaterThan(2);
});

/** AWS takes its time both ways. */
const RELEASE_S = 90;
const READY_S = 120;
/** A pass that died in the window, its last wait included, until the next one begins, and the change's way into DNS. */
const BETWEEN_S = 300;

async function staged(life: Life<object>, seed?: number): Promise<Staged> {
  const times = { privateDnsReleaseMs: RELEASE_S * 1000, privateDnsReadyMs: READY_S * 1000 };
  const { stage, files } = await gapScene(
    {},
    { behaviours: drawn(seed), ...times },
    { guard: { maxRemovalPercent: 100 } },
  );
  const all = (spec: object): Files => [...files({ ...spec }), beta()];
  await passes(stage, all(life.before));
  stage.cloud.calls.clear();
  return { stage, before: all(life.before), after: all(life.after) };
}

function shown(stage: Stage) {
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  return {
    privateDns: own?.privateDns,
    isTagged: own?.tags.has("vpceop/handed-over"),
    isInZone: zonesOfVpc(stage.cloud.estate.zones, ALPHA.vpc).some(({ account }) => account === HUB),
  };
}

/** What is wrong, when it is asked for. */
function watch({ stage }: Staged): Iterable<string> {
  const alpha = spellsOf(stage);
  const { worse } = watchPrivate(stage, [BETA.vpc], [SSM]);
  return {
    *[Symbol.iterator]() {
      yield* worse;
      for (const { said } of alpha) if (!/^(10\.[01]\.|public)$/.test(said)) yield `alpha was told ${said}`;
      for (const seconds of publicSeconds(alpha))
        if (seconds > RELEASE_S + READY_S + BETWEEN_S) yield `public for ${seconds} s`;
    },
  };
}
