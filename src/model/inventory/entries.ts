import type { Hub } from "../desired/types.ts";
import { type Seen, valueIn } from "../failure.ts";
import { type VpcRef, vpcKey, type ZoneId } from "../ids.ts";

/** What can be added to somebody else's zone. */
export type Added = "authorization" | "association" | "record";

/**
 * One thing that we added to somebody else's zone, or may have (semantics 39). A claim is written before the act:
 *
 *     –  ──a read shows it absent──▶ claimed ──the act succeeded, or it is seen and an attempt's outcome was unknown──▶ made
 *     ▲                                 │                                                                              │
 *     └── refused, or there before us ──┴──────── two complete reads do not show it, both begun after the last attempt ┘
 */
export type InventoryEntry = {
  readonly what: Added;
  readonly state: "claimed" | "made";
  /** When the read began that showed it absent, before the act. Times are epoch milliseconds. */
  readonly absentAt: number;
  /** When the last attempt to make it or to take it away had ended, or the claim of it was written. */
  readonly lastAttemptAt?: number | undefined;
  /** Of a record: what we wrote, as text. It is ours only as long as it stands there like that. */
  readonly made?: string | undefined;
  /** When the first of two complete reads began that do not show it. */
  readonly unseenAt?: number | undefined;
};

/** By `entryKey`. */
export type Entries = Readonly<Record<string, InventoryEntry>>;

export type ZoneInventory = {
  readonly entries: Entries;
  /** Whose hub the zone was adopted for, by `hubPlace`. */
  readonly hub: string;
  /** For which endpoint: the services that its document may mean, and its set. */
  readonly services: readonly string[];
  readonly set: string;
};

/** Of all zones of others that we added anything to. */
export type Inventory = ReadonlyMap<ZoneId, ZoneInventory>;

/** `subject`: `vpcKey` of a pair or an authorization, `recordKey` of a record. */
export function entryKey(what: Added, subject: string): string {
  return `${what} ${subject}`;
}

/** A hub's document may get another name, and the hub stays the same. */
export function hubPlace({ account, region, vpc }: Hub): string {
  return `${account} ${region} ${vpc}`;
}

/** Whether we made a pair or an authorization that the zone shows. What cannot be read proves nothing. */
export function isAdded(
  { added }: { readonly added?: Seen<ZoneInventory | undefined> },
  what: "association" | "authorization",
  vpc: VpcRef,
): boolean {
  return valueIn(added)?.entries[entryKey(what, vpcKey(vpc))]?.state === "made";
}
