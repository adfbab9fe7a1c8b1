import fc from "fast-check";
import { expect, test } from "vitest";
import { createThrottle, type Throttle, type ThrottleModel } from "./buckets.ts";
import type { Json } from "./service.ts";

const clockAt = (start = 0) => ({
  at: start,
  now() {
    return this.at;
  },
  sleep: async () => {},
});

function admitted(
  throttle: Throttle,
  times: number,
  operation: string,
  change: { service?: string; account?: string; region?: string; input?: Json } = {},
) {
  const request = {
    service: "route53",
    account: "111111111111",
    region: "us-east-1",
    input: {},
    ...change,
    operation,
  };
  return Array.from({ length: times }, () => throttle.admit(request)).filter(Boolean).length;
}

test("Route 53: an account has a burst of 50 and 10 more a second, whatever it calls", () => {
  const clock = clockAt();
  const throttle = createThrottle(clock, "bucket");
  expect(admitted(throttle, 30, "GetHostedZone") + admitted(throttle, 30, "ListHostedZones")).toBe(50);
  clock.at += 1000;
  expect(admitted(throttle, 30, "GetHostedZone")).toBe(10);
});

test("Route 53: each association action has a smaller bucket of its own beside the account's", () => {
  const clock = clockAt();
  const throttle = createThrottle(clock, "bucket");
  expect(admitted(throttle, 30, "AssociateVPCWithHostedZone")).toBe(20);
  expect(admitted(throttle, 30, "DisassociateVPCFromHostedZone")).toBe(10);
  expect(admitted(throttle, 30, "GetHostedZone")).toBe(20); // what those 30 left of the account's 50
  clock.at += 1000;
  expect(admitted(throttle, 30, "AssociateVPCWithHostedZone")).toBe(5);
});

test("Route 53: a batch of changes takes a change token for each, an UPSERT two", () => {
  const throttle = createThrottle(clockAt(), "bucket");
  const batch = (Action: string) => ({
    ChangeBatch: { Changes: Array.from({ length: 250 }, () => ({ Action })) },
  });
  expect(admitted(throttle, 9, "ChangeResourceRecordSets", { input: batch("UPSERT") })).toBe(3);
  expect(admitted(throttle, 1, "ChangeResourceRecordSets", { account: "2", input: batch("CREATE") })).toBe(1);
  expect(admitted(throttle, 9, "ChangeResourceRecordSets", { account: "2", input: batch("CREATE") })).toBe(5);
});

test("accounts do not share buckets, Regions share Route 53's and not EC2's", () => {
  const throttle = createThrottle(clockAt(), "bucket");
  expect(admitted(throttle, 60, "GetHostedZone")).toBe(50);
  expect(admitted(throttle, 60, "GetHostedZone", { region: "eu-west-1" })).toBe(0);
  expect(admitted(throttle, 60, "GetHostedZone", { account: "222222222222" })).toBe(50);
  expect(admitted(throttle, 9, "CreateVpcEndpoint", { service: "ec2" })).toBe(4);
  expect(admitted(throttle, 9, "CreateVpcEndpoint", { service: "ec2", region: "eu-west-1" })).toBe(4);
});

test("EC2 and Resolver have the documented sizes", () => {
  const clock = clockAt();
  const throttle = createThrottle(clock, "bucket");
  expect(admitted(throttle, 200, "DescribeVpcs", { service: "ec2" })).toBe(100);
  expect(admitted(throttle, 200, "CreateTags", { service: "ec2" })).toBe(50);
  expect(admitted(throttle, 20, "ListResolverRules", { service: "route53resolver" })).toBe(5);
  expect(admitted(throttle, 9, "DeleteVpcEndpoints", { service: "ec2" })).toBe(4);
  clock.at += 3334;
  expect(admitted(throttle, 9, "DeleteVpcEndpoints", { service: "ec2" })).toBe(1);
});

test("a throttled request takes no tokens: hammering does not starve an account", () => {
  const clock = clockAt();
  const throttle = createThrottle(clock, "bucket");
  admitted(throttle, 10_000, "AssociateVPCWithHostedZone");
  expect(admitted(throttle, 100, "GetHostedZone")).toBe(30);
});

test.each<ThrottleModel>(["bucket", "sliding", "fixed"])(
  "%s: no second admits more than its burst and rate, an hour no more than its rate",
  (model) => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 50, maxLength: 300 }), (gaps) => {
        const clock = clockAt(1_000_000);
        const throttle = createThrottle(clock, model);
        const times: number[] = [];
        for (const gap of gaps) {
          clock.at += gap;
          if (admitted(throttle, 1, "GetHostedZone")) times.push(clock.at);
        }
        const burst = model === "bucket" ? 50 : 10;
        for (const start of times) {
          const inSecond = times.filter((at) => at >= start && at < start + 1000).length;
          expect(inSecond).toBeLessThanOrEqual(model === "sliding" ? 10 : burst + 10);
        }
      }),
      { seed: 1, numRuns: 30 },
    );
  },
);

test("switched off, nothing is throttled; switched on again, the buckets are full", () => {
  const throttle = createThrottle(clockAt(), "off");
  expect(admitted(throttle, 1000, "GetHostedZone")).toBe(1000);
  throttle.setModel("bucket");
  expect(admitted(throttle, 1000, "GetHostedZone")).toBe(50);
  throttle.reset();
  expect(admitted(throttle, 1000, "GetHostedZone")).toBe(50);
});
