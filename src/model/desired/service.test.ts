import { expect, test } from "vitest";
import type { Region } from "../ids.ts";
import {
  foreignRegionOf,
  partitionOf,
  refusalOf,
  regionInServiceName,
  serviceNamesIn,
  serviceNamesOf,
  warningAbout,
} from "./service.ts";

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
  expect(serviceNamesIn(service, region(where))).toEqual([name]);
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

test.each([
  ["all of AWS's names", undefined],
  ["the name above all", ["execute-api.eu-west-1.amazonaws.com"]],
  ["the wildcard of all", ["x.example.com", "*.execute-api.eu-west-1.amazonaws.com"]],
])("execute-api is warned about for %s", (_, names) => {
  expect(warningAbout("execute-api", names)).toContain("public APIs");
});

test("one private API hides no other, so nothing is warned about", () => {
  expect(warningAbout("execute-api", ["abcd1234ef.execute-api.eu-west-1.amazonaws.com"])).toBeUndefined();
});

test("a service of another account is known by its short id too", () => {
  const full = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";
  expect(serviceNamesIn("vpce-svc-0123456789abcdef0", "eu-west-1" as Region)).toEqual([full]);
  expect(serviceNamesIn(full, "us-east-1" as Region)).toEqual([full]);
});

test("a short name in China may have either prefix, another account's service has one", () => {
  expect(serviceNamesIn("ec2", "cn-north-1" as Region)).toEqual([
    "cn.com.amazonaws.cn-north-1.ec2",
    "com.amazonaws.cn-north-1.ec2",
  ]);
  expect(serviceNamesIn("vpce-svc-0a", "cn-north-1" as Region)).toEqual([
    "com.amazonaws.vpce.cn-north-1.vpce-svc-0a",
  ]);
});

test("a service's Region is the hub's unless the document says another", () => {
  const hub = { region: "eu-west-1" as Region };
  expect(serviceNamesOf({ service: "ec2" }, hub)).toEqual(["com.amazonaws.eu-west-1.ec2"]);
  const foreign = { service: "ec2", serviceRegion: "us-east-2" as Region };
  expect(serviceNamesOf(foreign, hub)).toEqual(["com.amazonaws.us-east-2.ec2"]);
  expect(foreignRegionOf(foreign, hub)).toBe("us-east-2");
  expect(foreignRegionOf({ service: "ec2", serviceRegion: hub.region }, hub)).toBeUndefined();
});
