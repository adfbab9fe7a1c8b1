import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookUp } from "../../cmd/demo/lookup.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, removeCli, runCli } from "../support/cli.ts";

/**
 * docs/adopt-what-you-have.md, followed literally: its commands in their order, each with the outcome that its comment
 * promises. Ports are the simulation's own, and where the page sleeps the test looks until it is so.
 */
const PAGE = "docs/adopt-what-you-have.md";
const FIRST_PORT = 5400;

let simulation: Simulation;
let dir: string;

beforeAll(async () => {
  await buildCli();
  simulation = await startSimulation({
    worldFile: "docs/adopt/world.yaml",
    insyncMs: 300,
    throttling: false,
  });
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-adopt-"));
});
afterAll(async () => {
  await simulation.close();
  await rm(dir, { recursive: true });
  await removeCli();
});

test("the page's commands do what it says, from import to ownership", async () => {
  const page = await readFile(PAGE, "utf8");
  const [, , ...blocks] = [...page.matchAll(/```sh\n([^`]*)```/g)].map(([, block = ""]) => block);
  const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").trim().split("\n"));
  for (const line of lines) await follow(line);
  const commands = lines.map((line) => line.split(" ").slice(0, 2).join(" "));
  expect(commands.filter((command) => command === "vpce-operator apply")).toHaveLength(6);
});

async function follow(line: string): Promise<void> {
  const [command = "", comment = ""] = line.split(/ +# /);
  const [program, ...args] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
  if (program === "vpce-operator") await operate(line, args, comment);
  else if (program === "ask") await ask(line, args, comment);
  else if (program === "sed" || program === "mv") execFileSync("bash", ["-c", command], { cwd: dir });
  else expect(line).toMatch(/^sleep 60( |$)/);
}

async function operate(line: string, args: readonly string[], comment: string): Promise<void> {
  const here = args.map((arg) => (arg === "estate" ? join(dir, "estate") : arg));
  const { code, stdout, stderr } = await runCli(here, {
    AWS_ENDPOINT_URL: simulation.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
    SPOKE_EXTERNAL_ID: "example-external-id-not-a-secret",
  });
  const something = args[0] === "plan" && !comment.startsWith("nothing to change");
  expect(code, `${line}\n${stdout}\n${stderr}`).toBe(something ? 2 : 0);
  if (comment.startsWith("names the window")) expect(stdout).toContain("[TurnOff]");
}

async function ask(line: string, [port, name = ""]: readonly string[], comment: string): Promise<void> {
  const vpc = [...simulation.resolvers.keys()][Number(port) - FIRST_PORT] ?? "";
  if (comment.startsWith("private still, or public")) return;
  const looked = async () => (await lookUp(simulation, vpc, name)).isPrivate;
  await expect.poll(looked, { message: line }).toBe(comment.startsWith("private"));
}
