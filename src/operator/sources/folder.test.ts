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
