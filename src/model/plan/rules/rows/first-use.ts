import type { Hub, Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, finding } from "../../../finding.ts";
import type { DocumentName } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { Followers } from "../../network/repoints.ts";
import { associationOf, type RuleDraft, type RuleDrafts } from "./rule-draft.ts";
import { isLiveRule } from "./rule-rows.ts";

/** How long the first spoke is seen served before others follow, where the hub has no rollout of its own. */
const PAUSE_MINUTES = 5;

/** `open`: all may join; `one`: nobody is served by a rule of this hub yet; `waits`: one is, for too short a time. */
export type FirstUse =
  | { readonly kind: "open" }
  | { readonly kind: "one" }
  | { readonly kind: "waits"; readonly until: number };

/**
 * Nothing but a query from a spoke shows that the whole path works, so the first one goes alone; others follow when a
 * later read shows it served for a while (semantics 46). A process without memory, `apply` by hand, leaves the while to
 * the person who runs it again.
 */
export function firstUseOf(rules: RuleDraft, { firstServed }: Observed): FirstUse {
  const served = servedSpokes(rules).length;
  if (served === 0) return { kind: "one" };
  const since = firstServed?.get(rules.hub);
  if (served > 1 || !since) return { kind: "open" };
  const until = othersFollowAt(rules.hub, since.since);
  return until > since.now ? { kind: "waits", until } : { kind: "open" };
}

/** In epoch milliseconds; `since`: as the first spoke was seen served. */
export function othersFollowAt({ rollout }: Hub, since: number): number {
  return since + (rollout?.pauseMinutes ?? PAUSE_MINUTES) * 60_000;
}

/** Spokes with an association of a rule of the hub that is COMPLETE. */
export function servedSpokes({ rows, spokes, accountOf }: RuleDraft): Spoke[] {
  const live = rows.filter(isLiveRule);
  return spokes.filter((spoke) => {
    const account = accountOf.get(spoke);
    return live.some((row) => associationOf(row, spoke.vpc, account)?.status === "COMPLETE");
  });
}

/**
 * Who may follow a rule of the hub, of whatever mode its document is by now: whoever is seen associated, and of an account that
 * could not be read whoever should be. Of a hub whose Resolver was not read nobody.
 */
export function followersOf(drafts: RuleDrafts): Followers {
  return (hub) => {
    const rules = drafts.get(hub);
    if (!rules) return { all: [], byRule: [] };
    const live = rules.rows.filter(isLiveRule);
    const byRule = rules.all.filter((spoke) => {
      const account = rules.accountOf.get(spoke);
      if (!valueIn(account?.seen)) return spoke.mode === "resolver-rule";
      return live.some((row) => associationOf(row, spoke.vpc, account) !== undefined);
    });
    return { all: rules.all, byRule };
  };
}

export function heldForFirst(
  { hub }: RuleDraft,
  use: Exclude<FirstUse, { kind: "open" }>,
  spoke: DocumentName,
): Finding {
  const why =
    use.kind === "one"
      ? `no spoke has been served by rules of hub ${hub.name} yet, so one goes first, alone`
      : `the first spoke served by rules of hub ${hub.name} is to be seen served until ${new Date(use.until).toISOString()}`;
  const todo =
    "look in the first spoke that its names are answered privately; then run again (the daemon goes on by itself)";
  const message = `spoke ${spoke} waits: ${why}`;
  return finding("withheld", { hub: hub.name, spoke }, { reason: "FirstUse", message, todo });
}
