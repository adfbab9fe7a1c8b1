import { isWildcard, type ZoneName, zoneNameOf } from "../../ids.ts";
import type { HubView } from "../../observed/hub.ts";
import type { ZoneRecord } from "../../ownership.ts";
import type { Hidden } from "./shadow.ts";

/**
 * What a zone without a `*` hides under its own name: a wildcard that AWS lists and the document narrowed away
 * (`*.s3.R` beside `s3.R`), and where the name is only the document's, public names known to be below it (semantics 4, 5).
 */
export function hiddenWithoutWildcard(
  zone: ZoneName,
  service: string,
  origin: ZoneRecord["origin"],
  view: Pick<HubView, "services">,
): Hidden[] {
  const name = `*.${zone}`;
  const listing = view.services.filter((s) =>
    s.privateNames.some((n) => isWildcard(n) && zoneNameOf(n) === zone),
  );
  const own = listing.find((s) => s.name === service);
  if (own) return [{ service, name, isOwn: true, write: "names" }];
  const [other] = listing;
  if (other) return [{ service: other.name, name, write: "extraNames" }];
  if (origin === "aws" || !hasPublicNamesBelow(zone)) return [];
  return [{ service: "public DNS", name, write: "extraNames" }];
}

/**
 * Names that AWS answers publicly for others below: a bucket each (S3's "Virtual hosting of general purpose buckets"),
 * a Region each (SQS's legacy endpoints, "Amazon SQS endpoints and quotas").
 */
export function hasPublicNamesBelow(name: ZoneName): boolean {
  return /^(s3([.-][a-z0-9.-]+)?|queue)\.amazonaws\.com(\.cn)?$/.test(name);
}
