import type { TransitGatewayAttachment, TransitGatewayVpcAttachment } from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import type { Fields } from "../filters.ts";
import { tagList } from "../tag-values.ts";
import { type Attachment, attachmentState } from "./state.ts";

/** As the account sees it, whose own are the tags alone that it gave. */
export function shownVpcAttachment(
  { surroundings }: Estate,
  attachment: Attachment,
  account: string,
): TransitGatewayVpcAttachment {
  return {
    TransitGatewayAttachmentId: attachment.id,
    TransitGatewayId: attachment.gatewayId,
    VpcId: attachment.resourceId,
    VpcOwnerId: attachment.account,
    State: attachmentState(attachment, surroundings.clock.now()),
    SubnetIds: attachment.subnetIds,
    CreationTime: new Date(attachment.createdAt),
    Options: {
      DnsSupport: attachment.dnsSupport,
      SecurityGroupReferencingSupport: attachment.groupReferencing,
      Ipv6Support: attachment.ipv6,
      ApplianceModeSupport: attachment.applianceMode,
    },
    Tags: attachment.account === account ? tagList(attachment.tags) : [],
  };
}

/** The association is a matter of the gateway's route tables, which only its owner sees. */
export function shownAttachment(
  { network, surroundings }: Estate,
  attachment: Attachment,
  account: string,
): TransitGatewayAttachment {
  const owner = network.transit.gateways.get(attachment.gatewayId)?.account;
  const { association } = attachment;
  const now = surroundings.clock.now();
  return {
    TransitGatewayAttachmentId: attachment.id,
    TransitGatewayId: attachment.gatewayId,
    TransitGatewayOwnerId: owner,
    ResourceOwnerId: attachment.account,
    ResourceType: attachment.type,
    ResourceId: attachment.resourceId,
    State: attachmentState(attachment, now),
    ...(association &&
      owner === account && {
        Association: {
          TransitGatewayRouteTableId: association.tableId,
          State: associationState(association, now),
        },
      }),
    CreationTime: new Date(attachment.createdAt),
    Tags: attachment.account === account ? tagList(attachment.tags) : [],
  };
}

export const associationState = ({ since }: { since: number }, now: number) =>
  now >= since ? ("associated" as const) : ("associating" as const);

/** Source: EC2 API reference, DescribeTransitGatewayVpcAttachments. */
export function vpcAttachmentFields(estate: Estate): Fields<Attachment> {
  return {
    state: (one) => attachmentState(one, estate.surroundings.clock.now()),
    "transit-gateway-attachment-id": ({ id }) => id,
    "transit-gateway-id": ({ gatewayId }) => gatewayId,
    "vpc-id": ({ resourceId }) => resourceId,
  };
}

/** Source: EC2 API reference, DescribeTransitGatewayAttachments. */
export function attachmentFields(estate: Estate): Fields<Attachment> {
  const now = () => estate.surroundings.clock.now();
  return {
    "association.state": ({ association }) => association && associationState(association, now()),
    "association.transit-gateway-route-table-id": ({ association }) => association?.tableId,
    "resource-id": ({ resourceId }) => resourceId,
    "resource-owner-id": ({ account }) => account,
    "resource-type": ({ type }) => type,
    state: (one) => attachmentState(one, now()),
    "transit-gateway-attachment-id": ({ id }) => id,
    "transit-gateway-id": ({ gatewayId }) => gatewayId,
    "transit-gateway-owner-id": ({ gatewayId }) => estate.network.transit.gateways.get(gatewayId)?.account,
  };
}
