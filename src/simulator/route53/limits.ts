import type {
  GetAccountLimitRequest,
  GetAccountLimitResponse,
  GetHostedZoneLimitRequest,
  GetHostedZoneLimitResponse,
} from "@aws-sdk/client-route-53";
import { type Estate, quotaOf } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { ownZone } from "./access.ts";

/** AWS's default quota of records in one zone. */
const RECORDS_PER_ZONE = 10_000;

export function limitOperations(estate: Estate): Service {
  return {
    GetHostedZoneLimit: operation<GetHostedZoneLimitRequest, GetHostedZoneLimitResponse>((input, call) => {
      const zone = ownZone(estate, input.HostedZoneId, call);
      if (input.Type === "MAX_RRSETS_BY_ZONE")
        return { Limit: { Type: input.Type, Value: RECORDS_PER_ZONE }, Count: zone.records.size };
      if (!zone.isPrivate)
        throw new AwsError("HostedZoneNotPrivate", "The specified hosted zone is a public hosted zone.");
      return {
        Limit: { Type: input.Type, Value: quotaOf(estate, zone.account).vpcsPerZone },
        Count: zone.vpcs.size,
      };
    }),

    GetAccountLimit: operation<GetAccountLimitRequest, GetAccountLimitResponse>((input, call) => {
      if (input.Type !== "MAX_HOSTED_ZONES_BY_OWNER")
        throw new AwsError("InvalidInput", `The simulator keeps no limit of type ${input.Type}.`);
      const zones = [...estate.zones.byId.values()].filter((zone) => zone.account === call.account);
      return {
        Limit: { Type: input.Type, Value: quotaOf(estate, call.account).zonesPerAccount },
        Count: zones.length,
      };
    }),
  };
}
