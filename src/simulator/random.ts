/** A repeatable stream of numbers in [0, 1): mulberry32, small and good enough for a simulation. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Hex digits for ids, from a stream of their own so that other draws do not shift them. */
export function seededHex(seed: number): (digits: number) => string {
  const random = seededRandom(seed);
  return (digits) => {
    let hex = "";
    while (hex.length < digits)
      hex += Math.floor(random() * 16 ** 8)
        .toString(16)
        .padStart(8, "0");
    return hex.slice(0, digits);
  };
}

/** As a UUID is written. */
export const uuid = (hex: (digits: number) => string): string => [8, 4, 4, 4, 12].map(hex).join("-");
