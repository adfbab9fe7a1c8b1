import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";
import { admits } from "./catalogue.ts";

type Listed = {
  ServiceNames: string[];
  ServiceDetails: { ServiceRegion: string; PrivateDnsNames: object[] }[];
};

function services(region = "eu-west-1") {
  const cloud = simulated({ endpointPendingMs: 0, insyncMs: 0 });
  const list = (input: object, account = HUB) =>
    cloud.call(account, "DescribeVpcEndpointServices", { ...input }, region) as unknown as Listed;
  return { ...cloud, list, set: cloud.estate.network.services.set };
}

test("the list of another Region shows what is enabled across Regions, and a name finds whatever is there", () => {
  const { list } = services();
  const names = list({ ServiceRegions: ["us-east-2"] }).ServiceNames;
  expect(names).toContain("com.amazonaws.us-east-2.kms");
  expect(names).not.toContain("com.amazonaws.us-east-2.ec2");
  const named = { ServiceNames: ["com.amazonaws.us-east-2.ec2"] };
  expect(list({ ...named, ServiceRegions: ["us-east-2"] }).ServiceDetails[0]?.ServiceRegion).toBe(
    "us-east-2",
  );
  expect(refusal(() => list(named))).toBe("400 InvalidServiceName");
});

test("the filter service-region looks among what is listed", () => {
  const { list } = services();
  const filter = (Values: string[]) => ({ Filters: [{ Name: "service-region", Values }] });
  expect(list(filter(["us-east-2"])).ServiceNames).toEqual([]);
  const both = list({ ServiceRegions: ["us-east-2", "eu-west-1"], ...filter(["eu-west-1"]) });
  expect(new Set(both.ServiceDetails.map((one) => one.ServiceRegion))).toEqual(new Set(["eu-west-1"]));
});

test("gateway services stay in their Region", () => {
  const { list } = services();
  const across = list({ ServiceNames: ["com.amazonaws.us-east-2.s3"], ServiceRegions: ["us-east-2"] });
  expect(across.ServiceDetails.length).toBe(1);
});

test("an endpoint for another Region's service has that Region in its names, its private names and its answers", () => {
  const { call, vpc, endpoint, member, resolve } = services();
  const vpcId = vpc(HUB);
  const wanted = { ServiceName: "com.amazonaws.us-east-2.ec2", PrivateDnsEnabled: true };
  expect(refusal(() => endpoint(HUB, vpcId, "ec2", wanted))).toBe("400 InvalidServiceName");
  const id = endpoint(HUB, vpcId, "ec2", { ...wanted, ServiceRegion: "us-east-2" });
  const input = { Filters: [{ Name: "service-region", Values: ["us-east-2"] }] };
  const [shown] = member<
    [{ ServiceRegion: string; DnsEntries: { DnsName: string; HostedZoneId: string }[] }]
  >(call(HUB, "DescribeVpcEndpoints", input), "VpcEndpoints");
  expect(shown.ServiceRegion).toBe("us-east-2");
  expect(shown.DnsEntries[0]?.DnsName).toMatch(
    new RegExp(`^${id}-\\w+\\.ec2\\.us-east-2\\.vpce\\.amazonaws\\.com$`),
  );
  expect(shown.DnsEntries[0]?.HostedZoneId).toBe("ZC8PG0KIFKBRI");
  expect(resolve(vpcId, "ec2.us-east-2.amazonaws.com").from.kind).toBe("service");
  expect(resolve(vpcId, shown.DnsEntries[0]?.DnsName ?? "").addresses.length).toBe(2);
});

test("services of the whole partition have no Region in their name and are in one", () => {
  const { list } = services();
  const global = { ServiceNames: ["com.amazonaws.iam"] };
  expect(refusal(() => list(global))).toBe("400 InvalidServiceName");
  expect(list({ ...global, ServiceRegions: ["us-east-1"] }).ServiceDetails[0]?.PrivateDnsNames).toEqual([
    { PrivateDnsName: "iam.amazonaws.com" },
  ]);
});

test("in China some services' names begin with cn.com.amazonaws and some with com.amazonaws", () => {
  const { ServiceNames: names } = services("cn-northwest-1").list({});
  const begins = (short: string) =>
    names.find((name) => name.endsWith(`.cn-northwest-1.${short}`))?.split(".cn-")[0];
  expect(["ec2", "ecr.dkr", "sqs", "lambda"].map(begins)).toEqual(Array(4).fill("cn.com.amazonaws"));
  expect(["sns", "kms", "ecs", "ssm"].map(begins)).toEqual(Array(4).fill("com.amazonaws"));
});

test("a service that the list leaves out for a caller answers to its name, one that does not allow the caller does not", () => {
  const { list, set, endpoint, vpc } = services();
  const [unlisted, closed] = ["f00000000000f001", "f00000000000f002"].map(
    (id) => `com.amazonaws.vpce.eu-west-1.vpce-svc-0${id}`,
  ) as [string, string];
  set("eu-west-1", unlisted, { privateDnsNames: [], listedFor: [SPOKE] });
  set("eu-west-1", closed, { privateDnsNames: [], allows: [`arn:aws:iam::${SPOKE}:root`] });
  const seen = (account: string) =>
    list({}, account).ServiceNames.filter((name) => name.includes("vpce-svc"));
  expect([seen(HUB), seen(SPOKE)]).toEqual([[], [unlisted, closed]]);
  expect(list({ ServiceNames: [unlisted] }).ServiceNames).toEqual([unlisted]);
  expect(refusal(() => list({ ServiceNames: [closed] }))).toBe("400 InvalidServiceName");
  const vpcId = vpc(HUB);
  expect(refusal(() => endpoint(HUB, vpcId, "x", { ServiceName: closed }))).toBe("400 InvalidServiceName");
  expect(refusal(() => endpoint(HUB, vpcId, "x", { ServiceName: unlisted }))).toBe("answered");
});

test("a role in such a list is its sessions, in its account only", () => {
  const role = `arn:aws:iam::${HUB}:role/team/reader`;
  const session = (account: string, name: string) => ({
    account,
    principalArn: `arn:aws:sts::${account}:assumed-role/${name}/a-session`,
  });
  expect(admits([role], session(HUB, "reader"))).toBe(true);
  expect(admits([role], session(HUB, "der"))).toBe(false);
  expect(admits([role], session(SPOKE, "reader"))).toBe(false);
  expect(admits([], session(HUB, "reader"))).toBe(false);
  expect(admits(["*"], session(HUB, "reader"))).toBe(true);
});
