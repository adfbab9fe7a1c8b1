import { pino } from "pino";
import { expect, test } from "vitest";
import { noRequests } from "../src/daemon/requests.ts";
import { createStatusKeeper } from "../src/daemon/status-keeper.ts";
import type { Refusal } from "../src/model/source/refusal.ts";
import { troublesOf } from "../src/model/status/troubles.ts";
import { createMetrics } from "../src/web/metrics/metrics.ts";
import { fleetPage } from "../src/web/page.ts";
import { refusalTeller } from "./run-log.ts";

const PLACE = "hub.yaml:6:3";
const REFUSAL: Refusal = {
  reason: "InvalidDocuments",
  revision: "b",
  message: "commit b is refused",
  problems: [
    {
      file: "hub.yaml",
      line: 6,
      column: 3,
      code: "UnknownField",
      severity: "error",
      message: "unknown field",
    },
  ],
};

test("a refused commit is told with its place in status, page and log, and counted; once it is good, no more", async () => {
  const now = () => 5000;
  const names = { label: "one", version: "0.1.0", source: "git" };
  const keeper = createStatusKeeper({ now, ...names, lease: () => undefined, requests: noRequests });
  keeper.witness.state("leading");
  const metrics = createMetrics({ now, status: keeper.status, callsMade: () => [], gateWaitedMs: () => 0 });
  const lines: string[] = [];
  const tell = refusalTeller(pino({}, { write: (line: string) => void lines.push(line) }));
  const look = (refusal: Refusal | undefined) => {
    keeper.sourced("b", refusal);
    tell("b", refusal);
    if (refusal) metrics.refused(refusal.reason);
  };
  const page = async () => String(await fleetPage(keeper.status(), {}));

  look(REFUSAL);
  const { refusal, lastAttempted } = keeper.status().source;
  expect([refusal?.reason, lastAttempted?.revision]).toEqual(["InvalidDocuments", "b"]);
  expect(refusal?.message).toContain(PLACE);
  expect(await page()).toContain(PLACE);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 50, reason: "InvalidDocuments", revision: "b" });
  expect(lines[0]).toContain(PLACE);
  expect([...troublesOf(keeper.status()).values()].map(({ what }) => what)).toEqual(["refused"]);
  const counted = await metrics.text();
  for (const line of [
    "vpce_operator_refusing 1",
    'vpce_operator_refused_revisions_total{reason="InvalidDocuments"} 1',
    'vpce_operator_revision_age_seconds{which="attempted"} 0',
  ])
    expect(counted).toContain(line);

  look(REFUSAL);
  expect(lines).toHaveLength(1); // said when it changes, not at each look
  look(undefined);
  expect(keeper.status().source.refusal).toBeUndefined();
  expect(await page()).not.toContain(PLACE);
  expect(await metrics.text()).toContain("vpce_operator_refusing 0");
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ level: 30, msg: "desired state is good again" });
});
