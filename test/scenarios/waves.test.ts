import { expect, test } from "vitest";
import { planExitCode } from "../../cmd/plan.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { answer, darkNames, finding, pairsOf, propagate, said, snapshot, zones } from "../support/look.ts";
import { PRIVATE } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const SIZE = { zones: 2, vpcs: 5, accounts: 3 };
const VPCS = [0, 1, 2, 3, 4].map(spokeVpc);

test("more associations than one pass plans are made in several, whole VPCs at a time, and nothing goes dark", async () => {
  const { files, world } = fleet(SIZE);
  const stage = createStage(world);
  const dark = darkNames(stage, VPCS, [zoneName(0), zoneName(1)]);
  const joined: number[] = [];
  for (let pass = 0; pass < 3; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files, { pairsMax: 4 });
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    joined.push(pairsOf(plan, "associate").length);
    expect(said(plan)).toEqual(pass < 2 ? ["withheld NextPass"] : []);
    await propagate(stage);
  }
  expect(joined).toEqual([4, 4, 2]);
  for (const vpc of VPCS) expect(answer(stage, vpc, zoneName(1))).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
  const whole = createStage(world);
  await whole.operator().apply(files);
  expect(zones(stage).map(({ id: _id, ...zone }) => zone)).toEqual(
    zones(whole).map(({ id: _id, ...zone }) => zone),
  );
});

test("the plan says how many VPCs wait, and exits as one that is not all there is to do", async () => {
  const { files, world } = fleet(SIZE);
  const plan = await createStage(world).operator().plan(files, { pairsMax: 4 });
  expect(finding(plan, "NextPass")).toMatchObject({
    kind: "withheld",
    message: "3 more VPCs wait for a later pass: one makes at most 4 associations for a hub",
    todo: "apply again when this pass is done",
  });
  expect(planExitCode(plan)).toBe(2);
});

test.each(["gone", "denied"])(
  "VPCs that are %s take no place in a pass, however many they are",
  async (what) => {
    const { files, world } = fleet({ ...SIZE, accounts: 5 });
    const stage = createStage(world);
    for (const vpc of VPCS.slice(0, 3)) {
      const { vpcs } = stage.cloud.estate.network;
      const account = vpcs.get(vpc)?.account ?? "";
      if (what === "gone") vpcs.delete(vpc);
      else stage.cloud.faults.add({ fault: "deny", account, operation: "DescribeVpcs" });
    }
    const { plan } = await stage.operator().apply(files, { pairsMax: 2 });
    expect(new Set(pairsOf(plan, "associate").map((pair) => pair.split(" ")[1]))).toEqual(new Set([VPCS[3]]));
    expect(said(plan)).toContain("withheld NextPass");
  },
);

test("a pass that has room for all says nothing of others, and one VPC is never too many", async () => {
  const { files, world } = fleet({ ...SIZE, vpcs: 1 });
  const stage = createStage(world);
  const before = snapshot(stage);
  const plan = await stage.operator().plan(files, { pairsMax: 1 });
  expect(said(plan)).toEqual([]);
  expect(pairsOf(plan, "associate")).toHaveLength(2);
  expect(snapshot(stage)).toEqual(before);
});
