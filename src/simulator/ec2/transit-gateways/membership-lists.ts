import type {
  GetTransitGatewayAttachmentPropagationsRequest,
  GetTransitGatewayAttachmentPropagationsResult,
  GetTransitGatewayRouteTableAssociationsRequest,
  GetTransitGatewayRouteTableAssociationsResult,
  GetTransitGatewayRouteTablePropagationsRequest,
  GetTransitGatewayRouteTablePropagationsResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { ABSENT } from "../access.ts";
import { select } from "../describe.ts";
import type { Fields } from "../filters.ts";
import { attachmentToOwn, ownTable } from "./access.ts";
import { associationState } from "./shown.ts";
import type { Attachment, TransitRouteTable } from "./state.ts";

/** Source: EC2 API reference, each page. */
export function transitMembershipLists(estate: Estate): ReadingService {
  const { transit } = estate.network;
  const now = () => estate.surroundings.clock.now();
  return {
    GetTransitGatewayRouteTableAssociations: reading<
      GetTransitGatewayRouteTableAssociationsRequest,
      GetTransitGatewayRouteTableAssociationsResult
    >()(["TransitGatewayRouteTableId", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
      const all = [...transit.attachments].filter(([, one]) => one.association?.tableId === table.id);
      const { items, ...token } = select(call, new Map(all), input, OF_TABLE);
      return {
        Associations: items.map((one) => ({
          ...shown(one),
          State: associationState(one.association ?? { since: 0 }, now()),
        })),
        ...token,
      };
    }),

    GetTransitGatewayRouteTablePropagations: reading<
      GetTransitGatewayRouteTablePropagationsRequest,
      GetTransitGatewayRouteTablePropagationsResult
    >()(["TransitGatewayRouteTableId", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
      const all = [...transit.attachments].filter(([id]) => table.propagations.has(id));
      const { items, ...token } = select(call, new Map(all), input, OF_TABLE);
      return {
        TransitGatewayRouteTablePropagations: items.map((one) => ({
          ...shown(one),
          State: propagationState(table, one, now()),
        })),
        ...token,
      };
    }),

    GetTransitGatewayAttachmentPropagations: reading<
      GetTransitGatewayAttachmentPropagationsRequest,
      GetTransitGatewayAttachmentPropagationsResult
    >()(["TransitGatewayAttachmentId", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const attachment = attachmentToOwn(estate, input.TransitGatewayAttachmentId, call);
      const all = [...transit.tables].filter(([, table]) => table.propagations.has(attachment.id));
      const { items, ...token } = select(call, new Map(all), input, {
        fields: { "transit-gateway-route-table-id": (table) => table.id },
        ids: ABSENT.transitRouteTable,
        isTagged: false,
      });
      return {
        TransitGatewayAttachmentPropagations: items.map((table) => ({
          TransitGatewayRouteTableId: table.id,
          State: propagationState(table, attachment, now()),
        })),
        ...token,
      };
    }),
  };
}

const FIELDS: Fields<Attachment> = {
  "resource-id": ({ resourceId }) => resourceId,
  "resource-type": ({ type }) => type,
  "transit-gateway-attachment-id": ({ id }) => id,
};

/** Whose the attachment is does not matter: it is asked for by the table, which is the caller's. */
const OF_TABLE = { fields: FIELDS, ids: ABSENT.transitAttachment, isTagged: false, isSeen: () => true };

const propagationState = ({ propagations }: TransitRouteTable, { id }: Attachment, now: number) =>
  now >= (propagations.get(id) ?? Number.POSITIVE_INFINITY) ? ("enabled" as const) : ("enabling" as const);

const shown = ({ id, resourceId, type }: Attachment) => ({
  TransitGatewayAttachmentId: id,
  ResourceId: resourceId,
  ResourceType: type,
});
