import type { Estate } from "../estate.ts";
import { plainName } from "../route53/names.ts";
import { publicZonesInDns, zonesInDns } from "../route53/published.ts";
import type { Zone, ZoneView } from "../route53/state.ts";
import { type AddressType, type Answer, type Found, NXDOMAIN, SERVFAIL, type Source } from "./answer.ts";
import { type Domain, mostSpecific } from "./domain.ts";
import { endpointAddresses, endpointName, isUp } from "./endpoint-names.ts";
import { isAwsName, publicName } from "./public.ts";
import { ruleDomains } from "./rules.ts";
import { lookUp } from "./zone-lookup.ts";

export type Resolve = (vpcId: string, name: string, type?: AddressType) => Answer;

/** Asks on: the same type, in that VPC or another. */
type Further = (vpcId: string, name: string) => Answer;

/** Rules may send a question from VPC to VPC, and CNAMEs from name to name, but not for ever: that ends in SERVFAIL. */
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
    const ask: Further = (from, target) =>
      hops < HOPS_MAX ? resolve(from, target, type, hops + 1) : { ...SERVFAIL, from: { kind: "public" } };
    const cname = (target: string): Found => withoutSource(ask(vpcId, target));
    const own = privateDomains(estate, vpcId, cname);
    const local = () => {
      const domain = mostSpecific([...own.zones, ...own.services], name);
      return domain?.answer(name, type) ?? worldwide(estate, name, type, cname);
    };
    const rules = ruleDomains(estate, vpcId, { ask, local });
    const isRuleFirst = estate.options.behaviours.ruleBesidePrivateDns === "wins";
    const domains = isRuleFirst
      ? [...rules, ...own.zones, ...own.services]
      : [...own.services, ...rules, ...own.zones];
    return mostSpecific(domains, name)?.answer(name, type) ?? local();
  };
  return (vpcId, name, type = "A") => resolve(vpcId, name, type, 0);
}

/** A VPC has private names only while both of its DNS attributes are on. */
function privateDomains(estate: Estate, vpcId: string, cname: (name: string) => Found) {
  const vpc = estate.network.vpcs.get(vpcId);
  if (!vpc?.enableDnsSupport || !vpc.enableDnsHostnames) return { zones: [], services: [] };
  const now = estate.surroundings.clock.now();
  const zones = zonesInDns(estate.zones, vpcId, now).map((seen) => zoneDomain(estate, seen, cname));
  return { zones, services: serviceDomains(estate, vpcId, now) };
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
          hops < HOPS_MAX ? withoutSource(worldwide(estate, target, type, cname, hops + 1)) : SERVFAIL;
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
    (endpoint) =>
      isUp(endpoint, now) && (endpoint.privateDns ? now >= endpoint.readyAt : now < endpoint.releasedAt),
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

const withoutSource = ({ from: _from, ...rest }: Answer): Found => rest;
