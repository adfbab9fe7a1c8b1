import { readFileSync } from "node:fs";
import type { Desired } from "../../../src/model/desired/types.ts";
import type { Cloud } from "../../../src/simulator/cloud.ts";
import { type IamParties, type IamQuestion, isAllowed } from "./evaluate.ts";
import { type Arrival, questionsOf } from "./questions.ts";
import { type Asker, askerIn, inSample } from "./sample.ts";

/**
 * Every call that the operator makes on a stage, whichever test it is for, is asked of docs/iam's policies; of questions that
 * are alike the first one. The test in which a call would be refused fails (test/support/setup.ts).
 */
type Files = readonly { readonly text: string }[];
export type Asked = { readonly question: IamQuestion; readonly asker: Asker };

const unjudged = new Map<string, Asked>();
const seen = new Set<string>();
type Ruling = {
  readonly documents: Map<string, Desired>;
  readonly askers: Map<string, Asker | undefined>;
  readonly asked: Map<string, Asked>;
};
const rulings = new WeakMap<Cloud, Ruling>();

/** Sends as the operator does: the old Resolver client says nothing of it in its user agent. */
export function operatorsHandler(cloud: Cloud): Pick<Cloud, "handle"> {
  return {
    handle(request, options) {
      request.headers["user-agent"] += MARK;
      return cloud.handle(request, options);
    },
  };
}

const MARK = " operator";

export function witnessCalls(cloud: Cloud): void {
  const ruling: Ruling = { documents: new Map(), askers: new Map(), asked: new Map() };
  rulings.set(cloud, ruling);
  cloud.onCall(({ phase, call, input }) => {
    if (phase === "before" && call.agent.endsWith(MARK))
      witness({ call, input, estate: cloud.estate }, ruling);
  });
}

/** Desired state that this cloud's roles are made for: all that ruled so far, for what leaves is taken back by the same role. */
export function documentsRule(cloud: Cloud, files: Files, desired: Desired): void {
  const ruling = rulings.get(cloud);
  ruling?.documents.set(files.map(({ text }) => text).join(), desired); // tests apply the same again and again
  ruling?.askers.clear();
}

/** What was asked for this cloud's calls, each once. */
export function askedOn(cloud: Cloud): readonly Asked[] {
  return [...(rulings.get(cloud)?.asked.values() ?? [])];
}

function witness(arrival: Arrival, { documents, askers, asked }: Ruling): void {
  const { account } = arrival.call;
  if (!askers.has(account)) askers.set(account, askerIn(account, [...documents.values()], arrival.estate));
  const asker = askers.get(account);
  if (!asker) return;
  for (const real of questionsOf(arrival)) {
    const question = inSample(real, asker);
    if (!question) continue;
    const key = JSON.stringify([asker.role, asker.policies, question]);
    asked.set(key, { question, asker });
    if (seen.has(key)) continue;
    seen.add(key);
    unjudged.set(key, { question, asker });
  }
}

/** Throws with every call since the last time that a role would be refused. */
export async function judgeCalls(): Promise<void> {
  const refused: string[] = [];
  for (const { question, asker } of [...unjudged.values()])
    if (!(await isAllowed(question, partiesFor(asker, question))))
      refused.push(`${asker.policies.join(" + ")} refuse the ${asker.role}: ${JSON.stringify(question)}`);
  unjudged.clear();
  if (refused.length > 0) throw new Error(refused.join("\n"));
}

export function partiesFor(
  { role, policies }: Pick<Asker, "role" | "policies">,
  question: IamQuestion,
): IamParties {
  const trust = sharedByRam(question, role);
  return {
    principal: PRINCIPALS[role],
    policies: policies.map(policyNamed),
    ...(trust !== undefined && { trust }),
  };
}

const PRINCIPALS = {
  hub: "arn:aws:sts::111111111111:assumed-role/vpce-operator-hub/vpce-operator",
  spoke: "arn:aws:sts::222222222222:assumed-role/vpce-operator-spoke/vpce-operator",
};

const read = new Map<string, unknown>();

export function policyNamed(name: string): unknown {
  const policy =
    read.get(name) ??
    JSON.parse(readFileSync(new URL(`../../../docs/iam/${name}.json`, import.meta.url), "utf8"));
  read.set(name, policy);
  return policy;
}

/** What RAM's default permission for rules lets the account do that a rule is shared with. */
function sharedByRam({ resource }: IamQuestion, role: Asker["role"]): unknown {
  if (role === "hub" || !resource.includes(":resolver-rule/")) return undefined;
  const Action = ["AssociateResolverRule", "DisassociateResolverRule"].map(
    (name) => `route53resolver:${name}`,
  );
  const Statement = [
    { Effect: "Allow", Principal: { AWS: PRINCIPALS.spoke.split(":")[4] }, Action, Resource: "*" },
  ];
  return { Version: "2012-10-17", Statement };
}
