import type {
  CreateTransitGatewayRouteRequest,
  CreateTransitGatewayRouteResult,
  DeleteTransitGatewayRouteRequest,
  DeleteTransitGatewayRouteResult,
  ReplaceTransitGatewayRouteRequest,
  ReplaceTransitGatewayRouteResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent } from "../access.ts";
import { invalidTogether, missing } from "../errors.ts";
import { canonicalCidr } from "../ranges.ts";
import { ownTable, refuseUnlessAvailable, seenAttachment } from "./access.ts";
import { transitRoutes } from "./routes.ts";
import { shownRoute } from "./search.ts";
import type { TransitRouteTable } from "./state.ts";

const MEMBERS = [
  "DestinationCidrBlock",
  "TransitGatewayRouteTableId",
  "TransitGatewayAttachmentId",
  "Blackhole",
] as const;

/** Static routes. Source: EC2 API reference, each page. */
export function transitRouteOperations(estate: Estate): ReadingService {
  const shown = (table: TransitRouteTable, destination: string) => {
    const route = transitRoutes(estate, table).find((one) => one.destination === destination);
    return route && { Route: shownRoute(route) };
  };
  return {
    CreateTransitGatewayRoute: reading<CreateTransitGatewayRouteRequest, CreateTransitGatewayRouteResult>()(
      MEMBERS,
      (input, call) => {
        const { table, destination, target } = wanted(estate, input, call);
        if (table.routes.has(destination))
          throw new AwsError("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
        table.routes.set(destination, target);
        return shown(table, destination) ?? {};
      },
    ),

    ReplaceTransitGatewayRoute: reading<
      ReplaceTransitGatewayRouteRequest,
      ReplaceTransitGatewayRouteResult
    >()(MEMBERS, (input, call) => {
      const { table, destination, target } = wanted(estate, input, call);
      refuseAbsent(table, destination);
      table.routes.set(destination, target);
      return shown(table, destination) ?? {};
    }),

    DeleteTransitGatewayRoute: reading<DeleteTransitGatewayRouteRequest, DeleteTransitGatewayRouteResult>()(
      ["TransitGatewayRouteTableId", "DestinationCidrBlock"],
      (input, call) => {
        const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
        const destination = destinationOf(input.DestinationCidrBlock);
        refuseAbsent(table, destination);
        const { Route: route } = shown(table, destination) ?? {};
        table.routes.delete(destination);
        return { Route: { ...route, State: "deleted" } };
      },
    ),
  };
}

/** In the words of terraform-provider-aws#9850. */
function refuseAbsent({ id, routes }: TransitRouteTable, destination: string): void {
  if (!routes.has(destination))
    throw new AwsError(
      "InvalidRoute.NotFound",
      `Route ${destination} does not exist in Transit Gateway Route Table ${id}.`,
    );
}

function wanted(estate: Estate, input: CreateTransitGatewayRouteRequest, call: Call) {
  const { TransitGatewayAttachmentId: id, Blackhole: isBlackhole = false } = input;
  const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
  refuseUnlessAvailable(estate, table);
  const destination = destinationOf(input.DestinationCidrBlock);
  if (isBlackhole && id !== undefined) throw invalidTogether("transitGatewayAttachmentId", "blackhole");
  if (!isBlackhole && id === undefined) throw missing("TransitGatewayAttachmentId");
  if (id === undefined) return { table, destination, target: undefined };
  const attachment = seenAttachment(estate, id, call);
  if (attachment.gatewayId !== table.gatewayId) throw absent(ABSENT.transitAttachment, id);
  refuseUnlessAvailable(estate, attachment);
  return { table, destination, target: attachment.id };
}

function destinationOf(text: string | undefined): string {
  if (!text) throw missing("DestinationCidrBlock");
  return canonicalCidr(text, text.includes(":") ? "ipv6" : "ipv4");
}
