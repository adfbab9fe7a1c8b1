/** IPv4 arithmetic for subnets, and made-up IPv6. CIDRs are taken as valid: `cidrOf` is the check. */

export type Cidr = { base: number; bits: number; size: number };

/** `10.0.0.0/16` as numbers, or undefined when it is none. */
export function cidrOf(text: string): Cidr | undefined {
  const [, a, b, c, d, bits] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const octets = [a, b, c, d].map(Number);
  if (bits === undefined || Number(bits) > 32 || octets.some((octet) => octet > 255)) return undefined;
  const size = 2 ** (32 - Number(bits));
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { base: address - (address % size), bits: Number(bits), size };
}

function addressAt(base: number, offset: number): string {
  const address = base + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** The first free address of a subnet: AWS keeps the first four and the last one. */
export function freeAddress(cidr: string, taken: ReadonlySet<string>): string | undefined {
  const range = cidrOf(cidr);
  for (let offset = 4; range && offset < range.size - 1; offset++) {
    const address = addressAt(range.base, offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}

/** The nth subnet of that many bits inside a VPC's range. */
export function subnetAt(vpcCidr: string, bits: number, index: number): string | undefined {
  const range = cidrOf(vpcCidr);
  const size = 2 ** (32 - bits);
  if (!range || bits < range.bits || (index + 1) * size > range.size) return undefined;
  return `${addressAt(range.base, index * size)}/${bits}`;
}

export function inside(inner: string, outer: string): boolean {
  const [small, large] = [cidrOf(inner), cidrOf(outer)];
  return !!small && !!large && small.base >= large.base && small.base + small.size <= large.base + large.size;
}

export function overlap(a: string, b: string): boolean {
  const [one, other] = [cidrOf(a), cidrOf(b)];
  return !!one && !!other && one.base < other.base + other.size && other.base < one.base + one.size;
}
