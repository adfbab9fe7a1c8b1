import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatProblem } from "../../model/desired/problems.ts";
import { readFolder } from "./folder.ts";

const NONE = { env: {}, file: () => undefined };
const REFUSAL = "an empty desired state would remove everything, so it is refused";
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-folder-"));
});
afterEach(() => rm(dir, { recursive: true }));

const problems = async () => (await readFolder(dir, NONE)).problems.map(formatProblem);

test("an empty folder is refused by its name", async () => {
  expect(await problems()).toEqual([`${dir}:1:1: no desired state found; ${REFUSAL}`]);
});

test("files that were passed over for their ending are told, hidden ones are not", async () => {
  await mkdir(join(dir, "spokes"));
  for (const name of ["hub.json", "spokes/a.yaml.bak", "notes.txt", ".hidden"])
    await writeFile(join(dir, name), "");
  expect(await problems()).toEqual([
    `${dir}:1:1: no desired state found; 3 files are not .yaml or .yml; ${REFUSAL}`,
  ]);
});

test("a folder may hold more files than a process may have open", async () => {
  for (let i = 0; i < 500; i++) await writeFile(join(dir, `${i}.yaml`), "# nothing\n");
  const module = new URL("folder.ts", import.meta.url);
  const script = `const { readFolder } = await import("${module}");
    const { problems } = await readFolder("${dir}", { env: {}, file() {} });
    process.stdout.write(String(problems.length));`;
  const command = 'ulimit -n 200 && exec "$0" --input-type=module --eval "$1"';
  const printed = execFileSync("sh", ["-c", command, process.execPath, script], { encoding: "utf8" });
  expect(printed).toBe("500");
});
