import type { Region } from "../../../ids.ts";
import type { OwnEndpointView } from "../../../observed/endpoint.ts";
import { parseClaim } from "../../../ownership.ts";

/** Why nobody but its maker switches or deletes it, whatever documents say; undefined: nothing of it says so (semantics 59). */
export function exemptionOf(
  { isRequesterManaged, tags, serviceRegion }: OwnEndpointView,
  region: Region,
): string | undefined {
  if (isRequesterManaged) return "a service of AWS manages it (RequesterManaged)";
  if (Object.keys(tags).some((key) => key.startsWith("aws:cloudformation:")))
    return "a CloudFormation stack made it, and would fail or make it again";
  if (parseClaim(tags)) return "its tags say that it was made for a hub";
  return serviceRegion && serviceRegion !== region
    ? `its service is one of Region ${serviceRegion}`
    : undefined;
}
