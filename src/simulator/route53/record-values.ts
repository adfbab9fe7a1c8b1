import { isIPv4, isIPv6 } from "node:net";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { nameFault } from "./names.ts";

/**
 * What is wrong with a record set's values, in Route 53's words: addresses, quoted character strings, host names and
 * the fields before them, one value for a CNAME, none twice. Sources: Developer Guide, "Supported DNS record types";
 * the words as users have published them (external-dns#3217, ansible#6112, terraform#455), but those of records with
 * fields other than MX, which are ours.
 */
export function valueFaults({
  Type: type = "A",
  ResourceRecords: records = [],
}: ResourceRecordSet): string[] {
  const values = records.map(({ Value = "" }) => Value);
  const faults = values.flatMap((value) => {
    const fault = (CHECKS[type] ?? notEmpty)(value);
    return fault ? [`Invalid Resource Record: 'FATAL problem: ${fault} encountered with '${value}''`] : [];
  });
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) faults.push(`Duplicate Resource Record: '${twice}'`);
  if (type === "CNAME" && values.length > 1)
    faults.push("A CNAME record set has exactly one resource record");
  return faults;
}

type Check = (value: string) => string | undefined;

const host: Check = (value) => nameFault(value);

const notEmpty: Check = (value) =>
  value.trim() === "" ? "InvalidRRDATA (Value should not be empty)" : undefined;

/** One or more strings of at most 255 characters, each in quotation marks; a quotation mark inside comes after `\`. */
const strings: Check = (value) => {
  const one = /"(?:[^"\\]|\\.)*"/g;
  if (!/^("(?:[^"\\]|\\.)*"\s*)+$/s.test(value))
    return "InvalidCharacterString (Value should be enclosed in quotation marks)";
  const tooLong = (value.match(one) ?? []).some((text) => unescaped(text.slice(1, -1)).length > 255);
  return tooLong ? "CharacterStringTooLong (Value is too long)" : undefined;
};

const unescaped = (text: string): string => text.replace(/\\([0-7]{3}|.)/g, "?");

const CHECKS: { readonly [type: string]: Check } = {
  A: (value) => (isIPv4(value) ? undefined : "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
  AAAA: (value) =>
    isIPv6(value) ? undefined : "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)",
  CNAME: host,
  NS: host,
  PTR: host,
  TXT: strings,
  SPF: strings,
  MX(value) {
    const [priority, server, ...more] = value.split(/\s+/);
    if (server === undefined || more.length > 0)
      return "MXRRDATANotTwoFields (MX record doesn't have 2 fields)";
    return short(priority) ? host(server) : "MXRRDATAIllegalPriority (Priority is from 0 to 65535)";
  },
  SRV(value) {
    const fields = value.split(/\s+/);
    if (fields.length !== 4) return "SRVRRDATANotFourFields (SRV record doesn't have 4 fields)";
    return fields.slice(0, 3).every(short)
      ? host(fields[3] ?? "")
      : "SRVRRDATAIllegalNumber (From 0 to 65535)";
  },
  CAA: (value) =>
    /^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]) [a-z0-9]+ "[^"]*"$/i.test(value)
      ? undefined
      : 'CAARRDATAIllegalFormat (CAA record is flags, tag and "value")',
};

const short = (text: string | undefined): boolean => /^\d{1,5}$/.test(text ?? "") && Number(text) <= 65_535;
