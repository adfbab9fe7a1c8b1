import type { Estate } from "../estate.ts";
import type { Association, Rule } from "../resolver/state.ts";
import { isUsable } from "../resolver/unshared.ts";
import { type AddressType, type Answer, SERVFAIL } from "./answer.ts";
import type { Domain } from "./domain.ts";
import { answeringVpc } from "./forward.ts";

/** How a rule's question is answered where it is sent, and where there are no rules. */
export type Ways = {
  ask(vpcId: string, name: string): Answer;
  local(name: string, type: AddressType): Answer;
};

/**
 * The rules that a VPC's resolver obeys now; only enableDnsSupport matters to them. A FORWARD rule hands the question to
 * its targets, and has no other answer when these do not answer; a SYSTEM rule means as if there were no rules. Source:
 * Developer Guide, "Managing forwarding rules".
 */
export function ruleDomains(estate: Estate, vpcId: string, ways: Ways): Domain[] {
  if (!estate.network.vpcs.get(vpcId)?.enableDnsSupport) return [];
  return rulesInDns(estate, vpcId).map((rule) => ({
    name: rule.domainName.replace(/\.$/, ""),
    answer: rule.type === "SYSTEM" ? ways.local : (name) => forwarded(estate, rule, name, ways),
  }));
}

/** An association that is FAILED or OVERRIDDEN does nothing, nor does one whose rule is no longer shared. */
function rulesInDns(estate: Estate, vpcId: string): Rule[] {
  const { associationsOfVpc, obeyed, rules } = estate.resolver;
  const late = [...obeyed].filter((one) => one.vpcId === vpcId);
  const now = estate.surroundings.clock.now();
  const isObeyed = (one: Association) =>
    one.effectAt <= now && now < one.effectUntil && !one.held && isUsable(estate, one);
  return [...(associationsOfVpc.get(vpcId) ?? []), ...late]
    .filter(isObeyed)
    .flatMap(({ ruleId }) => rules.get(ruleId) ?? [])
    .filter((rule) => rule.held?.status !== "FAILED");
}

function forwarded(estate: Estate, rule: Rule, name: string, { ask }: Ways): Answer {
  const from = { kind: "rule", ruleId: rule.id } as const;
  const vpcId = answeringVpc(estate, rule, name, estate.surroundings.clock.now());
  if (vpcId === undefined) return { ...SERVFAIL, from };
  const { from: behind, ...found } = ask(vpcId, name);
  return { ...found, from: { ...from, behind } };
}
