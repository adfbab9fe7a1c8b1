import type { Accounts } from "../../aws/accounts.ts";
import type { Seen } from "../../model/failure.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { SetsNeeded } from "../../model/plan/reads/name-servers.ts";
import { listNameServers } from "../../reconcilers/dhcp-options.ts";
import { see } from "../../reconcilers/see.ts";
import { inspectionAccess, inspectionSession } from "../sessions.ts";
import type { Accesses } from "./accesses.ts";

type NameServers = NonNullable<Observed["nameServers"]>;

/** Whom hosts of spokes' VPCs are told to ask: one list for each account, Region and role. Nothing else hangs on it. */
export async function observeNameServers(
  needed: readonly SetsNeeded[],
  accounts: Accounts,
  accesses: Accesses,
): Promise<NameServers> {
  const reads = needed.map(async ({ by, sets }) => {
    const ec2 = inspectionSession(accounts, by).ec2(by.vpc.region);
    // A role that may not read this is not shut out of the account.
    const isOfAccess = () => false;
    const look = () => see(() => listNameServers(ec2, sets));
    const seen = await accesses.read(inspectionAccess(by), look, isOfAccess);
    return sets.flatMap((set) => toldOf(set, seen));
  });
  return new Map((await Promise.all(reads)).flat());
}

/** Nothing of a set that the list does not show: it was replaced since the VPC was read. */
function toldOf(
  set: string,
  seen: Seen<ReadonlyMap<string, readonly string[]>>,
): [string, Seen<readonly string[]>][] {
  if (seen.kind === "unreadable") return [[set, seen]];
  const value = seen.value.get(set);
  return value ? [[set, { kind: "seen", value }]] : [];
}
