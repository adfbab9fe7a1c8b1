import type { DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from "@aws-sdk/client-ec2";
import { operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { digestOf } from "./catalogue.ts";
import { select } from "./describe.ts";
import type { Resource } from "./state.ts";

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

export function availabilityZoneOperations(): Service {
  return {
    DescribeAvailabilityZones: operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>(
      (input, call) => {
        const { account, region } = call;
        const zones = availabilityZones(account, region).map(({ zoneName, zoneId }): [string, Zone] => [
          zoneName,
          { id: zoneName, zoneId, account, region, tags: new Map() },
        ]);
        const byName = zones.filter(([, zone]) => !input.ZoneIds || input.ZoneIds.includes(zone.zoneId));
        const page = select(
          call,
          new Map(byName),
          { ids: input.ZoneNames, Filters: input.Filters },
          {
            "zone-name": (zone) => zone.id,
            "zone-id": (zone) => zone.zoneId,
            "region-name": (zone) => zone.region,
            state: () => "available",
            "zone-type": () => "availability-zone",
            "opt-in-status": () => "opt-in-not-required",
          },
          { code: "InvalidParameterValue", kind: "availability zone" },
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
