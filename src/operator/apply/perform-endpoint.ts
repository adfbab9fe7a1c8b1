import { FailureError } from "../../aws/failure.ts";
import type { EndpointAction } from "../../model/action/endpoint.ts";
import type { EndpointRef } from "../../model/action/refs.ts";
import type { Clock } from "../../model/clock.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { EndpointView } from "../../model/observed/endpoint.ts";
import { neverServes } from "../../model/observed/endpoint-state.ts";
import { zoneIn } from "../../model/plan/wanted/endpoints/zonal.ts";
import {
  createEndpoint,
  deleteEndpoint,
  modifyEndpoint,
  tagEndpoint,
  turnOffPrivateDns,
} from "../../reconcilers/endpoint-lifecycle.ts";
import { getEndpoint } from "../../reconcilers/endpoints.ts";
import type { Sessions } from "../sessions.ts";
import { type Made, zoneIdIn } from "./made.ts";
import { linger, listLag, type Patience, poll } from "./poll.ts";
import { refuseLed } from "./unled.ts";
import { untilShown } from "./until-listed.ts";

/** An endpoint is available after one to a few minutes. */
const AVAILABLE: Patience = { everyMs: 5_000, timeoutMs: 15 * 60_000 };

/** The EC2 calls behind each kind of action on an endpoint; each may be repeated. */
export function createEndpointPerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
): (action: EndpointAction, signal: AbortSignal) => Promise<void> {
  const idOf = ({ id, key }: EndpointRef): EndpointId => {
    const known = id ?? made.endpoints.get(key);
    if (!known) throw new Error(`endpoint ${key} was not made before it is used`);
    return known;
  };

  async function awaitAvailable(action: EndpointAction, signal: AbortSignal): Promise<void> {
    const ec2 = sessions.of(action).ec2(action.target.region);
    const id = idOf(action.target);
    let state = "not shown";
    const look = async () => {
      const view = await getEndpoint(ec2, id);
      state = view?.state ?? "not shown";
      if (view && neverServes(view.state)) throw new FailureError(ended(view));
      if (view?.state === "pendingacceptance") throw new FailureError(pendingAcceptance(view));
      if (view?.state !== "available" || typeof view.regional !== "object") return undefined;
      return { ...view.regional, zonal: new Map((view.zonal ?? []).map((name) => [zoneIn(name), name])) };
    };
    made.targets.set(action.target.key, await poll(clock, signal, AVAILABLE, look, () => late(id, state)));
  }

  /** Every pair that should be served is in the zone's list, before the hub's own private DNS goes. */
  async function confirmServed(
    action: Extract<EndpointAction, { kind: "turnOffPrivateDns" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { route53 } = sessions.hub(action.hub);
    for (const { zone, vpcs } of action.served)
      await untilShown(
        { clock, signal, route53 },
        { id: zoneIdIn(made, zone), name: zone.name },
        vpcs,
        "the hub's private DNS stays on",
      );
  }

  async function perform(action: EndpointAction, signal: AbortSignal): Promise<void> {
    const ec2 = sessions.of(action).ec2(action.target.region);
    switch (action.kind) {
      case "createEndpoint": {
        const { vpc } = sessions.document(action.hub);
        made.endpoints.set(
          action.target.key,
          await createEndpoint(
            ec2,
            { ...action, vpc, service: action.target.service },
            () => listLag(clock, signal),
            () => Math.floor(clock.now() / 1000),
          ),
        );
        return;
      }
      case "awaitEndpoint":
        return awaitAvailable(action, signal);
      case "modifyEndpoint":
        return modifyEndpoint(ec2, idOf(action.target), action.change);
      case "tagEndpoint":
        return tagEndpoint(ec2, idOf(action.target), action.tags);
      case "turnOffPrivateDns":
        await confirmServed(action, signal);
        return turnOffPrivateDns(ec2, idOf(action.target));
      case "deleteEndpoint":
        await linger(clock, signal, action.lingerSeconds * 1000);
        await refuseLed(sessions.hub(action.hub), sessions.document(action.hub), action);
        return deleteEndpoint(ec2, idOf(action.target));
    }
  }

  return perform;
}

function ended(view: EndpointView) {
  const why = view.lastError ? `: ${view.lastError}` : "";
  return {
    kind: "invalid",
    error: "EndpointFailed",
    message: `${view.id} is ${view.state}${why}`,
    operation: "CreateVpcEndpoint",
  } as const;
}

/** The provider may take days: the next pass says so and goes on when it is accepted. */
function pendingAcceptance({ id, service }: EndpointView) {
  return {
    kind: "transient",
    error: "PendingAcceptance",
    message: `${id} waits for the provider of ${service} to accept it`,
    operation: "DescribeVpcEndpoints",
  } as const;
}

function late(id: EndpointId, state: string) {
  const minutes = AVAILABLE.timeoutMs / 60_000;
  return {
    kind: "transient",
    error: "EndpointNotAvailable",
    message: `${id} is ${state} after ${minutes} minutes; the next pass goes on from here`,
    operation: "DescribeVpcEndpoints",
  } as const;
}
