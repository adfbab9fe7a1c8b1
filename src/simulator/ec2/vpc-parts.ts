import { digestOf } from "./catalogue.ts";
import type { AclEntry } from "./network-acls/state.ts";
import type { Network, Vpc } from "./state.ts";

/** The ids of what every VPC has from the start follow from its own. */
export const mainRouteTableId = (vpcId: string): string => `rtb-${digestOf(vpcId, 17)}`;
const defaultAclId = (vpcId: string): string => `acl-${digestOf(vpcId, 17)}`;

/** Gives a VPC its main route table, and its default network ACL, which lets everything through. */
export function addVpcParts(
  network: Network,
  { id: vpcId, account, region, mainRouteTableId: id }: Vpc,
): void {
  const part = (id: string) => ({ id, account, region, vpcId, tags: new Map() });
  const acl = { ...part(defaultAclId(vpcId)), isDefault: true, entries: everything() };
  network.networkAcls.set(acl.id, acl);
  network.routeTables.set(id, { ...part(id), routes: new Map() });
}

export const defaultAcl = ({ networkAcls }: Network, vpcId: string) => networkAcls.get(defaultAclId(vpcId));

/** Source: VPC User Guide, "Default network ACL"; the rules for IPv6 are there whether or not the VPC has any. */
const everything = (): AclEntry[] =>
  [true, false].flatMap((egress) => [
    { number: 100, egress, protocol: "-1", allow: true, cidr: "0.0.0.0/0" },
    { number: 101, egress, protocol: "-1", allow: true, cidr: "::/0" },
  ]);

export function removeVpcParts(network: Network, vpcId: string): void {
  for (const parts of [network.networkAcls, network.routeTables])
    for (const { id, vpcId: of } of parts.values()) if (of === vpcId) parts.delete(id);
}
