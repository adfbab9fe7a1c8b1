import type { ZoneAction } from "../action/zone.ts";
import { recordKey, vpcKey } from "../ids.ts";
import type { ZoneView } from "../observed/zone.ts";
import { recordText, thingsAdded, thingsRemoved } from "./claims.ts";
import { type Added, type Entries, entryKey, type InventoryEntry } from "./entries.ts";

/**
 * What became of an action, for the inventory:
 *
 * - `made`: AWS did it at our word
 * - `existed`: it stood there already, and no attempt of ours can have made it
 * - `refused`: certainly not done
 * - `unknown`: an attempt was not answered
 */
export type Came = "made" | "existed" | "refused" | "unknown";

const NOTHING = {
  association: new Set<string>(),
  authorization: new Set<string>(),
  record: new Set<string>(),
};
/** Between the two reads that end an entry. */
const UNSEEN_MS = 120_000;

/** After a pass: what its actions came to. `before`: without the pass's claims; who was not performed claims nothing. */
export function settledByOutcomes(
  before: Entries,
  claimed: Entries,
  performed: readonly { readonly action: ZoneAction; readonly came: Came; readonly endedAt: number }[],
): Entries {
  const settled: Record<string, InventoryEntry> = { ...before };
  for (const { action, came, endedAt } of performed) {
    for (const { key } of thingsAdded(action, before)) {
      const entry = added(before[key], claimed[key], came);
      if (entry) settled[key] = { ...entry, lastAttemptAt: endedAt };
      else delete settled[key];
    }
    for (const { key } of thingsRemoved(action)) {
      const { unseenAt: _, ...entry } = settled[key] ?? {};
      if ("what" in entry) settled[key] = { ...entry, lastAttemptAt: endedAt };
    }
  }
  return settled;
}

/** What was claimed before this pass had an attempt whose outcome is unknown: seen now, it is ours. */
function added(
  before: InventoryEntry | undefined,
  claimed: InventoryEntry | undefined,
  came: Came,
): InventoryEntry | undefined {
  if (came === "refused") return before;
  if (came === "existed") return before && { ...before, state: "made" };
  if (!claimed) return before;
  return came === "made" ? { ...claimed, state: "made" } : claimed;
}

/** The things of a zone that was read, by `readAt`, when the read began. */
export function settledByRead(entries: Entries, zone: ZoneView | "gone", readAt: number): Entries {
  const shown = zone === "gone" ? NOTHING : shownIn(zone);
  const settled: Record<string, InventoryEntry> = {};
  for (const [key, entry] of Object.entries(entries)) {
    const isShown = shown[entry.what]?.has(subjectOf(key, entry));
    const next = isShown === undefined ? entry : seenOrNot(entry, isShown, readAt);
    if (next) settled[key] = next;
  }
  return settled;
}

function seenOrNot(entry: InventoryEntry, isShown: boolean, readAt: number): InventoryEntry | undefined {
  const { unseenAt, ...rest } = entry;
  if (isShown) return { ...rest, state: "made" }; // a claim that outlived its pass had an attempt nobody knows the end of
  if (readAt <= (entry.lastAttemptAt ?? entry.absentAt)) return entry;
  if (unseenAt === undefined || unseenAt <= (entry.lastAttemptAt ?? 0)) return { ...rest, unseenAt: readAt };
  return readAt - unseenAt >= UNSEEN_MS ? undefined : entry;
}

/** By kind, the keys of what the zone shows; absent: could not be seen. A record counts as it stands there. */
function shownIn({ vpcs, authorizations, records }: ZoneView): Partial<Record<Added, ReadonlySet<string>>> {
  const aliases = records?.kind === "seen" ? records.value.filter(({ identifier }) => !identifier) : [];
  return {
    ...(vpcs.kind === "seen" && { association: new Set(vpcs.value.keys()) }),
    ...(authorizations?.kind === "seen" && {
      authorization: new Set(authorizations.value.map((vpc) => vpcKey(vpc))),
    }),
    ...(records?.kind === "seen" && {
      record: new Set(aliases.flatMap((r) => (r.alias ? [recordOf(recordKey(r), recordText(r.alias))] : []))),
    }),
  };
}

function subjectOf(key: string, { what, made = "" }: InventoryEntry): string {
  const subject = key.slice(entryKey(what, "").length);
  return what === "record" ? recordOf(subject, made) : subject;
}

function recordOf(place: string, text: string): string {
  return `${place} ${text}`;
}
