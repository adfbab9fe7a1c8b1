import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import config from "../../rolldown.config.ts";
import { withoutAws } from "../support/cli.ts";

/** What `node tools/package.ts` ships by npm, as a user gets it: a tarball, packed from a bundle of the sources as they are. */
const exec = promisify(execFile);
type Packed = {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { path: string }[];
};

let dir: string;
let packed: Packed;
const packageFile = (name: string) => join(dir, "package", name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-package-"));
  const bundle = join(dir, "bundle");
  await exec("npx", ["rolldown", "--config", "--dir", bundle]);
  await exec(process.execPath, ["tools/package.ts", join(dir, "package"), bundle]);
  const { stdout } = await exec("npm", ["pack", "--json", "--pack-destination", dir, join(dir, "package")]);
  [packed] = JSON.parse(stdout);
});
afterAll(() => rm(dir, { recursive: true }));

it("the tarball holds the bundle and what it reads: no sources, no tests, nothing to install or to run at install", () => {
  const kinds = new Set(
    packed.files.map(({ path }) => path.replace(/^(cmd\/demo\/\w+(?=\/)|desired-state|dist)\/.*/, "$1")),
  );
  expect([...kinds].sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES.txt",
    "cmd/demo/path",
    "cmd/demo/resolver",
    "cmd/demo/switch",
    "cmd/demo/world.yaml",
    "desired-state",
    "dist",
    "package.json",
    "sbom.cdx.json",
  ]);
  const manifest = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  expect(Object.keys(manifest)).toEqual([
    "name",
    "version",
    "description",
    "license",
    "type",
    "engines",
    "bin",
  ]);
  expect(packed.size).toBeLessThan(2_000_000);
  expect(JSON.parse(readFileSync("package.json", "utf8")).private).toBe(true); // the checkout is never published
});

it("npx vpce-operator runs from the tarball alone, without a registry: the program, its sample and its world", async () => {
  const home = await mkdtemp(join(dir, "home-"));
  const npx = (...args: string[]) =>
    exec("npx", ["--offline", "--yes", "--package", join(dir, packed.filename), "vpce-operator", ...args], {
      cwd: home,
      env: { ...withoutAws({}), npm_config_cache: join(home, "cache") },
    });
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect((await npx("--version")).stdout).toBe(`${version}\n`);
  expect((await npx("demo")).stdout).toContain("payments-prod");
});

it("the bill of materials and the licences name every package of which something is in the bundle", async () => {
  const bundle = await rolldown(config as Parameters<typeof rolldown>[0]);
  const { output } = await bundle.generate();
  await bundle.close();
  const modules = output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
  const names = new Set(
    modules.flatMap((id) => id.match(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
  );
  const { components } = JSON.parse(readFileSync(packageFile("sbom.cdx.json"), "utf8"));
  const listed = new Set(components.map(({ name }: { name: string }) => name));
  expect(names.size).toBeGreaterThan(50);
  expect([...names].filter((name) => !listed.has(name))).toEqual([]);
  const licences = readFileSync(packageFile("THIRD-PARTY-LICENSES.txt"), "utf8");
  expect([...names].filter((name) => !licences.includes(`${name}@`))).toEqual([]);
});
