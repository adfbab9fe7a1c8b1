import { isMet, type Row } from "./row.ts";

const [WIDTH, LABEL, LINE, TOP] = [960, 330, 20, 56] as const;
const RATIO_MAX = 1.5;

/** Every judged ratio as a bar from 0 to 1.5, with its goal as a tick and the limit as a line: an SVG document. */
export function plotOf(rows: readonly Row[]): string {
  const judged = rows.filter((row) => row.goal && !row.name.startsWith("throttled/"));
  const height = TOP + judged.length * LINE + 24;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" font-size="15" font-weight="600">vpce-operator: measured ÷ limit</text>`,
    `<text x="16" y="40" fill="#666">green: goal met; red: missed; tick: the goal; line: 1.00. Bars end at ${RATIO_MAX}. What each row means: bench/README.md.</text>`,
    ...judged.flatMap((row, i) => barOf(row, TOP + i * LINE)),
    `<line x1="${x(1)}" x2="${x(1)}" y1="${TOP - 4}" y2="${height - 20}" stroke="#333"/>`,
    "</svg>",
  ].join("\n")}\n`;
}

function barOf(row: Row, y: number): string[] {
  const end = x(Math.min(RATIO_MAX, row.ratio));
  const goal = x(Math.min(RATIO_MAX, row.goal?.is === "±" ? 1 + row.goal.value : (row.goal?.value ?? 1)));
  return [
    `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${escaped(row.name)}</text>`,
    `<rect x="${LABEL}" y="${y + 3}" width="${(end - LABEL).toFixed(1)}" height="${LINE - 7}" fill="${isMet(row) ? "#4a9d6e" : "#c8514b"}"/>`,
    `<line x1="${goal.toFixed(1)}" x2="${goal.toFixed(1)}" y1="${y + 1}" y2="${y + LINE - 2}" stroke="#222" stroke-width="2"/>`,
    `<text x="${(end + 6).toFixed(1)}" y="${y + 13}" fill="#444">${row.ratio.toFixed(2)}</text>`,
  ];
}

const x = (ratio: number) => LABEL + (ratio / RATIO_MAX) * (WIDTH - LABEL - 60);
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
