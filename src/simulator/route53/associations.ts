import type {
  AssociateVPCWithHostedZoneRequest,
  AssociateVPCWithHostedZoneResponse,
  DisassociateVPCFromHostedZoneRequest,
  DisassociateVPCFromHostedZoneResponse,
} from "@aws-sdk/client-route-53";
import type { Vpc } from "../ec2/state.ts";
import { type Estate, quotaOf } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { anyVpc, anyZone } from "./access.ts";
import { accessDenied, submitChange } from "./changes.ts";
import { refuseConflict } from "./conflicts.ts";
import { attachVpc, type Zone } from "./state.ts";

export function associationOperations(estate: Estate): Service {
  return {
    AssociateVPCWithHostedZone: operation<
      AssociateVPCWithHostedZoneRequest,
      AssociateVPCWithHostedZoneResponse
    >((input, call) => {
      const zone = anyZone(estate, input.HostedZoneId);
      const vpc = anyVpc(estate, input.VPC);
      if (!zone.isPrivate)
        throw new AwsError(
          "PublicZoneVPCAssociation",
          "You can't associate a VPC with a public hosted zone.",
        );
      refuseUnauthorized(zone, vpc, call);
      refuseConflict(estate, vpc, zone.name);
      const quota = quotaOf(estate, zone.account).vpcsPerZone;
      if (zone.vpcs.size >= quota)
        throw new AwsError(
          "LimitsExceeded",
          `The hosted zone ${zone.id} cannot be associated with more than ${quota} VPCs.`,
        );
      attachVpc(estate.zones, zone, { VPCId: vpc.id, VPCRegion: vpc.region });
      return { ChangeInfo: submitChange(estate, zone, { kind: "joined", vpcId: vpc.id }, input.Comment) };
    }),

    DisassociateVPCFromHostedZone: operation<
      DisassociateVPCFromHostedZoneRequest,
      DisassociateVPCFromHostedZoneResponse
    >((input, call) => {
      const zone = anyZone(estate, input.HostedZoneId);
      const vpcId = input.VPC?.VPCId ?? "";
      const held = zone.vpcs.get(vpcId)?.VPCRegion === input.VPC?.VPCRegion && zone.vpcs.has(vpcId);
      // A VPC that was deleted meanwhile is still held and can be let go by the zone's owner.
      const vpcAccount = held ? estate.network.vpcs.get(vpcId)?.account : anyVpc(estate, input.VPC).account;
      if (call.account !== zone.account && call.account !== vpcAccount) throw accessDenied(call.principalArn);
      if (!held)
        throw new AwsError(
          "VPCAssociationNotFound",
          `The VPC ${vpcId} is not associated with the hosted zone ${zone.id}.`,
          404,
        );
      if (zone.vpcs.size === 1)
        throw new AwsError(
          "LastVPCAssociation",
          `The VPC ${vpcId} is the last one associated with the private hosted zone ${zone.id} and cannot be disassociated.`,
        );
      zone.vpcs.delete(vpcId);
      return { ChangeInfo: submitChange(estate, zone, { kind: "left", vpcId }, input.Comment) };
    }),
  };
}

/** Only the VPC's account may associate; and another account's zone must have authorized the VPC before. */
function refuseUnauthorized(zone: Zone, vpc: Vpc, call: Call): void {
  const mayUseZone = zone.account === call.account || zone.authorizations.has(vpc.id);
  if (vpc.account === call.account && mayUseZone) return;
  throw new AwsError(
    "NotAuthorizedException",
    `The VPC: ${vpc.id} has not authorized the association with your hosted zone.`,
    401,
  );
}
