import { expect, test } from "vitest";
import { REASONS } from "../../model/reasons.ts";
import { EMPTY_FLEET, type Status } from "../../model/status/status.ts";
import { createMetrics } from "./metrics.ts";

const status: Status = {
  version: 1,
  at: 0,
  process: { label: "one", state: "leading", since: 0, version: "0.1.0" },
  lease: { held: true, holder: "one", epoch: 7, since: 0 },
  source: { name: "folder", lastApplied: { revision: "a", at: 1000 } },
  requests: [],
  ...EMPTY_FLEET,
};

const CALLS = {
  service: "route53",
  region: "",
  operation: "GetHostedZone",
  throttled: 0,
  failed: 0,
} as const;

const metricsOf = (shown: Status) =>
  createMetrics({
    now: () => 61_000,
    status: () => shown,
    callsMade: () => [
      { ...CALLS, account: "1", count: 2, ok: 2, waitedMs: 500 },
      { ...CALLS, account: "2", count: 4, ok: 3, throttled: 1, waitedMs: 1000 },
    ],
    gateWaitedMs: () => 250,
  });

test("every series is there at 0 before anything has happened, with every reason", async () => {
  const text = await metricsOf(status).text();
  for (const reason of Object.keys(REASONS)) expect(text).toContain(`reason="${reason}"} 0`);
  expect(text).toContain('vpce_operator_actions_total{action="associate",result="failed"} 0');
  expect(text).toContain('vpce_operator_passes_total{result="failed"} 0');
  expect(text).toContain('vpce_operator_refused_revisions_total{reason="RewrittenHistory"} 0');
});

test("calls are summed over accounts, which are no label", async () => {
  const text = await metricsOf(status).text();
  const calls = 'vpce_operator_api_calls_total{service="route53",operation="GetHostedZone",outcome=';
  for (const line of [`${calls}"ok"} 5`, `${calls}"throttled"} 1`, `${calls}"failed"} 0`])
    expect(text).toContain(line);
  expect(text).toContain('vpce_operator_token_wait_seconds_total{service="route53"} 1.5');
  expect(text).toContain("vpce_operator_gate_wait_seconds_total 0.25");
  expect(text).not.toContain("account=");
});

test("lease, state and the age of what was applied are told", async () => {
  const text = await metricsOf(status).text();
  for (const line of [
    "vpce_operator_lease_held 1",
    "vpce_operator_lease_epoch 7",
    'vpce_operator_process_state{state="leading"} 1',
    'vpce_operator_process_state{state="standby"} 0',
    'vpce_operator_revision_age_seconds{which="applied"} 60',
  ])
    expect(text).toContain(line);
});

test("an instance that stands by tells what it is, and nothing of the fleet, which the holder tells", async () => {
  const hub = { kind: "Hub" as const, name: "hub", conditions: [], served: 1, of: 2 };
  const standby = await metricsOf({
    ...status,
    process: { ...status.process, state: "standby" },
    lease: { held: false, holder: "two", epoch: 7, since: 0 },
    objects: [hub],
  }).text();
  for (const line of ["vpce_operator_lease_held 0", "vpce_operator_lease_epoch 0"])
    expect(standby).toContain(line);
  expect(standby).not.toMatch(/^vpce_operator_(objects|names_\w+|findings|revision_\w+)[ {]/m);
});

test("no label names a spoke, a zone, a name or an account, however many there are", async () => {
  const conditions = [
    { type: "Ready", status: "False", reason: "AccessDenied", message: "spoke-7", since: 0, revision: "a" },
  ] as const;
  const place = { hub: "hub", served: 0, of: 1, conditions: [...conditions] };
  const text = await metricsOf({
    ...status,
    findings: [{ kind: "unknown", reason: "AccessDenied", count: 3 }],
    privateNames: [{ hub: "hub", endpoint: "ep-7", name: "zone-7.example", state: "shared", zones: ["Z7"] }],
    objects: [
      { kind: "Hub", name: "hub", served: 1, of: 1, conditions: [] },
      { kind: "Endpoint", name: "ep-7", ...place },
      { kind: "Spoke", name: "spoke-7", vpc: "vpc-7@eu-west-1", ...place },
    ],
  }).text();
  expect(text).not.toMatch(/spoke-7|zone-7|ep-7|vpc-7|Z7|account/);
  const labels = new Set([...text.matchAll(/(\w+)="/g)].map(([, label]) => label));
  const bounded = [
    "service",
    "operation",
    "outcome",
    "result",
    "action",
    "kind",
    "reason",
    "ready",
    "condition",
  ];
  expect(
    [...labels].filter((label) => ![...bounded, "state", "hub", "which", "le"].includes(label ?? "")),
  ).toEqual([]);
  expect(text).toContain('vpce_operator_findings{kind="unknown",reason="other"} 3');
});

test("what passes did and repaired is counted", async () => {
  const metrics = metricsOf(status);
  const actions = [
    { kind: "associate", result: "done" },
    { kind: "associate", result: "failed" },
  ] as const;
  metrics.passEnded({ result: "open", seconds: 2, actions, repaired: 1 });
  metrics.passEnded({ result: "converged", seconds: 2, actions, repaired: 0 });
  const text = await metrics.text();
  expect(text).toContain("vpce_operator_drift_repaired_total 1");
  expect(text).toContain('vpce_operator_actions_total{action="associate",result="done"} 2');
});

test("hubs beyond five hundred are one series", async () => {
  const hub = (i: number) => ({ kind: "Hub" as const, name: `hub-${i}`, conditions: [], served: 1, of: 2 });
  const objects = Array.from({ length: 510 }, (_, i) => hub(i));
  const text = await metricsOf({ ...status, objects }).text();
  expect(text.match(/vpce_operator_names_served\{/g)).toHaveLength(501);
  expect(text).toContain('vpce_operator_names_wanted{hub="other"} 20');
});
