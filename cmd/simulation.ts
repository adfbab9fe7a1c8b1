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

type Choices = Omit<CloudOptions, "clock" | "world">;

export type SimulationOptions = Choices & {
  readonly worldFile?: string | undefined;
  readonly port?: number;
  readonly host?: string;
  /** First DNS port, counted up for each VPC; 0: any free ones. */
  readonly dnsPort?: number;
  readonly onResolver?: (vpc: string, resolver: DnsListener) => void;
};

/** The same place from the sources and from the bundle: both lie one folder below the root. */
export const DEMO_WORLD = new URL("../cmd/demo/world.yaml", import.meta.url);
/** World and documents of the demo of Resolver rules. */
export const RESOLVER_DEMO = new URL("../cmd/demo/resolver/", import.meta.url);
/** World and documents of the demo of switching modes. */
export const SWITCH_DEMO = new URL("../cmd/demo/switch/", import.meta.url);
/** World and documents of the demo of the path. */
export const PATH_DEMO = new URL("../cmd/demo/path/", import.meta.url);
export const SAMPLE = new URL("../desired-state", import.meta.url);

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { worldFile, port = 0, host = "127.0.0.1", dnsPort = 0, onResolver, ...choices } = options;
  const cloud = await cloudOf(choices, worldFile);
  const resolvers = new Map<string, DnsListener>();
  const served = { port, host, resolvers: listenToAll };
  const server: ServedCloud = await serveCloud(cloud, served).catch((error: Error) => {
    throw new UserError(`cannot listen on ${host}:${port}: ${systemWords(error)}`, { cause: error });
  });
  let next = dnsPort;
  const starting = new Map<string, Promise<void>>();
  function listen(vpc: string): Promise<void> {
    const known = starting.get(vpc) ?? start(vpc);
    starting.set(vpc, known);
    return known;
  }
  async function start(vpc: string): Promise<void> {
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
  /** VPCs come by calls, by a reset, and as default VPCs: who asks for the resolvers gets one of each. */
  async function listenToAll(): Promise<ReadonlyMap<string, DnsListener>> {
    const { vpcs } = cloud.estate.network;
    for (const vpc of vpcs.keys()) await listen(vpc);
    return new Map([...resolvers].filter(([vpc]) => vpcs.has(vpc)));
  }
  async function close(): Promise<void> {
    await Promise.all([server.close(), ...[...resolvers.values()].map((r) => r.close())]);
  }
  try {
    await listenToAll();
  } catch (error) {
    await close(); // else what listens already would keep the process alive
    throw error;
  }
  cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "CreateVpc") return;
    listenToAll().catch((error: Error) => complain(error.message));
  });
  return { cloud, url: server.url, resolvers, close };
}

/** What is wrong with the world file is told in words, each with its place. */
async function cloudOf(choices: Choices, file: string | undefined): Promise<Cloud> {
  const text = await readNamed(file ?? DEMO_WORLD.pathname);
  try {
    const world = parseWorld(text, file ?? "world.yaml");
    return createCloud({ ...choices, clock: machineClock, world });
  } catch (error) {
    const { message } = error as Error;
    const words = error instanceof WorldError ? message : `${file ?? "world.yaml"}: ${message}`;
    throw new UserError(words, { cause: error });
  }
}
