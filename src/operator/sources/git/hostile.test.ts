import { existsSync } from "node:fs";
import { mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { serveGit } from "../../../../test/support/git-server.ts";
import {
  createGitStage,
  FILES,
  type GitStage,
  headOf,
  look,
  told,
} from "../../../../test/support/git-stage.ts";

let stage: GitStage;
let repository: GitStage["repository"];
let source: GitStage["source"];
let touched: string;
beforeEach(async () => {
  stage = await createGitStage();
  ({ repository, source } = stage);
  touched = join(stage.folder, "touched");
});
afterEach(() => stage.remove());

describe("what a repository holds runs nothing and changes nothing", () => {
  it("hooks, filters and attributes", async () => {
    const smudge = `sh -c 'touch ${touched}; cat'`;
    await repository.commit({
      ...FILES.one,
      ".gitattributes": "*.yaml filter=evil text eol=crlf export-subst ident\n",
      "dns/.gitattributes": "*.yaml filter=evil\n",
      ".gitconfig": `[core]\n\thooksPath = hooks\n[filter "evil"]\n\tsmudge = ${smudge}\n`,
      ".lfsconfig": "[lfs]\n\turl = https://example.com\n",
      "hooks/post-checkout": `#!/bin/sh\ntouch ${touched}\n`,
    });
    for (const hook of ["post-checkout", "pre-upload", "reference-transaction", "post-merge"])
      await writeFile(join(repository.dir, ".git/hooks", hook), `#!/bin/sh\ntouch ${touched}\n`, {
        mode: 0o755,
      });
    expect(await look(source())).toEqual(["pay"]);
    expect(existsSync(touched)).toBe(false);
  });

  it("what was put into the clone's own configuration and hooks between two runs", async () => {
    await repository.commit(FILES.one);
    await look(source());
    const clone = join(stage.folder, "clone.git");
    const hook = `#!/bin/sh\ntouch ${touched}\n`;
    await mkdir(join(clone, "hooks"), { recursive: true });
    await writeFile(join(clone, "hooks/reference-transaction"), hook, { mode: 0o755 });
    await writeFile(join(stage.folder, "evil"), hook, { mode: 0o755 });
    await writeFile(
      join(clone, "config"),
      `[core]\n\tbare = true\n\tfsmonitor = ${stage.folder}/evil\n[url "ext::${stage.folder}/evil"]\n\tinsteadOf = file:\n[credential]\n\thelper = ${stage.folder}/evil\n`,
    );
    await repository.commit(FILES.both);
    expect(await look(source())).toEqual(["other", "pay"]);
    expect(existsSync(touched)).toBe(false);
    expect(existsSync(join(clone, "hooks")), "the same clone").toBe(true);
  });

  it("replacements of objects", async () => {
    const honest = await repository.commit(FILES.one);
    const evil = await repository.commit(FILES.both);
    repository.git("reset", "--quiet", "--hard", honest);
    repository.git("replace", honest, evil);
    await look(source());
    const clone = join(stage.folder, "clone.git");
    repository.git("push", "--quiet", clone, `refs/replace/${honest}`, `${evil}:refs/heads/evil`);
    expect(repository.git(`--git-dir=${clone}`, "show", `${honest}:dns/spokes/other.yaml`)).toContain(
      "other",
    );
    expect(await look(source())).toEqual(["pay"]);
  });

  it("a ref, path or URL that is an option or a command", async () => {
    await repository.commit(FILES.one);
    const evil = `--upload-pack=touch ${touched}`;
    for (const options of [{ ref: evil }, { url: evil }, { url: `ext::touch ${touched}` }, { path: "../.." }])
      expect(() => source(options)).toThrow();
    expect((await look(source({ path: evil })))[0]).toContain("there is no folder --upload-pack=touch");
    repository.git("update-ref", `refs/heads/x`, "HEAD");
    await writeFile(
      join(repository.dir, ".git/refs/heads/--upload-pack=x"),
      repository.git("rev-parse", "HEAD"),
    );
    expect(() => source({ ref: "--upload-pack=x" })).toThrow("no name of a branch or tag");
    expect(await look(source({ ref: "refs/heads/--upload-pack=x" }))).toEqual(["pay"]);
    expect(existsSync(touched)).toBe(false);
  });

  it("a submodule is refused and not asked for", async () => {
    const commit = await repository.commit({
      ...FILES.one,
      ".gitmodules": `[submodule "dns/team"]\n\tpath = dns/team\n\turl = ext::sh -c "touch% ${touched}"\n`,
    });
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},dns/team`);
    repository.git("commit", "--quiet", "-m", "submodule");
    expect(await look(source())).toEqual(["dns/team:1 Submodule"]);
    expect(existsSync(touched)).toBe(false);
  });

  it("variables of whoever started the operator", async () => {
    await repository.commit(FILES.one);
    const env = {
      PATH: stage.path,
      GIT_DIR: "/nonexistent",
      GIT_WORK_TREE: "/nonexistent",
      GIT_SSH_COMMAND: `touch ${touched}`,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: `touch ${touched}`,
      GIT_TRACE: touched,
      GIT_EXTERNAL_DIFF: `touch ${touched}`,
    };
    expect(await look(source({ env }))).toEqual(["pay"]);
    expect(existsSync(touched)).toBe(false);
  });
});

describe("a clone that was left broken is made anew", () => {
  const clone = (...path: string[]) => join(stage.folder, "clone.git", ...path);
  const packs = async () => (await readdir(clone("objects/pack"))).filter((name) => name.endsWith(".pack"));

  beforeEach(async () => {
    await repository.commit(FILES.one);
    expect(await look(source())).toEqual(["pay"]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["an empty folder", async () => [await rm(clone(), { recursive: true }), await mkdir(clone())]],
    ["no folder at all", () => rm(clone(), { recursive: true })],
    ["a pack that is cut", async () => truncate(clone("objects/pack", (await packs())[0] ?? ""), 40)],
    ["a pack that is gone", async () => rm(clone("objects/pack", (await packs())[0] ?? ""))],
    ["no objects", () => rm(clone("objects"), { recursive: true })],
    ["a HEAD of zeros", () => writeFile(clone("HEAD"), Buffer.alloc(41))],
    ["a ref of zeros", () => writeFile(clone("refs/vpce-operator/head"), Buffer.alloc(41))],
    ["a lock on the ref", () => writeFile(clone("refs/vpce-operator/head.lock"), "")],
    [
      "a file in its place",
      async () => [await rm(clone(), { recursive: true }), await writeFile(clone(), "")],
    ],
  ])("%s", async (_, spoil) => {
    await spoil();
    expect(await look(source())).toEqual(["pay"]);
    await repository.commit(FILES.both);
    expect(await look(source())).toEqual(["other", "pay"]);
  });

  it("what a fetch that was killed left behind is cleared away", async () => {
    await writeFile(clone("objects/pack/tmp_pack_x"), "half a pack");
    await repository.commit(FILES.both);
    expect(await look(source())).toEqual(["other", "pay"]);
    expect((await readdir(clone("objects/pack"))).filter((name) => name.startsWith("tmp_"))).toEqual([]);
  });

  it("and the old one stays as long as the repository cannot be reached", async () => {
    const { head } = await headOf(source());
    await writeFile(clone("refs/vpce-operator/head.lock"), "");
    await repository.remove();
    expect((await look(source()))[0]).toContain("cannot be reached");
    const recalled = await source().recall?.(head, new AbortController().signal);
    expect(recalled && told(recalled)).toEqual(["pay"]);
  });

  it("many fetches leave few packs", async () => {
    const from = source();
    for (let i = 0; i < 12; i++) {
      await repository.commit({ ...FILES.one, "README.md": String(i) });
      await look(from);
    }
    expect((await packs()).length).toBeLessThan(10);
  });
});

describe("a fetch that hangs", () => {
  it("ends after its time, and when the operator stops, with all that it started", async () => {
    await repository.commit(FILES.one);
    let open = 0;
    const server = await serveGit(dirname(repository.dir), (_, response) => {
      open++;
      response.on("close", () => open--);
      return true;
    });
    const url = `${server.url}/${basename(repository.dir)}`;
    expect((await look(source({ url, fetchTimeoutMs: 300 })))[0]).toBe(
      "git ls-remote did not end within 0.3 s",
    );
    const stop = new AbortController();
    const polled = source({ url }).poll(stop.signal);
    await expect.poll(() => open).toBe(1);
    stop.abort(new Error("stopped"));
    await expect(polled).rejects.toThrow("stopped");
    await expect.poll(() => open).toBe(0);
    await server.close();
  });
});

test("a shallow repository is refused, now and later: nothing can be proved of its history", async () => {
  await repository.commit(FILES.one);
  await repository.commit(FILES.both);
  const shallow = join(stage.folder, "shallow");
  repository.git("clone", "--quiet", "--depth=1", stage.url, shallow);
  const from = source({ url: `file://${shallow}` });
  for (let i = 0; i < 2; i++) expect((await look(from))[0]).toContain("lacks a part of its history");
  repository.git("-C", shallow, "fetch", "--quiet", "--unshallow");
  expect(await look(from)).toEqual(["other", "pay"]);
});
