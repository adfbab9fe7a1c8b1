import ipaddr from "ipaddr.js";
import { AwsError } from "../service.ts";
import { invalidValue } from "./errors.ts";

/**
 * A CIDR block in its canonical form, as AWS keeps it: host bits are cleared. Throws in AWS's words, as in aws-cli#2428.
 */
export function canonicalCidr(text: string, family: "ipv4" | "ipv6"): string {
  const canonical = canonicalOf(text, family);
  if (canonical === undefined) throw invalidValue(`CIDR block ${text} is malformed`);
  return canonical;
}

/**
 * The block of a VPC or subnet, canonical; from /16 to /28. Source: EC2 API reference, CreateVpc, CreateSubnet.
 * `rangeCode` is the code for another size.
 */
export function networkBlock(text: string, rangeCode: "InvalidVpc.Range" | "InvalidSubnet.Range"): string {
  const canonical = canonicalOf(text, "ipv4");
  if (canonical === undefined)
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  const bits = Number(canonical.split("/")[1]);
  if (bits < 16 || bits > 28) throw new AwsError(rangeCode, `The CIDR '${text}' is invalid.`);
  return canonical;
}

function canonicalOf(text: string, family: "ipv4" | "ipv6"): string | undefined {
  const parser = family === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  const isWhole = family === "ipv6" || /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(text);
  if (!isWhole || !parser.isValidCIDR(text)) return undefined;
  return `${parser.networkAddressFromCIDR(text)}/${text.split("/")[1]}`;
}
