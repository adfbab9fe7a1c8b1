import type { Vpc } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { accessDenied } from "./changes.ts";
import { bareId } from "./names.ts";
import type { Zone } from "./state.ts";

/** The zone of that id, whoever owns it. Throws NoSuchHostedZone (404). */
export function anyZone(estate: Estate, id: string | undefined): Zone {
  const zone = estate.zones.byId.get(bareId(id));
  if (!zone) throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${bareId(id)}`, 404);
  return zone;
}

/** The caller's own zone of that id. Throws NoSuchHostedZone (404), AccessDenied (403) for another account's. */
export function ownZone(estate: Estate, id: string | undefined, call: Call): Zone {
  const zone = anyZone(estate, id);
  if (zone.account !== call.account) throw accessDenied(call.principalArn);
  return zone;
}

/** The VPC that a request names, whoever owns it. Throws InvalidVPCId (400) unless it is in that Region. */
export function anyVpc(
  estate: Estate,
  given: { VPCId?: string | undefined; VPCRegion?: string | undefined } | undefined,
): Vpc {
  const vpc = estate.network.vpcs.get(given?.VPCId ?? "");
  if (!vpc || vpc.region !== given?.VPCRegion)
    throw new AwsError("InvalidVPCId", "The VPC ID is invalid.", 400);
  return vpc;
}
