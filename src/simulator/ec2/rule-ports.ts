import { invalidValue } from "./errors.ts";

const NUMBERS: { readonly [number: string]: string } = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };

/** Source: EC2 API reference, IpPermission; texts as clients were seen to receive them. */
export function protocolOf(text: string | undefined): string {
  const protocol = (text ?? "").toLowerCase();
  const name = NUMBERS[protocol] ?? protocol;
  if (["-1", "tcp", "udp", "icmp", "icmpv6"].includes(name)) return name;
  if (/^\d{1,3}$/.test(name) && Number(name) <= 255) return name;
  throw invalidValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

/** TCP and UDP need both ports; ICMP has a type and a code; for all others every port is meant, whatever is given. */
export function portsOf(protocol: string, from: number | undefined, to: number | undefined) {
  if (protocol === "icmp" || protocol === "icmpv6") return { from: from ?? -1, to: to ?? -1 };
  if (protocol !== "tcp" && protocol !== "udp") return { from: -1, to: -1 };
  if (from === undefined || to === undefined)
    throw invalidValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  for (const port of [from, to])
    if (port < 0 || port > 65535) throw invalidValue(`TCP/UDP port (${port}) out of range`);
  if (from > to) throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`);
  return { from, to };
}

export function ruleDescription(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w. :/()#,@[\]+=&;{}!$*-]{0,255}$/.test(text)) return text || undefined;
  throw invalidValue(
    "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
  );
}
