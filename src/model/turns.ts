/**
 * Work that is done in pieces: between two of them whoever drives it may let others have a turn. What comes out does not
 * depend on that.
 */
export type Turns<T> = Generator<void, T, void>;

/** Asked after each piece. Undefined: go on; else what to wait for first. */
export type Breathe = () => Promise<void> | undefined;

export function atOnce<T>(work: Turns<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Without `breathe` all of it in one turn. */
export async function inTurns<T>(work: Turns<T>, breathe: Breathe | undefined): Promise<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    const others = breathe?.();
    if (others) await others;
  }
}

/** How many steps of a plan, or pairs of a fleet, make a piece: a few milliseconds. */
const PIECE = 2_000;

/** The items one by one, and a turn for others after so many of them. `piece`: fewer, where each takes longer. */
export function* eachInTurns<T>(items: Iterable<T>, act: (item: T) => void, piece = PIECE): Turns<void> {
  let count = 0;
  for (const item of items) {
    act(item);
    if (++count % piece === 0) yield;
  }
}

/** What each of the items becomes, in the same pieces. */
export function* mapInTurns<T, U>(items: Iterable<T>, of: (item: T) => U): Turns<U[]> {
  const all: U[] = [];
  yield* eachInTurns(items, (item) => {
    all.push(of(item));
  });
  return all;
}
