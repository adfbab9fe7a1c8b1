import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceSharesCommand,
  type RAMClient,
} from "@aws-sdk/client-ram";
import { FailureError } from "../aws/failure.ts";
import type { ShareAction } from "../model/action/share.ts";
import { laterToken } from "../model/client-token.ts";
import { unlessGone } from "./gone.ts";

/** Requests that may have been used up by shares that were deleted since. */
const GENERATIONS_MAX = 20;
/** How long RAM's lists may lack a share that was made, in milliseconds: far longer than seen, shorter than they show one that was deleted. */
const LIST_LAG_MS = 30 * 60_000;

/**
 * Answers with the share's ARN. The client token makes a repeated request find the share that the first one made, and so may
 * one from the past, for how long RAM remembers a token is not documented: what it answers is looked at, and where that share
 * is gone the next token is taken. One that was just made and is not listed yet is not gone (semantics 12): each token more
 * would make one more share.
 */
export async function createShare(
  ram: RAMClient,
  { name, tags, clientToken }: Extract<ShareAction, { kind: "createShare" }>,
  now: number,
): Promise<string> {
  let token = clientToken;
  for (let generation = 1; generation <= GENERATIONS_MAX; generation++) {
    const { arn, madeAt } = await requestShare(ram, { name, tags, clientToken: token });
    const isListed = await isActive(ram, arn);
    if (isListed ?? now - madeAt < LIST_LAG_MS) return arn;
    token = laterToken(clientToken, generation);
  }
  throw new FailureError({
    kind: "transient",
    error: "ShareGone",
    message: `RAM answers ${GENERATIONS_MAX} requests for resource share ${name} with shares that are gone`,
    operation: "CreateResourceShare",
  });
}

async function requestShare(
  ram: RAMClient,
  {
    name,
    tags,
    clientToken,
  }: Pick<Extract<ShareAction, { kind: "createShare" }>, "name" | "tags" | "clientToken">,
): Promise<{ readonly arn: string; readonly madeAt: number }> {
  const answer = await ram.send(
    new CreateResourceShareCommand({
      name,
      clientToken,
      allowExternalPrincipals: true,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
  const { resourceShareArn: arn, creationTime } = answer.resourceShare ?? {};
  if (arn) return { arn, madeAt: creationTime?.getTime() ?? Number.NEGATIVE_INFINITY };
  throw new FailureError({
    kind: "transient",
    error: "AnswerIncomplete",
    message: `the answer for resource share ${name} names no share`,
    operation: "CreateResourceShare",
  });
}

/** Undefined: the list does not show it, deleted or not. */
async function isActive(ram: RAMClient, arn: string): Promise<boolean | undefined> {
  const answer = await unlessGone(() =>
    ram.send(new GetResourceSharesCommand({ resourceOwner: "SELF", resourceShareArns: [arn] })),
  );
  const status = answer?.resourceShares?.find((one) => one.resourceShareArn === arn)?.status;
  return status && (status === "ACTIVE" || status === "PENDING");
}

export type Members = { readonly resources: readonly string[]; readonly principals: readonly string[] };

/** What is in it already stays (RAM, AssociateResourceShare). */
export async function addToShare(ram: RAMClient, arn: string, members: Members): Promise<void> {
  if (members.resources.length + members.principals.length === 0) return;
  await ram.send(new AssociateResourceShareCommand({ resourceShareArn: arn, ...membersOf(members) }));
}

export async function removeFromShare(ram: RAMClient, arn: string, members: Members): Promise<void> {
  const input = { resourceShareArn: arn, ...membersOf(members) };
  await unlessGone(() => ram.send(new DisassociateResourceShareCommand(input)));
}

export async function deleteShare(ram: RAMClient, arn: string): Promise<void> {
  await unlessGone(() => ram.send(new DeleteResourceShareCommand({ resourceShareArn: arn })));
}

function membersOf({ resources, principals }: Members) {
  return {
    ...(resources.length > 0 && { resourceArns: [...resources] }),
    ...(principals.length > 0 && { principals: [...principals] }),
  };
}
