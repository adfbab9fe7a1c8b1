import type { Estate } from "../estate.ts";
import { connect } from "../network/connect.ts";
import { admits } from "../network/groups.ts";
import type { ResolverEndpoint } from "../resolver/state.ts";

/** An outbound endpoint's address, from which a question is sent. */
export type Sender = { endpoint: ResolverEndpoint; subnetId: string; address: string };

/**
 * Whether a question gets from an outbound endpoint's address to an inbound one's, and its answer back, over UDP and TCP
 * alike, as AWS asks for both. Source: Developer Guide, "Values that you specify when you create or edit … endpoints",
 * "Security groups", and "Considerations", for routes.
 */
export function isReached(estate: Estate, from: Sender, inbound: ResolverEndpoint, address: string): boolean {
  const { interfaces, isOpen } = estate.network;
  const { vpcId, groupIds } = from.endpoint;
  const own = { vpcId, address: from.address, groupIds };
  const other = { vpcId: inbound.vpcId, address, groupIds: inbound.groupIds };
  return (["tcp", "udp"] as const).every((protocol) => {
    const wanted = { protocol, port: PORT };
    if (isOpen) return admits(estate, own, "out", other, wanted) && admits(estate, other, "in", own, wanted);
    const { subnetId, address: source } = from;
    const { interfaceId = "" } = connect(estate, { subnetId, source, groupIds, address, ...wanted });
    return interfaces.get(interfaceId)?.endpointId === inbound.id;
  });
}

const PORT = 53;
