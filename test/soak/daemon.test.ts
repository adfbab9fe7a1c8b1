import { expect, it } from "vitest";
import { soakDaemon } from "./daemon.ts";

/** A few of the worlds that `npm run soak -- --daemon` goes through, for a round each: the table's clients cost most. */
const SEEDS = [1, 2];

it.each(SEEDS)(
  "two daemons with one table, through commits, faults, kills and pauses: no law is broken (seed %i)",
  async (seed) => {
    const { passes, commits, violations } = await soakDaemon(seed, 1);
    expect(violations).toEqual([]);
    expect(passes).toBeGreaterThan(5);
    expect(commits).toBeGreaterThan(1);
  },
);
