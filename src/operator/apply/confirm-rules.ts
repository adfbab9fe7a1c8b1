import { failureOf } from "../../aws/failure.ts";
import { createImpatience, isUnanswered } from "../../aws/impatience.ts";
import type { Action } from "../../model/action/action.ts";
import type { RuleRef } from "../../model/action/refs.ts";
import type { RuleAction } from "../../model/action/rule.ts";
import type { Failure } from "../../model/failure.ts";
import { type RuleId, vpcKey } from "../../model/ids.ts";
import { isGivenUp } from "../../model/observed/association-state.ts";
import type { RuleAssociationView } from "../../model/observed/rule-account.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Unconfirmed } from "../../model/report.ts";
import { listAssociations } from "../../reconcilers/resolver.ts";
import type { RuleMemory } from "../observe/rule-memory.ts";
import type { Sessions } from "../sessions.ts";
import type { ConfirmContext } from "./confirm.ts";

/** An association is COMPLETE after seconds to a minute: between two looks, and in all. */
const LOOK_MS = 5_000;
const LOOKS_MS = 2 * 60_000;

type Pair = Extract<RuleAction, { kind: "associateRule" | "disassociateRule" }>;

export type RuleConfirmation = {
  /** An action of the plan has ended. */
  ended(action: Action, outcome: Outcome): void;
  /** What was not seen in time, when all have ended. */
  unconfirmed(): Promise<Unconfirmed[]>;
};

export type RuleConfirmContext = ConfirmContext & {
  readonly sessions: Sessions;
  readonly ruleId: (rule: RuleRef) => RuleId | undefined;
  /** What each look showed, the moment it came. */
  readonly onListed?: RuleMemory["listed"] | undefined;
};

/**
 * One list for each account whose associations change, until it shows every one COMPLETE or gone: a look at each
 * association by itself would use up the account's five calls a second (semantics 55). An account is looked at when its last
 * association has been written, while the pass does other things: the sooner a rule is seen COMPLETE, the sooner it is sure.
 */
export function createRuleConfirmation(
  actions: readonly Action[],
  context: RuleConfirmContext,
): RuleConfirmation {
  const places = new Map(
    [...Map.groupBy(actions.filter(isPair), placeOf)].map(([place, { length }]) => [
      place,
      { open: length, done: [] as Pair[] },
    ]),
  );
  const looks: Promise<Unconfirmed[]>[] = [];
  const impatiently = createImpatience();
  const look = (done: readonly Pair[]) => void looks.push(impatiently(() => confirmAccount(done, context)));
  return {
    ended(action, { result }) {
      const place = isPair(action) ? places.get(placeOf(action)) : undefined;
      if (!place || !isPair(action)) return;
      if (result === "done") place.done.push(action);
      place.open -= 1;
      if (place.open === 0) look(place.done);
    },
    async unconfirmed() {
      for (const { open, done } of places.values()) if (open > 0) look(done); // the pass ended before the rest began
      return (await Promise.all(looks)).flat();
    },
  };
}

function isPair(action: Action): action is Pair {
  return action.kind === "associateRule" || action.kind === "disassociateRule";
}

function placeOf({ account, rule }: Pair): string {
  return `${account} ${rule.region}`;
}

async function confirmAccount(
  pairs: readonly Pair[],
  { clock, signal, sessions, ruleId, onConfirming, onListed }: RuleConfirmContext,
): Promise<Unconfirmed[]> {
  const [first] = pairs;
  if (!first) return [];
  const resolver = sessions.of(first).resolver(first.rule.region);
  const deadline = clock.now() + LOOKS_MS;
  for (;;) {
    let failure: Failure | undefined;
    let open = pairs;
    try {
      const shown = await listAssociations(resolver);
      onListed?.(first.account, first.rule.region, shown);
      open = pairs.filter((pair) => !shows(pair, ruleId(pair.rule), shown));
      if (open.every((pair) => isLost(pair, ruleId(pair.rule), shown))) return unconfirmedIn(open, ruleId);
    } catch (error) {
      failure = failureOf(error);
      onConfirming?.(pairs.length, failure);
    }
    if (signal.aborted || clock.now() >= deadline || (failure && isUnanswered(failure)))
      return unconfirmedIn(open, ruleId, failure);
    await clock.sleep(LOOK_MS, signal);
  }
}

/** To look again would show no other. */
function isLost({ kind, vpc }: Pair, rule: RuleId | undefined, all: readonly RuleAssociationView[]): boolean {
  const there = all.find((one) => one.rule === rule && one.vpc === vpc.id);
  return kind === "associateRule" && there !== undefined && isGivenUp(there.status);
}

function shows({ kind, vpc }: Pair, rule: RuleId | undefined, all: readonly RuleAssociationView[]): boolean {
  const there = all.find((one) => one.rule === rule && one.vpc === vpc.id);
  return kind === "associateRule" ? there?.status === "COMPLETE" : there === undefined;
}

function unconfirmedIn(
  pairs: readonly Pair[],
  ruleId: (rule: RuleRef) => RuleId | undefined,
  failure?: Failure | undefined,
): Unconfirmed[] {
  return [...Map.groupBy(pairs, ({ rule }) => rule.key).values()].flatMap((own) => {
    const [{ rule } = {}] = own;
    const id = rule && ruleId(rule);
    if (!rule || !id) return [];
    return [
      { rule: id, name: rule.name, pairs: own.map(({ vpc }) => vpcKey(vpc)), ...(failure && { failure }) },
    ];
  });
}
