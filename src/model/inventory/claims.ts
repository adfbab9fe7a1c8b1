import type { Alias, LiveAlias } from "../action/alias.ts";
import type { ZoneAction } from "../action/zone.ts";
import { valueIn } from "../failure.ts";
import { recordKey, vpcKey } from "../ids.ts";
import type { AliasTarget, ZoneView } from "../observed/zone.ts";
import { type Added, type Entries, entryKey, type InventoryEntry } from "./entries.ts";

/** What an action would add to somebody else's zone, or takes out of it: an entry of the inventory. */
export type Thing = { readonly key: string; readonly what: Added; readonly made?: string };

/**
 * `entries` with a claim for everything that the actions would add; written before the first of them is performed. What is
 * in the inventory already stays as it is known. `absentAt`: when the read began that the actions were planned by.
 */
export function withClaims(
  entries: Entries,
  actions: readonly ZoneAction[],
  { absentAt, now }: { readonly absentAt: number; readonly now: number },
): Entries {
  const claimed: Record<string, InventoryEntry> = { ...entries };
  for (const { key, what, made } of actions.flatMap((action) => thingsAdded(action, entries))) {
    const known = claimed[key];
    const { unseenAt: _, ...kept } = known ?? { what, state: "claimed" as const, absentAt };
    claimed[key] = { ...kept, lastAttemptAt: now, ...(made !== undefined && { made }) };
  }
  return claimed;
}

/** In a zone of others records are added where nothing stood; what is known to be ours may be pointed elsewhere. */
export function thingsAdded(action: ZoneAction, entries: Entries): readonly Thing[] {
  switch (action.kind) {
    case "authorize":
      return [{ key: entryKey("authorization", vpcKey(action.vpc)), what: "authorization" }];
    case "associate":
    case "move":
      return [{ key: entryKey("association", vpcKey(action.vpc)), what: "association" }];
    case "changeRecords":
      return action.upserts.flatMap((alias) => recordAdded(alias, entries));
    default:
      return [];
  }
}

/** What takes a thing out again is an attempt too: reads begun before it ended say nothing. */
export function thingsRemoved(action: ZoneAction): readonly Thing[] {
  if (action.kind === "deauthorize")
    return [{ key: entryKey("authorization", vpcKey(action.vpc)), what: "authorization" }];
  if (action.kind === "disassociate")
    return [{ key: entryKey("association", vpcKey(action.vpc)), what: "association" }];
  if (action.kind !== "changeRecords") return [];
  return (action.deletes ?? []).map((alias) => ({
    key: entryKey("record", recordKey(alias)),
    what: "record",
    made: recordText(alias.target),
  }));
}

/** The address of an endpoint that is not made yet is nothing that a later read could be compared with: no entry. */
function recordAdded({ name, type, target, expects }: Alias, entries: Entries): readonly Thing[] {
  const key = entryKey("record", recordKey({ type, name }));
  if (!("dnsName" in target) || (expects !== "nothing" && !entries[key])) return [];
  return [{ key, what: "record", made: recordText(target) }];
}

/** Aliases in somebody else's zone that we made and that stand there as we made them. What cannot be read proves nothing. */
export function addedAliases({ added, records }: ZoneView): readonly LiveAlias[] {
  const entries = valueIn(added)?.entries ?? {};
  return (valueIn(records) ?? []).flatMap(({ name, type, alias, identifier }) => {
    const entry = entries[entryKey("record", recordKey({ type, name }))];
    const isOurs = alias && !identifier && entry?.state === "made" && entry.made === recordText(alias);
    return isOurs ? [{ name, type: type as LiveAlias["type"], target: alias }] : [];
  });
}

/** As it is compared with what stands there later. */
export function recordText({ dnsName, hostedZoneId, evaluateTargetHealth }: AliasTarget): string {
  return [dnsName, hostedZoneId, evaluateTargetHealth].join(" ");
}
