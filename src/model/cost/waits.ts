import { type Action, startsAfter } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import { PROPAGATION_SECONDS, RULE_EFFECT_SECONDS, SURE_SECONDS } from "../propagation.ts";

/** How long what is asked of AWS takes to be so, in seconds. AWS promises none of it. */
export type WaitSeconds = {
  /** Until a change is in DNS. Route 53: "generally within 60 seconds", in practice about half of it. */
  readonly insync: number;
  /** From CreateVpcEndpoint until the endpoint is available: one to a few minutes. */
  readonly available: number;
  /** From the switch of an endpoint's private DNS until its names are free for a zone. */
  readonly release: number;
};

/** How late a change is seen to be INSYNC. */
const INSYNC_LOOK_SECONDS = 0.5;

/** For how long actions wait, from the start to each of them, itself included; those that never do are left out. */
export function waitsBefore(
  actions: readonly Action[],
  seconds: WaitSeconds,
): ReadonlyMap<ActionKey, number> {
  const turnOffs = new Set(
    actions.flatMap(({ kind, key }) => (kind === "turnOffPrivateDns" || kind === "handOver" ? [key] : [])),
  );
  const waits = new Map<ActionKey, number>();
  for (const action of actions) {
    let before = 0;
    for (const earlier of startsAfter(action)) before = Math.max(before, waits.get(earlier) ?? 0);
    const whole = before + waitOf(action, turnOffs, seconds);
    if (whole > 0) waits.set(action.key, Math.round(whole * 1000) / 1000); // the same waits in another order are as long
  }
  return waits;
}

/** How long the action itself waits before it does anything. */
function waitOf(action: Action, turnOffs: ReadonlySet<ActionKey>, seconds: WaitSeconds): number {
  if (action.kind === "awaitInsync")
    return action.after.length > 0
      ? seconds.insync + INSYNC_LOOK_SECONDS
      : action.sure
        ? SURE_SECONDS
        : PROPAGATION_SECONDS;
  if (action.kind === "awaitAssociation" || action.kind === "awaitSure") return RULE_EFFECT_SECONDS;
  if (action.kind === "awaitPrivateDns") return PROPAGATION_SECONDS;
  if (action.kind === "awaitEndpoint") return seen(seconds.available);
  if (action.kind === "deleteEndpoint") return action.lingerSeconds;
  const isReleased = "waitForRelease" in action && action.after.some((key) => turnOffs.has(key));
  return isReleased ? seen(seconds.release) : 0;
}

/** Looks are a quarter of the time apart that has passed, five seconds at most: half of that comes on top. */
function seen(seconds: number): number {
  return seconds + Math.min(5, seconds / 4) / 2;
}
