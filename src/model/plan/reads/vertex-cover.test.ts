import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Column, rowsOfLeastCover } from "./vertex-cover.ts";

const SEED = 20_271;

type Graph = { readonly columns: readonly Column[]; readonly rowCalls: readonly number[] };

const graphs = (size: number): fc.Arbitrary<Graph> =>
  fc
    .record({
      rowCalls: fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(Number.POSITIVE_INFINITY)), {
        maxLength: size,
      }),
      columns: fc.array(
        fc.record({ calls: fc.integer({ min: 1, max: 4 }), rows: fc.uniqueArray(fc.nat(size - 1)) }),
        { maxLength: size },
      ),
    })
    .map(({ rowCalls, columns }) => ({
      rowCalls,
      columns: columns.map((c) => ({ ...c, rows: c.rows.filter((row) => row < rowCalls.length) })),
    }));

/** Calls of these rows and of the columns with a pair in none of them. */
function callsOf({ columns, rowCalls }: Graph, rows: ReadonlySet<number>): number {
  const left = columns.filter((c) => c.rows.some((row) => !rows.has(row)));
  return sum([...rows].map((row) => rowCalls[row] ?? 0)) + sum(left.map((c) => c.calls));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

function bruteForce(graph: Graph): { calls: number; rows: number } {
  const answers = Array.from({ length: 2 ** graph.rowCalls.length }, (_, bits) => {
    const rows = new Set(graph.rowCalls.flatMap((_calls, i) => ((bits >> i) & 1 ? [i] : [])));
    return { calls: callsOf(graph, rows), rows: rows.size };
  });
  const [best] = answers.sort((a, b) => a.calls - b.calls || a.rows - b.rows);
  return best ?? { calls: 0, rows: 0 };
}

const full = (columns: number, rows: number): Graph => ({
  columns: Array.from({ length: columns }, () => ({
    calls: 1,
    rows: Array.from({ length: rows }, (_, i) => i),
  })),
  rowCalls: Array.from({ length: rows }, () => 1),
});

describe("the least cover", () => {
  it.each([
    { columns: 20, rows: 10, by: 10 },
    { columns: 10, rows: 20, by: 0 },
    { columns: 10, rows: 10, by: 0 },
  ])("where every VPC is in every zone takes the fewer of both: $columns columns, $rows rows", (size) => {
    const graph = full(size.columns, size.rows);
    expect(rowsOfLeastCover(graph.columns, graph.rowCalls).size).toBe(size.by);
  });

  it("mixes both where that is fewer than either", () => {
    // A VPC in three zones of its own beside a zone with three VPCs of its own: one row and one column see all.
    const columns = [{ calls: 1, rows: [1, 2, 3] }, ...[0, 0, 0].map((row) => ({ calls: 1, rows: [row] }))];
    expect(rowsOfLeastCover(columns, [1, 1, 1, 1])).toEqual(new Set([0]));
  });

  it("never rests on a row that cannot be read", () => {
    const columns = [1, 2, 3].map(() => ({ calls: 1, rows: [0, 1] }));
    expect(rowsOfLeastCover(columns, [1, Number.POSITIVE_INFINITY])).toEqual(new Set());
  });

  it("is what trying every answer finds, on small graphs", () => {
    fc.assert(
      fc.property(graphs(6), (graph) => {
        const rows = rowsOfLeastCover(graph.columns, graph.rowCalls);
        expect({ calls: callsOf(graph, rows), rows: rows.size }).toEqual(bruteForce(graph));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it("costs no more than all columns or all rows, on large graphs", () => {
    fc.assert(
      fc.property(graphs(40), (graph) => {
        const calls = callsOf(graph, rowsOfLeastCover(graph.columns, graph.rowCalls));
        expect(calls).toBeLessThanOrEqual(sum(graph.columns.map((c) => c.calls)));
        expect(calls).toBeLessThanOrEqual(sum(graph.rowCalls));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
