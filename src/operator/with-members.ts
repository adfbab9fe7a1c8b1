import type { Seen } from "../model/failure.ts";
import type { VpcRef } from "../model/ids.ts";
import type { HubView, Observed, ZoneView } from "../model/observed.ts";

/** The same hubs, with other members in zones of ours and adopted ones. */
export function withMembers(
  hubs: Observed["hubs"],
  membersOf: (zone: ZoneView) => Seen<readonly VpcRef[]>,
): Observed["hubs"] {
  const changed = (zone: ZoneView): ZoneView => ({ ...zone, vpcs: membersOf(zone) });
  const inView = (view: HubView): HubView => ({
    ...view,
    zones: view.zones.map(changed),
    adoptable: view.adoptable.map(changed),
  });
  return new Map(
    [...hubs].map(([hub, seen]) => [
      hub,
      seen.kind === "seen" ? { kind: "seen", value: inView(seen.value) } : seen,
    ]),
  );
}
