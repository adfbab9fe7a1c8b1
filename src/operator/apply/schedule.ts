import { failureOf } from "../../aws/failure.ts";
import { withPriority } from "../../aws/priority.ts";
import { type Action, isWait } from "../../model/action/action.ts";
import type { ActionKey } from "../../model/action/common.ts";
import { actionKey } from "../../model/action/zone.ts";
import type { Outcome } from "../../model/outcome.ts";
import { withDeadline } from "./action-deadline.ts";
import { StepGraph } from "./graph.ts";
import { Limits, scopesOf } from "./limits.ts";
import type { Perform } from "./perform.ts";
import { SCHEDULE_DEFAULTS, type ScheduleOptions } from "./schedule-options.ts";
import { pressureOf, type Step, StepQueue } from "./step.ts";
import { UnderWay } from "./under-way.ts";

/** A deletion is forced so long before the authorization is too old: it may have to wait for its zone and for tokens. */
const AGE_MARGIN_MS = 60_000;
/** For so long after a cut something may still be started. */
const CUT_MS = 60_000;

/**
 * Runs a plan's actions: each when what it waits for has ended, the most useful first, per zone one association (or
 * other change) and one authorization write at a time. Accounts progress independently; one failure stops only what
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

/**
 * Where a step stands, and what moves it on. Each end of an action touches only those whom it may concern:
 *
 *     waiting ──the last that it waits for ended──▶ open, of its account ──a place──▶ running
 *                                                     ▲                └─ lock taken, or too many authorizations
 *                                                     └─ the lock is free, one is deleted ── parked ◀┘
 */
class Run {
  readonly outcomes = new Map<ActionKey, Outcome>();
  readonly #graph: StepGraph;
  /** By account. */
  readonly #open = new Map<string, StepQueue>();
  /** By what they lack: a lock, or that an authorization of another ends in an account or a zone. */
  readonly #parked = new Map<string, StepQueue>();
  readonly #running = new Map<string, number>();
  /** What is under way, and how it is told to stop waiting. */
  readonly #started = new Map<Step, AbortController>();
  /** Urgent steps of this run's making that may begin, and have not. */
  readonly #owed = new Set<Step>();
  readonly #limits: Limits;
  readonly #perform: Perform;
  readonly #options: ScheduleOptions & typeof SCHEDULE_DEFAULTS;
  readonly #underWay: UnderWay;
  #endsAt: number;
  #ended = false;
  #finish: () => void = () => undefined;

  constructor(actions: readonly Action[], perform: Perform, options: ScheduleOptions) {
    const now = options.clock.now();
    this.#perform = perform;
    this.#options = { ...SCHEDULE_DEFAULTS, ...options };
    this.#limits = new Limits(this.#options.authorizationsMax);
    this.#endsAt = now + this.#options.passTimeoutMs;
    this.#underWay = new UnderWay(options.clock, options.waitsMaxMs, this.#endWaits);
    this.#graph = new StepGraph(actions, now);
    for (const step of this.#graph.all()) if (this.#standsAlready(step)) this.#limits.count(step, 1);
  }

  /** Resolves when nothing runs and nothing more can start. */
  async whole(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const { cut } = this.#options;
    cut?.addEventListener("abort", this.#cutShort, { once: true });
    const first = this.#graph.all().filter((step) => step.waiting === 0);
    if (cut?.aborted) this.#endUnneeded(); // while the plan was made: nothing else of it is begun
    for (const step of first) if (!this.outcomes.has(step.action.key)) this.#ready(step);
    for (const account of this.#open.keys()) this.#dispatch(account);
    if (this.#underWay.isNothing) this.#end();
    await ended;
    cut?.removeEventListener("abort", this.#cutShort);
  }

  readonly #cutShort = (): void => {
    for (const account of this.#endUnneeded()) this.#dispatch(account);
    if (this.#underWay.isNothing) this.#end();
  };

  /** Ends, as not started, all but what lights a name and what takes authorizations back. Answers whose accounts may go on. */
  #endUnneeded(): ReadonlySet<string> {
    this.#endsAt = Math.min(this.#endsAt, this.#options.clock.now() + CUT_MS);
    const needed = this.#graph.lighting();
    const concerned = new Set<string>();
    for (const step of this.#graph.all()) {
      if (needed.has(step) || step.action.kind === "deauthorize") continue;
      if (isWait(step.action)) this.#started.get(step)?.abort();
      if (this.#started.has(step) || this.outcomes.has(step.action.key)) continue;
      for (const account of this.#endStep(step, { key: step.action.key, result: "remaining" }))
        concerned.add(account);
    }
    return concerned;
  }

  /** The authorization that is to be deleted was made in an earlier pass. */
  #standsAlready({ action }: Step): boolean {
    return action.kind === "deauthorize" && !this.#graph.get(actionKey("authorize", action.zone, action.vpc));
  }

  /** Waits start at once: they take no place. So does, after a stop, what a step of this run left urgent. */
  #ready(step: Step): void {
    const { urgent, after } = step.action;
    if (urgent && after.some((key) => this.#graph.get(key))) this.#owed.add(step);
    if (isWait(step.action) && this.#mayStart()) this.#start(step);
    else this.#openUp(step);
    this.#startOwed();
  }

  /**
   * After Ctrl-C an urgent step is still started that an action of this run made necessary, as soon as its locks are free:
   * until then a name does not resolve.
   */
  #startOwed(): void {
    if (this.#mayStart() || this.#ended) return;
    for (const step of this.#owed)
      if (!this.outcomes.has(step.action.key) && this.#limits.lacking(step) === undefined) this.#start(step);
  }

  #openUp(step: Step): void {
    const { account } = step.action;
    const open = this.#open.get(account) ?? new StepQueue();
    this.#open.set(account, open);
    open.push(step);
  }

  /** Starts the best of the account's steps while there are places; parks those that lack something else. */
  #dispatch(account: string): void {
    const open = this.#open.get(account);
    while (open && this.#mayStart() && (this.#running.get(account) ?? 0) < this.#options.concurrency) {
      const step = open.pop(this.#isForced);
      if (!step) return;
      if (this.outcomes.has(step.action.key)) continue; // ended by a cut while it stood here
      const lacking = this.#limits.lacking(step);
      if (lacking === undefined) this.#start(step);
      else this.#park(lacking, step);
    }
  }

  #mayStart(): boolean {
    return !this.#ended && !this.#options.signal.aborted && this.#options.clock.now() < this.#endsAt;
  }

  /** Others cannot be authorized before it is deleted, or it has stood too long. */
  readonly #isForced = (deletion: Step): boolean => {
    const ageMs = this.#options.clock.now() - deletion.standsSince;
    if (ageMs >= this.#options.authorizationAgeMaxMs - AGE_MARGIN_MS) return true;
    return scopesOf(deletion).some((scope) => (this.#parked.get(scope)?.size ?? 0) > 0);
  };

  #park(lacking: string, step: Step): void {
    const parked = this.#parked.get(lacking) ?? new StepQueue();
    this.#parked.set(lacking, parked);
    parked.push(step);
  }

  /** What was lacking is free: for the best of those parked for it, or if its account has no place, for the next. */
  #wake(lacking: string, freedBy: Step): void {
    const parked = this.#parked.get(lacking);
    while (parked && this.#mayStart() && this.#limits.isFree(lacking, freedBy)) {
      const step = parked.pop(this.#isForced);
      if (!step) return;
      if (this.outcomes.has(step.action.key)) continue;
      this.#openUp(step);
      this.#dispatch(step.action.account);
    }
  }

  #start(step: Step): void {
    const { action } = step;
    const places = isWait(action) ? 0 : 1;
    this.#underWay.begin(step);
    this.#owed.delete(step);
    this.#occupy(action.account, places);
    this.#limits.take(step);
    const timeout = new AbortController();
    this.#started.set(step, timeout);
    const work = this.#attempt(step, AbortSignal.any([this.#options.signal, timeout.signal]));
    const { clock, actionTimeoutMs: timeoutMs } = this.#options;
    void withDeadline(work, action, { clock, timeoutMs, timeout }).then((outcome) => {
      this.#started.delete(step);
      this.#occupy(action.account, -places);
      const concerned = this.#endStep(step, outcome);
      if (timeout.signal.aborted) void work.then(() => this.#release(step));
      else this.#release(step);
      for (const account of concerned) this.#dispatch(account);
      this.#startOwed();
      this.#underWay.end(step);
      if (this.#underWay.isNothing) this.#end();
    });
  }

  /** The next pass goes on with them (semantics 43); not while a name is dark until they end. */
  readonly #endWaits = (): void => {
    if ([...this.#graph.lighting()].some(({ action }) => !this.outcomes.has(action.key))) return;
    this.#endsAt = this.#options.clock.now();
    for (const wait of this.#started.values()) wait.abort();
  };

  #end(): void {
    this.#ended = true;
    this.#finish();
  }

  #occupy(account: string, places: number): void {
    this.#running.set(account, (this.#running.get(account) ?? 0) + places);
  }

  #release(step: Step): void {
    for (const lacked of this.#limits.free(step)) this.#wake(lacked, step);
  }

  /** Never rejects. */
  async #attempt(step: Step, signal: AbortSignal): Promise<Outcome> {
    const { action } = step;
    const { clock } = this.#options;
    const priority = pressureOf(step, this.#isForced);
    const perform = () => this.#perform(action, signal);
    try {
      await (priority === undefined ? perform() : withPriority(priority, perform));
      return { key: action.key, result: "done", endedAt: clock.now() };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.error === "Interrupted") return { key: action.key, result: "remaining" };
      return { key: action.key, result: "failed", failure, endedAt: clock.now() };
    }
  }

  /** Records the end, and wakes or skips what waited for it. Answers whose accounts may go on. */
  #endStep(step: Step, outcome: Outcome): Set<string> {
    const concerned = new Set<string>([step.action.account]);
    const ended = [{ step, outcome }];
    for (let next = ended.pop(); next; next = ended.pop()) {
      this.#record(next.step, next.outcome);
      for (const dependent of this.#graph.dependentsOf(next.step)) {
        dependent.waiting -= 1;
        if (dependent.waiting > 0 || this.outcomes.has(dependent.action.key)) continue;
        const result = this.#skips(dependent.action);
        if (result) ended.push({ step: dependent, outcome: { key: dependent.action.key, result } });
        else this.#ready(dependent);
        concerned.add(dependent.action.account);
      }
    }
    return concerned;
  }

  #record({ action }: Step, outcome: Outcome): void {
    this.outcomes.set(action.key, outcome);
    this.#options.onOutcome?.(action, outcome);
    if (action.kind !== "authorize") return;
    const deletion = this.#graph.get(actionKey("deauthorize", action.zone, action.vpc));
    if (deletion) deletion.standsSince = this.#options.clock.now();
  }

  /** An action is skipped when something it needs did not succeed, and an authorization never made needs no deleting. */
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
