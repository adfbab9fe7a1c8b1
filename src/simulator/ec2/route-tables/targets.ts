import type { CreateRouteRequest } from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent, type IdKind } from "../access.ts";
import { inside } from "../addresses.ts";
import { invalidValue, missing } from "../errors.ts";
import { otherSide } from "../peering/state.ts";
import { cidrsOf } from "./routes.ts";
import type { RouteTable } from "./state.ts";

export const TARGET_MEMBERS = [
  "GatewayId",
  "NatGatewayId",
  "EgressOnlyInternetGatewayId",
  "NetworkInterfaceId",
  "TransitGatewayId",
  "VpcPeeringConnectionId",
] as const;

type Targets = Pick<CreateRouteRequest, (typeof TARGET_MEMBERS)[number]>;

/** The one target that a call names. Throws as AWS does for one that is not there for the table's VPC. */
export function targetOf(
  estate: Estate,
  table: RouteTable,
  destination: string,
  input: Targets,
  call: Call,
): string {
  const [member, second] = TARGET_MEMBERS.filter((one) => input[one] !== undefined);
  if (!member) throw missing("gatewayId");
  if (second)
    throw new AwsError(
      "InvalidParameterCombination",
      `The parameters ${member} and ${second} may not be used together`,
    );
  const target = input[member] ?? "";
  KNOWN[member](estate, table, target, call);
  refuseInside(estate, table, destination, member);
  return target;
}

type Check = (estate: Estate, table: RouteTable, target: string, call: Call) => void;

const KNOWN: { readonly [M in (typeof TARGET_MEMBERS)[number]]: Check } = {
  GatewayId: gateway(ABSENT.gateway, "network gateway", /^(igw|vgw)-/),
  NatGatewayId: gateway(ABSENT.natGateway, "NAT gateway", /^nat-/),
  EgressOnlyInternetGatewayId: gateway(ABSENT.egressOnlyGateway, "egress-only internet gateway", /^eigw-/),
  NetworkInterfaceId({ network }, table, target) {
    const found = network.interfaces.get(target);
    if (!found || found.region !== table.region) throw absent(ABSENT.interface, target);
    if (found.vpcId !== table.vpcId) throw elsewhere(table, "interface", target);
  },
  /** AWS does not know a gateway here before the VPC is attached to it (terraform-provider-aws#9222). */
  TransitGatewayId({ network }, table, target) {
    const attachments = [...(network.transit.attachmentsOfVpc.get(table.vpcId) ?? [])];
    if (!attachments.some(({ gatewayId }) => gatewayId === target))
      throw new AwsError(ABSENT.transitGateway.code, `The transitGateway ID '${target}' does not exist.`);
  },
  /** "You can add a route for a VPC peering connection that's in the pending-acceptance state". */
  VpcPeeringConnectionId({ network }, table, target, { account }) {
    const found = network.peerings.get(target);
    if (!found || ![found.requester.account, found.accepter.account].includes(account))
      throw absent(ABSENT.peering, target);
    if (!otherSide(found, table.vpcId)) throw elsewhere(table, "vpc peering connection", target);
  },
};

function gateway(kind: IdKind, words: string, prefix: RegExp): Check {
  return ({ network }, table, target, { account, region }) => {
    const found = prefix.test(target) ? network.gateways.get(target) : undefined;
    if (found?.account !== account || found.region !== region) throw absent(kind, target);
    if (found.vpcId !== table.vpcId) throw elsewhere(table, words, target);
  };
}

const elsewhere = ({ id }: RouteTable, kind: string, target: string): AwsError =>
  invalidValue(`route table ${id} and ${kind} ${target} belong to different networks`);

/** In AWS's words; more specific than local are only routes to something in the VPC itself. */
function refuseInside(
  { network }: Estate,
  { vpcId }: RouteTable,
  destination: string,
  member: keyof typeof KNOWN,
): void {
  const vpc = network.vpcs.get(vpcId);
  const isWithin = vpc && cidrsOf(vpc).some((block) => inside(destination, block));
  if (isWithin && member !== "NetworkInterfaceId" && !(vpc && cidrsOf(vpc).includes(destination)))
    throw invalidValue(
      `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
}
