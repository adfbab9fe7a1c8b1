import { readdirSync, readFileSync } from "node:fs";
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { fakeAws, first } from "../../test/support/fake-aws.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { ANSWERS, refuseIncomplete } from "./answers.ts";
import { failureOf } from "./failure.ts";

const missing = (operation: string, output: object, input: object = {}, body = "") => {
  try {
    refuseIncomplete(operation, { output: { ...output }, input: { ...input }, body: () => body });
    return undefined;
  } catch (error) {
    return /without (.*): AWS does not answer so/.exec((error as Error).message)?.[1];
  }
};

it("the table has each operation that the source sends, and no other", () => {
  const root = new URL("../", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const sources = files.filter((f) => /^(aws|reconcilers|operator)\/.*(?<!\.test)\.ts$/.test(f));
  const sent = sources.flatMap((file) =>
    [...readFileSync(new URL(file, root), "utf8").matchAll(/new (\w+)Command\(/g)].map((m) => m[1]),
  );
  expect(Object.keys(ANSWERS).sort()).toEqual([...new Set(sent)].sort());
});

it("an operation that nobody wrote down is refused, so that its first test fails", () => {
  const answered = { output: {}, input: {}, body: () => "" };
  expect(() => refuseIncomplete("DeleteVpc", answered)).toThrow("does not say what DeleteVpc must answer");
});

/** Those that AWS documents to answer with an empty body. */
const SILENT = [
  "DeleteVPCAssociationAuthorization",
  "ChangeTagsForResource",
  "CreateTags",
  "DeleteTags",
  "TagResource",
];

describe("an empty body, as an SDK reads it, is no answer", () => {
  it.each(Object.keys(ANSWERS).filter((operation) => !SILENT.includes(operation)))("to %s", (operation) => {
    expect(missing(operation, {}, { Attribute: "enableDnsSupport" })).toBeTruthy();
  });

  it.each(SILENT)("but to %s, where only a page is none", (operation) => {
    expect(missing(operation, {})).toBeUndefined();
    expect(missing(operation, {}, {}, "<!DOCTYPE html>\n<html lang=en>")).toContain("a web page");
    expect(missing(operation, {}, {}, `<?xml version="1.0"?>\n<${operation}Response/>`)).toBeUndefined();
  });
});

const zone = { Id: "/hostedzone/Z1", Name: "x.", CallerReference: "c", Config: { PrivateZone: true } };
const soa = { Name: "x.", Type: "SOA" };
const endpoint = {
  VpcEndpointId: "vpce-1",
  VpcEndpointType: "Interface",
  VpcId: "vpc-1",
  ServiceName: "s",
  State: "available",
  Tags: [],
  PrivateDnsEnabled: false,
};
const { PrivateDnsEnabled: _, ...silent } = endpoint;
const { Config: __, ...kindless } = zone;

describe("what AWS cannot answer", () => {
  it.each<[string, string, object, object, string]>([
    [
      "a list that goes on and does not say where",
      "ListHostedZones",
      { HostedZones: [zone], IsTruncated: true },
      {},
      "NextMarker",
    ],
    [
      "a zone without its id",
      "ListHostedZones",
      { HostedZones: [{ ...zone, Id: "" }], IsTruncated: false },
      {},
      "Id in HostedZones",
    ],
    [
      "a zone that is neither public nor private",
      "ListHostedZones",
      { HostedZones: [kindless], IsTruncated: false },
      {},
      "Config.PrivateZone in HostedZones",
    ],
    ["no zones at all, not even none", "ListHostedZones", { IsTruncated: false }, {}, "HostedZones"],
    ["a private zone in no VPC", "GetHostedZone", { HostedZone: zone, VPCs: [] }, { Id: "Z1" }, "VPCs"],
    [
      "a VPC without its Region",
      "GetHostedZone",
      { HostedZone: zone, VPCs: [{ VPCId: "vpc-1" }] },
      { Id: "Z1" },
      "VPCRegion in VPCs",
    ],
    [
      "another zone than the one that was asked for",
      "GetHostedZone",
      { HostedZone: zone, VPCs: [] },
      { Id: "Z2" },
      "Z2",
    ],
    [
      "a zone without its tags",
      "ListTagsForResources",
      { ResourceTagSets: [{ ResourceId: "Z1", Tags: [] }] },
      { ResourceIds: ["Z1", "Z2"] },
      "the tags of Z2",
    ],
    [
      "records that go on and do not say where",
      "ListResourceRecordSets",
      { ResourceRecordSets: [soa], IsTruncated: true, NextRecordName: "x." },
      {},
      "NextRecordType",
    ],
    [
      "a zone without a record",
      "ListResourceRecordSets",
      { ResourceRecordSets: [], IsTruncated: false },
      {},
      "the zone's SOA record",
    ],
    [
      "a change without its id",
      "ChangeResourceRecordSets",
      { ChangeInfo: { Status: "PENDING" } },
      {},
      "ChangeInfo.Id",
    ],
    [
      "a zone of a VPC without an owner",
      "ListHostedZonesByVPC",
      { HostedZoneSummaries: [{ HostedZoneId: "Z1", Name: "x." }] },
      {},
      "Owner in HostedZoneSummaries",
    ],
    [
      "an endpoint without tags, not even none",
      "DescribeVpcEndpoints",
      { VpcEndpoints: [{ ...endpoint, Tags: undefined }] },
      {},
      "Tags in VpcEndpoints",
    ],
    [
      "an interface endpoint that does not tell of its private DNS",
      "DescribeVpcEndpoints",
      { VpcEndpoints: [silent] },
      {},
      "PrivateDnsEnabled in VpcEndpoints",
    ],
    ["a VPC without its owner", "DescribeVpcs", { Vpcs: [{ VpcId: "vpc-1" }] }, {}, "OwnerId in Vpcs"],
    [
      "a DHCP options set without what it says",
      "DescribeDhcpOptions",
      { DhcpOptions: [{ DhcpOptionsId: "dopt-1" }] },
      {},
      "DhcpConfigurations in DhcpOptions",
    ],
    [
      "another attribute",
      "DescribeVpcAttribute",
      { EnableDnsSupport: { Value: true } },
      { Attribute: "enableDnsHostnames" },
      "EnableDnsHostnames.Value",
    ],
    [
      "a service without its name",
      "DescribeVpcEndpointServices",
      { ServiceDetails: [{}] },
      {},
      "ServiceName in ServiceDetails",
    ],
    [
      "a rule without its domain",
      "ListResolverRules",
      { ResolverRules: [{ Id: "r", RuleType: "FORWARD" }] },
      {},
      "DomainName in ResolverRules",
    ],
    [
      "a share that is in no state",
      "GetResourceShares",
      { resourceShares: [{ resourceShareArn: "a", owningAccountId: "1" }] },
      {},
      "status in resourceShares",
    ],
    [
      "a share's principal that nobody named",
      "GetResourceShareAssociations",
      { resourceShareAssociations: [{ resourceShareArn: "a", status: "ASSOCIATED" }] },
      {},
      "associatedEntity in resourceShareAssociations",
    ],
  ])("%s (%s)", (_what, operation, output, input, words) => {
    expect(missing(operation, output, input)).toBe(words);
  });
});

describe("what AWS may answer", () => {
  it.each<[string, string, object, object]>([
    ["an account without zones", "ListHostedZones", { HostedZones: [], IsTruncated: false }, {}],
    [
      "a public zone, which is in no VPC",
      "GetHostedZone",
      { HostedZone: { ...zone, Config: { PrivateZone: false } } },
      { Id: "Z1" },
    ],
    [
      "a page of records after the first",
      "ListResourceRecordSets",
      { ResourceRecordSets: [], IsTruncated: false },
      { StartRecordName: "x." },
    ],
    [
      "a zone without tags",
      "ListTagsForResources",
      { ResourceTagSets: [{ ResourceId: "Z1", Tags: [] }] },
      { ResourceIds: ["Z1"] },
    ],
    ["a VPC in no zone", "ListHostedZonesByVPC", { HostedZoneSummaries: [], MaxItems: 100 }, {}],
    [
      "an attribute that is off",
      "DescribeVpcAttribute",
      { EnableDnsSupport: { Value: false } },
      { Attribute: "enableDnsSupport" },
    ],
    [
      "a gateway endpoint",
      "DescribeVpcEndpoints",
      { VpcEndpoints: [{ ...silent, VpcEndpointType: "Gateway" }] },
      {},
    ],
    ["an empty page that has a token", "GetResourceShares", { resourceShares: [], nextToken: "t" }, {}],
    ["nothing that could not be deleted", "DeleteVpcEndpoints", { Unsuccessful: [] }, {}],
  ])("%s (%s)", (_what, operation, output, input) => {
    expect(missing(operation, output, input)).toBeUndefined();
  });
});

const OWN = "000000000001" as AccountId;
const ZONES = `<R><HostedZones></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></R>`;

it("is asked again like any lost answer, and then told with the operation and where to look", async () => {
  const mended = fakeAws(new VirtualClock(), first("GetHostedZone", { body: "" }, { body: ZONES }));
  const { route53 } = mended.accounts.session(OWN, undefined);
  const { HostedZones } = await mended.clock.run(route53.send(new ListHostedZonesCommand({})));
  expect([HostedZones, mended.count("GetHostedZone")]).toEqual([[], 2]);

  const never = fakeAws(new VirtualClock(), (call) =>
    call.operation === "GetHostedZone" ? { body: "" } : undefined,
  );
  const session = never.accounts.session(OWN, undefined);
  const error = await never.clock.run(
    session.route53.send(new ListHostedZonesCommand({})).catch((e: unknown) => e),
  );
  expect(failureOf(error)).toMatchObject({
    kind: "transient",
    error: "IncompleteAnswer",
    operation: "ListHostedZones",
  });
  expect(failureOf(error).message).toContain("AWS_ENDPOINT_URL");
  expect(never.count("GetHostedZone")).toBe(4);
});
