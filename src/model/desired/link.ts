import {
  type AccountId,
  type DocumentName,
  type EndpointId,
  type Owner,
  type Region,
  type VpcId,
  vpcRef,
} from "../ids.ts";
import { chooseEndpoints } from "./choose.ts";
import type { Source } from "./documents.ts";
import { linkManaged, placement } from "./managed.ts";
import { byText, type Problems } from "./problems.ts";
import { find, type References, refuseRepeats } from "./references.ts";
import { accountOf, fillRole, type RoleTemplate, roleTemplate, type Secrets } from "./roles.ts";
import type { EndpointDocument, HubDocument, SpokeDocument } from "./schema.ts";
import type { Placed, Shaped } from "./shape.ts";
import type { Endpoint, ExistingEndpoint, Hub, Mode, Role, Spoke } from "./types.ts";

/** Objects that refer to each other, by name, and the documents they came from. */
export type Linked = {
  readonly hubs: readonly Hub[];
  readonly endpoints: readonly Endpoint[];
  readonly spokes: readonly Spoke[];
  readonly sourceOf: (object: Hub | Endpoint | Spoke) => Source;
};

type Context = References & { readonly secrets: Secrets };

/** A hub, and what its spokes take over from it. */
type HubLink = {
  readonly hub: Hub;
  readonly mode: Mode;
  readonly role: RoleTemplate | undefined;
  readonly endpoints: Endpoint[];
  readonly chosen: Map<string, readonly Endpoint[]>;
};

/** Follows references from document to document and fills in what one document takes over from another. */
export function link(shaped: Shaped, secrets: Secrets, problems: Problems): Linked {
  const context = { shaped, secrets, problems };
  const sources = new Map<Hub | Endpoint | Spoke, Source>();
  const keep = <T extends Hub | Endpoint | Spoke>(object: T, { source }: Placed<unknown>): T => {
    sources.set(object, source);
    return object;
  };
  const hubs = new Map<string, HubLink>();
  for (const placed of byName(shaped.Hub)) {
    const linked = linkHub(placed, context);
    hubs.set(keep(linked.hub, placed).name, linked);
  }
  const endpoints = new Map<string, Endpoint>();
  for (const placed of byName(shaped.Endpoint)) {
    const endpoint = keep(linkEndpoint(placed, hubs, context), placed);
    endpoints.set(endpoint.name, endpoint);
    for (const hub of endpoint.hubs) hubs.get(hub.name)?.endpoints.push(endpoint);
  }
  const spokes = byName(shaped.Spoke).flatMap((placed) => {
    const spoke = linkSpoke(placed, hubs, endpoints, context);
    return spoke ? [keep(spoke, placed)] : [];
  });
  return {
    hubs: [...hubs.values()].map(({ hub }) => hub),
    endpoints: [...endpoints.values()],
    spokes,
    sourceOf: (object) => sources.get(object) as Source,
  };
}

function linkHub({ body, source }: Placed<HubDocument>, { secrets, problems }: Context): HubLink {
  const { metadata, spec } = body;
  const region = spec.region as Region;
  const home = { account: spec.account as AccountId, region };
  const template = roleTemplate(spec.role, ["spec", "role"], home.region, source, secrets, problems);
  if (template && accountOf(template.arn, home.account) !== home.account) {
    const message = `the role is in account ${accountOf(template.arn, home.account)}, the hub in ${home.account}`;
    problems.error("RoleInOtherAccount", source.value(["spec", "role", "arn"]), message);
  }
  const { spokeDefaults, anchorVpc } = spec;
  const role = roleTemplate(
    spokeDefaults.role,
    ["spec", "spokeDefaults", "role"],
    region,
    source,
    secrets,
    problems,
  );
  const defaults = spec.endpointDefaults;
  refuseRepeats(defaults.subnets ?? [], ["spec", "endpointDefaults", "subnets"], source, problems);
  refuseRepeats(
    defaults.securityGroups ?? [],
    ["spec", "endpointDefaults", "securityGroups"],
    source,
    problems,
  );
  const hub: Hub = {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    owner: spec.owner as Owner,
    ...home,
    vpc: spec.vpc as VpcId,
    ...(anchorVpc && {
      anchorVpc: vpcRef(anchorVpc.vpc as VpcId, (anchorVpc.region ?? region) as Region),
    }),
    ...(template && { role: fillRole(template, home.account) }),
    endpointDefaults: placement(defaults),
    guard: spec.guard,
    quotas: spec.quotas,
  };
  return { hub, mode: spokeDefaults.mode ?? "phz-association", role, endpoints: [], chosen: new Map() };
}

function linkEndpoint(
  { body, source }: Placed<EndpointDocument>,
  hubs: ReadonlyMap<string, HubLink>,
  context: Context,
): Endpoint {
  const { metadata, spec } = body;
  const { hubs: hubNames, existing, managed: _, hubPrivateDns, names, addressTypes, ...rest } = spec;
  refuseRepeats(hubNames, ["spec", "hubs"], source, context.problems);
  refuseRepeats(spec.names ?? [], ["spec", "names"], source, context.problems);
  refuseRepeats(spec.extraNames, ["spec", "extraNames"], source, context.problems);
  refuseRepeats(spec.addressTypes ?? [], ["spec", "addressTypes"], source, context.problems);
  const linked = hubNames.flatMap((name, index) => {
    const found = find(hubs, "Hub", name, ["spec", "hubs", index], source, context);
    return found ? [found.hub] : [];
  });
  const ofHubs = [...new Set(linked)].sort((a, b) => byText(a.name, b.name));
  return {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    hubs: ofHubs,
    source: linkManaged({ body, source }, ofHubs, context.problems) ?? existingEndpoint(existing),
    ...rest,
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

function linkSpoke(
  placed: Placed<SpokeDocument>,
  hubs: ReadonlyMap<string, HubLink>,
  endpoints: ReadonlyMap<string, Endpoint>,
  context: Context,
): Spoke | undefined {
  const { metadata, spec } = placed.body;
  const found = find(hubs, "Hub", spec.hub, ["spec", "hub"], placed.source, context);
  if (!found) return undefined;
  const account = spec.account as AccountId;
  const region = (spec.region ?? found.hub.region) as Region;
  const role = spokeRole(placed, found, account, region, context);
  const choice = { hub: found.hub, ofHub: found.endpoints, all: endpoints, chosen: found.chosen };
  return {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    hub: found.hub,
    account,
    region,
    vpc: spec.vpc as VpcId,
    ...(role && { role }),
    mode: spec.mode ?? found.mode,
    endpoints: chooseEndpoints(placed, choice, context),
    suspend: spec.suspend,
  };
}

/** Its own role; in the hub's account the hub's; elsewhere the hub's default for spokes. */
function spokeRole(
  { body, source }: Placed<SpokeDocument>,
  { hub, role }: HubLink,
  account: AccountId,
  region: Region,
  { secrets, problems }: Context,
): Role | undefined {
  const own = roleTemplate(body.spec.role, ["spec", "role"], region, source, secrets, problems);
  if (!own && account === hub.account) return hub.role;
  const template = own ?? role;
  if (!template) {
    const message = `the spoke is in account ${account}, hub "${hub.name}" in ${hub.account}, and there is no role for it`;
    const hint = `set spec.spokeDefaults.role in hub "${hub.name}", or spec.role here`;
    problems.error("RoleMissing", source.value(["spec", "account"]), message, hint);
    return undefined;
  }
  const roleAccount = accountOf(template.arn, account);
  if (roleAccount !== account && own) {
    const message = `the role is in account ${roleAccount}, the spoke in ${account}`;
    problems.error("RoleInOtherAccount", source.value(["spec", "role", "arn"]), message);
  } else if (roleAccount !== account) {
    const message = `the spoke is in account ${account}, but spokeDefaults.role of hub "${hub.name}" is in ${roleAccount}`;
    const hint = "write {account} in that ARN, or set spec.role here";
    problems.error("RoleInOtherAccount", source.value(["spec", "account"]), message, hint);
  }
  return fillRole(template, account);
}

function byName<T>(documents: ReadonlyMap<string, T>): T[] {
  return [...documents].sort(([a], [b]) => byText(a, b)).map(([, placed]) => placed);
}
