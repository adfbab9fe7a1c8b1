import type { RuleRef } from "../../model/action/refs.ts";
import type { ShareAction } from "../../model/action/share.ts";
import type { Clock } from "../../model/clock.ts";
import { plural } from "../../model/counted.ts";
import type { Failure } from "../../model/failure.ts";
import { listUsableRules } from "../../reconcilers/resolver.ts";
import type { MadeRule } from "../../reconcilers/rules.ts";
import { addToShare, createShare, deleteShare, removeFromShare } from "../../reconcilers/shares.ts";
import type { Sessions } from "../sessions.ts";
import type { Made } from "./made.ts";
import { ARRIVAL, poll } from "./poll.ts";

/** The RAM calls behind each kind of action on a resource share; each may be repeated. */
export function createSharePerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
): (action: ShareAction, signal: AbortSignal) => Promise<void> {
  const liveOf = ({ live, key }: RuleRef): MadeRule | undefined => live ?? made.rules.get(key);

  function arnOf({ share: { arn, key } }: ShareAction): string {
    const known = arn ?? made.shares.get(key);
    if (!known) throw new Error(`share ${key} was not made before it is used`);
    return known;
  }

  function membersOf({
    rules,
    principals,
  }: Extract<ShareAction, { kind: "addToShare" | "removeFromShare" }>) {
    return { resources: rules.flatMap((rule) => liveOf(rule)?.arn ?? []), principals };
  }

  async function awaitShared(action: Extract<ShareAction, { kind: "awaitShared" }>, signal: AbortSignal) {
    const resolver = sessions.of(action).resolver(action.region);
    const wanted = action.rules.flatMap((rule) => liveOf(rule)?.id ?? []);
    let missing = wanted.length;
    const look = async () => {
      const usable = await listUsableRules(resolver);
      const arrived = new Set<string>(usable.filter(({ isComplete }) => isComplete).map(({ id }) => id));
      missing = wanted.filter((id) => !arrived.has(id)).length;
      return missing === 0 || undefined;
    };
    await poll(clock, signal, ARRIVAL, look, () => late(action, missing));
  }

  return async (action, signal) => {
    const ram = () => sessions.of(action).ram(action.share.region);
    switch (action.kind) {
      case "createShare":
        made.shares.set(action.share.key, await createShare(ram(), action, clock.now()));
        return;
      case "addToShare":
        return addToShare(ram(), arnOf(action), membersOf(action));
      case "removeFromShare":
        return removeFromShare(ram(), arnOf(action), membersOf(action));
      case "awaitShared":
        return awaitShared(action, signal);
      case "deleteShare":
        return deleteShare(ram(), arnOf(action));
    }
  };
}

function late({ account, share }: ShareAction, missing: number): Failure {
  return {
    kind: "transient",
    error: "SharedLate",
    message: `account ${account} does not see ${plural(missing, "rule")} of share ${share.arn ?? share.key} after ${ARRIVAL.timeoutMs / 60_000} minutes; is sharing enabled in the organization, or an invitation waiting to be accepted there?`,
    operation: "ListResolverRules",
  };
}
