import { CreateVPCAssociationAuthorizationCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { fleet, REGION, spokeVpc, zoneName } from "../support/fleet.ts";
import {
  actionsOf,
  byHand,
  converge,
  darkNames,
  filesWithout,
  finding,
  pairsOf,
  propagate,
  said,
  snapshot,
  stageWith,
  vpcInput,
  zoneNamed,
  zones,
} from "../support/look.ts";
import { alpha, beta, endpoint, GAMMA, gamma, hub, LOCAL, local, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

/** Semantics 2, 6, 13, 33: a name goes with all its zones, and a VPC follows to another one only if that can be done. */

test("semantics 6, 33: a name of several zones goes in one pass: the anchor takes each last place in turn, and nothing is dark", async () => {
  const quotas = { vpcsPerZone: 3 };
  const { files, world: estate } = fleet({ zones: 1, vpcs: 6, accounts: 2, quotas: JSON.stringify(quotas) });
  const stage = await stageWith(files, estate);
  expect(zones(stage)).toHaveLength(3);
  const vpcs = [0, 1, 2, 3, 4, 5].map(spokeVpc);
  const dark = darkNames(stage, vpcs, [zoneName(0)]);
  const { plan, outcomes } = await stage
    .operator()
    .apply(filesWithout(files, "e0.yaml"), { allowRemovals: () => true });
  expect(said(plan)).toEqual([]); // no window: none of the spokes is the last one
  expect(outcomes.filter((o) => o.result !== "done")).toEqual([]);
  expect(zones(stage)).toEqual([]);
  await propagate(stage);
  expect([...dark]).toEqual([]);
});

test("semantics 5, 6: the last VPC loses the zone above before the one beneath", async () => {
  const API = `codeartifact.${REGION}.amazonaws.com`;
  const endpoints = [
    { id: "vpce-0e00000000000000a", service: "codeartifact.api" },
    { id: "vpce-0e00000000000000b", service: "codeartifact.repositories" },
  ];
  const bare = hub({ anchorVpc: undefined, guard: { maxRemovalPercent: 100 } });
  const both = [
    endpoint("codeartifact.api", {}, "api"),
    endpoint("codeartifact.repositories", {}, "repositories"),
  ];
  const stage = await stageWith([bare, ...both, local()], world({ endpoints }));
  const plan = await stage.operator().plan([bare, local()]);
  const [upper, lower] = [API, `d.${API}`].map((name) =>
    plan.actions.find((a) => a.kind === "deleteZone" && a.zone.name === name),
  );
  expect(lower?.after).toContain(upper?.key);
});

test("semantics 13: a zone's authorizations go before the zone", async () => {
  const stage = await stageWith([hub(), endpoint("ssm"), alpha()]);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  const VPC = vpcInput(GAMMA.vpc);
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
  stage.cloud.calls.clear();
  const { plan } = await converge(stage, [hub(), alpha()]);
  const deletion = plan.actions.find((a) => a.kind === "deleteZone");
  expect(deletion?.after).toEqual(expect.arrayContaining(actionsOf(plan, "deauthorize")));
  expect(actionsOf(plan, "deauthorize")).toHaveLength(1);
  const order = stage.cloud.calls.list({ write: true }).map((c) => c.operation);
  expect(order.indexOf("DeleteVPCAssociationAuthorization")).toBeGreaterThanOrEqual(0);
  expect(order.indexOf("DeleteVPCAssociationAuthorization")).toBeLessThan(order.indexOf("DeleteHostedZone"));
});

test.each([
  ["at the apex", `${SSM}.`, "TXT", '"theirs"'],
  ["as a delegation beneath", `x.${SSM}.`, "NS", "ns.example.com."],
])("semantics 9: somebody's record %s keeps the zone, its clients included", async (_, Name, Type, Value) => {
  const stage = await stageWith([hub(), endpoint("ssm"), alpha()]);
  const live = stage.cloud.estate.zones.byId.get(zoneNamed(stage, SSM).id);
  live?.records.set(`${Name} ${Type}`, { Name, Type: Type as "TXT", TTL: 60, ResourceRecords: [{ Value }] });
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub(), alpha()]);
  expect(said(plan)).toEqual(["withheld ForeignRecords"]);
  expect(snapshot(stage)).toEqual(before);
});

const SETS = world({
  endpoints: [
    { id: "vpce-0e00000000000000a", service: "ssm", tags: { set: "prod" } },
    { id: "vpce-0e00000000000000b", service: "ssm", tags: { set: "test" } },
  ],
});
const set = (name: string) =>
  endpoint("ssm", { set: name, existing: { tags: { set: name } } }, `ssm-${name}`);
const prod = { endpoints: { names: ["ssm-prod"] } };
const other = { endpoints: { names: ["ssm-test"] } };

test("semantics 10, 12, 21: tags unread, another owner may have taken the zone over: nobody is moved out of it", async () => {
  const stage = createStage(SETS);
  const files = [hub(), set("prod"), set("test"), alpha(prod), beta(prod), gamma(other)];
  for (let pass = 0; pass < 3; pass++) await stage.operator().apply(files);
  await propagate(stage);
  const before = snapshot(stage);
  stage.cloud.faults.add({ fault: "deny", operation: "ListTagsForResources" });
  const { plan } = await stage
    .operator()
    .apply([...files.slice(0, 3), alpha(other), beta(prod), gamma(other)]);
  expect(actionsOf(plan, "move")).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 2, 9, 21: the last VPC of a left-over zone that somebody's record keeps does not follow: it stays, and is not authorized", async () => {
  const bare = hub({ anchorVpc: undefined });
  const stage = await stageWith([bare, set("prod"), local(prod)], SETS);
  const live = stage.cloud.estate.zones.byId.get(zoneNamed(stage, SSM).id);
  const record = {
    Name: `x.${SSM}.`,
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"theirs"' }],
  } as const;
  live?.records.set("x TXT", { ...record, ResourceRecords: [...record.ResourceRecords] });
  const plan = await stage.operator().plan([hub(), set("test"), local(other)]);
  expect(pairsOf(plan, "associate")).not.toContain(`${SSM} ${LOCAL.vpc}`);
  expect(said(plan)).toContain("withheld ForeignRecords");
  expect(finding(plan, "LastVpc")).toMatchObject({ kind: "withheld", spoke: "local" });
});
