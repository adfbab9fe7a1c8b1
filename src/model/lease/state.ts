import type { LeaseExpected, LeaseFound, LeaseItem } from "./item.ts";
import type { Readings } from "./readings.ts";
import type { LeaseTimes } from "./times.ts";

/** Who takes part: 128 random bits of this process, and a name for people. */
export type LeaseParty = { readonly holder: string; readonly label: string; readonly times: LeaseTimes };

/** What a step may use beside the state: the clocks now, and a random id that no write has had. */
export type LeaseMoment = { readonly now: Readings; readonly freshId: string };

/**
 * | phase | the process |
 * |---|---|
 * | standby | holds nothing: looks, and waits until it may take the lease |
 * | holding | holds it, and renews it |
 * | releasing | gives it back: nothing of its own is under way any more |
 * | stopped | has done with the lease |
 */
export type LeasePhase = "standby" | "holding" | "releasing" | "stopped";

/** One write of the lease, as long as nobody knows whether it was applied. */
export type LeaseAttempt = {
  readonly item: LeaseItem;
  /** Read before it was sent. */
  readonly sentAt: Readings;
};

/** The lease as this process holds it. */
export type Held = {
  /** As last confirmed. */
  readonly item: LeaseItem;
  readonly confirmedAt: Readings;
  readonly announcedAt?: Readings;
  /** When it was acquired; absent: the predecessor had let nothing through for a minute. */
  readonly inheritedAt?: Readings;
};

export type LeaseState = {
  readonly phase: LeasePhase;
  readonly held?: Held;
  /** The version that stands in the table, and since when, by the monotonic clock, it was seen to stand there. */
  readonly seen?: { readonly item: LeaseItem; readonly since: number };
  /** None stood there when it was looked for, at `askedAt`; `serverAt`: AWS's time then, in epoch milliseconds. */
  readonly missing?: { readonly askedAt: Readings; readonly serverAt: number };
  /** Own writes since the last confirmed one: any of them may be applied, late. */
  readonly unsettled: readonly LeaseAttempt[];
  /** The outcome of the last write is not known: a read comes before the next. */
  readonly mustRead: boolean;
  /** The request under way; there is one at a time. */
  readonly pending?: { readonly request: number; readonly sentAt: Readings; readonly attempt?: LeaseAttempt };
  readonly requests: number;
  /** Nothing is sent before, by the monotonic clock, but what an event asks for. */
  readonly nextAt: number;
  /** When the main loop last told that it turns, and when something last wished to act. */
  readonly turnedAt: Readings;
  readonly wantedAt?: Readings;
  /** Told to stop; `drained`: nothing that was begun is under way any more. */
  readonly stoppingAt?: Readings;
  readonly drained: boolean;
  /** The item is of a later form: this process stands by until it is exchanged for a newer one. */
  readonly newer?: number;
  /** Why the table could not be read or written the last time. */
  readonly problem?: string;
};

/** What became of a request. One to a request that is no longer under way is passed over. */
export type LeaseAnswer =
  | { readonly kind: "written"; readonly request: number }
  | { readonly kind: "refused"; readonly request: number }
  /** Nobody knows whether it was applied. */
  | { readonly kind: "unknown"; readonly request: number; readonly problem: string }
  | { readonly kind: "read"; readonly request: number; readonly found: LeaseFound }
  | { readonly kind: "unread"; readonly request: number; readonly problem: string };

/** What happens to a process that takes part. */
export type LeaseEvent =
  | LeaseAnswer
  | { readonly kind: "wake" }
  /** The main loop turned, then. */
  | { readonly kind: "turned"; readonly at: Readings }
  /** Something wished to act, then. */
  | { readonly kind: "wants"; readonly at: Readings }
  /** A step is about to begin, which needs a renewal that was sent just now. */
  | { readonly kind: "fresh" }
  | { readonly kind: "stop" }
  | { readonly kind: "drained" };

/** What is to be done; each is one attempt, and its answer comes back as an event with the same number. */
export type LeaseEffect =
  | { readonly kind: "read"; readonly request: number }
  | {
      readonly kind: "write";
      readonly request: number;
      readonly expected: LeaseExpected;
      readonly item: LeaseItem;
    };

export type LeaseStep = {
  readonly state: LeaseState;
  readonly effects: readonly LeaseEffect[];
};
