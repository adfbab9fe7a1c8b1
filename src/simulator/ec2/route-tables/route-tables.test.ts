import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../../test/support/simulated.ts";
import type { Json } from "../../service.ts";

const cidr = (DestinationCidrBlock: string) => ({ DestinationCidrBlock });

function staged() {
  const cloud = simulated({ networkMs: 0 });
  const { call, member, vpc } = cloud;
  const VpcId = vpc(HUB);
  const subnets = [...(cloud.estate.network.subnetsOfVpc.get(VpcId) ?? [])].map(({ id }) => id);
  const tables = (Filters?: Json[]) => call(HUB, "DescribeRouteTables", { Filters }).RouteTables as Json[];
  const made = call(HUB, "CreateRouteTable", { VpcId });
  const RouteTableId = member<string>(made, "RouteTable", "RouteTableId");
  return { ...cloud, VpcId, subnets, tables, RouteTableId };
}

test("a VPC begins with a main table that has the local route, and subnets without a table of their own use it", () => {
  const { call, vpc } = simulated();
  const VpcId = vpc(HUB);
  expect(call(HUB, "DescribeRouteTables").RouteTables).toMatchObject([
    {
      VpcId,
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active" }],
    },
  ]);
});

test("a subnet has one table of its own, which can be replaced and given back", () => {
  const { call, member, subnets, tables, RouteTableId } = staged();
  const [SubnetId] = subnets;
  const association = member<string>(
    call(HUB, "AssociateRouteTable", { SubnetId, RouteTableId }),
    "AssociationId",
  );
  const bySubnet = () => tables([{ Name: "association.subnet-id", Values: [SubnetId] }]);
  expect(bySubnet()).toMatchObject([{ RouteTableId }]);
  const main = tables([{ Name: "association.main", Values: ["true"] }])[0]?.RouteTableId;
  expect(refusal(() => call(HUB, "AssociateRouteTable", { SubnetId, RouteTableId: main }))).toBe(
    "400 Resource.AlreadyAssociated",
  );
  expect(refusal(() => call(HUB, "DeleteRouteTable", { RouteTableId }))).toBe("400 DependencyViolation");
  call(HUB, "DisassociateRouteTable", { AssociationId: association });
  expect(bySubnet()).toEqual([]);
  call(HUB, "DeleteRouteTable", { RouteTableId });
});

test("another table becomes the main one", () => {
  const { call, tables, RouteTableId } = staged();
  const main = () => tables([{ Name: "association.main", Values: ["true"] }]);
  const [{ RouteTableAssociationId: AssociationId } = {}] = (main()[0]?.Associations ?? []) as Json[];
  call(HUB, "ReplaceRouteTableAssociation", { AssociationId, RouteTableId });
  expect(main()).toMatchObject([{ RouteTableId }]);
});

test("a route is made once, replaced where it is, and not removed where it is not", () => {
  const { call, member, VpcId, vpc, RouteTableId } = staged();
  const peer = member<string>(call(HUB, "CreateVpc", { CidrBlock: "10.9.0.0/16" }), "Vpc", "VpcId");
  const request = { VpcId, PeerVpcId: peer };
  const VpcPeeringConnectionId = member<string>(
    call(HUB, "CreateVpcPeeringConnection", request),
    "VpcPeeringConnection",
    "VpcPeeringConnectionId",
  );
  const target = { RouteTableId, VpcPeeringConnectionId };
  const on = (operation: string, more: Json) => refusal(() => call(HUB, operation, more));
  expect(on("ReplaceRoute", { ...target, ...cidr("10.9.0.0/16") })).toBe("400 InvalidRoute.NotFound");
  expect(on("CreateRoute", { ...target, ...cidr("10.9.0.0/16") })).toBe("answered");
  expect(on("CreateRoute", { ...target, ...cidr("10.0.0.0/16") })).toBe("400 RouteAlreadyExists");
  expect(on("CreateRoute", { ...target, ...cidr("10.0.1.0/24") })).toBe("400 InvalidParameterValue");
  expect(on("DeleteRoute", { RouteTableId, ...cidr("10.8.0.0/16") })).toBe("400 InvalidRoute.NotFound");
  expect(on("DeleteRoute", { RouteTableId, ...cidr("10.0.0.0/16") })).toBe("400 InvalidParameterValue");
  expect(on("DeleteRoute", { RouteTableId, ...cidr("10.9.0.0/16") })).toBe("answered");
  const elsewhere = call(SPOKE, "CreateRouteTable", { VpcId: vpc(SPOKE) });
  const theirs = member<string>(elsewhere, "RouteTable", "RouteTableId");
  expect(on("DeleteRoute", { RouteTableId: theirs, ...cidr("10.9.0.0/16") })).toBe(
    "400 InvalidRouteTableID.NotFound",
  );
});

test("a route leads to a transit gateway only once the VPC is attached to it", () => {
  const { call, member, VpcId, subnets, RouteTableId, tables, wait } = staged();
  const gateway = call(HUB, "CreateTransitGateway").TransitGateway as Json;
  const { TransitGatewayId } = gateway;
  const route = { RouteTableId, TransitGatewayId, ...cidr("10.0.0.0/8") };
  expect(refusal(() => call(HUB, "CreateRoute", route))).toBe("400 InvalidTransitGatewayID.NotFound");
  const attachment = call(HUB, "CreateTransitGatewayVpcAttachment", {
    TransitGatewayId,
    VpcId,
    SubnetIds: subnets,
  });
  call(HUB, "CreateRoute", route);
  const state = () => {
    const [table] = tables([{ Name: "route.transit-gateway-id", Values: [TransitGatewayId as string] }]);
    return ((table?.Routes ?? []) as Json[]).filter((one) => one.TransitGatewayId).map(({ State }) => State);
  };
  expect(state()).toEqual(["active"]);
  call(HUB, "DeleteTransitGatewayVpcAttachment", {
    TransitGatewayAttachmentId: member(
      attachment,
      "TransitGatewayVpcAttachment",
      "TransitGatewayAttachmentId",
    ),
  });
  wait(1);
  expect(state()).toEqual(["blackhole"]);
});

test("a gateway endpoint is a route in its tables", () => {
  const { call, VpcId, RouteTableId, tables } = staged();
  const ServiceName = "com.amazonaws.eu-west-1.s3";
  call(HUB, "CreateVpcEndpoint", {
    VpcId,
    ServiceName,
    VpcEndpointType: "Gateway",
    RouteTableIds: [RouteTableId],
  });
  const [list] = call(HUB, "DescribeManagedPrefixLists", {
    Filters: [{ Name: "prefix-list-name", Values: [ServiceName] }],
  }).PrefixLists as Json[];
  expect(list).toMatchObject({ OwnerId: "AWS" });
  const [table] = tables([
    { Name: "route.destination-prefix-list-id", Values: [list?.PrefixListId as string] },
  ]);
  expect(table).toMatchObject({ RouteTableId });
});

test("an account with which a subnet is shared sees the route table and network ACL of that subnet", () => {
  const { call, estate, vpc } = simulated();
  const shared = vpc(HUB);
  const [subnet] = estate.network.subnetsOfVpc.get(shared) ?? [];
  expect(call(SPOKE, "DescribeRouteTables").RouteTables).toEqual([]);
  const sharedWith = new Set([SPOKE]);
  Object.assign(subnet ?? {}, { sharedWith });
  Object.assign(estate.network.vpcs.get(shared) ?? {}, { sharedWith });
  expect(call(SPOKE, "DescribeRouteTables").RouteTables).toMatchObject([{ OwnerId: HUB }]);
  expect(call(SPOKE, "DescribeNetworkAcls").NetworkAcls).toMatchObject([{ OwnerId: HUB }]);
});
