import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { type WorldSpec, worldSchema } from "./world-schema.ts";
import { type Misfit, misfits } from "./world-words.ts";

type Path = readonly PropertyKey[];

/** A world file, read and checked. `at` tells where a part of it stands, as `file:line:column`. */
export type World = { spec: WorldSpec; at(path: Path): string };

/** Every problem of a world file, each as `file:line:column: message`, in one error. */
export class WorldError extends Error {
  constructor(problems: string[], options?: ErrorOptions) {
    super(problems.join("\n"), options);
    this.name = "WorldError";
  }
}

/** Reads a world file; `file` is what problems call it. Throws WorldError with all of them. */
export function parseWorld(yamlText: string, file = "world.yaml"): World {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new WorldError(
      document.errors.map((error) => `${place(error.pos[0])}: ${error.message.split("\n")[0]}`),
    );
  /** The nearest part that is there: a missing field is missing in its parent. */
  const at = (path: Path): string => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = nodeAt(document, path.slice(0, depth));
      if (isNode(node) && node.range) return place(node.range[0]);
    }
    return place(0);
  };
  const atMisfit = ({ path, key }: Misfit): string => {
    const start = key === undefined ? undefined : keyStart(nodeAt(document, path), key);
    return start === undefined ? at(path) : place(start);
  };
  const result = worldSchema.safeParse(plainValue(document, place(0)), { reportInput: true });
  if (!result.success) {
    const all = result.error.issues.flatMap((issue) => misfits(issue));
    throw new WorldError(all.map((misfit) => `${atMisfit(misfit)}: ${misfit.words}`));
  }
  return { spec: result.data, at };
}

const nodeAt = (document: Document, path: Path): unknown =>
  path.length === 0 ? document.contents : document.getIn(path, true);

function keyStart(node: unknown, key: string): number | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Aliases that would multiply beyond reason are refused by the parser. */
function plainValue(document: Document, start: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new WorldError([`${start}: ${(error as Error).message}`], { cause: error });
  }
}
