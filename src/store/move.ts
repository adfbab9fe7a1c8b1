import { seen } from "./items.ts";
import type { Store } from "./store.ts";

export type Moved =
  /** `from`: whose it was. */
  | { readonly kind: "moved"; readonly from?: string }
  /** Somebody holds the lease, as last written. */
  | { readonly kind: "held"; readonly by: string }
  | { readonly kind: "failed"; readonly message: string };

export type MoveOptions = {
  /** Its next source; absent: of whoever comes first. */
  readonly source?: string;
  /** Also while somebody holds the lease: who does goes on until it ends. */
  readonly whileHeld?: boolean;
};

/**
 * Hands the table over to another fleet: its owners are whoever comes first. What it remembers of commits is of the old
 * source, and rules nothing of the new one (semantics 42).
 */
export async function moveTable(
  store: Pick<Store, "lease" | "get" | "put">,
  options: MoveOptions,
): Promise<Moved> {
  const { source, whileHeld = false } = options;
  const [lease, bound] = [await seen(() => store.lease.read()), await store.get("binding", "table")];
  if (lease.kind === "unreadable") return { kind: "failed", message: lease.failure.message };
  if (bound.kind === "unreadable") return { kind: "failed", message: bound.failure.message };
  if (lease.value.kind === "newer")
    return {
      kind: "failed",
      message: `its lease is of form ${lease.value.shape}, which a newer version wrote`,
    };
  const item = lease.value.kind === "item" ? lease.value.item : undefined;
  if (item && item.holder !== "" && !whileHeld) return { kind: "held", by: item.label || item.holder };
  // As the next holder would write it: what the last one still writes of it is refused.
  const epoch = (item?.epoch ?? 0) + 1;
  const written = await store.put(
    "binding",
    "table",
    { owners: [], ...(source !== undefined && { source }) },
    epoch,
  );
  if (written.kind === "failed") return { kind: "failed", message: written.failure.message };
  if (written.kind === "superseded")
    return { kind: "failed", message: "somebody took its lease just now: try again" };
  const from = [...(bound.value?.owners ?? []), bound.value?.source ?? ""]
    .filter((word) => word !== "")
    .join(", ");
  return { kind: "moved", ...(from !== "" && { from }) };
}
