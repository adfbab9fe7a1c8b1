import { listed } from "../../counted.ts";
import type { Hub } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import type { Observed } from "../../observed/observed.ts";
import type { Stop } from "../../path/trace.ts";
import type { Draft } from "../wanted/draft.ts";
import { placeOf } from "./path-admission.ts";
import { type Cause, causesOf, pathWhy } from "./path-words.ts";
import { type SpokePath, spokePath } from "./paths.ts";

/**
 * What is told of paths where nothing is withheld for them (`withheld`: of whom): blocked ones of spokes that have their
 * names already and keep them; those in part; and those that nobody can judge. What may not be read is told once.
 */
export function pathFindings(
  draft: Draft,
  desired: readonly Spoke[],
  observed: Observed,
  withheld: readonly Finding[],
): Finding[] {
  if (!observed.path) return [];
  const { hub } = draft;
  const paths = desired.flatMap((spoke) =>
    spoke.hub === hub ? (spokePath(draft, spoke, observed) ?? []) : [],
  );
  const judged = paths.filter(({ halfRead }) => !halfRead);
  const told = new Set(withheld.map(({ reason, spoke }) => `${SAID_BY[reason] ?? reason} ${spoke}`));
  const ofSpokes = judged.flatMap((path) => ofSpoke(hub, path));
  return [
    ...ofSpokes.filter(({ reason, spoke }) => !told.has(`${reason} ${spoke}`)),
    ...notChecked(hub, judged),
  ];
}

/** Aliases that stay for a spoke lead where it gets to. */
const SAID_BY: Partial<Record<string, string>> = { RepointBlocked: "PathBlocked" };

type Spoke = SpokePath["spoke"];

function ofSpoke(hub: Hub, path: SpokePath): Finding[] {
  const { spoke, distinct } = path;
  const kinds = new Set(distinct.map(([, { kind }]) => kind));
  const note = (kind: "blocked" | "partial" | "unknown") =>
    finding("note", placeOf(hub, spoke), pathWhy(hub, path, kind));
  return [
    ...(kinds.has("blocked") ? [note("blocked")] : []),
    ...(kinds.has("partial") ? [note("partial")] : []),
    ...(kinds.has("unknown") && !unknownCauses(distinct).every(isOfRead) ? [note("unknown")] : []),
  ];
}

/** Not known for want of a permission. */
function isOfRead({ stop }: Cause): boolean {
  return stop.permission !== undefined;
}

function unknownCauses(distinct: SpokePath["distinct"]): Cause[] {
  return causesOf(distinct.map(([, verdict]) => verdict).filter(({ kind }) => kind === "unknown"));
}

function notChecked(hub: Hub, paths: readonly SpokePath[]): Finding[] {
  const missing = paths.flatMap(({ spoke, distinct }) => {
    const causes = unknownCauses(distinct);
    return causes.every(isOfRead) ? causes.map(({ stop }) => ({ spoke, stop })) : [];
  });
  const alike = Map.groupBy(missing, ({ stop: { permission, unread, todo } }) =>
    [permission, unread ?? todo].join(" "),
  );
  return [...alike.values()].flatMap((all) => {
    const spokes = [...new Set(all.map(({ spoke }) => spoke.name))].sort();
    const accounts = [...new Set(all.flatMap(({ stop }) => stop.account ?? []))].sort();
    const [{ stop } = {}] = all;
    if (!stop) return [];
    const where = accounts.length > 0 ? ` in ${listed(accounts, LISTED_MAX)}` : "";
    return finding(
      "note",
      { hub: hub.name },
      {
        reason: "PathNotChecked",
        message: `whether packets get to hub ${hub.name} and back is not checked for ${listed(spokes, LISTED_MAX)}: ${becauseOf(stop, where)}`,
        todo: `${todoOf(stop, where)}, or set pathCheck: off of these spokes`,
      },
    );
  });
}

function becauseOf({ permission, unread, says }: Stop, where: string): string {
  if (unread === "denied") return `${permission} is not allowed${where} (${says})`;
  return unread ? `${permission} does not tell${where} (${says})` : says;
}

function todoOf({ permission, unread, todo }: Stop, where: string): string {
  return unread === "denied" ? `allow ${permission}${where} (docs/iam.md, "The path")` : todo;
}

const LISTED_MAX = 5;
