import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository with a work tree, in which people commit; by git, with nothing of this machine's configuration. */
export type Repository = {
  readonly dir: string;
  readonly git: (...args: string[]) => string;
  /** Replaces all files; null: a link's target follows. Returns the commit's id. */
  readonly commit: (files: Tree, ...options: string[]) => Promise<string>;
  /** With objects that no work tree can hold, `mktree` lines by path of their folder. */
  readonly commitTree: (tree: string, ...parents: string[]) => string;
  readonly remove: () => Promise<void>;
};

/** Text of a file, or where a link leads. */
export type Tree = Readonly<Record<string, string | { readonly link: string } | Buffer>>;

export async function createRepository(): Promise<Repository> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-repository-"));
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: dir,
      env: ENV,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  return {
    dir,
    git,
    async commit(files, ...options) {
      git("rm", "--quiet", "-r", "-f", "--ignore-unmatch", ".");
      for (const [name, content] of Object.entries(files)) {
        const path = join(dir, name);
        await mkdir(dirname(path), { recursive: true });
        if (typeof content === "object" && "link" in content) await symlink(content.link, path);
        else await writeFile(path, content);
      }
      git("add", "--all", "--force");
      git("commit", "--quiet", "--allow-empty", "--message", "a change", ...options);
      return git("rev-parse", "HEAD");
    },
    commitTree(tree, ...parents) {
      const commit = git("commit-tree", tree, "-m", "made by hand", ...parents.flatMap((id) => ["-p", id]));
      git("update-ref", "refs/heads/main", commit);
      return commit;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

const ENV = {
  PATH: process.env.PATH,
  HOME: "/dev/null",
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "somebody",
  GIT_AUTHOR_EMAIL: "somebody@example.com",
  GIT_COMMITTER_NAME: "somebody",
  GIT_COMMITTER_EMAIL: "somebody@example.com",
};
