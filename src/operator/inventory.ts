import type { Desired, Hub } from "../model/desired/types.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import type { ZoneId } from "../model/ids.ts";
import { hubPlace, type Inventory, type ZoneInventory } from "../model/inventory/entries.ts";
import { settledByRead } from "../model/inventory/settle.ts";
import type { HubView } from "../model/observed/hub.ts";
import type { Observed } from "../model/observed/observed.ts";
import type { ZoneView } from "../model/observed/zone.ts";

/** What we added to zones of others, as it is remembered beyond AWS (semantics 39). */
export type InventoryStore = {
  /** All of it. Unreadable: nothing is removed on its account. */
  read(): Promise<Seen<Inventory>>;
  /** Throws FailureError when it does not stand there: then nothing is added that it would tell of. */
  write(zone: ZoneId, inventory: ZoneInventory): Promise<void>;
};

/** The inventory beside what was read of its zones by reads that began then, and the zones' views with it. */
export function withInventory(
  desired: Desired,
  observed: Observed,
  stored: Seen<Inventory>,
  readAt: number,
): { readonly observed: Observed; readonly inventory: Seen<Inventory> } {
  const inventory: Seen<Inventory> =
    stored.kind === "seen"
      ? { kind: "seen", value: settled(desired, observed, stored.value, readAt) }
      : stored;
  const added = (zone: ZoneView): ZoneView => ({
    ...zone,
    added: inventory.kind === "seen" ? { kind: "seen", value: inventory.value.get(zone.id) } : inventory,
  });
  const hubs = [...observed.hubs].map(([hub, seen]): readonly [Hub, Seen<HubView>] => {
    if (seen.kind === "unreadable") return [hub, seen];
    return [hub, { kind: "seen", value: { ...seen.value, adoptable: seen.value.adoptable.map(added) } }];
  });
  return { observed: { ...observed, hubs: new Map(hubs) }, inventory };
}

function settled(desired: Desired, observed: Observed, stored: Inventory, readAt: number): Inventory {
  const views = new Map(desired.hubs.map((hub) => [hubPlace(hub), valueIn(observed.hubs.get(hub))]));
  return new Map(
    [...stored].map(([id, zone]) => {
      const view = views.get(zone.hub);
      const seen = seenOf(id, view);
      const isOurs = view?.zones.some((one) => one.id === id); // taken over meanwhile: all that is in it is ours
      const entries = isOurs ? {} : seen ? settledByRead(zone.entries, seen, readAt) : zone.entries;
      return [id, { ...zone, entries }] as const;
    }),
  );
}

/** Undefined: it was not read. */
function seenOf(id: ZoneId, view: HubView | undefined): ZoneView | "gone" | undefined {
  if (!view) return undefined;
  const adoptable = view.adoptable.find((zone) => zone.id === id);
  if (adoptable) return adoptable;
  const listed = [...view.zones, ...view.strangers].some((zone) => zone.id === id);
  return listed || view.otherOwners.has(id) ? undefined : "gone";
}

/** Zones of others that the hubs may work in. */
export function adoptedIn({ hubs }: Observed): ReadonlySet<ZoneId> {
  const views = [...hubs.values()].flatMap((seen) => valueIn(seen) ?? []);
  return new Set(views.flatMap(({ adoptable }) => adoptable.map(({ id }) => id)));
}

/**
 * Somebody had their spokes forgotten: what we added for these VPCs (`vpcKey`) stays where it is, and is nobody's. Whether
 * nothing is remembered of them any more.
 */
export async function forgetVpcs(store: InventoryStore, vpcs: ReadonlySet<string>): Promise<boolean> {
  const stored = await store.read();
  if (stored.kind === "unreadable") return false;
  let isDone = true;
  for (const [zone, inventory] of stored.value) {
    const all = Object.entries(inventory.entries);
    const kept = all.filter(([key]) => !vpcs.has(key.slice(key.indexOf(" ") + 1)));
    if (kept.length === all.length) continue;
    const entries = Object.fromEntries(kept);
    isDone &&= await store.write(zone, { ...inventory, entries }).then(
      () => true,
      () => false, // the store has told it
    );
  }
  return isDone;
}
