import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent, own } from "../access.ts";
import { invalidValue, missing } from "../errors.ts";
import type { Subnet } from "../state.ts";
import { associationId, associationsOf } from "./shown.ts";
import type { RouteTable } from "./state.ts";

/** A subnet has one table; that of a new association is the answer at once. Source: EC2 API reference, each page. */
export function routeTableAssociationOperations(estate: Estate): ReadingService {
  const { network } = estate;
  const tableOf = (id: string | undefined, call: Call) =>
    own(network.routeTables, id, call, ABSENT.routeTable);
  return {
    AssociateRouteTable: reading<AssociateRouteTableRequest, AssociateRouteTableResult>()(
      ["SubnetId", "RouteTableId"],
      (input, call) => {
        const table = tableOf(input.RouteTableId, call);
        const subnet = own(network.subnets, input.SubnetId, call, ABSENT.subnet);
        refuseOther(table, subnet);
        if (subnet.routeTableId !== undefined && subnet.routeTableId !== table.id)
          throw new AwsError(
            "Resource.AlreadyAssociated",
            `the specified association for route table ${table.id} conflicts with an existing association`,
          );
        subnet.routeTableId = table.id;
        return associated(associationId(table.id, subnet.id));
      },
    ),

    DisassociateRouteTable: reading<DisassociateRouteTableRequest, object>()(
      ["AssociationId"],
      (input, call) => {
        const { subnet, table } = found(estate, input.AssociationId, call);
        if (!subnet)
          throw invalidValue(`cannot disassociate the main route table association ${input.AssociationId}`);
        if (subnet.routeTableId === table.id) subnet.routeTableId = undefined;
        return {};
      },
    ),

    ReplaceRouteTableAssociation: reading<
      ReplaceRouteTableAssociationRequest,
      ReplaceRouteTableAssociationResult
    >()(["AssociationId", "RouteTableId"], (input, call) => {
      const table = tableOf(input.RouteTableId, call);
      const { subnet, table: before } = found(estate, input.AssociationId, call);
      refuseOther(table, before);
      const vpc = network.vpcs.get(table.vpcId);
      if (subnet) subnet.routeTableId = table.id;
      else if (vpc) vpc.mainRouteTableId = table.id;
      const { AssociationId, AssociationState } = associated(associationId(table.id, subnet?.id));
      return { NewAssociationId: AssociationId, AssociationState };
    }),
  };
}

const associated = (AssociationId: string) => ({
  AssociationId,
  AssociationState: { State: "associated" as const },
});

function refuseOther(table: RouteTable, other: { id: string; vpcId: string }): void {
  if (other.vpcId !== table.vpcId)
    throw invalidValue(`Route table ${table.id} and ${other.id} belong to different networks`);
}

function found(
  estate: Estate,
  id: string | undefined,
  { account, region }: Call,
): { table: RouteTable; subnet: Subnet | undefined } {
  if (!id) throw missing("associationId");
  for (const table of estate.network.routeTables.values()) {
    if (table.account !== account || table.region !== region) continue;
    const association = associationsOf(estate, table).find((one) => one.id === id);
    if (association) return { table, subnet: estate.network.subnets.get(association.subnetId ?? "") };
  }
  throw absent(ABSENT.association, id);
}
