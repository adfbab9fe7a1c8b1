import type { Source } from "./documents.ts";
import { echo } from "./echo.ts";
import { explain } from "./explain.ts";
import { documentName } from "./fields.ts";
import { formatPlace, type Problems } from "./problems.ts";
import {
  DOCUMENTS,
  type EndpointDocument,
  type HubDocument,
  type Kind,
  type SpokeDocument,
} from "./schema.ts";
import { didYouMean } from "./suggest.ts";

/** A document of the right shape, with the source that knows its places. */
export type Placed<Body> = { readonly body: Body; readonly source: Source };

/** Documents of the right shape by name, and the names of all documents, the misshapen ones included. */
export type Shaped = {
  readonly Hub: ReadonlyMap<string, Placed<HubDocument>>;
  readonly Endpoint: ReadonlyMap<string, Placed<EndpointDocument>>;
  readonly Spoke: ReadonlyMap<string, Placed<SpokeDocument>>;
  readonly declared: Readonly<Record<Kind, ReadonlyMap<string, Source>>>;
  /** A document so broken that its name is unknown: whether a reference dangles can then not be told. */
  readonly nameless: boolean;
};

/** A document by itself. */
export type Document = {
  readonly source: Source;
  readonly kind: Kind | undefined;
  readonly name: string | undefined;
  /** Absent: of the wrong shape. */
  readonly body: HubDocument | EndpointDocument | SpokeDocument | undefined;
};

/** Checks a document's shape. */
export function shapeDocument(source: Source, problems: Problems): Document {
  const kind = kindOf(source, problems);
  const body = kind && source.intact ? shapeOf(kind, source, problems) : undefined;
  return { source, kind, name: nameOf(source), body };
}

/** Sorts documents by kind. Of two with one name the first by path counts. `hasUnread`: there are more than these. */
export function sortDocuments(documents: Iterable<Document>, hasUnread: boolean, problems: Problems): Shaped {
  const shaped = {
    Hub: new Map<string, Placed<HubDocument>>(),
    Endpoint: new Map<string, Placed<EndpointDocument>>(),
    Spoke: new Map<string, Placed<SpokeDocument>>(),
  };
  const declared = {
    Hub: new Map<string, Source>(),
    Endpoint: new Map<string, Source>(),
    Spoke: new Map<string, Source>(),
  };
  let nameless = hasUnread;
  for (const { source, kind, name, body } of documents) {
    if (kind === undefined || name === undefined) nameless = true;
    else if (isFirst(declared[kind], kind, name, source, problems) && body)
      shaped[body.kind].set(name, { body, source } as never);
  }
  return { ...shaped, declared, nameless };
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

function shapeOf(kind: Kind, source: Source, problems: Problems) {
  const schema = DOCUMENTS[kind];
  const parsed = schema.safeParse(source.body, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) explain(issue, schema, source, problems);
  return undefined;
}

function isFirst(
  declared: Map<string, Source>,
  kind: Kind,
  name: string,
  source: Source,
  problems: Problems,
): boolean {
  const path = ["metadata", "name"];
  const first = declared.get(name);
  if (!first) declared.set(name, source);
  else
    problems.error(
      "NameExists",
      source.value(path),
      `${kind} "${name}" exists already`,
      `see ${formatPlace(first.value(path))}`,
    );
  return !first;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
