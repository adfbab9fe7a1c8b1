import type {
  AssociateResourceShareRequest,
  AssociateResourceShareResponse,
  DisassociateResourceShareRequest,
  DisassociateResourceShareResponse,
  GetResourceShareAssociationsRequest,
  GetResourceShareAssociationsResponse,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { anyShare, listedShare, ownShare } from "./arns.ts";
import { leave, putInto, takeOut, wantedIn } from "./associate.ts";
import { invalid } from "./errors.ts";
import { page } from "./page.ts";
import { isSharedWith } from "./reach.ts";
import { refuseMalformed } from "./resources.ts";
import { associationShape } from "./shapes.ts";
import { type Association, associationStatus, currentOf, isListed, type Share } from "./state.ts";

export function associationOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  const shapes = (share: Share, all: readonly Association[]) =>
    all.map((association) => associationShape(share, association, now()));
  return {
    AssociateResourceShare: operation<AssociateResourceShareRequest, AssociateResourceShareResponse>(
      (input, call) => {
        const share = ownShare(estate, input.resourceShareArn, call);
        const done = putInto(estate, share, wantedIn(estate, share, input, call));
        return { resourceShareAssociations: shapes(share, done) };
      },
    ),

    DisassociateResourceShare: operation<DisassociateResourceShareRequest, DisassociateResourceShareResponse>(
      (input, call) => {
        const other = anyShare(estate, input.resourceShareArn, call);
        if (other && isSharedWith(estate, other, call.account))
          return { resourceShareAssociations: shapes(other, leave(estate, other, input, call)) };
        const share = ownShare(estate, input.resourceShareArn, call);
        return { resourceShareAssociations: shapes(share, takeOut(estate, share, input)) };
      },
    ),

    /** "for resource shares that you own", those that have ended too. */
    GetResourceShareAssociations: operation<
      GetResourceShareAssociationsRequest,
      GetResourceShareAssociationsResponse
    >((input, call) => {
      const { associationStatus: status, resourceArn, principal, resourceShareArns } = input;
      const type = typeOf(input);
      if (resourceArn !== undefined) refuseMalformed([resourceArn]);
      const shares =
        resourceShareArns?.map((arn) => listedShare(estate, arn, call)) ??
        [...estate.ram.shares.values()].filter(
          (share) => share.account === call.account && share.region === call.region && isListed(share, now()),
        );
      const found = shares.flatMap((share) =>
        currentOf(share, type)
          .filter(({ entity }) => isOf(entity, resourceArn ?? principal ?? entity))
          .filter((association) => !status || status === associationStatus(association, now()))
          .map((association) => ({ share, association })),
      );
      const { items, ...rest } = page(
        estate,
        found,
        ({ share, association }) => `${share.arn} ${association.entity}`,
        input,
      );
      const associations = items.map(({ share, association }) => associationShape(share, association, now()));
      return { resourceShareAssociations: associations, ...rest };
    }),
  };
}

/** An organization or unit may be asked for by its id alone. */
const isOf = (entity: string, asked: string): boolean => entity === asked || entity.endsWith(`/${asked}`);

function typeOf(input: GetResourceShareAssociationsRequest): Association["type"] {
  const { associationType: type, resourceArn, principal } = input;
  if (type !== "PRINCIPAL" && type !== "RESOURCE")
    throw invalid(
      `${type} is not a valid association type. Specify either PRINCIPAL or RESOURCE and try again.`,
    );
  if (type === "PRINCIPAL" && resourceArn !== undefined)
    throw invalid("You cannot specify a resource ARN when the association type is PRINCIPAL.");
  if (type === "RESOURCE" && principal !== undefined)
    throw invalid("You cannot specify a principal when the association type is RESOURCE.");
  return type;
}
