import type { Estate } from "../estate.ts";
import { uuid } from "../random.ts";
import { type Association, INVITATION_MS, type Share } from "./state.ts";

/** Invites the account. If it does not accept in time, "the invitation is automatically declined". */
export function invite(estate: Estate, share: Share, association: Association): void {
  const { partition, clock, hex } = estate.surroundings;
  const id = uuid(hex);
  const arn = `arn:${partition(share.region)}:ram:${share.region}:${share.account}:resource-share-invitation/${id}`;
  const sentAt = clock.now();
  const over = sentAt + INVITATION_MS;
  association.ends = { asked: over, status: over, ram: over, service: over };
  estate.ram.invitations.set(arn, {
    arn,
    share,
    association,
    account: association.entity,
    sentAt,
    answer: undefined,
  });
}

/** There is nothing to accept any more. One that was answered stays as it was. */
export function withdraw(estate: Estate, association: Association): void {
  for (const { arn, answer, association: invited } of estate.ram.invitations.values())
    if (invited === association && answer === undefined) estate.ram.invitations.delete(arn);
}
