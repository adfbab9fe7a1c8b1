import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../../test/support/simulated.ts";
import type { Json } from "../../service.ts";

/** A gateway of the hub's account, with the hub's VPC attached, in time. */
function staged(Options: Json = {}) {
  const cloud = simulated({ networkMs: 60_000, sharingMs: 0, sharedSeenMs: 0 });
  const { call, member, estate } = cloud;
  const gateway = call(HUB, "CreateTransitGateway", { Options }).TransitGateway as Json;
  const TransitGatewayId = gateway.TransitGatewayId as string;
  cloud.wait(60_000);
  const attach = (account: string, VpcId: string) => {
    const SubnetIds = [...(estate.network.subnetsOfVpc.get(VpcId) ?? [])].map(({ id }) => id);
    const made = call(account, "CreateTransitGatewayVpcAttachment", { TransitGatewayId, VpcId, SubnetIds });
    return member<string>(made, "TransitGatewayVpcAttachment", "TransitGatewayAttachmentId");
  };
  const share = () => {
    const share = { name: "gateway", resourceArns: [gateway.TransitGatewayArn], principals: [SPOKE] };
    cloud.ram(HUB, "CreateResourceShare", share);
    const [invitation] = cloud.ram(SPOKE, "GetResourceShareInvitations").resourceShareInvitations as Json[];
    const { resourceShareInvitationArn } = invitation ?? {};
    cloud.ram(SPOKE, "AcceptResourceShareInvitation", { resourceShareInvitationArn });
  };
  const table = member<string | undefined>(gateway, "Options", "AssociationDefaultRouteTableId");
  const routes = (TransitGatewayRouteTableId = table, ...Filters: Json[]) =>
    call(HUB, "SearchTransitGatewayRoutes", {
      TransitGatewayRouteTableId,
      Filters: [{ Name: "state", Values: ["active", "blackhole"] }, ...Filters],
    }).Routes as Json[];
  return { ...cloud, TransitGatewayId, attach, share, table, routes };
}

const attachments = (call: ReturnType<typeof simulated>["call"], account: string) =>
  (call(account, "DescribeTransitGatewayVpcAttachments").TransitGatewayVpcAttachments as Json[]).map(
    ({ State }) => State,
  );

test("a gateway exists for another account once RAM has shared it, and its attachment waits to be accepted", () => {
  const { attach, call, share, vpc, wait, TransitGatewayId } = staged();
  const spoke = vpc(SPOKE);
  expect(refusal(() => attach(SPOKE, spoke))).toBe("400 InvalidTransitGatewayID.NotFound");
  expect(call(SPOKE, "DescribeTransitGateways").TransitGateways).toEqual([]);
  share();
  expect(call(SPOKE, "DescribeTransitGateways").TransitGateways).toMatchObject([{ TransitGatewayId }]);
  const TransitGatewayAttachmentId = attach(SPOKE, spoke);
  expect([attachments(call, HUB), attachments(call, SPOKE)]).toEqual([
    ["pendingAcceptance"],
    ["pendingAcceptance"],
  ]);
  const accept = (account: string) =>
    refusal(() => call(account, "AcceptTransitGatewayVpcAttachment", { TransitGatewayAttachmentId }));
  expect(accept(SPOKE)).toBe("400 InvalidTransitGatewayID.NotFound");
  expect(accept(HUB)).toBe("answered");
  expect(attachments(call, SPOKE)).toEqual(["pending"]);
  wait(60_000);
  expect(attachments(call, SPOKE)).toEqual(["available"]);
  expect(accept(HUB)).toBe("400 IncorrectState");
});

test("route tables, and where attachments are associated, are seen by the gateway's owner alone", () => {
  const { attach, call, share, vpc, wait, table } = staged({ AutoAcceptSharedAttachments: "enable" });
  share();
  attach(SPOKE, vpc(SPOKE));
  wait(60_000);
  expect(call(SPOKE, "DescribeTransitGatewayRouteTables").TransitGatewayRouteTables).toEqual([]);
  const search = { TransitGatewayRouteTableId: table, Filters: [{ Name: "type", Values: ["static"] }] };
  expect(refusal(() => call(SPOKE, "SearchTransitGatewayRoutes", search))).toBe(
    "400 InvalidRouteTableID.NotFound",
  );
  const [theirs] = call(SPOKE, "DescribeTransitGatewayAttachments").TransitGatewayAttachments as Json[];
  const [ours] = call(HUB, "DescribeTransitGatewayAttachments").TransitGatewayAttachments as Json[];
  expect([theirs?.Association, ours?.Association]).toMatchObject([
    undefined,
    { TransitGatewayRouteTableId: table, State: "associated" },
  ]);
});

test("an attachment propagates its VPC's range to the default table; a static route of the range goes before", () => {
  const { attach, call, vpc, wait, table, routes } = staged();
  const TransitGatewayAttachmentId = attach(HUB, vpc(HUB));
  expect(routes()).toEqual([]);
  wait(60_000);
  expect(routes()).toMatchObject([{ DestinationCidrBlock: "10.0.0.0/16", Type: "propagated" }]);
  const route = { TransitGatewayRouteTableId: table, DestinationCidrBlock: "10.0.0.0/16" };
  call(HUB, "CreateTransitGatewayRoute", { ...route, Blackhole: true });
  expect(routes()).toMatchObject([{ Type: "static", State: "blackhole" }]);
  call(HUB, "DeleteTransitGatewayRoute", route);
  call(HUB, "CreateTransitGatewayRoute", { ...route, TransitGatewayAttachmentId });
  expect(routes()).toMatchObject([{ Type: "static", State: "active" }]);
  call(HUB, "DeleteTransitGatewayVpcAttachment", { TransitGatewayAttachmentId });
  wait(60_000);
  expect(routes()).toMatchObject([{ Type: "static", State: "blackhole" }]);
});

test("routes are searched by the longest prefix, by what is in a block and by what it is in", () => {
  const { attach, call, vpc, wait, table, routes } = staged();
  attach(HUB, vpc(HUB));
  wait(60_000);
  for (const DestinationCidrBlock of ["10.0.0.0/8", "10.0.1.0/24"])
    call(HUB, "CreateTransitGatewayRoute", {
      TransitGatewayRouteTableId: table,
      DestinationCidrBlock,
      Blackhole: true,
    });
  const found = (name: string, value: string) =>
    routes(table, { Name: `route-search.${name}`, Values: [value] }).map((one) => one.DestinationCidrBlock);
  expect(found("longest-prefix-match", "10.0.1.7")).toEqual(["10.0.1.0/24"]);
  expect(found("longest-prefix-match", "10.0.2.7")).toEqual(["10.0.0.0/16"]);
  expect(found("exact-match", "10.0.0.0/8")).toEqual(["10.0.0.0/8"]);
  expect(found("subnet-of-match", "10.0.0.0/16").sort()).toEqual(["10.0.0.0/16", "10.0.1.0/24"]);
  expect(found("supernet-of-match", "10.0.0.0/16").sort()).toEqual(["10.0.0.0/16", "10.0.0.0/8"]);
});

test("an attachment is in one table and propagates to any, as its owner says", () => {
  const { attach, call, vpc, wait, table, TransitGatewayId, routes } = staged({
    DefaultRouteTablePropagation: "disable",
  });
  const TransitGatewayAttachmentId = attach(HUB, vpc(HUB));
  wait(60_000);
  const made = call(HUB, "CreateTransitGatewayRouteTable", { TransitGatewayId });
  const { TransitGatewayRouteTableId: other } = made.TransitGatewayRouteTable as Json;
  wait(60_000);
  const on = (operation: string, TransitGatewayRouteTableId: unknown) =>
    refusal(() => call(HUB, operation, { TransitGatewayRouteTableId, TransitGatewayAttachmentId }));
  expect(on("AssociateTransitGatewayRouteTable", other)).toBe("400 Resource.AlreadyAssociated");
  expect(on("DisassociateTransitGatewayRouteTable", table)).toBe("answered");
  expect(on("AssociateTransitGatewayRouteTable", other)).toBe("answered");
  expect(on("EnableTransitGatewayRouteTablePropagation", table)).toBe("answered");
  expect(on("EnableTransitGatewayRouteTablePropagation", table)).toBe(
    "400 TransitGatewayRouteTablePropagation.Duplicate",
  );
  expect(routes()).toEqual([]);
  wait(60_000);
  expect(routes()).toHaveLength(1);
  const listed = (operation: string, TransitGatewayRouteTableId: unknown, member: string) =>
    call(HUB, operation, { TransitGatewayRouteTableId })[member];
  expect(listed("GetTransitGatewayRouteTableAssociations", other, "Associations")).toMatchObject([
    { TransitGatewayAttachmentId, State: "associated" },
  ]);
  expect(
    listed("GetTransitGatewayRouteTablePropagations", table, "TransitGatewayRouteTablePropagations"),
  ).toMatchObject([{ TransitGatewayAttachmentId, State: "enabled" }]);
});

test("an attachment has one subnet of each availability zone, and an interface in each", () => {
  const { attach, call, vpc, TransitGatewayId, estate } = staged();
  const VpcId = vpc(HUB);
  const TransitGatewayAttachmentId = attach(HUB, VpcId);
  const again = { TransitGatewayId, VpcId, SubnetIds: ["subnet-0"] };
  expect(refusal(() => call(HUB, "CreateTransitGatewayVpcAttachment", again))).toBe(
    "400 DuplicateTransitGatewayAttachment",
  );
  const interfaces = call(HUB, "DescribeNetworkInterfaces", {
    Filters: [{ Name: "interface-type", Values: ["transit_gateway"] }],
  }).NetworkInterfaces as Json[];
  expect(interfaces.map(({ SubnetId }) => SubnetId)).toEqual(
    [...estate.network.subnets.values()].map(({ id }) => id),
  );
  expect(interfaces[0]?.Description).toContain(TransitGatewayAttachmentId);
  const [SubnetId] = interfaces.map((one) => one.SubnetId);
  expect(refusal(() => call(HUB, "DeleteSubnet", { SubnetId }))).toBe("400 DependencyViolation");
  expect(refusal(() => call(HUB, "DeleteTransitGateway", { TransitGatewayId }))).toBe("400 IncorrectState");
});
