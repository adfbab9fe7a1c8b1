import { expect, test } from "vitest";
import { converged } from "../../src/model/report.ts";
import { REGION } from "../support/fleet.ts";
import { answer, converge, stageWith, zoneNamed } from "../support/look.ts";
import { ALPHA, alpha, beta, endpoint, hub, PRIVATE, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import type { Stage } from "../support/stage.ts";

/** Semantics 15, 30: what was written is confirmed by the zone's own list, and what counts on it waits until then. */

const FILES = [hub(), endpoint("ssm"), beta()];
const WITH_ALPHA = [...FILES, alpha()];

/** The zones' lists show nothing that is written from now on. */
const lagging = (stage: Stage, times?: number) =>
  stage.cloud.faults.add({
    fault: "stale",
    operation: "GetHostedZone",
    writes: 1000,
    ...(times && { times }),
  });

/** Ages of the looks at zones, in ms, since the last association. */
function looksAfterJoin(stage: Stage): number[] {
  const joined = stage.cloud.calls.list({ operation: "AssociateVPCWithHostedZone" }).at(-1)?.at ?? 0;
  const looks = stage.cloud.calls.list({ operation: "GetHostedZone" });
  return looks.filter((c) => c.at > joined).map((c) => c.at - joined);
}

test("semantics 15: a pair that no list shows within a minute is reported as not confirmed, and the pass not as converged", async () => {
  const stage = await stageWith(FILES);
  const { id } = zoneNamed(stage, SSM);
  stage.cloud.calls.clear();
  lagging(stage);
  const report = await stage.operator().apply(WITH_ALPHA);
  expect(report.outcomes.every((o) => o.result === "done")).toBe(true);
  expect(report.unconfirmed).toEqual([{ zone: id, name: SSM, pairs: [`${ALPHA.vpc}@${REGION}`] }]);
  expect(converged(report)).toBe(false);
  expect(looksAfterJoin(stage).at(-1)).toBeGreaterThanOrEqual(60_000);
});

test("semantics 15: a list that is late by some looks is asked again until it shows what was written", async () => {
  const stage = await stageWith(FILES);
  stage.cloud.calls.clear();
  lagging(stage, 5); // one of them is the pass's own reading
  const report = await stage.operator().apply(WITH_ALPHA);
  expect(report.unconfirmed).toEqual([]);
  expect(converged(report)).toBe(true);
  expect(looksAfterJoin(stage)).toHaveLength(5);
});

test("semantics 15: where no list can be read, the pairs are not confirmed, with AWS's words", async () => {
  const stage = await stageWith(FILES);
  const { id } = zoneNamed(stage, SSM);
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone", nth: 2, times: 1_000 });
  const report = await stage.operator().apply(WITH_ALPHA);
  expect(report.unconfirmed).toEqual([
    {
      zone: id,
      name: SSM,
      pairs: [`${ALPHA.vpc}@${REGION}`],
      failure: expect.objectContaining({ kind: "denied", operation: "GetHostedZone" }),
    },
  ]);
  expect(converged(report)).toBe(false);
});

const ON = world({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] });
const turnOff = endpoint("ssm", { hubPrivateDns: "turnOff" });
const isOn = (stage: Stage) => stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT)?.privateDns;
const failures = ({ outcomes }: Awaited<ReturnType<ReturnType<Stage["operator"]>["apply"]>>) =>
  outcomes.flatMap((o) => (o.failure ? [`${o.key.split(" ")[0]} ${o.failure.error}`] : []));

test("semantics 30: the hub's private DNS stays on while the zone's list does not show a spoke that this pass associated", async () => {
  const stage = await stageWith([hub(), endpoint("ssm"), beta()], ON);
  lagging(stage);
  const report = await stage.operator().apply([hub(), turnOff, alpha(), beta()]);
  expect(failures(report)).toEqual(["turnOffPrivateDns NotConfirmed"]);
  const { message } = report.outcomes.find((o) => o.failure)?.failure ?? {};
  expect(message).toMatch(new RegExp(`${SSM} does not show ${ALPHA.vpc}.*the hub's private DNS stays on`));
  expect(isOn(stage)).toBe(true);
  stage.cloud.faults.clear();
  await converge(stage, [hub(), turnOff, alpha(), beta()]);
  expect(isOn(stage)).toBe(false);
});

const SECOND = `ssm-second.${REGION}.amazonaws.com`;
const TWO_NAMES = world({
  services: { ssm: [SSM, SECOND] },
  endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
});

test.each([SSM, SECOND])(
  "semantics 30: a spoke that was in %s before and left while the pass ran keeps the hub's private DNS on",
  async (name) => {
    const stage = await stageWith([hub(), endpoint("ssm"), alpha()], TWO_NAMES);
    const { id } = zoneNamed(stage, name);
    const operator = stage.operator();
    const stop = stage.cloud.onCall(({ phase, call }) => {
      if (phase !== "after" || call.operation !== "AssociateVPCWithHostedZone") return;
      stop();
      stage.cloud.estate.zones.byId.get(id)?.vpcs.delete(ALPHA.vpc);
    });
    const report = await operator.apply([hub(), turnOff, alpha(), beta()]);
    expect(failures(report)).toEqual(["turnOffPrivateDns NotConfirmed"]);
    expect(isOn(stage)).toBe(true);
    await converge(stage, [hub(), turnOff, alpha(), beta()]);
    expect(isOn(stage)).toBe(false);
    expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
  },
);
