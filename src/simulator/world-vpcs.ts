import { cidrOf, subnetAt } from "./ec2/addresses.ts";
import { availabilityZones } from "./ec2/availability-zones.ts";
import { digestOf } from "./ec2/catalogue.ts";
import { addEndpoint } from "./ec2/endpoint-lifecycle.ts";
import { groupsOf } from "./ec2/group-names.ts";
import { addRules, dnsRules, httpsRules, refuseTooManyRules } from "./ec2/rules.ts";
import { addSecurityGroup, refuseTooManyGroups } from "./ec2/security-groups.ts";
import type { Vpc } from "./ec2/state.ts";
import { addSubnet } from "./ec2/subnets.ts";
import { addVpc } from "./ec2/vpcs.ts";
import type { Estate } from "./estate.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import { addDevices } from "./world-routes.ts";
import { serviceFor } from "./world-services.ts";
import type { EndpointSpec, VpcSpec } from "./world-vpc-schema.ts";

type Path = readonly (string | number)[];

/** A VPC of a world file with its subnets and groups; endpoints come later, by `loadEndpoints`. */
export function loadVpc(
  estate: Estate,
  account: string,
  spec: VpcSpec,
  path: Path,
  problems: Problems,
): void {
  if (estate.network.vpcs.has(spec.id)) return; // there twice, and told
  problems.attempt(path, () => refuseRange(spec.cidr));
  if (!cidrOf(spec.cidr)) return;
  const { id, region, cidr, secondaryCidrs, isDefault, enableDnsSupport, enableDnsHostnames } = spec;
  const own = spec.securityGroups.find((group) => group.name === "default");
  const vpc = addVpc(estate, {
    id,
    account,
    region,
    cidr,
    secondaryCidrs,
    isDefault,
    enableDnsSupport,
    enableDnsHostnames,
    ...dhcpOptionsOf(spec),
    tags: tagsOf(spec),
    ...(own && { defaultGroup: { id: own.id, tags: tagsOf(own) } }),
  });
  for (const [index, subnet] of subnetsOf(vpc, spec).entries())
    problems.attempt([...path, "subnets", index], () => {
      const made = addSubnet(estate, vpc, subnet);
      addDevices(estate, made, subnet.devices);
    });
  for (const [index, group] of spec.securityGroups.entries())
    problems.attempt([...path, "securityGroups", index], () => loadGroup(estate, vpc, group));
}

function refuseRange(text: string): void {
  const range = cidrOf(text);
  if (!range || range.bits < 16 || range.bits > 28)
    throw new Unfit(`a VPC's cidr is /16 to /28, not ${text}`, ["cidr"]);
}

function dhcpOptionsOf({ id, dhcpOptions }: VpcSpec): Pick<Vpc, "dhcpOptions"> {
  if (dhcpOptions === undefined) return {};
  if (dhcpOptions === "default") return { dhcpOptions };
  return { dhcpOptions: { ...dhcpOptions, id: dhcpOptions.id ?? `dopt-${digestOf(id, 17)}` } };
}

const tagsOf = ({ tags }: { tags: Record<string, string> }) => new Map(Object.entries(tags));

/** Counted subnets are of 256 addresses, or fewer where the VPC is small. */
function subnetsOf(vpc: Vpc, { subnets, ipv6, sharedWith }: VpcSpec) {
  const shared = (more: string[] = []) => {
    const accounts = new Set([...sharedWith, ...more]);
    return accounts.size > 0 ? { sharedWith: accounts } : {};
  };
  if (typeof subnets !== "number")
    return subnets.map(({ sharedWith: own, ...subnet }) => ({
      ...subnet,
      tags: tagsOf(subnet),
      ...shared(own),
    }));
  const bits = Math.min(28, Math.max(24, Number(vpc.cidr.split("/")[1]) + 3));
  return availabilityZones(vpc.account, vpc.region)
    .slice(0, subnets)
    .map(({ zoneName }, index) => ({
      cidr: subnetAt(vpc.cidr, bits, index) ?? "",
      ipv6Cidr: ipv6 ? `2600:1f18:${vpc.id.slice(-4)}:${index + 1}::/64` : undefined,
      zone: zoneName,
      tags: new Map<string, string>(),
      devices: [],
      ...shared(),
    }));
}

/** AWS made the default group with the VPC. */
function loadGroup(estate: Estate, vpc: Vpc, spec: VpcSpec["securityGroups"][number]): void {
  const { id, name, description, httpsFrom, dnsFrom } = spec;
  const there = groupsOf(estate, vpc.id).find((group) => group.name === name);
  if (there && name !== "default") throw new Unfit(`there is another group ${name} in ${vpc.id}`);
  if (!there) refuseTooManyGroups(estate, vpc);
  const group = there ?? addSecurityGroup(estate, vpc, { id, name, description, tags: tagsOf(spec) });
  const rules = [...httpsRules(httpsFrom), ...dnsRules(dnsFrom)];
  refuseTooManyRules(estate, group, rules);
  addRules(group, rules);
}

/** The endpoints of a VPC that was made. They are available at once. */
export function loadEndpoints(estate: Estate, spec: VpcSpec, path: Path, problems: Problems): void {
  const vpc = estate.network.vpcs.get(spec.id);
  if (!vpc) return; // refused, and told
  for (const [index, endpoint] of spec.endpoints.entries())
    problems.attempt([...path, "endpoints", index], () => loadEndpoint(estate, vpc, endpoint));
}

function loadEndpoint(estate: Estate, vpc: Vpc, spec: EndpointSpec): void {
  const { network } = estate;
  const all = [...network.subnets.values()].filter((subnet) => subnet.vpcId === vpc.id);
  const onePerZone = new Map(all.reverse().map((subnet) => [subnet.zoneName, subnet.id]));
  const { service, region } = serviceFor(network.services, vpc.region, spec);
  addEndpoint(estate, {
    id: spec.id,
    vpc,
    serviceName: service.name,
    serviceRegion: region,
    type: spec.type,
    privateDns: spec.privateDns,
    subnetIds: spec.type === "Gateway" ? [] : (spec.subnets ?? [...onePerZone.values()].reverse()),
    groupIds: spec.securityGroups,
    routeTableIds: spec.routeTables,
    policy: spec.policy,
    ipAddressType: spec.ipAddressType,
    dnsRecordIpType: spec.dnsRecordIpType,
    tags: tagsOf(spec),
    held: spec.state && { state: spec.state, lastError: spec.lastError },
    pendingMs: 0,
  });
}
