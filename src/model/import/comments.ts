import { recordKey } from "../ids.ts";
import { isPlainAddress } from "../led-by.ts";
import type { EndpointView } from "../observed/endpoint.ts";
import { type Candidate, isAddress, pointsAt, recordsOf, strayRecords, unreadParts } from "./candidate.ts";
import { type FoundZone, type ImportedHub, ownerOf } from "./found.ts";

/** What is worth knowing about an endpoint, above its document; `shared`: which of AWS's names the document has. */
export function commentsOn(candidate: Candidate, shared: readonly string[], hub: ImportedHub): string[] {
  const { endpoint, others, names, extraNames, zones, ruled } = candidate;
  const state = `${endpoint.state}, private DNS ${endpoint.privateDnsEnabled ? "on" : "off"}`;
  const left = names.filter((name) => !shared.includes(name));
  const twice = [...Map.groupBy(zones, ({ name }) => name)].filter(([, same]) => same.length > 1);
  return [
    `Found: ${endpoint.id}, ${state}.`,
    ...others.map(
      ({ id, state: its }) => `Also in the VPC, of the same service, and not shared: ${id} (${its}).`,
    ),
    ...(zones.length === 0 && ruled.length > 0
      ? [`Resolver rules hand ${ruled.join(", ")} over to what the inbound endpoint's VPC answers.`]
      : []),
    ...(zones.length === 0 && ruled.length === 0
      ? [`No hosted zone yet: a plan makes one for each of ${names.join(", ")}.`]
      : []),
    ...zones.flatMap((zone) => commentsOnZone(zone, endpoint, hub)),
    ...(names.length > 0 ? extraNames : []).map(
      (name) =>
        `${name} is no name that AWS lists for this service: whoever asks for it was told to. It stays as it is, in \`extraNames\`.`,
    ),
    ...twice.map(
      ([name, same]) => `Several zones are called ${name}: ${same.map(({ id }) => id).join(", ")}.`,
    ),
    ...(left.length > 0
      ? [
          `AWS lists names that have no zone${ruled.length > 0 ? " and no rule of their own" : ""}: ${left.join(", ")}. Delete \`names\` to share them too.`,
        ]
      : []),
  ];
}

function commentsOnZone(zone: FoundZone, endpoint: EndpointView, hub: ImportedHub): string[] {
  const owner = ownerOf(zone, hub);
  const what = `Hosted zone ${zone.id} (${zone.name})`;
  const whose =
    owner === undefined
      ? "was made by somebody else: it is used, and nothing in it is removed"
      : owner === hub.owner
        ? "is kept by this owner already"
        : `is kept by owner "${owner}" of vpce-operator: import with --owner ${owner}, or it is a conflict`;
  const elsewhere = strayRecords(zone, endpoint).map(recordKey);
  const addresses = recordsOf(zone).filter(
    (record) => isAddress(record, zone) && isPlainAddress(record) && pointsAt(record, endpoint),
  );
  return [
    `${what} ${whose}.`,
    ...unreadParts(zone),
    ...addresses.map(
      (record) =>
        `${recordKey(record)} is the addresses of ${endpoint.id}: it serves, and does not follow when the endpoint is made again; \`takeRecords: true\` makes an alias of it.`,
    ),
    ...(elsewhere.length > 0
      ? [
          `${elsewhere.join(", ")} is not seen to lead to ${endpoint.id}: \`takeRecords: true\` would change that.`,
        ]
      : []),
  ];
}
