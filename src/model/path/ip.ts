import ipaddr from "ipaddr.js";
import type { AddressType } from "../desired/types.ts";
import type { SubnetId } from "../ids.ts";

/** An address as a number. */
export type Ip = { readonly family: AddressType; readonly value: bigint };

/** Up to `last` all addresses of the subnet are alike to what was looked at: this one, the first, stands for them. */
export type Piece = Ip & { readonly last: bigint; readonly subnet: SubnetId };

/** A range of addresses by a prefix of so many bits. */
export type Range = {
  readonly family: AddressType;
  readonly bits: number;
  readonly first: bigint;
  readonly last: bigint;
};

const WIDTH: Record<AddressType, number> = { ipv4: 32, ipv6: 128 };

/** Not for the library to find out: it tries IPv6 first, and an error is what takes time of all that is done here. */
function kindOf(text: string): typeof ipaddr.IPv4 | typeof ipaddr.IPv6 {
  return text.includes(":") ? ipaddr.IPv6 : ipaddr.IPv4;
}

export function ipOf(text: string): Ip {
  const parsed = kindOf(text).parse(text);
  return { family: parsed.kind(), value: numberOf(parsed) };
}

export function ipText({ family, value }: Ip): string {
  const bytes = WIDTH[family] / 8;
  const digits = value.toString(16).padStart(bytes * 2, "0");
  return ipaddr.fromByteArray([...Buffer.from(digits, "hex")]).toString();
}

/** What it stands for: `10.3.0.0/24`, of a part that is no range `10.3.0.0–10.3.0.99`; `10.3.0.4` for itself. */
export function rangeText(ip: Ip | Piece): string {
  if (!("last" in ip)) return ipText(ip);
  const { family, value, last } = ip;
  const mask = last - value; // of a range all of its lower bits are set, and none of them in its first address
  if ((mask & (mask + 1n)) !== 0n || (value & mask) !== 0n)
    return `${ipText(ip)}–${ipText({ family, value: last })}`;
  const bits = mask === 0n ? 0 : mask.toString(2).length;
  return `${ipText(ip)}/${WIDTH[family] - bits}`;
}

/** The same with whose it is: `10.3.0.0/24 of subnet-0c33000000000000a`. */
export function placeText(ip: Ip | Piece): string {
  const known = PLACES.get(ip);
  if (known !== undefined) return known;
  const text = "subnet" in ip ? `${rangeText(ip)} of ${ip.subnet}` : ipText(ip);
  PLACES.set(ip, text);
  return text;
}

/** A walk names the same two at every step. */
const PLACES = new WeakMap<Ip, string>();

export function rangeOf(cidr: string): Range {
  const [address, bits] = kindOf(cidr).parseCIDR(cidr);
  const family = address.kind();
  const rest = BigInt(WIDTH[family] - bits);
  const first = (numberOf(address) >> rest) << rest;
  return { family, bits, first, last: first + (1n << rest) - 1n };
}

export function holds(range: Range, { family, value }: Ip): boolean {
  return range.family === family && range.first <= value && value <= range.last;
}

export function covers(outer: string, inner: string): boolean {
  const [own, other] = [rangeOf(outer), rangeOf(inner)];
  return own.family === other.family && own.first <= other.first && other.last <= own.last;
}

/** Of RFC 1918, RFC 6598 and RFC 4193: nothing on the internet answers by it. */
export function isPrivate(ip: Ip): boolean {
  const range = ipaddr.parse(ipText(ip)).range();
  return range === "private" || range === "carrierGradeNat" || range === "uniqueLocal";
}

function numberOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return BigInt(`0x${Buffer.from(address.toByteArray()).toString("hex")}`);
}

/** Values by ranges, the longest prefix first; of two with one range the later one is kept. */
export class PrefixTable<T> {
  readonly #byBits: Record<AddressType, Map<number, Map<bigint, T>>> = { ipv4: new Map(), ipv6: new Map() };

  constructor(entries: Iterable<readonly [Range, T]>) {
    for (const [{ family, bits, first }, value] of entries) {
      const same = this.#byBits[family].get(bits) ?? new Map<bigint, T>();
      this.#byBits[family].set(bits, same.set(first, value));
    }
    for (const family of ["ipv4", "ipv6"] as const)
      this.#byBits[family] = new Map([...this.#byBits[family]].sort(([a], [b]) => b - a));
  }

  lookup({ family, value }: Ip): T | undefined {
    for (const [bits, byFirst] of this.#byBits[family]) {
      const rest = BigInt(WIDTH[family] - bits);
      const found = byFirst.get((value >> rest) << rest);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/**
 * Where ranges begin and end: between two bounds all addresses are alike to whoever looks at those ranges, so that the
 * first of each piece stands for all of it.
 */
export class Bounds {
  readonly #sorted: Record<AddressType, readonly bigint[]>;

  constructor(ranges: Iterable<Range>) {
    const of: Record<AddressType, Set<bigint>> = { ipv4: new Set(), ipv6: new Set() };
    for (const { family, first, last } of ranges) of[family].add(first).add(last + 1n);
    this.#sorted = { ipv4: [...of.ipv4].sort(byValue), ipv6: [...of.ipv6].sort(byValue) };
  }

  /** Those inside the range, its own first address left out. */
  within({ family, first, last }: Range): bigint[] {
    const sorted = this.#sorted[family];
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as bigint) <= first) low = middle + 1;
      else high = middle;
    }
    const inside: bigint[] = [];
    for (let i = low; i < sorted.length && (sorted[i] as bigint) <= last; i++)
      inside.push(sorted[i] as bigint);
    return inside;
  }
}

/** The subnet's range, cut wherever one of the bounds lies. */
export function pieces(subnet: SubnetId, range: Range, bounds: readonly Bounds[]): Piece[] {
  const { family, first, last } = range;
  const firsts = [...new Set([first, ...bounds.flatMap((one) => one.within(range))])].sort(byValue);
  return firsts.map((value, i) => ({ family, value, last: (firsts[i + 1] ?? last + 1n) - 1n, subnet }));
}

function byValue(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
