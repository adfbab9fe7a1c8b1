import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { clientSettings } from "./client-settings.ts";
import { createCloud } from "./cloud.ts";
import { VirtualClock } from "./virtual-clock.ts";

const HUB = "111111111111";
const ROLE = `arn:aws:iam::${HUB}:role/reader`;

function world() {
  const cloud = createCloud({ clock: new VirtualClock(), throttling: false });
  return {
    cloud,
    ec2: new EC2Client(clientSettings(cloud, HUB)),
    sts: new STSClient(clientSettings(cloud, HUB)),
  };
}

const refusalOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => ({ name: "answered", $metadata: { httpStatusCode: 200 } }),
    (reason: Error & { $metadata: { httpStatusCode?: number } }) => reason,
  );
  return `${error.$metadata.httpStatusCode} ${error.name}`;
};

test("DryRun tells who may from who may not, and makes nothing", async () => {
  const { cloud, ec2, sts } = world();
  cloud.identity.addRole({ arn: ROLE, trusts: [HUB], denies: ["ec2:CreateVpc"] });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "test" }));
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const reader = new EC2Client({ ...clientSettings(cloud, HUB), credentials: session });
  const asked = () => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun: true });
  expect(await refusalOf(ec2.send(asked()))).toBe("412 DryRunOperation");
  expect(await refusalOf(reader.send(asked()))).toBe("403 UnauthorizedOperation");
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
});

test("an SDK client reads the rules that it made, and is told which parameter is not simulated", async () => {
  const { ec2 } = world();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const group = { VpcId: Vpc?.VpcId, GroupName: "g", Description: "d" };
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(group));
  const rule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/8" };
  const made = await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...rule }));
  expect(made.SecurityGroupRules).toMatchObject([
    {
      GroupId,
      IsEgress: false,
      FromPort: 443,
      CidrIpv4: "10.0.0.0/8",
      SecurityGroupRuleId: expect.stringMatching(/^sgr-/),
    },
  ]);
  const ipam = new CreateVpcCommand({ Ipv4IpamPoolId: "ipam-pool-0a", Ipv4NetmaskLength: 24 });
  await expect(ec2.send(ipam)).rejects.toThrow(
    "The simulator does not implement the parameter Ipv4IpamPoolId.",
  );
});
