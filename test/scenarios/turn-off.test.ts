import { expect, test } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, answer, converge, darkNames, finding, propagate, said } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  beta,
  endpoint,
  hub,
  local,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const ON = world({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] });
const MINUTE = 60_000;
const turnOff = (spec: object = {}) => endpoint("ssm", { hubPrivateDns: "turnOff", ...spec });

/** Everything that the hub VPC answered for the name, in order, each once in a row. */
function answersOf(stage: Stage, vpc: string): string[] {
  const seen: string[] = [];
  const look = () => {
    const now = answer(stage, vpc, SSM).includes(PRIVATE) ? "private" : answer(stage, vpc, SSM);
    if (seen.at(-1) !== now) seen.push(now);
  };
  stage.clock.onStep(look);
  return seen;
}

test.each([0, 90_000])(
  "semantics 30: turnOff hands the hub VPC over, public in between and never NXDOMAIN (names released after %i ms)",
  async (privateDnsReleaseMs) => {
    const stage = createStage(ON, { privateDnsReleaseMs });
    const seen = answersOf(stage, HUB_VPC);
    const spoke = answersOf(stage, ALPHA.vpc);
    const { plan } = await converge(stage, [hub(), turnOff(), alpha(), beta()]);
    expect(finding(plan, "TurnOff")).toMatchObject({ kind: "window", vpc: { id: HUB_VPC } });
    expect(seen).toEqual(["own endpoint", "public", "private"]);
    expect(spoke).toEqual(["public", "private"]);
  },
);

test("semantics 30: the switch comes after every spoke of the plan has joined and is listed", async () => {
  const stage = createStage(ON);
  await converge(stage, [hub(), turnOff(), alpha(), beta()]);
  const log = stage.cloud.calls
    .list({ write: true })
    .map((c) => `${c.operation} ${c.params.VPCId ?? ""}`.trim());
  const off = log.findIndex((line) => line.startsWith("ModifyVpcEndpoint"));
  expect(log.slice(0, off).filter((line) => line.startsWith("Associate"))).toHaveLength(2);
  expect(log.slice(off + 1).filter((line) => line.startsWith("Associate"))).toEqual([
    `AssociateVPCWithHostedZone ${HUB_VPC}`,
  ]);
});

test("semantics 30: killed at every write, the next pass heals: the hub VPC ends private and never sees NXDOMAIN", async () => {
  const files = [hub(), turnOff(), alpha()];
  for (let n = 1; n <= 12; n++) {
    const stage = createStage(ON);
    const seen = answersOf(stage, HUB_VPC);
    let writes = 0;
    const stop = stage.cloud.onCall(({ phase, call }) => {
      if (phase !== "before" || !call.write) return;
      writes += 1;
      if (writes > n) throw new Error("killed");
    });
    const dying = stage.operator();
    await dying.apply(files).catch(() => undefined);
    stop();
    await converge(stage, files);
    await propagate(stage);
    expect(seen).not.toContain("NXDOMAIN");
    expect(seen.at(-1)).toBe("private");
  }
});

test("semantics 30: found switched off without the hub VPC in our zone, that step is first in the queue", async () => {
  const stage = createStage(ON);
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const live = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (live) live.privateDns = false;
  const plan = await stage.operator().plan([hub(), turnOff(), alpha(), beta()]);
  const join = plan.actions.find((a) => a.kind === "associate" && a.vpc.id === HUB_VPC);
  expect(join).toMatchObject({ urgent: true, waitForRelease: true, after: [] });
  expect(actionsOf(plan, "turnOffPrivateDns")).toEqual([]);
});

test("semantics 30: when the hub VPC could not join, the switch waits and nothing of the hub changes", async () => {
  const twoNames = turnOff({ extraNames: ["ssm.example.com"] });
  const plan = await createStage(ON)
    .operator()
    .plan([hub({ quotas: { zonesPerAccount: 1 } }), twoNames, alpha()]);
  expect(said(plan)).toContain("withheld ZoneQuota");
  expect(finding(plan, "TurnOffWaits").message).toContain(`${SSM_ENDPOINT} stays on`);
  expect(actionsOf(plan, "turnOffPrivateDns")).toEqual([]);
});

test("semantics 30: without an anchor, allowGap begins with a spoke of the hub's account, else with the hub VPC after the switch", async () => {
  const noAnchor = { anchorVpc: undefined };
  const first = createStage(ON);
  const seen = answersOf(first, HUB_VPC);
  await converge(first, [hub(noAnchor), turnOff({ allowGap: true }), alpha(), local()]);
  expect(seen).toEqual(["own endpoint", "public", "private"]);

  const second = createStage(ON, { privateDnsReleaseMs: 20_000 });
  const { plan } = await converge(second, [hub(noAnchor), turnOff({ allowGap: true }), alpha()]);
  expect(said(plan)).toEqual(expect.arrayContaining(["window FirstVpcIsClient", "window TurnOff"]));
  expect(answer(second, HUB_VPC, SSM)).toContain(PRIVATE);
  expect(answer(second, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

const REPOSITORIES = "vpce-0e0000000000000d1";
const CODEARTIFACT = `codeartifact.${REGION}.amazonaws.com`;
const FAMILY = world({
  services: {
    "codeartifact.api": [CODEARTIFACT],
    "codeartifact.repositories": [`d.${CODEARTIFACT}`, `*.d.${CODEARTIFACT}`],
  },
  endpoints: [
    { id: SSM_ENDPOINT, service: "codeartifact.api", privateDns: true },
    { id: REPOSITORIES, service: "codeartifact.repositories", privateDns: true },
  ],
});
type Spec = Readonly<Record<string, unknown>>;
const family = (api: Spec, repositories: Spec) => [
  hub(),
  endpoint("codeartifact.api", api, "api"),
  endpoint("codeartifact.repositories", repositories, "repositories"),
  alpha(),
];

test("semantics 5, 30: a name is switched off before the one beneath it, which it would hide in between", async () => {
  const stage = createStage(FAMILY);
  const dark = darkNames(stage, [HUB_VPC], [CODEARTIFACT, `x.d.${CODEARTIFACT}`]);
  await converge(stage, family({ hubPrivateDns: "turnOff" }, { hubPrivateDns: "turnOff" }));
  const off = stage.cloud.calls.list({ operation: "ModifyVpcEndpoint" }).map((c) => c.params.VpcEndpointId);
  expect(off).toEqual([SSM_ENDPOINT, REPOSITORIES]);
  expect([...dark]).toEqual([]);
  expect(answer(stage, HUB_VPC, `x.d.${CODEARTIFACT}`)).toContain(PRIVATE);
});

test("semantics 5, 30: beneath a name whose private DNS is kept, the switch waits for leave: allowGap", async () => {
  const stage = createStage(FAMILY);
  const plan = await stage.operator().plan(family({}, { hubPrivateDns: "turnOff" }));
  expect(finding(plan, "TurnOffHidden").message).toContain(`the private DNS of ${SSM_ENDPOINT} would answer`);
  expect(actionsOf(plan, "turnOffPrivateDns")).toEqual([]);
  const { plan: allowed } = await converge(stage, family({}, { hubPrivateDns: "turnOff", allowGap: true }));
  expect(finding(allowed, "TurnOff").message).toContain("NXDOMAIN");
  expect(answer(stage, HUB_VPC, `x.d.${CODEARTIFACT}`)).toContain(PRIVATE);
});

test("semantics 30: a process that died after the switch, without an anchor: the next one waits for the names to be released", async () => {
  const stage = createStage(ON, { privateDnsReleaseMs: 90_000 });
  const files = [hub({ anchorVpc: undefined }), turnOff({ allowGap: true }), alpha()];
  const dying = stage.operator();
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "ModifyVpcEndpoint") dying.abort.abort();
  });
  await dying.apply(files);
  stop();
  const plan = await stage.operator().plan(files);
  expect(plan.actions.find((a) => a.kind === "createZone")).toMatchObject({
    urgent: true,
    waitForRelease: true,
  });
  await converge(stage, files);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
});

const failures = ({ outcomes }: Report) =>
  outcomes.flatMap((one) => (one.failure ? `${one.key.split(" ")[0]} ${one.failure.error}` : []));

test("semantics 30: for names that stay taken it waits five minutes, no more, and a later pass goes on", async () => {
  const stage = createStage(ON, { privateDnsReleaseMs: 8 * MINUTE });
  const files = [hub(), turnOff(), alpha()];
  let off = 0;
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "ModifyVpcEndpoint") off = stage.clock.now();
  });
  const report = await stage.operator().apply(files);
  expect(failures(report)).toEqual(["associate ConflictingDomainExists"]);
  const last = stage.cloud.calls.list({ operation: "AssociateVPCWithHostedZone" }).at(-1);
  expect(last?.params.VPCId).toBe(HUB_VPC);
  expect(stage.clock.now() - off).toBeGreaterThanOrEqual(5 * MINUTE);
  expect(stage.clock.now() - off).toBeLessThan(6 * MINUTE);
  await stage.clock.run(stage.clock.sleep(5 * MINUTE));
  await converge(stage, files);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
});

test("semantics 30: told to stop while it waits for them, it stops, and the association remains to be made", async () => {
  const stage = createStage(ON, { privateDnsReleaseMs: 3 * MINUTE });
  const files = [hub(), turnOff(), alpha()];
  const operator = stage.operator();
  let attempts = 0;
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "before" || call.params.VPCId !== HUB_VPC) return;
    if (call.operation === "AssociateVPCWithHostedZone" && ++attempts === 3) operator.abort.abort();
  });
  const report = await operator.apply(files);
  const last = report.outcomes.find(({ key }) => key.startsWith("associate ") && key.includes(HUB_VPC));
  expect(last?.result).toBe("remaining");
  expect(attempts).toBe(3);
});
