import type { Estate } from "../estate.ts";
import { subnetAt } from "./addresses.ts";
import { availabilityZones } from "./availability-zones.ts";
import { addSubnet } from "./subnets.ts";
import { addVpc } from "./vpcs.ts";

/** Gives the account its default VPC in the Region, as AWS does, unless it has one: a /20 subnet in each zone. */
export function ensureDefaultVpc(estate: Estate, account: string, region: string): void {
  for (const vpc of estate.network.vpcs.values())
    if (vpc.isDefault && vpc.account === account && vpc.region === region) return;
  const vpc = addVpc(estate, {
    account,
    region,
    cidr: "172.31.0.0/16",
    tags: new Map(),
    isDefault: true,
    enableDnsHostnames: true,
  });
  for (const [index, { zoneName }] of availabilityZones(account, region).entries())
    addSubnet(estate, vpc, { cidr: subnetAt(vpc.cidr, 20, index) ?? "", zone: zoneName, tags: new Map() });
}
