import type { Clock } from "../../model/clock.ts";
import type { Status } from "../../model/status/status.ts";
import { type Trouble, troublesOf } from "../../model/status/troubles.ts";
import { type Edges, type Message, messageOf } from "./message.ts";

export type NotifierOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly status: () => Status;
  /** What keeps this process from acting though nobody else may know: it does not understand it. */
  readonly puzzle?: () => string | undefined;
  /** Rejects when the message was not taken. */
  readonly send: (message: Message) => Promise<void>;
  /** The page's address, if people can reach it. */
  readonly link?: string;
  /** That messages do not arrive, said once, and that they do again. */
  readonly problem: (words: string) => void;
};

const LOOK_MS = 5000;
const APART_MS = 60_000;
const BACK_OFF_MAX_MS = 15 * 60_000;

/**
 * Tells a receiver when a trouble begins and when it ends, one message a minute at most, beside the passes. What the receiver
 * knows is remembered, not what is to be sent: so nothing piles up while it does not answer. Runs until the signal aborts.
 */
export async function notify(options: NotifierOptions, signal: AbortSignal): Promise<void> {
  const { clock, random, status, send, problem } = options;
  let told: ReadonlyMap<string, Trouble> = new Map();
  /** Begun since the receiver was told last, and perhaps over. */
  const begun = new Map<string, Trouble>();
  let nextAt = 0;
  let failures = 0;
  let acted = false;

  async function tell(edges: Edges, now: ReadonlyMap<string, Trouble>): Promise<void> {
    const { process, source } = status();
    const link = options.link === undefined ? {} : { status: options.link };
    const message = messageOf(edges, { instance: process.label, source: source.name, ...link }, clock.now());
    try {
      await send(message);
      if (failures > 0) problem("notifications arrive again");
      [told, failures, nextAt] = [now, 0, clock.now() + APART_MS];
      begun.clear();
    } catch (error) {
      if (failures === 0) problem(`a notification did not arrive: ${(error as Error).message}`);
      failures += 1;
      const wait = Math.min(BACK_OFF_MAX_MS, APART_MS * 2 ** (failures - 1));
      nextAt = clock.now() + wait * (0.5 + 0.5 * random());
    }
  }

  while (!signal.aborted) {
    const now = troublesOf(status());
    const acts = isActing(status()) || options.puzzle?.() !== undefined;
    // Whoever stands by tells nothing, and of what stood when it took over another instance told.
    if (!acts || (!acted && isOfBefore(status()))) {
      told = now;
      begun.clear();
    }
    acted = acts;
    for (const [key, trouble] of now) if (!told.has(key) && !begun.has(key)) begun.set(key, trouble);
    const edges = edgesBetween(told, begun, now);
    if (edges.began.length + edges.ended.length > 0 && clock.now() >= nextAt) await tell(edges, now);
    await clock.sleep(LOOK_MS, signal);
  }
}

function isActing({ process }: Status): boolean {
  return process.state === "leading" || process.state === "draining";
}

/** As it was recalled: this instance has ended no pass since it leads. */
function isOfBefore({ process, lastPass }: Status): boolean {
  return lastPass !== undefined && lastPass.endedAt < process.since;
}

function edgesBetween(
  told: ReadonlyMap<string, Trouble>,
  begun: ReadonlyMap<string, Trouble>,
  now: ReadonlyMap<string, Trouble>,
): Edges {
  return {
    began: [...begun.values()],
    ended: [...new Map([...told, ...begun])].flatMap(([key, trouble]) => (now.has(key) ? [] : [trouble])),
  };
}
