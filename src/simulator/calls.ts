import type { Json } from "./service.ts";

/** One request as it was answered. Holds ids, never secrets: no ExternalId, no key, no token. */
export type LoggedCall = {
  /** Epoch milliseconds at which it arrived, and what it took until its answer. */
  at: number;
  tookMs: number;
  account: string;
  principalArn: string;
  service: string;
  operation: string;
  region: string;
  /** HTTP status; 0 when the connection broke, before or after acting. */
  status: number;
  errorCode?: string;
  throttled: boolean;
  write: boolean;
  params: { readonly [name: string]: string };
  /** User agent of the client. */
  agent: string;
};

export type CallFilter = Partial<
  Pick<LoggedCall, "account" | "service" | "operation" | "region" | "write" | "errorCode">
>;

export type CallLog = {
  add(call: LoggedCall): void;
  list(filter?: CallFilter): LoggedCall[];
  /** How many calls of each operation, `route53:AssociateVPCWithHostedZone` for instance, throttled ones included. */
  count(filter?: CallFilter): { [operation: string]: number };
  clear(): void;
};

/** Then the older half is forgotten: a simulator that runs for weeks keeps its memory. */
const CALLS_MAX = 200_000;

export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  const agents = new Map<string, string>(); // few, but each request brings a text of its own
  const list = (filter: CallFilter = {}) => {
    const wanted = Object.entries(filter) as [keyof CallFilter, unknown][];
    return calls.filter((call) => wanted.every(([name, value]) => call[name] === value));
  };
  return {
    add(call) {
      const agent = agents.get(call.agent) ?? call.agent;
      agents.set(agent, agent);
      calls.push({ ...call, agent });
      if (calls.length > CALLS_MAX) calls.splice(0, CALLS_MAX / 2);
    },
    list,
    count(filter) {
      const counts: { [operation: string]: number } = {};
      for (const { service, operation } of list(filter)) {
        const name = `${service}:${operation}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    clear() {
      calls = [];
      agents.clear();
    },
  };
}

/** Whether the operation changes anything. AssumeRole makes credentials, not changes. */
export function isWrite(operation: string): boolean {
  return !/^(Get|List|Describe|Search|Lookup|Test|AssumeRole|BatchGet|TransactGet|Query|Scan)/.test(
    operation,
  );
}

/** The ids and names among the input's members; `VPC` and lists of ids are flattened. */
export function idsOf(input: Json): { [name: string]: string } {
  const ids: { [name: string]: string } = {};
  for (const [name, value] of Object.entries({ ...input, ...(input.VPC as Json | undefined) })) {
    if (SECRET.test(name) || !IDENTIFYING.test(name)) continue;
    if (typeof value === "string") ids[name] = value;
    else if (Array.isArray(value) && typeof value[0] === "string") ids[name] = value.join(",");
  }
  return ids;
}

const IDENTIFYING = /(Ids?|ID|Names?|Arns?|Region|CallerReference)$/;
const SECRET = /^(ExternalId|AccessKeyId|SerialNumber)$|Token|Secret|Password/;
