import type { EC2Client, IpPermission } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { observeNetwork } from "./network.ts";

async function admitted(IpPermissions: IpPermission[]) {
  const ec2 = { send: async () => ({ SecurityGroups: [{ GroupId: "sg-1", IpPermissions }] }) };
  const { securityGroups } = await observeNetwork(ec2 as unknown as EC2Client, ["sg-1" as never], []);
  return securityGroups.kind === "seen" ? securityGroups.value[0]?.admits : undefined;
}

test("a rule's ranges of both families, and the groups and prefix lists that it lets in", async () => {
  const rule = {
    IpProtocol: "tcp",
    FromPort: 465,
    ToPort: 587,
    IpRanges: [{ CidrIp: "10.0.0.0/8" }],
    Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }],
    PrefixListIds: [{ PrefixListId: "pl-1" }],
    UserIdGroupPairs: [{ GroupId: "sg-2" }],
  };
  expect(await admitted([rule])).toEqual([
    { fromPort: 465, toPort: 587, cidrs: ["10.0.0.0/8", "2001:db8::/32"], others: ["pl-1", "sg-2"] },
  ]);
});

test.each([
  [{ IpProtocol: "-1" }, [[0, 65_535]]],
  [{ IpProtocol: "tcp", FromPort: -1, ToPort: -1 }, [[0, 65_535]]],
  [{ IpProtocol: "6", FromPort: 443, ToPort: 443 }, [[443, 443]]],
  [{ IpProtocol: "udp", FromPort: 443, ToPort: 443 }, []],
  [{ IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, []],
])("the ports that %j admits by TCP", async (rule, ports) => {
  expect((await admitted([rule]))?.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual(ports);
});
