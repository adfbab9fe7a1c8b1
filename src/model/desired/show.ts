import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { compare } from "../compare.ts";
import { ALLOW_REMOVALS } from "./annotations.ts";
import { API_VERSION, type Kind } from "./schema.ts";
import type { Selector } from "./selector.ts";
import type {
  Desired,
  Endpoint,
  EndpointSource,
  Hub,
  HubResolver,
  HubTransitGateway,
  ManagedSettings,
  OwnEndpoints,
  ResolverSource,
  Role,
  Rollout,
  Sharing,
  Spoke,
} from "./types.ts";

/**
 * The desired state with every default filled in, as YAML documents that parse to the same state again, in the order of
 * kind and name. Secrets read `[redacted]`, which is no ExternalId: the text cannot be applied by accident.
 */
export function showDesired(desired: Desired): string {
  return documentsOf(desired)
    .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join("---\n");
}

/**
 * SHA-256 in hex over the same documents: independent of files, order, comments and formatting. Of a secret only its
 * presence counts, never its value: the hash may be printed and stored, and a rotated ExternalId changes no plan.
 */
export function desiredHash(desired: Desired): string {
  return createHash("sha256")
    .update(JSON.stringify(documentsOf(desired)))
    .digest("hex");
}

/**
 * The same over what one hub's documents ask for: another hub's are none of it, nor is how much the guard lets go. Who allows
 * removals must not begin a rollout by that.
 */
export function hubHash(desired: Desired, hub: Hub): string {
  const { allowRemovals: _, ...asks } = { ...hub, guard: { maxRemovalPercent: 0 } };
  return desiredHash({
    hubs: [asks],
    endpoints: desired.endpoints.filter(({ hubs }) => hubs.includes(hub)).map((e) => ({ ...e, hubs: [hub] })),
    spokes: desired.spokes.filter((spoke) => spoke.hub === hub),
  });
}

function documentsOf({ hubs, endpoints, spokes }: Desired): object[] {
  return [...hubs.map(hubDocument), ...endpoints.map(endpointDocument), ...spokes.map(spokeDocument)];
}

function envelope(kind: Kind, { name, labels, ...more }: Hub | Endpoint | Spoke, spec: object): object {
  const metadata = {
    name,
    ...(Object.keys(labels).length > 0 && { labels: sorted(labels) }),
    ...("allowRemovals" in more && { annotations: { [ALLOW_REMOVALS]: more.allowRemovals } }),
  };
  return { apiVersion: API_VERSION, kind, metadata, spec };
}

function hubDocument(hub: Hub): object {
  const {
    owner,
    besideOwners,
    account,
    region,
    vpc,
    anchorVpc,
    role,
    spokeRole,
    endpointDefaults,
    resolver,
    transitGateway,
    sharing,
    table,
    writePolicy,
    suspend,
    guard,
    rollout,
    quotas,
  } = hub;
  return envelope("Hub", hub, {
    owner,
    ...(besideOwners.length > 0 && { besideOwners }),
    account,
    region,
    vpc,
    ...(anchorVpc && { anchorVpc: { vpc: anchorVpc.id, region: anchorVpc.region } }),
    ...(role && { role: shownRole(role) }),
    ...(spokeRole && { spokeDefaults: { role: shownRole(spokeRole) } }),
    ...shownDefaults(endpointDefaults),
    ...(resolver && { resolver: shownResolver(resolver) }),
    ...(transitGateway && { network: { transitGateway: shownGateway(transitGateway) } }),
    ...shownSharing(sharing),
    ...(table && { table: { name: table.name, region: table.region } }),
    writePolicy,
    suspend,
    guard: { maxRemovalPercent: guard.maxRemovalPercent },
    ...(rollout && { rollout: shownRollout(rollout) }),
    quotas: {
      vpcsPerZone: quotas.vpcsPerZone,
      zonesPerAccount: quotas.zonesPerAccount,
      authorizations: quotas.authorizations,
      endpointsPerVpc: quotas.endpointsPerVpc,
      resolverEndpoints: quotas.resolverEndpoints,
      resolverAddresses: quotas.resolverAddresses,
    },
  });
}

function shownResolver({ inbound, outbound, rules, adoptRules, takeOwnership }: HubResolver): object {
  return {
    inbound: shownResolverSource(inbound),
    outbound: shownResolverSource(outbound),
    rules: rules.kind,
    ...(rules.kind === "regional" && { regional: { accept: true, except: [...rules.except] } }),
    adoptRules,
    takeOwnership,
  };
}

function shownResolverSource(source: ResolverSource): object | "none" {
  switch (source.by) {
    case "id":
      return { id: source.id };
    case "managed":
      return {
        managed: {
          addresses: source.addresses.map(({ subnet, ip }) => ({ subnet, ...(ip !== undefined && { ip }) })),
          securityGroups: [...source.securityGroups],
        },
      };
    case "none":
      return "none";
  }
}

function shownGateway({ id, account, role }: HubTransitGateway): object {
  return { id, account, ...(role && { role: shownRole(role) }) };
}

function shownSharing({ organization, ous, accounts, share }: Sharing): object {
  const shown = {
    ...(organization && { organization }),
    ...(ous.length > 0 && { ous: [...ous] }),
    ...(accounts.length > 0 && { accounts: [...accounts] }),
    ...(share && { share }),
  };
  return Object.keys(shown).length > 0 ? { sharing: shown } : {};
}

function shownRollout({ canary, pauseMinutes, wholeZones }: Rollout): object {
  return {
    canary: typeof canary === "number" ? canary : shownSelector(canary),
    pauseMinutes,
    wholeZones,
  };
}

function shownSelector({ matchLabels, matchExpressions }: Selector): object {
  return {
    ...(matchLabels && { matchLabels: sorted(matchLabels) }),
    ...(matchExpressions && { matchExpressions }),
  };
}

function endpointDocument(endpoint: Endpoint): object {
  const { hubs, set, service, source, hubPrivateDns, names, extraNames, addressTypes } = endpoint;
  return envelope("Endpoint", endpoint, {
    hubs: hubs.map(({ name }) => name),
    set,
    service,
    ...(endpoint.serviceRegion && { serviceRegion: endpoint.serviceRegion }),
    ...shownSource(source),
    ...(hubPrivateDns && { hubPrivateDns }),
    allowGap: endpoint.allowGap,
    adoptZones: endpoint.adoptZones,
    takeRecords: endpoint.takeRecords,
    takeOwnership: endpoint.takeOwnership,
    evaluateTargetHealth: endpoint.evaluateTargetHealth,
    ports: endpoint.ports,
    ...(names && { names: [...names].sort(compare) }),
    extraNames: [...extraNames].sort(compare),
    zonalNames: endpoint.zonalNames,
    newNames: endpoint.newNames,
    ...(addressTypes && { addressTypes: [...addressTypes].sort(compare) }),
    acceptShadowing: endpoint.acceptShadowing,
    suspend: endpoint.suspend,
  });
}

function shownSource(source: EndpointSource): object {
  switch (source.by) {
    case "id":
      return { existing: { id: source.id } };
    case "tags":
      return { existing: { tags: sorted(source.tags) } };
    case "service":
      return {};
    case "managed":
      return { managed: shownSettings(source) };
  }
}

function shownDefaults(defaults: ManagedSettings): object {
  const { tags, ...shown } = shownSettings(defaults);
  const isSilent = Object.keys(shown).length + Object.keys(tags).length === 0;
  return isSilent ? {} : { endpointDefaults: { ...shown, tags } };
}

function shownSettings(settings: ManagedSettings): { tags: object } {
  const { subnets, securityGroups, policy, ipAddressType, dnsRecordIpType, tags } = settings;
  return {
    ...(subnets.length > 0 && { subnets: [...subnets] }),
    ...(securityGroups.length > 0 && { securityGroups: [...securityGroups] }),
    ...(policy !== undefined && { policy }),
    ...(ipAddressType && { ipAddressType }),
    ...(dnsRecordIpType && { dnsRecordIpType }),
    tags: sorted(tags),
  };
}

function spokeDocument(spoke: Spoke): object {
  const { hub, account, region, vpc, role, mode, ownEndpoints, endpoints, suspend } = spoke;
  const { pathCheck, clientSubnets } = spoke;
  return envelope("Spoke", spoke, {
    hub: hub.name,
    account,
    region,
    vpc,
    ...(role && { role: shownRole(role) }),
    mode,
    endpoints: endpoints.length > 0 ? { names: endpoints.map(({ name }) => name) } : "none",
    pathCheck,
    ...(clientSubnets && { clientSubnets: [...clientSubnets] }),
    ...shownOwnEndpoints(ownEndpoints),
    suspend,
  });
}

/** What differs from what is so when nothing is said. */
function shownOwnEndpoints({ redundant, lingerSeconds, ...accepted }: OwnEndpoints): object {
  return {
    ...(redundant && { redundantEndpoints: redundant }),
    ...(accepted.acceptSourceChange && { acceptSourceChange: true }),
    ...(accepted.allowGap && { allowGap: true }),
    ...(accepted.acceptDifferences.length > 0 && { acceptDifferences: [...accepted.acceptDifferences] }),
    ...(lingerSeconds !== 86_400 && { linger: `${lingerSeconds / 60}m` }),
  };
}

function shownRole({ arn, externalId }: Role): object {
  return { arn, ...(externalId && { externalId: externalId.toString() }) };
}

function sorted(words: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).sort(([a], [b]) => compare(a, b)));
}
