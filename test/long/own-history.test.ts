import { execFileSync } from "node:child_process";
import { CreateVpcEndpointCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import type { Definition } from "../../src/model/own-definition.ts";
import { administrator, clientSettings } from "../../src/simulator/client-settings.ts";
import { createStore } from "../../src/store/store.ts";
import { buildCli, type Env, removeCli, runCli } from "../support/cli.ts";
import { OPERATOR } from "../support/fleet.ts";
import { answer, propagate } from "../support/look.ts";
import {
  definitionsInMemory,
  handing,
  OWN,
  type OwnScene,
  ownScene,
  settle,
} from "../support/own-endpoint-scene.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, SSM } from "../support/scenario.ts";

/** An endpoint that was handed over and deleted is made again by what `history` prints, of the built program (semantics 59). */

const REMOVE = { redundantEndpoints: "remove", acceptDifferences: ["clients", "policy"] };
const POLICY = `{"Statement":[{"Sid":"it's","Effect":"Allow","Principal":"*","Action":"ssm:*","Resource":"*"}]}`;
const TABLE = "vpce-operator";
let simulation: Simulation;
let env: Env;

beforeAll(async () => {
  await buildCli();
  simulation = await startSimulation({ insyncMs: 300 });
  env = { AWS_ENDPOINT_URL: simulation.url, AWS_ACCESS_KEY_ID: OPERATOR, AWS_SECRET_ACCESS_KEY: "simulated" };
});
afterAll(async () => {
  await simulation.close();
  await removeCli();
});

/** In virtual time, for it lingers a day; its item then stands on a table that the program reaches. */
async function deleted(): Promise<{ readonly scene: OwnScene; readonly definition: Definition }> {
  const scene = await ownScene({ own: { policy: POLICY } });
  const { stage, hub } = scene;
  const { kept, store } = definitionsInMemory();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  await settle(stage, files, store);
  await stage.clock.run(stage.clock.sleep(24 * 3_600_000));
  await settle(stage, files, store);
  expect(stage.cloud.estate.network.endpoints.has(OWN)).toBe(false);
  const definition = kept.get(OWN);
  if (!definition) throw new Error("nothing was kept");
  return { scene, definition };
}

async function written({ id, input, ...definition }: Definition): Promise<void> {
  await runCli(["table", "create", TABLE, "--region", "eu-west-1"], env);
  const table = createStore({
    table: TABLE,
    region: "eu-west-1",
    clock: machineClock,
    random: Math.random,
    requestHandler: { handle: simulation.cloud.handle },
    credentials: administrator(OPERATOR),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  });
  const now = { ...definition, at: machineClock.now(), input: { ...input } };
  expect(await table.put("definition", id, now, 1)).toMatchObject({ kind: "written" });
}

/** What a shell hands to the AWS CLI. */
function inputOf(line: string): string {
  const script = `aws() { [ "$1 $2 $3 $5" = "ec2 create-vpc-endpoint --region --cli-input-json" ] && printf %s "$6"; }; ${line}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" });
}

it("prints what makes it again, as a command and as JSON, and AWS takes it", async () => {
  const { scene, definition } = await deleted();
  const { stage, hub } = scene;
  await written(definition);
  const history = (...more: string[]) =>
    runCli(["history", "--table", TABLE, "--region", "eu-west-1", "--spoke", "alpha", ...more], env);

  const text = await history();
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toContain(`own endpoint ${OWN} of spoke alpha, made again by`);
  const [command = ""] = text.stdout.match(/^ {2}aws .*$/m) ?? [];
  const input = JSON.parse(inputOf(command));

  const json = JSON.parse((await history("--output", "json")).stdout);
  expect(json.endpoints).toMatchObject([
    { id: OWN, spoke: "alpha", account: ALPHA.account, isDeleted: true, input },
  ]);
  expect(JSON.parse((await history("--spoke", "beta", "--output", "json")).stdout).endpoints).toEqual([]);

  const files = [hub, sharedBy("ssm"), handing({ redundantEndpoints: "keep" })];
  await settle(stage, files);
  const ec2 = new EC2Client(clientSettings(stage.cloud, ALPHA.account));
  const { VpcEndpoint } = await stage.clock.run(ec2.send(new CreateVpcEndpointCommand(input)));
  for (let minute = 0; minute < 5; minute++) await propagate(stage);
  const made = stage.cloud.estate.network.endpoints.get(VpcEndpoint?.VpcEndpointId ?? "");
  expect(made).toMatchObject({ vpcId: ALPHA.vpc, privateDns: true, policy: POLICY });
  expect(made?.subnetIds).toEqual(definition.input.SubnetIds);
  expect(["own endpoint", "rule"]).toContain(answer(stage, ALPHA.vpc, SSM));
  expect((await stage.operator().plan(files)).actions).toEqual([]);
});
