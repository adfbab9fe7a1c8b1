import { failureOf } from "../aws/failure.ts";
import type { Action, ActionKey, ActionKind, ZoneAction } from "../model/action.ts";
import { actionKey } from "../model/action.ts";
import type { Clock } from "../model/clock.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Perform } from "./perform.ts";

export type ScheduleOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Calls in flight for each account: enough to hide latency at its rate, few enough to keep priorities meaningful. */
  readonly concurrency?: number;
  /** Most authorisations outstanding for each hub account and for each zone (semantics 19). */
  readonly authorizationsMax?: (account: string) => number;
  readonly onOutcome?: (action: Action, outcome: Outcome) => void;
};

/** Lower goes first. An authorisation is deleted last, so that names resolve as early as the rates allow. */
const PRIORITY: Record<ActionKind, number> = {
  disassociate: 0,
  move: 1,
  associate: 2,
  turnOffPrivateDns: 2,
  createEndpoint: 3,
  modifyEndpoint: 3,
  createZone: 3,
  changeRecords: 3,
  authorize: 4,
  awaitInsync: 5,
  awaitEndpoint: 5,
  tagZone: 6,
  tagEndpoint: 6,
  deleteEndpoint: 6,
  deleteZone: 6,
  deauthorize: 7,
};
const URGENT = -1;
const CONCURRENCY = 24;
const AUTHORIZATIONS_MAX = 900;

type Step = { readonly action: Action; readonly order: number; waiting: number };

/**
 * Runs a plan's actions: each when what it waits for has ended, the most useful first, per zone one association (or
 * other change) and one authorisation write at a time. Accounts progress independently; one failure stops only what
 * depends on it. An aborted signal lets the calls in flight finish and starts nothing more.
 */
export async function runActions(
  actions: readonly Action[],
  perform: Perform,
  options: ScheduleOptions,
): Promise<Outcome[]> {
  const run = new Run(actions, perform, options);
  await run.whole();
  return actions.map((action) => run.outcomes.get(action.key) ?? { key: action.key, result: "remaining" });
}

class Run {
  readonly outcomes = new Map<ActionKey, Outcome>();
  readonly #steps: Map<ActionKey, Step>;
  readonly #dependents = new Map<ActionKey, Step[]>();
  /** Account → kind and lane → steps in plan order: only a queue's head can start. */
  readonly #ready = new Map<string, Map<string, Step[]>>();
  readonly #running = new Map<string, number>();
  readonly #locked = new Set<string>();
  readonly #authorizations = new Map<string, number>();
  readonly #perform: Perform;
  readonly #options: ScheduleOptions;
  #inFlight = 0;
  #finish: () => void = () => undefined;

  constructor(actions: readonly Action[], perform: Perform, options: ScheduleOptions) {
    this.#perform = perform;
    this.#options = options;
    this.#steps = new Map(actions.map((action, order) => [action.key, { action, order, waiting: 0 }]));
    for (const step of this.#steps.values()) this.#link(step);
  }

  /** Resolves when nothing runs and nothing more can start. */
  async whole(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    for (const step of this.#steps.values()) if (step.waiting === 0) this.#makeReady(step);
    this.#dispatch();
    await ended;
  }

  #link(step: Step): void {
    const { after, afterSettled = [] } = step.action;
    if (step.action.kind === "deauthorize") this.#countOutstanding(step.action);
    for (const key of new Set([...after, ...afterSettled])) {
      if (!this.#steps.has(key)) continue; // done in an earlier pass, or withheld by the guard with its dependents
      step.waiting += 1;
      this.#dependents.set(key, [...(this.#dependents.get(key) ?? []), step]);
    }
  }

  /** An authorisation that stands already, and that this plan takes back, counts against the cap. */
  #countOutstanding(action: ZoneAction): void {
    if (action.kind !== "deauthorize") return;
    const authorize = actionKey("authorize", action.zone, action.vpc);
    if (!this.#steps.has(authorize)) this.#addAuthorizations(action, 1);
  }

  #addAuthorizations({ account, zone }: ZoneAction, change: 1 | -1): void {
    for (const scope of [account, zone.key])
      this.#authorizations.set(scope, (this.#authorizations.get(scope) ?? 0) + change);
  }

  #makeReady(step: Step): void {
    const lanes = this.#ready.get(step.action.account) ?? new Map<string, Step[]>();
    this.#ready.set(step.action.account, lanes);
    const { kind } = step.action;
    const name = `${kind} ${lanesOf(step.action).join(" ")}`;
    const queue = lanes.get(name) ?? [];
    lanes.set(name, queue);
    const at = queue.findIndex((other) => other.order > step.order);
    queue.splice(at < 0 ? queue.length : at, 0, step);
  }

  #dispatch(): void {
    if (!this.#options.signal.aborted)
      for (const [account, lanes] of this.#ready) {
        const most = this.#options.concurrency ?? CONCURRENCY;
        while ((this.#running.get(account) ?? 0) < most) {
          const step = this.#next(account, lanes);
          if (!step) break;
          this.#start(step);
        }
      }
    if (this.#inFlight === 0) this.#finish();
  }

  /** The best head of a lane that is free. */
  #next(account: string, lanes: Map<string, Step[]>): Step | undefined {
    const full = (this.#authorizations.get(account) ?? 0) >= this.#authorizationsMax(account);
    let best: { lane: string; step: Step; rank: number } | undefined;
    for (const [lane, [step]] of lanes) {
      if (!step || !this.#mayStart(step.action)) continue;
      const isUrgent = step.action.urgent || (full && step.action.kind === "deauthorize");
      const rank = isUrgent ? URGENT : PRIORITY[step.action.kind];
      if (!best || rank < best.rank || (rank === best.rank && step.order < best.step.order))
        best = { lane, step, rank };
    }
    if (!best) return undefined;
    const queue = lanes.get(best.lane);
    queue?.shift();
    if (queue?.length === 0) lanes.delete(best.lane);
    return best.step;
  }

  #mayStart(action: Action): boolean {
    if (lanesOf(action).some((lane) => this.#locked.has(lane))) return false;
    if (action.kind !== "authorize") return true;
    const most = this.#authorizationsMax(action.account);
    return [action.account, action.zone.key].every((scope) => (this.#authorizations.get(scope) ?? 0) < most);
  }

  #authorizationsMax(account: string): number {
    return this.#options.authorizationsMax?.(account) ?? AUTHORIZATIONS_MAX;
  }

  #start(step: Step): void {
    const { action } = step;
    const { account } = action;
    const slots = isWait(action) ? 0 : 1;
    this.#inFlight += 1;
    this.#running.set(account, (this.#running.get(account) ?? 0) + slots);
    for (const lane of lanesOf(action)) this.#locked.add(lane);
    if (action.kind === "authorize") this.#addAuthorizations(action, 1);
    void this.#attempt(action).then((outcome) => {
      this.#inFlight -= 1;
      this.#running.set(account, (this.#running.get(account) ?? 0) - slots);
      for (const lane of lanesOf(action)) this.#locked.delete(lane);
      if (action.kind === "deauthorize") this.#addAuthorizations(action, -1);
      this.#settle(action, outcome);
      this.#dispatch();
    });
  }

  async #attempt(action: Action): Promise<Outcome> {
    const { clock, signal } = this.#options;
    try {
      await this.#perform(action, signal);
      return { key: action.key, result: "done", endedAt: clock.now() };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.error === "Interrupted") return { key: action.key, result: "remaining" };
      return { key: action.key, result: "failed", failure, endedAt: clock.now() };
    }
  }

  /** Records the end and wakes or skips what waited for it. */
  #settle(action: Action, outcome: Outcome): void {
    this.outcomes.set(action.key, outcome);
    this.#options.onOutcome?.(action, outcome);
    for (const step of this.#dependents.get(action.key) ?? []) {
      step.waiting -= 1;
      if (step.waiting > 0) continue;
      const skip = this.#skips(step.action);
      if (skip) this.#settle(step.action, { key: step.action.key, result: skip });
      else this.#makeReady(step);
    }
  }

  /** An action is skipped when something it needs did not succeed, and an authorisation never made needs no deleting. */
  #skips(action: Action): "skipped" | "remaining" | undefined {
    const results = action.after.map((key) => this.outcomes.get(key)?.result).filter((r) => r !== undefined);
    if (action.kind === "deauthorize") {
      const authorized = this.outcomes.get(actionKey("authorize", action.zone, action.vpc))?.result;
      if (authorized) results.push(authorized === "failed" ? "done" : authorized);
    }
    if (results.includes("failed") || results.includes("skipped")) return "skipped";
    return results.includes("remaining") ? "remaining" : undefined;
  }
}

/** Waiting sends a poll now and then: it takes no place from those that act. */
function isWait({ kind }: Action): boolean {
  return kind === "awaitInsync" || kind === "awaitEndpoint";
}

/** What must not run at the same time as another action of the same lane (semantics 18). */
function lanesOf(action: Action): string[] {
  switch (action.kind) {
    case "authorize":
    case "deauthorize":
      return [`authorizations ${action.zone.key}`];
    case "move":
      return [`zone ${action.zone.key}`, `zone ${action.from.key}`];
    case "associate":
    case "disassociate":
    case "changeRecords":
    case "deleteZone":
      return [`zone ${action.zone.key}`];
    case "createZone":
    case "tagZone":
    case "awaitInsync":
    case "awaitEndpoint":
      return [];
    case "createEndpoint":
    case "modifyEndpoint":
    case "tagEndpoint":
    case "turnOffPrivateDns":
    case "deleteEndpoint":
      return [`endpoint ${action.target.key}`];
  }
}
