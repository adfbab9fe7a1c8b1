import { relative } from "node:path";
import { RESOLVER_DEMO, type Simulation, type SimulationOptions, startSimulation } from "../simulation.ts";
import { print, widthOf } from "../terminal.ts";
import { type Lookup, lookUpAll, lookupTable } from "./lookup.ts";
import { type Env, simulatedEnv } from "./program.ts";
import type { Later } from "./tidily.ts";

/** A simulated cloud, and what the program needs to find it. */
export type Scene = { readonly simulation: Simulation; readonly env: Env; readonly signal: AbortSignal };

export const REGIONAL = folder("regional");
export const PER_NAME = folder("per-endpoint");

const WORLD = { worldFile: new URL("world.yaml", RESOLVER_DEMO).pathname };

/** With Resolver endpoints, unless it is told otherwise. */
export async function setUp(later: Later, options: SimulationOptions = WORLD): Promise<Scene> {
  const simulation = await startSimulation({ latencyMs: 15, ...options });
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

/** Of documents, as people would type it. */
export function folder(name: string, base = RESOLVER_DEMO): string {
  return relative(process.cwd(), new URL(name, base).pathname);
}
