import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { canonicalName, plainName } from "../route53/names.ts";
import type { Zone, ZoneView } from "../route53/state.ts";
import { type AddressType, type Found, found, NODATA, NXDOMAIN } from "./answer.ts";

/** Where names outside the zone lead: an alias inside AWS, a CNAME through the VPC's resolver again. */
export type Beyond = { alias(name: string): Found; cname(name: string): Found };

/**
 * What a zone says of a name inside it. It has the last word: a name without a record is NXDOMAIN, whatever the
 * public DNS knows; a name with records of other types only is NOERROR without addresses.
 */
export function lookUp(zone: Zone, view: ZoneView, name: string, type: AddressType, beyond: Beyond): Found {
  const sets = setsFor(zone, view, canonicalName(name));
  if (!sets) return NXDOMAIN;
  const set = sets.find((one) => one.Type === type) ?? sets.find((one) => one.Type === "CNAME");
  if (!set) return NODATA;
  const values = set.ResourceRecords?.map((record) => record.Value ?? "") ?? [];
  const target = set.AliasTarget?.DNSName ?? (set.Type === "CNAME" ? values[0] : undefined);
  if (target === undefined) return found(values, set.TTL);
  const at = () => {
    if (!set.AliasTarget) return beyond.cname(target);
    const isInside = set.AliasTarget.HostedZoneId === zone.id && target !== set.Name;
    return isInside ? lookUp(zone, view, target, type, beyond) : beyond.alias(target);
  };
  const end = at();
  return { ...end, chain: [plainName(target).slice(0, -1), ...(end.chain ?? [])] };
}

/** The record sets of a name, or of the wildcard that covers it; none but existing: []; undefined: no such name. */
function setsFor(zone: Zone, view: ZoneView, name: string): ResourceRecordSet[] | undefined {
  const all = [...view.records.values()];
  const exact = all.filter((set) => set.Name === name);
  if (exact.length > 0 || hasBelow(all, name)) return exact;
  for (let parent = parentOf(name); parent.endsWith(zone.name); parent = parentOf(parent)) {
    const wild = all.filter((set) => set.Name === `\\052.${parent}`);
    if (wild.length > 0) return wild;
    // Only the closest name that exists may have a wildcard for it (RFC 4592).
    if (all.some((set) => set.Name === parent) || hasBelow(all, parent)) return undefined;
  }
  return undefined;
}

const hasBelow = (all: ResourceRecordSet[], name: string): boolean =>
  all.some((set) => set.Name?.endsWith(`.${name}`));

const parentOf = (name: string): string => name.slice(name.indexOf(".") + 1);
