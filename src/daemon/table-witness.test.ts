import { expect, test } from "vitest";
import type { Status } from "../model/status/status.ts";
import { EMPTY_FLEET } from "../model/status/status.ts";
import type { PassEnd } from "./ports.ts";
import { tableWitness } from "./table-witness.ts";

const WRITTEN = { kind: "written" } as const;

function scene() {
  const at = { now: 0 };
  const written: Status[] = [];
  const told = { lastPass: "none", refusal: "" };
  const status = (): Status => ({
    version: 1,
    at: at.now,
    process: { label: "one", state: "leading", since: 0, version: "1" },
    source: {
      name: "git",
      ...(told.refusal && { refusal: { reason: "R", message: told.refusal, since: 0 } }),
    },
    requests: [],
    ...EMPTY_FLEET,
  });
  const keeper = tableWitness({
    store: {
      status: {
        write: async (given) => {
          written.push(given as Status);
          return WRITTEN;
        },
        read: async () => ({ kind: "seen", value: undefined }),
      },
      history: { add: async () => WRITTEN, since: async () => ({ kind: "seen", value: [] }) },
    },
    now: () => at.now,
    status,
    problem: () => {},
  });
  const passEnds = (watching?: "dryRun") =>
    keeper.passEnds({
      id: "1-1",
      epoch: 1,
      endedAt: at.now,
      report: { plan: { actions: [] }, outcomes: [], unconfirmed: [] },
      ruling: { desired: { hubs: [], endpoints: [], spokes: [] } },
      known: [],
      ...(watching && { watching }),
    } as unknown as PassEnd);
  return { at, written, told, keeper, passEnds };
}

/** What was queued is done. */
const soon = () => new Promise((resolve) => setImmediate(resolve));

test("the status is written at a pass's end, once a minute at most, and at the end of all", async () => {
  const { at, written, keeper, passEnds } = scene();
  for (at.now = 0; at.now < 180_000; at.now += 10_000) {
    passEnds();
    await soon();
  }
  await keeper.written();
  expect(written.map((status) => status.at / 60_000)).toEqual([0, 1, 2, 3]);
});

test("between passes it is written when it says something else, and not before this process led", async () => {
  const { written, told, keeper, passEnds } = scene();
  told.refusal = "refused";
  keeper.changed();
  expect(written).toEqual([]);
  passEnds();
  keeper.changed();
  await soon();
  told.refusal = "";
  keeper.changed();
  await soon();
  keeper.changed();
  await soon();
  expect(written.map(({ source }) => source.refusal?.message)).toEqual(["refused", undefined]);
});

test("of a process that only looks nothing is written", async () => {
  const { written, keeper, passEnds } = scene();
  passEnds("dryRun");
  await keeper.written();
  expect(written).toEqual([]);
});
