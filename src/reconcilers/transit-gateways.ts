import {
  DescribeTransitGatewayAttachmentsCommand,
  type EC2Client,
  SearchTransitGatewayRoutesCommand,
  type TransitGatewayAttachment,
} from "@aws-sdk/client-ec2";
import { FailureError } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { AccountId } from "../model/ids.ts";
import type { GatewayRoute, TransitGateway } from "../model/path/facts.ts";
import { see } from "./see.ts";

/**
 * A transit gateway by its owner's credentials: which attachment uses which route table, and each table's routes, once.
 * Undefined: another account owns it, whose route tables nobody else sees.
 */
export async function observeGateway(
  ec2: EC2Client,
  id: string,
  account: AccountId,
): Promise<TransitGateway | undefined> {
  const found = await see(() => listAttachments(ec2, id));
  if (found.kind === "unreadable") return { id, account, associations: found, tables: new Map() };
  if (found.value.some(({ TransitGatewayOwnerId: owner }) => owner !== account)) return undefined;
  const associations = new Map(found.value.flatMap(associationOf));
  const ids = [...new Set(associations.values())].sort();
  const tables = ids.map(async (table) => [table, await see(() => searchRoutes(ec2, table))] as const);
  const seen = { kind: "seen", value: associations } as const;
  return { id, account, associations: seen, tables: new Map(await Promise.all(tables)) };
}

function listAttachments(ec2: EC2Client, id: string): Promise<TransitGatewayAttachment[]> {
  return listAll(async (token) => {
    const Filters = [{ Name: "transit-gateway-id", Values: [id] }];
    const input = { Filters, ...(token !== undefined && { NextToken: token }) };
    const answer = await ec2.send(new DescribeTransitGatewayAttachmentsCommand(input));
    return { items: answer.TransitGatewayAttachments ?? [], next: answer.NextToken };
  });
}

function associationOf({
  TransitGatewayAttachmentId: attachment,
  Association: of,
}: TransitGatewayAttachment) {
  const table = of?.State === "associated" ? of.TransitGatewayRouteTableId : undefined;
  return attachment && table ? [[attachment, table] as const] : [];
}

/** Source: EC2 API reference, SearchTransitGatewayRoutes: at most 1,000, and no next page. */
async function searchRoutes(ec2: EC2Client, TransitGatewayRouteTableId: string): Promise<GatewayRoute[]> {
  const Filters = [{ Name: "state", Values: ["active", "blackhole"] }];
  const input = { TransitGatewayRouteTableId, Filters, MaxResults: 1_000 };
  const { Routes = [], AdditionalRoutesAvailable } = await ec2.send(
    new SearchTransitGatewayRoutesCommand(input),
  );
  if (AdditionalRoutesAvailable) {
    const message = `${TransitGatewayRouteTableId} has more than 1,000 routes, and EC2 shows no more`;
    throw new FailureError({ kind: "unsupported", error: "TooManyRoutes", message });
  }
  return Routes.map((route) => ({
    to: route.DestinationCidrBlock ?? "",
    attachments: (route.TransitGatewayAttachments ?? []).flatMap((a) => a.TransitGatewayAttachmentId ?? []),
    isBlackhole: route.State === "blackhole",
  }));
}
