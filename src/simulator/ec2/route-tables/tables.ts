import type {
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError } from "../../service.ts";
import { ABSENT, own, ownVpc } from "../access.ts";
import { once } from "../client-tokens.ts";
import { listing } from "../describe.ts";
import { isPartSeen } from "../participants.ts";
import type { Tags } from "../resource.ts";
import { subnetsIn, type Vpc } from "../state.ts";
import { tagsFor } from "../tag-values.ts";
import { associationsOf, fields, shown } from "./shown.ts";
import type { RouteTable } from "./state.ts";

export function routeTableOperations(estate: Estate): ReadingService {
  const { network } = estate;
  return {
    CreateRouteTable: reading<CreateRouteTableRequest, CreateRouteTableResult>()(
      ["VpcId", "TagSpecifications", "ClientToken"],
      (input, call) => {
        const vpc = ownVpc(estate, input.VpcId, call);
        const tags = tagsFor(input.TagSpecifications, "route-table");
        const make = () => addRouteTable(estate, vpc, { tags });
        const { made, token } = once(estate, "CreateRouteTable", input, call, make);
        return { RouteTable: shown(estate, made), ...token };
      },
    ),

    DeleteRouteTable: reading<DeleteRouteTableRequest, object>()(["RouteTableId"], (input, call) => {
      const table = own(network.routeTables, input.RouteTableId, call, ABSENT.routeTable);
      const isUsed =
        associationsOf(estate, table).length > 0 ||
        [...network.endpoints.values()].some(({ routeTableIds }) => routeTableIds.includes(table.id));
      if (isUsed)
        throw new AwsError(
          "DependencyViolation",
          `The routeTable '${table.id}' has dependencies and cannot be deleted.`,
        );
      network.routeTables.delete(table.id);
      return {};
    }),

    DescribeRouteTables: listing<DescribeRouteTablesRequest, DescribeRouteTablesResult>()(
      "RouteTableIds",
      "RouteTables",
      {
        all: () => network.routeTables,
        fields: fields(estate),
        ids: ABSENT.routeTable,
        isSeen: (table, call) =>
          isPartSeen(estate, table, call, () => {
            const isMain = network.vpcs.get(table.vpcId)?.mainRouteTableId === table.id;
            return subnetsIn(network, table.vpcId).filter(
              ({ routeTableId }) => (routeTableId ?? (isMain ? table.id : undefined)) === table.id,
            );
          }),
        shown: (table) => shown(estate, table),
      },
    ),
  };
}

/** Undefined `id`: one is drawn. */
export function addRouteTable(
  { network, surroundings }: Estate,
  { id: vpcId, account, region }: Vpc,
  { id, tags }: { id?: string | undefined; tags: Tags },
): RouteTable {
  const made = { id: id ?? `rtb-${surroundings.hex(17)}`, account, region, tags, vpcId, routes: new Map() };
  network.routeTables.set(made.id, made);
  return made;
}
