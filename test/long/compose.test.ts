import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Status } from "../../src/model/status/status.ts";
import { buildCli, type Env, removeCli, runCli, startCli } from "../support/cli.ts";
import { areThere, PYTHON, startEmulator } from "../support/emulators.ts";
import { freePort } from "../support/free-port.ts";

/** What `docker-compose.yml` starts, without containers: its commands, environments and health checks, on ports that are free. */

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test: readonly string[] };
};

beforeAll(buildCli);
afterAll(removeCli);

it("operator-1 and operator-2 come up healthy beside the simulator, serve the page, and one takes over from the other", async () => {
  const simulator = await begin("simulator", "4600");
  await simulator.healthy();
  const aws = { AWS_ENDPOINT_URL: `http://127.0.0.1:${simulator.port}` };
  await makeTable("simulator-table", aws);
  const first = await begin("operator-1", "8080", aws);
  const second = await begin("operator-2", "8080", aws);
  await Promise.all([first.healthy(), second.healthy()]);
  const leads = async (one: typeof first) => (await one.status()).process.state === "leading";
  await expect.poll(async () => (await leads(first)) || (await leads(second))).toBe(true);
  const [leader, other] = (await leads(first)) ? [first, second] : [second, first];
  await expect.poll(async () => (await leader.status()).lastPass?.result).toBe("converged");
  await leader.end("SIGKILL");
  await expect.poll(() => leads(other)).toBe(true);
  await expect.poll(async () => (await other.status()).names).toEqual({ served: 5, of: 5 });
  await Promise.all([other.end("SIGTERM"), simulator.end("SIGTERM")]);
});

it.skipIf(!areThere("localstack", "dynamodb-local"))(
  "what `docker compose up` starts keeps the account that the seed makes in LocalStack, by a table of DynamoDB Local",
  async () => {
    const [localstack, dynamodb] = await Promise.all([
      startEmulator("localstack"),
      startEmulator("dynamodb-local"),
    ]);
    try {
      const aws = { AWS_ENDPOINT_URL: localstack.url, AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url };
      await promisify(execFile)(PYTHON, ["deploy/local/seed.py"], { env: { ...process.env, ...aws } });
      await makeTable("table", aws);
      const operator = await begin("operator", "8080", aws);
      await operator.healthy();
      await expect.poll(async () => (await operator.status()).lastPass?.result).toBe("converged");
      expect((await operator.status()).names).toEqual({ served: 3, of: 3 });
      await operator.end("SIGTERM");
    } finally {
      await Promise.all([localstack.stop(), dynamodb.stop()]);
    }
  },
);

it("no image goes by a tag that moves", async () => {
  const services: Record<string, Service> = await allServices();
  const images = new Set(Object.values(services).map((service) => service.image));
  images.delete("vpce-operator:dev");
  for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+$/);
  expect(images.size).toBe(2);
});

async function makeTable(name: string, aws: Env) {
  const { command, env } = await serviceOf(name);
  expect(await runCli(command, { ...env, ...aws })).toMatchObject({ code: 0 });
}

async function begin(name: string, port: string, env: Env = {}) {
  const own = await serviceOf(name);
  let said = "";
  const free = await freePort();
  const here = (word: string) => {
    const folder = own.volumes.find(({ path }) => path === `/app/${word}`)?.source ?? word;
    return folder.replace("0.0.0.0", "127.0.0.1").replace(port, free);
  };
  // In the image the world lies beside the program.
  const more = own.command[0] === "simulate" ? ["--world", "cmd/demo/world.yaml"] : [];
  const { child, ended } = startCli([...own.command.map(here), ...more], { ...own.env, ...env });
  void ended.then(({ code, stderr }) => {
    said = `ended with ${code}: ${stderr}`;
  });
  const [, node = "", ...check] = own.health.map(here);
  const token = own.env.VPCE_OPERATOR_READ_TOKEN ?? "";
  return {
    port: free,
    async healthy() {
      const isHealthy = () =>
        promisify(execFile)(node, check).then(
          () => true,
          () => false,
        );
      while (!(await isHealthy())) if (said !== "") throw new Error(`${name} ${said}`);
    },
    async status(): Promise<Status> {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://127.0.0.1:${free}/status.json`, { headers });
      expect(answer.status).toBe(200);
      return (await answer.json()) as Status;
    },
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      await once(child, "close");
    },
  };
}

async function allServices(): Promise<Record<string, Service>> {
  return parse(await readFile("docker-compose.yml", "utf8"), { merge: true }).services;
}

async function serviceOf(name: string) {
  const {
    command = [],
    environment = {},
    healthcheck,
    volumes = [],
  } = (await allServices())[name] as Service;
  const env = Object.entries(environment).map(([key, value]) => [
    key,
    value.replace(/^\$\{\w+:-(.*)\}$/, "$1"),
  ]);
  return {
    command,
    env: Object.fromEntries(env) as Env,
    health: healthcheck?.test ?? [],
    volumes: volumes.map((volume) => {
      const [source = "", path = ""] = volume.split(":");
      return { source, path };
    }),
  };
}
