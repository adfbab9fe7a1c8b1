import { servesOrComes } from "../../association-state.ts";
import type { Hub } from "../../desired/types.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type VpcRef, vpcRef, type ZoneName } from "../../ids.ts";
import type { Draft } from "../wanted/draft.ts";
import type { RuleDraft, RuleDrafts } from "./rule-draft.ts";
import { isLiveRule, type RuleRow } from "./rule-rows.ts";

/** What a hub has of rules, for those who weigh what is lost: its rules, and their pairs. `isServed`: the rule answers there, or will in a moment. */
export type RuleStanding = {
  readonly rules: readonly RuleRow["ref"][];
  readonly pairs: readonly { readonly name: ZoneName; readonly vpc: VpcRef; readonly isServed: boolean }[];
  /** Accounts whose associations were not read: nobody knows who is served there. */
  readonly hasUnread: boolean;
};

/** By hub; of those with `resolver`. */
export type RuleStandings = ReadonlyMap<Hub, RuleStanding>;

export const NO_RULES: RuleStanding = { rules: [], pairs: [], hasUnread: false };

export function ruleStandingsOf(drafts: readonly Draft[], rules: RuleDrafts): RuleStandings {
  const hubs = drafts.map(({ hub }) => hub).filter(({ resolver }) => resolver);
  return new Map(hubs.map((hub) => [hub, standingOf(hub, rules.get(hub))]));
}

function standingOf(hub: Hub, rules: RuleDraft | undefined): RuleStanding {
  if (!rules) return { ...NO_RULES, hasUnread: true };
  const live = new Map(rules.rows.filter(isLiveRule).map((row) => [row.live.id, row.ref]));
  const pairs = rules.accounts.flatMap(({ seen }) =>
    (valueIn(seen)?.associations ?? []).flatMap(({ rule, vpc, status }) => {
      const ref = live.get(rule);
      const isServed = servesOrComes(status);
      return ref ? [{ name: ref.name, vpc: vpcRef(vpc, hub.region), isServed }] : [];
    }),
  );
  const hasUnread = rules.accounts.some(({ seen }) => seen.kind !== "seen");
  return { rules: [...live.values()], pairs, hasUnread };
}

/** Names, as `hub name`, that a rule serves somebody. */
export function ruleServed(drafts: readonly Draft[], standings: RuleStandings): ReadonlySet<string> {
  return new Set(
    drafts.flatMap((draft) => {
      const { rules, pairs } = standings.get(draft.hub) ?? NO_RULES;
      const names = rules.filter(({ type }) => type === "FORWARD").map(({ name }) => name);
      const used = new Set(pairs.flatMap(({ name, isServed }) => (isServed ? [name] : [])));
      const serving = names.filter((name) => used.has(name));
      return draft.endpoints.flatMap((endpoint) =>
        endpoint.names.flatMap(({ zone }) =>
          serving.some((name) => liesIn(zone, name)) ? [`${draft.hub.name} ${zone}`] : [],
        ),
      );
    }),
  );
}
