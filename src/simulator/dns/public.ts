import { digestOf } from "../ec2/catalogue.ts";
import { type AddressType, type Found, found, NODATA, NXDOMAIN } from "./answer.ts";

/** Names under these exist publicly; the last two have IPv6 addresses too. */
const AWS_DOMAIN = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|sagemaker\.aws|api\.aws|on\.aws)$/;
const DUAL_STACK = /(^|\.)(api|on)\.aws$/;

const PUBLIC_TTL_SECONDS = 60;

export const isAwsName = (name: string): boolean => AWS_DOMAIN.test(name);

/** AWS's public names have a made-up address, always the same one for a name; others are not known here. */
export function publicName(name: string, type: AddressType): Found {
  if (!isAwsName(name)) return NXDOMAIN;
  if (type === "AAAA" && !DUAL_STACK.test(name)) return NODATA;
  const digits = digestOf(name, 4);
  const [third, fourth] = [digits.slice(0, 2), digits.slice(2)].map((byte) => Number.parseInt(byte, 16));
  const address = type === "A" ? `52.94.${third}.${fourth}` : `2600:1f00::${digits}`;
  return found([address], PUBLIC_TTL_SECONDS);
}
