import { compare } from "../compare.ts";
import type { Region } from "../ids.ts";
import { overlaid, settingsAt } from "./managed.ts";
import type { ownEndpointFields } from "./own-endpoint-fields.ts";
import type { Path } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { find, type LinkContext, refuseRepeats } from "./references.ts";
import { type RoleTemplate, roleTemplate } from "./roles.ts";
import type { DefaultsDocument, HubDocument } from "./schema.ts";
import { matches } from "./selector.ts";
import type { Placed } from "./shape.ts";
import type { EndpointDefaults, Mode } from "./types.ts";

/** What a hub's spokes and managed endpoints take over. */
export type TakenOver = {
  readonly mode?: Mode;
  readonly role: RoleTemplate | undefined;
  readonly ownEndpoints: OwnEndpointWords;
  readonly endpointDefaults: EndpointDefaults;
};

/** As far as something is said. */
export type OwnEndpointWords = Pick<
  DefaultsDocument["spec"]["spokeDefaults"],
  keyof typeof ownEndpointFields
>;

type Layer = Placed<DefaultsDocument>;

/** What a hub says itself, over what the Defaults documents that choose it say: field by field, tags added up. */
export function defaultsOf(
  hub: Placed<HubDocument>,
  layers: readonly Layer[],
  context: LinkContext,
): TakenOver {
  refuseTwice(hub, layers, context.problems);
  const [own, ...shared] = [hub, ...layers].map((layer) =>
    takenFrom(layer, hub.body.spec.region as Region, context),
  );
  const below = shared.reduce(union, NOTHING);
  const mode = own?.mode ?? below.mode;
  return {
    ...(mode && { mode }),
    role: own?.role ?? below.role,
    ownEndpoints: { ...below.ownEndpoints, ...own?.ownEndpoints },
    endpointDefaults: overlaid(own?.endpointDefaults ?? NOTHING.endpointDefaults, below.endpointDefaults),
  };
}

/** The Defaults documents that choose a hub, in the order of their names; what they choose must exist. */
export function createChooser(context: LinkContext): (hub: Placed<HubDocument>) => readonly Layer[] {
  const { shaped } = context;
  const layers = [...shaped.Defaults.values()].sort((a, b) => compare(a.written, b.written));
  for (const layer of layers) refuseNoHub(layer, context);
  return ({ body: { metadata } }) =>
    layers.filter(({ body: { spec } }) => {
      const { hubs } = spec;
      if (hubs === "all") return true;
      return Array.isArray(hubs) ? hubs.includes(metadata.name) : matches(hubs, metadata.labels);
    });
}

function refuseNoHub({ body, source }: Layer, context: LinkContext): void {
  const { shaped, problems } = context;
  const { hubs } = body.spec;
  const path = ["spec", "hubs"];
  if (Array.isArray(hubs)) {
    refuseRepeats(hubs, path, source, problems);
    for (const [index, name] of hubs.entries())
      find(shaped.Hub, "Hub", name, [...path, index], source, context);
  } else if (hubs !== "all") {
    const certain = !shaped.nameless && shaped.misshapen.every(({ kind }) => kind !== "Hub");
    const some = [...shaped.Hub.values()].some((hub) => matches(hubs, hub.body.metadata.labels));
    if (certain && !some) problems.error("NothingChosen", source.value(path), "no hub has these labels");
  }
}

const NOTHING: TakenOver = {
  role: undefined,
  ownEndpoints: {},
  endpointDefaults: { subnets: [], securityGroups: [], tags: {} },
};

function takenFrom(
  { body, source }: Placed<HubDocument> | Layer,
  region: Region,
  context: LinkContext,
): TakenOver {
  const { secrets, policies, problems } = context;
  const { spokeDefaults, endpointDefaults } = body.spec;
  const { mode, role, ...ownEndpoints } = spokeDefaults;
  const path = ["spec", "spokeDefaults", "role"];
  return {
    ...(mode && { mode }),
    ownEndpoints,
    role: roleTemplate(role, path, region, source, secrets, problems),
    endpointDefaults: settingsAt(endpointDefaults, ["spec", "endpointDefaults"], source, policies, problems),
  };
}

/** Of documents that say different things, as `refuseTwice` makes sure. */
function union(a: TakenOver, b: TakenOver): TakenOver {
  const tags = { ...a.endpointDefaults.tags, ...b.endpointDefaults.tags };
  const mode = a.mode ?? b.mode;
  return {
    ...(mode && { mode }),
    role: a.role ?? b.role,
    ownEndpoints: { ...a.ownEndpoints, ...b.ownEndpoints },
    endpointDefaults: { ...a.endpointDefaults, ...b.endpointDefaults, tags },
  };
}

/** Which of two documents counts is nobody's guess, unless the hub says something itself. */
function refuseTwice(hub: Placed<HubDocument>, layers: readonly Layer[], problems: Problems): void {
  const own = new Set(fieldsIn(hub.body).map(({ field }) => field));
  const first = new Map<string, Layer>();
  for (const layer of layers) {
    for (const { field, path } of fieldsIn(layer.body)) {
      const other = first.get(field);
      if (own.has(field)) continue;
      if (!other) first.set(field, layer);
      else {
        const message = `hub "${hub.body.metadata.name}" has ${field.split(".").slice(0, 2).join(".")} from Defaults "${other.written}" already`;
        const hint = "say it in one of them, or in the hub itself";
        problems.error("FieldsContradict", layer.source.key(path), message, hint);
      }
    }
  }
}

/** What a document gives, by the name of the field; a policy is one, wherever it is written. */
function fieldsIn({ spec }: HubDocument | DefaultsDocument): { field: string; path: Path }[] {
  const { spokeDefaults, endpointDefaults } = spec;
  const { tags, ...settings } = endpointDefaults;
  const paths = [
    ...Object.keys(spokeDefaults).map((key) => ["spokeDefaults", key]),
    ...Object.keys(settings).map((key) => ["endpointDefaults", key]),
    ...Object.keys(tags).map((key) => ["endpointDefaults", "tags", key]),
  ];
  return paths.map((path) => ({
    field: path.join(".").replace(/^endpointDefaults\.policyFrom$/, "endpointDefaults.policy"),
    path: ["spec", ...path],
  }));
}
