import type { Source } from "./documents.ts";
import { documentName, serviceName } from "./fields.ts";
import { type Path, valueAt } from "./positions.ts";
import type { EndpointDocument, EndpointsDocument, Kind, SpokeDocument, SpokesDocument } from "./schema.ts";
import { serviceLabel } from "./service.ts";

/** One of the documents that a document stands for: an Endpoint of `services`, a Spoke of `hubs`. */
export type Part = { readonly name: string; readonly value: string; readonly at: Path };

/** What the list holds, how its members are called, and which field of an ordinary document a member fills. */
const LISTS = {
  Endpoint: { list: ["spec", "services"], one: ["spec", "service"], shape: serviceName, label: serviceLabel },
  Spoke: { list: ["spec", "hubs"], one: ["spec", "hub"], shape: documentName, label: (hub: string) => hub },
} as const;

/**
 * The parts of a document, named `<document>-<member>`; none for an ordinary one. Read from what is written, so that a
 * document of the wrong shape has its parts too: references to them do not dangle.
 */
export function partsIn(kind: Kind, name: string, { body }: Source): readonly Part[] {
  if (kind !== "Endpoint" && kind !== "Spoke") return [];
  const { list, shape, label } = LISTS[kind];
  const written = valueAt(body, list);
  return (Array.isArray(written) ? written : []).flatMap((member: unknown, index) => {
    const value = shape.safeParse(member).data;
    return value === undefined ? [] : [{ name: `${name}-${label(value)}`, value, at: [...list, index] }];
  });
}

export function endpointPart(body: EndpointsDocument, { name, value }: Part): EndpointDocument {
  const { services: _, ...spec } = body.spec;
  return { ...body, metadata: { ...body.metadata, name }, spec: { ...spec, service: value } };
}

export function spokePart(body: SpokesDocument, { name, value }: Part): SpokeDocument {
  return { ...body, metadata: { ...body.metadata, name }, spec: { ...body.spec, hub: value } };
}

/** The document's places as a part sees them: its one field stands where the list has its member. */
export function sourceOfPart(kind: "Endpoint" | "Spoke", source: Source, { at }: Part): Source {
  const { one } = LISTS[kind];
  const there = (path: Path) =>
    one.every((step, index) => path[index] === step) ? [...at, ...path.slice(one.length)] : path;
  return {
    ...source,
    value: (path) => source.value(there(path)),
    key: (path) => source.key(there(path)),
    typed: (path) => source.typed(there(path)),
  };
}
