import { runSimulation } from "@cloud-copilot/iam-simulate";

/** One call as IAM sees it. */
export type IamQuestion = {
  /** `route53:GetHostedZone` */
  readonly action: string;
  /** An ARN, or `*` for actions that take none. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
};

/** A principal with the policies of its own, and the trust policy when the resource is a role. */
export type IamParties = {
  readonly principal: string;
  readonly policies: readonly unknown[];
  readonly trust?: unknown;
};

/**
 * What AWS would answer, evaluated offline. Throws when the question is none: an unknown action, a resource of another
 * kind, a context key that the action does not have.
 */
export async function isAllowed(question: IamQuestion, parties: IamParties): Promise<boolean> {
  const accountId = question.resource.split(":")[4] || parties.principal.split(":")[4] || "";
  const answer = await runSimulation(
    {
      request: {
        action: question.action,
        principal: parties.principal,
        resource: { resource: question.resource, accountId },
        contextVariables: { ...question.context },
      },
      identityPolicies: parties.policies.map((policy, i) => ({ name: `policy-${i}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(parties.trust !== undefined && { resourcePolicy: parties.trust }),
    },
    {},
  );
  if (answer.resultType === "error")
    throw new Error(`${question.action} on ${question.resource}: ${JSON.stringify(answer.errors)}`);
  const results = answer.resultType === "single" ? [answer.result] : answer.results;
  const ignored = results.flatMap((r) => r.ignoredContextKeys ?? []);
  if (ignored.length > 0) throw new Error(`${question.action} has no context key ${ignored.join(", ")}`);
  return answer.overallResult === "Allowed";
}
