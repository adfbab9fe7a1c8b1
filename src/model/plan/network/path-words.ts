import { listed } from "../../counted.ts";
import type { Hub } from "../../desired/types.ts";
import type { Why } from "../../finding.ts";
import type { Stop } from "../../path/trace.ts";
import type { Pair, Verdict } from "../../path/verdict.ts";
import type { Reason } from "../../reasons.ts";
import type { SpokePath } from "./paths.ts";

type Kind = Exclude<Verdict["kind"], "reachable">;

const REASONS: Record<Kind, Reason> = {
  blocked: "PathBlocked",
  partial: "PathPartial",
  unknown: "PathUnknown",
  nobody: "PathUnknown",
};

const WORDS: Record<Kind, (spoke: string, there: string) => string> = {
  blocked: (spoke, there) => `packets do not get from spoke ${spoke} to ${there} and back`,
  partial: (spoke, there) => `packets get only in part from spoke ${spoke} to ${there} and back`,
  unknown: (spoke, there) => `whether packets get from spoke ${spoke} to ${there} and back is not known`,
  nobody: (spoke, there) => `spoke ${spoke} has no client subnet from which packets get to ${there}`,
};

/**
 * Of all of the spoke's endpoints for which it is so, one sentence: what stops packets, where, and what to change. `isFinal`: a
 * document that wants to know less of paths changes nothing.
 */
export function pathWhy(hub: Hub, { spoke, verdicts }: SpokePath, kind: Kind, { isFinal = false } = {}): Why {
  const own = [...verdicts].filter(([, verdict]) => verdict.kind === kind);
  const names = own.map(([endpoint]) => endpoint.document.name);
  const causes = causesOf(own.map(([, verdict]) => verdict));
  const what = WORDS[kind](spoke.name, `${listed(names, NAMES_MAX)} of hub ${hub.name}`);
  const mends = mendsOf(causes);
  const otherwise = isFinal ? [] : OTHERWISE[kind];
  return {
    reason: REASONS[kind],
    message: `${what}${causesText(causes)}`,
    todo: [...mends, ...otherwise].join("; "),
  };
}

const OTHERWISE: Record<Kind, readonly string[]> = {
  blocked: ["if they do get there, set pathCheck: report of the spoke"],
  partial: [],
  unknown: ["if packets do get there, pathCheck: off of the spoke says no more of it"],
  nobody: [],
};

/** `stop`: of the first pair; `todos`: of all. */
export type Cause = {
  readonly stop: Stop;
  readonly pairs: readonly Stopped[];
  readonly todos: readonly string[];
};

type Stopped = Pick<Pair, "subnet" | "kind" | "trace">;

/** The first of them, after what they are the causes of. */
export function causesText(causes: readonly Cause[]): string {
  const said = listed(causes.map(causeText), CAUSES_MAX, "; ");
  return said ? `: ${said}` : "";
}

/** Of each subnet its own: a route to one of them is none to the next. */
function mendsOf(causes: readonly Cause[]): string[] {
  const all = [...new Set(causes.flatMap(({ todos }) => todos))];
  return all.length > 0 ? [listed(all, CAUSES_MAX, "; ")] : [];
}

export function todosOf(causes: readonly Cause[]): string[] {
  return [...new Set(causes.map(({ stop }) => stop.todo))].slice(0, CAUSES_MAX);
}

/** What stops packets, each once, with the pairs for which it does. */
export function causesOf(
  verdicts: readonly { readonly stop?: Stop; readonly pairs: readonly Stopped[] }[],
): Cause[] {
  const found = verdicts.flatMap(({ stop, pairs }) => [
    ...(stop ? [{ stop }] : []),
    ...pairs.flatMap((pair) =>
      pair.trace.stop && pair.kind !== "reachable" ? [{ stop: pair.trace.stop, pair }] : [],
    ),
  ]);
  const alike = Map.groupBy(found, ({ stop }) => `${stop.kind} ${stop.object} ${stop.permission ?? ""}`);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const pairs = same.flatMap((one) => ("pair" in one ? [one.pair] : []));
    return [{ stop: first.stop, pairs, todos: [...new Set(same.map(({ stop }) => stop.todo))] }];
  });
}

function causeText({ stop, pairs }: Cause): string {
  const places = new Set(
    pairs.map(({ subnet: { id, zone }, kind }) =>
      [id, ...(kind === "mixed" ? ["in part"] : []), ...(zone ? [`in ${zone}`] : [])].join(" "),
    ),
  );
  const from = places.size > 0 ? `from ${listed([...places], PLACES_MAX)}` : "";
  const where = [...(stop.account ? [`account ${stop.account}`] : []), ...(from ? [from] : [])].join(", ");
  const says = stop.says.includes(stop.object) ? stop.says : `${stop.object} ${stop.says}`;
  return where ? `${says} (${where})` : says;
}

/** A fleet may have hundreds. */
const NAMES_MAX = 5;
const CAUSES_MAX = 3;
const PLACES_MAX = 4;
