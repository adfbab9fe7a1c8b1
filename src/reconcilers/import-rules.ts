import type { Session } from "../aws/accounts.ts";
import { type Failure, type Seen, valueIn } from "../model/failure.ts";
import { type AccountId, type Region, type VpcRef, vpcRef } from "../model/ids.ts";
import type { FoundAssociation, FoundResolver } from "../model/import/found.ts";
import { rulesThatLead } from "../model/import/resolver.ts";
import type { ResourceShareView } from "../model/observed/share.ts";
import { readSharesOf } from "./ram.ts";
import { listAssociations, readOwnResolver } from "./resolver.ts";
import { see } from "./see.ts";

/**
 * The hub account's Resolver rules that lead to an inbound endpoint of its own, the shares that they are in, and which VPCs
 * of the accounts that were named have them. Undefined: there are none, and nobody else is asked.
 */
export async function findRules(
  hub: Session,
  { region }: VpcRef,
  spokes: readonly Session[],
): Promise<{ readonly resolver?: FoundResolver; readonly unread: readonly string[] }> {
  const seen = await see(() => readOwnResolver(hub.resolver(region), hub.account));
  if (seen.kind === "unreadable") {
    const isMissing = seen.failure.kind === "unsupported"; // an endpoint without Resolver has no rules
    return { unread: isMissing ? [] : [inWords("Resolver rules", hub.account, seen.failure)] };
  }
  const leading = rulesThatLead(seen.value);
  const [first] = leading?.forwards ?? [];
  if (!leading || !first) return { unread: [] };
  const [shares, ...looks] = await Promise.all([
    see(() => readSharesOf(hub.ram(region), first.arn)),
    ...[hub, ...spokes].map((session) => associationsIn(session, region)),
  ]);
  const unread = looks.flatMap(({ account, seen: look }) =>
    look.kind === "unreadable" ? [inWords("rule associations", account, look.failure)] : [],
  );
  const ids = new Set(seen.value.rules.map(({ id }) => id));
  const associations = looks.flatMap(({ seen: look }) => valueIn(look) ?? []);
  return {
    resolver: {
      ...leading,
      shares: valueIn(shares) ?? [],
      associations: associations.filter(({ rule }) => ids.has(rule)),
    },
    unread: [...unread, ...sharesUnread(shares, hub.account)],
  };
}

async function associationsIn(session: Session, region: Region) {
  const { account } = session;
  const identity = await session.identity();
  const seen: Seen<FoundAssociation[]> =
    identity.kind === "unreadable"
      ? identity
      : await see(async () =>
          (await listAssociations(session.resolver(region))).map(({ rule, vpc }) => ({
            rule,
            vpc: vpcRef(vpc, region),
            account,
          })),
        );
  return { account, seen };
}

function sharesUnread(seen: Seen<readonly ResourceShareView[]>, account: AccountId): string[] {
  return seen.kind === "unreadable" ? [inWords("resource shares", account, seen.failure)] : [];
}

function inWords(what: string, account: AccountId, { error, message }: Failure): string {
  return `the ${what} of account ${account}: ${error}: ${message}`;
}
