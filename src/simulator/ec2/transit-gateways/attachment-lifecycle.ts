import { type Estate, lasting } from "../../estate.ts";
import { AwsError } from "../../service.ts";
import { freeAddress } from "../addresses.ts";
import type { Tags } from "../resource.ts";
import { type Network, type NetworkInterface, releaseInterface, type Vpc } from "../state.ts";
import type { Attachment, TransitGateway } from "./state.ts";

export type NewAttachment = Partial<
  Pick<Attachment, "id" | "dnsSupport" | "groupReferencing" | "ipv6" | "applianceMode">
> & { subnetIds: string[]; tags: Tags };

/** A VPC's attachment, with an interface in each subnet. Of another account's VPC it may wait to be accepted. */
export function attachVpc(
  estate: Estate,
  gateway: TransitGateway,
  vpc: Vpc,
  { subnetIds, ...wanted }: NewAttachment,
  after = lasting(estate.options.networkMs),
): Attachment {
  const attachment = addAttachment(estate, gateway, {
    dnsSupport: "enable",
    groupReferencing: gateway.groupReferencing,
    ipv6: "disable",
    applianceMode: "disable",
    ...wanted,
    account: vpc.account,
    type: "vpc",
    resourceId: vpc.id,
    availableAt: undefined,
    advertises: [],
  });
  joinSubnets(estate, attachment, vpc, subnetIds);
  const { attachmentsOfVpc } = estate.network.transit;
  attachmentsOfVpc.set(vpc.id, new Set([...(attachmentsOfVpc.get(vpc.id) ?? []), attachment]));
  if (gateway.account === vpc.account || gateway.autoAccept === "enable") accept(estate, attachment, after);
  return attachment;
}

type Given = Omit<
  Attachment,
  "id" | "region" | "gatewayId" | "createdAt" | "subnetIds" | "rejected" | "goneAt" | "association"
>;

/** Of any type. */
export function addAttachment(
  { network, surroundings }: Estate,
  { id: gatewayId, region }: TransitGateway,
  given: Given & { id?: string | undefined },
): Attachment {
  const made: Attachment = {
    ...given,
    id: given.id ?? `tgw-attach-${surroundings.hex(17)}`,
    region,
    gatewayId,
    createdAt: surroundings.clock.now(),
    subnetIds: [],
    rejected: false,
    goneAt: undefined,
    association: undefined,
  };
  network.transit.attachments.set(made.id, made);
  return made;
}

/** Begins to make it available, in the route tables that the gateway has for new attachments. */
export function accept(
  estate: Estate,
  attachment: Attachment,
  after = lasting(estate.options.networkMs),
): void {
  const { gateways, tables } = estate.network.transit;
  const since = estate.surroundings.clock.now() + after;
  const { associationTableId, propagationTableId } = gateways.get(attachment.gatewayId) ?? {};
  attachment.availableAt = since;
  if (associationTableId !== undefined) attachment.association = { tableId: associationTableId, since };
  tables.get(propagationTableId ?? "")?.propagations.set(attachment.id, since);
}

export function detach(estate: Estate, attachment: Attachment): void {
  attachment.goneAt ??= estate.surroundings.clock.now() + lasting(estate.options.networkMs);
}

/** Takes away what is gone, with its interfaces, associations and propagations. What leads to an attachment stays, as a blackhole. */
export function sweepTransit({ network, surroundings }: Estate): void {
  const now = surroundings.clock.now();
  const { transit } = network;
  const isGone = ({ goneAt }: { goneAt: number | undefined }) => goneAt !== undefined && now >= goneAt;
  for (const attachment of transit.attachments.values())
    if (isGone(attachment)) dropAttachment(network, attachment);
  for (const all of [transit.gateways, transit.tables])
    for (const one of all.values()) if (isGone(one)) all.delete(one.id);
}

function dropAttachment(network: Network, attachment: Attachment): void {
  const { attachments, attachmentsOfVpc, tables } = network.transit;
  attachments.delete(attachment.id);
  attachmentsOfVpc.get(attachment.resourceId)?.delete(attachment);
  for (const table of tables.values()) table.propagations.delete(attachment.id);
  for (const { id } of interfacesOf(network, attachment)) releaseInterface(network, id);
}

const interfacesOf = ({ interfaces }: Network, { id }: Attachment): NetworkInterface[] =>
  [...interfaces.values()].filter(({ endpointId }) => endpointId === id);

/** A VPC's attachments that are not gone. */
export function attachmentsOf(estate: Estate, vpcId: string): Attachment[] {
  sweepTransit(estate);
  return [...(estate.network.transit.attachmentsOfVpc.get(vpcId) ?? [])];
}

/** One subnet of each availability zone, of the VPC. */
export function joinSubnets(
  estate: Estate,
  attachment: Attachment,
  vpc: Vpc,
  added: readonly string[],
): void {
  const { network, surroundings } = estate;
  const { subnets } = network;
  const zones = attachment.subnetIds.map((id) => subnets.get(id)?.zoneId);
  const wanted = added.map((id) => {
    const subnet = subnets.get(id);
    if (subnet?.vpcId !== vpc.id)
      throw new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
    if (zones.includes(subnet.zoneId))
      throw new AwsError("DuplicateSubnetsInSameZone", `Duplicate Subnets for same AZ: ${subnet.zoneName}`);
    zones.push(subnet.zoneId);
    return subnet;
  });
  for (const subnet of wanted) {
    const address = freeAddress(subnet.cidr, subnet.taken);
    if (address) subnet.taken.add(address);
    const made: NetworkInterface = {
      id: `eni-${surroundings.hex(17)}`,
      account: subnet.account,
      region: subnet.region,
      tags: new Map(),
      vpcId: vpc.id,
      subnetId: subnet.id,
      endpointId: attachment.id,
      device: {
        type: "transit_gateway",
        description: `Network Interface for Transit Gateway Attachment ${attachment.id}`,
      },
      groupIds: [],
      address,
      ipv6Address: undefined,
    };
    network.interfaces.set(made.id, made);
    attachment.subnetIds.push(subnet.id);
  }
}

export function leaveSubnets({ network }: Estate, attachment: Attachment, removed: readonly string[]): void {
  attachment.subnetIds = attachment.subnetIds.filter((id) => !removed.includes(id));
  for (const { id, subnetId } of interfacesOf(network, attachment))
    if (removed.includes(subnetId)) releaseInterface(network, id);
}
