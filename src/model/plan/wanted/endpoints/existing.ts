import type { AddressType, Endpoint, ExistingEndpoint, Hub } from "../../../desired/types.ts";
import type { Why } from "../../../finding.ts";
import type { EndpointView } from "../../../observed/endpoint.ts";
import type { LiveEndpoint } from "./live-endpoint.ts";

/** Exactly one available endpoint of the service in the hub VPC (semantics 31), usable as an alias target (22, 24, 30). */
export function existingEndpoint(
  hub: Hub,
  endpoint: Endpoint,
  existing: ExistingEndpoint,
  service: string,
  all: readonly EndpointView[],
): LiveEndpoint | Why {
  const matching = all.filter((e) => e.service === service && chosen(e, existing));
  const available = matching.filter((e) => e.state === "available");
  const how =
    existing.by === "id" ? existing.id : existing.by === "tags" ? describeTags(existing.tags) : "any";
  const [view] = available;
  if (!view) {
    const states = matching.map((e) => `${e.id} is ${e.state}`).join(", ");
    return {
      reason: "EndpointNotAvailable",
      message: `no available endpoint of ${service} (${how}) in ${hub.vpc}${states ? `: ${states}` : ""}`,
      todo: "create it, or wait until it is available",
    };
  }
  if (available.length > 1)
    return {
      reason: "EndpointAmbiguous",
      message: `${available.length} available endpoints of ${service} (${how}) in ${hub.vpc}: ${available.map((e) => e.id).join(", ")}`,
      todo: "name one with existing.id, or narrow existing.tags",
    };
  return aliasTarget(hub, endpoint, view) ?? privateDnsStall(hub, endpoint, view) ?? usable(endpoint, view);
}

function chosen(view: EndpointView, existing: ExistingEndpoint): boolean {
  if (existing.by === "id") return view.id === existing.id;
  if (existing.by === "tags") return Object.entries(existing.tags).every(([k, v]) => view.tags[k] === v);
  return true;
}

function describeTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([k, v]) => `tag ${k}=${v}`)
    .join(", ");
}

export function aliasTarget(hub: Hub, endpoint: Endpoint, view: EndpointView): Why | undefined {
  if (view.regional === undefined)
    return {
      reason: "NoRegionalName",
      message: `${view.id} shows no regional DNS name to point at`,
      todo: `look at its DnsEntries, and ask AWS why there are none: aws ec2 describe-vpc-endpoints --region ${hub.region} --vpc-endpoint-ids ${view.id}`,
    };
  if (view.regional === "pending")
    return {
      reason: "RegionalNamePending",
      message: `the hosted zone of ${view.id}'s regional DNS name is still pending`,
      todo: "wait: AWS fills it in when the endpoint becomes available",
    };
  if (view.dnsRecordIpType === "service-defined" && !endpoint.addressTypes)
    return {
      reason: "AddressTypesUnknown",
      message: `the DNS record type of ${view.id} is service-defined, so the kinds of its addresses are not known`,
      todo: "set addressTypes to [ipv4], [ipv6] or both",
    };
  return undefined;
}

/** Semantics 30: with private DNS on, the hub VPC already holds these names; a person says what is meant. */
function privateDnsStall(hub: Hub, endpoint: Endpoint, view: EndpointView): Why | undefined {
  const { hubPrivateDns } = endpoint;
  if (!view.privateDnsEnabled || hubPrivateDns === "keep" || hubPrivateDns === "turnOff") return undefined;
  return {
    reason: "HubPrivateDnsOn",
    message: `${view.id} has private DNS on, and the document ${endpoint.hubPrivateDns === "off" ? "says off" : "does not say what to do with it"}`,
    todo: `set hubPrivateDns: turnOff (it is switched off once our zones are ready to take over), or hubPrivateDns: keep (only spokes join the zones); or, with its names public in the hub VPC until the next apply, switch it off: aws ec2 modify-vpc-endpoint --region ${hub.region} --vpc-endpoint-id ${view.id} --no-private-dns-enabled`,
  };
}

export const TYPES: Record<
  Exclude<EndpointView["dnsRecordIpType"], "service-defined">,
  readonly AddressType[]
> = {
  ipv4: ["ipv4"],
  ipv6: ["ipv6"],
  dualstack: ["ipv4", "ipv6"],
};

export function usable(endpoint: Endpoint, view: EndpointView): LiveEndpoint {
  const regional = view.regional as { dnsName: string; hostedZoneId: string };
  const types =
    endpoint.addressTypes ?? (view.dnsRecordIpType === "service-defined" ? [] : TYPES[view.dnsRecordIpType]);
  return {
    view,
    types,
    after: [],
    target: { ...regional, evaluateTargetHealth: endpoint.evaluateTargetHealth },
  };
}
