import { describe, expect, it } from "vitest";
import { drawsOf, isRead, type PacedCall, parseRates, rateOf } from "./rates.ts";

const call = (
  service: PacedCall["service"],
  operation: string,
  more: Partial<PacedCall> = {},
): PacedCall => ({
  account: "1",
  service,
  region: "eu-west-1",
  operation,
  ...more,
});
/** Bucket by bucket, how many tokens. */
const tokens = (one: PacedCall) =>
  Object.fromEntries(drawsOf(one).charges.map((charge) => [charge.bucket, charge.tokens]));
const lane = (one: PacedCall) => drawsOf(one).lane;

describe("rates", () => {
  it("charges a Route 53 call to the account, to its action, and to the change throughput", () => {
    const drawn = { all: 1, AssociateVPCWithHostedZone: 1, changes: 2 };
    expect(tokens(call("route53", "AssociateVPCWithHostedZone"))).toEqual(drawn);
  });

  it("counts a create and a delete once and an upsert twice", () => {
    const costs = { creates: 3, deletes: 2, upserts: 4 };
    expect(tokens(call("route53", "ChangeResourceRecordSets", { costs })).changes).toBe(13);
  });

  it("charges no change tokens for a read or an authorization", () => {
    for (const operation of ["GetHostedZone", "CreateVPCAssociationAuthorization"])
      expect(tokens(call("route53", operation))).toEqual({ all: 1, [operation]: 1 });
  });

  it("gives EC2 one bucket for each action, and Resolver and RAM one for all", () => {
    expect(tokens(call("ec2", "DescribeVpcs"))).toEqual({ DescribeVpcs: 1 });
    expect(tokens(call("resolver", "ListResolverRules"))).toEqual({ resolver: 1 });
    expect(tokens(call("ram", "GetResourceShares"))).toEqual({ ram: 1 });
    expect(drawsOf(call("ram", "GetResourceShares")).lane).toContain("/ram/eu-west-1");
  });

  it("knows AWS's published sizes", () => {
    expect(rateOf("route53", "all")).toEqual({ burst: 50, perSecond: 10 });
    expect(rateOf("route53", "CreateHostedZone")).toEqual({ burst: 40, perSecond: 2 });
    expect(rateOf("route53", "GetChange")).toEqual({ burst: 50, perSecond: 10 });
    expect(rateOf("ec2", "DescribeVpcEndpoints")).toEqual({ burst: 100, perSecond: 20 });
    expect(rateOf("ec2", "ModifyVpcEndpoint")).toEqual({ burst: 4, perSecond: 0.3 });
    expect(rateOf("ec2", "CreateTags")).toEqual({ burst: 50, perSecond: 5 });
    expect(rateOf("resolver", "resolver")).toEqual({ burst: 5, perSecond: 5 });
    expect(rateOf("ram", "ram")).toEqual({ burst: 5, perSecond: 5 });
  });

  it("takes overrides, and leaves the rest as AWS has it", () => {
    const overrides = parseRates("all=40/5, AssociateVPCWithHostedZone = 10/2.5");
    expect(rateOf("route53", "all", overrides)).toEqual({ burst: 40, perSecond: 5 });
    expect(rateOf("route53", "AssociateVPCWithHostedZone", overrides)).toEqual({ burst: 10, perSecond: 2.5 });
    expect(rateOf("route53", "changes", overrides)).toEqual({ burst: 1500, perSecond: 100 });
    const [all] = drawsOf(call("route53", "GetChange"), overrides).charges;
    expect(all).toEqual({ bucket: "all", tokens: 1, rate: { burst: 40, perSecond: 5 } });
    expect(parseRates("").size).toBe(0);
  });

  it.each([
    ["all", "expected BUCKET=BURST/PER_SECOND"],
    ["all=40", "expected BUCKET=BURST/PER_SECOND"],
    ["all=-1/5", "expected BUCKET=BURST/PER_SECOND"],
    ["all=0/5", "the burst must be at least 1"],
    ["all=5/0", "the rate must be above 0"],
    ["all=5/1,all=6/1", '"all" is given twice'],
    ["associatevpcwithhostedzone=5/1", 'did you mean "AssociateVPCWithHostedZone"?'],
    ["nonsense=5/1", "known are all, changes"],
  ])("refuses %s in words", (text, words) => {
    expect(() => parseRates(text)).toThrow(words);
  });

  it("names every problem at once", () => {
    expect(() => parseRates("a=1/1,all=0/1")).toThrow(/unknown bucket "a".*burst must be/s);
  });

  it("shares Route 53's buckets between Regions, and keeps Regional services apart", () => {
    const [here, there] = [{ region: "a" }, { region: "b" }];
    expect(lane(call("route53", "GetChange", here))).toBe(lane(call("route53", "GetChange", there)));
    expect(lane(call("ec2", "DescribeVpcs", here))).not.toBe(lane(call("ec2", "DescribeVpcs", there)));
    const other = { account: "2" };
    expect(lane(call("route53", "GetChange"))).not.toBe(lane(call("route53", "GetChange", other)));
  });

  it("tells reads from writes", () => {
    expect(["GetChange", "ListHostedZones", "DescribeVpcs", "AssumeRole"].every(isRead)).toBe(true);
    expect(["CreateHostedZone", "ChangeResourceRecordSets", "AssociateResolverRule"].some(isRead)).toBe(
      false,
    );
  });
});
