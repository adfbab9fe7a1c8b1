import type { ResolverEndpointAction } from "../../model/action/resolver-endpoint.ts";
import type { Clock } from "../../model/clock.ts";
import type { Failure } from "../../model/failure.ts";
import type { ResolverEndpointId } from "../../model/ids.ts";
import {
  addResolverAddress,
  createResolverEndpoint,
  deleteResolverEndpoint,
  readiness,
  removeResolverAddress,
  setResolverProtocols,
} from "../../reconcilers/resolver-endpoints.ts";
import type { Sessions } from "../sessions.ts";
import type { Made } from "./made.ts";
import { listLag, type Patience, poll } from "./poll.ts";

/** A minute or two by the guide, eight minutes in the field for a change of addresses; Terraform waits ten. */
const OPERATIONAL: Patience = { everyMs: 10_000, timeoutMs: 15 * 60_000 };

/** The calls behind each kind of action on a Resolver endpoint; each may be repeated. */
export function createResolverEndpointPerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
): (action: ResolverEndpointAction, signal: AbortSignal) => Promise<void> {
  function idOf({ resolverEndpoint: { id, key } }: ResolverEndpointAction): ResolverEndpointId {
    const known = id ?? made.resolverEndpoints.get(key);
    if (!known) throw new Error(`Resolver endpoint ${key} was not made before it is used`);
    return known;
  }

  return async (action, signal) => {
    const resolver = sessions.of(action).resolver(action.resolverEndpoint.region);
    switch (action.kind) {
      case "createResolverEndpoint": {
        const id = await createResolverEndpoint(resolver, action, () => listLag(clock, signal));
        made.resolverEndpoints.set(action.resolverEndpoint.key, id);
        return;
      }
      case "awaitResolverEndpoint": {
        const id = idOf(action);
        let status = "";
        const look = async () => {
          const seen = await readiness(resolver, id, action.places);
          if (seen === "ready") return seen;
          status = seen.status;
          return undefined;
        };
        await poll(clock, signal, OPERATIONAL, look, () => late(id, status));
        return;
      }
      case "addResolverAddress":
        return addResolverAddress(resolver, idOf(action), action.place);
      case "removeResolverAddress":
        return removeResolverAddress(resolver, idOf(action), action.address);
      case "setResolverProtocols":
        return setResolverProtocols(resolver, idOf(action), action.protocols);
      case "deleteResolverEndpoint":
        return deleteResolverEndpoint(resolver, idOf(action));
    }
  };
}

function late(id: ResolverEndpointId, status: string): Failure {
  const minutes = OPERATIONAL.timeoutMs / 60_000;
  return {
    kind: "transient",
    error: "ResolverEndpointNotReady",
    message: `${id} is ${status} after ${minutes} minutes; the next pass goes on from here`,
    operation: "GetResolverEndpoint",
  };
}
