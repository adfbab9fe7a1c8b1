import { compare } from "../compare.ts";
import {
  type AccountId,
  type DocumentName,
  type EndpointId,
  type Owner,
  type Region,
  type VpcId,
  vpcRef,
} from "../ids.ts";
import { ALLOW_REMOVALS } from "./annotations.ts";
import { createChooser, defaultsOf, type TakenOver } from "./defaults.ts";
import type { Source } from "./documents.ts";
import { linkResolver } from "./link-resolver.ts";
import { type HubLink, linkSpoke } from "./link-spoke.ts";
import { linkManaged } from "./managed.ts";
import type { Problems } from "./problems.ts";
import { find, type LinkContext, type Outside, refuseRepeats } from "./references.ts";
import { accountOf, fillRole, roleTemplate } from "./roles.ts";
import type { EndpointDocument, HubDocument } from "./schema.ts";
import type { Placed, Shaped } from "./shape.ts";
import type { Endpoint, ExistingEndpoint, Hub, HubTransitGateway, Role, Sharing, Spoke } from "./types.ts";

/** Objects that refer to each other, by name, and the documents they came from. */
export type Linked = {
  readonly hubs: readonly Hub[];
  readonly endpoints: readonly Endpoint[];
  readonly spokes: readonly Spoke[];
  readonly sourceOf: (object: Hub | Endpoint | Spoke) => Source;
};

/** Follows references from document to document and fills in what one document takes over from another. */
export function link(shaped: Shaped, outside: Outside, problems: Problems): Linked {
  const context = { shaped, problems, ...outside };
  const sources = new Map<Hub | Endpoint | Spoke, Source>();
  const keep = <T extends Hub | Endpoint | Spoke>(object: T, { source }: Placed<unknown>): T => {
    sources.set(object, source);
    return object;
  };
  const hubs = new Map<string, HubLink>();
  const layersOf = createChooser(context);
  for (const placed of byName(shaped.Hub)) {
    const linked = linkHub(placed, defaultsOf(placed, layersOf(placed), context), context);
    hubs.set(keep(linked.hub, placed).name, linked);
  }
  const endpoints: Endpoint[] = [];
  const called = new Map<string, Endpoint[]>();
  for (const placed of byName(shaped.Endpoint)) {
    const endpoint = keep(linkEndpoint(placed, hubs, context), placed);
    endpoints.push(endpoint);
    for (const name of new Set([endpoint.name, placed.written]))
      called.set(name, [...(called.get(name) ?? []), endpoint]);
    for (const hub of endpoint.hubs) hubs.get(hub.name)?.endpoints.push(endpoint);
  }
  const spokes = byName(shaped.Spoke).flatMap((placed) => {
    const spoke = linkSpoke(placed, hubs, called, context);
    return spoke ? [keep(spoke, placed)] : [];
  });
  return {
    hubs: [...hubs.values()].map(({ hub }) => hub),
    endpoints,
    spokes,
    sourceOf: (object) => sources.get(object) as Source,
  };
}

function linkHub(
  { body, source }: Placed<HubDocument>,
  { mode = "phz-association", role, ownEndpoints, endpointDefaults }: TakenOver,
  context: LinkContext,
): HubLink {
  const { secrets, problems } = context;
  const { metadata, spec } = body;
  const region = spec.region as Region;
  const home = { account: spec.account as AccountId, region };
  const template = roleTemplate(spec.role, ["spec", "role"], home.region, source, secrets, problems);
  if (template && accountOf(template.arn, home.account) !== home.account) {
    const message = `the role is in account ${accountOf(template.arn, home.account)}, the hub in ${home.account}`;
    problems.error("RoleInOtherAccount", source.value(["spec", "role", "arn"]), message);
  }
  refuseRepeats(spec.besideOwners, ["spec", "besideOwners"], source, problems);
  const { anchorVpc, table, resolver } = spec;
  const transitGateway = linkGateway(
    spec.network.transitGateway,
    { ...home, hubRole: template },
    source,
    context,
  );
  const allowRemovals = metadata.annotations[ALLOW_REMOVALS];
  const hub: Hub = {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    owner: spec.owner as Owner,
    besideOwners: spec.besideOwners.toSorted(compare) as string[] as Owner[],
    ...home,
    vpc: spec.vpc as VpcId,
    ...(anchorVpc && {
      anchorVpc: vpcRef(anchorVpc.vpc as VpcId, (anchorVpc.region ?? region) as Region),
    }),
    ...(template && { role: fillRole(template, home.account) }),
    ...((resolver || table) && role && { spokeRole: role }),
    endpointDefaults,
    ...(resolver && { resolver: linkResolver(resolver, spec.quotas, source, problems) }),
    ...(transitGateway && { transitGateway }),
    sharing: linkSharing(spec.sharing),
    ...(table && { table: { name: table.name, region: (table.region ?? region) as Region } }),
    writePolicy: spec.writePolicy,
    suspend: spec.suspend,
    guard: spec.guard,
    ...(spec.rollout && { rollout: spec.rollout }),
    quotas: spec.quotas,
    ...(allowRemovals !== undefined && { allowRemovals }),
  };
  return { hub, mode, role, ownEndpoints, endpoints: [], chosen: new Map() };
}

/** In the hub's own account by the hub's role, unless it has one of its own. */
function linkGateway(
  written: HubDocument["spec"]["network"]["transitGateway"],
  { account, region, hubRole }: Pick<Hub, "account" | "region"> & { readonly hubRole: Role | undefined },
  source: Source,
  { secrets, problems }: LinkContext,
): HubTransitGateway | undefined {
  if (!written) return undefined;
  const path = ["spec", "network", "transitGateway", "role"];
  const own = roleTemplate(written.role, path, region, source, secrets, problems);
  const home = written.account as AccountId;
  if (own && accountOf(own.arn, home) !== home) {
    const message = `the role is in account ${accountOf(own.arn, home)}, the transit gateway in ${home}`;
    problems.error("RoleInOtherAccount", source.value([...path, "arn"]), message);
  }
  const role = own ?? (home === account ? hubRole : undefined);
  return { id: written.id, account: home, ...(role && { role: fillRole(role, home) }) };
}

function linkSharing({ organization, ous, accounts, share }: HubDocument["spec"]["sharing"]): Sharing {
  return {
    ...(organization && { organization }),
    ous: ous.toSorted(compare),
    accounts: accounts.toSorted(compare) as string[] as AccountId[],
    ...(share && { share }),
  };
}

function linkEndpoint(
  placed: Placed<EndpointDocument>,
  hubs: ReadonlyMap<string, HubLink>,
  context: LinkContext,
): Endpoint {
  const { body, source } = placed;
  const { metadata, spec } = body;
  const {
    hubs: hubNames,
    existing,
    managed: _,
    serviceRegion,
    hubPrivateDns,
    names,
    addressTypes,
    ...rest
  } = spec;
  refuseRepeats(hubNames, ["spec", "hubs"], source, context.problems);
  refuseRepeats(spec.names ?? [], ["spec", "names"], source, context.problems);
  refuseRepeats(spec.extraNames, ["spec", "extraNames"], source, context.problems);
  refuseRepeats(spec.addressTypes ?? [], ["spec", "addressTypes"], source, context.problems);
  refuseRepeats(spec.ports.map(String), ["spec", "ports"], source, context.problems);
  const linked = hubNames.flatMap((name, index) => {
    const found = find(hubs, "Hub", name, ["spec", "hubs", index], source, context);
    return found ? [found.hub] : [];
  });
  const ofHubs = [...new Set(linked)].sort((a, b) => compare(a.name, b.name));
  return {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    hubs: ofHubs,
    source: linkManaged(placed, ofHubs, context.policies, context.problems) ?? existingEndpoint(existing),
    ...rest,
    ports: spec.ports.toSorted((a, b) => a - b),
    ...(serviceRegion && { serviceRegion: serviceRegion as Region }),
    ...(hubPrivateDns && { hubPrivateDns }),
    ...(names && { names }),
    ...(addressTypes && { addressTypes }),
  };
}

function existingEndpoint(existing: EndpointDocument["spec"]["existing"]): ExistingEndpoint {
  if (existing?.id !== undefined) return { by: "id", id: existing.id as EndpointId };
  if (existing?.tags !== undefined) return { by: "tags", tags: existing.tags };
  return { by: "service" };
}

function byName<T>(documents: ReadonlyMap<string, T>): T[] {
  return [...documents].sort(([a], [b]) => compare(a, b)).map(([, placed]) => placed);
}
