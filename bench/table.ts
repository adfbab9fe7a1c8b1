import { isMet, type Row } from "./row.ts";

/** The rows as aligned text. */
export function tableOf(rows: readonly Row[]): string {
  const table = [["name", "measured", "of", "ratio", "goal", "", ""], ...rows.map(cellsOf)];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  );
  const lines = table.map((line) =>
    line
      .map((cell, i) => (i === 0 || i > 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function cellsOf(row: Row): string[] {
  const { goal } = row;
  return [
    row.name,
    number(row.measured),
    number(row.of),
    row.ratio.toFixed(2),
    goal ? `${goal.is} ${goal.is === "±" ? `${goal.value * 100} %` : goal.value}` : "",
    goal ? (isMet(row) ? "met" : "MISSED") : "",
    row.note,
  ];
}

const number = (n: number) => (Number.isInteger(n) ? String(n) : n.toFixed(2));
