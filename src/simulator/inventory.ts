import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { endpointState, sweep } from "./ec2/state.ts";
import type { Estate } from "./estate.ts";
import { sharedRule } from "./ram/resources.ts";
import { type Association, associationStatus, currentOf, type Share } from "./ram/state.ts";
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

export type ShareInventory = {
  account: string;
  name: string;
  tags: { [key: string]: string };
  /** `entity status`; of a rule its domain. */
  principals: string[];
  resources: string[];
};

/**
 * What there is, as plain data in a fixed order and without ids that the simulator drew for zones, rules and shares, so that the end
 * states of two runs can be compared.
 */
export function inventory(estate: Estate): {
  zones: ZoneInventory[];
  endpoints: EndpointInventory[];
  rules: RuleInventory[];
  shares: ShareInventory[];
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
    shares: sharesOf(estate, now),
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

/** Without those that are deleted, and without what has been taken out. */
function sharesOf(estate: Estate, now: number): ShareInventory[] {
  const shown = (share: Share, type: Association["type"], name: (entity: string) => string) =>
    currentOf(share, type)
      .filter(({ ends }) => !ends || now < ends.asked)
      .map((association) => `${name(association.entity)} ${associationStatus(association, now)}`)
      .sort();
  const domain = (arn: string) => sharedRule(estate, arn)?.domainName ?? arn;
  const shares = [...estate.ram.shares.values()].filter(({ ends }) => !ends);
  const all = shares.map((share) => ({
    account: share.account,
    name: share.name,
    tags: sorted(share.tags),
    principals: shown(share, "PRINCIPAL", (entity) => entity),
    resources: shown(share, "RESOURCE", domain),
  }));
  return byKey(all, (share) => `${share.account} ${share.name} ${share.principals} ${share.resources}`);
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
