import type { AddressType, Answer } from "./answer.ts";

/** A domain that somebody's resolver does not leave to others. `name` without a final dot; "" is every name. */
export type Domain = { name: string; answer: (name: string, type: AddressType) => Answer };

/** The longest name that covers the asked one; of equally long names the first one. */
export function mostSpecific(domains: readonly Domain[], name: string): Domain | undefined {
  let best: Domain | undefined;
  for (const domain of domains) {
    if (name !== domain.name && domain.name !== "" && !name.endsWith(`.${domain.name}`)) continue;
    if (!best || domain.name.length > best.name.length) best = domain;
  }
  return best;
}
