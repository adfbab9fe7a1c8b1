import { execFileSync } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startSimulation } from "../../cmd/simulation.ts";
import type { Status } from "../../src/model/status/status.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { Cloud } from "../../src/simulator/cloud.ts";
import { buildCli, removeCli } from "../support/cli.ts";
import { type Properties, stackOf } from "../support/cloudformation.ts";
import { behindToken, serveGit } from "../support/git-server.ts";
import { createRepository } from "../support/repository.ts";
import { sample } from "../support/sample-files.ts";
import { serveTaskCredentials, startTask } from "../support/task.ts";
import { makeCertificates } from "../support/tls.ts";

/**
 * The task definition of deploy/cloudformation/operator.yaml, started twice as its service does: its command, environment,
 * secrets, volume, health check and stop timeout, with credentials from an endpoint like ECS's, against the simulator. With
 * VPCE_IMAGE, an image that podman has, in containers with its user, read-only root and capabilities too.
 */
const ROLE = "arn:aws:iam::999999999999:role/vpce-operator";
const SECRET = "arn:aws:secretsmanager:ap-southeast-2:999999999999:secret";
const TOKEN = "token-of-the-repository";
const EXTERNAL_ID = "example-external-id-not-a-secret";
const { VPCE_IMAGE } = process.env;

if (!VPCE_IMAGE)
  process.stderr.write("the task runs without a container: VPCE_IMAGE names no image that podman has\n");
const certificates = makeCertificates("IP:127.0.0.1");
if (!certificates)
  process.stderr.write("the task does not run: there is no openssl to serve its repository by TLS\n");

beforeAll(buildCli);
afterAll(removeCli);

it.skipIf(!certificates)(
  "the tasks of the template find their desired state, one acts and serves all, one takes over, and both end by themselves",
  async () => {
    if (!certificates) return;
    const simulation = await startSimulation({ insyncMs: 500 });
    const git = await serveGit(
      await repository(),
      behindToken(() => TOKEN),
      certificates,
    );
    const credentials = await serveTaskCredentials(simulation.cloud, ROLE);
    const { Task, Table } = stackOf(new URL("../../deploy/cloudformation/operator.yaml", import.meta.url), {
      account: "999999999999",
      region: "ap-southeast-2",
      parameters: {
        Image: VPCE_IMAGE ?? "none",
        Source: `${git.url}/endpoints.git`,
        GitPath: "desired-state",
        GitTokenSecret: `${SECRET}:git-token`,
        ExternalIdSecret: `${SECRET}:external-id`,
        AssumableRoles: "arn:aws:iam::*:role/vpce-operator-spoke",
        Vpc: "vpc-0ffe000000000000a",
        Subnets: "subnet-0a,subnet-0b",
      },
    }).resources;
    await makeTable(simulation.cloud, Table?.Properties);
    const options = {
      container: Task?.Properties.ContainerDefinitions[0],
      secrets: { [`${SECRET}:git-token`]: TOKEN, [`${SECRET}:external-id`]: EXTERNAL_ID },
      surroundings: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.url,
        AWS_ENDPOINT_URL: simulation.url,
        AWS_EC2_METADATA_DISABLED: "true",
        GIT_SSL_CAINFO: certificates.caFile,
      },
      image: VPCE_IMAGE,
    };

    const tasks = await Promise.all([startTask(options), startTask(options)]);
    await Promise.all(tasks.map((task) => task.healthy()));
    const status = (task: (typeof tasks)[number]) => task.get<Status>("/status.json");
    const leads = async (task: (typeof tasks)[number]) => (await status(task)).process.state === "leading";
    await expect.poll(async () => (await Promise.all(tasks.map(leads))).some(Boolean)).toBe(true);
    const [leader, other] = (await leads(tasks[0])) ? tasks : [tasks[1], tasks[0]];
    await expect.poll(async () => (await status(leader)).lastPass?.result).toBe("converged");
    expect((await status(leader)).names).toEqual({ served: 5, of: 5 });

    const ended = await leader.stop();
    expect(ended.code).toBe(0);
    const metrics = JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "");
    expect(metrics).toMatchObject({ Fleet: "vpce-operator", PassesConverged: expect.any(Number) });
    await expect.poll(() => leads(other)).toBe(true);
    expect((await other.stop()).code).toBe(0);

    const assumed = simulation.cloud.calls
      .list({ operation: "AssumeRole" })
      .map(({ principalArn }) => principalArn);
    expect(new Set(assumed)).toEqual(new Set(["arn:aws:sts::999999999999:assumed-role/vpce-operator/task"]));
    credentials.close();
    await Promise.all([git.close(), simulation.close()]);
  },
);

/** The sample, with the ExternalId where the template puts it. */
async function repository(): Promise<string> {
  const { dir, commit } = await createRepository();
  const inSecret = (text: string) =>
    text.replace(/^( +)externalId: .*$/m, "$1externalIdFrom: { env: SPOKE_EXTERNAL_ID }");
  await commit(
    Object.fromEntries(sample().map(({ path, text }) => [`desired-state/${path}`, inSecret(text)])),
  );
  const folder = await mkdtemp(join(tmpdir(), "vpce-operator-served-"));
  execFileSync("git", ["clone", "--quiet", "--bare", dir, join(folder, "endpoints.git")]);
  expect(await readFile(join(folder, "endpoints.git/HEAD"), "utf8")).toContain("main");
  return folder;
}

/** As CloudFormation makes it. */
async function makeTable(cloud: Cloud, made: Properties = {}): Promise<void> {
  const { TableName, BillingMode, AttributeDefinitions, KeySchema, TimeToLiveSpecification } = made;
  const dynamodb = new DynamoDBClient(clientSettings(cloud, "999999999999", "ap-southeast-2"));
  await dynamodb.send(new CreateTableCommand({ TableName, BillingMode, AttributeDefinitions, KeySchema }));
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 600, minDelay: 1 }, { TableName });
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}
