import type { Estate } from "../estate.ts";
import { withParameters } from "../parameters.ts";
import type { Service } from "../service.ts";
import { associationOperations } from "./associations.ts";
import { onceForToken } from "./client-tokens.ts";
import { invitationOperations } from "./invitations.ts";
import { listOperations } from "./lists.ts";
import { organizationOperations } from "./organization-sharing.ts";
import { RAM_PARAMETERS } from "./parameters.ts";
import { shareOperations } from "./shares.ts";
import { tagOperations } from "./tags.ts";

/** Resource Access Manager over the estate: shares of Resolver rules, without permissions of one's own. */
export function createRam(estate: Estate): { service: Service } {
  return { service: withParameters(ramHandlers(estate), RAM_PARAMETERS) };
}

/** Every operation, before its parameters are checked. */
export function ramHandlers(estate: Estate): Service {
  const handlers = {
    ...shareOperations(estate),
    ...associationOperations(estate),
    ...listOperations(estate),
    ...invitationOperations(estate),
    ...tagOperations(estate),
    ...organizationOperations(estate),
  };
  const withTokens = Object.entries(handlers).map(([name, handler]) => {
    const takesToken = RAM_PARAMETERS.taken[name]?.includes("clientToken");
    return [name, takesToken ? onceForToken(estate, name, handler) : handler];
  });
  return Object.fromEntries(withTokens);
}
