import { execFile, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";

/** deploy/ by the field's own linters, as far as this machine has them; what it lacks is said in a line. */
const TEMPLATES = globSync("deploy/cloudformation/*.yaml");
const isThere = (tool: string) => spawnSync(tool, ["--version"], { stdio: "ignore" }).error === undefined;
const lacking = (tool: string) => {
  const isLacking = !isThere(tool);
  if (isLacking) process.stderr.write(`deploy/ is not judged by ${tool}: it is not on the PATH\n`);
  return isLacking;
};

/** A tool's output when it is content; else the test fails with what it said. */
async function content(
  tool: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const { stdout, stderr } = await promisify(execFile)(tool, args, options).catch((error) => {
    throw new Error(`${tool} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout + stderr;
}

test.skipIf(lacking("cfn-lint"))("the CloudFormation templates are what CloudFormation takes", async () => {
  expect(TEMPLATES).toHaveLength(5);
  await content("cfn-lint", TEMPLATES);
});

test.skipIf(lacking("checkov"))(
  "checkov finds nothing in the templates but what they say they accept",
  async () => {
    const args = [
      "--framework",
      "cloudformation",
      "--directory",
      "deploy/cloudformation",
      "--quiet",
      "--compact",
    ];
    await content("checkov", args);
  },
);

test.skipIf(lacking("parliament"))("parliament finds no mistake in the policies", async () => {
  // EC2 asks about each resource of a call by itself; reading takes all there is; IfExists binds only actions with the key.
  const accepted =
    /No resources match for the given action|Unnecessary use of Resource \*|condition ram:RequestedResourceType for/;
  for (const file of globSync("docs/iam/*-policy*.json")) {
    const { stdout } = spawnSync("parliament", ["--files", file], { encoding: "utf8" });
    expect(
      stdout.split("\n").filter((line) => line !== "" && !accepted.test(line)),
      file,
    ).toEqual([]);
  }
});

describe.skipIf(lacking("promtool"))("promtool", () => {
  it("takes the alert rules, and they fire when they should and not when they should not", async () => {
    await content("promtool", ["check", "rules", "deploy/prometheus/alerts.yaml"]);
    await content("promtool", ["test", "rules", "deploy/prometheus/alerts.test.yaml"]);
  });

  it("takes the scrape configuration, and the one inside the collector's", async () => {
    await content("promtool", ["check", "config", "--syntax-only", "deploy/prometheus/scrape.yaml"]);
    const collector = parse(readFileSync("deploy/prometheus/adot-collector.yaml", "utf8"));
    const file = join(await mkdtemp(join(tmpdir(), "vpce-operator-scrape-")), "scrape.yaml");
    await writeFile(file, JSON.stringify(collector.receivers.prometheus.config));
    await content("promtool", ["check", "config", "--syntax-only", file]);
  });
});

test("the alert rules ask for metrics that the program has", () => {
  const rules = readFileSync("deploy/prometheus/alerts.yaml", "utf8");
  const known = readFileSync("docs/metrics.md", "utf8");
  const asked = [...rules.matchAll(/vpce_operator_\w+/g)].map(([name]) => name);
  expect(asked.length).toBeGreaterThan(6);
  expect(asked.filter((name) => !known.includes(`| \`${name}\` |`))).toEqual([]);
});

const { TF_PLUGIN_DIR } = process.env;
if (!TF_PLUGIN_DIR) process.stderr.write("deploy/terraform is not validated: TF_PLUGIN_DIR is not set\n");

describe.skipIf(!TF_PLUGIN_DIR || lacking("terraform"))("the Terraform module", () => {
  it.each(["operator", "hub", "spoke", "network"])(
    "%s is valid by the provider's own schema, and formatted",
    async (name) => {
      const folder = await mkdtemp(join(tmpdir(), "vpce-operator-terraform-"));
      await cp("deploy/terraform", folder, { recursive: true });
      const options = {
        cwd: join(folder, name),
        env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null", CHECKPOINT_DISABLE: "1" },
      };
      await content(
        "terraform",
        ["init", "-input=false", "-no-color", `-plugin-dir=${TF_PLUGIN_DIR}`],
        options,
      );
      await content("terraform", ["validate", "-no-color"], options);
      await content("terraform", ["fmt", "-check", "-recursive", folder], options);
    },
  );
});
