import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, removeCli } from "../support/cli.ts";
import { follow, openShell, type Shell, writeShown } from "../support/shell.ts";

const PAGE = { path: "docs/getting-started.md", text: readFileSync("docs/getting-started.md", "utf8") };

let simulation: Simulation;
let shell: Shell;

beforeAll(async () => {
  await buildCli();
  simulation = await startSimulation({ insyncMs: 300 });
  shell = await openShell(simulation, {
    AWS_REGION: "ap-southeast-2",
    SPOKE_EXTERNAL_ID: "example-external-id-not-a-secret",
    VPCE_OPERATOR_POLL: "1s",
    VPCE_OPERATOR_LISTEN: "127.0.0.1:0",
  });
});
afterAll(async () => {
  await shell.close();
  await simulation.close();
  await removeCli();
});

it("docs/getting-started.md does what it says, from three documents to a daemon that lets a spoke go", async () => {
  await writeShown(PAGE, shell);
  const said = await follow(PAGE, shell);
  const of = (line: string) =>
    said.filter(([command]) => command.startsWith(line)).map(([, { said }]) => said);
  const [first, second] = of("vpce-operator plan");
  expect(first).toContain("create 5 hosted zones");
  expect(second).toContain("Nothing to change");
  expect(of("vpce-operator explain")[0]).toContain("kept by vpce-operator for endpoint core-ssm");
  expect(of("dig").length).toBe(4);
});
