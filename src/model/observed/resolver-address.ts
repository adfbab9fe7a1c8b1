/**
 * States of an address of a Resolver endpoint, as AWS writes them (Resolver API, IpAddressResponse, Status), and its family: a rule's
 * targets are all of one, and the outbound endpoint asks them by an address of that one (semantics 50).
 */
type Address = { readonly ip: string; readonly status: string };

export type Family = "IPv4" | "IPv6";

/** It answers, or sends queries on. */
export function isAttached({ status }: Pick<Address, "status">): boolean {
  return status === "ATTACHED";
}

/** Not there any more soon, whatever anybody wants. */
export function isGoing({ status }: Pick<Address, "status">): boolean {
  return status === "DETACHING" || status === "DELETING";
}

/** Its network interface was deleted by hand, or could not be made: it never comes back. */
export function hasFailed({ status }: Pick<Address, "status">): boolean {
  return status.startsWith("FAILED_");
}

/** Undefined: no address of these is that one. */
export function statusOf(addresses: readonly Address[] | undefined, ip: string): string | undefined {
  return addresses?.find((one) => one.ip === ip)?.status;
}

/** The addresses that rules lead to. */
export function targetIps(
  rules: readonly { readonly targets: readonly Pick<Address, "ip">[] }[],
): ReadonlySet<string> {
  return new Set(rules.flatMap(({ targets }) => targets.map(({ ip }) => ip)));
}

export function familyOf(ip: string): Family {
  return ip.includes(":") ? "IPv6" : "IPv4";
}
