import { expect, test } from "vitest";
import { fleet, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { actionsOf, filesWithout, pairsOf } from "../support/look.ts";
import {
  byColumns,
  comparable,
  FEW_VPCS,
  later,
  leave,
  reads,
  running,
  withSpec,
} from "../support/running.ts";

const HOUR = 3_600_000;

test("a fleet of fewer VPCs than zones is verified by one row for each VPC, and no zone is read", async () => {
  const own = fleet(FEW_VPCS);
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
  const own = fleet(FEW_VPCS);
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
  const own = fleet(FEW_VPCS);
  const process = await running(own);
  const files = filesWithout(own.files, "spokes/");
  await process.operator.apply(files, { allowRemovals: () => true });
  await later(process.stage, 600_000);
  await process.operator.plan(files);
  process.stage.cloud.calls.clear();
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [] });
});

test("after it made a pair, a process verifies by rows again, once it has seen the zone", async () => {
  const own = fleet(FEW_VPCS);
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
    const own = fleet(FEW_VPCS);
    const process = await running(own);
    const fault = how === "unreachable" ? ("loseRequest" as const) : ("deny" as const);
    const account = spokeAccount(1, FEW_VPCS.accounts);
    process.stage.cloud.faults.add({ fault, account, operation: "ListHostedZonesByVPC" });
    const plan = await process.operator.plan(own.files);
    expect(reads(process.stage).columns).toBe(7);
    expect(comparable(plan)).toEqual(await byColumns(process, own.files));
    expect(actionsOf(plan)).toEqual([]);
  },
);

test("a row that could not be read is not asked for again for an hour", async () => {
  const own = fleet(FEW_VPCS);
  const { stage, operator } = await running(own);
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(1, FEW_VPCS.accounts),
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

test("a spoke that joins one endpoint: that zone is read by column, the others stay verified by rows", async () => {
  const own = fleet(FEW_VPCS);
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
  const own = fleet(FEW_VPCS);
  const process = await running(own);
  const files = withSpec(own.files, "spoke-1", "suspend: true");
  expect(actionsOf(await process.operator.plan(files))).toEqual([]);
  expect(reads(process.stage)).toEqual({ columns: 0, rows: [0, 2].map(spokeVpc) });
});
