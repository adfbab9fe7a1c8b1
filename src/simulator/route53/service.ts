import type { Estate } from "../estate.ts";
import { withParameters } from "../parameters.ts";
import type { Service } from "../service.ts";
import { associationOperations } from "./associations.ts";
import { authorizationOperations } from "./authorizations.ts";
import { changeOperations } from "./changes.ts";
import { limitOperations } from "./limits.ts";
import { type Enter, zoneLocks } from "./locks.ts";
import { ROUTE53_PARAMETERS } from "./parameters.ts";
import { recordOperations } from "./records.ts";
import { tagOperations } from "./tags.ts";
import { zoneListOperations } from "./zone-lists.ts";
import { zoneOperations } from "./zones.ts";

/**
 * Route 53 over the estate. `enter` is to be called when a request arrives, before its latency, and what it
 * returns when the request was answered: it refuses writes that meet each other on one zone.
 */
export function createRoute53(estate: Estate): { service: Service; enter: Enter } {
  return {
    service: withParameters(route53Handlers(estate), ROUTE53_PARAMETERS),
    enter: zoneLocks(),
  };
}

/** Every operation, before its parameters are checked. */
export const route53Handlers = (estate: Estate): Service => ({
  ...zoneOperations(estate),
  ...zoneListOperations(estate),
  ...recordOperations(estate),
  ...associationOperations(estate),
  ...authorizationOperations(estate),
  ...changeOperations(estate),
  ...tagOperations(estate),
  ...limitOperations(estate),
});
