import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What is shipped, by npm as in the image: the bundle and what it reads, with no dependency left to install; and what is in
 * the bundle, as a bill of materials (CycloneDX) and with the licences of its packages.
 *
 *     npm run build && node tools/package.ts FOLDER [BUNDLE]
 */
const [folder, bundle = "dist"] = process.argv.slice(2);
if (folder === undefined) throw new Error("node tools/package.ts FOLDER [BUNDLE]: where to put the package");

const READ = ["README.md", "LICENSE", "CHANGELOG.md"];
/** `demo` and `simulate` show these when nothing else is named. */
const SHOWN = [
  "cmd/demo/world.yaml",
  "cmd/demo/path",
  "cmd/demo/resolver",
  "cmd/demo/switch",
  "desired-state",
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const path of [...READ, ...SHOWN]) cpSync(path, join(folder, path), { recursive: true });
cpSync(bundle, join(folder, "dist"), { recursive: true });
write("package.json", `${JSON.stringify(manifest(), null, 2)}\n`);
const folders = installed();
const materials = billOfMaterials();
write("sbom.cdx.json", `${JSON.stringify(materials, null, 2)}\n`);
write("THIRD-PARTY-LICENSES.txt", licences(materials.components));

/** Ours without `private`, scripts, and everything to install. */
function manifest() {
  const { name, version, description, license, type, engines, bin } = JSON.parse(
    readFileSync("package.json", "utf8"),
  );
  return { name, version, description, license, type, engines, bin };
}

type Component = {
  readonly name: string;
  readonly version: string;
  readonly "bom-ref": string;
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
};
type Bill = {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

/** npm's own `--omit dev` leaves out also what a package for development shares with the program. */
function billOfMaterials(): Bill {
  const options = { encoding: "utf8", maxBuffer: 2 ** 26 } as const;
  const all: Bill = JSON.parse(execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx"], options));
  const components = all.components.filter(({ name, version }) => folders.has(`${name}@${version}`));
  const left = new Set(all.components.filter((c) => !components.includes(c)).map((c) => c["bom-ref"]));
  const dependencies = all.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => !left.has(other)) }));
  return { ...all, components, dependencies };
}

/** Where each name and version is that the program needs when it runs. */
function installed(): Map<string, string> {
  type Entry = { readonly version: string } & Partial<Record<"dev" | "optional" | "devOptional", boolean>>;
  const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return new Map(
    Object.entries(lock.packages)
      .filter(([path, { dev, optional, devOptional }]) => path && !dev && !optional && !devOptional)
      .map(([path, { version }]) => [`${path.split("node_modules/").at(-1)}@${version}`, path]),
  );
}

/** Each text once, below all the packages that it is of. */
function licences(components: readonly Component[]): string {
  const packages = Map.groupBy(components, textOf);
  const parts = [...packages].map(([text, of]) => {
    const lines = of.map(({ name, version, licenses = [] }) => {
      return `${name}@${version} (${licenses.map(({ license }) => license.id).join(", ")})`;
    });
    return [lines.join("\n"), text].join("\n\n");
  });
  return `${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function textOf({ name, version }: Component): string {
  const path = folders.get(`${name}@${version}`) ?? "";
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return files.map((file) => readFileSync(join(path, file), "utf8").trim()).join("\n\n");
}

function write(file: string, text: string): void {
  writeFileSync(join(folder as string, file), text);
}
