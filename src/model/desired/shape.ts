import type { Source } from "./documents.ts";
import { echo } from "./echo.ts";
import { explain } from "./explain.ts";
import { documentName } from "./fields.ts";
import { withoutConsequences } from "./one-cause.ts";
import { endpointPart, type Part, partsIn, sourceOfPart, spokePart } from "./parts.ts";
import { formatPlace, type Place, type Problems } from "./problems.ts";
import {
  type DefaultsDocument,
  DOCUMENTS,
  type EndpointDocument,
  type EndpointsDocument,
  type HubDocument,
  type Kind,
  type SpokeDocument,
  type SpokesDocument,
} from "./schema.ts";
import { didYouMean } from "./suggest.ts";

/** A document of the right shape, with the source that knows its places; `written` is its name in the file. */
export type Placed<Body> = { readonly body: Body; readonly source: Source; readonly written: string };

/** Documents of the right shape by name, those of several services or hubs part by part. */
export type Shaped = {
  readonly Hub: ReadonlyMap<string, Placed<HubDocument>>;
  readonly Defaults: ReadonlyMap<string, Placed<DefaultsDocument>>;
  readonly Endpoint: ReadonlyMap<string, Placed<EndpointDocument>>;
  readonly Spoke: ReadonlyMap<string, Placed<SpokeDocument>>;
  /** The names of all documents and of their parts, the misshapen ones included, and where they are written. */
  readonly declared: Readonly<Record<Kind, ReadonlyMap<string, Place>>>;
  readonly misshapen: readonly { readonly kind: Kind; readonly source: Source }[];
  /** A document so broken that its name is unknown: whether a reference dangles can then not be told. */
  readonly nameless: boolean;
};

/** A document by itself. */
export type Document = {
  readonly source: Source;
  readonly kind: Kind | undefined;
  readonly name: string | undefined;
  /** Absent: of the wrong shape. */
  readonly body: HubDocument | DefaultsDocument | EndpointsDocument | SpokesDocument | undefined;
};

/** Checks a document's shape. */
export function shapeDocument(source: Source, problems: Problems): Document {
  const kind = kindOf(source, problems);
  const body = kind && source.intact ? shapeOf(kind, source, problems) : undefined;
  return { source, kind, name: nameOf(source), body };
}

/** Sorts documents by kind. Of two with one name the first by path counts. `hasUnread`: there are more than these. */
export function sortDocuments(documents: Iterable<Document>, hasUnread: boolean, problems: Problems): Shaped {
  const sorted = byKind(() => new Map<string, Placed<unknown>>());
  const declared = byKind(() => new Map<string, Place>());
  const misshapen: { kind: Kind; source: Source }[] = [];
  let nameless = hasUnread;
  for (const { source, kind, name, body } of documents) {
    if (kind === undefined || name === undefined) nameless = true;
    else if (isFirst(declared[kind], kind, name, source.value(["metadata", "name"]), problems)) {
      const parts = partsIn(kind, name, source).filter((part) =>
        isNewPart(declared[kind], kind, part, source, problems),
      );
      if (!body) misshapen.push({ kind, source });
      else for (const [part, placed] of placedIn(body, source, parts)) sorted[kind].set(part, placed);
    }
  }
  return { ...(sorted as unknown as Omit<Shaped, "declared">), declared, misshapen, nameless };
}

function byKind<T>(make: () => T): Record<Kind, T> {
  return { Hub: make(), Defaults: make(), Endpoint: make(), Spoke: make() };
}

function placedIn(
  body: NonNullable<Document["body"]>,
  source: Source,
  parts: readonly Part[],
): [name: string, Placed<unknown>][] {
  const { name: written } = body.metadata;
  if (body.kind === "Endpoint" && body.spec.services)
    return parts.map((part) => [
      part.name,
      { body: endpointPart(body, part), source: sourceOfPart("Endpoint", source, part), written },
    ]);
  if (body.kind === "Spoke" && body.spec.hubs)
    return parts.map((part) => [
      part.name,
      { body: spokePart(body, part), source: sourceOfPart("Spoke", source, part), written },
    ]);
  return [[written, { body, source, written }]];
}

function kindOf(source: Source, problems: Problems): Kind | undefined {
  const kinds = Object.keys(DOCUMENTS) as Kind[];
  if (!isMapping(source.body)) {
    if (source.intact)
      problems.error(
        "NotADocument",
        source.value([]),
        "a document must have apiVersion, kind, metadata and spec",
      );
    return undefined;
  }
  const written = source.body.kind;
  const kind = kinds.find((known) => known === written);
  if (kind || !source.intact) return kind;
  const allowed = `allowed: ${kinds.join(", ")}`;
  const known = echo(written, ["kind"], kinds);
  if (typeof written !== "string")
    problems.error("FieldMissing", source.value(["kind"]), "kind is missing", allowed);
  else
    problems.error(
      "UnknownKind",
      source.value(["kind"]),
      known === undefined ? "unknown kind" : `unknown kind "${known}"`,
      didYouMean(written, kinds) ?? allowed,
    );
  return undefined;
}

/** Only what looks like a name: in broken YAML the text after it, secrets included, may have become part of it. */
function nameOf({ body }: Source): string | undefined {
  const metadata = isMapping(body) ? body.metadata : undefined;
  const name = isMapping(metadata) ? metadata.name : undefined;
  return documentName.safeParse(name).data;
}

/** Making code of a schema pays off from some dozens of documents on; what it says is the same. */
const COMPILED_FROM = 50;
let shaped = 0;

function shapeOf(kind: Kind, source: Source, problems: Problems) {
  const schema = DOCUMENTS[kind];
  const parsed = schema.safeParse(source.body, { reportInput: true, jitless: ++shaped < COMPILED_FROM });
  if (parsed.success) return parsed.data;
  for (const issue of withoutConsequences(parsed.error.issues, schema, source.body))
    explain(issue, schema, source, problems);
  return undefined;
}

function isNewPart(
  declared: Map<string, Place>,
  kind: Kind,
  { name, at }: Part,
  source: Source,
  problems: Problems,
): boolean {
  const place = source.value(at);
  const named = documentName.safeParse(name).success;
  const message = "metadata.name and this make no name of at most 63 characters";
  const hint = "shorten metadata.name, or write it in a document of its own";
  if (!named) problems.error("WrongValue", place, message, hint);
  return named && isFirst(declared, kind, name, place, problems);
}

function isFirst(
  declared: Map<string, Place>,
  kind: Kind,
  name: string,
  place: Place,
  problems: Problems,
): boolean {
  const first = declared.get(name);
  if (!first) declared.set(name, place);
  else problems.error("NameExists", place, `${kind} "${name}" exists already`, `see ${formatPlace(first)}`);
  return !first;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
