import { type Cloud, type CloudOptions, createCloud } from "../src/simulator/cloud.ts";
import { type DnsListener, listenDns } from "../src/simulator/dns/listener.ts";
import { type ServedCloud, serveCloud } from "../src/simulator/server.ts";
import { parseWorld, WorldError } from "../src/simulator/world.ts";
import { machineClock } from "./clock.ts";
import { systemWords } from "./failure-words.ts";
import { readNamed } from "./files.ts";
import { complain, UserError } from "./terminal.ts";

/** A simulated cloud on real sockets: AWS's APIs on one HTTP port, and a resolver for each VPC. */
export type Simulation = {
  readonly cloud: Cloud;
  readonly url: string;
  /** By VPC id; a VPC that is created later gets its resolver then. */
  readonly resolvers: ReadonlyMap<string, DnsListener>;
  close(): Promise<void>;
};

export type SimulationOptions = Omit<CloudOptions, "clock" | "world"> & {
  readonly worldFile?: string | undefined;
  readonly port?: number;
  readonly host?: string;
  /** First DNS port, counted up for each VPC; 0: any free ones. */
  readonly dnsPort?: number;
  readonly onResolver?: (vpc: string, resolver: DnsListener) => void;
};

/** The same place from the sources and from the bundle: both lie one folder below the root. */
export const DEMO_WORLD = new URL("../cmd/demo/world.yaml", import.meta.url);
export const SAMPLE = new URL("../desired-state", import.meta.url);

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { worldFile, port = 0, host = "127.0.0.1", dnsPort = 0, onResolver, ...choices } = options;
  const cloud = await makeCloud(worldFile, choices);
  const server: ServedCloud = await serveCloud(cloud, { port, host }).catch((error: Error) => {
    throw new UserError(`cannot listen on ${host}:${port}: ${systemWords(error)}`, { cause: error });
  });
  const resolvers = new Map<string, DnsListener>();
  let next = dnsPort;
  async function listen(vpc: string): Promise<void> {
    const port = next;
    if (next > 0) next += 1;
    const resolver = await listenDns(cloud.resolve, vpc, { port, host }).catch((error: Error) => {
      throw new UserError(`cannot answer DNS for ${vpc} on ${host}:${port}: ${systemWords(error)}`, {
        cause: error,
      });
    });
    resolvers.set(vpc, resolver);
    onResolver?.(vpc, resolver);
  }
  async function close(): Promise<void> {
    await Promise.all([server.close(), ...[...resolvers.values()].map((r) => r.close())]);
  }
  try {
    for (const vpc of cloud.estate.network.vpcs.keys()) await listen(vpc);
  } catch (error) {
    await close(); // else what listens already would keep the process alive
    throw error;
  }
  cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "CreateVpc") return;
    for (const vpc of cloud.estate.network.vpcs.keys())
      if (!resolvers.has(vpc)) listen(vpc).catch((error: Error) => complain(error.message));
  });
  return { cloud, url: server.url, resolvers, close };
}

/** What a world file describes can be well-formed and still nothing that AWS could have. */
async function makeCloud(file: string | undefined, choices: Omit<CloudOptions, "clock" | "world">) {
  const text = await readNamed(file ?? DEMO_WORLD.pathname);
  try {
    return createCloud({ ...choices, clock: machineClock, world: parseWorld(text, file ?? "world.yaml") });
  } catch (error) {
    const { message } = error as Error;
    const words = error instanceof WorldError ? message : `${file ?? "world.yaml"}: ${message}`;
    throw new UserError(words, { cause: error });
  }
}
