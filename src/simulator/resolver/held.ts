import type { Estate } from "../estate.ts";
import type { Held } from "./state.ts";

/** The status that something stays in; undefined: as it goes in time. */
export const heldAs = (status: string | undefined, message = "Set from outside."): Held | undefined =>
  status === undefined ? undefined : { status, message };

/** Sets the status of an endpoint, an address, a rule or an association by its id, or lets it go. Throws for no such id. */
export function hold({ resolver }: Estate, id: string, held: Held | undefined): void {
  const addresses = [...resolver.endpoints.values()].flatMap((endpoint) => endpoint.addresses);
  const found =
    resolver.endpoints.get(id) ??
    resolver.rules.get(id) ??
    resolver.associations.get(id) ??
    addresses.find((address) => address.id === id);
  if (!found) throw new Error(`there is no Resolver endpoint, address, rule or association ${id}`);
  found.held = held;
}
