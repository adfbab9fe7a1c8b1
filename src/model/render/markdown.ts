import type { Forecast } from "../cost/forecast.ts";
import { plural } from "../counted.ts";
import type { Desired } from "../desired/types.ts";
import type { Plan } from "../plan/plan.ts";
import { html, markdown } from "./escape.ts";
import { type Block, type Detail, type Item, noteText, type Paper, paperOf } from "./paper.ts";

/** What GitHub takes as a comment. */
export const CHARACTERS_MAX = 65_536;

/** How many of a list are named and how many lines a block has: ever fewer, until it fits. */
const ROOM: readonly Room[] = [
  { names: 100 },
  { names: 20 },
  { names: 5 },
  { names: 0 },
  { names: 0, items: 10 },
  { names: 0, items: 0 },
];
type Room = { readonly names: number; readonly items?: number };

/** The plan for a pull request's comment, in at most `CHARACTERS_MAX` characters: the summary first, details folded. */
export function planMarkdown(
  plan: Plan,
  forecast: Forecast,
  desired: Desired,
  { detail = "folded", first = [] }: { readonly detail?: Detail; readonly first?: readonly string[] } = {},
): string {
  const paperIn = (how: Detail): Paper => {
    const { blocks, head } = paperOf(plan, forecast, desired, how);
    return { blocks, head: [...first, ...head] };
  };
  const whole = page(paperIn(detail), { names: 100 });
  if (whole.length <= CHARACTERS_MAX) return whole;
  const paper = paperIn("folded");
  const pages = ROOM.values().map((room) => page(paper, room, CUT));
  const fitting = pages.find((text) => text.length <= CHARACTERS_MAX);
  return fitting ?? page({ ...paper, blocks: [] }, { names: 0 }, CUT);
}

const CUT = "Some of it is left out here, where a comment may not be longer: `--output json` has all.";

const MORE = "Each action by itself: `--output json`.";

/** What is the last line on a terminal is the first here. */
function page({ blocks, head }: Paper, room: Room, note?: string): string {
  const [accounts, lines] = [head.filter(isAccount), head.filter((line) => !isAccount(line))];
  const parts = [
    "## vpce-operator plan",
    `**${markdown(lines.at(-1) ?? "")}**`,
    ...lines.slice(0, -1).map(markdown),
    accounts.map((line) => `- ${markdown(line.trim())}`).join("\n"),
    ...blocks.map((block) => blockText(block, room)),
    note ?? (blocks.length > 0 ? MORE : ""),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function isAccount(line: string): boolean {
  return line.startsWith(" ");
}

function blockText({ title, items }: Block, { names, items: most = items.length }: Room): string {
  const shown = items.slice(0, most).map((item) => itemText(item, names));
  const more = items.length > most ? [`- … and ${items.length - most} more`] : [];
  const list = [...shown, ...more].join("\n");
  return title.startsWith("hub ")
    ? `<details open><summary>${html(title)}: ${plural(items.length, "line")}</summary>\n\n${list}\n\n</details>`
    : `### ${markdown(title)}\n\n${list}`;
}

function itemText({ sign, text, tag, notes, todo }: Item, names: number): string {
  const words = `- \`${sign}\` ${markdown(text)}${tag === undefined ? "" : ` ${markdown(tag)}`}`;
  return [
    words,
    ...notes.map((note) => `  - ${markdown(noteText(note, names))}`),
    ...(todo === undefined ? [] : [`  - → ${markdown(todo)}`]),
  ].join("\n");
}
