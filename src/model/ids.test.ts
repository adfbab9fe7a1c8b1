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
    expect(vpcKey({ id, region })).toBe(`${id}@${region}`);
  }
});

test("what a VPC carries beside its id and Region is neither printed nor copied", () => {
  const vpc = vpcRef(id, here);
  expect(JSON.stringify(vpc)).toBe(JSON.stringify({ id, region: here }));
  expect(vpcKey({ ...vpc, region: there })).toBe(`${id}@${there}`);
});
