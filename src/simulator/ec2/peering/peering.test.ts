import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../../test/support/simulated.ts";
import type { Json } from "../../service.ts";

const DAY = 24 * 3600_000;

function requested({ peerRegion = "eu-west-1", peerCidr = "10.1.0.0/16" } = {}) {
  const cloud = simulated({ networkMs: 30_000 });
  const { call, member } = cloud;
  const VpcId = cloud.vpc(HUB);
  const peer = call(SPOKE, "CreateVpc", { CidrBlock: peerCidr }, peerRegion);
  const made = call(HUB, "CreateVpcPeeringConnection", {
    VpcId,
    PeerVpcId: member(peer, "Vpc", "VpcId"),
    PeerOwnerId: SPOKE,
    PeerRegion: peerRegion,
  });
  const id = member<string>(made, "VpcPeeringConnection", "VpcPeeringConnectionId");
  const VpcPeeringConnectionId = id;
  const status = (account = HUB, region = "eu-west-1") => {
    const page = call(account, "DescribeVpcPeeringConnections", {}, region).VpcPeeringConnections as Json[];
    return page.map((one) => (one.Status as Json).Code);
  };
  const on = (account: string, verb: string, region?: string) =>
    refusal(() => call(account, `${verb}VpcPeeringConnection`, { VpcPeeringConnectionId }, region));
  return { ...cloud, VpcId, id, status, on };
}

test("a request is accepted by the other account, is provisioned, and then active for both", () => {
  const { on, status, wait } = requested();
  expect(status()).toEqual(["pending-acceptance"]);
  expect(on(HUB, "Accept")).toBe("400 OperationNotPermitted");
  expect(on(SPOKE, "Accept")).toBe("answered");
  expect(status(SPOKE)).toEqual(["provisioning"]);
  wait(30_000);
  expect([status(), status(SPOKE)]).toEqual([["active"], ["active"]]);
  expect(on(SPOKE, "Accept")).toBe("400 InvalidStateTransition");
});

test("between Regions it is accepted in the Region of the accepter", () => {
  const { on, status, wait } = requested({ peerRegion: "us-east-1" });
  expect(status(SPOKE)).toEqual([]);
  expect(on(SPOKE, "Accept")).toBe("400 InvalidVpcPeeringConnectionID.NotFound");
  expect(on(SPOKE, "Accept", "us-east-1")).toBe("answered");
  wait(30_000);
  expect(status()).toEqual(["active"]);
});

test("a request that nobody answers for seven days has expired, and cannot be accepted", () => {
  const { on, status, wait } = requested();
  wait(7 * DAY);
  expect(status()).toEqual(["expired"]);
  expect(on(SPOKE, "Accept")).toBe("400 InvalidStateTransition");
  wait(2 * DAY);
  expect(status()).toEqual([]);
});

test("VPCs whose ranges overlap are not connected", () => {
  const { status } = requested({ peerCidr: "10.0.128.0/20" });
  expect([status(), status(SPOKE)]).toEqual([["failed"], []]);
});

test("a rejected request cannot be deleted; who rejected it sees it for two hours, the other for two days", () => {
  const { on, status, wait } = requested();
  on(SPOKE, "Reject");
  expect(on(HUB, "Delete")).toBe("400 InvalidStateTransition");
  wait(3 * 3600_000);
  expect([status(), status(SPOKE)]).toEqual([["rejected"], []]);
  wait(2 * DAY);
  expect(status()).toEqual([]);
});

test("routes to it are blackholes until it is active, and again when it is deleted", () => {
  const { call, on, id, VpcId, wait } = requested();
  const [table] = call(HUB, "DescribeRouteTables").RouteTables as Json[];
  const { RouteTableId } = table ?? {};
  call(HUB, "CreateRoute", {
    RouteTableId,
    DestinationCidrBlock: "10.1.0.0/16",
    VpcPeeringConnectionId: id,
  });
  const state = () => {
    const [shown] = call(HUB, "DescribeRouteTables", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] })
      .RouteTables as { Routes: Json[] }[];
    return shown?.Routes.find((route) => route.VpcPeeringConnectionId === id)?.State;
  };
  expect(state()).toBe("blackhole");
  on(SPOKE, "Accept");
  wait(30_000);
  expect(state()).toBe("active");
  on(SPOKE, "Delete");
  expect(state()).toBe("blackhole");
});

test("a group may name one of the peer's VPC while the connection is active, and of another Region never", () => {
  for (const [peerRegion, outcome] of [
    ["eu-west-1", "answered"],
    ["us-east-1", "400 InvalidGroup.NotFound"],
  ] as const) {
    const { call, estate, on, wait } = requested({ peerRegion });
    const groupOf = (account: string) =>
      [...estate.network.securityGroups.values()].find((group) => group.account === account)?.id;
    const pair = { GroupId: groupOf(SPOKE), UserId: SPOKE };
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [pair] }];
    const authorize = () =>
      refusal(() => call(HUB, "AuthorizeSecurityGroupIngress", { GroupId: groupOf(HUB), IpPermissions }));
    expect(authorize()).toBe("400 InvalidGroup.NotFound");
    on(SPOKE, "Accept", peerRegion);
    wait(30_000);
    expect(authorize()).toBe(outcome);
  }
});
