import type { File } from "./documents.ts";
import { policy } from "./managed-fields.ts";
import { type Path, valueAt } from "./positions.ts";
import type { Place } from "./problems.ts";
import type { Document } from "./shape.ts";

/** What one file says, as text and as documents. */
export type ReadFile = { readonly file: File; readonly documents: readonly Document[] };

/** A policy as it is sent, or why the file holds none. */
type FilePolicy = { readonly text: string } | { readonly place: Place; readonly message: string };

/** The files that hold an endpoint policy instead of documents, by path. */
export type PolicyFiles = ReadonlyMap<string, FilePolicy>;

const FIELDS: readonly Path[] = [
  ["spec", "endpointDefaults", "policyFrom", "file"],
  ["spec", "managed", "policyFrom", "file"],
];

/**
 * A file is a policy when a document's `policyFrom` names it and nothing in it looks like a document: no slip in a path
 * may make documents disappear.
 */
export function policyFilesIn(files: readonly ReadFile[]): PolicyFiles {
  const named = new Set(
    files.flatMap(({ file, documents }) => documents.flatMap((d) => namedBy(d, file.path))),
  );
  const policies = files.filter(({ file, documents }) => named.has(file.path) && !documents.some(isDocument));
  return new Map(policies.map((read) => [read.file.path, policyOf(read)]));
}

/** `../policies/org.json` as the file at `spokes/a.yaml` means it: `policies/org.json`. */
export function beside(file: string, path: string): string {
  const steps = path.startsWith("/") ? [] : file.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else if (step !== "." && (step !== "" || steps.length === 0)) steps.push(step);
  }
  return steps.join("/");
}

function namedBy({ source }: Document, file: string): string[] {
  return FIELDS.map((field) => valueAt(source.body, field)).flatMap((path) =>
    typeof path === "string" ? [beside(file, path)] : [],
  );
}

function isDocument({ source }: Document): boolean {
  return valueAt(source.body, ["kind"]) !== undefined || valueAt(source.body, ["apiVersion"]) !== undefined;
}

function policyOf({ file, documents: [only, ...others] }: ReadFile): FilePolicy {
  const isYaml = only?.source.intact && others.length === 0;
  const parsed = policy.safeParse(isYaml ? only.source.body : file.text);
  if (parsed.success) return { text: parsed.data };
  const place = { file: file.path, line: 1, column: 1 };
  return { place, message: `the policy ${parsed.error.issues[0]?.message ?? "is none"}` };
}
