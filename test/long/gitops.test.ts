import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, removeCli } from "../support/cli.ts";
import { blocksOf, inSection } from "../support/pages.ts";
import { follow, openShell, type Shell } from "../support/shell.ts";

const PAGE = { path: "docs/gitops.md", text: readFileSync("docs/gitops.md", "utf8") };

let simulation: Simulation;
let shell: Shell;
let home: string;

beforeAll(async () => {
  await buildCli();
  simulation = await startSimulation({ insyncMs: 300 });
  home = await mkdtemp(join(tmpdir(), "vpce-operator-home-"));
  shell = await openShell(simulation, {
    AWS_REGION: "ap-southeast-2",
    VPCE_OPERATOR_POLL: "1s",
    VPCE_OPERATOR_LISTEN: "off",
    HOME: home, // no settings of this machine's git
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "kim",
    GIT_AUTHOR_EMAIL: "kim@example.com",
    GIT_COMMITTER_NAME: "kim",
    GIT_COMMITTER_EMAIL: "kim@example.com",
  });
});
afterAll(async () => {
  await shell.close();
  await rm(home, { recursive: true });
  await simulation.close();
  await removeCli();
});

it("docs/gitops.md: a commit is applied, one with a slip is refused by its place, and its revert is applied", async () => {
  await cp("desired-state", join(shell.dir, "desired-state"), { recursive: true });
  const ran = await follow(inSection(PAGE, "Try it"), shell);
  const waits = ran.filter(([line]) => line.startsWith("vpce-operator wait"));
  expect(waits.map(([, { code }]) => code)).toEqual([0, 1, 0]);
  expect(waits[1]?.[1].said).toContain("desired-state/spokes/payments-dev.yaml:");
  expect([...simulation.cloud.estate.zones.byId.values()].map(({ vpcs }) => vpcs.size)).toEqual([
    7, 7, 7, 7, 7,
  ]);
});

it("docs/gitops.md: each line of CODEOWNERS fits a path of a layout", () => {
  const texts = blocksOf(PAGE).filter(({ language }) => language === "text");
  const paths = texts.slice(0, 2).flatMap(({ text }) => text.trim().split("\n"));
  const patterns =
    texts[2]?.text
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/)[0] ?? "") ?? [];
  expect(patterns).toHaveLength(4);
  for (const pattern of patterns.slice(1))
    expect(
      paths.filter((path) => `/${path}`.startsWith(pattern)),
      pattern,
    ).not.toEqual([]);
});
