import type {
  AssociateTransitGatewayRouteTableRequest,
  AssociateTransitGatewayRouteTableResult,
  DisableTransitGatewayRouteTablePropagationRequest,
  DisableTransitGatewayRouteTablePropagationResult,
  DisassociateTransitGatewayRouteTableRequest,
  DisassociateTransitGatewayRouteTableResult,
  EnableTransitGatewayRouteTablePropagationRequest,
  EnableTransitGatewayRouteTablePropagationResult,
} from "@aws-sdk/client-ec2";
import { type Estate, lasting } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent } from "../access.ts";
import { attachmentToOwn, ownTable, refuseUnlessAvailable } from "./access.ts";
import { associationState } from "./shown.ts";
import type { Attachment, TransitRouteTable } from "./state.ts";

const MEMBERS = ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"] as const;

/**
 * Which table an attachment's packets are looked up in (one), and which tables learn its routes (any). The gateway's
 * owner decides. Source: EC2 API reference, each page.
 */
export function transitMembershipOperations(estate: Estate): ReadingService {
  const now = () => estate.surroundings.clock.now();
  const soon = () => now() + lasting(estate.options.networkMs);
  return {
    AssociateTransitGatewayRouteTable: reading<
      AssociateTransitGatewayRouteTableRequest,
      AssociateTransitGatewayRouteTableResult
    >()(MEMBERS, (input, call) => {
      const { table, attachment } = both(estate, input, call);
      if (attachment.association)
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `Transit Gateway Attachment ${attachment.id} is already associated to a route table.`,
        );
      attachment.association = { tableId: table.id, since: soon() };
      return {
        Association: { ...idsOf(table, attachment), State: associationState(attachment.association, now()) },
      };
    }),

    DisassociateTransitGatewayRouteTable: reading<
      DisassociateTransitGatewayRouteTableRequest,
      DisassociateTransitGatewayRouteTableResult
    >()(MEMBERS, (input, call) => {
      const { table, attachment } = both(estate, input, call);
      if (attachment.association?.tableId !== table.id)
        throw new AwsError(
          "InvalidAssociation.NotFound",
          `Transit Gateway Attachment ${attachment.id} is not associated with ${table.id}.`,
        );
      attachment.association = undefined;
      return { Association: { ...idsOf(table, attachment), State: "disassociating" } };
    }),

    EnableTransitGatewayRouteTablePropagation: reading<
      EnableTransitGatewayRouteTablePropagationRequest,
      EnableTransitGatewayRouteTablePropagationResult
    >()(MEMBERS, (input, call) => {
      const { table, attachment } = both(estate, input, call);
      if (table.propagations.has(attachment.id))
        throw new AwsError(
          "TransitGatewayRouteTablePropagation.Duplicate",
          `Propagation ${attachment.id} exists in Transit Gateway Route Table ${table.id}.`,
        );
      table.propagations.set(attachment.id, soon());
      return { Propagation: { ...idsOf(table, attachment), State: "enabled" } };
    }),

    DisableTransitGatewayRouteTablePropagation: reading<
      DisableTransitGatewayRouteTablePropagationRequest,
      DisableTransitGatewayRouteTablePropagationResult
    >()(MEMBERS, (input, call) => {
      const { table, attachment } = both(estate, input, call);
      if (!table.propagations.delete(attachment.id))
        throw new AwsError(
          "TransitGatewayRouteTablePropagation.NotFound",
          `Propagation ${attachment.id} does not exist in Transit Gateway Route Table ${table.id}.`,
        );
      return { Propagation: { ...idsOf(table, attachment), State: "disabled" } };
    }),
  };
}

type Ids = {
  TransitGatewayRouteTableId?: string | undefined;
  TransitGatewayAttachmentId?: string | undefined;
};

function both(estate: Estate, input: Ids, call: Call): { table: TransitRouteTable; attachment: Attachment } {
  const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
  const attachment = attachmentToOwn(estate, input.TransitGatewayAttachmentId, call);
  if (attachment.gatewayId !== table.gatewayId) throw absent(ABSENT.transitAttachment, attachment.id);
  refuseUnlessAvailable(estate, attachment);
  return { table, attachment };
}

const idsOf = (table: TransitRouteTable, attachment: Attachment) => ({
  TransitGatewayRouteTableId: table.id,
  TransitGatewayAttachmentId: attachment.id,
  ResourceId: attachment.resourceId,
  ResourceType: attachment.type,
});
