import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { importState } from "../../cmd/import.ts";
import type { ImportFlags } from "../../cmd/import-flags.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { readFolder } from "../../src/operator/sources/folder.ts";

const SECRET = "example-external-id-not-a-secret";
const FLAGS: ImportFlags = {
  account: "111111111111",
  region: "eu-west-1",
  vpc: "vpc-0a11ce0000000000a",
  anchorVpc: "vpc-0a2c402000000000a",
  owner: "network-platform",
  hubRole: "arn:aws:iam::111111111111:role/vpce-operator-hub",
  spokeRole: "arn:aws:iam::{account}:role/vpce-operator-spoke",
  externalIdFrom: "env:SPOKE_EXTERNAL_ID",
  spokeAccount: ["222222222222", "111111111111"],
  concurrency: 24,
};

let simulation: Simulation;
let dir: string;
let stdout: string;
let stderr: string;

beforeEach(async () => {
  simulation = await startSimulation({ worldFile: "docs/adopt/world.yaml" });
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-import-"));
  [stdout, stderr] = ["", ""];
  vi.stubEnv("AWS_ENDPOINT_URL", simulation.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "999999999999");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "simulated");
  vi.stubEnv("SPOKE_EXTERNAL_ID", SECRET);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await simulation.close();
  await rm(dir, { recursive: true });
});

test("import writes a folder that validates, with the schema beside it and no secret in it", async () => {
  const out = join(dir, "imported");
  expect(await importState({ ...FLAGS, out })).toBe(0);
  expect((await readdir(out, { recursive: true })).sort()).toEqual([
    "endpoints",
    "endpoints/ec2messages.yaml",
    "endpoints/ssm.yaml",
    "endpoints/ssmmessages.yaml",
    "hub.yaml",
    "spokes",
    "spokes/payments-prod.yaml",
    "spokes/sandbox.yaml",
    "vpce-operator.schema.json",
  ]);
  const { desired } = await readFolder(out, { env: { SPOKE_EXTERNAL_ID: SECRET }, file: () => undefined });
  expect(desired?.spokes.length).toBe(2);
  expect(await readFile(join(out, "hub.yaml"), "utf8")).not.toContain(SECRET);
  expect(stderr).toBe("");
});

test("without a folder import prints one stream of documents that validates", async () => {
  const secretFile = join(dir, "secret");
  await writeFile(secretFile, `${SECRET}\n`);
  expect(await importState({ ...FLAGS, externalIdFrom: `file:${secretFile}` })).toBe(0);
  const file = join(dir, "all.yaml");
  await writeFile(file, stdout);
  const { desired } = await readFolder(file, { env: {}, file: () => SECRET });
  expect(desired?.endpoints.map(({ name }) => name)).toEqual(["ec2messages", "ssm", "ssmmessages"]);
  expect(stdout).not.toContain(SECRET);
});

test("what could not be found is said, and the exit code is 1", async () => {
  expect(await importState({ ...FLAGS, spokeAccount: [] })).toBe(1);
  expect(stderr).toContain("no Spoke for vpc-0b22000000000000a");
});

test("a folder with something in it is left alone, and AWS is not asked", async () => {
  await mkdir(join(dir, "spokes"));
  await expect(importState({ ...FLAGS, out: dir })).rejects.toThrow("is not empty");
  expect(simulation.cloud.calls.list()).toEqual([]);
});

test("a hub that denies is an error, and nothing is written", async () => {
  const out = join(dir, "imported");
  const hubRole = "arn:aws:iam::111111111111:role/unknown";
  await expect(importState({ ...FLAGS, hubRole, out })).rejects.toThrow(
    /^account 111111111111 could not be read: AccessDenied/,
  );
  expect(await readdir(dir)).toEqual([]);
});

test.each<[string, Partial<ImportFlags>, string]>([
  [
    "of wrong shape",
    { account: "11", vpc: "vpc-1", spokeAccount: ["2"], owner: "A" },
    `--account must be the 12 digits of an account id
--vpc must be vpc- and 8 or 17 hex digits
--owner must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit
--spoke-account must be the 12 digits of an account id`,
  ],
  [
    "that hold a secret, or one account's role for all",
    { externalIdFrom: SECRET, spokeRole: "arn:aws:iam::222222222222:role/x" },
    `--spoke-role must contain {account}: it is assumed in each spoke's account
--external-id-from must be env:NAME or file:PATH; a value would end in shell histories`,
  ],
  [
    "that contradict each other",
    { hubRole: "arn:aws:iam::333333333333:role/x", externalIdFrom: "env:NOT_THERE" },
    `the role is in account 333333333333, the hub in 111111111111
environment variable NOT_THERE is not set; it is needed to assume the role, not to validate`,
  ],
])("flags %s are refused, all at once", async (_, flags, words) => {
  await expect(importState({ ...FLAGS, ...flags })).rejects.toThrow(words);
  expect(simulation.cloud.calls.list()).toEqual([]);
});

test("accounts to look in need a role", async () => {
  const { spokeRole: _, ...flags } = FLAGS;
  await expect(importState(flags)).rejects.toThrow(
    "--external-id-from needs --spoke-role\n--spoke-account needs --spoke-role",
  );
});

test("a hub VPC that does not exist is told as such", async () => {
  await expect(importState({ ...FLAGS, vpc: "vpc-00000000000000001" })).rejects.toThrow(
    /^account 111111111111 has no VPC vpc-00000000000000001 in eu-west-1$/,
  );
});

test("without an owner the one whose zones are found is taken, in words; with none it must be told", async () => {
  const { owner: _, ...flags } = FLAGS;
  await expect(importState(flags)).rejects.toThrow("--owner is needed: no zone that was found names one");
  const zones = [...simulation.cloud.estate.zones.byId.values()];
  for (const zone of zones) zone.callerReference = `vpceop/blue-team/${"0".repeat(32)}/0/0`;
  expect(await importState({ ...flags, out: join(dir, "imported") })).toBe(0);
  expect(stderr).toBe("owner: blue-team, whose zones were found (--owner chooses another)\n");
  expect(await readFile(join(dir, "imported", "hub.yaml"), "utf8")).toContain("owner: blue-team\n");
});
