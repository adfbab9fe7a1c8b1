import type { Action } from "../../action/action.ts";
import { isZoneAction } from "../../action/family.ts";
import type { Desired, Endpoint, Hub } from "../../desired/types.ts";
import { keyOf } from "../../rollout/chosen.ts";
import type { RolloutGates } from "../../rollout/gate.ts";
import { type Estate, isMember } from "../estate/estate.ts";
import { serves } from "../estate/name-states.ts";
import { isLive } from "../wanted/zones/zone-row.ts";

/** Which names the canary of a hub lacks, as far as AWS was seen; empty: it is served. */
export type CanarySeen = { readonly hub: string; readonly lacks: readonly string[] };

/**
 * Served: in the zone by its list, the alias right, the endpoint available. Names that could not be seen are lacking; those that
 * wait for `whole`, which no canary can try, are not.
 */
export function canariesSeen(
  desired: Desired,
  estate: Estate,
  gates: RolloutGates | undefined,
  whole: readonly Action[],
): readonly CanarySeen[] {
  const waiting = new Set(whole.flatMap(placesOf));
  if (gates === undefined || gates === "shown") return [];
  return desired.hubs.flatMap((hub) => {
    const gate = gates.get(hub.name);
    if (gate?.kind !== "kept" || gate.state.phase !== "canary") return [];
    return [{ hub: hub.name, lacks: lacksOf(hub, new Set(gate.state.chosen), waiting, { desired, estate }) }];
  });
}

/** The zone that a step is about; of an endpoint that is not made yet, all of its zones. */
function placesOf(action: Action): readonly string[] {
  if (isZoneAction(action)) return [action.zone.key];
  return action.kind === "createEndpoint" ? [`${action.hub} ${action.endpoint}`] : [];
}

type Looked = { readonly desired: Desired; readonly estate: Estate };

function lacksOf(
  hub: Hub,
  chosen: ReadonlySet<string>,
  waiting: ReadonlySet<string>,
  { desired, estate: { drafts } }: Looked,
): readonly string[] {
  const spokes = desired.spokes.filter((spoke) => spoke.hub === hub && chosen.has(keyOf(spoke)));
  const draft = drafts.find((one) => one.hub === hub);
  if (!draft) return [`hub ${hub.name} could not be read`];
  const isMade = ({ name }: Endpoint) => !waiting.has(`${hub.name} ${name}`);
  const wanted = new Set(spokes.flatMap(({ endpoints }) => endpoints.filter(isMade)));
  const nameless = [...wanted].filter((e) => !draft.zones.some((z) => z.wanted.endpoint.document === e));
  const lacking = draft.zones.flatMap((row) => {
    const { endpoint, clients } = row.wanted;
    const own = spokes.filter((spoke) => clients.keys.has(keyOf(spoke)));
    if (own.length === 0 || waiting.has(row.ref.key) || !isMade(endpoint.document)) return [];
    if (!endpoint.live || !isLive(row) || !serves(row)) return [row.ref.name as string];
    return own.flatMap(({ name, vpc, region }) =>
      isMember(row, { id: vpc, region }) ? [] : [`${row.ref.name} in spoke ${name}`],
    );
  });
  return [...nameless.map(({ name }) => `endpoint ${name}`), ...lacking];
}
