import type {
  VpcPeeringConnection,
  VpcPeeringConnectionStateReason,
  VpcPeeringConnectionVpcInfo,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import type { Fields } from "../filters.ts";
import { cidrsOf, ipv6BlocksOf } from "../route-tables/routes.ts";
import { tagList } from "../tag-values.ts";
import { expiresAt, type Peering, type PeeringSide, peeringStatus } from "./state.ts";

/** As the caller's account sees it: tags are the requester's own, and so is the accepter's range before it has accepted. */
export function shown(estate: Estate, peering: Peering, account: string): VpcPeeringConnection {
  const now = estate.surroundings.clock.now();
  const status = peeringStatus(peering, now);
  const isKnown = peering.activeAt !== undefined || account === peering.accepter.account;
  return {
    AccepterVpcInfo: sideOf(estate, peering.accepter, isKnown),
    ...(status === "pending-acceptance" && { ExpirationTime: new Date(expiresAt(peering)) }),
    RequesterVpcInfo: sideOf(estate, peering.requester, true),
    Status: { Code: status, Message: messageOf(peering, status) },
    Tags: account === peering.account ? tagList(peering.tags) : [],
    VpcPeeringConnectionId: peering.id,
  };
}

function sideOf(
  { network }: Estate,
  { account, region, vpcId }: PeeringSide,
  isKnown: boolean,
): VpcPeeringConnectionVpcInfo {
  const vpc = isKnown ? network.vpcs.get(vpcId) : undefined;
  const ipv6 = vpc ? ipv6BlocksOf(network, vpcId) : [];
  return {
    ...(vpc && {
      CidrBlock: vpc.cidr,
      CidrBlockSet: cidrsOf(vpc).map((CidrBlock) => ({ CidrBlock })),
      PeeringOptions: {
        AllowDnsResolutionFromRemoteVpc: false,
        AllowEgressFromLocalClassicLinkToRemoteVpc: false,
        AllowEgressFromLocalVpcToRemoteClassicLink: false,
      },
    }),
    ...(ipv6.length > 0 && { Ipv6CidrBlockSet: ipv6.map((Ipv6CidrBlock) => ({ Ipv6CidrBlock })) }),
    OwnerId: account,
    Region: region,
    VpcId: vpcId,
  };
}

function messageOf(
  { accepter, ended, failed }: Peering,
  status: NonNullable<VpcPeeringConnectionStateReason["Code"]>,
): string {
  if (failed !== undefined) return failed;
  if (status === "pending-acceptance") return `Pending Acceptance by ${accepter.account}`;
  if (status === "rejected") return `Rejected by ${ended?.by}`;
  if (status === "deleted") return `Deleted by ${ended?.by}`;
  return `${status[0]?.toUpperCase()}${status.slice(1)}`;
}

/** Source: EC2 API reference, DescribeVpcPeeringConnections. */
export function fields(estate: Estate): Fields<Peering> {
  const now = () => estate.surroundings.clock.now();
  const block = (side: PeeringSide) => estate.network.vpcs.get(side.vpcId)?.cidr;
  return {
    "accepter-vpc-info.cidr-block": ({ accepter }) => block(accepter),
    "accepter-vpc-info.owner-id": ({ accepter }) => accepter.account,
    "accepter-vpc-info.vpc-id": ({ accepter }) => accepter.vpcId,
    "expiration-time": (peering) => new Date(expiresAt(peering)).toISOString(),
    "requester-vpc-info.cidr-block": ({ requester }) => block(requester),
    "requester-vpc-info.owner-id": ({ requester }) => requester.account,
    "requester-vpc-info.vpc-id": ({ requester }) => requester.vpcId,
    "status-code": (peering) => peeringStatus(peering, now()),
    "status-message": (peering) => messageOf(peering, peeringStatus(peering, now())),
    "vpc-peering-connection-id": ({ id }) => id,
  };
}
