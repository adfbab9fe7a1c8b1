import type {
  AcceptVpcPeeringConnectionRequest,
  AcceptVpcPeeringConnectionResult,
  CreateVpcPeeringConnectionRequest,
  CreateVpcPeeringConnectionResult,
  DeleteVpcPeeringConnectionRequest,
  DeleteVpcPeeringConnectionResult,
  DescribeVpcPeeringConnectionsRequest,
  DescribeVpcPeeringConnectionsResult,
  RejectVpcPeeringConnectionRequest,
  RejectVpcPeeringConnectionResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent, ownVpc } from "../access.ts";
import { select } from "../describe.ts";
import { missing } from "../errors.ts";
import { tagsFor } from "../tag-values.ts";
import { accept, addPeering, end } from "./lifecycle.ts";
import { fields, shown } from "./shown.ts";
import { isSeenBy, type Peering } from "./state.ts";

/** Source: EC2 API reference, each page; VPC Peering Guide, "VPC peering connection lifecycle". */
export function peeringOperations(estate: Estate): ReadingService {
  const { peerings } = estate.network;
  const isSeen = (peering: Peering, call: Call) => isSeenBy(peering, call, estate.surroundings.clock.now());
  const seen = (id: string | undefined, call: Call): Peering => {
    if (!id) throw missing("vpcPeeringConnectionId");
    const found = peerings.get(id);
    if (!found || !isSeen(found, call)) throw absent(ABSENT.peering, id);
    return found;
  };
  return {
    CreateVpcPeeringConnection: reading<
      CreateVpcPeeringConnectionRequest,
      CreateVpcPeeringConnectionResult
    >()(["VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion", "TagSpecifications"], (input, call) => {
      const { account, region } = call;
      const { id: vpcId } = ownVpc(estate, input.VpcId, call);
      if (!input.PeerVpcId) throw missing("peerVpcId");
      const { PeerOwnerId = account, PeerRegion = region, PeerVpcId } = input;
      const requester = { account, region, vpcId };
      const accepter = { account: PeerOwnerId, region: PeerRegion, vpcId: PeerVpcId };
      const there = [...peerings.values()].find(
        (one) =>
          one.requester.vpcId === vpcId &&
          one.accepter.vpcId === PeerVpcId &&
          one.failed === undefined &&
          !one.ended &&
          isSeen(one, call),
      );
      const tags = tagsFor(input.TagSpecifications, "vpc-peering-connection");
      const peering = there ?? addPeering(estate, { requester, accepter, tags });
      return { VpcPeeringConnection: shown(estate, peering, account) };
    }),

    AcceptVpcPeeringConnection: reading<
      AcceptVpcPeeringConnectionRequest,
      AcceptVpcPeeringConnectionResult
    >()(["VpcPeeringConnectionId"], (input, call) => {
      const peering = asAccepter(seen(input.VpcPeeringConnectionId, call), call, "accept");
      accept(estate, peering);
      return { VpcPeeringConnection: shown(estate, peering, call.account) };
    }),

    RejectVpcPeeringConnection: reading<
      RejectVpcPeeringConnectionRequest,
      RejectVpcPeeringConnectionResult
    >()(["VpcPeeringConnectionId"], (input, call) => {
      const peering = asAccepter(seen(input.VpcPeeringConnectionId, call), call, "reject");
      end(estate, peering, "rejected", call.account);
      return { Return: true };
    }),

    DeleteVpcPeeringConnection: reading<
      DeleteVpcPeeringConnectionRequest,
      DeleteVpcPeeringConnectionResult
    >()(["VpcPeeringConnectionId"], (input, call) => {
      end(estate, seen(input.VpcPeeringConnectionId, call), "deleted", call.account);
      return { Return: true };
    }),

    DescribeVpcPeeringConnections: reading<
      DescribeVpcPeeringConnectionsRequest,
      DescribeVpcPeeringConnectionsResult
    >()(["VpcPeeringConnectionIds", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const asked = { ...input, ids: input.VpcPeeringConnectionIds };
      const { items, ...token } = select(call, peerings, asked, {
        fields: fields(estate),
        ids: ABSENT.peering,
        isSeen,
      });
      return {
        VpcPeeringConnections: items.map((peering) => shown(estate, peering, call.account)),
        ...token,
      };
    }),
  };
}

/** Between Regions "you must accept or reject it in the Region of the accepter VPC"; between accounts it is the other's. */
function asAccepter(peering: Peering, { account, region }: Call, verb: "accept" | "reject"): Peering {
  const { accepter, id } = peering;
  if (accepter.account !== account)
    throw new AwsError("OperationNotPermitted", `User ${account} cannot ${verb} peering ${id}`);
  if (accepter.region !== region)
    throw new AwsError(
      "OperationNotPermitted",
      `Incorrect region (${region}) specified for this request. VPC peering connection ${id} must be ${verb}ed in region ${accepter.region}`,
    );
  return peering;
}
