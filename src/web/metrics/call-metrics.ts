import { CALL_OUTCOMES, type CallTally, type Service } from "../../model/cost/rates.ts";
import type { Meters } from "./meters.ts";

/** Every one, for the compiler sees to it. */
const SERVICES: Readonly<Record<Service, 0>> = { route53: 0, ec2: 0, resolver: 0, ram: 0, sts: 0 };

export type CallSources = {
  /** Since the process began. */
  readonly callsMade: () => readonly CallTally[];
  /** Likewise: what changes waited for at the lease's gate, all together. */
  readonly gateWaitedMs: () => number;
};

/** Calls of AWS as the pacer counted them, and what they waited for. */
export function callMetrics({ counted }: Meters, { callsMade, gateWaitedMs }: CallSources): void {
  counted(
    {
      name: "api_calls_total",
      help: "API calls that ended, every attempt counted, by how they did.",
      labelNames: ["service", "operation", "outcome"],
    },
    (add) => {
      for (const { service, operation, ...tally } of callsMade())
        for (const outcome of CALL_OUTCOMES) add(tally[outcome], { service, operation, outcome });
    },
  );
  const ofServices = (add: (value: number, labels: { service: string }) => void, of: keyof CallTally) => {
    for (const service of Object.keys(SERVICES)) add(0, { service });
    for (const tally of callsMade()) add(Number(tally[of]), { service: tally.service });
  };
  counted({ name: "throttles_total", help: "Attempts that AWS throttled.", labelNames: ["service"] }, (add) =>
    ofServices(add, "throttled"),
  );
  counted(
    {
      name: "token_wait_seconds_total",
      help: "What calls waited for tokens of AWS's rates before they were sent, all together.",
      labelNames: ["service"],
    },
    (add) => ofServices((ms, labels) => add(ms / 1000, labels), "waitedMs"),
  );
  counted(
    {
      name: "gate_wait_seconds_total",
      help: "What changes waited for until the lease let them through, all together.",
    },
    (add) => add(gateWaitedMs() / 1000),
  );
}
