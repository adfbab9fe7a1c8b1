import { expect, test } from "vitest";
import { claimOf } from "./claim.ts";
import type { HubLosses } from "./guard.ts";
import { type Allowance, NOTHING_LOST, type PastLosses, runningOf } from "./hour.ts";

const NOW = 60_000;
const [FIRST, SECOND] = ["pair ssm vpc-1@r", "pair ssm vpc-2@r"] as const;

function hubLosses(past: PastLosses, match?: HubLosses["match"]): HubLosses {
  return {
    hub: {} as HubLosses["hub"],
    losses: [FIRST, SECOND].map((loss) => ({ loss, action: loss, counts: true })),
    allowed: new Set(match?.left),
    allowing: [],
    ...(match && { match }),
    known: { read: past, past },
  };
}

const claim = (losses: HubLosses, going: readonly string[] = [FIRST, SECOND]) =>
  claimOf(losses, NOW, (action) => going.includes(action));
const running: Allowance = { digest: "running", left: ["endpoint vpce-1"], since: 0 };
const used: Allowance = { digest: "used", left: [], since: 0, endedAt: 1 };
const match = { digest: "new", left: [FIRST, SECOND] };

test("semantics 41: what the plan holds back is not claimed as lost", () => {
  expect(claim(hubLosses(NOTHING_LOST), [SECOND])?.lost).toEqual(new Map([[SECOND, NOW]]));
  expect(claim(hubLosses(NOTHING_LOST), [])).toBeUndefined();
});

test("semantics 41: what somebody allows is remembered beside another allowance that still runs", () => {
  const past = { ...NOTHING_LOST, allowed: [running] };
  expect(claim(hubLosses(past, match))?.allowed).toEqual([running, { ...match, since: NOW }]);
});

test("semantics 41: an allowance that runs already is not written down again", () => {
  const past = { ...NOTHING_LOST, allowed: [{ ...match, since: 0 }] };
  expect(claim(hubLosses(past, match))).toBeUndefined();
});

test("semantics 41: an allowance that ended does not run, though it is still named", () => {
  const past = { ...NOTHING_LOST, allowed: [running, used] };
  expect(runningOf(past, new Set(["running", "used"]))).toEqual([running]);
  expect(runningOf(past, new Set(["used"]))).toEqual([]);
});
