import { expect, test } from "vitest";
import type { Region } from "../ids.ts";
import { partitionOf, refusalOf, regionInServiceName, serviceNameIn, warningAbout } from "./service.ts";

const region = (name: string) => name as Region;

test.each([
  ["ssm", "eu-west-1", "com.amazonaws.eu-west-1.ssm"],
  ["ecr.api", "us-gov-west-1", "com.amazonaws.us-gov-west-1.ecr.api"],
  ["com.amazonaws.eu-west-1.ssm", "eu-west-1", "com.amazonaws.eu-west-1.ssm"],
  ["cn.com.amazonaws.cn-north-1.ecr.api", "cn-north-1", "cn.com.amazonaws.cn-north-1.ecr.api"],
  ["aws.sagemaker.eu-west-1.notebook", "eu-west-1", "aws.sagemaker.eu-west-1.notebook"],
  ["api.aws.eu-west-1.thing", "eu-west-1", "api.aws.eu-west-1.thing"],
  ["com.amazonaws.iam", "us-east-1", "com.amazonaws.iam"],
])("%s in %s is %s", (service, where, name) => {
  expect(serviceNameIn(service, region(where))).toBe(name);
});

test.each([
  ["eu-west-1", "aws"],
  ["ap-southeast-2", "aws"],
  ["cn-northwest-1", "aws-cn"],
  ["us-gov-east-1", "aws-us-gov"],
])("%s is in partition %s", (name, partition) => {
  expect(partitionOf(region(name))).toBe(partition);
});

test.each([
  ["com.amazonaws.us-gov-west-1.ssm", "us-gov-west-1"],
  ["com.amazonaws.vpce.eu-west-1.vpce-svc-0123", "eu-west-1"],
  ["com.amazonaws.s3-global.accesspoint", undefined],
  ["ssm", undefined],
])("%s names the Region %s", (service, name) => {
  expect(regionInServiceName(service)).toBe(name);
});

test.each([
  "dynamodb",
  "dynamodb-streams",
  "com.amazonaws.eu-west-1.dynamodb",
  "cn.com.amazonaws.cn-north-1.dynamodb",
  "com.amazonaws.us-gov-west-1.dynamodb-fips",
  "s3express",
])("%s is refused", (service) => {
  expect(refusalOf(service)).toBeDefined();
});

test.each(["s3", "ssm", "constructor", "com.amazonaws.vpce.eu-west-1.vpce-svc-0123"])(
  "%s is not refused",
  (service) => {
    expect(refusalOf(service)).toBeUndefined();
  },
);

test("execute-api is warned about, by any name", () => {
  expect(warningAbout("execute-api")).toBe(warningAbout("com.amazonaws.eu-west-1.execute-api"));
  expect(warningAbout("ssm")).toBeUndefined();
});
