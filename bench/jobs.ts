import { type Fleet, fleet } from "../test/support/fleet.ts";
import type { Files } from "../test/support/stage.ts";

/** Zones, spoke VPCs, spoke accounts: N, M and A of the formulas. */
export type Case = { readonly zones: number; readonly vpcs: number; readonly accounts: number };

export const CASES: readonly Case[] = [
  { zones: 3, vpcs: 2, accounts: 2 },
  { zones: 20, vpcs: 50, accounts: 25 },
];

export const JOBS = [
  "cold",
  "drift check",
  "one spoke added",
  "one zone added",
  "one spoke removed",
  "teardown",
] as const;
export type Job = (typeof JOBS)[number];

/** What is applied beforehand, in peace, and what the measured pass is to make of it. */
export type Setup = { readonly world: string; readonly before: Files | undefined; readonly after: Files };

/**
 * The case is what stands before the job (cold: after it): one spoke added is the M + 1st, one zone added the N + 1st,
 * one spoke removed the Mth.
 */
export function setupOf(job: Job, size: Case): Setup {
  const own = fleet(size);
  switch (job) {
    case "cold":
      return { world: own.world, before: undefined, after: own.files };
    case "drift check":
      return { world: own.world, before: own.files, after: own.files };
    case "one spoke added":
      return grown(own, fleet({ ...size, vpcs: size.vpcs + 1 }));
    case "one zone added":
      return grown(own, fleet({ ...size, zones: size.zones + 1 }));
    case "one spoke removed":
      return {
        world: own.world,
        before: own.files,
        after: own.files.filter((f) => !isLastSpoke(f.path, size)),
      };
    case "teardown":
      return { world: own.world, before: own.files, after: own.files.filter((f) => f.path === "hub.yaml") };
  }
}

function grown(own: Fleet, larger: Fleet): Setup {
  return { world: larger.world, before: own.files, after: larger.files };
}

function isLastSpoke(path: string, { vpcs }: Case): boolean {
  return path === `spokes/spoke-${vpcs - 1}.yaml`;
}
