import type { Session } from "../../aws/accounts.ts";
import type { Clock } from "../../model/clock.ts";
import type { Region } from "../../model/ids.ts";
import type { RuleAssociationView } from "../../model/observed/rule-account.ts";
import { listAssociations } from "../../reconcilers/resolver.ts";
import { createLooks } from "./looks.ts";

/** A list of an account's associations, for all who wait for one of them. Were each to look by itself, the account's five calls a second were gone. */
export function createAssociationLooks(
  clock: Clock,
): (session: Session, region: Region) => Promise<readonly RuleAssociationView[]> {
  const lookAt = createLooks<readonly RuleAssociationView[]>(clock);
  return (session, region) =>
    lookAt(`${session.account} ${region}`, () => listAssociations(session.resolver(region)));
}
