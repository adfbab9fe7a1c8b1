import { PASSING } from "./conditions.ts";
import type { ObjectStatus, Status } from "./status.ts";

/** Something that a person may want to be told of when it begins and when it ends. */
export type Trouble = {
  readonly what: "refused" | "withheld" | "failed" | "paused";
  readonly reason: string;
  /** A hub, or the source. */
  readonly where: string;
  /** How often, in so many documents. */
  readonly count: number;
  /** In the words of the first. */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly since: number;
};

/** By what, where and why: the same trouble has the same key for as long as it is there. */
export function troublesOf(status: Status): ReadonlyMap<string, Trouble> {
  const { source, paused, lastPass } = status;
  const all: Trouble[] = [...heldBack(status)];
  const once = { where: source.name, count: 1 };
  if (paused)
    all.push({ ...once, what: "paused", reason: "Paused", message: paused.reason, since: paused.since });
  if (source.refusal) all.push({ ...once, what: "refused", ...source.refusal });
  if (lastPass && (lastPass.error !== undefined || lastPass.failed > 0)) {
    const { id, error, failed, endedAt } = lastPass;
    const [reason, message] =
      error === undefined ? ["StepsFailed", `${failed} steps of pass ${id} failed`] : ["PassFailed", error];
    all.push({ ...once, what: "failed", reason, count: Math.max(1, failed), message, since: endedAt });
  }
  return new Map(all.map((trouble) => [[trouble.what, trouble.where, trouble.reason].join(" "), trouble]));
}

/** What is withheld or held by others, alike ones of a hub as one; not what the next pass does by itself. */
function heldBack({ objects, at }: Status): Trouble[] {
  const held = objects.flatMap((object) =>
    (object.findings ?? [])
      .filter(({ kind, reason }) => (kind === "withheld" || kind === "conflict") && !PASSING.has(reason))
      .map((finding) => ({
        ...finding,
        where: `hub ${object.hub ?? object.name}`,
        since: sinceOf(object) ?? at,
      })),
  );
  const alike = Map.groupBy(held, ({ where, reason }) => `${where} ${reason}`);
  return [...alike.values()].flatMap((all): Trouble[] => {
    const [first] = all;
    if (!first) return [];
    const { reason, where, message } = first;
    const since = Math.min(...all.slice(0, ALIKE_MAX).map((one) => one.since));
    return [{ what: "withheld", reason, where, count: all.length, message, since }];
  });
}

const ALIKE_MAX = 1000;

function sinceOf({ conditions }: ObjectStatus): number | undefined {
  return conditions.find(({ type }) => type === "Ready")?.since;
}
