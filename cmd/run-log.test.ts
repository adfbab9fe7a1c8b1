import { pino } from "pino";
import { expect, test } from "vitest";
import type { Action } from "../src/model/action/action.ts";
import type { Failure, FailureKind } from "../src/model/failure.ts";
import type { Outcome } from "../src/model/outcome.ts";
import type { Plan } from "../src/model/plan/plan.ts";
import { logWitness } from "./run-log.ts";

const ACTION = {
  kind: "associate",
  key: "associate a b",
  account: "1",
  hub: "hub",
  spoke: "a",
} as unknown as Action;
const PLAN = { actions: [], held: [], findings: [] } as unknown as Plan;

function lines(tell: (witness: ReturnType<typeof logWitness>) => void): Record<string, unknown>[] {
  const told: string[] = [];
  tell(logWitness(pino({ level: "debug" }, { write: (line: string) => void told.push(line) })));
  return told.map((line) => JSON.parse(line));
}

test.each<[FailureKind, number]>([
  ["denied", 50],
  ["throttled", 40],
  ["busy", 30],
])(
  "an action that failed is one line with the ids of pass, action and AWS's request; %s is level %i",
  (kind, level) => {
    const failure: Failure = { kind, error: "E", message: "words\nof two lines", requestId: "0f1e2d3c-4b5a" };
    const told = lines((witness) => {
      const ruling = { desired: {} as never, revision: "r", removals: "allowed" } as const;
      witness.passStarts({ id: "7-1", why: new Set(["start"]), ruling, epoch: 7, known: [] });
      witness.planned(PLAN);
      witness.outcome(ACTION, { key: ACTION.key, result: "failed", failure } as Outcome);
    });
    expect(told).toHaveLength(3);
    expect(told[2]).toMatchObject({
      pass: "7-1",
      key: "associate a b",
      level,
      failure: { requestId: "0f1e2d3c-4b5a" },
    });
  },
);
