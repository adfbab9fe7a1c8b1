import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { createHttpHandler } from "../../src/aws/http-handler.ts";
import { tableClient } from "../../src/store/client.ts";
import { createTable } from "../../src/store/table.ts";
import { withoutAws } from "../support/cli.ts";

/** Real processes, stopped, killed and ended by the system, contend for a lease of four seconds. */
const PROGRAM = fileURLToPath(new URL("../support/contender.ts", import.meta.url));
const [ACCOUNT, REGION, LEASE_MS] = ["999999999999", "eu-west-1", "4000"];
const WORLD = `accounts:
  "${ACCOUNT}":
    vpcs: [{ id: vpc-0a000000000000001, region: ${REGION}, cidr: 10.0.0.0/16 }]
    zones: [{ name: zone.example, vpcs: [vpc-0a000000000000001] }]
`;

let simulation: Simulation;
let dir: string;
/** Each write as it arrived: whose it was, and which epoch stood in the lease's item then. */
const writes: { readonly by: string; readonly epoch: number; readonly standing: number }[] = [];
const heard = new Set<() => void>();
const children: ChildProcess[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-contend-"));
  const worldFile = join(dir, "world.yaml");
  await writeFile(worldFile, WORLD);
  simulation = await startSimulation({ worldFile });
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await simulation.close();
  await rm(dir, { recursive: true });
});

it("stopped for longer than the lease, killed, or told to end: what arrives is of the epoch that stands in the table", async () => {
  const { cloud } = simulation;
  await made();
  cloud.onCall(({ phase, call }) => {
    const mark = /md\/lease#([0-9a-f]+)\.(\d+)/.exec(call.agent);
    if (phase !== "before" || !mark) return;
    writes.push({ by: mark[1] ?? "", epoch: Number(mark[2]), standing: standingEpoch() });
    for (const hear of heard) hear();
  });
  const a = begin("a");
  await writtenBy(a);
  const b = begin("b");
  await b.says("begins");
  await writtenBy(a, b); // on a busy machine a lease of four seconds may change hands by itself
  a.child.kill("SIGSTOP");
  await writtenBy(b);
  a.child.kill("SIGCONT");
  await a.says(`lost ${a.epochs().at(-1)}\n`);
  b.child.kill("SIGKILL");
  await writtenBy(a);
  const c = begin("c");
  await c.says("begins");
  a.child.kill("SIGTERM");
  await a.says("gave back");
  await writtenBy(c);
  c.child.kill("SIGTERM");
  await c.says("gave back");
  expect(writes.filter(({ epoch, standing }) => epoch !== standing)).toEqual([]);
  const epochs = new Set(writes.map(({ epoch }) => epoch));
  expect(epochs.size).toBeGreaterThanOrEqual(4);
  expect(new Set(writes.map(({ by, epoch }) => `${by} ${epoch}`)).size).toBe(epochs.size);
});

async function made(): Promise<void> {
  const options = {
    table: "vpce-operator",
    region: REGION,
    clock: machineClock,
    random: Math.random,
    requestHandler: createHttpHandler(),
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "simulated" },
    endpoint: simulation.url,
    touchNothing: true,
  };
  await createTable(tableClient(options), options.table, machineClock);
}

function begin(label: string) {
  const zone = [...simulation.cloud.estate.zones.byId.keys()][0] ?? "";
  const env = withoutAws({
    AWS_ENDPOINT_URL: simulation.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "simulated",
  });
  const child = spawn(process.execPath, [PROGRAM, label, ACCOUNT, zone, LEASE_MS], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  const says = async (words: string) => {
    while (!text.includes(words)) await once(child.stdout, "data");
  };
  /** The terms that it has said to hold. */
  const epochs = () => [...text.matchAll(/^holds (\d+)$/gm)].map(([, epoch]) => Number(epoch));
  return { child, says, epochs };
}

function standingEpoch(): number {
  const [table] = simulation.cloud.estate.tables.values();
  return Number(table?.items.get('["lease","lease"]')?.epoch?.N);
}

/** Some more writes of one of these. */
function writtenBy(...processes: readonly Pick<ReturnType<typeof begin>, "epochs">[]): Promise<void> {
  const from = writes.length;
  return new Promise((resolve) => {
    const hear = () => {
      const terms = new Set(processes.flatMap(({ epochs }) => epochs()));
      if (writes.slice(from).filter(({ epoch }) => terms.has(epoch)).length < 5) return;
      heard.delete(hear);
      resolve();
    };
    heard.add(hear);
  });
}
