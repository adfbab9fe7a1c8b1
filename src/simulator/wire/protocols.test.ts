import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as route53 from "@aws-sdk/client-route-53";
import * as sts from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { AwsError } from "../service.ts";
import { awsJson, ec2Query, query, restXml } from "./protocols.ts";
import { operationNamed } from "./schema.ts";
import type { Wire, WireRequest } from "./wire.ts";

const zones = restXml(route53, "urn:r53");
const network = ec2Query(ec2, "urn:ec2");
const tokens = query(sts, "urn:sts");
const table = awsJson("1.0", dynamodb);
const resolver = awsJson("1.1");

const request = (change: Partial<WireRequest>): WireRequest => ({
  method: "POST",
  path: "/",
  query: {},
  headers: {},
  body: "",
  ...change,
});

const read = (wire: Wire, change: Partial<WireRequest>) => wire.route(request(change)).input();

test("each protocol reports an error in its own envelope, with the request id in the header", () => {
  const error = new AwsError("Throttling", "a < b & c", 400);
  expect(zones.error(error, "id").body).toContain(
    '<ErrorResponse xmlns="urn:r53"><Error><Type>Sender</Type><Code>Throttling</Code><Message>a &lt; b &amp; c</Message></Error><RequestId>id</RequestId></ErrorResponse>',
  );
  expect(network.error(error, "id").body).toContain(
    "<Response><Errors><Error><Code>Throttling</Code><Message>a &lt; b &amp; c</Message></Error></Errors><RequestID>id</RequestID></Response>",
  );
  expect(JSON.parse(table.error(error, "id").body)).toEqual({ __type: "Throttling", message: "a < b & c" });
  for (const wire of [zones, network, tokens, table]) {
    expect(wire.error(error, "id")).toMatchObject({ statusCode: 400, headers: { "x-amzn-requestid": "id" } });
  }
});

test("Route 53 refuses a body with an element that its schema does not have", () => {
  const body = "<R><Name>a.</Name><CallerReference>x</CallerReference><Nmae>b.</Nmae></R>";
  expect(() => read(zones, { path: "/2013-04-01/hostedzone", body })).toThrow(
    "Invalid content was found starting with element 'Nmae'",
  );
});

test("an answer has the operation's status, and header members in the header only", () => {
  const operation = operationNamed(route53, "CreateHostedZone");
  if (!operation) throw new Error("unknown operation");
  const { statusCode, headers, body } = zones.reply(operation, { Location: "https://zone" }, "id");
  expect({ statusCode, location: headers.location }).toEqual({ statusCode: 201, location: "https://zone" });
  expect(body).not.toContain("https://zone");
});

test.each([
  [
    "Route 53",
    zones,
    { path: "/2013-04-01/hostedzone", body: "<R><Name>a.</Name></R>" },
    "InvalidInput",
    "CallerReference",
  ],
  [
    "EC2",
    network,
    { body: "Action=CreateVpcEndpoint" },
    "MissingParameter",
    "The request must contain the parameter VpcId",
  ],
  ["STS", tokens, { body: "Action=AssumeRole&RoleArn=a" }, "ValidationError", "RoleSessionName"],
  [
    "DynamoDB",
    table,
    { headers: { "x-amz-target": "D.GetItem" }, body: '{"TableName":"t"}' },
    "ValidationException",
    "Key",
  ],
])("%s names a missing required member in its own words", (_, wire, change, code, text) => {
  expect(() => read(wire, change)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(text) }),
  );
});

test("a missing member inside a list is found", () => {
  const body =
    "<R><ChangeBatch><Changes><Change><Action>CREATE</Action></Change></Changes></ChangeBatch></R>";
  expect(() => read(zones, { path: "/2013-04-01/hostedzone/Z1/rrset", body })).toThrow(
    "ChangeBatch.Changes.1.ResourceRecordSet",
  );
});

test("XML is read in any order of its elements, with comments, entities and a namespace", () => {
  const body = `<?xml version="1.0"?><!-- c --><AssociateVPCWithHostedZoneRequest xmlns="u">
    <Comment>a &lt;b&gt; &#38; &#x41;</Comment><VPC><VPCId>vpc-1</VPCId><VPCRegion>eu-west-1</VPCRegion></VPC>
  </AssociateVPCWithHostedZoneRequest>`;
  expect(read(zones, { path: "/2013-04-01/hostedzone/Z1/associatevpc", body })).toEqual({
    HostedZoneId: "Z1",
    Comment: "a <b> & A",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });
});

test.each(["<a><b></a>", "no xml", "<a>"])("malformed XML is InvalidInput: %s", (body) => {
  expect(() => read(zones, { path: "/2013-04-01/hostedzone", body })).toThrow(
    expect.objectContaining({ code: "InvalidInput" }),
  );
});

test("EC2's lists have no word between, are read in the order of their numbers, and may have gaps", () => {
  const body =
    "Action=DescribeVpcs&VpcId.10=c&VpcId.2=b&VpcId.1=a&Filter.1.Name=n&Filter.1.Value.1=v&MaxResults=5";
  expect(read(network, { body })).toEqual({
    VpcIds: ["a", "b", "c"],
    Filters: [{ Name: "n", Values: ["v"] }],
    MaxResults: 5,
  });
});

test("a number that is none, and a key that would reach into prototypes, do no harm", () => {
  expect(() => read(network, { body: "Action=DescribeVpcs&MaxResults=many" })).toThrow("not a number");
  for (const key of ["__proto__.polluted", "constructor"])
    expect(() => read(network, { body: `Action=DescribeVpcs&${key}=1` })).toThrow("is not recognized");
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

test.each([
  ["DescribeVpcs&VpcIds.1=a", "VpcIds"],
  ["DescribeVpcs&VpcId.1.x=1", "VpcId.1.x"],
  ["DescribeVpcs&Filter.1.Nmae=a", "Filter.1.Nmae"],
  ["CreateVpc&CidrBlock=10.0.0.0/16&Tenancy=dedicated", "Tenancy"],
])("EC2 names a parameter that it does not know: %s", (body, name) => {
  const message = `The parameter ${name} is not recognized`;
  expect(() => read(network, { body: `Action=${body}` })).toThrow(
    expect.objectContaining({ code: "UnknownParameter", message }),
  );
});

test("without schemas JSON passes through unread", () => {
  const headers = { "x-amz-target": "Route53Resolver.ListResolverRules" };
  const { operation, input } = resolver.route(request({ headers, body: '{"Filters":[{"Name":"n"}]}' }));
  expect(operation.name).toBe("ListResolverRules");
  expect(input()).toEqual({ Filters: [{ Name: "n" }] });
  expect(resolver.reply(operation, { At: new Date(1500) }, "id").body).toBe('{"At":1.5}');
});

test("an action that AWS does not have is refused as AWS does", () => {
  expect(() => tokens.route(request({ body: "Action=Nonsense" }))).toThrow(
    expect.objectContaining({ code: "InvalidAction", status: 400 }),
  );
  expect(() => zones.route(request({ path: "/2013-04-01/nonsense" }))).toThrow(
    expect.objectContaining({ status: 404 }),
  );
});
