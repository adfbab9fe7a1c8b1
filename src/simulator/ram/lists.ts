import type {
  ListPrincipalsRequest,
  ListPrincipalsResponse,
  ListResourcesRequest,
  ListResourcesResponse,
  Resource,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { covers } from "../spans.ts";
import { anyShare } from "./arns.ts";
import { unknown } from "./errors.ts";
import { asksForRegional, oneOfOwners, typeAsked } from "./filters.ts";
import { page } from "./page.ts";
import { isSharedWith } from "./reach.ts";
import { isThere, refuseMalformed, typeOf } from "./resources.ts";
import {
  type Association,
  associationStatus,
  currentOf,
  lastUpdated,
  type Share,
  shareStatus,
  spanOf,
} from "./state.ts";

type In = { share: Share; association: Association };

/** Principals and resources of shares that are in force: "for resource shares that you own or that are shared with you". */
export function listOperations(estate: Estate): Service {
  return {
    ListPrincipals: operation<ListPrincipalsRequest, ListPrincipalsResponse>((input, call) => {
      const { principals, resourceArn, resourceType } = input;
      if (resourceArn !== undefined) refuseMalformed([resourceArn]);
      const isAsked = typeAsked(resourceType);
      const hasResource = (share: Share) =>
        (resourceArn === undefined && resourceType === undefined) ||
        resourcesIn(estate, share, call).some(
          ({ entity }) => entity === (resourceArn ?? entity) && isAsked(typeOf(entity)),
        );
      const shares = sharesFor(estate, input, call).filter(hasResource);
      const found = shares
        .flatMap((share) => principalsOf(estate, share, call).map((association) => ({ share, association })))
        .filter((one) => !principals || principals.includes(principalId(one, call)));
      const { items, ...rest } = page(estate, found, keyOf, input);
      return {
        principals: items.map((one) => ({
          ...shapeOf(estate, one),
          id: principalId(one, call),
          external: one.association.external,
        })),
        ...rest,
      };
    }),

    ListResources: operation<ListResourcesRequest, ListResourcesResponse>((input, call) => {
      const { principal, resourceArns, resourceType, resourceRegionScope } = input;
      refuseMalformed(resourceArns ?? []);
      const isAsked = typeAsked(resourceType);
      const shares = asksForRegional(resourceRegionScope) ? sharesFor(estate, input, call) : [];
      const isFor = (share: Share) =>
        principal === undefined ||
        principalsOf(estate, share, call).some(
          (association) => principalId({ share, association }, call) === principal,
        );
      const found = shares
        .filter(isFor)
        .flatMap((share) => resourcesIn(estate, share, call).map((association) => ({ share, association })))
        .filter(({ association: { entity } }) => !resourceArns || resourceArns.includes(entity))
        .filter(({ association: { entity } }) => isAsked(typeOf(entity)));
      const { items, ...rest } = page(estate, found, keyOf, input);
      return { resources: items.map((one) => resourceShape(estate, one)), ...rest };
    }),
  };
}

/** What is gone is told by its status: RAM learns of it, and its association stays until the owner takes it out. */
export function resourceShape(estate: Estate, one: In): Resource {
  const { entity } = one.association;
  return {
    ...shapeOf(estate, one),
    arn: entity,
    type: typeOf(entity),
    status: isThere(estate, entity) ? "AVAILABLE" : "UNAVAILABLE",
    resourceRegionScope: "REGIONAL",
  };
}

const keyOf = ({ share, association }: In): string => `${share.arn} ${association.entity}`;

function shapeOf({ surroundings }: Estate, { share, association }: In) {
  return {
    resourceShareArn: share.arn,
    creationTime: new Date(association.createdAt),
    lastUpdatedTime: new Date(lastUpdated(association, surroundings.clock.now())),
  };
}

type Asked = Pick<ListResourcesRequest, "resourceOwner" | "resourceShareArns">;

function sharesFor(estate: Estate, { resourceOwner, resourceShareArns }: Asked, call: Call): Share[] {
  const isOwn = oneOfOwners(resourceOwner) === "SELF";
  const now = estate.surroundings.clock.now();
  for (const arn of resourceShareArns ?? [])
    if (!anyShare(estate, arn, call)) throw unknown(`ResourceShare ${arn}`);
  return [...estate.ram.shares.values()].filter(
    (share) =>
      share.region === call.region &&
      (isOwn
        ? share.account === call.account && shareStatus(share, now) !== "DELETED"
        : isSharedWith(estate, share, call.account)) &&
      (!resourceShareArns || resourceShareArns.includes(share.arn)),
  );
}

/** The owner is shown by the state of the association, others by what has come to them; what came back is there once. */
function resourcesIn(estate: Estate, share: Share, { account }: Call): Association[] {
  const now = estate.surroundings.clock.now();
  const isSeen = (association: Association) =>
    association.type === "RESOURCE" &&
    (share.account === account
      ? associationStatus(association, now) === "ASSOCIATED"
      : covers([spanOf(association, "ram")], now));
  return [...share.associations.values()].flatMap((all) => all.findLast(isSeen) ?? []);
}

/** Of one's own shares those that they are shared with, of another's share its owner: who shares with the account. */
function principalsOf(estate: Estate, share: Share, { account }: Call): Association[] {
  const now = estate.surroundings.clock.now();
  const all = currentOf(share, "PRINCIPAL");
  if (share.account === account) return all.filter((one) => associationStatus(one, now) === "ASSOCIATED");
  const own = all.find(({ entity }) => entity === account) ?? all[0];
  return own ? [own] : [];
}

const principalId = ({ share, association }: In, { account }: Call): string =>
  share.account === account ? association.entity : share.account;
