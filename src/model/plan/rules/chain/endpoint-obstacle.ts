import type { ResolverDirection } from "../../../action/refs.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ResolverAddress, ResolverEndpointView } from "../../../observed/resolver.ts";
import { isAttached } from "../../../observed/resolver-address.ts";

/** Why nobody new may be sent through a Resolver endpoint: it is of the other direction, or does not answer (semantics 46). */
export function endpointObstacle(
  endpoint: ResolverEndpointView,
  direction: ResolverDirection,
): Why | undefined {
  const { id, status, protocols, addresses } = endpoint;
  const what = `Resolver endpoint ${id}`;
  if (endpoint.direction !== direction)
    return {
      reason: "ResolverNotThere",
      message: `${what} is ${endpoint.direction}, and stands where an ${direction} one should`,
      todo: "correct spec.resolver of the hub",
    };
  if (status !== "OPERATIONAL")
    return {
      reason: "ResolverNotReady",
      message: `${what} is ${status}, so nobody new is sent there`,
      todo: "wait until it is OPERATIONAL",
    };
  if (protocols.length > 0 && !protocols.includes("Do53"))
    return {
      reason: "ResolverNotReady",
      message: `${what} speaks ${protocols.join(", ")}, and rules are made for Do53`,
      todo: "add Do53 to its protocols",
    };
  if (isSilent(valueIn(addresses))) return noneAttached(endpoint);
  return addresses.kind === "seen" ? undefined : notListed(endpoint);
}

export function noneAttached({ id }: ResolverEndpointView): Why {
  return {
    reason: "ResolverNotReady",
    message: `no address of Resolver endpoint ${id} is ATTACHED`,
    todo: "run again",
  };
}

export function notListed({ id }: ResolverEndpointView): Why {
  return {
    reason: "ResolverNotReady",
    message: `the addresses of Resolver endpoint ${id} could not be read`,
    todo: "run again",
  };
}

export function isSilent(addresses: readonly ResolverAddress[] | undefined): boolean {
  return addresses !== undefined && !addresses.some(isAttached);
}
