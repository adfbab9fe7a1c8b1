import ipaddr from "ipaddr.js";

export type Protocol = "tcp" | "udp";

export type Packet = {
  source: string;
  sourcePort: number;
  destination: string;
  port: number;
  protocol: Protocol;
};

export const replyTo = ({ source, sourcePort, destination, port, protocol }: Packet): Packet => ({
  source: destination,
  sourcePort: port,
  destination: source,
  port: sourcePort,
  protocol,
});

export const isIpv6 = (address: string): boolean => address.includes(":");

/** Whether the block has the address; of the other family it has none. */
export function holds(block: string | undefined, address: string): boolean {
  if (block === undefined || isIpv6(block) !== isIpv6(address)) return false;
  return ipaddr.parse(address).match(ipaddr.parseCIDR(block));
}

export const bitsOf = (block: string): number => Number(block.split("/")[1]);

/** Not an address of the internet. */
export const isPrivate = (address: string): boolean =>
  ["private", "carrierGradeNat", "uniqueLocal", "linkLocal", "loopback"].includes(
    ipaddr.parse(address).range(),
  );
