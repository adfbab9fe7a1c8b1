import { AwsError, type Json } from "../service.ts";
import { bareId } from "./names.ts";

/** Throws when a conflicting request for the same zone is inside; else the way out, to be called exactly once. */
export type Enter = (operation: string, input: Json) => () => void;

/** Which requests exclude each other, zone by zone. Source: the error texts of the API; measured for neither. */
const CONFLICTS: { [operation: string]: "zone" | "authorizations" } = {
  AssociateVPCWithHostedZone: "zone",
  DisassociateVPCFromHostedZone: "zone",
  ChangeResourceRecordSets: "zone",
  DeleteHostedZone: "zone",
  UpdateHostedZoneComment: "zone",
  CreateVPCAssociationAuthorization: "authorizations",
  DeleteVPCAssociationAuthorization: "authorizations",
};

/**
 * Route 53 refuses a second write to a zone while one is being processed. As handlers take no time, "being
 * processed" is what lies between entering and leaving: the gateway's latency and the handler.
 */
export function zoneLocks(): Enter {
  const inside = new Set<string>();
  return (operation, input) => {
    const kind = CONFLICTS[operation];
    if (!kind) return () => {};
    const { HostedZoneId, Id } = input as { HostedZoneId?: string; Id?: string };
    const zoneId = bareId(HostedZoneId ?? Id);
    const key = `${kind} ${zoneId}`;
    if (inside.has(key)) throw kind === "zone" ? priorRequest() : concurrentModification(zoneId);
    inside.add(key);
    return () => inside.delete(key);
  };
}

const priorRequest = () =>
  new AwsError(
    "PriorRequestNotComplete",
    "The request was rejected because Route 53 was still processing a prior request.",
  );

const concurrentModification = (zoneId: string) =>
  new AwsError(
    "ConcurrentModification",
    `A conflicting modification to the authorizations in place for ${zoneId} occurred. Please retry.`,
  );
