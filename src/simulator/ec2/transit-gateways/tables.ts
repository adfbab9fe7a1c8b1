import type {
  CreateTransitGatewayRouteTableRequest,
  CreateTransitGatewayRouteTableResult,
  DeleteTransitGatewayRouteTableRequest,
  DeleteTransitGatewayRouteTableResult,
  DescribeTransitGatewayRouteTablesRequest,
  DescribeTransitGatewayRouteTablesResult,
  TransitGatewayRouteTable,
} from "@aws-sdk/client-ec2";
import { type Estate, lasting } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { ABSENT } from "../access.ts";
import { listing } from "../describe.ts";
import type { Fields } from "../filters.ts";
import type { Tags } from "../resource.ts";
import { tagList, tagsFor } from "../tag-values.ts";
import { incorrectState, ownGateway, ownTable, refuseUnlessAvailable } from "./access.ts";
import { sweepTransit } from "./attachment-lifecycle.ts";
import { stateOf, type TransitGateway, type TransitRouteTable } from "./state.ts";

/** Source: EC2 API reference, each page. */
export function transitRouteTableOperations(estate: Estate): ReadingService {
  const { transit } = estate.network;
  const now = () => estate.surroundings.clock.now();
  return {
    CreateTransitGatewayRouteTable: reading<
      CreateTransitGatewayRouteTableRequest,
      CreateTransitGatewayRouteTableResult
    >()(["TransitGatewayId", "TagSpecifications"], (input, call) => {
      const gateway = ownGateway(estate, input.TransitGatewayId, call);
      refuseUnlessAvailable(estate, gateway);
      const tags = tagsFor(input.TagSpecifications, "transit-gateway-route-table");
      const table = addTransitRouteTable(estate, gateway, { tags });
      return { TransitGatewayRouteTable: shown(estate, table) };
    }),

    DeleteTransitGatewayRouteTable: reading<
      DeleteTransitGatewayRouteTableRequest,
      DeleteTransitGatewayRouteTableResult
    >()(["TransitGatewayRouteTableId"], (input, call) => {
      const table = ownTable(estate, input.TransitGatewayRouteTableId, call);
      const isUsed = [...transit.attachments.values()].some(
        ({ association }) => association?.tableId === table.id,
      );
      if (isUsed) throw incorrectState(table.id, "it has associations");
      table.goneAt ??= now() + lasting(estate.options.networkMs);
      return { TransitGatewayRouteTable: shown(estate, table) };
    }),

    DescribeTransitGatewayRouteTables: listing<
      DescribeTransitGatewayRouteTablesRequest,
      DescribeTransitGatewayRouteTablesResult
    >()("TransitGatewayRouteTableIds", "TransitGatewayRouteTables", {
      all() {
        sweepTransit(estate);
        return transit.tables;
      },
      fields: fields(estate),
      ids: ABSENT.transitRouteTable,
      shown: (table) => shown(estate, table),
    }),
  };
}

export function addTransitRouteTable(
  { network, options, surroundings }: Estate,
  { id: gatewayId, account, region }: TransitGateway,
  { id, tags }: { id?: string | undefined; tags: Tags },
  after = lasting(options.networkMs),
): TransitRouteTable {
  const createdAt = surroundings.clock.now();
  const made: TransitRouteTable = {
    id: id ?? `tgw-rtb-${surroundings.hex(17)}`,
    account,
    region,
    tags,
    gatewayId,
    createdAt,
    availableAt: createdAt + after,
    goneAt: undefined,
    propagations: new Map(),
    routes: new Map(),
  };
  network.transit.tables.set(made.id, made);
  return made;
}

function shown(estate: Estate, table: TransitRouteTable): TransitGatewayRouteTable {
  return {
    TransitGatewayRouteTableId: table.id,
    TransitGatewayId: table.gatewayId,
    State: stateOf(table, estate.surroundings.clock.now()),
    ...defaultsOf(estate, table),
    CreationTime: new Date(table.createdAt),
    Tags: tagList(table.tags),
  };
}

function defaultsOf({ network }: Estate, { id, gatewayId }: TransitRouteTable) {
  const gateway = network.transit.gateways.get(gatewayId);
  return {
    DefaultAssociationRouteTable: gateway?.associationTableId === id,
    DefaultPropagationRouteTable: gateway?.propagationTableId === id,
  };
}

/** Source: EC2 API reference, DescribeTransitGatewayRouteTables. */
function fields(estate: Estate): Fields<TransitRouteTable> {
  return {
    "default-association-route-table": (table) =>
      String(defaultsOf(estate, table).DefaultAssociationRouteTable),
    "default-propagation-route-table": (table) =>
      String(defaultsOf(estate, table).DefaultPropagationRouteTable),
    state: (table) => stateOf(table, estate.surroundings.clock.now()),
    "transit-gateway-id": ({ gatewayId }) => gatewayId,
    "transit-gateway-route-table-id": ({ id }) => id,
  };
}
