import { createStage } from "../test/support/stage.ts";
import { LATENCY_SECONDS } from "./limit.ts";
import { callsRow, limitRow, make } from "./passes.ts";
import { type Row, throttledRow } from "./row.ts";
import { ruleFormulaOf } from "./rule-calls.ts";
import { RULE_JOBS, type RuleCase, ruleFilesOf, ruleWorldOf } from "./rule-jobs.ts";
import { ruleLimitOf } from "./rule-limit.ts";

/** What is shared is there at once, and an association is COMPLETE at once: each wait looks once. */
const AT_ONCE = { sharingMs: 0, sharedSeenMs: 0, resolverRuleMs: 0, resolverAssociationMs: 0 };

/** Every job of rule mode, each by a new process and from full buckets: calls, throttling, time. */
export async function rulePassRows(size: RuleCase): Promise<Row[]> {
  const stage = createStage(ruleWorldOf(size), { latencyMs: LATENCY_SECONDS * 1000, ...AT_ONCE });
  const rows: Row[] = [];
  for (const job of RULE_JOBS) {
    const { start } = await make(stage, job, ruleFilesOf(size, job));
    const { zones, vpcs, accounts, rules } = size;
    const place = `${rules}-${job.replaceAll(" ", "-")}/${zones},${vpcs},${accounts}`;
    const writes = stage.cloud.calls.list({ service: "route53resolver", write: true });
    const last = writes.length > 0 ? writes : stage.cloud.calls.list();
    rows.push(
      callsRow(place, stage, ruleFormulaOf(job, size)),
      throttledRow(place, stage.cloud.calls.list()),
      limitRow(place, start, last, ruleLimitOf(job, size)),
    );
  }
  return rows;
}
