import { expect, test } from "vitest";
import { HUB } from "../../../test/support/simulated.ts";
import {
  ATTACHED_MS,
  MADE_MS,
  resolverHub,
  SURE_MS,
  UPDATED_MS,
} from "../../../test/support/simulated-resolver.ts";

// What rules lead to. Sources: Route 53 Developer Guide, "How Amazon Route 53 Resolver works", "Managing forwarding
// rules", "Values that you specify when you create or edit … endpoints"; AWS Knowledge Center on SERVFAIL.

const SSM = "ssm.eu-west-1.amazonaws.com";

/** A spoke VPC with a rule for SSM to the hub, whose private zone has an address for it. */
function served(choices = {}) {
  const cloud = resolverHub({ resolverAssociationMs: 0, ...choices });
  const { zone, record, hub, rule, associate, forward } = cloud;
  const spoke = cloud.vpc(HUB);
  record(HUB, zone(HUB, SSM, hub), "CREATE", {
    Name: SSM,
    Type: "A",
    TTL: 60,
    ResourceRecords: [{ Value: "10.0.0.9" }],
  });
  const ruleId = rule(HUB, SSM, forward);
  associate(HUB, ruleId, spoke);
  /** What comes of many questions, each at a moment of its own. */
  const answers = (name = SSM) =>
    new Set(
      Array.from({ length: 40 }, () => {
        cloud.wait(1);
        const { rcode, addresses } = cloud.resolve(spoke, name);
        return addresses.join() || rcode;
      }),
    );
  const update = (Config: object) =>
    cloud.call(HUB, "UpdateResolverRule", { ResolverRuleId: ruleId, Config });
  return { ...cloud, spoke, ruleId, answers, update };
}

const targets = (...all: string[]) => ({ TargetIps: all.map((Ip) => ({ Ip, Port: 53, Protocol: "Do53" })) });

test("a rule answers what the inbound endpoint's VPC does, and says what answered there", () => {
  const { resolve, spoke, ruleId } = served();
  expect(resolve(spoke, SSM)).toMatchObject({
    rcode: "NOERROR",
    addresses: ["10.0.0.9"],
    from: { kind: "rule", ruleId, behind: { kind: "private-zone" } },
  });
  expect(resolve(spoke, `x.${SSM}`)).toMatchObject({ rcode: "NXDOMAIN", ttlSeconds: 900 });
});

test("a rule needs enableDnsSupport of the VPC, and not enableDnsHostnames", () => {
  const { call, answers, resolve, spoke } = served();
  call(HUB, "ModifyVpcAttribute", { VpcId: spoke, EnableDnsHostnames: { Value: false } });
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
  call(HUB, "ModifyVpcAttribute", { VpcId: spoke, EnableDnsSupport: { Value: false } });
  expect(resolve(spoke, SSM).from.kind).toBe("public");
});

test.each([
  ["no target is an inbound endpoint's address", targets("198.51.100.1")],
  ["the port is another one", { TargetIps: [{ Ip: "10.0.0.53", Port: 5353 }] }],
  ["the targets are the outbound endpoint's own addresses", targets("10.0.0.54", "10.0.1.54")],
])("where %s, the answer is SERVFAIL, and not that there is nothing", (_why, config) => {
  const { answers, update, wait, resolve, spoke, ruleId } = served();
  update(config);
  wait(UPDATED_MS);
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
  expect(resolve(spoke, SSM)).toMatchObject({ ttlSeconds: 0, from: { kind: "rule", ruleId } });
});

test("a rule without an endpoint or targets answers SERVFAIL", () => {
  const { rule, associate, vpc, resolve } = served();
  const other = vpc(HUB);
  associate(HUB, rule(HUB, SSM), other);
  expect(resolve(other, SSM).rcode).toBe("SERVFAIL");
});

test("of several targets the dead ones are tried past", () => {
  const { answers, update, wait } = served();
  update(targets("198.51.100.1", "198.51.100.2", "10.0.1.53"));
  wait(UPDATED_MS);
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
});

test("while a rule is UPDATING its old and its new targets answer, at the end the new ones alone", () => {
  const { answers, update, wait } = served();
  update(targets("198.51.100.1"));
  expect(answers()).toEqual(new Set(["10.0.0.9", "SERVFAIL"]));
  wait(UPDATED_MS);
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
  update(targets("10.0.0.53"));
  expect(answers()).toEqual(new Set(["10.0.0.9", "SERVFAIL"]));
  wait(UPDATED_MS);
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
});

test("only ATTACHED addresses of a living endpoint answer", () => {
  const { answers, call, inbound, subnets, hub, update, wait, estate } = served();
  const SubnetId = subnets(hub)[0]?.id ?? "";
  const IpAddress = { SubnetId, Ip: "10.0.0.99" };
  call(HUB, "AssociateResolverEndpointIpAddress", { ResolverEndpointId: inbound, IpAddress });
  Object.assign(estate.options, { resolverRuleMs: 0 });
  update(targets("10.0.0.99"));
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
  wait(ATTACHED_MS);
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
  call(HUB, "DisassociateResolverEndpointIpAddress", { ResolverEndpointId: inbound, IpAddress });
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
  update(targets("10.0.0.53"));
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
  call(HUB, "DeleteResolverEndpoint", { ResolverEndpointId: inbound });
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
});

test("an endpoint that is being made answers and sends nothing yet", () => {
  const { vpc, resolverEndpoint, rule, associate, resolve, wait } = served();
  const there = vpc(HUB);
  const ResolverEndpointId = resolverEndpoint(HUB, there, "OUTBOUND");
  const asking = vpc(HUB);
  associate(HUB, rule(HUB, "x.example", { ResolverEndpointId, ...targets("10.0.0.53") }), asking);
  expect(resolve(asking, "x.example").rcode).toBe("SERVFAIL");
  wait(MADE_MS);
  expect(resolve(asking, "x.example")).toMatchObject({ rcode: "NXDOMAIN", from: { kind: "rule" } });
});

test.each([
  ["the inbound group lets TCP in only", "Ingress", "udp"],
  ["the inbound group lets UDP in only", "Ingress", "tcp"],
  ["the outbound group lets nothing out", "Egress", "-1"],
])("where %s, the answer is SERVFAIL", (_why, direction, IpProtocol) => {
  const { call, estate, inbound, outbound, answers } = served();
  const id = direction === "Ingress" ? inbound : outbound;
  const GroupId = estate.resolver.endpoints.get(id)?.groupIds[0];
  const ports = IpProtocol === "-1" ? {} : { FromPort: 53, ToPort: 53 };
  const IpPermissions = [{ IpProtocol, ...ports, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
  call(HUB, `RevokeSecurityGroup${direction}`, { GroupId, IpPermissions });
  expect(answers()).toEqual(new Set(["SERVFAIL"]));
});

test("questions come from the outbound endpoint's addresses: its subnets or its group have to be let in", () => {
  const { call, estate, inbound, outbound, answers } = served();
  const group = (id: string) => estate.resolver.endpoints.get(id)?.groupIds[0] ?? "";
  const let53 = (operation: string, peer: object) => {
    const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({
      IpProtocol,
      FromPort: 53,
      ToPort: 53,
      ...peer,
    }));
    call(HUB, operation, { GroupId: group(inbound), IpPermissions });
  };
  let53("RevokeSecurityGroupIngress", { IpRanges: [{ CidrIp: "0.0.0.0/0" }] });
  let53("AuthorizeSecurityGroupIngress", { IpRanges: [{ CidrIp: "10.0.0.0/24" }] });
  expect(answers()).toEqual(new Set(["10.0.0.9", "SERVFAIL"]));
  let53("AuthorizeSecurityGroupIngress", { UserIdGroupPairs: [{ GroupId: group(outbound) }] });
  expect(answers()).toEqual(new Set(["10.0.0.9"]));
});

test("rules that lead in a circle end in SERVFAIL; one to its own VPC is refused before", () => {
  const { vpc, subnets, resolverEndpoint, rule, associate, resolve, wait, forward, hub, ruleId, outbound } =
    served();
  const there = vpc(HUB);
  const IpAddresses = subnets(there).map(({ id, cidr }) => ({ SubnetId: id, Ip: cidr.replace("0/24", "5") }));
  resolverEndpoint(HUB, there, "INBOUND", { IpAddresses });
  wait(MADE_MS);
  associate(HUB, rule(HUB, "x.example", forward), there);
  associate(HUB, rule(HUB, "x.example", { ResolverEndpointId: outbound, ...targets("10.0.0.5") }), hub);
  expect(resolve(there, "x.example").rcode).toBe("SERVFAIL");
  expect(() => associate(HUB, ruleId, hub)).toThrow("[RSLVR-00804]");
});

test("an association is obeyed from some moment between its being sent and COMPLETE, until one while it is DELETING", () => {
  const { rule, vpc, associate, call, resolve, wait, forward } = served({ resolverAssociationMs: SURE_MS });
  const ruleId = rule(HUB, SSM, forward);
  const vpcs = Array.from({ length: 24 }, () => vpc(HUB));
  const obeying = () => vpcs.filter((id) => resolve(id, SSM).from.kind === "rule").length;
  for (const id of vpcs) associate(HUB, ruleId, id);
  const seen = [0, SURE_MS / 2, SURE_MS / 2].map((ms) => {
    wait(ms);
    return obeying();
  });
  expect(seen[0]).toBe(0);
  expect(seen[1]).toBeGreaterThan(3);
  expect(seen[1]).toBeLessThan(21);
  expect(seen[2]).toBe(24);
  for (const VPCId of vpcs) call(HUB, "DisassociateResolverRule", { ResolverRuleId: ruleId, VPCId });
  expect(obeying()).toBe(24);
  wait(SURE_MS / 2);
  expect(obeying()).toBeGreaterThan(3);
  expect(obeying()).toBeLessThan(21);
  wait(SURE_MS / 2);
  expect(obeying()).toBe(0);
});

test.each(["FAILED", "OVERRIDDEN"])("an association that is %s is not obeyed", (status) => {
  const { estate, resolve, spoke } = served();
  for (const one of estate.resolver.associations.values()) one.held = { status, message: "" };
  expect(resolve(spoke, SSM).from.kind).toBe("public");
});

test("a rule that is FAILED is not obeyed, one that is held UPDATING is", () => {
  const { estate, resolve, spoke, ruleId } = served();
  const rule = estate.resolver.rules.get(ruleId);
  for (const [status, kind] of [
    ["FAILED", "public"],
    ["UPDATING", "rule"],
  ] as const) {
    if (rule) rule.held = { status, message: "" };
    expect(resolve(spoke, SSM).from.kind).toBe(kind);
  }
});

test.each([
  ["CREATING", "SERVFAIL"],
  ["DELETING", "SERVFAIL"],
  ["AUTO_RECOVERING", "10.0.0.9"],
  ["ACTION_NEEDED", "10.0.0.9"],
])("an endpoint that stays %s answers by its attached addresses, or not at all", (status, answer) => {
  const { estate, inbound, answers } = served();
  Object.assign(estate.resolver.endpoints.get(inbound) ?? {}, { held: { status, message: "" } });
  expect(answers()).toEqual(new Set([answer]));
});

test("beside private DNS of an endpoint of the VPC a rule of the name wins, or loses: AWS does not say; a shorter one loses", () => {
  for (const ruleBesidePrivateDns of ["wins", "loses"] as const) {
    const { spoke, endpoint, wait, resolve, rule, associate, vpc, forward } = served({
      behaviours: { ruleBesidePrivateDns },
    });
    const other = vpc(HUB);
    for (const id of [spoke, other]) endpoint(HUB, id, "ssm", { PrivateDnsEnabled: true });
    associate(HUB, rule(HUB, "eu-west-1.amazonaws.com", forward), other);
    wait(60_000);
    expect(resolve(spoke, SSM).from.kind).toBe(ruleBesidePrivateDns === "wins" ? "rule" : "service");
    expect(resolve(other, SSM).from.kind).toBe("service");
  }
});

test.each([{ direction: "INBOUND_DELEGATION" as const }, { protocols: ["DoH"] }])(
  "an inbound endpoint with %j takes no question that is forwarded by Do53",
  (changed) => {
    const { estate, inbound, answers } = served();
    Object.assign(estate.resolver.endpoints.get(inbound) ?? {}, changed);
    expect(answers()).toEqual(new Set(["SERVFAIL"]));
  },
);
