import type { Association, ResolverAddress, ResolverEndpoint, Rule } from "./state.ts";

/** What the API shows of something's state at a moment. Sources: API reference, the data types' `Status`; recorded. */
type Shown = { Status: string; StatusMessage: string };

const trace = (words: string): string => `[Trace id: simulated] ${words}`;

export function endpointStatus(endpoint: ResolverEndpoint, now: number): Shown {
  const { goneAt, held, operationalAt, updatedAt } = endpoint;
  if (goneAt !== undefined)
    return { Status: "DELETING", StatusMessage: trace("Deleting the Resolver Endpoint") };
  if (held) return { Status: held.status, StatusMessage: held.message };
  if (now < operationalAt)
    return { Status: "CREATING", StatusMessage: trace("Creating the Resolver Endpoint") };
  if (now < updatedAt) return { Status: "UPDATING", StatusMessage: trace("Updating the Resolver Endpoint") };
  return { Status: "OPERATIONAL", StatusMessage: "This Resolver Endpoint is operational." };
}

/** CREATING for the first half of its way to ATTACHED. */
export function addressStatus(address: ResolverAddress, now: number): Shown {
  const { goneAt, held, createdAt, attachedAt } = address;
  if (goneAt !== undefined) return { Status: "DETACHING", StatusMessage: "This IP address is detaching." };
  if (held) return { Status: held.status, StatusMessage: held.message };
  if (now >= attachedAt) return { Status: "ATTACHED", StatusMessage: "This IP address is operational." };
  if (now < (createdAt + attachedAt) / 2)
    return { Status: "CREATING", StatusMessage: "This IP address is being created." };
  return { Status: "ATTACHING", StatusMessage: "This IP address is attaching." };
}

export function ruleStatus({ goneAt, held, update }: Rule, now: number): Shown {
  if (goneAt !== undefined) return { Status: "DELETING", StatusMessage: trace("Deleting Resolver Rule.") };
  if (held) return { Status: held.status, StatusMessage: held.message };
  if (update && now < update.until)
    return { Status: "UPDATING", StatusMessage: trace("Updating Resolver Rule.") };
  return { Status: "COMPLETE", StatusMessage: trace("Successfully created Resolver Rule.") };
}

export function associationStatus({ goneAt, held, completeAt }: Association, now: number): Shown {
  if (goneAt !== undefined) return { Status: "DELETING", StatusMessage: trace("Deleting Association") };
  if (held) return { Status: held.status, StatusMessage: held.message };
  if (now < completeAt) return { Status: "CREATING", StatusMessage: trace("Creating the association.") };
  return { Status: "COMPLETE", StatusMessage: "" };
}

/** The addresses that take or send questions: ATTACHED ones of an endpoint that is neither made nor deleted just now. */
export function attachedAddresses(endpoint: ResolverEndpoint, now: number): ResolverAddress[] {
  const { Status } = endpointStatus(endpoint, now);
  if (Status === "CREATING" || Status === "DELETING") return [];
  return endpoint.addresses.filter((address) => addressStatus(address, now).Status === "ATTACHED");
}
