import { subnetAt } from "./ec2/addresses.ts";
import { availabilityZones } from "./ec2/availability-zones.ts";
import type { Services } from "./ec2/catalogue.ts";
import { addEndpoint } from "./ec2/endpoint-lifecycle.ts";
import { addRules, httpsRules } from "./ec2/rules.ts";
import { addSecurityGroup } from "./ec2/security-groups.ts";
import type { Vpc } from "./ec2/state.ts";
import { addSubnet } from "./ec2/subnets.ts";
import { addVpc } from "./ec2/vpcs.ts";
import type { Estate } from "./estate.ts";
import type { Identity } from "./identity.ts";
import { addRuleAssociation } from "./resolver/rule-associations.ts";
import { addRule } from "./resolver/rules.ts";
import { AwsError } from "./service.ts";
import { type World, WorldError } from "./world.ts";
import type { AccountSpec, EndpointSpec, RoleSpec, VpcSpec } from "./world-schema.ts";
import { loadZone } from "./world-zones.ts";

/**
 * Makes what the world file describes, by the functions that serve the API: what AWS would refuse is refused, with
 * its place in the file. Endpoints are available and zones INSYNC at once. VPCs come before the endpoints in them,
 * and those before zones, which may hold VPCs of any account.
 */
export function loadWorld(world: World, estate: Estate, identity: Identity): void {
  const accounts = Object.entries(world.spec.accounts);
  const each = <T>(
    list: (spec: AccountSpec) => readonly T[],
    name: "roles" | "vpcs" | "zones",
    load: (account: string, item: T, path: (string | number)[]) => void,
  ) => {
    for (const [account, spec] of accounts)
      for (const [index, item] of list(spec).entries()) {
        const path = ["accounts", account, name, index];
        located(world, path, () => load(account, item, path));
      }
  };

  loadServices(world, estate.network.services);
  for (const [account, { closed }] of accounts) identity.setClosed(account, closed);
  each(
    (spec) => spec.roles,
    "roles",
    (account, role) => identity.addRole(roleOf(account, role)),
  );
  each(
    (spec) => spec.vpcs,
    "vpcs",
    (account, vpc) => loadVpc(estate, account, vpc),
  );
  each(
    (spec) => spec.vpcs,
    "vpcs",
    (_account, spec, path) => loadEndpoints(world, estate, spec, path),
  );
  each(
    (spec) => spec.zones,
    "zones",
    (account, zone) => loadZone(estate, account, zone),
  );
}

/** What fails inside a step that has its own place keeps it. */
function located(world: World, path: (string | number)[], load: () => void): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new WorldError([`${world.at(path)}: ${error.code}: ${error.message}`], { cause: error });
  }
}

function loadServices(world: World, services: Services): void {
  for (const [region, changes] of Object.entries(world.spec.services))
    for (const [name, privateDnsNames] of Object.entries(changes))
      services.set(
        region,
        fullName(services, region, name),
        privateDnsNames ? { privateDnsNames } : undefined,
      );
}

/** `ssm` is the Region's service that ends so; what is none of them is taken as it is. */
function fullName(services: Services, region: string, name: string): string {
  const known = services.list(region).find((service) => service.name.endsWith(`.${region}.${name}`));
  return known?.name ?? (name.includes(region) ? name : `com.amazonaws.${region}.${name}`);
}

function roleOf(account: string, { name, arn, trusts, externalId, denies, maxSessionSeconds }: RoleSpec) {
  return {
    arn: arn ?? `arn:aws:iam::${account}:role/${name}`,
    trusts,
    denies,
    ...(externalId === undefined ? {} : { externalId }),
    ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
  };
}

function loadVpc(estate: Estate, account: string, spec: VpcSpec): void {
  if (estate.network.vpcs.has(spec.id))
    throw new AwsError("InvalidVpcID.Duplicate", `${spec.id} is there twice`);
  const { id, region, cidr, isDefault, enableDnsSupport, enableDnsHostnames } = spec;
  const tags = new Map(Object.entries(spec.tags));
  const vpc = addVpc(estate, {
    id,
    account,
    region,
    cidr,
    isDefault,
    enableDnsSupport,
    enableDnsHostnames,
    tags,
  });
  for (const subnet of subnetsOf(vpc, spec)) addSubnet(estate, vpc, subnet);
  for (const { id: groupId, name, description, httpsFrom, tags: groupTags } of spec.securityGroups) {
    const wanted = { id: groupId, name, description, tags: new Map(Object.entries(groupTags)) };
    addRules(addSecurityGroup(estate, vpc, wanted), httpsRules(httpsFrom));
  }
  for (const { id: ruleId, domain, type, targets } of spec.resolverRules) {
    const TargetIps = targets.map((Ip) => ({ Ip, Port: 53 }));
    const rule = addRule(estate, { Id: ruleId, DomainName: domain, RuleType: type, TargetIps }, vpc);
    addRuleAssociation(estate, rule.shape, vpc.id, vpc);
  }
}

/** Counted subnets are of 256 addresses, or fewer where the VPC is small. */
function subnetsOf(vpc: Vpc, { subnets, ipv6 }: VpcSpec) {
  if (typeof subnets !== "number")
    return subnets.map((subnet) => ({ ...subnet, tags: new Map(Object.entries(subnet.tags)) }));
  const bits = Math.min(28, Math.max(24, Number(vpc.cidr.split("/")[1]) + 3));
  return availabilityZones(vpc.account, vpc.region)
    .slice(0, subnets)
    .map(({ zoneName }, index) => ({
      cidr: subnetAt(vpc.cidr, bits, index) ?? "",
      ipv6Cidr: ipv6 ? `2600:1f18:${vpc.id.slice(-4)}:${index + 1}::/64` : undefined,
      zone: zoneName,
      tags: new Map<string, string>(),
    }));
}

function loadEndpoints(world: World, estate: Estate, spec: VpcSpec, path: (string | number)[]): void {
  const vpc = estate.network.vpcs.get(spec.id) as Vpc;
  for (const [index, endpoint] of spec.endpoints.entries())
    located(world, [...path, "endpoints", index], () => loadEndpoint(estate, vpc, endpoint));
}

function loadEndpoint(estate: Estate, vpc: Vpc, spec: EndpointSpec): void {
  const { network } = estate;
  const all = [...network.subnets.values()].filter((subnet) => subnet.vpcId === vpc.id);
  const onePerZone = new Map(all.reverse().map((subnet) => [subnet.zoneName, subnet.id]));
  addEndpoint(estate, {
    id: spec.id,
    vpc,
    serviceName: fullName(network.services, vpc.region, spec.service),
    type: spec.type,
    privateDns: spec.privateDns,
    subnetIds: spec.type === "Gateway" ? [] : (spec.subnets ?? [...onePerZone.values()].reverse()),
    groupIds: spec.securityGroups,
    policy: spec.policy,
    ipAddressType: spec.ipAddressType,
    dnsRecordIpType: spec.dnsRecordIpType,
    tags: new Map(Object.entries(spec.tags)),
    held: spec.state && { state: spec.state, lastError: spec.lastError },
    pendingMs: 0,
  });
}
