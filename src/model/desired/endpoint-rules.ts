import type { Source } from "./documents.ts";
import { managedIn } from "./managed.ts";
import { TAGS_MAX } from "./managed-fields.ts";
import type { Problems } from "./problems.ts";
import type { Endpoint, Hub, ManagedEndpoint, ManagedSettings } from "./types.ts";

/** What the fields of one Endpoint document may not say together, whatever its hubs hold in AWS. */
export function checkEndpointFields(endpoint: Endpoint, source: Source, problems: Problems): void {
  checkSource(endpoint, source, problems);
  checkHubPrivateDns(endpoint, source, problems);
  checkAdoption(endpoint, source, problems);
  checkNames(endpoint, source, problems);
}

function checkSource({ source: from, hubs }: Endpoint, source: Source, problems: Problems): void {
  if (from.by === "id" && hubs.length > 1) {
    const hint = "an endpoint id belongs to one hub: use tags, or one document for each hub";
    problems.error(
      "SeveralHubs",
      source.key(["spec", "existing", "id"]),
      `existing.id with ${hubs.length} hubs`,
      hint,
    );
  }
  if (from.by !== "managed") return;
  checkPlacement(from, hubs, source, problems);
  for (const hub of hubs) checkSettings(managedIn(from, hub), hub, source, problems);
}

function checkPlacement(
  managed: ManagedSettings,
  hubs: readonly Hub[],
  source: Source,
  problems: Problems,
): void {
  for (const field of ["subnets", "securityGroups"] as const) {
    if (hubs.length < 2 || managed[field].length === 0) continue;
    const hint = `they belong to one VPC: set endpointDefaults.${field} in each hub, or write one document for each hub`;
    problems.error(
      "SeveralHubs",
      source.key(["spec", "managed", field]),
      `managed.${field} with ${hubs.length} hubs`,
      hint,
    );
  }
  for (const hub of hubs) {
    if (managedIn(managed, hub).subnets.length > 0) continue;
    const hint =
      hubs.length === 1
        ? `set spec.managed.subnets, or spec.endpointDefaults.subnets in hub "${hub.name}"`
        : `set spec.endpointDefaults.subnets in hub "${hub.name}"`;
    problems.error(
      "SubnetsMissing",
      source.key(["spec", "managed"]),
      `the managed endpoint has no subnet in hub "${hub.name}"`,
      hint,
    );
  }
}

/** What document and hub say together: tags are added up, and address types come from either. */
function checkSettings(
  { ipAddressType: has, dnsRecordIpType: shows, tags }: ManagedEndpoint,
  hub: Hub,
  source: Source,
  problems: Problems,
): void {
  const count = Object.keys(tags).length;
  if (count > TAGS_MAX) {
    const message = `${count} tags together with those of hub "${hub.name}", and at most ${TAGS_MAX} are possible`;
    problems.error("FieldsContradict", source.key(["spec", "managed", "tags"]), message);
  }
  // An endpoint of one address type has no addresses for records of the other.
  if (has === "dualstack" || has === shows) return;
  const message = `dnsRecordIpType ${shows} does not go with ipAddressType ${has}`;
  const hint = "write the same, or ipAddressType: dualstack";
  problems.error("FieldsContradict", source.value(["spec", "managed", "dnsRecordIpType"]), message, hint);
}

/** `names: []` leaves all of AWS's names out. */
function checkNames({ names, extraNames }: Endpoint, source: Source, problems: Problems): void {
  if (names?.length !== 0 || extraNames.length > 0) return;
  const hint =
    "leave names out to share every name of the service, or write the names to share in extraNames";
  problems.error(
    "FieldsContradict",
    source.value(["spec", "names"]),
    "spec.names is empty, and there are no extraNames: nothing would be shared",
    hint,
  );
}

function checkHubPrivateDns(endpoint: Endpoint, source: Source, problems: Problems): void {
  const { hubPrivateDns, source: from, names, allowGap } = endpoint;
  const place = source.value(["spec", "hubPrivateDns"]);
  if (from.by === "managed" && (hubPrivateDns === "keep" || hubPrivateDns === "turnOff")) {
    const message = `hubPrivateDns: ${hubPrivateDns} does not go with managed`;
    problems.error(
      "FieldsContradict",
      place,
      message,
      "a managed endpoint never has private DNS on; leave hubPrivateDns out",
    );
  }
  if (hubPrivateDns !== "turnOff") {
    const hint = "it accepts the gap of hubPrivateDns: turnOff; leave it out";
    if (allowGap)
      problems.error(
        "FieldsContradict",
        source.key(["spec", "allowGap"]),
        "allowGap means nothing here",
        hint,
      );
    return;
  }
  if (names) {
    const hint = "the switch is one for the whole endpoint, so every name needs a zone: leave names out";
    problems.error(
      "FieldsContradict",
      source.key(["spec", "names"]),
      "hubPrivateDns: turnOff with narrowed names",
      hint,
    );
  }
  for (const hub of allowGap || from.by === "managed" ? [] : endpoint.hubs) {
    if (hub.anchorVpc) continue;
    const message = `hubPrivateDns: turnOff, but hub "${hub.name}" has no anchorVpc to make the zones with beforehand`;
    const hint = `set spec.anchorVpc in hub "${hub.name}", or accept public answers in its VPC meanwhile by allowGap: true here`;
    problems.error("AnchorMissing", place, message, hint);
  }
}

function checkAdoption(endpoint: Endpoint, source: Source, problems: Problems): void {
  if (endpoint.adoptZones) return;
  for (const field of ["takeRecords", "takeOwnership"] as const) {
    if (!endpoint[field]) continue;
    const hint = "it is about zones that somebody else made: set adoptZones: true, or leave it out";
    problems.error("FieldsContradict", source.key(["spec", field]), `${field} without adoptZones`, hint);
  }
}
