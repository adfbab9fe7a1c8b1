import { rateOf } from "../src/model/cost/rates.ts";
import { RULE_EFFECT_SECONDS } from "../src/model/propagation.ts";
import { LATENCY_SECONDS as L } from "./limit.ts";
import { pages, rowsIn, rulesOf } from "./rule-calls.ts";
import { type RuleCase, type RuleJob, vpcsByAccount } from "./rule-jobs.ts";

const SESSION = 2 * L; // AssumeRole, GetCallerIdentity
/** The hub's endpoints, then their addresses. */
const HUB_SEEN = SESSION + 2 * L;

/** Seconds until the last association is made or ended, or the last read of a drift check; no schedule beats them. */
export function ruleLimitOf(job: RuleJob, size: RuleCase): number {
  const { vpcs } = size;
  switch (job) {
    case "first spoke":
      return firstServed(size);
    case "other spokes":
      return changed(size, { joined: 1, to: vpcs, from: 1, looksAtVpcs: true });
    case "drift check":
      return accountsSeen(size, vpcs);
    case "one spoke added":
      return changed(size, { joined: vpcs, to: vpcs + 1, from: vpcs, looksAtVpcs: true });
    case "one spoke removed":
      return changed(size, { joined: vpcs + 1, to: vpcs + 1, from: vpcs, looksAtVpcs: false });
  }
}

/** All of them are asked when the hub was seen, and a session for each draws from the operator's bucket of STS. */
function accountsSeen(size: RuleCase, joined: number): number {
  const { accounts } = size;
  const lists = Array.from({ length: accounts }, (_, account) => listsOf(size, account, joined));
  return sessionsFrom(accounts) + Math.max(...lists.map((n) => Math.max(n * L, bucket("resolver", n) + L)));
}

function sessionsFrom(accounts: number): number {
  return HUB_SEEN + bucket("sts", accounts + 1) + SESSION;
}

function listsOf(size: RuleCase, account: number, joined: number): number {
  return pages(rowsIn(size, account, joined));
}

/** Spokes from `from` to `to` join or leave, each account's at its own rate: what it was asked before counts too. */
function changed(
  size: RuleCase,
  { joined, to, from, looksAtVpcs }: { joined: number; to: number; from: number; looksAtVpcs: boolean },
): number {
  const rules = rulesOf(size);
  const arrived = looksAtVpcs ? pages(rules + 1) : 0;
  const looked = looksAtVpcs ? L + arrived * L : 0; // the VPC; then the rest, beside the rules that have arrived
  const planned = accountsSeen(size, joined) + looked;
  const ends = vpcsByAccount(size, to, from).map((count, account) => {
    const asked = sessionsFrom(to - from > 1 ? size.accounts : 0); // one alone may be the first that is asked
    const look = size.rules === "regional" ? 1 : 0;
    const tokens = listsOf(size, account, joined) + arrived + count * rules + look;
    return Math.max(
      planned + between(size),
      planned + bucket("resolver", count * rules),
      asked + bucket("resolver", tokens),
    );
  });
  return Math.max(...ends) + L;
}

/** What is excepted from the Region's rule, a look at it a second later, which is one for the whole account, and the minute until it is sure. */
function between({ rules }: RuleCase): number {
  return rules === "regional" ? L + GATHER_SECONDS + L + RULE_EFFECT_SECONDS : 0;
}

const GATHER_SECONDS = 1;

/** All rules are made, by the hub's rate; then shared by one call, and associated by the spoke's, whose bucket is full again. */
function firstServed(size: RuleCase): number {
  const rules = rulesOf(size);
  const reads = 1 + 2 + 1 + 1; // endpoints, addresses, rules; of the view VPC what rules it has
  const planned = accountsSeen(size, 0) + 2 * L;
  const made = Math.max(planned, SESSION + bucket("resolver", reads + rules)) + L;
  const shared = made + L;
  const look = pages(rules + 1);
  return Math.max(shared + look * L + between(size), shared + bucket("resolver", look + rules)) + L;
}

/** How long a service's bucket of one account makes the last of these tokens wait. */
function bucket(service: "resolver" | "sts", tokens: number): number {
  const { burst, perSecond } = rateOf(service, service);
  return Math.max(0, (tokens - burst) / perSecond);
}
