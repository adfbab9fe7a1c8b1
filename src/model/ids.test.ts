import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type Region, type VpcId, vpcKey, vpcRef } from "./ids.ts";

const id = "vpc-0a00000000000000f" as VpcId;
const [here, there] = ["eu-west-1" as Region, "eu-west-2" as Region];

test("a VPC that is shown twice is one object, which nobody can change", () => {
  expect(vpcRef(id, here)).toEqual({ id, region: here });
  expect(vpcRef(id, here)).toBe(vpcRef(id, here));
  expect(Object.isFrozen(vpcRef(id, here))).toBe(true);
});

test("one id in two Regions is two references with two keys, in whatever order they are asked for", () => {
  for (const region of [here, there, here]) {
    expect(vpcRef(id, region)).toEqual({ id, region });
    expect(vpcKey(vpcRef(id, region))).toBe(`${id}@${region}`);
    expect(vpcKey({ id, region })).toBe(`${id}@${region}`);
  }
});

test("what a VPC carries beside its id and Region is neither printed nor copied", () => {
  const vpc = vpcRef(id, here);
  expect(JSON.stringify(vpc)).toBe(JSON.stringify({ id, region: here }));
  expect(vpcKey({ ...vpc, region: there })).toBe(`${id}@${there}`);
});

test("VPCs that nobody holds any more are let go, whatever was known of them", async () => {
  const number = (i: number) => i.toString(16).padStart(17, "0");
  const kept = vpcRef(id, here);
  const before = await megabytesInUse();
  for (let i = 0; i < 50_000; i++) vpcRef(`vpc-${number(i)}` as VpcId, here);
  expect((await megabytesInUse()) - before).toBeLessThan(4);
  expect(vpcRef(id, here)).toBe(kept);
});

/** What a turn of the event loop has just looked at is kept to its end, and what is known of it for another turn. */
async function megabytesInUse(): Promise<number> {
  setFlagsFromString("--expose-gc");
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext("gc")();
  }
  return process.memoryUsage().heapUsed / 1e6;
}
