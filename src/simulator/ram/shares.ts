import type {
  CreateResourceShareRequest,
  CreateResourceShareResponse,
  DeleteResourceShareRequest,
  DeleteResourceShareResponse,
  GetResourceSharesRequest,
  GetResourceSharesResponse,
  UpdateResourceShareRequest,
  UpdateResourceShareResponse,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { uuid } from "../random.ts";
import type { Call, Service } from "../service.ts";
import { anyShare, ownShare } from "./arns.ts";
import { end, momentsFrom, putInto, wantedIn } from "./associate.ts";
import { invalid, malformedArn, unknown } from "./errors.ts";
import { oneOfOwners } from "./filters.ts";
import { page } from "./page.ts";
import { refuseTooManyShares } from "./quotas.ts";
import { isSharedWith } from "./reach.ts";
import { PERMISSIONS } from "./resources.ts";
import { shareShape } from "./shapes.ts";
import { isListed, type Share, shareStatus } from "./state.ts";
import { hasTag, tagsFrom } from "./tags.ts";

export function shareOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  return {
    CreateResourceShare: operation<CreateResourceShareRequest, CreateResourceShareResponse>((input, call) => {
      for (const arn of input.permissionArns ?? []) refuseOtherPermission(estate, arn, call);
      const { share, wanted } = addShare(estate, input, call);
      putInto(estate, share, wanted);
      return { resourceShare: shareShape(share, now(), call.account) };
    }),

    /** The name, and whether others may come in. Those that are in stay. */
    UpdateResourceShare: operation<UpdateResourceShareRequest, UpdateResourceShareResponse>((input, call) => {
      const share = ownShare(estate, input.resourceShareArn, call);
      const { name = share.name, allowExternalPrincipals = share.allowExternalPrincipals } = input;
      Object.assign(share, { name, allowExternalPrincipals, updatedAt: now() });
      return { resourceShare: shareShape(share, now(), call.account) };
    }),

    DeleteResourceShare: operation<DeleteResourceShareRequest, DeleteResourceShareResponse>((input, call) => {
      const share = ownShare(estate, input.resourceShareArn, call);
      share.ends = momentsFrom(estate, now());
      for (const associations of share.associations.values())
        for (const association of associations) end(estate, association);
      return { returnValue: true };
    }),

    GetResourceShares: operation<GetResourceSharesRequest, GetResourceSharesResponse>((input, call) => {
      const isOwn = oneOfOwners(input.resourceOwner) === "SELF";
      for (const arn of input.resourceShareArns ?? [])
        if (!anyShare(estate, arn, call)) throw unknown(`ResourceShare ${arn}`);
      const seen = [...estate.ram.shares.values()].filter(
        (share) =>
          share.region === call.region &&
          isListed(share, now()) &&
          (isOwn ? share.account === call.account : isSharedWith(estate, share, call.account)) &&
          isWanted(share, input, { isOwn, now: now() }),
      );
      const { items, ...rest } = page(estate, seen, (share) => share.arn, input);
      return { resourceShares: items.map((share) => shareShape(share, now(), call.account)), ...rest };
    }),
  };
}

/** A share without anything in it yet, though what it shall have is checked. */
export function addShare(estate: Estate, input: CreateResourceShareRequest, call: Call, id?: string) {
  const share = newShare(estate, input, call, id);
  refuseTooManyShares(estate, share);
  const wanted = wantedIn(estate, share, input, call);
  estate.ram.shares.set(share.arn, share);
  return { share, wanted };
}

function newShare(
  estate: Estate,
  input: CreateResourceShareRequest,
  call: Call,
  id = uuid(estate.surroundings.hex),
): Share {
  const { partition, clock } = estate.surroundings;
  const { account, region } = call;
  if (!input.name) throw invalid("The name of a resource share cannot be empty.");
  return {
    arn: `arn:${partition(region)}:ram:${region}:${account}:resource-share/${id}`,
    account,
    region,
    name: input.name,
    allowExternalPrincipals: input.allowExternalPrincipals ?? true,
    retains: input.resourceShareConfiguration?.retainSharingOnAccountLeaveOrganization,
    tags: tagsFrom(input.tags),
    createdAt: clock.now(),
    updatedAt: clock.now(),
    ends: undefined,
    associations: new Map(),
  };
}

/** Those that a share gets by itself are the only ones here (RAM User Guide, "Managed permissions"). */
function refuseOtherPermission(estate: Estate, arn: string, { region }: Call): void {
  if (!/^arn:aws[\w-]*:ram:[a-z0-9-]*:(aws|\d{12}):permission\/[\w+.-]+$/.test(arn)) throw malformedArn(arn);
  const managed = `arn:${estate.surroundings.partition(region)}:ram::aws:permission/`;
  if (!PERMISSIONS.some((name) => arn === managed + name)) throw unknown(`Permission ${arn}`);
}

/** A tag of another account's share is not shown, so none is found by it. */
function isWanted(
  share: Share,
  { resourceShareArns, resourceShareStatus, name, tagFilters }: GetResourceSharesRequest,
  { isOwn, now }: { isOwn: boolean; now: number },
): boolean {
  if (resourceShareArns && !resourceShareArns.includes(share.arn)) return false;
  if (resourceShareStatus && resourceShareStatus !== shareStatus(share, now)) return false;
  if (name !== undefined && name !== share.name) return false;
  return !tagFilters?.length || (isOwn && hasTag(share, tagFilters));
}
