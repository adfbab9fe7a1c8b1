import type { Session } from "../../aws/accounts.ts";
import type { Clock } from "../../model/clock.ts";
import type { Region } from "../../model/ids.ts";
import type { RuleAssociationView } from "../../model/observed.ts";
import { listAssociations } from "../../reconcilers/resolver.ts";

/** No association is COMPLETE sooner. */
const GATHER_MS = 1_000;

/**
 * A list of an account's associations, for all who wait for one of them: it begins a second after the first has asked, and
 * so after everything that any of them has done. Were each to look by itself, the account's five calls a second were gone.
 */
export function createAssociationLooks(
  clock: Clock,
): (session: Session, region: Region) => Promise<readonly RuleAssociationView[]> {
  const pending = new Map<string, Promise<readonly RuleAssociationView[]>>();
  async function begin(key: string, session: Session, region: Region) {
    await clock.sleep(GATHER_MS);
    pending.delete(key);
    return listAssociations(session.resolver(region));
  }
  return (session, region) => {
    const key = `${session.account} ${region}`;
    const look = pending.get(key) ?? begin(key, session, region);
    pending.set(key, look);
    return look;
  };
}
