import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createGitStage,
  FILES,
  type GitStage,
  headOf,
  look,
  told,
} from "../../../../test/support/git-stage.ts";
import type { Repository, Tree } from "../../../../test/support/repository.ts";
import type { Commit } from "../../../model/source/commit.ts";
import type { Reading } from "../source.ts";

const { base: BASE, one: ONE, both: BOTH, pay: SPOKE, other: OTHER } = FILES;

let stage: GitStage;
let repository: Repository;
let source: GitStage["source"];
beforeEach(async () => {
  stage = await createGitStage();
  ({ repository, source } = stage);
});
afterEach(() => stage.remove());

async function committed(files: Tree): Promise<readonly string[]> {
  await repository.commit(files);
  return look(source());
}

describe("a repository", () => {
  it("is read at a branch's head, and again when it has moved on", async () => {
    const first = await repository.commit(ONE);
    const from = source();
    expect(from.name).toBe(`file://${repository.dir}#dns`);
    const before = await headOf(from);
    expect(told(before)).toEqual(["pay"]);
    expect(before).toMatchObject({ revision: first, removals: "allowed" });
    const second = await repository.commit(BOTH);
    const after = await headOf(from, before.head);
    expect(told(after)).toEqual(["other", "pay"]);
    expect(after.head).toMatchObject({ commit: second, relation: "descends", signature: "unasked" });
    expect(after.tree).toBe(repository.git("rev-parse", `${second}:dns`));
  });

  it("tells problems by their place in the repository", async () => {
    expect(await committed({ ...ONE, "dns/spokes/pay.yaml": SPOKE.replace("vpc:", "vcp:") })).toContain(
      "dns/spokes/pay.yaml:8 UnknownField",
    );
  });

  it("whose commit leaves the path alone has the same tree, and is not read again", async () => {
    await repository.commit(ONE);
    const from = source();
    const before = await headOf(from);
    await repository.commit({ ...ONE, "README.md": "elsewhere" });
    const after = await headOf(from, before.head);
    expect(after.revision).not.toBe(before.revision);
    expect(after.tree).toBe(before.tree);
    expect(after.contents).toBe(before.contents);
  });

  it("is read at a tag, light or annotated, and at a ref's full name", async () => {
    const first = await repository.commit(ONE);
    repository.git("tag", "light");
    repository.git("tag", "--annotate", "--message", "words", "annotated");
    await repository.commit(BOTH);
    for (const ref of ["light", "annotated", "refs/tags/annotated"])
      expect((await headOf(source({ ref }))).head).toMatchObject({ commit: first, ref });
    expect(await look(source({ ref: "refs/heads/main" }))).toEqual(["other", "pay"]);
  });

  it("is read whole", async () => {
    await repository.commit(ONE);
    expect(await look(source({ path: "." }))).toEqual(["pay"]);
    expect(await look(source({ path: "./dns/" }))).toEqual(["pay"]);
  });

  it("with a branch and a tag of one name, or neither, is refused in words", async () => {
    await repository.commit(ONE);
    repository.git("tag", "main");
    expect(await look(source())).toEqual([
      "main is a branch and a tag; say refs/heads/main or refs/tags/main",
    ]);
    expect(await look(source({ ref: "gone" }))).toEqual([
      `file://${repository.dir} has no branch or tag gone`,
    ]);
  });

  it("without the folder, or with a file in its place, is refused in words", async () => {
    const commit = await repository.commit(ONE);
    const where = `${commit.slice(0, 12)} of file://${repository.dir}`;
    expect(await look(source({ path: "gone" }))).toEqual([`there is no folder gone in ${where}`]);
    expect(await look(source({ path: "dns/hub.yaml" }))).toEqual([`dns/hub.yaml is no folder in ${where}`]);
  });

  it("that is empty, or not there, is refused in words", async () => {
    expect(await look(source())).toEqual([`file://${repository.dir} has no branch or tag main`]);
    await repository.remove();
    expect((await look(source()))[0]).toMatch(
      /^file:\S+ cannot be reached: .*not appear to be a git repository/,
    );
  });
});

describe("semantics 42: a head beside the commit that is remembered", () => {
  it("is the same, a descendant, older, or of a rewritten history", async () => {
    const first = await repository.commit(ONE);
    const from = source();
    const { head: remembered } = await headOf(from);
    expect((await headOf(from, remembered)).head.relation).toBe("same");
    const second = await repository.commit(BOTH);
    const { head } = await headOf(from, remembered);
    expect(head.relation).toBe("descends");
    repository.git("reset", "--quiet", "--hard", first);
    expect((await headOf(from, head)).head).toMatchObject({ commit: first, relation: "older" });
    const other = await repository.commit({ ...BOTH, "README.md": "" });
    expect((await headOf(from, head)).head).toMatchObject({ commit: other, relation: "rewritten" });
    expect(second).toBe(head.commit);
  });

  it("is compared through merges", async () => {
    await repository.commit(ONE);
    const from = source();
    const { head: remembered } = await headOf(from);
    repository.git("checkout", "--quiet", "-b", "change");
    await repository.commit(BOTH);
    repository.git("checkout", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "change");
    expect((await headOf(from, remembered)).head.relation).toBe("descends");
  });

  it("of a new clone is compared with a commit that no branch holds, which the host still has", async () => {
    await repository.commit(ONE);
    const { head: remembered } = await headOf(source());
    await rm(stage.folder, { recursive: true });
    const other = await repository.commit(BOTH, "--amend");
    const { head } = await headOf(source(), remembered);
    expect(head).toMatchObject({ commit: other, relation: "rewritten" });
  });

  it("is unknown beside a commit that nobody has any more, or that is no id at all", async () => {
    await repository.commit(ONE);
    const { head } = await headOf(source());
    await repository.commit(BOTH);
    for (const commit of ["1".repeat(40), "--upload-pack=touch /tmp/x", "main", "refs/vpce-operator/head"])
      expect((await headOf(source(), { ...head, commit })).head.relation).toBe("unknown");
  });

  it("is recalled from the clone when the repository is away, and only as it was", async () => {
    await repository.commit(ONE);
    const { head } = await headOf(source());
    await repository.commit({ ...BASE, "dns/broken.yaml": "a: [" });
    await headOf(source(), head);
    await repository.remove();
    const { signal } = new AbortController();
    const recall = async (commit: Commit) => told((await source().recall?.(commit, signal)) as Reading);
    expect(await recall(head)).toEqual(["pay"]);
    expect(await recall({ ...head, tree: "2".repeat(40) })).toEqual([
      `dns in ${head.commit} is not what ruled before`,
    ]);
    expect(await recall({ ...head, commit: "1".repeat(40) })).toEqual([
      `file://${repository.dir} has no commit ${"1".repeat(40)} any more`,
    ]);
  });
});

describe("semantics 12, 42: whatever looks like a document in a commit and is not read is an error", () => {
  it("links are followed within the path, and read once", async () => {
    const files = {
      ...BASE,
      "dns/.kept/other.yaml": OTHER,
      "dns/all/pay.yaml": SPOKE,
      "dns/again.yaml": { link: "all/pay.yaml" },
      "dns/linked": { link: ".kept" },
      "dns/too": { link: "./all/../all//" },
      "dns/chain": { link: "too" },
    };
    expect(await committed(files)).toEqual(["other", "pay"]);
  });

  it("links that lead out, nowhere, in a circle or from the root are refused by their paths", async () => {
    const files = {
      ...ONE,
      "above.yaml": OTHER,
      "dns/a.yaml": { link: "../above.yaml" },
      "dns/b.yaml": { link: "/etc/passwd" },
      "dns/c.yaml": { link: "gone.yaml" },
      "dns/d.yaml": { link: "d.yaml" },
      "dns/e.yaml": { link: "hub.yaml/f" },
      "dns/f/up": { link: ".." },
      "dns/g.txt": { link: "../../../../etc/passwd" },
    };
    expect(await committed(files)).toEqual([
      "dns/a.yaml:1 LinkLeadsOut",
      "dns/b.yaml:1 LinkLeadsOut",
      "dns/c.yaml:1 DanglingLink",
      "dns/d.yaml:1 LinkCircle",
      "dns/e.yaml:1 DanglingLink",
      "dns/f/up:1 LinkCircle",
      "dns/g.txt:1 LinkLeadsOut",
    ]);
  });

  it("links that double at each step end", async () => {
    const links = Array.from(
      { length: 60 },
      (_, i) => [`dns/l${i}`, { link: `l${i + 1}/l${i + 1}` }] as const,
    );
    expect(
      new Set((await committed({ ...ONE, ...Object.fromEntries(links) })).map((t) => t.split(" ")[1])),
    ).toEqual(new Set(["DanglingLink", "LinkCircle"]));
  });

  it("a submodule is refused", async () => {
    await repository.commit(ONE);
    const commit = repository.git("rev-parse", "HEAD");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},dns/team`);
    repository.git("commit", "--quiet", "-m", "submodule");
    expect(await look(source())).toEqual(["dns/team:1 Submodule"]);
  });

  it("a document under another name is refused, prose and what is hidden are not", async () => {
    const files = {
      ...ONE,
      "dns/other.yaml.bak": OTHER,
      "dns/other.utf16": Buffer.from(OTHER, "utf16le"),
      "dns/README.md": OTHER,
      "dns/notes.txt": "notes",
      "dns/.github/x.yaml": OTHER,
      "dns/other.yaml~": OTHER,
      "elsewhere.bak": OTHER,
    };
    expect(await committed(files)).toEqual(["dns/other.utf16:1 NotRead", "dns/other.yaml.bak:1 NotRead"]);
  });

  it("Latin-1 is refused, and a file that is too large, without being read", async () => {
    const files = {
      ...ONE,
      "dns/latin.yaml": Buffer.from(OTHER.replace("name: other", "name: other # für"), "latin1"),
      "dns/dump.yaml": Buffer.alloc(40_000_000),
      "dns/dump.bin": Buffer.alloc(40_000_000),
    };
    expect(await committed(files)).toEqual(["dns/dump.yaml:1 TooLarge", "dns/latin.yaml:4 NotUtf8"]);
  });

  it("a folder without documents says how many files it passed over", async () => {
    expect(await committed({ "dns/a.txt": "a", "dns/b.txt": "b" })).toEqual(["dns:1 NothingFound"]);
  });

  it("names that stand twice in a tree are refused: one of them would hide the other", async () => {
    await repository.commit(ONE);
    const hub = repository.git("rev-parse", "HEAD:dns/hub.yaml");
    const entry = `100644 blob ${hub}\thub.yaml\n`;
    const make = (input: string) =>
      execFileSync("git", ["mktree"], { cwd: repository.dir, input, encoding: "utf8" }).trim();
    const dns = make(entry + entry);
    repository.commitTree(make(`040000 tree ${dns}\tdns\n`));
    expect(await look(source())).toEqual(["dns/hub.yaml:1 Unreadable"]);
  });
});
