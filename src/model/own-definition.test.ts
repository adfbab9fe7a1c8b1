import { expect, test } from "vitest";
import { creationCommand, creationInput } from "./own-definition.ts";

const VIEW = {
  service: "com.amazonaws.eu-west-1.ssm",
  policy: `{"Statement":[{"Sid":"it's"}]}`,
  subnets: ["subnet-0a"],
  securityGroups: ["sg-0a"],
  ipAddressType: "ipv4",
  dnsRecordIpType: "ipv4",
  tags: { Name: "own", "aws:x": "y", "vpceop/handed-over": "team 2026-01-01T00:00:00.000Z" },
};

test("an endpoint is made again as it was, with private DNS, without AWS's tags and ours", () => {
  expect(creationInput(VIEW as never, "vpc-0b000001" as never)).toEqual({
    VpcEndpointType: "Interface",
    VpcId: "vpc-0b000001",
    ServiceName: "com.amazonaws.eu-west-1.ssm",
    PolicyDocument: `{"Statement":[{"Sid":"it's"}]}`,
    SubnetIds: ["subnet-0a"],
    SecurityGroupIds: ["sg-0a"],
    IpAddressType: "ipv4",
    DnsOptions: { DnsRecordIpType: "ipv4" },
    PrivateDnsEnabled: true,
    TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags: [{ Key: "Name", Value: "own" }] }],
  });
});

test("the command is one that a shell takes, whatever the policy says", () => {
  const input = { PolicyDocument: "it's" };
  expect(creationCommand({ region: "eu-west-1", input })).toBe(
    `aws ec2 create-vpc-endpoint --region eu-west-1 --cli-input-json '{"PolicyDocument":"it'\\''s"}'`,
  );
});
