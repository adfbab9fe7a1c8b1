import type { ResolverRule } from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { rulesOfVpc } from "../resolver/state.ts";
import { plainName } from "../route53/names.ts";
import { publicZonesInDns, zonesInDns } from "../route53/published.ts";
import type { Zone, ZoneView } from "../route53/state.ts";
import { type AddressType, type Answer, type Found, found, NXDOMAIN, type Source } from "./answer.ts";
import { endpointAddresses, endpointName, isUp } from "./endpoint-names.ts";
import { isAwsName, publicName } from "./public.ts";
import { lookUp } from "./zone-lookup.ts";

export type Resolve = (vpcId: string, name: string, type?: AddressType) => Answer;

/** A domain that this VPC's resolver does not leave to the public DNS. `name` without a final dot. */
type Domain = { name: string; answer: (name: string, type: AddressType) => Answer };

/** Asks on: the same type, in that VPC or another. */
type Further = (vpcId: string, name: string) => Found;

/** Rules may send a question from VPC to VPC, and CNAMEs from name to name, but not for ever. */
const HOPS_MAX = 8;

/**
 * What a host in the VPC is told by the VPC's resolver, at this moment: the most specific of its rules, its private
 * zones and its endpoints' private names decides alone, a rule before a zone of the same name; where none matches,
 * the public DNS. Source: Route 53 Developer Guide, "Considerations when working with a private hosted zone".
 * Throws for a VPC that does not exist.
 */
export function createDns(estate: Estate): Resolve {
  const resolve = (vpcId: string, asked: string, type: AddressType, hops: number): Answer => {
    if (!estate.network.vpcs.has(vpcId)) throw new Error(`there is no VPC ${vpcId}`);
    const name = plainName(asked).slice(0, -1);
    const further: Further = (from, target) =>
      hops < HOPS_MAX ? withoutSource(resolve(from, target, type, hops + 1)) : NXDOMAIN;
    const local = () => {
      const domain = mostSpecific(privateDomains(estate, vpcId, further), name);
      return domain?.answer(name, type) ?? worldwide(estate, name, type, (target) => further(vpcId, target));
    };
    const domains = [
      ...ruleDomains(estate, vpcId, { further, local }),
      ...privateDomains(estate, vpcId, further),
    ];
    return mostSpecific(domains, name)?.answer(name, type) ?? local();
  };
  return (vpcId, name, type = "A") => resolve(vpcId, name, type, 0);
}

/** Of equally long names the first one. */
function mostSpecific(domains: Domain[], name: string): Domain | undefined {
  let best: Domain | undefined;
  for (const domain of domains) {
    if (name !== domain.name && domain.name !== "" && !name.endsWith(`.${domain.name}`)) continue;
    if (!best || domain.name.length > best.name.length) best = domain;
  }
  return best;
}

/** A VPC has private names only while both of its DNS attributes are on. */
function privateDomains(estate: Estate, vpcId: string, further: Further): Domain[] {
  const vpc = estate.network.vpcs.get(vpcId);
  if (!vpc?.enableDnsSupport || !vpc.enableDnsHostnames) return [];
  const now = estate.surroundings.clock.now();
  const zones = zonesInDns(estate.zones, vpcId, now);
  return [
    ...zones.map((seen) => zoneDomain(estate, seen, (target) => further(vpcId, target))),
    ...serviceDomains(estate, vpcId, now),
  ];
}

function zoneDomain(
  estate: Estate,
  { zone, view }: { zone: Zone; view: ZoneView },
  cname: (name: string) => Found,
): Domain {
  const from: Source = { kind: "private-zone", zoneId: zone.id, zoneName: zone.name };
  return {
    name: zone.name.slice(0, -1),
    answer: (name, type) => {
      const alias = (target: string) => withoutSource(worldwide(estate, target, type, cname));
      return { ...lookUp(zone, view, name, type, { alias, cname }), from };
    },
  };
}

/**
 * What anybody is told: endpoints' own names, AWS's names, and the public zones of this world, each taken as
 * delegated; of two of a name the older one. Their aliases may lead on, but not for ever.
 */
function worldwide(
  estate: Estate,
  asked: string,
  type: AddressType,
  cname: (name: string) => Found,
  hops = 0,
): Answer {
  const name = plainName(asked).slice(0, -1);
  const now = estate.surroundings.clock.now();
  const known = endpointName(estate.network, name, type, now);
  const zones = known || isAwsName(name) ? [] : publicZonesInDns(estate.zones, now);
  const domain = mostSpecific(
    zones.map(({ zone, view }) => ({
      name: zone.name.slice(0, -1),
      answer: () => {
        const alias = (target: string) =>
          hops < HOPS_MAX ? withoutSource(worldwide(estate, target, type, cname, hops + 1)) : NXDOMAIN;
        const found = lookUp(zone, view, name, type, { alias, cname });
        return { ...found, from: { kind: "public", zoneName: zone.name } };
      },
    })),
    name,
  );
  return domain?.answer(name, type) ?? { ...(known ?? publicName(name, type)), from: { kind: "public" } };
}

/** The zones that AWS keeps for the VPC's endpoints with private DNS. They too have the last word on their names. */
function serviceDomains(estate: Estate, vpcId: string, now: number): Domain[] {
  const { network } = estate;
  const endpoints = [...(network.endpointsOfVpc.get(vpcId) ?? [])].filter(
    (endpoint) => isUp(endpoint, now) && (endpoint.privateDns || now < endpoint.releasedAt),
  );
  return endpoints.flatMap((endpoint) =>
    endpoint.managed.map(({ name: domain }) => ({
      name: domain,
      answer: (name: string, type: AddressType): Answer => {
        const covered = name === domain || endpoint.privateNames.includes(`*.${domain}`);
        return {
          ...(covered ? endpointAddresses(network, endpoint, type) : NXDOMAIN),
          from: { kind: "service", endpointId: endpoint.id, zoneName: `${domain}.` },
        };
      },
    })),
  );
}

/**
 * A FORWARD rule hands the question to its targets; one that is an inbound endpoint here answers as its VPC does. A
 * SYSTEM rule means as if there were no rules ("Managing forwarding rules").
 */
function ruleDomains(
  estate: Estate,
  vpcId: string,
  { further, local }: { further: Further; local: () => Answer },
): Domain[] {
  const inbound = [...estate.resolver.endpoints.values()];
  const forward =
    (rule: ResolverRule) =>
    (name: string): Answer => {
      const target = inbound.find((one) => rule.TargetIps?.some(({ Ip }) => one.ips.includes(Ip ?? "")));
      const from: Source = { kind: "rule", ruleId: rule.Id ?? "" };
      return { ...(target ? further(target.vpcId, name) : found([])), from };
    };
  return rulesOfVpc(estate.resolver, vpcId)
    .filter(({ RuleType }) => RuleType === "FORWARD" || RuleType === "SYSTEM")
    .map((rule) => ({
      name: (rule.DomainName ?? "").replace(/\.$/, ""),
      answer: rule.RuleType === "SYSTEM" ? local : forward(rule),
    }));
}

const withoutSource = ({ from: _from, ...rest }: Answer): Found => rest;
