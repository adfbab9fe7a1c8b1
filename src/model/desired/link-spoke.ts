import { compare } from "../compare.ts";
import type { AccountId, DocumentName, Region, SubnetId, VpcId } from "../ids.ts";
import { chooseEndpoints } from "./choose.ts";
import type { OwnEndpointWords } from "./defaults.ts";
import { lingerSeconds } from "./own-endpoint-fields.ts";
import { find, type LinkContext } from "./references.ts";
import { accountOf, fillRole, type RoleTemplate, roleTemplate } from "./roles.ts";
import type { SpokeDocument } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { Endpoint, Hub, Mode, OwnEndpoints, Role, Spoke } from "./types.ts";

/** A hub, and what its spokes take over from it. */
export type HubLink = {
  readonly hub: Hub;
  readonly mode: Mode;
  readonly role: RoleTemplate | undefined;
  readonly ownEndpoints: OwnEndpointWords;
  readonly endpoints: Endpoint[];
  readonly chosen: Map<string, readonly Endpoint[]>;
};

/** A spoke with its hub, what it takes over from it, and the endpoints that it shares. */
export function linkSpoke(
  placed: Placed<SpokeDocument>,
  hubs: ReadonlyMap<string, HubLink>,
  called: ReadonlyMap<string, readonly Endpoint[]>,
  context: LinkContext,
): Spoke | undefined {
  const { metadata, spec } = placed.body;
  const found = find(hubs, "Hub", spec.hub, ["spec", "hub"], placed.source, context);
  if (!found) return undefined;
  const account = spec.account as AccountId;
  const ofDocument = (spec.hubs ?? [spec.hub]).flatMap((name) => hubs.get(name)?.hub ?? []);
  refuseGuessedRegion(placed, ofDocument, context);
  const region = (spec.region ?? ofDocument[0]?.region) as Region;
  const role = spokeRole(placed, found, account, region, context);
  const { hub, endpoints: ofHub, chosen } = found;
  const mode = spec.mode ?? found.mode;
  const choice = { hub, ofHub, hubs: ofDocument, all: called, chosen };
  return {
    name: metadata.name as DocumentName,
    labels: metadata.labels,
    hub,
    account,
    region,
    vpc: spec.vpc as VpcId,
    ...(role && { role }),
    mode,
    ownEndpoints: { ...linkOwnEndpoints(spec, found.ownEndpoints, mode), allowGap: spec.allowGap },
    endpoints: chooseEndpoints(placed, choice, context),
    pathCheck: spec.pathCheck,
    ...(spec.clientSubnets && {
      clientSubnets: spec.clientSubnets.toSorted(compare) as string[] as SubnetId[],
    }),
    suspend: spec.suspend,
  };
}

/** A hub's `bypass` or `remove` is for those of its spokes that have rules; a zone cannot be associated beside an endpoint that holds its name. */
function linkOwnEndpoints(
  own: OwnEndpointWords,
  below: OwnEndpointWords,
  mode: Mode,
): Omit<OwnEndpoints, "allowGap"> {
  const words = own.redundantEndpoints ?? below.redundantEndpoints;
  const isMeant =
    (words !== "bypass" && words !== "remove") ||
    mode === "resolver-rule" ||
    own.redundantEndpoints !== undefined;
  return {
    ...(words && isMeant && { redundant: words }),
    acceptSourceChange: own.acceptSourceChange ?? below.acceptSourceChange ?? false,
    acceptDifferences: [...new Set(own.acceptDifferences ?? below.acceptDifferences)].sort(compare),
    lingerSeconds: lingerSeconds(own.linger ?? below.linger ?? "24h"),
  };
}

/** A VPC lies in one Region: hubs of several give no default. */
function refuseGuessedRegion(
  { body, source }: Placed<SpokeDocument>,
  hubs: readonly Hub[],
  { problems }: LinkContext,
): void {
  const regions = new Set(hubs.map(({ region }) => region));
  if (body.spec.region || regions.size < 2) return;
  const message = `spec.region is missing, and the hubs are in ${[...regions].join(", ")}`;
  problems.error("FieldMissing", source.value(["spec", "region"]), message);
}

/** Its own role; in the hub's account the hub's; elsewhere the hub's default for spokes. */
function spokeRole(
  { body, source }: Placed<SpokeDocument>,
  { hub, role }: HubLink,
  account: AccountId,
  region: Region,
  { shaped, secrets, problems }: LinkContext,
): Role | undefined {
  const own = roleTemplate(body.spec.role, ["spec", "role"], region, source, secrets, problems);
  if (!own && account === hub.account) return hub.role;
  const template = own ?? role;
  // Defaults of the wrong shape may have the role that is meant, and are a problem of their own.
  const certain = !shaped.nameless && shaped.misshapen.every(({ kind }) => kind !== "Defaults");
  if (!template && !certain) return undefined;
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
