import { relative } from "node:path";
import { RESOLVER_DEMO, type Simulation, startSimulation } from "../simulation.ts";
import { print, widthOf } from "../terminal.ts";
import { type Lookup, lookUpAll, lookupTable } from "./lookup.ts";
import { type Env, simulatedEnv } from "./program.ts";
import type { Later } from "./tidily.ts";

/** A simulated cloud with Resolver endpoints, and what the program needs to find it. */
export type Scene = { readonly simulation: Simulation; readonly env: Env; readonly signal: AbortSignal };

/** Folders of documents, as people would type them. */
export const REGIONAL = folder("regional");
export const PER_NAME = folder("per-endpoint");

export async function setUp(later: Later): Promise<Scene> {
  const worldFile = new URL("world.yaml", RESOLVER_DEMO).pathname;
  const simulation = await startSimulation({ worldFile, latencyMs: 15 });
  later(() => simulation.close());
  const ending = new AbortController();
  later(async () => ending.abort());
  const env = simulatedEnv(simulation.url, { COLUMNS: String(widthOf(process.stdout) - 2) });
  return { simulation, env, signal: ending.signal };
}

/** By real DNS queries from each of these VPCs (id → what it is called). */
export async function showLookups(
  { simulation }: Scene,
  vpcs: Readonly<Record<string, string>>,
  names: readonly string[],
): Promise<Lookup[]> {
  const lookups = await lookUpAll(simulation, Object.keys(vpcs), names);
  print(lookupTable(lookups, (vpc) => vpcs[vpc] ?? vpc));
  return lookups;
}

function folder(name: string): string {
  return relative(process.cwd(), new URL(name, RESOLVER_DEMO).pathname);
}
