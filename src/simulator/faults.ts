import { z } from "zod";
import { isWrite } from "./calls.ts";
import { globMatches } from "./identity.ts";

const matching = {
  account: z.string().optional(),
  service: z.string().optional(),
  region: z.string().optional(),
  /** A name with `*` for any text, or `write`, or `read`. */
  operation: z.string().optional(),
  /** Only the nth matching call, counted from 1. With `times`: from the nth on. */
  nth: z.int().positive().optional(),
  /** How often it strikes at most; without `nth` and `times`: always. */
  times: z.int().positive().optional(),
  /** Strikes a matching call with this probability, seeded. */
  probability: z.number().min(0).max(1).optional(),
};

/**
 * What goes wrong with which calls:
 * - `throttle`, `deny`, `error`: answered so, nothing is done;
 * - `loseRequest`: the connection breaks before AWS acts; `loseAnswer`: after it acted;
 * - `delay`: AWS takes `ms` longer;
 * - `hang`: the request comes nowhere, and the connection stays open;
 * - `stale`: a read of Route 53, Resolver or RAM answers as before its last `writes` writes since the rule was added.
 */
export const faultRule = z.discriminatedUnion("fault", [
  z.strictObject({ fault: z.enum(["throttle", "deny", "loseAnswer", "loseRequest", "hang"]), ...matching }),
  z.strictObject({ fault: z.literal("delay"), ms: z.number().nonnegative(), ...matching }),
  z.strictObject({ fault: z.literal("stale"), writes: z.int().positive().default(1), ...matching }),
  z.strictObject({
    fault: z.literal("error"),
    code: z.string(),
    status: z.int().min(400).max(599).default(400),
    message: z.string().default("injected by the simulator"),
    ...matching,
  }),
]);

export type FaultRule = z.infer<typeof faultRule>;
type FaultTarget = { account: string; service: string; region: string; operation: string };

export type Faults = {
  /** Adds a rule; the answer removes it again. Throws ZodError for a rule that is none. */
  add(rule: z.input<typeof faultRule>): () => void;
  list(): FaultRule[];
  clear(): void;
  /** The rules that strike this call, in the order they were added. Each asking counts as one call. */
  strike(call: FaultTarget): FaultRule[];
};

/** Faults injected by rule, repeatable for one seed. */
export function createFaults(random: () => number): Faults {
  let entries: Entry[] = [];

  return {
    add(input) {
      const added: Entry = { rule: faultRule.parse(input), matched: 0, struck: 0 };
      entries.push(added);
      return () => {
        entries = entries.filter((entry) => entry !== added);
      };
    },
    list: () => entries.map(({ rule }) => rule),
    clear() {
      entries = [];
    },
    strike(call) {
      const striking = entries.filter((entry) => concerns(entry.rule, call) && isDue(entry, random));
      return striking.map(({ rule }) => rule);
    },
  };
}

type Entry = { rule: FaultRule; matched: number; struck: number };

/** Counts the match, and the strike if it is one. */
function isDue(entry: Entry, random: () => number): boolean {
  const { nth, times, probability = 1 } = entry.rule;
  entry.matched++;
  if (entry.matched < (nth ?? 1)) return false;
  if (entry.struck >= (times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1))) return false;
  if (probability < 1 && random() >= probability) return false;
  entry.struck++;
  return true;
}

function concerns(rule: FaultRule, { account, service, region, operation }: FaultTarget): boolean {
  if (rule.account !== undefined && rule.account !== account) return false;
  if (rule.service !== undefined && rule.service !== service) return false;
  if (rule.region !== undefined && rule.region !== region) return false;
  if (rule.operation === undefined) return true;
  if (rule.operation === "write") return isWrite(operation);
  if (rule.operation === "read") return !isWrite(operation);
  return globMatches(rule.operation, operation);
}
