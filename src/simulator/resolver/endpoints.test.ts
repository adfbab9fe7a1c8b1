import { expect, test } from "vitest";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import {
  ATTACHED_MS,
  MADE_MS,
  resolverHub,
  simulatedResolver,
} from "../../../test/support/simulated-resolver.ts";
import type { Json } from "../service.ts";

// Sources: Route 53 Resolver API reference, the operations' pages; Developer Guide, "Values that you specify when you
// create or edit inbound (outbound) endpoints"; error texts as recorded, or as users published them.

type Address = { IpId: string; SubnetId: string; Ip?: string; Ipv6?: string; Status: string };

function world() {
  const cloud = resolverHub();
  const { call, inbound: ResolverEndpointId, subnets, hub } = cloud;
  const addresses = () =>
    call(HUB, "ListResolverEndpointIpAddresses", { ResolverEndpointId }).IpAddresses as Address[];
  const state = () => cloud.status(HUB, "GetResolverEndpoint", { ResolverEndpointId });
  const on = (operation: string, more: Json) => call(HUB, operation, { ResolverEndpointId, ...more });
  const SubnetId = subnets(hub)[0]?.id ?? "";
  return { ...cloud, ResolverEndpointId, addresses, state, on, SubnetId };
}

test("an endpoint is CREATING with its addresses on their way, then OPERATIONAL with all ATTACHED", () => {
  const { vpc, resolverEndpoint, status, call, wait } = simulatedResolver();
  const ResolverEndpointId = resolverEndpoint(HUB, vpc(HUB), "INBOUND");
  const seen = () => [
    status(HUB, "GetResolverEndpoint", { ResolverEndpointId }),
    ...(call(HUB, "ListResolverEndpointIpAddresses", { ResolverEndpointId }).IpAddresses as Address[]).map(
      ({ Status }) => Status,
    ),
  ];
  expect(seen()).toEqual(["CREATING", "CREATING", "CREATING"]);
  wait(MADE_MS / 2);
  expect(seen()).toEqual(["CREATING", "ATTACHING", "ATTACHING"]);
  wait(MADE_MS / 2);
  expect(seen()).toEqual(["OPERATIONAL", "ATTACHED", "ATTACHED"]);
});

test.each([
  ["one address", (a: Json[]) => ({ IpAddresses: a.slice(0, 1) }), "length greater than or equal to 2"],
  [
    "a reserved address",
    ([a, b]: Json[]) => ({ IpAddresses: [{ ...a, Ip: "10.0.0.2" }, b] }),
    "[RSLVR-00405]",
  ],
  [
    "an address elsewhere",
    ([a, b]: Json[]) => ({ IpAddresses: [{ ...a, Ip: "10.9.0.9" }, b] }),
    "[RSLVR-00405]",
  ],
  ["one address twice", ([a]: Json[]) => ({ IpAddresses: [a, a] }), "already in use"],
  [
    "a subnet that is not there",
    ([a]: Json[]) => ({ IpAddresses: [a, { SubnetId: "subnet-0" }] }),
    "does not exist",
  ],
  ["a malformed group", () => ({ SecurityGroupIds: ["group"] }), "[RSLVR-00408]"],
  ["a group of another VPC", () => ({ SecurityGroupIds: ["sg-0123456789abcdef0"] }), "does not exist"],
  ["eleven groups", () => ({ SecurityGroupIds: Array.from({ length: 11 }, () => "sg-1") }), "Maximum of 10"],
  ["IPv6 where the subnets have none", () => ({ ResolverEndpointType: "DUALSTACK" }), "IPv6 CIDR block"],
  ["metrics of an outbound endpoint", () => ({ TargetNameServerMetricsEnabled: true }), "outbound"],
])("an endpoint with %s is refused, and nothing is made", (_what, change, words) => {
  const { vpc, subnets, resolverEndpoint, estate } = simulatedResolver();
  const hub = vpc(HUB);
  const asked = subnets(hub).map(({ id, cidr }) => ({ SubnetId: id, Ip: cidr.replace("0/24", "53") }));
  expect(() => resolverEndpoint(HUB, hub, "INBOUND", change(asked))).toThrow(words);
  expect([estate.resolver.endpoints.size, estate.network.interfaces.size]).toEqual([0, 0]);
  expect(subnets(hub).every(({ taken }) => taken.size === 0)).toBe(true);
});

test("subnets of two VPCs, of another account, shared or not, and of dedicated tenancy are refused", () => {
  const { vpc, subnets, resolverEndpoint, estate } = simulatedResolver();
  const [hub, other, foreign] = [vpc(HUB), vpc(HUB), vpc(SPOKE)];
  const within = (...vpcs: string[]) =>
    refusal(() =>
      resolverEndpoint(HUB, hub, "INBOUND", {
        IpAddresses: vpcs.map((id) => ({ SubnetId: subnets(id)[0]?.id })),
      }),
    );
  for (const subnet of subnets(foreign)) subnet.sharedWith = new Set([HUB]);
  expect(within(hub, other)).toBe("400 InvalidRequestException");
  expect(within(foreign, foreign)).toBe("400 InvalidParameterException");
  Object.assign(estate.network.vpcs.get(hub) ?? {}, { tenancy: "dedicated" });
  expect(within(hub, hub)).toBe("400 InvalidRequestException");
});

test("a second outbound endpoint has to wait until the first one is done", () => {
  const { vpc, resolverEndpoint, wait } = simulatedResolver();
  const hub = vpc(HUB);
  resolverEndpoint(HUB, hub, "OUTBOUND");
  const second = () => resolverEndpoint(HUB, vpc(HUB), "OUTBOUND");
  expect(refusal(second)).toBe("400 InvalidRequestException");
  wait(MADE_MS);
  expect(refusal(second)).toBe("answered");
});

test("without addresses and groups of one's own AWS chooses; the protocol is Do53", () => {
  const { vpc, subnets, resolverEndpoint, call } = simulatedResolver();
  const hub = vpc(HUB);
  const IpAddresses = subnets(hub).map(({ id }) => ({ SubnetId: id }));
  const id = resolverEndpoint(HUB, hub, "OUTBOUND", { IpAddresses, SecurityGroupIds: [] });
  const { ResolverEndpoint } = call(HUB, "GetResolverEndpoint", { ResolverEndpointId: id });
  expect(ResolverEndpoint).toMatchObject({
    Direction: "OUTBOUND",
    HostVPCId: hub,
    IpAddressCount: 2,
    Protocols: ["Do53"],
    ResolverEndpointType: "IPV4",
    SecurityGroupIds: [expect.stringMatching(/^sg-/)],
  });
});

test("an address is added by itself: the endpoint is UPDATING until it is ATTACHED", () => {
  const { on, addresses, state, SubnetId, wait } = world();
  const IpAddress = { SubnetId, Ip: "10.0.0.77" };
  expect(on("AssociateResolverEndpointIpAddress", { IpAddress }).ResolverEndpoint).toMatchObject({
    Status: "UPDATING",
    IpAddressCount: 3,
  });
  expect(addresses().at(-1)).toMatchObject({ ...IpAddress, Status: "CREATING" });
  wait(ATTACHED_MS);
  expect(addresses().at(-1)).toMatchObject({ Status: "ATTACHED" });
  expect(state()).toBe("OPERATIONAL");
  expect(() => on("AssociateResolverEndpointIpAddress", { IpAddress })).toThrow("already in use");
  for (const Ip of ["10.0.0.78", "10.0.0.79", "10.0.0.80"])
    on("AssociateResolverEndpointIpAddress", { IpAddress: { SubnetId, Ip } });
  const seventh = () =>
    on("AssociateResolverEndpointIpAddress", { IpAddress: { SubnetId, Ip: "10.0.0.81" } });
  expect(refusal(seventh)).toBe("400 LimitExceededException");
});

test("an address leaves only while two others are ATTACHED, told by its id or by subnet and address", () => {
  const { on, addresses, state, SubnetId, wait, estate, subnets, hub } = world();
  const remove = (IpAddress: Json) => on("DisassociateResolverEndpointIpAddress", { IpAddress });
  const [first] = addresses();
  expect(() => remove({ SubnetId })).toThrow(
    "[RSLVR-00503] Need to specify either the IP ID or both subnet and IP address in order to remove IP address.",
  );
  expect(() => remove({ IpId: first?.IpId })).toThrow("[RSLVR-00506]");
  on("AssociateResolverEndpointIpAddress", { IpAddress: { SubnetId, Ip: "10.0.0.77" } });
  expect(() => remove({ IpId: first?.IpId })).toThrow("[RSLVR-00506]");
  wait(ATTACHED_MS);
  expect(remove({ IpId: first?.IpId }).ResolverEndpoint).toMatchObject({ Status: "UPDATING" });
  expect(addresses()[0]).toMatchObject({ Status: "DETACHING" });
  expect(refusal(() => remove({ SubnetId, Ip: "10.0.0.53" }))).toBe("400 ResourceNotFoundException");
  wait(ATTACHED_MS);
  expect(addresses().map(({ Ip }) => Ip)).toEqual(["10.0.1.53", "10.0.0.77"]);
  expect(state()).toBe("OPERATIONAL");
  expect(subnets(hub)[0]?.taken.has("10.0.0.53")).toBe(false);
  expect(estate.network.interfaces.size).toBe(4);
});

test("name, protocols and the step to DUALSTACK can be changed; groups, addresses and IPv6 alone cannot", () => {
  const { on, state, wait, addresses } = world();
  const update = (more: Json) => refusal(() => on("UpdateResolverEndpoint", more));
  expect(update({ Name: "other", RniEnhancedMetricsEnabled: true })).toBe("answered");
  expect(state()).toBe("OPERATIONAL");
  expect(update({ Protocols: ["DoH"] })).toBe("400 InvalidRequestException");
  expect(update({ ResolverEndpointType: "IPV6" })).toBe("400 InvalidRequestException");
  expect(update({ SecurityGroupIds: ["sg-1"] })).toBe("501 NotImplemented");
  const UpdateIpAddresses = addresses().map(({ IpId }, n) => ({ IpId, Ipv6: `2001:db8::${n + 1}` }));
  expect(update({ ResolverEndpointType: "DUALSTACK", UpdateIpAddresses, Protocols: ["Do53", "DoH"] })).toBe(
    "answered",
  );
  expect(state()).toBe("UPDATING");
  wait(ATTACHED_MS);
  expect(on("GetResolverEndpoint", {}).ResolverEndpoint).toMatchObject({
    Name: "other",
    Status: "OPERATIONAL",
    ResolverEndpointType: "DUALSTACK",
    Protocols: ["Do53", "DoH"],
    RniEnhancedMetricsEnabled: true,
  });
  expect(addresses().map(({ Ipv6 }) => Ipv6)).toEqual(["2001:db8::1", "2001:db8::2"]);
});

test("an endpoint with rules stays; without, it is DELETING, keeps its subnets and groups busy, and is gone", () => {
  const {
    call,
    rule,
    forward,
    outbound: ResolverEndpointId,
    hub,
    subnets,
    wait,
    status,
    inbound,
  } = resolverHub();
  const ResolverRuleId = rule(HUB, "a.example", forward);
  expect(() => call(HUB, "DeleteResolverEndpoint", { ResolverEndpointId })).toThrow(
    `[RSLVR-00600] Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist for this resolver endpoint: ${ResolverRuleId}`,
  );
  call(HUB, "DeleteResolverRule", { ResolverRuleId });
  wait(60_000);
  const [SubnetId] = subnets(hub).map(({ id }) => id);
  const Filters = [{ Name: "description", Values: [`Route 53 Resolver: ${ResolverEndpointId}`] }];
  const interfaces = () => call(HUB, "DescribeNetworkInterfaces", { Filters }).NetworkInterfaces as Json[];
  const [one] = interfaces();
  const GroupId = (one?.Groups as { GroupId: string }[] | undefined)?.[0]?.GroupId;
  expect(status(HUB, "DeleteResolverEndpoint", { ResolverEndpointId })).toBe("DELETING");
  call(HUB, "DeleteResolverEndpoint", { ResolverEndpointId: inbound });
  expect(refusal(() => call(HUB, "DeleteSubnet", { SubnetId }))).toBe("400 DependencyViolation");
  expect(refusal(() => call(HUB, "DeleteSecurityGroup", { GroupId }))).toBe("400 DependencyViolation");
  wait(MADE_MS);
  expect(refusal(() => call(HUB, "DeleteSecurityGroup", { GroupId }))).toBe("answered");
  expect(interfaces()).toEqual([]);
  expect(refusal(() => call(HUB, "DeleteSubnet", { SubnetId }))).toBe("answered");
  expect(refusal(() => call(HUB, "GetResolverEndpoint", { ResolverEndpointId }))).toBe(
    "400 ResourceNotFoundException",
  );
});

test("endpoints are listed by direction, VPC, group and state", () => {
  const { call, hub, inbound, estate } = resolverHub();
  const found = (Name: string, value: string) =>
    (
      call(HUB, "ListResolverEndpoints", { Filters: [{ Name, Values: [value] }] }).ResolverEndpoints as {
        Id: string;
      }[]
    ).map(({ Id }) => Id);
  const group = estate.resolver.endpoints.get(inbound)?.groupIds[0] ?? "";
  expect(found("Direction", "INBOUND")).toEqual([inbound]);
  expect(found("SecurityGroupIds", group)).toEqual([inbound]);
  expect(found("HostVPCId", hub)).toHaveLength(2);
  expect(found("IpAddressCount", "2")).toHaveLength(2);
  expect(found("Status", "CREATING")).toEqual([]);
});

test("an endpoint that is UPDATING may take no other address until that is done", () => {
  const {
    call,
    inbound: ResolverEndpointId,
    subnets,
    hub,
    wait,
  } = resolverHub({
    behaviours: { addressWhileUpdating: "refused" },
  });
  const SubnetId = subnets(hub)[0]?.id ?? "";
  const add = () =>
    call(HUB, "AssociateResolverEndpointIpAddress", { ResolverEndpointId, IpAddress: { SubnetId } });
  add();
  expect(refusal(add)).toBe("400 InvalidRequestException");
  wait(ATTACHED_MS);
  expect(refusal(add)).toBe("answered");
});
