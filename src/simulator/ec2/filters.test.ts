import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";
import { createEc2 } from "./service.ts";

const FILTERED = Object.entries(createEc2(simulated().estate).service)
  .filter(([, handler]) => handler.reads.includes("Filters"))
  .map(([name]) => name);

/** AWS's API reference, as the SDK carries it in its types: `<code>name</code> - what it is`. */
const MODELS = new URL("../../../node_modules/@aws-sdk/client-ec2/dist-types/models/", import.meta.url);
const REFERENCE = readdirSync(MODELS)
  .filter((file) => file.endsWith(".d.ts"))
  .map((file) => readFileSync(new URL(file, MODELS), "utf8"))
  .join("\n");

function documented(operation: string): string[] {
  const [, body = ""] =
    new RegExp(`export interface ${operation}Request \\{(.*?)\\n\\}`, "s").exec(REFERENCE) ?? [];
  const before = body.slice(0, body.search(/\n\s*Filters\??:/));
  const page = before.slice(before.lastIndexOf("/**"));
  return [...page.matchAll(/<p>\s*\*?\s*<code>([a-z][\w.-]*)<\/code>(?=:?\s*(?:-|<|:))/g)].map(
    ([, name = ""]) => (name === "tag" ? "tag:Name" : name),
  );
}

/** What an operation has to be asked about, where it has to: a transit gateway's route table, an attachment to it. */
function asking() {
  const { call, member, vpc, estate } = simulated({ networkMs: 0 });
  const made = call(HUB, "CreateTransitGateway");
  const VpcId = vpc(HUB);
  const [subnet] = estate.network.subnetsOfVpc.get(VpcId) ?? [];
  const ids: Json = {
    TransitGatewayId: member(made, "TransitGateway", "TransitGatewayId"),
    TransitGatewayRouteTableId: member(made, "TransitGateway", "Options", "AssociationDefaultRouteTableId"),
  };
  const attachment = call(HUB, "CreateTransitGatewayVpcAttachment", {
    TransitGatewayId: ids.TransitGatewayId,
    VpcId,
    SubnetIds: [subnet?.id],
  });
  ids.TransitGatewayAttachmentId = member(
    attachment,
    "TransitGatewayVpcAttachment",
    "TransitGatewayAttachmentId",
  );
  const { service } = createEc2(estate);
  return (operation: string, Name: string) => {
    const reads = service[operation]?.reads ?? [];
    const about = Object.entries(ids).filter(([id]) => reads.includes(id));
    const input = { ...Object.fromEntries(about), Filters: [{ Name, Values: ["10.0.0.0/8"] }] };
    return refusal(() => call(HUB, operation, input));
  };
}

test("every filter that AWS documents for a served operation is there", () => {
  const ask = asking();
  const all = FILTERED.flatMap((operation) => documented(operation).map((Name) => ({ operation, Name })));
  const refused = all.filter(({ operation, Name }) => ask(operation, Name) !== "answered");
  expect(refused).toEqual([]);
  const few = FILTERED.filter((operation) => documented(operation).length < 2);
  expect(few).toEqual(["GetTransitGatewayAttachmentPropagations"]); // it has one
  expect(all.length).toBeGreaterThan(170);
});

test.each(FILTERED)("%s refuses an unknown filter, also where there is nothing to match", (operation) => {
  const ask = asking();
  const asked = (Name: string) => ask(operation, Name);
  const code = operation.startsWith("DescribeVpcEndpoint") ? "InvalidFilter" : "InvalidParameterValue";
  expect([asked("no-such"), asked("constructor"), asked("tag:")]).toEqual(Array(3).fill(`400 ${code}`));
});

test.each(["DescribeAvailabilityZones", "DescribePrefixLists"])("%s has no filters of tags", (operation) => {
  const { call } = simulated();
  const Filters = [{ Name: "tag:Name", Values: ["x"] }];
  expect(refusal(() => call(HUB, operation, { Filters }))).toBe("400 InvalidParameterValue");
});

test("a filter has 200 values at most, a page 5 results at least, and no size where ids are given", () => {
  const { call, vpc } = simulated();
  const describe = (input: Json) => refusal(() => call(HUB, "DescribeVpcs", input));
  const Values = Array.from({ length: 201 }, (_, index) => `vpc-${index}`);
  expect(describe({ Filters: [{ Name: "vpc-id", Values }] })).toBe("400 FilterLimitExceeded");
  expect(describe({ MaxResults: 4 })).toBe("400 InvalidParameterValue");
  expect(describe({ MaxResults: 5, VpcIds: [vpc(HUB)] })).toBe("400 InvalidParameterCombination");
});

test("filters of groups look into their rules, each direction by its own name", () => {
  const { call, vpc, member } = simulated();
  const group = { VpcId: vpc(HUB), GroupName: "g", Description: "d" };
  const GroupId = member<string>(call(HUB, "CreateSecurityGroup", group), "GroupId");
  const IpPermissions = [
    { IpProtocol: "udp", FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
  ];
  call(HUB, "AuthorizeSecurityGroupIngress", { GroupId, IpPermissions });
  const found = (Name: string, value: string) => {
    const page = call(HUB, "DescribeSecurityGroups", { Filters: [{ Name, Values: [value] }] });
    return (page.SecurityGroups as { GroupId: string }[]).map((one) => one.GroupId).includes(GroupId);
  };
  expect(found("ip-permission.cidr", "10.0.0.0/8")).toBe(true);
  expect(found("ip-permission.to-port", "53")).toBe(true);
  expect(found("ip-permission.protocol", "udp")).toBe(true);
  expect(found("egress.ip-permission.protocol", "udp")).toBe(false);
  expect(found("egress.ip-permission.cidr", "0.0.0.0/0")).toBe(true);
});
