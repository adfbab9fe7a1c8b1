import { readdirSync, readFileSync } from "node:fs";
import { parseAst } from "rolldown/parseAst";

/** Every text in the source that ends in a `todo` of a plan, `…` where it says what depends on the estate. */
export function printed(): { file: string; text: string }[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => `${folder}/${path}`),
  );
  const parsed = files.map((file) => {
    const code = readFileSync(new URL(file, ROOT), "utf8");
    return { file, tree: parseAst(code, { lang: "ts" }) as unknown as Node };
  });
  const functions = new Map(
    parsed.flatMap(({ tree }) =>
      nodesIn(tree)
        .filter((node) => node.type === "FunctionDeclaration")
        .map((node) => [(node.id as Node).name as string, node] as const),
    ),
  );
  return parsed.flatMap(({ file, tree }) => {
    const nodes = nodesIn(tree);
    const texts = new Map(nodes.flatMap(constantText));
    return nodes
      .flatMap(valueOfTodo)
      .flatMap((value) => textsIn(value, { functions, texts }))
      .map((text) => ({ file, text }));
  });
}

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["src/model/plan", "src/operator"];

type Node = { readonly type: string; readonly [key: string]: unknown };

function nodesIn(tree: unknown): Node[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesIn);
  if (typeof tree !== "object" || tree === null) return [];
  const below = Object.values(tree).flatMap(nodesIn);
  return "type" in tree && typeof tree.type === "string" ? [tree as Node, ...below] : below;
}

/** `todo: …` of an object, `const todo = …`, and the argument of a function that makes one. */
function valueOfTodo(node: Node): unknown[] {
  const isNamed = (name: unknown) => (name as Node | undefined)?.name === "todo";
  if (node.type === "Property" && isNamed(node.key)) return [node.value];
  if (node.type === "VariableDeclarator" && isNamed(node.id)) return [node.init];
  return [];
}

type Known = { readonly functions: ReadonlyMap<string, Node>; readonly texts: ReadonlyMap<string, unknown> };

/** `const leave = …` of a text, or of one of two. */
function constantText({ type, id, init }: Node): [string, unknown][] {
  const isText = ["TemplateLiteral", "ConditionalExpression"].includes((init as Node | null)?.type ?? "");
  return type === "VariableDeclarator" && isText ? [[(id as Node).name as string, init]] : [];
}

/** Literals, and those of our functions that are called for a part; not what is compared, and no separators. */
function textsIn(value: unknown, known: Known, depth = 0): string[] {
  if (Array.isArray(value)) return value.flatMap((v) => textsIn(v, known, depth));
  if (typeof value !== "object" || value === null || depth > 3) return [];
  const node = value as Node;
  const below = (parts: unknown) => textsIn(parts, known, depth);
  if (node.type === "Literal")
    return typeof node.value === "string" && isText(node.value) ? [node.value] : [];
  if (node.type === "TemplateLiteral") return [templateOf(node), ...below(node.expressions)].filter(isText);
  if (node.type === "BinaryExpression") return [];
  if (node.type === "Identifier") return textsIn(known.texts.get(node.name as string), known, depth + 1);
  if (node.type === "CallExpression") {
    const called = known.functions.get(((node.callee as Node).name as string) ?? "");
    return [...below(Object.values(node)), ...(called ? textsIn(called.body, known, depth + 1) : [])];
  }
  return below(Object.values(node));
}

function templateOf({ quasis }: Node): string {
  return (quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("…");
}

const isText = (text: string) => /[a-z] [a-z]/i.test(text);
