import type { Session } from "../../aws/accounts.ts";
import { FailureError, failureOf } from "../../aws/failure.ts";
import { interrupted } from "../../aws/pacer.ts";
import type { RuleRef } from "../../model/action/refs.ts";
import type { RuleAction } from "../../model/action/rule.ts";
import type { Clock } from "../../model/clock.ts";
import type { Failure } from "../../model/failure.ts";
import { isGivenUp } from "../../model/observed/association-state.ts";
import type { RuleAssociationView } from "../../model/observed/rule-account.ts";
import { RULE_EFFECT_SECONDS } from "../../model/propagation.ts";
import {
  associateRule,
  createRule,
  deleteRule,
  disassociateRule,
  type MadeRule,
  ruleStatus,
  tagRule,
  updateRule,
} from "../../reconcilers/rules.ts";
import type { Sessions } from "../sessions.ts";
import { createAssociationLooks } from "./association-looks.ts";
import type { Made } from "./made.ts";
import { ARRIVAL, linger, listLag, type Patience, poll } from "./poll.ts";
import type { Waits } from "./waits.ts";

/** Targets spread to the endpoint's interfaces within minutes; Terraform waits as long. */
const SPREAD: Patience = { everyMs: 10_000, timeoutMs: 10 * 60_000 };
/** An association is COMPLETE after seconds to a minute; Terraform waits as long. */
const ASSOCIATED: Patience = { everyMs: 5_000, timeoutMs: 10 * 60_000 };

/** The Resolver calls behind each kind of action on a rule; each may be repeated. */
export function createRulePerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
  waits: Waits,
): (action: RuleAction, signal: AbortSignal) => Promise<void> {
  const lookAt = createAssociationLooks(clock);

  function liveOf(rule: RuleRef): MadeRule {
    const known = rule.live ?? made.rules.get(rule.key);
    if (!known) throw new Error(`rule ${rule.key} was not made before it is used`);
    return known;
  }

  function join(action: Extract<RuleAction, { kind: "associateRule" }>, signal: AbortSignal): Promise<true> {
    const resolver = resolverOf(action);
    const { id } = liveOf(action.rule);
    let last: Failure | undefined;
    const look = async () => {
      try {
        await associateRule(resolver, id, action.vpc.id, action.mark);
        return true as const;
      } catch (error) {
        last = failureOf(error);
        if (last.kind === "gone" || (last.kind === "denied" && last.operation === "AssociateResolverRule"))
          return undefined;
        throw error;
      }
    };
    return poll(clock, signal, ARRIVAL, look, () => last ?? late(action, "not associated"));
  }

  function awaitComplete(action: RuleAction, signal: AbortSignal): Promise<true> {
    const resolver = resolverOf(action);
    const { id } = liveOf(action.rule);
    const look = async () => (await ruleStatus(resolver, id)) === "COMPLETE" || undefined;
    return poll(clock, signal, SPREAD, look, () => late(action, "not COMPLETE"));
  }

  async function awaitAssociation(
    action: Extract<RuleAction, { kind: "awaitAssociation" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = liveOf(action.rule);
    const { until } = action;
    const look = async () => {
      const all = await lookAt(sessions.of(action), action.rule.region);
      const there = all.find((one) => one.rule === id && one.vpc === action.vpc.id);
      if (until === "gone") return there ? undefined : "gone";
      if (there && isGivenUp(there.status)) throw new FailureError(givenUp(action, there));
      return there?.status === "COMPLETE" ? there.id : undefined;
    };
    const isLate = () => late(action, `not ${until} with ${action.vpc.id}`);
    const seen = await poll(clock, signal, ASSOCIATED, look, isLate);
    await inEffect(action, seen, signal);
  }

  /**
   * Until a minute after a pass first saw it so. Kept when over too: the next pass asks again if it waited for others.
   * `seen`: the association's id, so that one made anew begins anew.
   */
  function inEffect({ key }: RuleAction, seen: string, signal: AbortSignal): Promise<void> {
    const before = waits.before(key);
    const since = before?.seen === seen ? before.since : clock.now();
    waits.keep(key, { seen, since });
    return linger(clock, signal, since + RULE_EFFECT_SECONDS * 1000 - clock.now());
  }

  function resolverOf(action: RuleAction): ReturnType<Session["resolver"]> {
    return sessions.of(action).resolver(action.rule.region);
  }

  return async (action, signal) => {
    const resolver = resolverOf(action);
    switch (action.kind) {
      case "createRule":
        made.rules.set(action.rule.key, await createRule(resolver, action, () => listLag(clock, signal)));
        return;
      case "updateRule":
        return updateRule(resolver, liveOf(action.rule).id, action.forward);
      case "tagRule":
        return tagRule(resolver, liveOf(action.rule).arn, action.tags);
      case "awaitRule":
        await awaitComplete(action, signal);
        return;
      case "associateRule":
        await join(action, signal);
        return;
      case "awaitAssociation":
        return awaitAssociation(action, signal);
      case "awaitSure":
        await clock.sleep(RULE_EFFECT_SECONDS * 1000, signal);
        if (signal.aborted) throw interrupted();
        return;
      case "disassociateRule":
        return disassociateRule(resolver, liveOf(action.rule).id, action.vpc.id);
      case "deleteRule":
        return deleteRule(resolver, liveOf(action.rule).id);
    }
  };
}

/** A person has to look: no list will show it COMPLETE. */
function givenUp(
  { rule }: Pick<RuleAction, "rule">,
  { vpc, status, message = "" }: RuleAssociationView,
): Failure {
  return {
    kind: "conflict",
    error: "AssociationFailed",
    message: `the association of rule ${rule.name} with ${vpc} is ${status}${message && `: ${message}`}`,
    operation: "ListResolverRuleAssociations",
  };
}

function late({ rule }: Pick<RuleAction, "rule">, what: string): Failure {
  return {
    kind: "transient",
    error: "RuleNotSettled",
    message: `rule ${rule.name} is ${what} yet; the next pass goes on from here`,
    operation: "ListResolverRuleAssociations",
  };
}
