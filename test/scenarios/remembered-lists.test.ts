import { CreateHostedZoneCommand, DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { fleet, HUB_VPC, REGION, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import {
  actionsOf,
  byHand,
  darkNames,
  filesWithout,
  pairsOf,
  propagate,
  said,
  vpcInput,
  zoneNamed,
} from "../support/look.ts";
import {
  byColumns,
  comparable,
  FEW_VPCS,
  join,
  later,
  leave,
  reads,
  running,
  withSpec,
} from "../support/running.ts";
import { ALPHA, alpha, beta, endpoint, hub, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const HOUR = 3_600_000;

test("a pair that somebody removed is found by its row, and planned as by columns; only its zone is read", async () => {
  const own = fleet(FEW_VPCS);
  const process = await running(own);
  await leave(process, 2, 1);
  process.stage.cloud.calls.clear();
  const plan = await process.operator.plan(own.files);
  expect(pairsOf(plan, "associate")).toEqual([`${zoneName(2)} ${spokeVpc(1)}`]);
  expect(reads(process.stage)).toEqual({ columns: 1, rows: [0, 1, 2].map(spokeVpc) });
  expect(comparable(plan)).toEqual(await byColumns(process, own.files));
  await process.operator.apply(own.files);
  await propagate(process.stage);
  expect(zoneNamed(process.stage, zoneName(2)).vpcs).toContain(spokeVpc(1));
});

test("a pair that somebody removed is found although its row is denied", async () => {
  const own = fleet(FEW_VPCS);
  const process = await running(own);
  await leave(process, 2, 1);
  const account = spokeAccount(1, FEW_VPCS.accounts);
  process.stage.cloud.faults.add({ fault: "deny", account, operation: "ListHostedZonesByVPC" });
  const plan = await process.operator.plan(own.files);
  expect(pairsOf(plan, "associate")).toEqual([`${zoneName(2)} ${spokeVpc(1)}`]);
  expect(comparable(plan)).toEqual(await byColumns(process, own.files));
});

test("a VPC that no document names, associated by hand, is found by the next complete look", async () => {
  const wide = fleet({ ...FEW_VPCS, vpcs: 4 });
  const own = { world: wide.world, files: filesWithout(wide.files, "spoke-3") };
  const process = await running(own, { completeLookMs: HOUR / 2 });
  await join(process, 5, 3);
  expect(actionsOf(await process.operator.plan(own.files))).toEqual([]);
  await later(process.stage, HOUR / 2);
  expect(pairsOf(await process.operator.plan(own.files), "disassociate")).toEqual([
    `${zoneName(5)} ${spokeVpc(3)}`,
  ]);
});

test("a client that was associated by hand with a zone that it did not choose is seen in its row", async () => {
  const own = fleet(FEW_VPCS);
  const files = withSpec(own.files, "spoke-1", "endpoints: { names: [e0, e1, e2, e3, e4] }");
  const process = await running({ ...own, files });
  await join(process, 6, 1);
  process.stage.cloud.calls.clear();
  const plan = await process.operator.plan(files);
  expect(pairsOf(plan, "disassociate")).toEqual([`${zoneName(6)} ${spokeVpc(1)}`]);
  expect(reads(process.stage).columns).toBe(1);
  expect(comparable(plan)).toEqual(await byColumns(process, files));
});

test("a spoke that left the documents is removed by its zones' own lists, whatever rows were read", async () => {
  const own = fleet(FEW_VPCS);
  const process = await running(own);
  const files = filesWithout(own.files, "spoke-1");
  const options = { allowRemovals: () => true };
  const plan = await process.operator.plan(files, options);
  expect(pairsOf(plan, "disassociate")).toHaveLength(7);
  expect(reads(process.stage).columns).toBe(7);
  await process.operator.apply(files, options);
  expect(zoneNamed(process.stage, zoneName(0)).vpcs).not.toContain(spokeVpc(1));
});

test("a write that failed and was done all the same leaves no list that is trusted", async () => {
  const wide = fleet({ ...FEW_VPCS, vpcs: 4 });
  const before = filesWithout(wide.files, "spoke-3");
  const process = await running({ world: wide.world, files: before });
  const [zone] = [...process.stage.cloud.estate.zones.byId.values()];
  // AWS acts, every answer is lost, and so are the reads by which a lost answer would be noticed.
  process.stage.cloud.faults.add({ fault: "loseAnswer", operation: "AssociateVPCWithHostedZone" });
  process.stage.cloud.faults.add({ fault: "loseAnswer", operation: "GetHostedZone", nth: 8, times: 1_000 });
  await process.operator.apply(wide.files);
  process.stage.cloud.faults.clear();
  expect(zone?.vpcs.has(spokeVpc(3))).toBe(true);
  await later(process.stage, 600_000);
  const plan = await process.operator.plan(before, { allowRemovals: () => true });
  expect(comparable(plan)).toEqual(
    comparable(await process.stage.operator().plan(before, { allowRemovals: () => true })),
  );
  expect(pairsOf(plan, "disassociate")).toHaveLength(7);
});

test.each([
  { times: 2, writes: 1 },
  { times: 12, writes: 3 },
  { times: 40, writes: 50 },
])(
  "lists that lag for $times reads, $writes writes late: nothing is made twice, nothing desired is removed",
  async (lag) => {
    const wide = fleet({ ...FEW_VPCS, vpcs: 4 });
    const process = await running({ world: wide.world, files: filesWithout(wide.files, "spoke-3") });
    const { stage, operator } = process;
    for (const operation of ["List*", "GetHostedZone"])
      stage.cloud.faults.add({ fault: "stale", operation, ...lag });
    await operator.apply(wide.files);
    const plan = await operator.plan(wide.files);
    expect(pairsOf(plan, "disassociate")).toEqual([]);
    expect(pairsOf(plan, "associate")).toEqual([]);
    stage.cloud.faults.clear();
    await later(stage, 600_000);
    const settled = await operator.plan(wide.files);
    expect(comparable(settled)).toEqual(await byColumns(process, wide.files));
    expect(actionsOf(settled)).toEqual([]);
  },
);

test("two zones of ours under one name are both read, for which is used turns on their VPCs", async () => {
  const wide = fleet({ ...FEW_VPCS, vpcs: 4, accounts: 0 });
  const own = { world: wide.world, files: filesWithout(wide.files, "spoke-3") };
  const process = await running(own);
  const { callerReference, comment = "" } = zoneNamed(process.stage, zoneName(0));
  await byHand(process.stage).send(
    new CreateHostedZoneCommand({
      Name: zoneName(0),
      CallerReference: callerReference.replace(/\d+$/, "7"),
      HostedZoneConfig: { Comment: comment, PrivateZone: true },
      VPC: vpcInput(spokeVpc(3)),
    }),
  );
  await process.operator.plan(own.files);
  process.stage.cloud.calls.clear();
  const plan = await process.operator.plan(own.files);
  expect(reads(process.stage)).toEqual({ columns: 2, rows: [0, 1, 2].map(spokeVpc) });
  expect(comparable(plan)).toEqual(await byColumns(process, own.files));
});

test("a zone above one in which something is to be done is read too, for plans weigh them together", async () => {
  const [parent, child] = [`codeartifact.${REGION}.amazonaws.com`, `d.codeartifact.${REGION}.amazonaws.com`];
  const services = { "codeartifact.api": [parent], "codeartifact.repositories": [`*.${child}`] };
  const names = ["codeartifact.api", "codeartifact.repositories", "ssm", "kms"];
  const endpoints = names.map((service, i) => ({ id: `vpce-0e00000000000010${i}`, service }));
  const files = [hub(), ...names.map((service, i) => endpoint(service, {}, `e${i}`)), alpha()];
  const process = await running({ world: world({ services, endpoints }), files });
  await byHand(process.stage).send(
    new DisassociateVPCFromHostedZoneCommand({
      HostedZoneId: zoneNamed(process.stage, child).id,
      VPC: vpcInput(ALPHA.vpc),
    }),
  );
  await process.operator.plan(files);
  process.stage.cloud.calls.clear();
  const plan = await process.operator.plan(files);
  expect(pairsOf(plan, "associate")).toEqual([`${child} ${ALPHA.vpc}`]);
  expect(reads(process.stage)).toEqual({ columns: 2, rows: [ALPHA.vpc] });
  expect(comparable(plan)).toEqual(await byColumns(process, files));
});

test("an adopted zone is verified like ours, and read as long as a VPC is in it that no document names", async () => {
  const zone = { name: SSM, vpcs: [HUB_VPC, ALPHA.vpc], callerReference: "terraform-1" };
  const records = [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }];
  const adopting = endpoint("ssm", { hubPrivateDns: "off", adoptZones: true });
  const given = world({ hub: { zones: [{ ...zone, records }] } });
  const quiet = [hub(), adopting, alpha()];
  const process = await running({ world: given, files: quiet });
  expect(actionsOf(await process.operator.plan(quiet))).toEqual([]);
  expect(reads(process.stage).columns).toBe(1); // one zone is less than two VPCs
  const HostedZoneId = zoneNamed(process.stage, SSM).id;
  const pair = { HostedZoneId, VPC: vpcInput(ALPHA.vpc) };
  await byHand(process.stage).send(new DisassociateVPCFromHostedZoneCommand(pair));
  expect(pairsOf(await process.operator.plan(quiet), "associate")).toEqual([`${SSM} ${ALPHA.vpc}`]);
  await process.operator.apply(quiet);
  const files = [hub(), adopting];
  await later(process.stage, 600_000);
  const plan = await process.operator.plan(files);
  expect(said(plan)).toContain("withheld AdoptedPair");
  expect(comparable(plan)).toEqual(await byColumns(process, files));
});

test("semantics 15: what this process wrote overlays an adopted zone's list as well", async () => {
  const zone = { name: SSM, vpcs: [HUB_VPC], callerReference: "terraform-1" };
  const records = [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }];
  const files = [hub(), endpoint("ssm", { hubPrivateDns: "off", adoptZones: true }), alpha()];
  const stage = createStage(world({ hub: { zones: [{ ...zone, records }] } }));
  const operator = stage.operator({ memory: createMemory(stage.clock) });
  await operator.apply(files);
  await byHand(stage).send(
    new DisassociateVPCFromHostedZoneCommand({
      HostedZoneId: zoneNamed(stage, SSM).id,
      VPC: vpcInput(ALPHA.vpc),
    }),
  );
  expect(actionsOf(await operator.plan(files))).toEqual([]);
  await later(stage, 121_000);
  expect(pairsOf(await operator.plan(files), "associate")).toEqual([`${SSM} ${ALPHA.vpc}`]);
});

test("semantics 12, 15: while ListHostedZones lacks a zone that this process just made, nothing of the hub is concluded", async () => {
  const [parent, child] = [`codeartifact.${REGION}.amazonaws.com`, `d.codeartifact.${REGION}.amazonaws.com`];
  const stage = createStage(
    world({
      services: { "codeartifact.api": [parent], "codeartifact.repositories": [`*.${child}`] },
      endpoints: [
        { id: "vpce-0e000000000000001", service: "codeartifact.api" },
        { id: "vpce-0e000000000000002", service: "codeartifact.repositories" },
      ],
    }),
  );
  const base = [hub(), endpoint("codeartifact.api"), endpoint("codeartifact.repositories")];
  const childOnly = { endpoints: { names: ["codeartifact.repositories"] } };
  const operator = stage.operator({ memory: createMemory(stage.clock) });
  await operator.apply([hub(), endpoint("codeartifact.repositories"), alpha(childOnly), beta(childOnly)]);
  await later(stage, 600_000);
  const dark = darkNames(stage, [ALPHA.vpc], [child, `x.${child}`]);
  stage.cloud.faults.add({ fault: "stale", operation: "ListHostedZones", writes: 40, nth: 2, times: 3 });
  await operator.apply([...base, alpha(), beta()]); // the parent is made, and alpha joins it
  const { plan } = await operator.apply([...base, beta()]); // seconds later alpha's document goes
  expect(said(plan)).toEqual(["unknown ListLags"]);
  expect(actionsOf(plan)).toEqual([]);
  expect([...dark]).toEqual([]);
});
