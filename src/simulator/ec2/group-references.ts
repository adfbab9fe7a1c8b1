import type { Estate } from "../estate.ts";
import { otherSide, peeringStatus } from "./peering/state.ts";
import { isUp } from "./transit-gateways/state.ts";

/** Whether groups of the one VPC may name groups of the other, and find their members there. */
export function mayReference(estate: Estate, vpcId: string, otherId: string): boolean {
  return arePeered(estate, vpcId, otherId) || shareGateway(estate, vpcId, otherId);
}

/** "You cannot reference the security group of a peer VPC that's in a different Region." */
function arePeered({ network, surroundings }: Estate, vpcId: string, otherId: string): boolean {
  const now = surroundings.clock.now();
  return [...network.peerings.values()].some((peering) => {
    const other = otherSide(peering, vpcId);
    const isLocal = peering.requester.region === peering.accepter.region;
    return other?.vpcId === otherId && isLocal && peeringStatus(peering, now) === "active";
  });
}

/** Where the gateway and both attachments support it. */
function shareGateway({ network, surroundings }: Estate, vpcId: string, otherId: string): boolean {
  const { gateways, attachmentsOfVpc } = network.transit;
  const now = surroundings.clock.now();
  const of = (id: string) =>
    [...(attachmentsOfVpc.get(id) ?? [])].filter((one) => {
      const gateway = gateways.get(one.gatewayId);
      return isUp(one, now) && one.groupReferencing === "enable" && gateway?.groupReferencing === "enable";
    });
  return of(vpcId).some(({ gatewayId }) => of(otherId).some((one) => one.gatewayId === gatewayId));
}
