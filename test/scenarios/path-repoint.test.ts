import { expect, test } from "vitest";
import { converge, finding, propagate, said } from "../support/look.ts";
import { admit, CLOSED, OTHER, type Peered, twoEndpoints } from "../support/peered.ts";
import { reach } from "../support/reach.ts";
import { ALPHA, alpha, endpoint, hub, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";

const files = (source: object, spec = {}): Files => [hub(), endpoint("ssm", { ...source }), alpha(spec)];

const met = ({ stage }: Peered) => {
  const { subnets } = stage.cloud.estate.network;
  const own = [...subnets.values()].filter(({ vpcId }) => vpcId === ALPHA.vpc);
  return own.flatMap(({ id }) => reach(stage.cloud, id, SSM)).map((one) => one.split(" ")[0]);
};
const ANSWERED = ["answered", "answered", "answered", "answered"];

test("semantics 66: aliases do not move to an endpoint that a spoke of the zone would not reach, until it does", async () => {
  const at = await twoEndpoints();
  const moved = files({ existing: { id: OTHER } });
  const { plan } = await at.stage.operator().apply(moved);
  await propagate(at.stage);
  const { kind, spoke, message, todo } = finding(plan, "RepointBlocked");
  expect([kind, spoke, plan.actions]).toEqual(["withheld", "alpha", []]);
  expect(message).toMatch(
    /^ssm\S+ goes on leading to vpce-0e000000000000001: from subnet-\w+ of spoke alpha packets do not get to vpce-0e000000000000009 \(security groups sg-0c/,
  );
  expect(todo).toContain("set pathCheck: report of the spoke");
  expect(met(at)).toEqual(ANSWERED);
  await admit(at.stage, CLOSED, "10.1.0.0/16");
  expect(said((await converge(at.stage, moved)).plan)).toEqual([]);
  expect(met(at)).toEqual(ANSWERED);
  expect(reachedBy(at)).toEqual([OTHER]);
});

test("semantics 66: nor to a managed one that is yet to be made", async () => {
  const at = await twoEndpoints();
  const [subnet] = [...at.stage.cloud.estate.network.endpoints.values()][0]?.subnetIds ?? [];
  const managed = files({
    hubPrivateDns: undefined,
    managed: { subnets: [subnet], securityGroups: [CLOSED] },
  });
  for (let pass = 0; pass < 3; pass++) {
    const { plan } = await at.stage.operator().apply(managed);
    expect(said(plan)).toContain("withheld RepointBlocked");
    await propagate(at.stage);
  }
  expect(reachedBy(at)).toEqual([SSM_ENDPOINT]);
});

test("who is in the zone and reaches neither holds nobody back; nor does pathCheck: report", async () => {
  const at = await twoEndpoints();
  const moved = { existing: { id: OTHER } };
  expect(said(await at.stage.operator().plan(files(moved, { pathCheck: "report" })))).not.toContain(
    "withheld RepointBlocked",
  );
  for (const table of at.stage.cloud.estate.network.routeTables.values()) table.routes.clear();
  await converge(at.stage, files(moved));
  expect(reachedBy(at)).toEqual([OTHER]);
});

test("semantics 66: what was throttled holds the aliases for this pass", async () => {
  const at = await twoEndpoints();
  const moved = files({ existing: { id: OTHER } });
  at.stage.cloud.faults.add({
    fault: "error",
    code: "InternalError",
    status: 500,
    operation: "DescribeRouteTables",
  });
  const { actions, findings } = await at.stage.operator().plan(moved);
  expect(actions).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ kind: "unknown", spoke: "alpha" }));
});

/** Whose addresses alpha is told. */
function reachedBy({ stage: { cloud } }: Peered): string[] {
  const { addresses } = cloud.resolve(ALPHA.vpc, SSM);
  const own = [...cloud.estate.network.interfaces.values()].filter(({ address }) =>
    addresses.includes(address ?? ""),
  );
  return [...new Set(own.map(({ endpointId }) => endpointId))];
}
