import { describe, expect, it } from "vitest";
import { HUB } from "../support/fleet.ts";
import { BETA } from "../support/scenario.ts";
import { disturbed, type Ending, inPeace, killed, type Reference } from "./mixed-fleet.ts";
import { LIVES } from "./mixed-lives.ts";

/** Of all writes of a life only some, and of what is rarer each life one in turn: `STEP=1` takes all, for ten minutes. */
const STEP = Number(process.env.STEP ?? 12);
const TURNS = LIVES.map((life, i) => ({
  name: life.name,
  life,
  isDue: (turn: number) => STEP === 1 || i % 3 === turn,
}));

describe.each(TURNS)("mixed fleet: $name", ({ life, isDue }) => {
  const running = new Map<string, Promise<Reference & Ending>>();
  const reference = () => {
    const known = running.get(life.name) ?? inPeace(life);
    running.set(life.name, known);
    return known;
  };

  it("in peace, no name becomes worse", async () => {
    const { writes, worse } = await reference();
    expect(writes).toBeGreaterThan(0);
    expect(worse).toEqual([]);
  });

  it.each(["before", "after"] as const)("killed %s a write, it is finished", async (side) => {
    const calm = await reference();
    for (let nth = side === "before" ? 2 : 1 + Math.ceil(STEP / 2); nth <= calm.writes; nth += STEP) {
      const ending = await killed(life, calm, nth, side);
      if (ending) expectFinished(ending, calm, `killed ${side} write ${nth} of ${calm.writes}`);
    }
  });

  it.runIf(isDue(0))("with the answer to a write lost, it is finished", async () => {
    const calm = await reference();
    for (let nth = Math.ceil(STEP / 3); nth <= calm.writes; nth += STEP) {
      const disturb = { fault: "loseAnswer", operation: "write", nth } as const;
      const ending = await disturbed(life, calm, nth, {
        count: 1,
        disturb: ({ cloud }) => cloud.faults.add(disturb),
      });
      expectFinished(ending, calm, `answer ${nth} of ${calm.writes} lost`);
    }
  });

  it("while lists lag far behind, nothing becomes worse, and then it is finished", async () => {
    const calm = await reference();
    const ending = await disturbed(life, calm, 50, {
      count: 3,
      disturb({ cloud }) {
        for (const operation of ["List*", "Get*"])
          cloud.faults.add({ fault: "stale", operation, times: 600, writes: 50 });
      },
    });
    expectFinished(ending, calm, "lagging");
  });

  it.runIf(isDue(1))(
    "while a spoke's account lets nobody in, nothing of it changes, and then it is finished",
    async () => {
      const calm = await reference();
      const ending = await disturbed(life, calm, 7, {
        count: 4,
        disturb: ({ cloud }) => cloud.faults.add({ fault: "deny", account: BETA.account }),
      });
      const ofBeta = (all: readonly string[]) => all.filter((one) => one.startsWith(BETA.vpc));
      expect(ofBeta(ending.meanwhile.associations)).toEqual(ofBeta(ending.before.associations));
      expectFinished(ending, calm, "denied");
    },
  );

  it.runIf(isDue(2))("while the hub's account lets nobody in, nothing changes at all", async () => {
    const calm = await reference();
    const ending = await disturbed(life, calm, 8, {
      count: 1,
      disturb: ({ cloud }) => cloud.faults.add({ fault: "deny", account: HUB }),
    });
    expect(ending.meanwhile).toEqual(ending.before);
    expectFinished(ending, calm, "denied");
  });
});

function expectFinished({ shown, worse }: Ending, calm: Reference, where: string): void {
  expect.soft(worse, where).toEqual([]);
  expect.soft(shown, where).toEqual(calm.shown);
}
