import { expect, test } from "vitest";
import type { SubnetView } from "../../../observed/network.ts";
import { zonalOf } from "./zonal.ts";

const name = (zone = "") => `vpce-0e1-abc${zone && `-${zone}`}.ssm.us-east-1.vpce.amazonaws.com`;
const A = { id: "subnet-a", availabilityZone: "us-east-1a", availabilityZoneId: "use1-az6" } as SubnetView;
const B = { id: "subnet-b", availabilityZone: "us-east-1b", availabilityZoneId: "use1-az1" } as SubnetView;
const target = { dnsName: name(), hostedZoneId: "Z7HUB22UULQXV", evaluateTargetHealth: true };

function zonal(
  entries: readonly string[],
  subnets: readonly string[],
  spec?: readonly string[],
  shown = [A, B],
) {
  const view = { zonal: entries.map(name), subnets };
  return zonalOf(
    { zonalNames: true } as never,
    { target, view } as never,
    spec && ({ subnets: spec } as never),
    { subnets: { kind: "seen", value: shown } } as never,
  );
}

const leaves = (result: ReturnType<typeof zonal>, id: string) =>
  result !== undefined && "isLeft" in result && result.isLeft(id);
const targets = (result: ReturnType<typeof zonal>) =>
  result !== undefined && "targets" in result
    ? [...result.targets].map(([id, to]) => [id, "dnsName" in to && to.dnsName])
    : result;

test("zones are told by the ids of the endpoint's subnets, and lead to its DNS entries there", () => {
  expect(targets(zonal(["us-east-1b", "us-east-1a"], [A.id, B.id]))).toEqual([
    ["use1-az6", name("us-east-1a")],
    ["use1-az1", name("us-east-1b")],
  ]);
});

test.each<[string, ReturnType<typeof zonal>, boolean]>([
  ["neither a subnet nor a DNS entry is in it", zonal(["us-east-1a"], [A.id]), true],
  ["its subnet is gone, and its DNS entry is there", zonal(["us-east-1a", "us-east-1b"], [A.id]), false],
  ["its subnet is there, and its DNS entry is gone", zonal(["us-east-1a"], [A.id, B.id]), false],
  [
    "a DNS entry is of a zone that no subnet tells the id of",
    zonal(["us-east-1f"], [A.id], undefined, [A]),
    false,
  ],
  ["the document takes its subnet away", zonal(["us-east-1a", "us-east-1b"], [A.id, B.id], [A.id]), true],
])("semantics 12: names of a zone go only when it is left: %s", (_, result, isLeft) => {
  expect(leaves(result, "use1-az1")).toBe(isLeft);
  expect(leaves(result, "use1-az6")).toBe(false);
});

test("a subnet that AWS does not show leaves its Availability Zone unknown", () => {
  expect(zonal(["us-east-1a", "us-east-1b"], [A.id, B.id], undefined, [A])).toMatchObject({
    reason: "ZonalNamesUnknown",
    message: expect.stringContaining("subnet-b"),
  });
});

test("of an endpoint that this plan makes the names are known when it is available", () => {
  const pending = { endpoint: "hub/default/ssm", evaluateTargetHealth: true };
  const made = zonalOf(
    { zonalNames: true } as never,
    { target: pending } as never,
    { subnets: [B.id] } as never,
    {
      subnets: { kind: "seen", value: [A, B] },
    } as never,
  );
  expect(made && "targets" in made && [...made.targets]).toEqual([
    ["use1-az1", { ...pending, zone: "us-east-1b" }],
  ]);
});
