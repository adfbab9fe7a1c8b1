import { expect, test } from "vitest";
import { HUB, SPOKE, simulated } from "../../../test/support/simulated.ts";

const SSM = "ssm.eu-west-1.amazonaws.com";

function world(choices = {}) {
  const cloud = simulated({ insyncMs: 30_000, endpointPendingMs: 60_000, ...choices });
  const hub = cloud.vpc(HUB);
  const hubEndpoint = cloud.endpoint(HUB, hub);
  cloud.wait(60_000);
  const addresses = ["10.0.0.4", "10.0.1.4"];
  const alias = (Name: string, endpointId = hubEndpoint) => ({
    Name,
    Type: "A",
    AliasTarget: cloud.aliasTo(endpointId),
  });
  return { ...cloud, hub, hubEndpoint, addresses, alias };
}

test("a change is invisible to DNS until INSYNC: zone, record, association, and each one's removal", () => {
  const { zone, hub, resolve, wait, record, alias, addresses, vpc, pair, call } = world();
  const kind = (vpcId = hub) => resolve(vpcId, SSM).from.kind;
  const Id = zone(HUB, SSM, hub);
  expect(kind()).toBe("public");
  wait(30_000);
  expect(resolve(hub, SSM)).toMatchObject({ rcode: "NOERROR", addresses: [], from: { zoneId: Id } });
  record(HUB, Id, "UPSERT", alias(SSM));
  expect(resolve(hub, SSM).addresses).toEqual([]);
  wait(30_000);
  expect(resolve(hub, SSM).addresses).toEqual(addresses);

  const second = vpc(HUB);
  call(HUB, "AssociateVPCWithHostedZone", pair(Id, second));
  expect(kind(second)).toBe("public");
  wait(30_000);
  expect(resolve(second, SSM).addresses).toEqual(addresses);
  call(HUB, "DisassociateVPCFromHostedZone", pair(Id, second));
  expect(kind(second)).toBe("private-zone");
  wait(30_000);
  expect(kind(second)).toBe("public");

  record(HUB, Id, "DELETE", alias(SSM));
  call(HUB, "DeleteHostedZone", { Id });
  expect(resolve(hub, SSM).addresses).toEqual(addresses);
  wait(30_000);
  expect(kind()).toBe("public");
});

test("nothing of a zone is in DNS before the zone is, however quick its records were", () => {
  let insyncMs = 60_000;
  const { zone, hub, resolve, wait, record, alias, addresses } = world({ insyncMs: () => insyncMs });
  const Id = zone(HUB, SSM, hub);
  insyncMs = 1000;
  record(HUB, Id, "UPSERT", alias(SSM));
  wait(59_000);
  expect(resolve(hub, SSM).from.kind).toBe("public");
  wait(1000);
  expect(resolve(hub, SSM).addresses).toEqual(addresses);
});

test("a zone's changes become INSYNC in any order; those of one VPC, and of the records, in theirs", () => {
  let insyncMs = 0;
  const { zone, hub, resolve, wait, record, alias, addresses, vpc, pair, call } = world({
    insyncMs: () => insyncMs,
  });
  const Id = zone(HUB, SSM, hub);
  record(HUB, Id, "UPSERT", alias(SSM));
  const second = vpc(HUB);
  call(HUB, "AssociateVPCWithHostedZone", pair(Id, second));
  expect(resolve(second, SSM).addresses).toEqual(addresses);

  insyncMs = 60_000;
  call(HUB, "DisassociateVPCFromHostedZone", pair(Id, second));
  insyncMs = 1000;
  record(HUB, Id, "DELETE", alias(SSM));
  wait(1000);
  expect(resolve(second, SSM)).toMatchObject({ addresses: [], from: { zoneId: Id } });
  call(HUB, "AssociateVPCWithHostedZone", pair(Id, second));
  wait(58_000);
  expect(resolve(second, SSM).from.kind).toBe("private-zone");
  wait(1000);
  expect(resolve(second, SSM).from.kind).toBe("private-zone");
});

test("a matching private zone without the record answers NXDOMAIN, with no public fallback", () => {
  const { zone, hub, resolve, wait, vpc } = world();
  const Id = zone(HUB, "eu-west-1.amazonaws.com", hub);
  wait(30_000);
  expect(resolve(hub, SSM)).toMatchObject({
    rcode: "NXDOMAIN",
    addresses: [],
    ttlSeconds: 900,
    from: { zoneId: Id },
  });
  expect(resolve(vpc(HUB), SSM)).toMatchObject({ rcode: "NOERROR", from: { kind: "public" } });
});

test("the most specific zone decides alone", () => {
  const { zone, hub, resolve, wait, record, alias, addresses } = world();
  zone(HUB, "amazonaws.com", hub);
  const Id = zone(HUB, SSM, hub);
  record(HUB, Id, "CREATE", alias(SSM));
  wait(30_000);
  expect(resolve(hub, SSM)).toMatchObject({ addresses, from: { zoneId: Id } });
  expect(resolve(hub, `x.${SSM}`)).toMatchObject({ rcode: "NXDOMAIN", from: { zoneId: Id } });
});

test("a wildcard covers every name below it but those that have records of their own", () => {
  const { zone, hub, resolve, wait, record, alias, addresses } = world();
  const Id = zone(HUB, "dkr.ecr.eu-west-1.amazonaws.com", hub);
  record(HUB, Id, "CREATE", alias("*.dkr.ecr.eu-west-1.amazonaws.com"));
  record(HUB, Id, "CREATE", {
    Name: "text.dkr.ecr.eu-west-1.amazonaws.com",
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"v"' }],
  });
  wait(30_000);
  const at = (label: string) => resolve(hub, `${label}dkr.ecr.eu-west-1.amazonaws.com`);
  expect(at("111111111111.").addresses).toEqual(addresses);
  expect(at("a.b.").addresses).toEqual(addresses);
  expect(at("text.")).toMatchObject({ rcode: "NOERROR", addresses: [] });
  expect(at("below.text.").rcode).toBe("NXDOMAIN");
  expect(at("")).toMatchObject({ rcode: "NOERROR", addresses: [] });
});

test("an alias leads to the endpoint's addresses, a zonal name to one, a deleted endpoint to NXDOMAIN", () => {
  const { zone, hub, resolve, wait, record, alias, addresses, aliasTo, hubEndpoint, call } = world();
  const Id = zone(HUB, SSM, hub);
  record(HUB, Id, "CREATE", alias(SSM));
  wait(30_000);
  const regional = aliasTo(hubEndpoint).DNSName as string;
  expect(resolve(hub, SSM).chain).toEqual([regional]);
  expect(resolve(hub, regional)).toMatchObject({ addresses, from: { kind: "public" } });
  expect(resolve(hub, regional.replace(".ssm", "-eu-west-1b.ssm")).addresses).toEqual(["10.0.1.4"]);
  call(HUB, "DeleteVpcEndpoints", { VpcEndpointIds: [hubEndpoint] });
  expect(resolve(hub, SSM).addresses).toEqual(addresses);
  wait(60_000);
  expect(resolve(hub, SSM).rcode).toBe("NXDOMAIN");
});

test("an endpoint with private DNS answers for all names of its service, wildcards included, once available", () => {
  const { vpc, endpoint, resolve, wait } = world();
  const spoke = vpc(SPOKE);
  const id = endpoint(SPOKE, spoke, "ecr.dkr", { PrivateDnsEnabled: true });
  const ask = (name: string) => resolve(spoke, name);
  expect(ask("dkr.ecr.eu-west-1.amazonaws.com").from.kind).toBe("public");
  wait(60_000);
  for (const name of [
    "dkr.ecr.eu-west-1.amazonaws.com",
    "1.dkr.ecr.eu-west-1.amazonaws.com",
    "1.dkr-ecr.eu-west-1.on.aws",
  ])
    expect(ask(name)).toMatchObject({
      addresses: ["10.0.0.4", "10.0.1.4"],
      from: { kind: "service", endpointId: id },
    });
});

test("private DNS that was switched off answers until its names are released", () => {
  const { vpc, endpoint, resolve, wait, call } = world({ privateDnsReleaseMs: 20_000 });
  const spoke = vpc(SPOKE);
  const VpcEndpointId = endpoint(SPOKE, spoke, "ssm", { PrivateDnsEnabled: true });
  wait(60_000);
  call(SPOKE, "ModifyVpcEndpoint", { VpcEndpointId, PrivateDnsEnabled: false });
  wait(19_999);
  expect(resolve(spoke, SSM).from.kind).toBe("service");
  wait(1);
  expect(resolve(spoke, SSM).from.kind).toBe("public");
});

test("private names need both DNS attributes of the VPC", () => {
  const { zone, hub, resolve, wait, call } = world();
  zone(HUB, SSM, hub);
  wait(30_000);
  for (const attribute of ["EnableDnsSupport", "EnableDnsHostnames"]) {
    expect(resolve(hub, SSM).from.kind).toBe("private-zone");
    call(HUB, "ModifyVpcAttribute", { VpcId: hub, [attribute]: { Value: false } });
    expect(resolve(hub, SSM).from.kind).toBe("public");
    call(HUB, "ModifyVpcAttribute", { VpcId: hub, [attribute]: { Value: true } });
  }
});

test("a forwarding rule wins over a zone of the same name, a more specific zone over the rule", () => {
  const { zone, hub, resolve, wait, call, member } = world({ resolverAssociationMs: 0 });
  const rule = (DomainName: string, RuleType = "FORWARD") => {
    const made = call(HUB, "CreateResolverRule", { CreatorRequestId: DomainName, RuleType, DomainName });
    const ResolverRuleId = member<string>(made, "ResolverRule", "Id");
    call(HUB, "AssociateResolverRule", { ResolverRuleId, VPCId: hub });
    return ResolverRuleId;
  };
  zone(HUB, SSM, hub);
  wait(30_000);
  rule("eu-west-1.amazonaws.com");
  expect(resolve(hub, SSM).from.kind).toBe("private-zone");
  const ruleId = rule(SSM);
  expect(resolve(hub, SSM).from).toEqual({ kind: "rule", ruleId });
  expect(resolve(hub, "x.s3.eu-west-1.amazonaws.com").from.kind).toBe("rule");
  rule("s3.eu-west-1.amazonaws.com", "SYSTEM");
  expect(resolve(hub, "x.s3.eu-west-1.amazonaws.com").from).toEqual({ kind: "public" });
});

test("AWS's public names always have the same made-up address, other names do not exist", () => {
  const { hub, resolve } = world();
  const { addresses } = resolve(hub, "sts.eu-west-1.amazonaws.com");
  expect(addresses[0]).toMatch(/^52\.94\.\d+\.\d+$/);
  expect(resolve(hub, "STS.eu-west-1.amazonaws.com.").addresses).toEqual(addresses);
  expect(resolve(hub, "nowhere.example").rcode).toBe("NXDOMAIN");
  expect(resolve(hub, "sts.eu-west-1.amazonaws.com", "AAAA")).toMatchObject({
    rcode: "NOERROR",
    addresses: [],
  });
});

test("a dual-stack endpoint has IPv6 addresses too, an IPv4 one answers AAAA with none", () => {
  const { vpc, call, endpoint, zone, record, aliasTo, resolve, wait, hub, alias, member } = world();
  const VpcId = vpc(HUB);
  const Ipv6CidrBlock = "2600:1f18:1:1::/64";
  const subnet = { VpcId, CidrBlock: "10.0.7.0/24", Ipv6CidrBlock, AvailabilityZone: "eu-west-1c" };
  const SubnetIds = [member<string>(call(HUB, "CreateSubnet", subnet), "Subnet", "SubnetId")];
  const both = endpoint(HUB, VpcId, "ssm", { SubnetIds, IpAddressType: "dualstack" });
  const AliasTarget = aliasTo(both);
  const six = zone(HUB, SSM, VpcId);
  record(HUB, six, "CREATE", { Name: SSM, Type: "AAAA", AliasTarget });
  record(HUB, six, "CREATE", { Name: SSM, Type: "A", AliasTarget });
  record(HUB, zone(HUB, SSM, hub), "CREATE", { ...alias(SSM), Type: "AAAA" });
  wait(60_000);
  expect(resolve(VpcId, SSM, "AAAA").addresses).toEqual([
    expect.stringMatching(/^2600:1f18:1:1::[0-9a-f]+$/),
  ]);
  expect(resolve(VpcId, SSM).addresses).toEqual(["10.0.7.4"]);
  expect(resolve(hub, SSM, "AAAA")).toMatchObject({ rcode: "NOERROR", addresses: [] });
});
