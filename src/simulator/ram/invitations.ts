import type {
  AcceptResourceShareInvitationRequest,
  AcceptResourceShareInvitationResponse,
  GetResourceShareInvitationsRequest,
  GetResourceShareInvitationsResponse,
  ListPendingInvitationResourcesRequest,
  ListPendingInvitationResourcesResponse,
  RejectResourceShareInvitationRequest,
  RejectResourceShareInvitationResponse,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { anyShare } from "./arns.ts";
import { momentsFrom } from "./associate.ts";
import { malformedArn } from "./errors.ts";
import { asksForRegional } from "./filters.ts";
import { resourceShape } from "./lists.ts";
import { page } from "./page.ts";
import { invitationShape } from "./shapes.ts";
import { associationStatus, currentOf, type Invitation, invitationStatus } from "./state.ts";

/** Who was invited sees and answers the invitation, and nobody else. */
export function invitationOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  return {
    GetResourceShareInvitations: operation<
      GetResourceShareInvitationsRequest,
      GetResourceShareInvitationsResponse
    >((input, call) => {
      const { resourceShareInvitationArns: arns, resourceShareArns: shareArns } = input;
      for (const arn of arns ?? []) received(estate, arn, call);
      for (const arn of shareArns ?? []) anyShare(estate, arn, call);
      const found = [...estate.ram.invitations.values()].filter(
        ({ arn, share, account }) =>
          account === call.account &&
          share.region === call.region &&
          (!arns || arns.includes(arn)) &&
          (!shareArns || shareArns.includes(share.arn)),
      );
      const { items, ...rest } = page(estate, found, ({ arn }) => arn, input);
      return { resourceShareInvitations: items.map((one) => invitationShape(one, now())), ...rest };
    }),

    AcceptResourceShareInvitation: operation<
      AcceptResourceShareInvitationRequest,
      AcceptResourceShareInvitationResponse
    >((input, call) => {
      const invitation = open(estate, input.resourceShareInvitationArn, call);
      invitation.answer = "ACCEPTED";
      Object.assign(invitation.association, { begins: momentsFrom(estate, now()), ends: undefined });
      return { resourceShareInvitation: invitationShape(invitation, now()) };
    }),

    RejectResourceShareInvitation: operation<
      RejectResourceShareInvitationRequest,
      RejectResourceShareInvitationResponse
    >((input, call) => {
      const invitation = open(estate, input.resourceShareInvitationArn, call);
      invitation.answer = "REJECTED";
      invitation.association.ends = momentsFrom(estate, now());
      return { resourceShareInvitation: invitationShape(invitation, now()) };
    }),

    ListPendingInvitationResources: operation<
      ListPendingInvitationResourcesRequest,
      ListPendingInvitationResourcesResponse
    >((input, call) => {
      const { share } = open(estate, input.resourceShareInvitationArn, call);
      const all = asksForRegional(input.resourceRegionScope) ? currentOf(share, "RESOURCE") : [];
      const found = all.filter((association) => associationStatus(association, now()) === "ASSOCIATED");
      const { items, ...rest } = page(estate, found, ({ entity }) => entity, input);
      return {
        resources: items.map((association) => resourceShape(estate, { share, association })),
        ...rest,
      };
    }),
  };
}

const INVITATION = /^arn:aws[\w-]*:ram:[a-z0-9-]+:\d{12}:resource-share-invitation\/[0-9a-f-]{36}$/;

function received(estate: Estate, arn: string | undefined, call: Call): Invitation {
  if (!INVITATION.test(arn ?? "")) throw malformedArn(arn);
  const invitation = estate.ram.invitations.get(arn ?? "");
  if (invitation?.account === call.account && invitation.share.region === call.region) return invitation;
  throw new AwsError(
    "ResourceShareInvitationArnNotFoundException",
    `ResourceShareInvitation ${arn} could not be found.`,
  );
}

const ANSWERED = {
  ACCEPTED: ["ResourceShareInvitationAlreadyAcceptedException", "was already accepted"],
  REJECTED: ["ResourceShareInvitationAlreadyRejectedException", "was already rejected"],
  EXPIRED: ["ResourceShareInvitationExpiredException", "is past its expiration date and time"],
} as const;

/** An invitation that waits for its answer. */
function open(estate: Estate, arn: string | undefined, call: Call): Invitation {
  const invitation = received(estate, arn, call);
  const status = invitationStatus(invitation, estate.surroundings.clock.now());
  if (status === "PENDING") return invitation;
  const [code, words] = ANSWERED[status];
  throw new AwsError(code, `The invitation ${arn} ${words}.`);
}
