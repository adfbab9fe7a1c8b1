import type { Clock } from "../model/clock.ts";
import type { Seen } from "../model/failure.ts";
import { foreign, type Item, number, numberIn, refuseNewer } from "./encoding.ts";
import { type Items, seen, type Written } from "./items.ts";
import { type PersonRequest, request, SHAPE, TTL_ATTRIBUTE } from "./records.ts";

/** What people ask of the holder; each an item of its own, written without the lease (semantics 38). */
export type Requests = {
  ask(wish: PersonRequest): Promise<Written>;
  /**
   * The oldest first. The one of kind `pause` or `resume` is the last that was asked for. Unreadable as long as one of them is
   * not understood: it may be a pause.
   */
  list(): Promise<Seen<readonly PersonRequest[]>>;
  /** Only by the holder: it has acted on it. `superseded` too when somebody has asked for another pause meanwhile. */
  acknowledge(wish: PersonRequest, epoch: number): Promise<Written>;
};

/** The pause that is in force, if any. */
export function pauseIn(wishes: readonly PersonRequest[]): PersonRequest | undefined {
  const last = wishes.filter(isPause).at(-1);
  return last?.kind === "pause" ? last : undefined;
}

export function pauseInWords({ reason, author }: PersonRequest): string {
  return `${reason ?? "no reason given"} (${author})`;
}

const PARTITION = "requests";
const PAUSE = "pause";
/** So long an acknowledged request can still be read. */
const KEPT_MS = 7 * 24 * 3_600_000;

export function tableRequests(items: Items, clock: Clock): Requests {
  return {
    ask: (wish) => items.put(itemOf(wish)),
    list: async () => {
      const found = await items.query(PARTITION);
      if (found.kind === "unreadable") return found;
      return seen(async () => found.value.map(requestIn).sort((a, b) => a.at - b.at));
    },
    acknowledge: (wish, epoch) => {
      const now = clock.now();
      const expires = number(Math.floor((now + KEPT_MS) / 1000));
      const ends: Item = isPause(wish) ? {} : { [TTL_ATTRIBUTE]: expires };
      return items.set(PARTITION, sortKey(wish), wish.id, { acknowledgedAt: number(now), ...ends }, epoch);
    },
  };
}

/** A pause stays until somebody resumes, so that one takes the other's place. */
function isPause({ kind }: PersonRequest): boolean {
  return kind === "pause" || kind === "resume";
}

function sortKey(wish: PersonRequest): string {
  return isPause(wish) ? PAUSE : `${wish.kind}#${wish.id}`;
}

function itemOf(wish: PersonRequest): Item {
  const item: Item = { pk: { S: PARTITION }, sk: { S: sortKey(wish) }, shape: number(SHAPE) };
  for (const [name, value] of Object.entries(wish))
    if (value !== undefined) item[name] = typeof value === "number" ? number(value) : { S: value };
  return item;
}

function requestIn(item: Item): PersonRequest {
  refuseNewer(item);
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item))
    if (name in request.shape) read[name] = value.N === undefined ? value.S : numberIn(item, name);
  const parsed = request.safeParse(read);
  if (!parsed.success) throw foreign(item, parsed.error);
  return parsed.data;
}
