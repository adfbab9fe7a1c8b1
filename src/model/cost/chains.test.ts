import { expect, test } from "vitest";
import type { Action } from "../action/action.ts";
import { chainsOf } from "./chains.ts";
import { parseRates } from "./rates.ts";

const seconds = { insync: 29.5, available: 57.5, release: 0 }; // seen half a second and 2.5 s late
const rates = { overrides: parseRates("CreateVpcEndpoint=4/0.5,all=50/10"), spreadSeconds: 0 };
const [perEndpoint, perCall] = [1 / (0.5 * 0.995), 1 / (10 * 0.995)];
const act = (key: string, kind: Action["kind"], after: string[] = []) => {
  const zone = { key: key.split(" ")[1] };
  const target = { region: "eu-west-1" };
  return { key, kind, account: "1", after, zone, target, upserts: [] } as unknown as Action;
};
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const length = (actions: Action[], latency = 0) => chainsOf(actions, seconds, latency, rates);

/** Endpoints, each with a zone of its own and so many authorizations of which none needs its turn before. */
function fleetOf(endpoints: number, authorizations: number): Action[] {
  const made = many(endpoints, (i) => act(`make ${i}`, "createEndpoint"));
  const ready = many(endpoints, (i) => act(`ready ${i}`, "awaitEndpoint", [`make ${i}`]));
  const aliased = many(endpoints, (i) => act(`alias ${i}`, "changeRecords", [`ready ${i}`]));
  const insync = many(endpoints, (i) => act(`insync ${i}`, "awaitInsync", [`alias ${i}`]));
  const after = many(endpoints, (i) =>
    many(authorizations, (j) => act(`authorize ${i} ${j}`, "authorize", [`insync ${i}`])),
  );
  return [...made, ...ready, ...aliased, ...insync, ...after.flat()];
}

test("nothing that waits, nothing to wait for", () => {
  expect(length([act("join z", "associate")])).toBe(0);
});

test("one endpoint: until it is available, and until its aliases are INSYNC", () => {
  expect(length(fleetOf(1, 1))).toBeCloseTo(60 + 30, 6);
});

test("the last of many endpoints is made at EC2's rate, and waits from then on; the others have waited meanwhile", () => {
  expect(length(fleetOf(24, 1))).toBeCloseTo(20 * perEndpoint + 60 + 30, 6);
});

test("what follows the first endpoint's waits runs beside the making of the others, and decides where it takes longer", () => {
  // From the first endpoint's INSYNC on 24 × 50 authorizations, less what the full buckets give at once.
  expect(length(fleetOf(24, 50))).toBeCloseTo(60 + 30 + (24 * 50 - 50) * perCall, 6);
});

test("a slow bucket between two waits counts as one before them", () => {
  const [alias, insync] = [act("alias z", "changeRecords"), act("insync z", "awaitInsync", ["alias z"])];
  const made = many(24, (i) => act(`make ${i}`, "createEndpoint", ["insync z"]));
  const ready = many(24, (i) => act(`ready ${i}`, "awaitEndpoint", [`make ${i}`]));
  expect(length([alias, insync, ...made, ...ready])).toBeCloseTo(30 + 20 * perEndpoint + 60, 6);
});

test("a zone takes its associations one by one", () => {
  const joins = many(50, (i) => act(`join z ${i}`, "associate", ["insync z"]));
  const waiting = [act("alias z", "changeRecords"), act("insync z", "awaitInsync", ["alias z"])];
  expect(length([...waiting, ...joins.slice(0, 20)], 0.5)).toBeCloseTo(30 + 20 * 0.5, 6);
});
