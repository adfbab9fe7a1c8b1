import {
  GetResourceShareAssociationsCommand,
  GetResourceSharesCommand,
  type GetResourceSharesCommandInput,
  type RAMClient,
  type ResourceShare,
  type ResourceShareAssociation,
} from "@aws-sdk/client-ram";
import { listAll } from "../aws/paginate.ts";
import { compare } from "../model/compare.ts";
import type { ResourceShareView, ShareEntry } from "../model/observed/share.ts";
import { OWNER_TAG } from "../model/ownership.ts";
import { unlessGone } from "./gone.ts";

/**
 * The account's shares in the client's Region that bear our owner's tag, for a share's name is no key, and the one that
 * documents name by its ARN, if it is there. RAM lists deleted ones for a while: they are none.
 */
export async function readShares(
  ram: RAMClient,
  owner: string,
  named?: string,
): Promise<ResourceShareView[]> {
  const own = await listShares(ram, { tagFilters: [{ tagKey: OWNER_TAG, tagValues: [owner] }] });
  const isListed = own.some(({ resourceShareArn }) => resourceShareArn === named);
  // RAM answers UnknownResourceException for an ARN that it does not know.
  const others = named === undefined || isListed ? [] : await unlessGone(() => listShares(ram, byArn(named)));
  return withEntries(ram, [...own, ...(others ?? [])]);
}

async function withEntries(ram: RAMClient, all: readonly ResourceShare[]): Promise<ResourceShareView[]> {
  const shares = all.filter(({ status }) => status === "ACTIVE" || status === "PENDING");
  const arns = shares.flatMap(({ resourceShareArn }) => resourceShareArn ?? []);
  if (arns.length === 0) return [];
  const [principals, resources] = await Promise.all([
    listEntries(ram, "PRINCIPAL", arns),
    listEntries(ram, "RESOURCE", arns),
  ]);
  return shares.map((share) => shareOf(share, principals, resources)).sort((a, b) => compare(a.arn, b.arn));
}

/** The account's shares in force that this resource is in, whosever tags they bear. */
export async function readSharesOf(ram: RAMClient, resourceArn: string): Promise<ResourceShareView[]> {
  const entries = await listAll(async (nextToken) => {
    const input = {
      associationType: "RESOURCE",
      resourceArn,
      maxResults,
      ...(nextToken && { nextToken }),
    } as const;
    const page = await ram.send(new GetResourceShareAssociationsCommand(input));
    return { items: page.resourceShareAssociations ?? [], next: page.nextToken };
  });
  const there = entries.filter(({ status }) => status === "ASSOCIATED" || status === "ASSOCIATING");
  const arns = [...new Set(there.flatMap(({ resourceShareArn }) => resourceShareArn ?? []))];
  if (arns.length === 0) return [];
  return withEntries(ram, await listShares(ram, { resourceShareArns: arns }));
}

type Filter = Partial<GetResourceSharesCommandInput>;

const byArn = (arn: string): Filter => ({ resourceShareArns: [arn] });

/** RAM's largest page; every answer counts against the account's rate. */
const maxResults = 500;

function listShares(ram: RAMClient, filter: Filter): Promise<ResourceShare[]> {
  return listAll(async (nextToken) => {
    const input = { resourceOwner: "SELF", ...filter, maxResults, ...(nextToken && { nextToken }) } as const;
    const page = await ram.send(new GetResourceSharesCommand(input));
    return { items: page.resourceShares ?? [], next: page.nextToken };
  });
}

function listEntries(
  ram: RAMClient,
  associationType: "PRINCIPAL" | "RESOURCE",
  resourceShareArns: string[],
): Promise<ResourceShareAssociation[]> {
  return listAll(async (nextToken) => {
    const input = { associationType, resourceShareArns, maxResults, ...(nextToken && { nextToken }) };
    const page = await ram.send(new GetResourceShareAssociationsCommand(input));
    return { items: page.resourceShareAssociations ?? [], next: page.nextToken };
  });
}

function shareOf(
  { resourceShareArn: arn = "", name = "", tags = [], allowExternalPrincipals = false }: ResourceShare,
  principals: readonly ResourceShareAssociation[],
  resources: readonly ResourceShareAssociation[],
): ResourceShareView {
  const own = (all: readonly ResourceShareAssociation[]) =>
    all
      .filter((one) => one.resourceShareArn === arn)
      .map(entryOf)
      .sort((a, b) => compare(a.id, b.id));
  return {
    arn,
    name,
    tags: Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value])),
    allowsExternal: allowExternalPrincipals,
    principals: own(principals),
    resources: own(resources),
  };
}

function entryOf(association: ResourceShareAssociation): ShareEntry {
  const { associatedEntity: id = "", status = "", statusMessage: message, lastUpdatedTime } = association;
  return { id, status, ...(message && { message }), at: lastUpdatedTime?.getTime() ?? 0 };
}
