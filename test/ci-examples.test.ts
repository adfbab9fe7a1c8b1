import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { parse, stringify } from "yaml";
import { type Simulation, startSimulation } from "../cmd/simulation.ts";
import { githubWorkflow, gitlabPipeline } from "./support/ci-schemas.ts";
import { buildCli, cliCommand, removeCli, withoutAws } from "./support/cli.ts";

const GITHUB = parse(readFileSync("docs/ci/github-actions.yml", "utf8"));
const GITLAB = parse(readFileSync("docs/ci/gitlab-ci.yml", "utf8"));

type Step = {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: object;
};
const STEPS: readonly Step[] = GITHUB.jobs.plan.steps;
const script = (name: string) => STEPS.find((step) => step.name === name)?.run ?? "";

let simulation: Simulation;
let dir: string;

beforeAll(async () => {
  await buildCli();
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-ci-"));
  const world = parse(readFileSync("cmd/demo/world.yaml", "utf8"));
  for (const account of Object.values<{ roles?: object[] }>(world.accounts))
    account.roles = [{ name: "vpce-operator-read", trusts: ["999999999999"] }];
  const worldFile = join(dir, "world.yaml");
  await writeFile(worldFile, stringify(world));
  simulation = await startSimulation({ insyncMs: 400, worldFile });
});
afterAll(async () => {
  await simulation.close();
  await removeCli();
  await rm(dir, { recursive: true });
});

/** A job's folder, with the sample in it, and programs in place of those that are not under test. */
async function checkout(programs: Readonly<Record<string, string>>) {
  const work = await mkdtemp(join(dir, "work-"));
  await cp("desired-state", join(work, "desired-state"), { recursive: true });
  await mkdir(join(work, "bin"));
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(work, "bin", name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(work, "bin", name), 0o755);
  }
  const env = withoutAws({
    PATH: `${join(work, "bin")}:${process.env.PATH}`,
    AWS_ENDPOINT_URL: simulation.url,
    AWS_REGION: "ap-southeast-2",
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
    GITHUB_OUTPUT: join(work, "output"),
    GITHUB_REPOSITORY: "example/dns",
    PULL_REQUEST: "7",
    SPOKE_EXTERNAL_ID: "read-only",
  });
  const run = async (shell: readonly string[], text: string, more: object = {}) => {
    const [program = "sh", ...args] = shell;
    const child = spawn(program, [...args, text], {
      cwd: work,
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    const [code] = await once(child, "close");
    return { code: code as number, said };
  };
  return { work, run, read: (name: string) => readFile(join(work, name), "utf8") };
}

/** As GitHub runs `run:`. */
const BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
const VPCE_OPERATOR = () => `exec ${cliCommand([])} "$@"`;

test.each([
  ["GitHub", githubWorkflow, GITHUB],
  ["GitLab", gitlabPipeline, GITLAB],
])(
  "what is not run of the example for %s is of the form that it knows, and of no other",
  (_, schema, example) => {
    expect(schema.safeParse(example).error?.issues ?? []).toEqual([]);
    const [name = ""] = Object.keys(example.jobs ?? example).filter((key) => key === "plan");
    const wrong = structuredClone(example);
    (wrong.jobs ?? wrong)[name].scripts = ["true"];
    expect(schema.safeParse(wrong).success).toBe(false);
  },
);

describe("the GitHub Actions workflow", () => {
  it("has the rights that it needs, for its own repository's pull requests only, and no others", () => {
    expect(Object.keys(GITHUB.on)).toEqual(["pull_request"]);
    expect(GITHUB.permissions).toEqual({});
    const { permissions, if: condition } = GITHUB.jobs.plan;
    expect(permissions).toEqual({ contents: "read", "id-token": "write", "pull-requests": "write" });
    expect(condition).toBe("github.event.pull_request.head.repo.full_name == github.repository");
    const credentials = STEPS.find(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
    expect(credentials?.with).toMatchObject({
      "role-to-assume": expect.stringContaining(":role/vpce-operator-plan"),
    });
    expect(STEPS.find(({ uses }) => uses?.startsWith("actions/checkout@"))?.with).toEqual({
      "persist-credentials": false,
    });
  });

  it("lets nothing that people type become a command: expressions stand in env, never in run", () => {
    const scripts = STEPS.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((run) => run.includes("${{"))).toEqual([]);
  });

  it("validates before it has credentials, and plans with roles that only read", async () => {
    const names = STEPS.map(({ name, uses }) => name ?? uses?.split("@")[0]);
    expect(names.indexOf("Validate")).toBeLessThan(names.indexOf("aws-actions/configure-aws-credentials"));
    const { run, read } = await checkout({ "vpce-operator": VPCE_OPERATOR() });
    expect(await run(BASH, script("Validate"))).toMatchObject({ code: 0 });
    expect(await run(BASH, script("Plan"))).toMatchObject({ code: 0 });
    expect(await read("plan.md")).toContain("payments-prod");
    expect(await read("output")).toBe("status=2\n");
    expect(simulation.cloud.calls.list({ operation: "AssociateVPCWithHostedZone" })).toEqual([]);
  });

  it("fails at a document that is wrong, and says where", async () => {
    const { work, run } = await checkout({ "vpce-operator": VPCE_OPERATOR() });
    await writeFile(join(work, "desired-state/broken.yaml"), "kind: Spoke\n");
    const { code, said } = await run(BASH, script("Validate"));
    expect(code).toBe(1);
    expect(said).toContain("desired-state/broken.yaml:1:1:");
  });

  it("says so in the comment when no plan could be made, and fails afterwards", async () => {
    const { run, read } = await checkout({ "vpce-operator": "exit 1" });
    expect(await run(BASH, script("Plan"))).toMatchObject({ code: 0 });
    expect(await read("plan.md")).toContain("No plan could be made");
    expect(await read("output")).toBe("status=1\n");
    const verdict = async (STATUS: string) =>
      (await run(BASH, script("Everything was seen"), { STATUS })).code;
    expect([await verdict("0"), await verdict("2"), await verdict("1"), await verdict("")]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it.each([
    ["", "--method POST repos/example/dns/issues/7/comments"],
    ["41\\n42\\n", "--method PATCH repos/example/dns/issues/comments/41"],
  ])("writes one comment, and the same one again (comments found: %j)", async (ids, call) => {
    const gh = `echo "$@" >> calls; case "$*" in *--paginate*) printf '${ids}';; esac`;
    const { work, run, read } = await checkout({ gh });
    await writeFile(join(work, "plan.md"), "the plan\n");
    expect(await run(BASH, script("Comment"))).toMatchObject({ code: 0 });
    const calls = (await read("calls")).trim().split("\n");
    expect(calls[0]).toContain('startswith("<!-- vpce-operator plan -->")');
    expect(calls.slice(1)).toEqual([`api --silent ${call} --field body=@comment.md`]);
    expect(await read("comment.md")).toBe("<!-- vpce-operator plan -->\nthe plan\n");
  });

  it("leaves no old plan in the comment when a step before it failed", async () => {
    expect(STEPS.find(({ name }) => name === "Comment")?.if).toContain("!cancelled()");
    const { run, read } = await checkout({ gh: "true" });
    expect(await run(BASH, script("Comment"))).toMatchObject({ code: 0 });
    expect(await read("comment.md")).toContain("No plan was made");
  });
});

describe("the GitLab job", () => {
  const lines = (job: string, part: string): string[] => GITLAB[job][part];
  /** As a runner does: before_script and script in one shell. */
  const SH = ["sh", "-e", "-c"];

  it("runs for merge requests only, with an identity of its own, in the operator's image", () => {
    expect(GITLAB.stages).toEqual(["plan", "comment"]);
    for (const job of ["plan", "comment"])
      expect(GITLAB[job].rules.map((rule: { if: string }) => rule.if)).toEqual([
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
      ]);
    expect(GITLAB.plan.id_tokens.AWS_TOKEN.aud).toMatch(/^https:/);
    expect(GITLAB.plan.image.entrypoint).toEqual([""]);
    expect(GITLAB.plan.variables.AWS_ROLE_ARN).toMatch(/:role\/vpce-operator-plan$/);
    expect(GITLAB.comment.needs).toEqual([{ job: "plan", artifacts: true }]);
    expect(GITLAB.plan.artifacts).toMatchObject({ when: "always", paths: ["plan.md"] });
    for (const job of ["plan", "comment"])
      for (const line of [...lines(job, "before_script"), ...lines(job, "script")])
        expect(line).toBeTypeOf("string");
  });

  it("plans with roles that only read", async () => {
    const { run, read } = await checkout({ "vpce-operator": VPCE_OPERATOR() });
    const { code } = await run(SH, lines("plan", "script").join("\n"));
    expect(code).toBe(0);
    expect(await read("plan.md")).toContain("payments-prod");
  });

  it("keeps the identity's token to itself, and runs the image's program", async () => {
    const { work, run, read } = await checkout({ node: 'echo "$@"' });
    const text = [...lines("plan", "before_script"), "vpce-operator --version"].join("\n");
    const { said } = await run(SH, text, { AWS_TOKEN: "a.b.c", CI_PROJECT_DIR: work });
    expect(said).toBe("/opt/vpce-operator/dist/vpce-operator.mjs --version\n");
    expect(await read(".aws-token")).toBe("a.b.c");
    expect(await run(SH, "stat -c %a .aws-token")).toMatchObject({ said: "600\n" });
  });

  it("whose documents are wrong or that did not see everything fails", async () => {
    const { work, run, read } = await checkout({ "vpce-operator": 'test "$1" = validate' });
    expect((await run(SH, lines("plan", "script").join("\n"))).code).toBe(1);
    expect(await read("plan.md")).toContain("No plan could be made");
    await rm(join(work, "plan.md"));
    await writeFile(join(work, "bin/vpce-operator"), "#!/bin/sh\nexit 1\n");
    expect((await run(SH, lines("plan", "script").join("\n"))).code).toBe(1);
    await expect(read("plan.md")).rejects.toThrow("ENOENT");
  });

  it.each([
    [
      "",
      "--request POST --data @note.json https://gitlab.example.com/api/v4/projects/3/merge_requests/7/notes",
    ],
    [
      "41",
      "--request PUT --data @note.json https://gitlab.example.com/api/v4/projects/3/merge_requests/7/notes/41",
    ],
  ])("writes one note, and the same one again (note found: %j)", async (id, call) => {
    const curl = 'echo "$@" >> calls; echo "[]"';
    const jq = `case "$*" in *--null-input*) cat plan.md;; *) echo "${id}";; esac`;
    const { work, run, read } = await checkout({ curl, jq });
    await writeFile(join(work, "plan.md"), "the plan\n");
    const { code } = await run(SH, lines("comment", "script").join("\n"), {
      CI_API_V4_URL: "https://gitlab.example.com/api/v4",
      CI_PROJECT_ID: "3",
      CI_MERGE_REQUEST_IID: "7",
      COMMENT_TOKEN: "a-token",
    });
    expect(code).toBe(0);
    expect((await read("calls")).trim().split("\n")[1]).toContain(call);
    expect(await read("note.json")).toBe("the plan\n");
  });
});
