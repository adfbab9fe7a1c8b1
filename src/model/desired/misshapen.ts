import type { Source } from "./documents.ts";
import { documentName } from "./fields.ts";
import { type Path, valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { find } from "./references.ts";
import type { Kind } from "./schema.ts";
import type { Shaped } from "./shape.ts";

/** Where a kind refers to documents of another: one name, or a list of names. */
const REFERENCES: Readonly<Record<Kind, readonly { to: Kind; path: Path }[]>> = {
  Hub: [],
  Defaults: [{ to: "Hub", path: ["spec", "hubs"] }],
  Endpoint: [{ to: "Hub", path: ["spec", "hubs"] }],
  Spoke: [
    { to: "Hub", path: ["spec", "hub"] },
    { to: "Hub", path: ["spec", "hubs"] },
    { to: "Endpoint", path: ["spec", "endpoints", "names"] },
    { to: "Endpoint", path: ["spec", "endpoints", "except"] },
  ],
};

/** One misshapen field must not hide that another one dangles: a document that is not linked is looked at here. */
export function checkMisshapen(shaped: Shaped, problems: Problems): void {
  const context = { shaped, problems };
  for (const { kind, source } of shaped.misshapen) {
    if (!source.intact) continue;
    for (const { to, path } of REFERENCES[kind])
      for (const { name, at } of namesAt(source, path)) find(new Map(), to, name, at, source, context);
  }
}

/** Only names of the right shape: the others are problems already. */
function namesAt({ body }: Source, path: Path): { name: string; at: Path }[] {
  const value = valueAt(body, path);
  const written = Array.isArray(value)
    ? value.map((name: unknown, index) => ({ name, at: [...path, index] }))
    : [{ name: value === "all" ? undefined : value, at: path }];
  return written.flatMap(({ name, at }) => {
    const { data } = documentName.safeParse(name);
    return data === undefined ? [] : [{ name: data, at }];
  });
}
