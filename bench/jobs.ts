import { type Fleet, fleet } from "../test/support/fleet.ts";
import type { Files } from "../test/support/stage.ts";

/** Names, spoke VPCs, spoke accounts: N, M and A of the formulas. */
export type Case = {
  readonly zones: number;
  readonly vpcs: number;
  readonly accounts: number;
  /** How many VPCs one zone takes, the anchor among them; absent: more than there are. */
  readonly perZone?: number;
  /** Spokes have subnets and peerings, so that packets are followed; absent: there is no way to be judged. */
  readonly peered?: true;
};

/** S of the formulas: how many zones a name has. */
export function shardsOf({ vpcs, perZone = QUOTAS.vpcsPerZone }: Case): number {
  return Math.ceil(vpcs / (perZone - 1));
}

/** How many VPCs are in the last of them, beside the anchor: the others are full. */
export function lastShardOf(size: Case): number {
  const { vpcs, perZone = QUOTAS.vpcsPerZone } = size;
  return vpcs - (shardsOf(size) - 1) * (perZone - 1);
}

/** How a case is named in the table. */
export function nameOf({ zones, vpcs, accounts, perZone, peered }: Case): string {
  const how = [...(perZone === undefined ? [] : [`${perZone}-a-zone`]), ...(peered ? ["peered"] : [])];
  return [zones, vpcs, accounts, ...how].join();
}

export const CASES: readonly Case[] = [
  { zones: 3, vpcs: 2, accounts: 2 },
  { zones: 20, vpcs: 50, accounts: 25 },
  { zones: 10, vpcs: 120, accounts: 40, perZone: 50 },
  { zones: 20, vpcs: 50, accounts: 25, peered: true },
];
/** Tens of thousands of calls: on request only. */
export const LARGE_CASES: readonly Case[] = [
  { zones: 50, vpcs: 200, accounts: 100 },
  { zones: 100, vpcs: 300, accounts: 300 },
  { zones: 50, vpcs: 1000, accounts: 500, perZone: 300 },
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

/** One pass over the case's world; without a job it only prepares the next one and is not measured. */
export type Pass = { readonly job?: Job; readonly files: Files };

/** Raised on both sides, for a case may be larger than a new account is allowed. */
const QUOTAS = { vpcsPerZone: 1_000, endpointsPerVpc: 1_000, authorizations: 1_000, zonesPerAccount: 1_000 };

/** What exists from the start: one spoke and one endpoint more than the case says, for what is added later. */
export function cloudOf(size: Case): { world: Fleet["world"]; quotas: typeof QUOTAS } {
  const { zones, vpcs, accounts, peered = false } = size;
  const { world } = fleet({ zones: zones + 1, vpcs: vpcs + 1, accounts, peered });
  return { world, quotas: quotasOf(size) };
}

function quotasOf({ perZone = QUOTAS.vpcsPerZone }: Case): typeof QUOTAS {
  return { ...QUOTAS, vpcsPerZone: perZone };
}

/**
 * The jobs one after the other on one cloud. The case is what stands before the job (cold: after it): one spoke added
 * is the M + 1st, and the one removed again; one zone added is the N + 1st.
 */
export function passesOf(size: Case): Pass[] {
  const own = filesOf(size);
  const spokeMore = filesOf({ ...size, vpcs: size.vpcs + 1 });
  const zoneMore = filesOf({ ...size, zones: size.zones + 1 });
  return [
    { job: "cold", files: own },
    { job: "drift check", files: own },
    { job: "one spoke added", files: spokeMore },
    { job: "one spoke removed", files: own },
    { job: "one zone added", files: zoneMore },
    { files: own },
    { job: "teardown", files: own.filter((file) => file.path === "hub.yaml") },
  ];
}

function filesOf(size: Case): Files {
  const { vpcsPerZone, zonesPerAccount } = quotasOf(size);
  return fleet({ ...size, quotas: JSON.stringify({ vpcsPerZone, zonesPerAccount }) }).files;
}
