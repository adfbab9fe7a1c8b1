import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";
import { addVpc } from "./vpcs.ts";

type Set = { DhcpOptionsId: string; DhcpConfigurations: { Key: string; Values: { Value: string }[] }[] };

function withVpcs(...dhcpOptions: ({ id: string; domainNameServers: string[] } | "default" | undefined)[]) {
  const { estate, call } = simulated();
  const common = { account: HUB, region: "eu-west-1", tags: new Map<string, string>() };
  const ids = dhcpOptions.map(
    (own, i) => addVpc(estate, { ...common, cidr: `10.${i}.0.0/16`, ...(own && { dhcpOptions: own }) }).id,
  );
  const sets = (input: Json, account = HUB) =>
    call(account, "DescribeDhcpOptions", input, "eu-west-1").DhcpOptions as Set[];
  /** What hosts of each VPC are told to ask. */
  const servers = () =>
    ids.map((id) => {
      const [vpc] = call(HUB, "DescribeVpcs", { VpcIds: [id] }, "eu-west-1").Vpcs as {
        DhcpOptionsId: string;
      }[];
      const set = sets({}).find((one) => one.DhcpOptionsId === vpc?.DhcpOptionsId);
      const told = set?.DhcpConfigurations.find(({ Key }) => Key === "domain-name-servers");
      return told?.Values.map(({ Value }) => Value) ?? [];
    });
  return { sets, servers };
}

test("a VPC has its account's default set, one of its own, or none", () => {
  const own = { id: "dopt-0a", domainNameServers: ["10.2.0.9", "10.2.1.9"] };
  expect(withVpcs(undefined, own, "default", undefined).servers()).toEqual([
    ["AmazonProvidedDNS"],
    ["10.2.0.9", "10.2.1.9"],
    [],
    ["AmazonProvidedDNS"],
  ]);
});

test("a set is found by its id and by filters in its own account, and is an error elsewhere", () => {
  const { sets } = withVpcs({ id: "dopt-0a", domainNameServers: ["10.2.0.9"] });
  const ids = (input: Json) => sets(input).map(({ DhcpOptionsId }) => DhcpOptionsId);
  expect(ids({ DhcpOptionsIds: ["dopt-0a"] })).toEqual(["dopt-0a"]);
  expect(ids({ Filters: [{ Name: "value", Values: ["10.2.0.9"] }] })).toEqual(["dopt-0a"]);
  expect(ids({ Filters: [{ Name: "key", Values: ["domain-name-servers"] }] })).toHaveLength(2);
  expect(refusal(() => sets({ DhcpOptionsIds: ["dopt-0a"] }, SPOKE))).toBe(
    "400 InvalidDhcpOptionID.NotFound",
  );
});
