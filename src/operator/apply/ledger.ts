import { mayHaveActed } from "../../aws/doubt.ts";
import { failureOf } from "../../aws/failure.ts";
import type { Action } from "../../model/action/action.ts";
import { isZoneAction } from "../../model/action/family.ts";
import type { ZoneAction } from "../../model/action/zone.ts";
import type { Clock } from "../../model/clock.ts";
import { serviceNamesOf } from "../../model/desired/service.ts";
import type { Desired } from "../../model/desired/types.ts";
import type { ZoneId } from "../../model/ids.ts";
import { thingsAdded, withClaims } from "../../model/inventory/claims.ts";
import { type Entries, hubPlace, type Inventory, type ZoneInventory } from "../../model/inventory/entries.ts";
import { type Came, settledByOutcomes } from "../../model/inventory/settle.ts";
import type { InventoryStore } from "../inventory.ts";
import type { Perform } from "./perform.ts";

export type LedgerOptions = {
  readonly store: InventoryStore;
  readonly clock: Clock;
  readonly desired: Desired;
  readonly actions: readonly Action[];
  /** As it stands on the table, and as the pass's own reads settled it. */
  readonly stored: Inventory;
  readonly settled: Inventory;
  /** Zones of others that hubs of these documents work in. */
  readonly adopted: ReadonlySet<ZoneId>;
  /** When the reads began that the actions were planned by. */
  readonly readAt: number;
};

/** The inventory of one pass: a write before the first addition to a zone, and one after all of the pass (semantics 39). */
export type Ledger = {
  /** Performs what it is given, after what it adds is claimed. */
  around(perform: Perform): Perform;
  /** What an action would have added was there before us. */
  readonly onThere: (action: ZoneAction) => void;
  /** After the last action: tells the table what became of it all. Where it cannot, the claims stand, and reads settle them. */
  close(): Promise<void>;
};

type Performed = { readonly action: ZoneAction; readonly came: Came; readonly endedAt: number };

export function createLedger(options: LedgerOptions): Ledger {
  const { store, clock, desired, stored, settled, adopted, readAt } = options;
  const byZone = Map.groupBy(
    options.actions.filter((action) => isZoneAction(action)),
    ({ zone }) => (zone.id && adopted.has(zone.id) ? zone.id : undefined),
  );
  const claims = new Map<ZoneId, Promise<ZoneInventory>>();
  const performed = new Map<ZoneId, Performed[]>();
  const existed = new Set<ZoneAction>();

  function claimed(zone: ZoneId): Promise<ZoneInventory> {
    const known = claims.get(zone);
    if (known !== undefined) return known;
    const actions = byZone.get(zone) ?? [];
    const before = settled.get(zone) ?? emptyFor(desired, actions);
    const entries = withClaims(before.entries, actions, { absentAt: readAt, now: clock.now() });
    const claim = { ...before, entries };
    const written = store.write(zone, claim).then(() => claim);
    claims.set(zone, written);
    return written;
  }

  function note(zone: ZoneId, action: ZoneAction, came: Came): void {
    performed.set(zone, [...(performed.get(zone) ?? []), { action, came, endedAt: clock.now() }]);
  }

  async function closeZone(zone: ZoneId): Promise<void> {
    const before = settled.get(zone);
    const claim = await claims.get(zone)?.catch(() => undefined);
    const base = claim ?? before;
    if (!base) return;
    const done = performed.get(zone) ?? [];
    const entries = settledByOutcomes(before?.entries ?? {}, base.entries, done);
    if (!isSame(entries, (claim ?? stored.get(zone))?.entries)) await store.write(zone, { ...base, entries });
  }

  async function performIn(zone: ZoneId, action: ZoneAction, perform: () => Promise<void>): Promise<void> {
    if (thingsAdded(action, settled.get(zone)?.entries ?? {}).length > 0) await claimed(zone);
    try {
      await perform();
    } catch (error) {
      note(zone, action, cameOf(error));
      throw error;
    }
    note(zone, action, existed.has(action) ? "existed" : "made");
  }

  return {
    around: (perform) => (action, signal) => {
      const zone = isZoneAction(action) ? action.zone.id : undefined;
      if (!isZoneAction(action) || !zone || !adopted.has(zone)) return perform(action, signal);
      return performIn(zone, action, () => perform(action, signal));
    },
    onThere: (action) => void existed.add(action),
    async close() {
      const zones = new Set([...settled.keys(), ...claims.keys(), ...performed.keys()]);
      await Promise.all([...zones].map((zone) => closeZone(zone).catch(() => undefined)));
    },
  };
}

/** Of what threw before it was sent nobody has to wonder; of an action of several calls the last one tells. */
function cameOf(error: unknown): Came {
  const { kind, error: name } = failureOf(error);
  const isUnsent = name === "Interrupted" || name === "LeaseLost";
  return mayHaveActed(error) || (kind === "transient" && !isUnsent) ? "unknown" : "refused";
}

/** For whom the zone is adopted, by the documents of the action that is the first to add something. */
function emptyFor({ hubs, endpoints }: Desired, actions: readonly ZoneAction[]): ZoneInventory {
  const action = actions.find(({ endpoint }) => endpoint !== undefined);
  const hub = hubs.find(({ name }) => name === action?.hub);
  const document = endpoints.find(({ name }) => name === action?.endpoint);
  if (!hub || !document)
    throw new Error("nothing is added to a zone of others but for an endpoint's document");
  return { entries: {}, hub: hubPlace(hub), set: document.set, services: serviceNamesOf(document, hub) };
}

function isSame(one: Entries, other: Entries | undefined): boolean {
  const text = (entries: Entries) => JSON.stringify(Object.entries(entries).sort());
  return text(one) === text(other ?? {});
}
