import { digestOf } from "./catalogue.ts";
import type { Network, Vpc } from "./state.ts";

/** Gives a VPC its default network ACL and its main route table; nobody can make others here. */
export function addVpcParts(network: Network, { id: vpcId, account, region }: Vpc): void {
  const part = (id: string) => ({ id, account, region, vpcId, tags: new Map() });
  const digits = digestOf(vpcId, 17);
  network.networkAcls.set(`acl-${digits}`, part(`acl-${digits}`));
  network.routeTables.set(`rtb-${digits}`, part(`rtb-${digits}`));
}

export function removeVpcParts(network: Network, vpcId: string): void {
  for (const parts of [network.networkAcls, network.routeTables])
    for (const { id, vpcId: of } of parts.values()) if (of === vpcId) parts.delete(id);
}
