import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { ENDPOINT, HUB, SPOKE } from "../../../test/support/fixture.ts";
import { desiredJsonSchema } from "../../model/desired/json-schema.ts";
import { formatProblem } from "../../model/desired/problems.ts";
import { readFolder } from "./folder.ts";

const NONE = { env: {}, file: () => undefined };
const REFUSAL = "an empty desired state would remove everything, so it is refused";
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-folder-"));
});
afterEach(() => rm(dir, { recursive: true }));

const read = () => readFolder(dir, NONE);
const problems = async () => (await read()).problems.map(formatProblem);
const refusals = async () => (await read()).problems.map((problem) => [problem.code, formatProblem(problem)]);
const spokes = async () => (await read()).desired?.spokes.map(({ name }) => name);

const REST = { "hub.yaml": HUB, "endpoint.yaml": ENDPOINT };
const OTHER = SPOKE.replace("name: pay", "name: other").replace("vpc-0b000001", "vpc-0b000002");
const SPEC = { hub: "hub-a", account: "222222222222", vpc: "vpc-0b000001" };

const within = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), text]));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}

test("an empty folder is refused by its name", async () => {
  expect(await problems()).toEqual([`${dir}:1:1: no desired state found; ${REFUSAL}`]);
});

test("files that were passed over for their ending are told, hidden ones and back-ups are not", async () => {
  await write({ "spokes/a.yaml.bak": "", "notes.txt": "", ".hidden": "", "b.yaml~": "", "#c.yaml#": "" });
  expect(await problems()).toEqual([
    `${dir}:1:1: no desired state found; 2 files are not .yaml, .yml or .json; ${REFUSAL}`,
  ]);
});

describe("semantics 12: not read is not the same as not desired", () => {
  it.each(["spoke.yaml", "spoke.YAML", "spoke.yml", "spoke.YML", "deeper/and/deeper/spoke.Yaml"])(
    "%s is read",
    async (name) => {
      await write({ ...REST, [name]: SPOKE });
      expect(await spokes()).toEqual(["pay"]);
    },
  );

  it.each(["spoke.json", "spoke.JSON"])(
    "%s is read, for JSON is YAML, indented by tabs too",
    async (name) => {
      const body = { apiVersion: "vpce-operator/v1", kind: "Spoke", metadata: { name: "pay" }, spec: SPEC };
      await write({ ...REST, [name]: JSON.stringify(body, undefined, "\t") });
      expect(await spokes()).toEqual(["pay"]);
    },
  );

  it("the JSON Schema for editors may stand beside the documents", async () => {
    await write({ ...REST, "vpce-operator.schema.json": JSON.stringify(desiredJsonSchema()) });
    expect(await problems()).toEqual([]);
  });

  it("a link to a document elsewhere in the folder is followed, and read once", async () => {
    await write({ ...REST, "all/spoke.yaml": SPOKE, ".kept/other.yaml": OTHER });
    await symlink("all/spoke.yaml", join(dir, "again.yaml"));
    await symlink(join(dir, ".kept"), join(dir, "linked"));
    await symlink("all", join(dir, "too"));
    expect(await spokes()).toEqual(["other", "pay"]);
  });

  it("what is linked and stands in the folder is told at its own path", async () => {
    await write({ ...REST, "spokes/spoke.yaml": SPOKE.replace("vpc:", "vcp:") });
    await symlink("spokes/spoke.yaml", join(dir, "a.yaml"));
    expect(new Set((await read()).problems.map(({ file }) => file))).toEqual(
      new Set([join(dir, "spokes/spoke.yaml")]),
    );
  });

  it("a folder that is itself a link is read", async () => {
    await write({ ...within("real", REST), "real/spoke.yaml": SPOKE });
    await symlink("real", join(dir, "link"));
    expect((await readFolder(join(dir, "link"), NONE)).desired?.spokes).toHaveLength(1);
  });

  it("the mount of a Kubernetes ConfigMap is read once, before and after its atomic swap", async () => {
    await write({ ...within("..2026_1", REST), "..2026_1/spoke.yaml": SPOKE });
    await write({ ...within("..2026_2", REST), "..2026_2/spoke.yaml": OTHER });
    await symlink("..2026_1", join(dir, "..data"));
    for (const name of [...Object.keys(REST), "spoke.yaml"])
      await symlink(join("..data", name), join(dir, name));
    expect(await spokes()).toEqual(["pay"]);
    await symlink("..2026_2", join(dir, "..data_tmp"));
    await rename(join(dir, "..data_tmp"), join(dir, "..data"));
    expect(await spokes()).toEqual(["other"]);
  });

  it.each([
    ["spoke.yaml", "DanglingLink", "this leads to nothing; delete the link, or mend it"],
    ["spokes", "DanglingLink", "this leads to nothing; delete the link, or mend it"],
  ])("a dangling link, %s, is an error", async (name, code, words) => {
    await write(REST);
    await symlink("gone", join(dir, name));
    expect(await refusals()).toEqual([[code, `${join(dir, name)}:1:1: ${words}`]]);
  });

  it("links that lead in a circle are errors", async () => {
    await write({ ...REST, "spokes/spoke.yaml": SPOKE });
    await symlink("b.yaml", join(dir, "a.yaml"));
    await symlink("a.yaml", join(dir, "b.yaml"));
    await symlink("..", join(dir, "spokes/up"));
    expect((await refusals()).map(([code]) => code)).toEqual(["LinkCircle", "LinkCircle", "LinkCircle"]);
  });

  it("a link that leads out of the folder is an error, to a document, a folder, or a document of another name", async () => {
    const outside = await mkdtemp(join(tmpdir(), "vpce-operator-outside-"));
    await write(within("in", REST));
    await writeFile(join(outside, "spoke.txt"), SPOKE);
    await writeFile(join(outside, "notes.txt"), "nothing of ours");
    await symlink(join(outside, "spoke.txt"), join(dir, "in/a.yaml"));
    await symlink(outside, join(dir, "in/b"));
    await symlink(join(outside, "spoke.txt"), join(dir, "in/c.txt"));
    await symlink(join(outside, "notes.txt"), join(dir, "in/d.txt"));
    const { problems: found } = await readFolder(join(dir, "in"), NONE);
    await rm(outside, { recursive: true });
    expect(found.map(({ file, code }) => [relative(dir, file), code])).toEqual([
      ["in/a.yaml", "LinkLeadsOut"],
      ["in/b", "LinkLeadsOut"],
      ["in/c.txt", "NotRead"],
    ]);
  });

  it("a FIFO is not opened, also behind a link: it would never answer", async () => {
    await write(REST);
    execFileSync("mkfifo", [join(dir, "spoke.yaml")]);
    await symlink("spoke.yaml", join(dir, "z.yaml"));
    const words =
      "this is a FIFO, socket or device, and is not opened; put a file in its place, or delete it";
    expect(await refusals()).toEqual([
      ["NotAFile", `${join(dir, "spoke.yaml")}:1:1: ${words}`],
      ["NotAFile", `${join(dir, "z.yaml")}:1:1: ${words}`],
    ]);
    expect((await readFolder(join(dir, "spoke.yaml"), NONE)).problems).toMatchObject([{ code: "NotAFile" }]);
  });

  it("a socket and a device are no documents", async () => {
    await write(REST);
    const server = createServer().listen(join(dir, "s.yaml"));
    await once(server, "listening");
    const found = await refusals();
    server.close();
    expect(found.map(([code]) => code)).toEqual(["NotAFile"]);
    expect((await readFolder("/dev/null", NONE)).problems).toMatchObject([{ code: "NotAFile" }]);
  });

  it.each(["spoke.yaml.bak", "spoke.txt", "spoke", "spoke.yaml.disabled", "spoke.tmpl"])(
    "%s holds a document and is not read: an error",
    async (name) => {
      await write({ ...REST, [name]: `# a spoke\n---\n${SPOKE}` });
      const words = "this holds documents, but only files named .yaml, .yml and .json are read";
      expect(await refusals()).toEqual([
        ["NotRead", `${join(dir, name)}:1:1: ${words}; rename it, or move it out of the folder`],
      ]);
    },
  );

  it("prose that shows a document is no document", async () => {
    await write({ ...REST, "README.md": `# How\n\n\`\`\`yaml\n${SPOKE}\`\`\`\n`, "notes.txt": "apiVersion" });
    expect(await problems()).toEqual([]);
  });

  it("hidden names and editors' back-ups are passed over", async () => {
    const names = [
      ".git/x.yaml",
      ".spoke.yaml",
      ".spoke.yaml.swp",
      "spoke.yaml~",
      "#spoke.yaml#",
      "spoke.swp",
    ];
    await write({ ...REST, ...Object.fromEntries(names.map((name) => [name, SPOKE])) });
    await symlink("nobody@host.1", join(dir, ".#spoke.yaml"));
    expect(await problems()).toEqual([]);
    expect(await spokes()).toEqual([]);
  });

  it.runIf(process.getuid?.() !== 0)("what permission denies is an error", async () => {
    await write({ ...REST, "spoke.yaml": SPOKE, "spokes/other.yaml": OTHER });
    await chmod(join(dir, "spoke.yaml"), 0o000);
    await chmod(join(dir, "spokes"), 0o000);
    const found = await refusals();
    await chmod(join(dir, "spokes"), 0o700);
    expect(found.map(([code]) => code)).toEqual(["Unreadable", "Unreadable"]);
  });

  it("a file that is too large is an error", async () => {
    await write(REST);
    await writeFile(join(dir, "dump.yaml"), "");
    await truncate(join(dir, "dump.yaml"), 40_000_000);
    expect((await refusals()).map(([code]) => code)).toEqual(["TooLarge"]);
  });

  it("what is not read hides no other problem, and may be what a name refers to", async () => {
    await write({ ...REST, "spoke.yaml": SPOKE.replace("hub: hub-a", "hub: hub-z\n  suspend: 1") });
    await symlink("gone.yaml", join(dir, "hub-z.yaml"));
    expect((await refusals()).map(([code]) => code)).toEqual(["DanglingLink", "WrongType"]);
  });
});

describe("encodings", () => {
  it("a byte order mark of UTF-8 is fine", async () => {
    await write({ ...REST, "spoke.yaml": `\ufeff${SPOKE}` });
    expect(await spokes()).toEqual(["pay"]);
  });

  it("Latin-1 is refused at the character that is none of UTF-8's", async () => {
    await write(REST);
    const text = SPOKE.replace("name: pay", "name: pay # für");
    await writeFile(join(dir, "spoke.yaml"), Buffer.from(text, "latin1"));
    expect(await refusals()).toEqual([
      [
        "NotUtf8",
        `${join(dir, "spoke.yaml")}:4:16: this character is not UTF-8; the file may be Latin-1 (ISO 8859-1) or Windows-1252; save it as UTF-8`,
      ],
    ]);
  });

  it.each([
    ["with a byte order mark", `\ufeff${SPOKE}`, "UTF-16"],
    ["without one", SPOKE, "UTF-16 or UTF-32"],
  ])("UTF-16 %s is refused in words, in either order of bytes", async (_, text, encoding) => {
    await write(REST);
    const little = Buffer.from(text, "utf16le");
    await writeFile(join(dir, "a.yaml"), little);
    await writeFile(join(dir, "b.yaml"), Buffer.from(little).swap16());
    const words = `:1:1: the file is ${encoding}, not UTF-8; save it as UTF-8`;
    expect(await refusals()).toEqual([
      ["NotUtf8", join(dir, "a.yaml") + words],
      ["NotUtf8", join(dir, "b.yaml") + words],
    ]);
  });

  it("bytes that are no text are refused", async () => {
    await write(REST);
    await writeFile(join(dir, "a.yaml"), `a: "${"x".repeat(90)}\0"\n`);
    expect((await refusals())[0]?.[1]).toContain("the file is binary, not UTF-8");
  });
});

test("documents are valid without the secrets that they name, and are not without where these are needed", async () => {
  const hub = HUB.replace("role/spoke", "role/spoke\n      externalIdFrom: { env: SPOKE_ID }");
  await write({ ...REST, "hub.yaml": hub, "spoke.yaml": SPOKE });
  expect((await readFolder(dir, "not read")).problems).toEqual([]);
  expect((await readFolder(dir, NONE)).problems).toMatchObject([{ code: "ExternalIdUnread" }]);
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
