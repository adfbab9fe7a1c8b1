import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { createMemory, type MemoryOptions } from "../../src/operator/memory.ts";
import { fleet, HUB_VPC, REGION, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import {
  actionsOf,
  byHand,
  filesWithout,
  pairsOf,
  propagate,
  said,
  vpcInput,
  zoneNamed,
} from "../support/look.ts";
import { ALPHA, alpha, endpoint, hub, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";

/** Fewer VPCs than zones: 3 rows are less than 7 columns. */
const SIZE = { zones: 7, vpcs: 3, accounts: 2 };
const HOUR = 3_600_000;

type Process = { readonly stage: Stage; readonly operator: Operator };

/** A process that made the fleet, saw all of it, and whose own writes are long past. Nothing was called since. */
async function running(
  { files, world }: { files: Files; world: string },
  options?: MemoryOptions,
): Promise<Process> {
  const stage = createStage(world, { quotas: { endpointsPerVpc: 100 } });
  const operator = stage.operator({ memory: createMemory(stage.clock, options) });
  await operator.apply(files);
  await later(stage, 600_000);
  await operator.plan(files);
  await later(stage, 60_000);
  stage.cloud.calls.clear();
  return { stage, operator };
}

async function later({ clock }: Stage, ms: number): Promise<void> {
  await clock.run(clock.sleep(ms));
}

/** GetHostedZone calls, and of ListHostedZonesByVPC the VPCs that they were for. */
function reads({ cloud }: Stage) {
  const of = (operation: string) => cloud.calls.list({ operation });
  return {
    columns: of("GetHostedZone").length,
    rows: of("ListHostedZonesByVPC")
      .map((c) => c.params.VPCId)
      .sort(),
  };
}

/** What a process plans that remembers nothing, and so reads every zone. */
async function byColumns({ stage }: Process, files: Files) {
  return comparable(await stage.operator().plan(files));
}

const comparable = (plan: unknown) => JSON.parse(JSON.stringify(plan));

const withSpec = (files: Files, name: string, spec: string): Files =>
  files.map((file) =>
    file.path.endsWith(`/${name}.yaml`)
      ? { ...file, text: file.text.replace(/ \}\n$/, `, ${spec} }\n`) }
      : file,
  );

const leave = ({ stage }: Process, zone: number, spoke: number) =>
  byHand(stage).send(
    new DisassociateVPCFromHostedZoneCommand({
      HostedZoneId: zoneNamed(stage, zoneName(zone)).id,
      VPC: vpcInput(spokeVpc(spoke)),
    }),
  );

const join = async ({ stage }: Process, zone: number, spoke: number, accounts = SIZE.accounts) => {
  const pair = { HostedZoneId: zoneNamed(stage, zoneName(zone)).id, VPC: vpcInput(spokeVpc(spoke)) };
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand(pair));
  await byHand(stage, spokeAccount(spoke, accounts)).send(new AssociateVPCWithHostedZoneCommand(pair));
  await byHand(stage).send(new DeleteVPCAssociationAuthorizationCommand(pair));
};

test("a fleet of fewer VPCs than zones is verified by one row for each VPC, and no zone is read", async () => {
  const own = fleet(SIZE);
  const { stage, operator } = await running(own);
  expect(actionsOf(await operator.plan(own.files))).toEqual([]);
  expect(reads(stage)).toEqual({ columns: 0, rows: [0, 1, 2].map(spokeVpc) });
});

test("a fleet of more VPCs than zones is verified by one column for each zone", async () => {
  const own = fleet({ zones: 3, vpcs: 7, accounts: 2 });
  const { stage, operator } = await running(own);
  await operator.plan(own.files);
  expect(reads(stage)).toEqual({ columns: 3, rows: [] });
});

test("where spokes chose differently, rows of those with many zones and columns of those with many VPCs", async () => {
  const own = fleet({ zones: 6, vpcs: 5, accounts: 2 });
  // Spoke 0 takes all six, the others take the first only: 1 row and 1 column instead of 5 rows or 6 columns.
  const files = [1, 2, 3, 4].reduce(
    (f, i) => withSpec(f, `spoke-${i}`, "endpoints: { names: [e0] }"),
    own.files,
  );
  const process = await running({ ...own, files });
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 1, rows: [spokeVpc(0)] });
});

test("a process that remembers nothing reads every zone, and so does one an hour later", async () => {
  const own = fleet(SIZE);
  const { stage, operator } = await running(own);
  await stage.operator().plan(own.files);
  expect(reads(stage)).toEqual({ columns: 7, rows: [] });
  await later(stage, HOUR);
  await operator.plan(own.files);
  expect(reads(stage)).toEqual({ columns: 14, rows: [] });
});

test("the hub VPC, and a spoke of the hub's account, are rows by the hub's session", async () => {
  const own = fleet({ zones: 4, vpcs: 1, accounts: 0, hubPrivateDns: "off" });
  const { stage, operator } = await running(own);
  expect(actionsOf(await operator.plan(own.files))).toEqual([]);
  const { columns, rows } = reads(stage);
  expect({ columns, rows: rows.length }).toEqual({ columns: 0, rows: 2 });
  const callers = stage.cloud.calls.list({ operation: "ListHostedZonesByVPC" }).map((c) => c.principalArn);
  expect(callers.every((arn) => arn.includes("/hub/"))).toBe(true);
});

test("zones that only the anchor is in need no call", async () => {
  const own = fleet(SIZE);
  const process = await running(own);
  const files = filesWithout(own.files, "spokes/");
  await process.operator.apply(files, { allowRemovals: () => true });
  await later(process.stage, 600_000);
  await process.operator.plan(files);
  process.stage.cloud.calls.clear();
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [] });
});

test("a pair that somebody removed is found by its row, and planned as by columns; only its zone is read", async () => {
  const own = fleet(SIZE);
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

test("after it made a pair, a process verifies by rows again, once it has seen the zone", async () => {
  const own = fleet(SIZE);
  const process = await running(own);
  await leave(process, 2, 1);
  await process.operator.apply(own.files);
  await later(process.stage, 600_000);
  process.stage.cloud.calls.clear();
  expect(actionsOf(await process.operator.plan(own.files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [0, 1, 2].map(spokeVpc) });
});

test.each(["denied by its role", "unreachable"])(
  "a spoke whose row is %s: its zones are read by column, the plan is the same, nothing is removed",
  async (how) => {
    const own = fleet(SIZE);
    const process = await running(own);
    const fault = how === "unreachable" ? ("loseRequest" as const) : ("deny" as const);
    const account = spokeAccount(1, SIZE.accounts);
    process.stage.cloud.faults.add({ fault, account, operation: "ListHostedZonesByVPC" });
    const plan = await process.operator.plan(own.files);
    expect(reads(process.stage).columns).toBe(7);
    expect(comparable(plan)).toEqual(await byColumns(process, own.files));
    expect(actionsOf(plan)).toEqual([]);
  },
);

test("a pair that somebody removed is found although its row is denied", async () => {
  const own = fleet(SIZE);
  const process = await running(own);
  await leave(process, 2, 1);
  const account = spokeAccount(1, SIZE.accounts);
  process.stage.cloud.faults.add({ fault: "deny", account, operation: "ListHostedZonesByVPC" });
  const plan = await process.operator.plan(own.files);
  expect(pairsOf(plan, "associate")).toEqual([`${zoneName(2)} ${spokeVpc(1)}`]);
  expect(comparable(plan)).toEqual(await byColumns(process, own.files));
});

test("a row that was denied is not asked for again before the next complete look", async () => {
  const own = fleet(SIZE);
  const { stage, operator } = await running(own);
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(1, SIZE.accounts),
    operation: "ListHostedZonesByVPC",
  });
  await operator.plan(own.files);
  stage.cloud.calls.clear();
  await operator.plan(own.files);
  expect(reads(stage)).toEqual({ columns: 7, rows: [] });
  stage.cloud.faults.clear();
  await later(stage, HOUR);
  await operator.plan(own.files);
  stage.cloud.calls.clear();
  await operator.plan(own.files);
  expect(reads(stage)).toEqual({ columns: 0, rows: [0, 1, 2].map(spokeVpc) });
});

test("a VPC that no document names, associated by hand, is found by the next complete look", async () => {
  const wide = fleet({ ...SIZE, vpcs: 4 });
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
  const own = fleet(SIZE);
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
  const own = fleet(SIZE);
  const process = await running(own);
  const files = filesWithout(own.files, "spoke-1");
  const options = { allowRemovals: () => true };
  const plan = await process.operator.plan(files, options);
  expect(pairsOf(plan, "disassociate")).toHaveLength(7);
  expect(reads(process.stage).columns).toBe(7);
  await process.operator.apply(files, options);
  expect(zoneNamed(process.stage, zoneName(0)).vpcs).not.toContain(spokeVpc(1));
});

test("a spoke that joins one endpoint: that zone is read by column, the others stay verified by rows", async () => {
  const own = fleet(SIZE);
  const before = withSpec(own.files, "spoke-1", "endpoints: { names: [e0, e1, e2, e3, e4, e5] }");
  const process = await running({ ...own, files: before });
  const plan = await process.operator.plan(own.files);
  expect(pairsOf(plan, "associate")).toEqual([`${zoneName(6)} ${spokeVpc(1)}`]);
  const { columns, rows } = reads(process.stage);
  expect(columns).toBe(1);
  // Inspected as well, and its zones are not asked for twice.
  expect(rows).toEqual([0, 1, 2].map(spokeVpc));
  expect(comparable(plan)).toEqual(await byColumns(process, own.files));
});

test("a write that failed and was done all the same leaves no list that is trusted", async () => {
  const wide = fleet({ ...SIZE, vpcs: 4 });
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
    const wide = fleet({ ...SIZE, vpcs: 4 });
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

test("in a hurry it reads what is read soonest: rows while the hub's budget is spent on records", async () => {
  // 30 records and 30 columns are more than the hub's bucket holds; 31 rows of many accounts are in nobody's way.
  const own = fleet({ zones: 30, vpcs: 31, accounts: 10 });
  const { stage, operator } = await running(own);
  await operator.plan(own.files, { sweep: false });
  expect(reads(stage)).toEqual({ columns: 30, rows: [] });
  await later(stage, 60_000);
  stage.cloud.calls.clear();
  await operator.plan(own.files, { sweep: false, hurry: true });
  const { columns, rows } = reads(stage);
  expect({ columns, rows: rows.length }).toEqual({ columns: 0, rows: 31 });
});

test("a suspended spoke is not asked, and neither are its zones for its sake", async () => {
  const own = fleet(SIZE);
  const process = await running(own);
  const files = withSpec(own.files, "spoke-1", "suspend: true");
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [0, 2].map(spokeVpc) });
});

test("two zones of ours under one name are both read, for which is used turns on their VPCs", async () => {
  const wide = fleet({ ...SIZE, vpcs: 4, accounts: 0 });
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
