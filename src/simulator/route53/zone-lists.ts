import type {
  GetHostedZoneCountRequest,
  GetHostedZoneCountResponse,
  HostedZoneSummary,
  ListHostedZonesByNameRequest,
  ListHostedZonesByNameResponse,
  ListHostedZonesByVPCRequest,
  ListHostedZonesByVPCResponse,
  ListHostedZonesRequest,
  ListHostedZonesResponse,
} from "@aws-sdk/client-route-53";
import { managedDomains } from "../ec2/endpoint-domains.ts";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { AwsError, type Service } from "../service.ts";
import { accessDenied } from "./changes.ts";
import { bareId, canonicalName, reversedName } from "./names.ts";
import { pageSize } from "./page-size.ts";
import { type Zone, zonesOfVpc } from "./state.ts";
import { hostedZone, refuseDelegationSet } from "./zones.ts";

/** Zones per page, the most that AWS gives and what it gives unasked. */
const PAGE = 100;

export function zoneListOperations(estate: Estate): Service {
  const zonesOf = (account: string) =>
    [...estate.zones.byId.values()].filter((zone) => zone.account === account);

  return {
    ListHostedZones: operation<ListHostedZonesRequest, ListHostedZonesResponse>((input, call) => {
      const limit = pageSize(input.MaxItems, PAGE);
      refuseDelegationSet(input.DelegationSetId);
      const wanted = zonesOf(call.account).filter(
        (zone) => input.HostedZoneType !== "PrivateHostedZone" || zone.isPrivate,
      );
      const page = pageByKey(wanted, (zone) => zone.id, limit, bareId(input.Marker));
      return {
        HostedZones: page.items.map(hostedZone),
        ...(input.Marker ? { Marker: input.Marker } : {}),
        IsTruncated: page.next !== undefined,
        ...(page.next ? { NextMarker: page.next } : {}),
        MaxItems: limit,
      } as ListHostedZonesResponse;
    }),

    ListHostedZonesByName: operation<ListHostedZonesByNameRequest, ListHostedZonesByNameResponse>(
      (input, call) => {
        if (input.HostedZoneId && !input.DNSName)
          throw new AwsError("InvalidInput", "HostedZoneId may only be given together with DNSName.");
        const limit = pageSize(input.MaxItems, PAGE);
        const from = input.DNSName ? `${reversedName(input.DNSName)} ${bareId(input.HostedZoneId)}` : "";
        const key = (zone: Zone) => `${reversedName(zone.name)} ${zone.id}`;
        const page = pageByKey(zonesOf(call.account), key, limit, from);
        const next = page.next && estate.zones.byId.get(page.next.split(" ")[1] ?? "");
        return {
          HostedZones: page.items.map(hostedZone),
          ...(input.DNSName ? { DNSName: canonicalName(input.DNSName) } : {}),
          ...(input.HostedZoneId ? { HostedZoneId: bareId(input.HostedZoneId) } : {}),
          IsTruncated: page.next !== undefined,
          ...(next ? { NextDNSName: next.name, NextHostedZoneId: next.id } : {}),
          MaxItems: limit,
        };
      },
    ),

    ListHostedZonesByVPC: operation<ListHostedZonesByVPCRequest, ListHostedZonesByVPCResponse>(
      (input, call) => {
        const vpc = estate.network.vpcs.get(input.VPCId ?? "");
        if (!vpc || vpc.account !== call.account || vpc.region !== input.VPCRegion)
          throw accessDenied(call.principalArn);
        const limit = pageSize(input.MaxItems, PAGE);
        const from = keyOf(input.NextToken, "InvalidPaginationToken");
        const page = pageByKey(summaries(estate, vpc.id), (zone) => zone.HostedZoneId ?? "", limit, from);
        const token = tokenOf(page.next);
        return {
          HostedZoneSummaries: page.items,
          MaxItems: limit,
          ...(token ? { NextToken: token } : {}),
        };
      },
    ),

    GetHostedZoneCount: operation<GetHostedZoneCountRequest, GetHostedZoneCountResponse>((_input, call) => ({
      HostedZoneCount: zonesOf(call.account).length,
    })),
  };
}

function summaries(estate: Estate, vpcId: string): HostedZoneSummary[] {
  const zones = zonesOfVpc(estate.zones, vpcId).map((zone) => ({
    HostedZoneId: zone.id,
    Name: zone.name,
    Owner: ownerOf(zone),
  }));
  if (!estate.options.behaviours.managedZoneInListHostedZonesByVPC) return zones;
  const managed = managedDomains(estate, vpcId).map((domain) => ({
    HostedZoneId: domain.hostedZoneId,
    Name: `${domain.name}.`,
    Owner: { OwningService: "vpce.amazonaws.com" },
  }));
  return [...zones, ...managed];
}

/** A zone that a service keeps is of no account (API reference, HostedZoneOwner). */
const ownerOf = ({ account }: Zone) =>
  /^\d{12}$/.test(account) ? { OwningAccount: account } : { OwningService: account };
