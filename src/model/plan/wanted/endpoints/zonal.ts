import type { Alias } from "../../../action/alias.ts";
import type { Endpoint, ManagedEndpoint } from "../../../desired/types.ts";
import type { Why } from "../../../finding.ts";
import type { HubView } from "../../../observed/hub.ts";
import type { LiveEndpoint, Zonal } from "./live-endpoint.ts";

/**
 * Of an endpoint with `zonalNames`, a target for each Availability Zone that it is to stay in: its DNS entry there.
 * Subnets tell the ids of zones; a zone is left when neither subnet nor DNS entry is there (semantics 12), or when the
 * document of a managed endpoint takes the subnet away.
 */
export function zonalOf(
  document: Endpoint,
  live: LiveEndpoint,
  spec: ManagedEndpoint | undefined,
  { subnets }: HubView,
): Zonal | Why | undefined {
  if (!document.zonalNames) return undefined;
  if (subnets?.kind !== "seen") {
    const why = subnets ? `: ${subnets.failure.error}: ${subnets.failure.message}` : "";
    return unknown(`the subnets of its endpoint could not be read${why}`);
  }
  const ids = spec?.subnets ?? live.view?.subnets ?? [];
  const staying = subnets.value.filter((subnet) => ids.includes(subnet.id) && subnet.availabilityZone);
  const lost = ids.find((id) => !staying.some((subnet) => subnet.id === id));
  if (lost) return unknown(`AWS does not show subnet ${lost} and its Availability Zone`);
  const zoneIds = new Set(staying.map((subnet) => subnet.availabilityZoneId));
  const zones = new Map(subnets.value.map((s) => [s.availabilityZone ?? "", s.availabilityZoneId]));
  const entries = (live.view?.zonal ?? []).map(zoneIn);
  const targets = staying.flatMap(({ availabilityZone: zone = "", availabilityZoneId: id }) => {
    const target = targetIn(live, zone);
    return target ? [[id, target] as const] : [];
  });
  const isNamed = (id: string) => entries.some((zone) => (zones.get(zone) ?? id) === id);
  return {
    targets: new Map(targets),
    isLeft: (id) => !zoneIds.has(id) && (spec !== undefined || !isNamed(id)),
  };
}

function targetIn({ target, view }: LiveEndpoint, zone: string): Alias["target"] | undefined {
  if (!("dnsName" in target)) return { ...target, zone };
  const dnsName = view?.zonal?.find((name) => zoneIn(name) === zone);
  return dnsName === undefined ? undefined : { ...target, dnsName };
}

/** `vpce-0e1-abc-us-east-1a.ssm.us-east-1.vpce.amazonaws.com` → `us-east-1a`. */
export function zoneIn(dnsName: string): string {
  return /^(?:\*\.)?vpce-[0-9a-f]+-[0-9a-z]+-([a-z0-9-]+)\./.exec(dnsName)?.[1] ?? "";
}

function unknown(why: string): Why {
  return {
    reason: "ZonalNamesUnknown",
    message: `zonalNames cannot be told: ${why}; zones, records and clients stay as they are`,
    todo: "allow the hub's role ec2:DescribeSubnets (docs/iam.md), then run again",
  };
}
