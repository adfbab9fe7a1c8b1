import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  DisassociateResourceShareCommand,
  type RAMClient,
} from "@aws-sdk/client-ram";
import { FailureError, failureOf } from "../aws/failure.ts";
import type { ShareAction } from "../model/action.ts";

/** Answers with the share's ARN. The client token makes a repeated request find the share that the first one made. */
export async function createShare(
  ram: RAMClient,
  { name, tags, clientToken }: Extract<ShareAction, { kind: "createShare" }>,
): Promise<string> {
  const answer = await ram.send(
    new CreateResourceShareCommand({
      name,
      clientToken,
      allowExternalPrincipals: true,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
  const arn = answer.resourceShare?.resourceShareArn;
  if (arn) return arn;
  throw new FailureError({
    kind: "transient",
    error: "AnswerIncomplete",
    message: `the answer for resource share ${name} names no share`,
    operation: "CreateResourceShare",
  });
}

export type Members = { readonly resources: readonly string[]; readonly principals: readonly string[] };

/** What is in it already stays (RAM, AssociateResourceShare). */
export async function addToShare(ram: RAMClient, arn: string, members: Members): Promise<void> {
  if (members.resources.length + members.principals.length === 0) return;
  await ram.send(new AssociateResourceShareCommand({ resourceShareArn: arn, ...membersOf(members) }));
}

export async function removeFromShare(ram: RAMClient, arn: string, members: Members): Promise<void> {
  try {
    await ram.send(new DisassociateResourceShareCommand({ resourceShareArn: arn, ...membersOf(members) }));
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
  }
}

export async function deleteShare(ram: RAMClient, arn: string): Promise<void> {
  try {
    await ram.send(new DeleteResourceShareCommand({ resourceShareArn: arn }));
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
  }
}

function membersOf({ resources, principals }: Members) {
  return {
    ...(resources.length > 0 && { resourceArns: [...resources] }),
    ...(principals.length > 0 && { principals: [...principals] }),
  };
}
