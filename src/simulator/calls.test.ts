import { expect, test } from "vitest";
import { createCallLog, idsOf, isWrite, type LoggedCall } from "./calls.ts";

const call: LoggedCall = {
  at: 0,
  tookMs: 0,
  account: "111111111111",
  principalArn: "arn:aws:iam::111111111111:root",
  service: "route53",
  operation: "CreateHostedZone",
  region: "us-east-1",
  status: 201,
  throttled: false,
  write: true,
  params: {},
  agent: "aws-cli",
};

test("calls are counted and filtered by any of their properties", () => {
  const log = createCallLog();
  log.add(call);
  log.add({ ...call, operation: "GetChange", write: false });
  log.add({ ...call, account: "222222222222", errorCode: "Throttling", status: 400, throttled: true });
  expect(log.count()).toEqual({ "route53:CreateHostedZone": 2, "route53:GetChange": 1 });
  expect(log.count({ account: "111111111111", write: true })).toEqual({ "route53:CreateHostedZone": 1 });
  expect(log.list({ errorCode: "Throttling" })).toHaveLength(1);
  log.clear();
  expect(log.list()).toEqual([]);
});

test("the log keeps ids and never secrets", () => {
  expect(
    idsOf({
      HostedZoneId: "Z1",
      VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
      RoleArn: "arn:aws:iam::111111111111:role/r",
      ExternalId: "secret",
      ClientToken: "secret",
      NextToken: "x",
      VpcEndpointIds: ["vpce-1", "vpce-2"],
      Comment: "text",
    }),
  ).toEqual({
    HostedZoneId: "Z1",
    VPCId: "vpc-1",
    VPCRegion: "eu-west-1",
    RoleArn: "arn:aws:iam::111111111111:role/r",
    VpcEndpointIds: "vpce-1,vpce-2",
  });
});

test("an operation is a write unless its name says that it reads", () => {
  expect(
    ["CreateHostedZone", "DeleteVpcEndpoints", "ChangeTagsForResource", "PutItem"].filter(isWrite),
  ).toHaveLength(4);
  expect(
    ["GetChange", "ListHostedZonesByVPC", "DescribeVpcs", "AssumeRole", "Query"].filter(isWrite),
  ).toEqual([]);
});
