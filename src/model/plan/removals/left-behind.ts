import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { type DocumentName, type VpcId, vpcKey, type ZoneName } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import { idOf, type KnownSpoke } from "../../leaving.ts";
import type { Estate } from "../estate/estate.ts";
import {
  associationOf,
  isMarked,
  type RuleAccount,
  type RuleDraft,
  type RuleDrafts,
} from "../rules/rows/rule-draft.ts";
import { isLiveRule, type LiveRule } from "../rules/rows/rule-rows.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";

/** A spoke whose document is gone, and what of it is left: it is leaving until nothing is (semantics 40). */
export type Leaving = KnownSpoke & {
  readonly zones: readonly ZoneName[];
  /** That it is associated with, by our mark. */
  readonly rules: readonly ZoneName[];
  /** Zones in which it may still be, for they could not be read; nothing of an unread hub was, or of its rules. */
  readonly unread: readonly (ZoneName | "hub" | "rules")[];
};

export function leftBehind(
  estate: Estate,
  drafts: RuleDrafts,
  leaving: readonly KnownSpoke[],
): readonly Leaving[] {
  if (leaving.length === 0) return [];
  const rows = Map.groupBy(estate.existing, ({ hub }) => hub.name as string);
  const read = new Map(estate.drafts.map(({ hub }) => [hub.name as string, drafts.get(hub)]));
  return leaving.flatMap((spoke): Leaving[] => {
    if (!read.has(spoke.hub)) return [{ ...spoke, zones: [], rules: [], unread: ["hub"] }];
    const own = rows.get(spoke.hub) ?? [];
    const zones = own.filter((row) => holds(row, spoke.vpc)).map(({ live }) => live.name);
    const unreadZones = own
      .filter(({ live }) => live.vpcs.kind === "unreadable")
      .map(({ live }) => live.name);
    const rules = rulesOf(read.get(spoke.hub), spoke);
    const unread = rules ? unreadZones : [...unreadZones, "rules" as const];
    if (zones.length + unread.length + (rules?.length ?? 0) === 0) return [];
    return [{ ...spoke, zones, rules: rules ?? [], unread }];
  });
}

/** Undefined: nobody knows, for its account was not read. */
function rulesOf(draft: RuleDraft | undefined, { account, vpc }: KnownSpoke): ZoneName[] | undefined {
  const isOwn = (one: RuleAccount) => account === undefined || one.account === account;
  const read = draft?.accounts.filter((one) => one.seen.kind === "seen" && isOwn(one)) ?? [];
  if (!draft || read.length === 0) return account === undefined ? [] : undefined;
  const id = idOf(vpc) as VpcId;
  const isLeft = (row: LiveRule) => {
    const pairs = read.flatMap((one) => associationOf(row, id, one) ?? []);
    return pairs.some((pair) => pair.status !== "DELETING" && isMarked(draft.hub, row, pair));
  };
  return draft.rows
    .filter(isLiveRule)
    .filter(isLeft)
    .map(({ ref }) => ref.name);
}

/** In somebody else's zone only what we put there is ours to take out. */
function holds({ live, adopted }: LiveRow, key: string): boolean {
  const vpc = valueIn(live.vpcs)?.get(key);
  const permitted = valueIn(live.authorizations)?.find((one) => vpcKey(one) === key);
  const isOurs = (what: "association" | "authorization", one: typeof vpc) =>
    one !== undefined && (!adopted || isAdded(live, what, one));
  return isOurs("association", vpc) || isOurs("authorization", permitted);
}

/** Last known suspended: what is there stays until somebody resumes or forgets it. */
export function suspendedBehind(left: readonly Leaving[]): Finding[] {
  return left
    .filter(({ suspended, zones, rules }) => suspended && zones.length + rules.length > 0)
    .map(({ hub, name, zones, rules }) =>
      finding(
        "withheld",
        { hub: hub as DocumentName, spoke: name as DocumentName },
        {
          reason: "LeavingSuspended",
          message: `the document of spoke ${name} is gone, and was suspended when it was last seen: its VPC stays ${[inAll("in", "zone", zones), inAll("associated with", "rule", rules)].flat().join(" and ")}`,
          todo: `to let it go: vpce-operator forget ${name} --table NAME`,
        },
      ),
    );
}

function inAll(how: string, what: string, names: readonly ZoneName[]): string[] {
  if (names.length === 0) return [];
  return [`${how} ${names.length === 1 ? `${what} ${names[0]}` : `${names.length} ${what}s`}`];
}
