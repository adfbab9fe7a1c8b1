import type {
  AcceptTransitGatewayVpcAttachmentRequest,
  AcceptTransitGatewayVpcAttachmentResult,
  CreateTransitGatewayVpcAttachmentRequest,
  CreateTransitGatewayVpcAttachmentResult,
  DeleteTransitGatewayVpcAttachmentRequest,
  DeleteTransitGatewayVpcAttachmentResult,
  DescribeTransitGatewayAttachmentsRequest,
  DescribeTransitGatewayAttachmentsResult,
  DescribeTransitGatewayVpcAttachmentsRequest,
  DescribeTransitGatewayVpcAttachmentsResult,
  ModifyTransitGatewayVpcAttachmentRequest,
  ModifyTransitGatewayVpcAttachmentResult,
  RejectTransitGatewayVpcAttachmentRequest,
  RejectTransitGatewayVpcAttachmentResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError } from "../../service.ts";
import { ABSENT, own, ownVpc } from "../access.ts";
import { listing } from "../describe.ts";
import { missing } from "../errors.ts";
import type { Vpc } from "../state.ts";
import { tagsFor } from "../tag-values.ts";
import {
  attachmentToOwn,
  incorrectState,
  isAttachmentSeen,
  refuseUnlessAvailable,
  seenAttachment,
  usableGateway,
} from "./access.ts";
import {
  accept,
  attachmentsOf,
  attachVpc,
  detach,
  joinSubnets,
  leaveSubnets,
  sweepTransit,
} from "./attachment-lifecycle.ts";
import { switchOf } from "./gateways.ts";
import { attachmentFields, shownAttachment, shownVpcAttachment, vpcAttachmentFields } from "./shown.ts";
import { type Attachment, attachmentState } from "./state.ts";

const OPTIONS = [
  "Options.DnsSupport",
  "Options.SecurityGroupReferencingSupport",
  "Options.Ipv6Support",
  "Options.ApplianceModeSupport",
] as const;

/** Source: EC2 API reference, each page; Transit Gateway Guide, "VPC attachments". */
export function transitAttachmentOperations(estate: Estate): ReadingService {
  const { network, surroundings } = estate;
  const { transit } = network;
  const now = () => surroundings.clock.now();
  const shown = (attachment: Attachment, account: string) => ({
    TransitGatewayVpcAttachment: shownVpcAttachment(estate, attachment, account),
  });
  const all = () => {
    sweepTransit(estate);
    return transit.attachments;
  };

  return {
    CreateTransitGatewayVpcAttachment: reading<
      CreateTransitGatewayVpcAttachmentRequest,
      CreateTransitGatewayVpcAttachmentResult
    >()(["TransitGatewayId", "VpcId", "SubnetIds", ...OPTIONS, "TagSpecifications"], (input, call) => {
      const gateway = usableGateway(estate, input.TransitGatewayId, call);
      const vpc = ownVpc(estate, input.VpcId, call);
      if (!input.SubnetIds?.length) throw missing("SubnetIds");
      refuseUnlessAvailable(estate, gateway);
      const there = attachmentsOf(estate, vpc.id).find(({ gatewayId }) => gatewayId === gateway.id);
      if (there && !there.rejected)
        throw new AwsError(
          "DuplicateTransitGatewayAttachment",
          `${gateway.id} has non-deleted Transit Gateway Attachments with same VPC ID.`,
        );
      const options = optionsOf(input.Options, { groupReferencing: gateway.groupReferencing });
      const tags = tagsFor(input.TagSpecifications, "transit-gateway-attachment");
      const made = attachVpc(estate, gateway, vpc, { ...options, subnetIds: input.SubnetIds, tags });
      return shown(made, call.account);
    }),

    ModifyTransitGatewayVpcAttachment: reading<
      ModifyTransitGatewayVpcAttachmentRequest,
      ModifyTransitGatewayVpcAttachmentResult
    >()(["TransitGatewayAttachmentId", "AddSubnetIds", "RemoveSubnetIds", ...OPTIONS], (input, call) => {
      sweepTransit(estate);
      const { AddSubnetIds: added = [], RemoveSubnetIds: removed = [] } = input;
      const id = input.TransitGatewayAttachmentId;
      const attachment = own(transit.attachments, id, call, ABSENT.transitAttachment);
      refuseUnlessAvailable(estate, attachment);
      const options = optionsOf(input.Options, attachment);
      const lacking = removed.find((one) => !attachment.subnetIds.includes(one));
      if (lacking !== undefined)
        throw new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${lacking}' does not exist`);
      joinSubnets(estate, attachment, network.vpcs.get(attachment.resourceId) as Vpc, added);
      leaveSubnets(estate, attachment, removed);
      Object.assign(attachment, options);
      return shown(attachment, call.account);
    }),

    DeleteTransitGatewayVpcAttachment: reading<
      DeleteTransitGatewayVpcAttachmentRequest,
      DeleteTransitGatewayVpcAttachmentResult
    >()(["TransitGatewayAttachmentId"], (input, call) => {
      const attachment = seenAttachment(estate, input.TransitGatewayAttachmentId, call);
      detach(estate, attachment);
      return shown(attachment, call.account);
    }),

    AcceptTransitGatewayVpcAttachment: reading<
      AcceptTransitGatewayVpcAttachmentRequest,
      AcceptTransitGatewayVpcAttachmentResult
    >()(["TransitGatewayAttachmentId"], (input, call) => {
      const attachment = attachmentToOwn(estate, input.TransitGatewayAttachmentId, call);
      refuseUnlessOpen(attachment, now());
      accept(estate, attachment);
      return shown(attachment, call.account);
    }),

    RejectTransitGatewayVpcAttachment: reading<
      RejectTransitGatewayVpcAttachmentRequest,
      RejectTransitGatewayVpcAttachmentResult
    >()(["TransitGatewayAttachmentId"], (input, call) => {
      const attachment = attachmentToOwn(estate, input.TransitGatewayAttachmentId, call);
      refuseUnlessOpen(attachment, now());
      attachment.rejected = true;
      return shown(attachment, call.account);
    }),

    DescribeTransitGatewayVpcAttachments: listing<
      DescribeTransitGatewayVpcAttachmentsRequest,
      DescribeTransitGatewayVpcAttachmentsResult
    >()("TransitGatewayAttachmentIds", "TransitGatewayVpcAttachments", {
      all,
      fields: vpcAttachmentFields(estate),
      ids: ABSENT.transitAttachment,
      isSeen: (one, call) => one.type === "vpc" && isAttachmentSeen(estate, one, call),
      shown: (one, call) => shownVpcAttachment(estate, one, call.account),
    }),

    DescribeTransitGatewayAttachments: listing<
      DescribeTransitGatewayAttachmentsRequest,
      DescribeTransitGatewayAttachmentsResult
    >()("TransitGatewayAttachmentIds", "TransitGatewayAttachments", {
      all,
      fields: attachmentFields(estate),
      ids: ABSENT.transitAttachment,
      isSeen: (one, call) => isAttachmentSeen(estate, one, call),
      shown: (one, call) => shownAttachment(estate, one, call.account),
    }),
  };
}

function refuseUnlessOpen(attachment: Attachment, now: number): void {
  const state = attachmentState(attachment, now);
  if (state !== "pendingAcceptance") throw incorrectState(attachment.id, state);
}

type Options = Partial<Pick<Attachment, "dnsSupport" | "groupReferencing" | "ipv6" | "applianceMode">>;

/** What is not given stays as it is, or as AWS has it. */
function optionsOf(
  given: CreateTransitGatewayVpcAttachmentRequest["Options"],
  present: Options,
): Required<Options> {
  const { DnsSupport, SecurityGroupReferencingSupport, Ipv6Support, ApplianceModeSupport } = given ?? {};
  const { dnsSupport, groupReferencing, ipv6 = "disable", applianceMode = "disable" } = present;
  return {
    dnsSupport: switchOf("dnsSupport", DnsSupport, dnsSupport),
    groupReferencing: switchOf(
      "securityGroupReferencingSupport",
      SecurityGroupReferencingSupport,
      groupReferencing,
    ),
    ipv6: switchOf("ipv6Support", Ipv6Support, ipv6),
    applianceMode: switchOf("applianceModeSupport", ApplianceModeSupport, applianceMode),
  };
}
