import { describe, expect, it } from "vitest";
import { type ConfigSources, resolveConfig, shownConfig } from "./resolve.ts";

const TOKEN = "canary-token-of-more-than-32-bytes-0001";

function resolve(given: Partial<ConfigSources>) {
  return resolveConfig({ flags: {}, env: {}, readSecret: () => undefined, isReadable: () => true, ...given });
}

function settingsOf(given: Partial<ConfigSources>) {
  const resolved = resolve(given);
  if ("problems" in resolved) throw new Error(resolved.problems.join("\n"));
  return resolved;
}

function problemsOf(given: Partial<ConfigSources>): readonly string[] {
  const resolved = resolve(given);
  return "problems" in resolved ? resolved.problems : [];
}

const ALONE = { VPCE_OPERATOR_LEASE: "none" };

describe("a setting", () => {
  it("is taken from the flag, else the environment, else the file, else its default, and says which", () => {
    const file = { path: "op.yaml", text: "lease: none\ngitRef: file\npoll: 10s\ninterval: 1m\n" };
    const env = { VPCE_OPERATOR_GIT_REF: "env", VPCE_OPERATOR_POLL: "20s" };
    const { settings, said } = settingsOf({ file, env, flags: { gitRef: "flag" } });
    expect([settings.gitRef, said.gitRef]).toEqual(["flag", "--git-ref"]);
    expect([settings.poll, said.poll]).toEqual([20_000, "VPCE_OPERATOR_POLL"]);
    expect([settings.interval, said.interval]).toEqual([60_000, "op.yaml:4"]);
    expect([settings.concurrency, said.concurrency]).toEqual([24, "default"]);
  });

  it("that is wrong is refused with all others that are, each with its place", () => {
    const file = { path: "op.yaml", text: "lease: none\ngitreff: x\npoll: soon\n" };
    const env = { VPCE_OPERATOR_INTERVAL: "1s", VPCE_OPERATOR_GIT_REFF: "x" };
    expect(problemsOf({ file, env, flags: { concurrency: "many" } })).toEqual([
      'op.yaml:2: no setting is called "gitreff"; did you mean "gitRef"?',
      'VPCE_OPERATOR_GIT_REFF: no setting is called so; did you mean "VPCE_OPERATOR_GIT_REF"?',
      'op.yaml:3: "soon" must be a time with its unit, as 30s, 5m or 1h',
      'VPCE_OPERATOR_INTERVAL: "1s" must be from 10s to 24h',
      '--concurrency: "many" must be a whole number',
    ]);
  });

  it("may be a variable of the user's own whose name is like no setting's", () => {
    expect(problemsOf({ env: { ...ALONE, VPCE_OPERATOR_SPOKES_EXTERNAL_ID: "x" } })).toEqual([]);
  });
});

describe("a secret", () => {
  it("is the environment's, or the content of a file, and is never shown", () => {
    const readSecret = (path: string) => (path === "/run/token" ? TOKEN : undefined);
    const env = { ...ALONE, VPCE_OPERATOR_READ_TOKEN: `${TOKEN}-env` };
    const resolved = settingsOf({ env, flags: { reconcileToken: "/run/token" }, readSecret });
    expect(resolved.settings).toMatchObject({ readToken: `${TOKEN}-env`, reconcileToken: TOKEN });
    expect(resolved.secretFiles).toEqual({ reconcileToken: "/run/token" });
    expect(resolved.said.reconcileToken).toBe("--reconcile-token-file");
    expect(shownConfig(resolved)).not.toContain("canary");
    expect(shownConfig(resolved)).toMatch(/readToken +\[redacted\] +\(VPCE_OPERATOR_READ_TOKEN\)/);
  });

  it("that is too short or cannot be read is refused without being shown", () => {
    const env = {
      ...ALONE,
      VPCE_OPERATOR_READ_TOKEN: "canary",
      VPCE_OPERATOR_RECONCILE_TOKEN_FILE: "/nowhere",
    };
    expect(problemsOf({ env })).toEqual([
      "VPCE_OPERATOR_READ_TOKEN: must have at least 32 bytes",
      "VPCE_OPERATOR_RECONCILE_TOKEN_FILE: /nowhere cannot be read",
    ]);
  });
});

const ECS = { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/id" };

describe("settings together", () => {
  it("files that are read later are looked for at start, all at once", () => {
    const env = {
      ...ALONE,
      VPCE_OPERATOR_SOURCE: "git@host:a/b.git",
      VPCE_OPERATOR_GIT_VERIFY: "ssh",
      VPCE_OPERATOR_GIT_SIGNERS_FILE: "/signers",
      VPCE_OPERATOR_GIT_KNOWN_HOSTS_FILE: "/hosts",
      VPCE_OPERATOR_GIT_KEY_FILE: "/key",
    };
    expect(problemsOf({ env, isReadable: (path) => path === "/hosts" })).toEqual([
      "gitKeyFile: /key cannot be read",
      "gitSignersFile: /signers cannot be read",
    ]);
  });

  it("that do not fit are told beside what is set", () => {
    const resolved = resolve({ env: { VPCE_OPERATOR_GIT_REF: "prod", VPCE_OPERATOR_POLL: "soon" } });
    if (!("problems" in resolved)) throw new Error("a table is missing");
    expect(resolved.problems).toHaveLength(2);
    const shown = shownConfig(resolved.set);
    expect(shown).toMatch(/gitRef +prod +\(VPCE_OPERATOR_GIT_REF\)/);
    expect(shown).toMatch(/poll +30000 +\(VPCE_OPERATOR_POLL\)/);
  });

  it.each([
    [{}, "table: name the DynamoDB table"],
    [{ VPCE_OPERATOR_TABLE: "t", VPCE_OPERATOR_LEASE: "none" }, "lease: none has no use for a table"],
    [{ ...ALONE, VPCE_OPERATOR_SOURCE: "git@host:a/b.git" }, "gitKnownHostsFile"],
    [{ ...ALONE, VPCE_OPERATOR_GIT_VERIFY: "ssh" }, "gitSignersFile"],
    [{ ...ALONE, VPCE_OPERATOR_LISTEN: "0.0.0.0:8080" }, "readToken: 0.0.0.0:8080"],
    [{ ...ALONE, ...ECS }, "lease: none on ECS"],
  ])("%j are refused", (env, words) => {
    expect(problemsOf({ env }).join("\n")).toContain(words);
  });

  it.each([
    { VPCE_OPERATOR_TABLE: "t" },
    { VPCE_OPERATOR_DRY_RUN: "true" },
    { ...ALONE, VPCE_OPERATOR_LISTEN: "off" },
    { ...ALONE, ...ECS, VPCE_OPERATOR_ONE_TASK: "true" },
    { ...ECS, VPCE_OPERATOR_TABLE: "t" },
    { ...ALONE, ...ECS, VPCE_OPERATOR_DRY_RUN: "true" },
    { ...ALONE, VPCE_OPERATOR_LISTEN: "[::1]:8080" },
  ])("%j are sound", (env) => {
    expect(problemsOf({ env })).toEqual([]);
  });
});

describe("the receiver of notifications", () => {
  const of = (url: string) => problemsOf({ env: { ...ALONE, VPCE_OPERATOR_NOTIFY_URL: url } });

  it.each([
    "https://hooks.example/T0/canary",
    "http://127.0.0.1:9000/",
    "http://localhost/x",
    "http://[::1]:1/",
  ])("may be %s", (url) => expect(of(url)).toEqual([]));

  it.each([
    "http://hooks.example/canary",
    "http://127.0.0.1.evil.example/canary",
    "ftp://canary",
    "canary",
    "https://u:canary@h/",
  ])("may not be %s, which is not echoed", (url) => {
    const problems = of(url);
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toContain("canary");
  });
});
