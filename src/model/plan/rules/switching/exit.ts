import type { Action } from "../../../action/action.ts";
import type { ActionKey } from "../../../action/common.ts";
import { type RuleAction, ruleActionKey } from "../../../action/rule.ts";
import type { Why } from "../../../finding.ts";
import type { VpcId } from "../../../ids.ts";
import { associationOf, type RuleAccount } from "../rows/rule-draft.ts";
import type { LiveRule } from "../rows/rule-rows.ts";

/**
 * What becomes of a carrier that documents no longer want, where another one of ours is to answer the same names: it stays, or
 * it goes once the other is sure to answer.
 */
export type Exit = Stays | Goes;

export type Stays = { readonly kind: "stays"; readonly why: Why };

export type Goes = {
  readonly kind: "goes";
  /** What has to have succeeded before. */
  readonly after: readonly ActionKey[];
  /** Those of `after` that the plan has to make. */
  readonly waits: readonly Action[];
  /** What answers from then on, in words. */
  readonly to: string;
  /** Other names go with it that nothing of ours answers: it is weighed by the guard as a loss. */
  readonly isLoss?: true;
};

export function goes(to: string, waits: readonly Action[]): Goes {
  return { kind: "goes", after: waits.map(({ key }) => key), waits, to };
}

export function staysFor(message: string): Stays {
  const todo = "see what is said of what is to answer instead; then run again (the daemon goes on by itself)";
  return { kind: "stays", why: { reason: "SwitchWaits", message, todo } };
}

/** What to wait for before what the rule replaces in the VPC leaves: nothing, where this process has waited already. */
export function untilSure(row: LiveRule, vpc: VpcId, account: RuleAccount | undefined): RuleAction[] {
  return associationOf(row, vpc, account)?.isSure ? [] : [awaitSure(row)];
}

/** COMPLETE says that the association was made; until a minute has gone by not every query need have noticed (semantics 46). */
export function awaitSure({ hub, ref }: LiveRule): RuleAction {
  return {
    hub: hub.name,
    account: hub.account,
    rule: ref,
    kind: "awaitSure",
    key: ruleActionKey("awaitSure", ref),
    after: [],
    because: "what it replaces leaves when every resolver has noticed that it answers",
  };
}
