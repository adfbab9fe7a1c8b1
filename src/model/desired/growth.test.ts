import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const spoke = (rest: string) =>
  `"apiVersion: vpce-operator/v1\\nkind: Spoke\\nmetadata:\\n  name: a\\n" + ${rest}`;

/** JavaScript that makes a text of n parts. */
const TEXTS: [sentence: string, text: string][] = [
  ["fields of one mapping", 'list(n, (i) => "k" + i + ": 1\\n")'],
  ["fields within braces", '"a: {" + list(n, (i) => "k" + i + ": 1, ") + "}"'],
  ["one field again and again", '"a: 1\\n".repeat(n)'],
  ["labels that are no text", spoke('"  labels:\\n" + list(n, (i) => "    k" + i + ": 1\\n")')],
  ["names in a list", spoke('"spec: { endpoints: { names: [" + list(n, (i) => "n" + i + ", ") + "] } }"')],
  ["one name in a list", spoke('"spec: { endpoints: { names: [" + "n, ".repeat(n) + "] } }"')],
  ["comments", '"# x\\n".repeat(n) + "a: 1"'],
  ["documents", '"---\\na: 1\\n".repeat(n)'],
  ["tabs", '"a:\\n" + "\\tb: 1\\n".repeat(n)'],
];

/** Optimised code does not count what it inlined. */
const PLAIN = ["--no-opt", "--no-maglev", "--no-sparkplug"];

/** How often any piece of JavaScript ran, counted by the engine: the same on every machine, however busy. */
function operations(text: string, sizes: readonly number[]): number[] {
  const script = `
    import { Session } from "node:inspector/promises";
    const { parseDesired } = await import(${JSON.stringify(new URL("parse.ts", import.meta.url))});
    const list = (n, part) => Array.from({ length: n }, (_, i) => part(i)).join("");
    const parse = (n) => parseDesired([{ path: "a.yaml", text: ${text} }], "not read");
    parse(10);
    const session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    parse(500);
    await session.post("Profiler.takePreciseCoverage"); // sets the counters back
    const counts = [];
    for (const n of ${JSON.stringify(sizes)}) {
      parse(n);
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const ranges = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
      counts.push(ranges.reduce((sum, { count }) => sum + count, 0));
    }
    process.stdout.write(JSON.stringify(counts));`;
  return JSON.parse(
    execFileSync(process.execPath, [...PLAIN, "--input-type=module", "--eval", script]).toString(),
  );
}

test.each(TEXTS)(
  "%s: four times as many take at most five times the work",
  (_, text) => {
    const [few = 0, many = 0] = operations(text, [1_000, 4_000]);
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(5);
  },
  120_000,
);
