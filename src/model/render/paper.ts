import type { Action } from "../action/action.ts";
import type { Forecast } from "../cost/forecast.ts";
import type { Desired } from "../desired/types.ts";
import type { FindingKind } from "../finding-kind.ts";
import type { Plan } from "../plan/plan.ts";
import { listed } from "./alike.ts";
import { causesOf } from "./causes.ts";
import { type Fold, foldActions } from "./fold.ts";
import { headOf, heldWord, kindsOf, STYLE_OF } from "./head.ts";
import { type LabelOf, labelsOf, vpcOf } from "./labels.ts";
import { memberOf, phraseOf } from "./phrases.ts";
import { signOf } from "./sign.ts";
import { stepsOf } from "./steps.ts";

/** What a plan says to a person, for any kind of paper: text and Markdown only set it. */
export type Paper = {
  readonly blocks: readonly Block[];
  /** What it is and what it takes, in lines; the last one counts by kind. */
  readonly head: readonly string[];
};

export type Style = "red" | "green" | "yellow" | "cyan" | "dim";
export type Block = { readonly title: string; readonly items: readonly Item[] };
export type Item = {
  readonly sign: string;
  readonly style: Style;
  readonly text: string;
  /** A word for programs and searches. */
  readonly tag?: string;
  /** Which ones, and why. */
  readonly notes: readonly Note[];
  /** What a person can do about it. */
  readonly todo?: string;
};

/** A sentence, or a list of names of which the paper shows as many as it has room for. */
export type Note = string | { readonly what: string; readonly names: readonly string[] };

export function noteText(note: Note, names = NAMES): string {
  return typeof note === "string" ? note : `${note.what}: ${listed(note.names, names)}`;
}

/**
 * `folded`: alike steps are one line. `all`: and each of them stands below it. `summary`: of each VPC only how many
 * steps it has; what is held back, unknown or in conflict is told as ever.
 */
export type Detail = "folded" | "all" | "summary";

const NAMES = 100;

const TITLES: Record<FindingKind, { title: string; style: Style }> = {
  unknown: { title: "Could not be seen", style: "red" },
  conflict: { title: "Conflicts", style: "red" },
  withheld: { title: "Withheld", style: "yellow" },
  window: { title: "Short windows that these actions open", style: "yellow" },
  note: { title: "Notes", style: "dim" },
};

/** In the order of the work, then everything that is not done and why. */
export function paperOf(plan: Plan, forecast: Forecast, desired: Desired, detail: Detail = "folded"): Paper {
  const labelOf = labelsOf(desired);
  const accounts = new Map<string, string>(desired.hubs.map((h) => [h.name, h.account]));
  const hubs = [...Map.groupBy(plan.actions, (action) => action.hub)].map(([hub, actions]) => ({
    title: `hub ${hub} (account ${accounts.get(hub) ?? "unknown"})`,
    items: detail === "summary" ? countItems(actions, labelOf) : foldItems(actions, labelOf, detail),
  }));
  const held = foldItems(plan.held, labelOf, detail).map((item) => ({ ...item, style: "yellow" as const }));
  const findings = (Object.keys(TITLES) as FindingKind[]).map((kind) => ({
    title: TITLES[kind].title,
    items: findingItems(plan, kind),
  }));
  const title = heldWord(plan.held) === "removal" ? "Removals held back" : "Held back";
  const blocks = [...hubs, { title, items: held }, ...findings];
  return { blocks: blocks.filter(({ items }) => items.length > 0), head: headOf(plan, forecast, desired) };
}

function foldItems(actions: readonly Action[], labelOf: LabelOf, detail: Detail): Item[] {
  let last = "";
  return foldActions(actions, labelOf).map((fold): Item => {
    const sign = signOf(fold.steps[0].main);
    const things = fold.things.join(" ");
    const again = things === last;
    last = things;
    const members = detail === "all" && fold.steps.length > 1;
    const which = members ? fold.steps.map((step) => memberOf(step, labelOf)) : listsOf(fold, again);
    return { sign, style: STYLE_OF[sign], text: phraseOf(fold), notes: [...which, fold.because] };
  });
}

function listsOf({ clients, things, steps: [{ main }] }: Fold, again: boolean): Note[] {
  const whose = clients[0]?.kind === "spoke" ? "spokes" : "VPCs";
  const what = "zone" in main ? "zones" : "rule" in main ? "rules" : "services";
  const which = again ? `${what}: the same ${things.length}` : { what, names: things };
  return [
    ...(clients.length > 1 ? [{ what: whose, names: clients.map((c) => c.name) }] : []),
    ...(things.length > 1 && !("resolverEndpoint" in main) ? [which] : []), // said in the line itself
  ];
}

/** A line for each VPC, and one for what is the hub's own. */
function countItems(actions: readonly Action[], labelOf: LabelOf): Item[] {
  const titleOf = ({ main }: { main: Action }) => {
    const vpc = vpcOf(main);
    return vpc ? labelOf(main.hub, vpc).title : "zones and endpoints";
  };
  return [...Map.groupBy(stepsOf(actions), titleOf)].map(([title, steps]) => ({
    sign: "·",
    style: "dim",
    text: `${title}: ${kindsOf(steps)}`,
    notes: [],
  }));
}

function findingItems({ findings }: Plan, kind: FindingKind): Item[] {
  return causesOf(findings.filter((f) => f.kind === kind)).map(
    ({ findings: alike, where, message, todo, touched }) => ({
      sign: "!",
      style: TITLES[kind].style,
      text: `${where}: ${message}`,
      tag: alike[0].reason,
      notes: [
        ...[...touched].map(([what, which]) => ({ what, names: which })),
        ...(touched.size > 1 ? [`one cause, ${alike.length} times`] : []),
      ],
      ...(todo !== undefined && { todo }),
    }),
  );
}
