import type { Clock } from "../src/model/clock.ts";

/** So long one piece of work after another goes on before timers, sockets and answers have their turn. */
export const TURN_MS = 20;
let turnBegan = 0;

/** The machine's clock: the only place in the program where time is real. Somebody may set it back; this one only goes on. */
export const machineClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  breathe() {
    if (performance.now() - turnBegan < TURN_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        turnBegan = performance.now();
        resolve();
      });
    });
  },
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal?.addEventListener("abort", wake, { once: true });
    }),
};
