import type { TransitGatewayAttachmentResourceType } from "@aws-sdk/client-ec2";
import type { Resource } from "../resource.ts";

export type Switch = "enable" | "disable";

export type TransitGateway = Resource & {
  arn: string;
  description: string | undefined;
  asn: number;
  autoAccept: Switch;
  dnsSupport: Switch;
  vpnEcmp: Switch;
  groupReferencing: Switch;
  /** Where new attachments are associated and propagate to; undefined where that is disabled. */
  associationTableId: string | undefined;
  propagationTableId: string | undefined;
  createdAt: number;
  availableAt: number;
  /** `deleting` until then; undefined while it lives. */
  goneAt: number | undefined;
};

/** Its account is that of what is attached. */
export type Attachment = Resource & {
  gatewayId: string;
  /** Of other types than `vpc` the far end is not simulated. */
  type: TransitGatewayAttachmentResourceType;
  /** Of the VPC, the VPN connection and so on. */
  resourceId: string;
  /** One in each availability zone, with an interface in each. */
  subnetIds: string[];
  dnsSupport: Switch;
  groupReferencing: Switch;
  ipv6: Switch;
  applianceMode: Switch;
  createdAt: number;
  /** `pending` until then; undefined while its acceptance is open. */
  availableAt: number | undefined;
  rejected: boolean;
  goneAt: number | undefined;
  association: { tableId: string; since: number } | undefined;
  /** What the far end of another type advertises: blocks that it propagates. */
  advertises: readonly string[];
};

export type TransitRouteTable = Resource & {
  gatewayId: string;
  createdAt: number;
  availableAt: number;
  goneAt: number | undefined;
  /** Attachments that propagate to it → since when. */
  propagations: Map<string, number>;
  /** Static routes: destination → attachment; undefined: a blackhole. */
  routes: Map<string, string | undefined>;
};

export type Transit = {
  gateways: Map<string, TransitGateway>;
  attachments: Map<string, Attachment>;
  tables: Map<string, TransitRouteTable>;
  /** VPC id → its attachments. */
  attachmentsOfVpc: Map<string, Set<Attachment>>;
};

export const createTransit = (): Transit => ({
  gateways: new Map(),
  attachments: new Map(),
  tables: new Map(),
  attachmentsOfVpc: new Map(),
});

type Living = { availableAt: number | undefined; goneAt: number | undefined };

/** Of a gateway or a route table. */
export function stateOf({ availableAt, goneAt }: Living, now: number): "pending" | "available" | "deleting" {
  if (goneAt !== undefined) return "deleting";
  return availableAt !== undefined && now >= availableAt ? "available" : "pending";
}

export function attachmentState(attachment: Attachment, now: number) {
  if (attachment.rejected) return "rejected" as const;
  const isOpen = attachment.availableAt === undefined && attachment.goneAt === undefined;
  return isOpen ? ("pendingAcceptance" as const) : stateOf(attachment, now);
}

export const isUp = (attachment: Attachment, now: number): boolean =>
  attachmentState(attachment, now) === "available";
