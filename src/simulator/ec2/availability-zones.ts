import type { DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from "@aws-sdk/client-ec2";
import { type ReadingService, reading } from "../reading.ts";
import { digestOf } from "./catalogue.ts";
import { select } from "./describe.ts";
import { nothing } from "./filters.ts";
import type { Resource } from "./resource.ts";

type Zone = Resource & { zoneId: string };

/**
 * A Region's availability zones as one account knows them. The names are the same in all accounts; the zones that
 * they stand for (the ids) are not.
 */
export function availabilityZones(account: string, region: string): { zoneName: string; zoneId: string }[] {
  const letters = region === "us-east-1" ? "abcdef" : "abc";
  const ids = [...letters].map((_, index) => `${shortRegion(region)}-az${index + 1}`);
  const turn = Number.parseInt(digestOf(`${account} ${region}`, 6), 16) % ids.length;
  return [...letters].map((letter, index) => ({
    zoneName: region + letter,
    zoneId: ids[(index + turn) % ids.length] as string,
  }));
}

export function availabilityZoneOperations(): ReadingService {
  return {
    DescribeAvailabilityZones: reading<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>()(
      ["ZoneNames", "ZoneIds", "Filters"],
      (input, call) => {
        const { account, region } = call;
        const zones = availabilityZones(account, region).map(({ zoneName, zoneId }): [string, Zone] => [
          zoneName,
          { id: zoneName, zoneId, account, region, tags: new Map() },
        ]);
        const byId = input.ZoneIds?.map((id) => zones.find(([, zone]) => zone.zoneId === id)?.[0] ?? id);
        const page = select(
          call,
          new Map(zones),
          { ids: [...(input.ZoneNames ?? []), ...(byId ?? [])], Filters: input.Filters },
          {
            fields: {
              "group-long-name": (zone) => shown(zone).GroupLongName,
              "group-name": (zone) => shown(zone).GroupName,
              message: nothing,
              "opt-in-status": (zone) => shown(zone).OptInStatus,
              "parent-zone-id": nothing,
              "parent-zone-name": nothing,
              "region-name": (zone) => zone.region,
              state: (zone) => shown(zone).State,
              "zone-id": (zone) => zone.zoneId,
              "zone-name": (zone) => zone.id,
              "zone-type": (zone) => shown(zone).ZoneType,
            },
            ids: { code: "InvalidParameterValue", kind: "availability zone" },
            isTagged: false,
          },
        );
        return { AvailabilityZones: page.items.map(shown) };
      },
    ),
  };
}

const shown = (zone: Zone) => ({
  GroupName: `${zone.region}-zg-1`,
  GroupLongName: `${zone.region} 1`,
  Messages: [],
  NetworkBorderGroup: zone.region,
  OptInStatus: "opt-in-not-required" as const,
  RegionName: zone.region,
  State: "available" as const,
  ZoneId: zone.zoneId,
  ZoneName: zone.id,
  ZoneType: "availability-zone",
});

/** `ap-southeast-2` is `apse2`, `us-gov-west-1` is `usgw1`. */
function shortRegion(region: string): string {
  const parts = region.split("-");
  const [country = "", ...rest] = parts;
  const short: { [word: string]: string } = {
    north: "n",
    south: "s",
    east: "e",
    west: "w",
    central: "c",
    northeast: "ne",
    southeast: "se",
    northwest: "nw",
    southwest: "sw",
    gov: "g",
  };
  return country + rest.map((word) => short[word] ?? word).join("");
}
