import { readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateVpcEndpointCommand, DeleteVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lookUp } from "../../cmd/demo/lookup.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { buildCli, removeCli } from "../support/cli.ts";
import { fleet, HUB, HUB_VPC, REGION, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { followSection, openShell, type Shell } from "../support/shell.ts";

/** The disasters of docs/operations.md, each brought about in the simulator and got over by the page's own commands. */
const PAGE = { path: "docs/operations.md", text: readFileSync("docs/operations.md", "utf8") };

let simulation: Simulation;
let shell: Shell;
let worlds: string;

beforeAll(async () => {
  await buildCli();
  const { files, world } = fleet({ zones: 1, vpcs: 3, accounts: 3, hubPrivateDns: "off" });
  worlds = await mkdtemp(join(tmpdir(), "vpce-operator-disasters-"));
  const worldFile = join(worlds, "world.yaml");
  await writeFile(worldFile, world);
  simulation = await startSimulation({ insyncMs: 300, endpointPendingMs: 0, worldFile });
  shell = await openShell(simulation, {
    AWS_REGION: REGION,
    HOME: worlds,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "kim",
    GIT_AUTHOR_EMAIL: "kim@example.com",
    GIT_COMMITTER_NAME: "kim",
    GIT_COMMITTER_EMAIL: "kim@example.com",
  });
  for (const { path, text } of files) await shell.write(`desired-state/${path}`, text);
  expect((await shell.sh("vpce-operator apply desired-state")).code).toBe(0);
});
afterAll(async () => {
  await shell.close();
  await simulation.close();
  await removeCli();
  await rm(worlds, { recursive: true });
});

const NAME = zoneName(0);

/** What every spoke gets, sooner or later. */
async function answers(kind: "private" | "public"): Promise<void> {
  for (const spoke of [0, 1, 2]) {
    const isPrivate = async () => (await lookUp(simulation, spokeVpc(spoke), NAME)).isPrivate;
    await expect.poll(isPrivate, { message: `spoke ${spoke}` }).toBe(kind === "private");
  }
}

async function section(title: string, how: { block?: number; values?: Record<string, string> } = {}) {
  return followSection(PAGE, title, { shell, ...how });
}

it("a hub that cannot be read loses nothing, and the next pass goes on when its role is back", async () => {
  simulation.cloud.faults.add({ fault: "deny", account: HUB });
  const [plan] = await section("A hub that cannot be read");
  expect(plan).toMatchObject({ code: 1, said: expect.stringContaining("AccessDenied") });
  expect((await shell.sh("vpce-operator apply desired-state")).code).toBe(1);
  simulation.cloud.faults.clear();
  await answers("private");
  expect((await shell.sh("vpce-operator plan desired-state")).code).toBe(0);
});

it("the aliases of a lost endpoint follow to the next one of its service", async () => {
  const ec2 = new EC2Client(clientSettings(simulation.cloud, HUB, REGION));
  await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ["vpce-0e000000000000000"] }));
  const [plan] = await section("A lost endpoint", { block: 0 });
  expect(plan).toMatchObject({ code: 2, said: expect.stringContaining("[EndpointNotAvailable]") });
  const ServiceName = `com.amazonaws.${REGION}.svc0`;
  const SubnetIds = ["subnet-0a000000000000001"];
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: HUB_VPC,
      ServiceName,
      SubnetIds,
      VpcEndpointType: "Interface",
      PrivateDnsEnabled: false,
    }),
  );
  const [applied] = await section("A lost endpoint", { block: 1 });
  expect(applied?.code, applied?.said).toBe(0);
  await answers("private");
});

it("lost zones are made anew, with everybody who should be in them", async () => {
  await deleteZones();
  await answers("public");
  const [plan, applied] = await section("Lost zones");
  expect([plan?.code, applied?.code]).toEqual([2, 0]);
  await answers("private");
});

/** As somebody does it who thinks that they are not needed. */
async function deleteZones(): Promise<void> {
  const route53 = new Route53Client(clientSettings(simulation.cloud, HUB, REGION));
  for (const HostedZoneId of simulation.cloud.estate.zones.byId.keys()) {
    const { ResourceRecordSets = [] } = await route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId }),
    );
    const Changes = ResourceRecordSets.filter(({ Type }) => Type === "A").map((ResourceRecordSet) => ({
      Action: "DELETE" as const,
      ResourceRecordSet,
    }));
    await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
    await route53.send(new DeleteHostedZoneCommand({ Id: HostedZoneId }));
  }
}

it("spokes go back to public addresses by their documents, and return with them", async () => {
  const title = "Back to public addresses";
  const { said } = await shell.sh(
    "mv desired-state/spokes out && vpce-operator plan desired-state; mv out desired-state/spokes",
  );
  const [DIGEST = ""] = /\b[0-9a-f]{12}\b/.exec(said) ?? [];
  const [, plan, applied] = await section(title, { block: 0, values: { DIGEST } });
  expect(plan?.said).toContain("[TooManyRemovals]");
  expect([plan?.code, applied?.code]).toEqual([2, 0]);
  await answers("public");
  const back = await section(title, { block: 1 });
  expect(back.map(({ code }) => code)).toEqual([0, 0]);
  await answers("private");
});

it("with the hub's account out of reach, a spoke's own account leaves by itself, and a paused daemon lets it be", async () => {
  await shell.sh("vpce-operator table create vpce-operator");
  const [paused] = await section("Back to public addresses", { block: 2 });
  expect(paused?.code).toBe(0);
  const [HostedZoneId] = simulation.cloud.estate.zones.byId.keys();
  const route53 = new Route53Client(clientSettings(simulation.cloud, spokeAccount(0, 3), REGION));
  const VPC = { VPCId: spokeVpc(0), VPCRegion: REGION } as const;
  await route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC }));
  await expect.poll(async () => (await lookUp(simulation, spokeVpc(0), NAME)).isPrivate).toBe(false);
  const once = "vpce-operator run --once --source desired-state --table vpce-operator --listen off";
  expect((await shell.sh(once)).code).toBe(1);
  expect((await lookUp(simulation, spokeVpc(0), NAME)).isPrivate).toBe(false);
  await shell.sh("vpce-operator resume --table vpce-operator");
  expect((await shell.sh(once)).code).toBe(0);
  await answers("private");
});

it("while its repository is lost the daemon goes on by the last good commit, and by a clone that is pushed again", async () => {
  const url = `file://${join(shell.dir, "origin.git")}`;
  const { code, said } = await shell.sh(
    `git init -q -b main clone && cp -R desired-state clone/ && cd clone && git add . && git commit -qm one && git clone -q --bare . ../origin.git`,
  );
  expect(code, said).toBe(0);
  expect(
    (await shell.sh("vpce-operator table create vpce-operator && vpce-operator table move vpce-operator"))
      .code,
  ).toBe(0);
  const daemon = shell.start(
    `exec vpce-operator run --source ${url} --git-path desired-state --git-file-urls --poll 1s --listen off --table vpce-operator`,
  );
  const status = async () => (await shell.sh("vpce-operator status --table vpce-operator")).said;
  const head = (await shell.sh("git -C clone rev-parse HEAD")).said.trim();
  await expect.poll(status).toContain(`applied ${head}`);
  await rename(join(shell.dir, "origin.git"), join(shell.dir, "gone"));
  await expect.poll(status).toContain("SourceUnreadable");
  await shell.sh("git init -q --bare -b main origin.git");
  const values = { NEW: url };
  const [lost, pushed] = await section("A lost repository", { values });
  expect(lost).toMatchObject({ code: 1, said: expect.stringContaining("SourceUnreadable") });
  expect(pushed?.code, pushed?.said).toBe(0);
  await expect.poll(status).not.toContain("SourceUnreadable");
  await answers("private");
  daemon.kill("SIGTERM");
  await new Promise((done) => daemon.once("close", done));
});
