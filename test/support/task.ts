import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Cloud } from "../../src/simulator/cloud.ts";
import { copyOfCli } from "./cli.ts";
import type { Properties } from "./cloudformation.ts";

/** A container of a task definition, started as ECS would: as a process of the built program, or by podman. */
export type Task = {
  readonly port: number;
  /** Resolves with what the task definition's health check is to say: healthy. Throws when the task has ended. */
  healthy(): Promise<void>;
  get<T>(path: string): Promise<T>;
  /** What ECS does: SIGTERM, and SIGKILL after the stop timeout. Answers the exit code, and standard output. */
  stop(): Promise<{ readonly code: number; readonly stdout: string }>;
};

export type TaskOptions = {
  readonly container: Properties;
  /** By the ARN in `ValueFrom`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the task definition does not say: where AWS is, whose certificates are trusted. */
  readonly surroundings: Readonly<Record<string, string>>;
  /** Started by podman; absent: the built program, without user, root and capabilities. */
  readonly image?: string | undefined;
};

export async function startTask({ container, secrets, surroundings, image }: TaskOptions): Promise<Task> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "vpce-operator-task-"));
  const [mount] = container.MountPoints;
  const here = (text: string) =>
    text
      .replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`)
      .replaceAll(mount.ContainerPath, image ? mount.ContainerPath : folder);
  const env: Record<string, string> = { ...surroundings, VPCE_OPERATOR_LISTEN: `127.0.0.1:${port}` };
  for (const { Name, Value } of container.Environment) env[Name] = here(Value);
  for (const { Name, ValueFrom } of container.Secrets ?? []) env[Name] = secrets[ValueFrom] ?? "";

  const name = `vpce-operator-task-${port}`;
  const [file, ...args] = image
    ? [...podmanRun(name, container, env), image, ...container.Command]
    : [process.execPath, join(await copyOfCli(folder, [""]), "vpce-operator.mjs"), ...container.Command];
  const own = image ? process.env : { PATH: process.env.PATH, ...env };
  const child = spawn(file as string, args, { env: own, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (said.stdout += chunk));
  child.stderr.on("data", (chunk) => (said.stderr += chunk));
  const closed = once(child, "close");
  const [, ...check] = container.HealthCheck.Command.map(here);
  const [program = "", ...checked] = image
    ? ["podman", "exec", name, ...check]
    : [process.execPath, ...check.slice(1)];

  return {
    port,
    async healthy() {
      const isHealthy = () =>
        promisify(execFile)(program, checked).then(
          () => true,
          () => false,
        );
      while (!(await isHealthy()))
        if (child.exitCode !== null) throw new Error(`the task ended with ${child.exitCode}: ${said.stderr}`);
    },
    async get<T>(path: string) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return (await answer.json()) as T;
    },
    async stop() {
      if (image) await promisify(execFile)("podman", ["stop", "--time", String(container.StopTimeout), name]);
      else child.kill("SIGTERM");
      const [code] = await closed;
      return { code: code ?? -1, stdout: said.stdout };
    },
  };
}

/** The machine's own network: the simulator is on its loopback. */
function podmanRun(name: string, container: Properties, env: Readonly<Record<string, string>>): string[] {
  const { LinuxParameters, MountPoints, User } = container;
  return [
    ...["podman", "run", "--rm", "--name", name, "--network", "host", "--user", User, "--init"],
    ...(container.ReadonlyRootFilesystem ? ["--read-only", "--read-only-tmpfs=false"] : []),
    ...LinuxParameters.Capabilities.Drop.map((one: string) => `--cap-drop=${one.toLowerCase()}`),
    ...MountPoints.map((m: Properties) => `--volume=${name}-${m.SourceVolume}:${m.ContainerPath}`),
    ...(env.GIT_SSL_CAINFO ? [`--volume=${env.GIT_SSL_CAINFO}:${env.GIT_SSL_CAINFO}:ro`] : []),
    ...Object.entries(env).map(([key, value]) => `--env=${key}=${value}`),
  ];
}

/** ECS's endpoint of a task's credentials: those of its role, for an hour. */
export async function serveTaskCredentials(cloud: Cloud, role: string) {
  cloud.identity.addRole({ arn: role, trusts: ["*"] });
  const asked: string[] = [];
  const server = createServer(({ url = "", headers }, response) => {
    asked.push(`${url} ${headers.authorization}`);
    const session = cloud.identity.openSession({ arn: role, trusts: [] }, "task", 3600);
    const {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: Token,
      expiresAt,
    } = session;
    const Expiration = new Date(expiresAt).toISOString();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ RoleArn: role, AccessKeyId, SecretAccessKey, Token, Expiration }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v2/credentials/task`, asked, close: () => void server.close() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
