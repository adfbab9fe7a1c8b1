import type {
  CreateVPCAssociationAuthorizationRequest,
  CreateVPCAssociationAuthorizationResponse,
  DeleteVPCAssociationAuthorizationRequest,
  DeleteVPCAssociationAuthorizationResponse,
  ListVPCAssociationAuthorizationsRequest,
  ListVPCAssociationAuthorizationsResponse,
} from "@aws-sdk/client-route-53";
import { type Estate, quotaOf } from "../estate.ts";
import { operation } from "../operation.ts";
import { keyOf, pageByKey, tokenOf } from "../paging.ts";
import { AwsError, type Service } from "../service.ts";
import { anyVpc, ownZone } from "./access.ts";
import { pageSize } from "./page-size.ts";
import type { Zone } from "./state.ts";

/** Authorizations per page, the most that AWS gives and what it gives unasked. */
const PAGE = 50;

/** All three may be called by the zone's owner only. None of them is a DNS change. */
export function authorizationOperations(estate: Estate): Service {
  return {
    CreateVPCAssociationAuthorization: operation<
      CreateVPCAssociationAuthorizationRequest,
      CreateVPCAssociationAuthorizationResponse
    >((input, call) => {
      const zone = ownZone(estate, input.HostedZoneId, call);
      const vpc = anyVpc(estate, input.VPC);
      if (!zone.isPrivate)
        throw new AwsError("InvalidInput", `The hosted zone ${zone.id} is not a private hosted zone.`);
      const authorized = { VPCId: vpc.id, VPCRegion: vpc.region };
      if (zone.authorizations.has(vpc.id)) refuseRepeated(estate, vpc.id);
      else refuseTooMany(estate, zone);
      zone.authorizations.set(vpc.id, authorized);
      return { HostedZoneId: zone.id, VPC: authorized as never };
    }),

    DeleteVPCAssociationAuthorization: operation<
      DeleteVPCAssociationAuthorizationRequest,
      DeleteVPCAssociationAuthorizationResponse
    >((input, call) => {
      const zone = ownZone(estate, input.HostedZoneId, call);
      const vpcId = input.VPC?.VPCId ?? "";
      if (zone.authorizations.delete(vpcId)) return {};
      anyVpc(estate, input.VPC);
      throw new AwsError(
        "VPCAssociationAuthorizationNotFound",
        `The VPC ${vpcId} is not authorized to be associated with the hosted zone ${zone.id}.`,
        404,
      );
    }),

    ListVPCAssociationAuthorizations: operation<
      ListVPCAssociationAuthorizationsRequest,
      ListVPCAssociationAuthorizationsResponse
    >((input, call) => {
      const zone = ownZone(estate, input.HostedZoneId, call);
      const from = keyOf(input.NextToken, "InvalidPaginationToken");
      const limit = pageSize(input.MaxResults, PAGE);
      const page = pageByKey(zone.authorizations.values(), (vpc) => vpc.VPCId, limit, from);
      const token = tokenOf(page.next);
      return {
        HostedZoneId: zone.id,
        VPCs: page.items as never,
        ...(token ? { NextToken: token } : {}),
      };
    }),
  };
}

function refuseRepeated(estate: Estate, vpcId: string): void {
  if (estate.options.behaviours.repeatedAuthorization === "succeeds") return;
  throw new AwsError("InvalidInput", `The VPC ${vpcId} is already authorized.`);
}

function refuseTooMany(estate: Estate, zone: Zone): void {
  const { options, zones } = estate;
  const counted =
    options.behaviours.authorizationsCountedPer === "zone"
      ? [zone]
      : [...zones.byId.values()].filter((other) => other.account === zone.account);
  const count = counted.reduce((sum, other) => sum + other.authorizations.size, 0);
  const { authorizations } = quotaOf(estate, zone.account);
  if (count < authorizations) return;
  throw new AwsError(
    "TooManyVPCAssociationAuthorizations",
    `You've created the maximum number of authorizations that can be created for the specified hosted zone: ${authorizations}.`,
  );
}
