import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitAddress } from "../../../model/source/git-address.ts";
import { type Env, gitEnvironment } from "./environment.ts";
import { GitFailure, GitTimeout, lastWords, type Ran, type Run, runGit } from "./run.ts";
import type { Access } from "./token.ts";

/** The clone lacks something that it should have: it is made anew. */
export class CloneBroken extends Error {}

export type CloneOptions = {
  /** For this process alone. */
  readonly folder: string;
  readonly address: GitAddress;
  readonly env: Env;
  /** Asked before each connection. */
  readonly access: () => Promise<Access>;
  readonly fetchTimeoutMs: number;
};

const LOCAL_TIMEOUT_MS = 60_000;
const PACKS_MAX = 10;
export const HEAD_REF = "refs/vpce-operator/head";
const REMEMBERED_REF = "refs/vpce-operator/remembered";

/** A bare clone of the whole history; see gitrepository-layout(5). Its own configuration says nothing. */
const CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";

export type Clone = ReturnType<typeof createClone>;

export function createClone({ folder, address, env, access, fetchTimeoutMs }: CloneOptions) {
  const [current, next] = ["clone.git", "clone-anew.git"].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const environment = gitEnvironment(env, address);
  let isKnownVersion = false;

  /** A call that needs no connection. */
  function local(dir: string, args: readonly string[], signal: AbortSignal, more: Partial<Run> = {}) {
    const own = { env: { ...environment, ...more.env }, signal, timeoutMs: LOCAL_TIMEOUT_MS };
    return runGit([`--git-dir=${dir}`, ...args], { ...more, ...own });
  }

  async function remote(args: readonly string[], signal: AbortSignal, what: string): Promise<string> {
    const { env: more, secrets } = await access();
    const own = { env: { ...environment, ...more }, secrets, signal, timeoutMs: fetchTimeoutMs };
    return okay(await runGit(args, own), what);
  }

  /** The full names of branch and tag, and the ids that they have there. */
  async function advertised(ref: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const names = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
    const list = await remote(
      ["ls-remote", "--quiet", "--", address.url, ...names],
      signal,
      "cannot be reached",
    );
    const lines = list.split("\n").map((line) => line.split("\t") as [string, string]);
    return new Map(lines.filter(([, name]) => names.includes(name)).map(([id, name]) => [name, id]));
  }

  async function fetchInto(dir: string, from: string, to: string, signal: AbortSignal): Promise<void> {
    await tidy(dir);
    const only = ["--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance"];
    const args = [
      "fetch",
      "--quiet",
      "--force",
      "--update-shallow",
      ...only,
      "--",
      address.url,
      `${from}:${to}`,
    ];
    await remote([`--git-dir=${dir}`, ...args], signal, "cannot be fetched");
    if (!isWhole(dir))
      throw new GitFailure(
        "the repository lacks a part of its history (a shallow clone), so nothing can be proved of it",
      );
  }

  /** Of a shallow repository git brings what there is, and writes down where it ends. */
  function isWhole(dir: string): boolean {
    return !existsSync(join(dir, "shallow"));
  }

  async function init(dir: string, signal: AbortSignal): Promise<void> {
    await rm(dir, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    okay(await local(dir, ["init", "--quiet", "--bare", "--template="], signal), "cannot be prepared");
  }

  /** Beside the old one, which is better than nothing until the new one is complete. */
  async function anew(from: string, signal: AbortSignal): Promise<void> {
    await init(next, signal);
    await fetchInto(next, from, HEAD_REF, signal);
    await rm(current, { recursive: true, force: true });
    await rename(next, current);
  }

  /** What stood in its configuration is gone: a clone outlives processes, on a volume of others. */
  async function open(signal: AbortSignal): Promise<void> {
    if (!isKnownVersion) refuseOld(okay(await local(current, ["version"], signal), "cannot be read"));
    isKnownVersion = true;
    if (!existsSync(join(current, "HEAD"))) await init(current, signal);
    await writeFile(join(current, "config"), CONFIG);
  }

  /** What a fetch that was killed left behind may be as large as the repository. */
  async function tidy(dir: string): Promise<void> {
    const packs = join(dir, "objects", "pack");
    const names = await readdir(packs).catch(() => []);
    for (const name of names.filter((name) => name.startsWith("tmp_")))
      await rm(join(packs, name), { force: true });
  }

  /** Each fetch leaves a pack. Nothing that was fetched is deleted by this. */
  async function repack(signal: AbortSignal): Promise<void> {
    const names = await readdir(join(current, "objects", "pack")).catch(() => []);
    if (names.filter((name) => name.endsWith(".pack")).length <= PACKS_MAX) return;
    await local(current, ["repack", "--quiet", "--geometric=2", "-d"], signal, { timeoutMs: fetchTimeoutMs });
  }

  return {
    open,
    advertised,

    /** What was fetched last; undefined when there is nothing, or only a part of its history. */
    async fetched(signal: AbortSignal): Promise<string | undefined> {
      const { code, stdout } = await local(current, ["rev-parse", "--verify", "--quiet", HEAD_REF], signal);
      return code === 0 && isWhole(current) ? stdout.trim() : undefined;
    },

    /** Brings the ref, and makes the clone anew if it is its fault that this fails: then the repository still answers. */
    async fetchHead(ref: string, signal: AbortSignal): Promise<void> {
      try {
        await fetchInto(current, ref, HEAD_REF, signal);
        await repack(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof GitTimeout) throw error;
        if (!(await advertised(ref, signal).catch(() => undefined))?.has(ref)) throw error;
        await anew(ref, signal);
      }
    },

    /** A commit that no ref leads to any more; hosts keep such for a while. Whether it came. */
    async fetchCommit(commit: string, signal: AbortSignal): Promise<boolean> {
      try {
        await fetchInto(current, commit, REMEMBERED_REF, signal);
        return true;
      } catch {
        signal.throwIfAborted();
        return false;
      }
    },

    anew,

    async git(args: readonly string[], signal: AbortSignal, more: Partial<Run> = {}): Promise<Ran> {
      return local(current, args, signal, more);
    },

    /** A call that only a broken clone lets fail. */
    async read(args: readonly string[], signal: AbortSignal, more: Partial<Run> = {}): Promise<string> {
      const ran = await local(current, args, signal, more);
      if (ran.code !== 0) throw new CloneBroken(`the clone is broken: ${lastWords(ran)}`);
      return ran.stdout.trim();
    },
  };

  function okay(ran: Ran, what: string): string {
    if (ran.code === 0) return ran.stdout;
    throw new GitFailure(`${address.url} ${what}: ${lastWords(ran)}${hintOf(ran)}`);
  }
}

/** Versions before pass over variables that keep the machine's configuration away, and ssh's signatures. */
const VERSION_LEAST = [2, 36] as const;

function refuseOld(said: string): void {
  const [, version, major, minor] = /((\d+)\.(\d+)\S*)/.exec(said) ?? [];
  const [least, leastMinor] = VERSION_LEAST;
  if (Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor)) return;
  throw new GitFailure(`git ${version} is too old; it takes ${VERSION_LEAST.join(".")} or newer`);
}

/** What to do about it, where git's words are of a known kind; without one, its words alone. */
function hintOf({ stderr }: Ran): string {
  const found = HINTS.find(([words]) => words.test(stderr));
  return found ? ` (${found[1]})` : "";
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /terminal prompts disabled|could not read Username/,
    "the repository asks for a token, and none is configured for it",
  ],
  [/Authentication failed|error: 40[13]/, "the token is wrong, has expired, or may not read this repository"],
  [/error: 30\d|redirect/, "redirects are not followed: name the address that it leads to"],
  [/Host key verification failed/, "the host's key is not among the known hosts"],
  [/Permission denied \(publickey/, "the host does not know the key, or it may not read this repository"],
];
