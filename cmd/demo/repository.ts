import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SAMPLE } from "../simulation.ts";
import { print, UserError } from "../terminal.ts";
import { paint } from "./paper.ts";

/** A repository with the sample in it, in which somebody commits. */
export type Repository = {
  readonly dir: string;
  /** Writes these, or deletes them, and commits all as one. The commit's id. */
  commit(message: string, files: Readonly<Record<string, string | null>>): Promise<string>;
};

/** Where the documents are in it. */
export const DOCUMENTS = "desired-state";

export async function createRepository(dir: string): Promise<Repository> {
  const documents = join(dir, DOCUMENTS);
  const git = gitIn(dir);
  await mkdir(dir);
  await git("init", "--quiet", "--initial-branch=main");
  await cp(SAMPLE, documents, { recursive: true });
  return {
    dir,
    async commit(message, files) {
      for (const [file, text] of Object.entries(files))
        if (text === null) await rm(join(documents, file));
        else await writeFile(join(documents, file), text);
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
      const id = await git("rev-parse", "HEAD");
      print(`  ${paint("dim", `commit ${id.slice(0, 12)} "${message}"`)}`);
      return id;
    },
  };
}

/** A document of the sample, by its path. */
export function sampleOf(file: string): Promise<string> {
  return readFile(join(SAMPLE.pathname, file), "utf8");
}

function gitIn(cwd: string): (...args: string[]) => Promise<string> {
  return async (...args) => {
    const { stdout } = await promisify(execFile)("git", args, {
      cwd,
      env: { ...process.env, ...NOBODYS },
    }).catch((cause: NodeJS.ErrnoException) => {
      const words = cause.code === "ENOENT" ? "the demo of the daemon needs git; install it" : cause.message;
      throw new UserError(words, { cause });
    });
    return stdout.trim();
  };
}

/** Nothing of this machine's settings for git, its signatures and hooks. */
const NOBODYS = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "somebody",
  GIT_AUTHOR_EMAIL: "somebody@example.com",
  GIT_COMMITTER_NAME: "somebody",
  GIT_COMMITTER_EMAIL: "somebody@example.com",
};
