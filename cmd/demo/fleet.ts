import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Status } from "../../src/model/status/status.ts";
import { loadDesired } from "../desired.ts";
import { type Simulation, startSimulation } from "../simulation.ts";
import { print } from "../terminal.ts";
import { type Instance, startInstance } from "./instance.ts";
import { expectAll, type Lookup, lookUpAll, lookupTable } from "./lookup.ts";
import { type Env, simulatedEnv, typed } from "./program.ts";
import { createRepository, DOCUMENTS, type Repository } from "./repository.ts";
import { NAMES } from "./stage.ts";
import type { Later } from "./tidily.ts";
import { until } from "./until.ts";

/** A simulated cloud, a repository, and two processes of the daemon that keep the one as the other says. */
export type Fleet = {
  readonly simulation: Simulation;
  readonly repository: Repository;
  readonly instances: readonly Instance[];
  readonly env: Env;
  /** The commit that it begins with. */
  readonly first: string;
  /** VPC of each spoke of the sample. */
  readonly vpcs: ReadonlyMap<string, string>;
};

export const TABLE = "vpce-operator";
/** Of a real lease it is 20 s, and a minute. */
export const LEASE_SECONDS = 5;
export const HANDOVER_SECONDS = LEASE_SECONDS * 3;

const LEFT_OUT = "spokes/payments-dev.yaml";

/** Everything but the instances. The repository begins with one spoke less than the sample has. */
export async function setUp(later: Later): Promise<Fleet> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-demo-"));
  later(() => rm(dir, { recursive: true }));
  const simulation = await startSimulation({ insyncMs: 1_000, latencyMs: 15, privateDnsReleaseMs: 1_000 });
  later(() => simulation.close());
  const env = simulatedEnv(simulation.url, {
    VPCE_DEMO_LEASE_MS: String(LEASE_SECONDS * 1000),
    NODE_COMPILE_CACHE: join(dir, "cache"), // what one process has compiled starts the next one faster
  });
  const repository = await createRepository(join(dir, "repository"));
  const { spokes } = await loadDesired(join(repository.dir, DOCUMENTS));
  const vpcs = new Map<string, string>(spokes.map(({ name, vpc }) => [name, vpc]));
  const first = await repository.commit("the sample, without payments-dev", { [LEFT_OUT]: null });
  await typed(["table", "create", TABLE], env);
  const source = ["--source", `file://${repository.dir}`, "--git-file-urls", "--git-path", DOCUMENTS];
  const args = [...source, "--poll", "1s", "--table", TABLE];
  const instances = await Promise.all(
    ["first", "second"].map(async (label) => {
      const own = ["--clone-dir", join(dir, `clone-${label}`)];
      const instance = await startInstance({ label, dir, args: [...args, ...own], env });
      later(() => instance.kill("SIGKILL"));
      print(`  the ${label} has its page at ${instance.page}`);
      return instance;
    }),
  );
  return { simulation, repository, instances, env, first, vpcs };
}

/** Who leads, with what it says of the fleet. */
export async function leader({
  instances,
}: Fleet): Promise<{ instance: Instance; status: Status } | undefined> {
  for (const instance of instances) {
    const status = await instance.status();
    if (status?.process.state === "leading") return { instance, status };
  }
  return undefined;
}

/** What the leader's status shows, once it is so. */
export function leaderSays(fleet: Fleet, words: string, isSo: (status: Status) => boolean): Promise<Status> {
  return until(words, async () => {
    const status = (await leader(fleet))?.status;
    return status && isSo(status) ? status : undefined;
  });
}

/** The last pass, which was made for this commit, left nothing to do. */
export function isAsDesired({ lastPass }: Status, commit: string): boolean {
  return lastPass?.result === "converged" && lastPass.revision === commit;
}

/** By real DNS queries, shown as a table once it is so. */
export async function resolve(
  { simulation, vpcs }: Fleet,
  spokes: readonly string[],
  kind: "private" | "public",
  names = NAMES,
): Promise<void> {
  const nameOf = new Map(spokes.map((spoke) => [vpcs.get(spoke) ?? "", spoke]));
  const look = () => lookUpAll(simulation, [...nameOf.keys()], names);
  const isSo = (lookups: readonly Lookup[]) => lookups.every((l) => l.isPrivate === (kind === "private"));
  const lookups = await until(`${spokes.join(", ")}: DNS answers ${kind} addresses`, async () => {
    const seen = await look();
    return isSo(seen) ? seen : undefined;
  });
  print(lookupTable(lookups, (vpc) => nameOf.get(vpc) ?? vpc));
}

/** By real DNS queries: it is so now. */
export async function stillResolve(
  { simulation, vpcs }: Fleet,
  spokes: readonly string[],
  kind: "private" | "public",
): Promise<void> {
  const all = spokes.map((spoke) => vpcs.get(spoke) ?? "");
  expectAll(kind, await lookUpAll(simulation, all, NAMES));
  print(`  ${spokes.join(", ")}: DNS still answers ${kind} addresses`);
}
