import { readdirSync, readFileSync } from "node:fs";

/** Where sentences of errors stand in the sources: what begins one, by folder. */
const PLACES: readonly (readonly [folder: string, begins: RegExp])[] = [
  ["cmd", /new UserError\(\s*/g],
  ["cmd", /function (?:absentWords|heldWords|unreadable)\([\s\S]*?return\s+/g],
  ["src/aws", /\bmessage(?:: | = |\s*: undefined \? )/g],
  ["src/daemon/config", /problems\.push\(\s*/g],
];

/** Every sentence that a command may end with, `…` for what differs from one time to the next. */
export function messagesInSources(): readonly string[] {
  const found = PLACES.flatMap(([folder, begins]) =>
    filesIn(folder).flatMap((file) => {
      const text = readFileSync(new URL(`../${folder}/${file}`, import.meta.url), "utf8");
      return [...text.matchAll(begins)].flatMap(
        ({ index, 0: start }) => literalAt(text, index + start.length) ?? [],
      );
    }),
  );
  const worded = found.filter((message) => /\p{Letter}{3}/u.test(message));
  return [...new Set(worded)].sort();
}

function filesIn(folder: string): string[] {
  const all = readdirSync(new URL(`../${folder}`, import.meta.url));
  return all.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "demo.ts");
}

/** The string or template that begins there, what is filled in as `…`; undefined where something else does. */
function literalAt(text: string, at: number): string | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "`") return undefined;
  let words = "";
  for (let i = at + 1; i < text.length && text[i] !== quote; i++) {
    if (text[i] === "\\") words += text[++i] === "n" ? " " : text[i];
    else if (quote === "`" && text.startsWith("${", i)) {
      i = endOfHole(text, i + 2);
      words += "…";
    } else words += text[i];
  }
  return words.replaceAll(/…+/g, "…");
}

function endOfHole(text: string, from: number): number {
  let open = 1;
  let i = from - 1;
  while (open > 0) {
    i += 1;
    if (text[i] === "{") open += 1;
    if (text[i] === "}") open -= 1;
  }
  return i;
}
