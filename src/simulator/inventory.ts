import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { endpointState, sweep } from "./ec2/state.ts";
import type { Estate } from "./estate.ts";
import type { Zone } from "./route53/state.ts";

export type ZoneInventory = {
  account: string;
  name: string;
  isPrivate: boolean;
  callerReference: string;
  comment: string | undefined;
  vpcs: string[];
  authorizations: string[];
  /** Without the NS and SOA records that every zone has. */
  records: ResourceRecordSet[];
  tags: { [key: string]: string };
};

export type EndpointInventory = {
  id: string;
  account: string;
  vpc: string;
  service: string;
  state: string;
  privateDns: boolean;
  subnets: string[];
  groups: string[];
  tags: { [key: string]: string };
};

export type RuleInventory = {
  account: string;
  domain: string;
  type: string;
  name: string | undefined;
  targets: string[];
  endpoint: string | undefined;
  tags: { [key: string]: string };
  /** `account vpc name` */
  associations: string[];
};

/**
 * What there is, as plain data in a fixed order and without ids that the simulator drew for zones and rules, so that the end
 * states of two runs can be compared.
 */
export function inventory(estate: Estate): {
  zones: ZoneInventory[];
  endpoints: EndpointInventory[];
  rules: RuleInventory[];
} {
  const now = estate.surroundings.clock.now();
  sweep(estate.network, now);
  const zones = [...estate.zones.byId.values()].map(zoneInventory);
  const endpoints = [...estate.network.endpoints.values()].map((endpoint) => ({
    id: endpoint.id,
    account: endpoint.account,
    vpc: endpoint.vpcId,
    service: endpoint.serviceName,
    state: endpointState(endpoint, now),
    privateDns: endpoint.privateDns,
    subnets: [...endpoint.subnetIds].sort(),
    groups: [...endpoint.groupIds].sort(),
    tags: sorted(endpoint.tags),
  }));
  return {
    zones: byKey(zones, (zone) => `${zone.name} ${zone.account} ${zone.callerReference}`),
    endpoints: byKey(endpoints, (endpoint) => endpoint.id),
    rules: rulesOf(estate),
  };
}

/** Without what is DELETING, and without AWS's own. */
function rulesOf({ resolver }: Estate): RuleInventory[] {
  const living = [...resolver.associations.values()].filter(({ goneAt }) => goneAt === undefined);
  const rules = [...resolver.rules.values()].filter(({ goneAt }) => goneAt === undefined);
  const shown = rules.map((rule) => ({
    account: rule.account,
    domain: rule.domainName,
    type: rule.type,
    name: rule.name,
    targets: rule.targets.map(({ Ip, Ipv6, Port }) => `${Ip ?? Ipv6} ${Port}`).sort(),
    endpoint: rule.endpointId,
    tags: sorted(rule.tags),
    associations: living
      .filter(({ ruleId }) => ruleId === rule.id)
      .map(({ account, vpcId, name }) => `${account} ${vpcId} ${name}`)
      .sort(),
  }));
  return byKey(shown, (rule) => `${rule.domain} ${rule.account} ${rule.associations}`);
}

function zoneInventory(zone: Zone): ZoneInventory {
  const own = [...zone.records.values()].filter((set) => set.Type !== "SOA" && set.Type !== "NS");
  return {
    account: zone.account,
    name: zone.name,
    isPrivate: zone.isPrivate,
    callerReference: zone.callerReference,
    comment: zone.comment,
    vpcs: [...zone.vpcs.keys()].sort(),
    authorizations: [...zone.authorizations.keys()].sort(),
    records: byKey(own, (set) => `${set.Name} ${set.Type} ${set.SetIdentifier}`),
    tags: sorted(zone.tags),
  };
}

const sorted = (tags: ReadonlyMap<string, string>) => Object.fromEntries(byKey([...tags], ([key]) => key));

const byKey = <T>(items: T[], key: (item: T) => string): T[] =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
