import type { Estate } from "../../estate.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent, own } from "../access.ts";
import { missing } from "../errors.ts";
import { isOwnOrShared } from "../shared.ts";
import { sweepTransit } from "./attachment-lifecycle.ts";
import { type Attachment, stateOf, type TransitGateway, type TransitRouteTable } from "./state.ts";

type Id = string | undefined;
type Caller = Pick<Call, "account" | "region">;

/** The gateway that the caller has, or that RAM shares with it. */
export function usableGateway(estate: Estate, id: Id, call: Caller): TransitGateway {
  sweepTransit(estate);
  if (!id) throw missing("transitGatewayId");
  const gateway = estate.network.transit.gateways.get(id);
  if (!gateway || !isGatewaySeen(estate, gateway, call)) throw absent(ABSENT.transitGateway, id);
  return gateway;
}

export const isGatewaySeen = (estate: Estate, gateway: TransitGateway, call: Caller): boolean =>
  isOwnOrShared(estate, "transit-gateway", gateway, call);

export function ownGateway(estate: Estate, id: Id, call: Caller): TransitGateway {
  sweepTransit(estate);
  return own(estate.network.transit.gateways, id, call, ABSENT.transitGateway);
}

/** Whom a gateway is shared with does not see its route tables (Transit Gateway Guide, "Shared transit gateways"). */
export function ownTable(estate: Estate, id: Id, call: Caller): TransitRouteTable {
  sweepTransit(estate);
  return own(estate.network.transit.tables, id, call, ABSENT.transitRouteTable);
}

/** Its owner sees it, and the gateway's. */
export function isAttachmentSeen({ network }: Estate, one: Attachment, { account, region }: Caller): boolean {
  const owner = network.transit.gateways.get(one.gatewayId)?.account;
  return one.region === region && (one.account === account || owner === account);
}

export function seenAttachment(estate: Estate, id: Id, call: Caller): Attachment {
  sweepTransit(estate);
  if (!id) throw missing("transitGatewayAttachmentId");
  const found = estate.network.transit.attachments.get(id);
  if (!found || !isAttachmentSeen(estate, found, call)) throw absent(ABSENT.transitAttachment, id);
  return found;
}

/** An attachment to a gateway of the caller's. */
export function attachmentToOwn(estate: Estate, id: Id, call: Caller): Attachment {
  const attachment = seenAttachment(estate, id, call);
  ownGateway(estate, attachment.gatewayId, call);
  return attachment;
}

export const incorrectState = (id: string, state: string): AwsError =>
  new AwsError("IncorrectState", `${id} is in invalid state: ${state}`);

export function refuseUnlessAvailable(
  { surroundings }: Estate,
  one: { id: string; availableAt: number | undefined; goneAt: number | undefined },
): void {
  const state = stateOf(one, surroundings.clock.now());
  if (state !== "available") throw incorrectState(one.id, state);
}
