import type { Hub } from "../../model/desired/types.ts";
import type { HubView } from "../../model/observed/hub.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { ZoneView } from "../../model/observed/zone.ts";

/** The same hubs, each zone of ours and each adopted one as `change` makes it. */
export function withZones(
  hubs: Observed["hubs"],
  change: (zone: ZoneView, hub: Hub) => ZoneView,
): Observed["hubs"] {
  const inView = (view: HubView, hub: Hub): HubView => ({
    ...view,
    zones: view.zones.map((zone) => change(zone, hub)),
    adoptable: view.adoptable.map((zone) => change(zone, hub)),
  });
  return new Map(
    [...hubs].map(([hub, seen]) => [
      hub,
      seen.kind === "seen" ? { kind: "seen", value: inView(seen.value, hub) } : seen,
    ]),
  );
}

/** With other members. */
export function withMembers(
  hubs: Observed["hubs"],
  membersOf: (zone: ZoneView) => ZoneView["vpcs"],
): Observed["hubs"] {
  return withZones(hubs, (zone) => ({ ...zone, vpcs: membersOf(zone) }));
}
