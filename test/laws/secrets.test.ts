import { inspect } from "node:util";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { logWitness } from "../../cmd/run-log.ts";
import { messageOf } from "../../src/daemon/notify/message.ts";
import { forecastOf } from "../../src/model/cost/forecast.ts";
import { showDesired } from "../../src/model/desired/show.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import { changesOf } from "../../src/model/history.ts";
import { savePlan } from "../../src/model/plan/saved-plan.ts";
import { planJson, reportJson } from "../../src/model/render/json.ts";
import { planMarkdown } from "../../src/model/render/markdown.ts";
import { reportText } from "../../src/model/render/report.ts";
import { planText } from "../../src/model/render/text.ts";
import type { Report } from "../../src/model/report.ts";
import { fleetStatus } from "../../src/model/status/fleet.ts";
import { EMPTY_FLEET, type Status } from "../../src/model/status/status.ts";
import { troublesOf } from "../../src/model/status/troubles.ts";
import { webApp } from "../../src/web/app.ts";
import { createEmf } from "../../src/web/metrics/emf.ts";
import { createMetrics } from "../../src/web/metrics/metrics.ts";
import { EXTERNAL_ID, HUB, OPERATOR } from "../support/fleet.ts";
import { HOMES } from "../support/layout.ts";
import { filesOf, worldOf } from "../support/random-world.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";
import { EVERYTHING, LIFE, SCENARIOS } from "./scenarios.ts";
import { staged } from "./support.ts";

const [cold] = SCENARIOS;
if (!cold) throw new Error("no scenario");

/** Answers of AWS that quote what they were asked with, as those about a wrong signature do. */
const ECHOES = [
  { operation: "DescribeVpcs", code: "SignatureDoesNotMatch", status: 403, account: HOMES.first.account },
  {
    operation: "AssociateVPCWithHostedZone",
    code: "InvalidInput",
    status: 400,
    account: HOMES.first.account,
  },
  { operation: "AssumeRole", code: "AccessDenied", status: 403, account: OPERATOR, nth: 2, times: 9 }, // after the hub's
  { operation: "CreateHostedZone", code: "InvalidInput", status: 400, account: HUB },
  { operation: "GetHostedZone", code: "AccessDenied", status: 403, account: HUB },
  { operation: "ListHostedZones", code: "InternalError", status: 500, account: HUB },
] as const;

describe("no secret in any output", () => {
  it.each([cold, ...LIFE])("in peace: $name", async (scenario) => {
    const stage = await staged(scenario);
    const secrets = watchSecrets(stage);
    const report = await stage.operator().apply(filesOf(scenario.after));
    expect(secrets.size).toBeGreaterThan(2);
    expect(leaks(await outputs(report, filesOf(scenario.after)), secrets)).toEqual([]);
  });

  it.each(ECHOES)(
    "when $operation is refused with $code, quoting credentials and ExternalId",
    async (echo) => {
      const stage = createStage(worldOf(EVERYTHING));
      // AWS can quote only what that account's calls carried.
      const externalId = echo.account === HUB ? "" : `with ExternalId ${EXTERNAL_ID} and `;
      const refuse = (secret: string, account: string = echo.account) => {
        if (account !== echo.account) return;
        stage.cloud.faults.add({ ...echo, fault: "error", message: `asked ${externalId}key ${secret}` });
      };
      const secrets = watchSecrets(stage, refuse);
      if (echo.operation === "AssumeRole") refuse("");
      const operator = stage.operator();
      const nothing = { ...cold.after, endpoints: [], spokes: [] };
      const reports = [await operator.apply(filesOf(cold.after)), await operator.apply(filesOf(nothing))];
      const texts = (await Promise.all(reports.map((report) => outputs(report, filesOf(cold.after))))).flat();
      expect(stage.cloud.calls.list({ operation: echo.operation, errorCode: echo.code })).not.toEqual([]);
      expect(texts.join()).toMatch(/asked (with ExternalId \[redacted\] and )?key/);
      expect(leaks(texts, secrets)).toEqual([]);
    },
  );
});

/** The ExternalId, and every key and token that STS hands out from now on. */
function watchSecrets(
  { cloud }: Stage,
  onSecret: (secret: string, account: string) => void = () => undefined,
): Set<string> {
  const secrets = new Set<string>([EXTERNAL_ID]);
  const { openSession } = cloud.identity;
  cloud.identity.openSession = (role, name, seconds) => {
    const session = openSession(role, name, seconds);
    for (const secret of [session.secretAccessKey, session.sessionToken]) {
      secrets.add(secret);
      onSecret(secret, session.principal.account);
    }
    return session;
  };
  return secrets;
}

/** Everything that a person, a file or a log can get to see of a pass. */
async function outputs(report: Report, files: Files): Promise<string[]> {
  const desired = desiredFrom(files);
  const { plan } = report;
  const forecast = forecastOf(plan.actions);
  return [
    planText(plan, forecast, desired),
    planText(plan, forecast, desired, undefined, { detail: "all" }),
    planMarkdown(plan, forecast, desired),
    JSON.stringify(planJson(plan, forecast)),
    reportText(report),
    JSON.stringify(reportJson(report, forecast)),
    savePlan(plan, desired, "0.0.0"),
    showDesired(desired),
    inspect(report, { depth: 20 }),
    inspect(desired, { depth: 20 }),
    ...(await served(report, desired)),
    logged(report, desired),
  ];
}

/** What the daemon's log has of such a pass, each action included. */
function logged(report: Report, desired: Desired): string {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const told = logWitness(log);
  const ruling = { desired, revision: "one", removals: "allowed" } as const;
  const start = { id: "1-1", why: new Set(["start"] as const), ruling, epoch: 1, known: [] };
  told.passStarts(start);
  told.planned(report.plan);
  for (const [i, outcome] of report.outcomes.entries()) {
    const action = report.plan.actions[i];
    if (action) told.outcome(action, outcome);
  }
  told.passEnds({ ...start, startedAt: 0, endedAt: 1, cut: false, report });
  expect(lines.length).toBeGreaterThan(2);
  return lines.join("");
}

/** What the daemon answers over HTTP after such a pass: the page, each spoke's, the status, the metrics. */
async function served({ plan, outcomes }: Report, desired: Desired): Promise<string[]> {
  const text = planText(plan, forecastOf(plan.actions), desired);
  const fleet = fleetStatus({ desired, revision: "one", plan, outcomes, text, at: 0 }, EMPTY_FLEET);
  const process = { label: "one", state: "leading", since: 0, version: "0.1.0" } as const;
  const status = (): Status => ({ version: 1, at: 0, process, source: { name: "" }, requests: [], ...fleet });
  const metrics = createMetrics({ now: () => 0, status, callsMade: () => [], gateWaitedMs: () => 0 });
  const app = webApp({ now: () => 0, status, stuck: () => undefined, metrics: metrics.text });
  const { line } = createEmf(metrics.registry, "fleet");
  const troubles = [...troublesOf(status()).values()];
  const from = { instance: "one", source: "folder" };
  const message = messageOf({ began: troubles, ended: troubles }, from, 0);
  const spokes = desired.spokes.map(({ hub, name }) => `/spoke/${hub.name}/${name}`);
  const pages = await Promise.all(
    ["/", "/status.json", "/metrics", ...spokes].map(async (path) => {
      const answer = await app.request(path, { headers: { host: "localhost" } });
      expect(answer.status, path).toBe(200);
      return answer.text();
    }),
  );
  return [
    ...pages,
    await line(0),
    JSON.stringify(message),
    JSON.stringify(changesOf({ plan, outcomes, unconfirmed: [] })),
  ];
}

function leaks(texts: readonly string[], secrets: ReadonlySet<string>): string[] {
  return texts.flatMap((text) => [...secrets].filter((secret) => text.includes(secret)));
}
