import type { Commit, Head } from "../../../model/source/commit.ts";
import { gitSourceName, parseGitUrl, parsePath, parseRef } from "../../../model/source/git-address.ts";
import type { Contents } from "../contents.ts";
import type { Read, Reading, Source } from "../source.ts";
import { CloneBroken, createClone, HEAD_REF } from "./clone.ts";
import { createContentsReader } from "./commit-contents.ts";
import type { Env } from "./environment.ts";
import { hasCommit, relationOf } from "./history.ts";
import { GitFailure } from "./run.ts";
import { checkSignature, type Verify } from "./signature.ts";
import { checkSshFiles, type SshFiles, sshCommand } from "./ssh.ts";
import { type Access, accessByToken, type ReadToken } from "./token.ts";

export type GitOptions = {
  /** `https://…`, `ssh://…`, `git@host:path`; no credentials in it. */
  readonly url: string;
  /** A branch or tag: `main`, `refs/tags/v1`. */
  readonly ref: string;
  /** The folder of the documents in the repository, `.` for all of it. */
  readonly path: string;
  /** Where the clone is kept; for this process alone. */
  readonly folder: string;
  /** The process's variables: where programs are, proxies, certificates. */
  readonly env: Env;
  readonly readToken?: ReadToken;
  /** Some hosts want a certain one beside the token: GitLab's deploy tokens their own, Bitbucket `x-token-auth`. */
  readonly tokenUser?: string;
  /** Required for ssh. */
  readonly ssh?: SshFiles;
  /** Absent: unsigned commits rule as well. */
  readonly verify?: Verify;
  /** Also `file:` and http on the loopback: for demonstrations and tests. */
  readonly unprotected?: boolean;
  /** For one connection, the first clone too. */
  readonly fetchTimeoutMs?: number;
};

const FETCH_TIMEOUT_MS = 600_000;
const TOKEN_USER = "x-access-token";

/** A folder in a Git repository. Throws an Error in words when the options do not fit; one poll at a time. */
export function createGitSource(options: GitOptions): Source {
  const { folder, env, verify, fetchTimeoutMs = FETCH_TIMEOUT_MS } = options;
  const address = parseGitUrl(options.url, { unprotected: options.unprotected ?? false });
  const [ref, path] = [parseRef(options.ref), parsePath(options.path)];
  if (address.transport === "ssh" && !options.ssh)
    throw new Error("is reached by ssh, which needs a key and the file of known hosts");
  const access = () => accessTo(options, address);
  const clone = createClone({ folder, address, env, access, fetchTimeoutMs });
  const readContents = createContentsReader(clone, fetchTimeoutMs);
  let last: { readonly tree: string; readonly contents: Contents } | undefined;

  /** Brings what the ref points at; its full name. */
  async function update(signal: AbortSignal): Promise<string> {
    const found = [...(await clone.advertised(ref, signal))];
    const [only, other] = found;
    if (!only) throw new GitFailure(`${address.url} has no branch or tag ${ref}`);
    if (other)
      throw new GitFailure(`${ref} is a branch and a tag; say refs/heads/${ref} or refs/tags/${ref}`);
    const [name, id] = only;
    if ((await clone.fetched(signal)) !== id) await clone.fetchHead(name, signal);
    return name;
  }

  async function treeOf(commit: string, path: string, signal: AbortSignal): Promise<string> {
    const whole = await clone.read(["rev-parse", "--verify", `${commit}^{tree}`], signal);
    await clone.read(["cat-file", "-e", whole], signal);
    if (path === ".") return whole;
    const answer = await clone.read(["cat-file", "--batch-check"], signal, { input: `${commit}:${path}\n` });
    const [, tree] = /^([0-9a-f]+) tree \d+$/.exec(answer) ?? [];
    if (tree) return tree;
    throw new GitFailure(
      / (missing|ambiguous)$/.test(answer)
        ? `there is no folder ${path} in ${commit.slice(0, 12)} of ${address.url}`
        : `${path} is no folder in ${commit.slice(0, 12)} of ${address.url}`,
    );
  }

  async function contentsOf(tree: string, at: string, signal: AbortSignal): Promise<Contents> {
    if (last?.tree !== tree || last.contents.place !== at)
      last = { tree, contents: await readContents(tree, at, signal) };
    return last.contents;
  }

  async function look(signal: AbortSignal, remembered: Commit | undefined): Promise<Read> {
    const commit = await clone.read(["rev-parse", "--verify", `${HEAD_REF}^{commit}`], signal);
    const tree = await treeOf(commit, path, signal);
    const isHeldAgainst =
      remembered?.url === address.url && remembered.ref === ref && remembered.path === path;
    const relation = isHeldAgainst ? await relationOf(commit, remembered.commit, clone, signal) : "same";
    const signature = verify
      ? await checkSignature(commit, verify, (args, more) => clone.git(args, signal, more))
      : "unasked";
    const head: Head = { url: address.url, ref, path, commit, tree, relation, signature };
    return { ...(await reading(commit, tree, path, signal)), head };
  }

  async function reading(commit: string, tree: string, at: string, signal: AbortSignal): Promise<Read> {
    const contents = await contentsOf(tree, at, signal);
    return { kind: "read", contents, revision: commit, tree, removals: "allowed" };
  }

  async function poll(signal: AbortSignal, remembered?: Commit): Promise<Reading> {
    return answered(signal, async () => {
      await clone.open(signal);
      const name = await update(signal);
      try {
        return await look(signal, remembered);
      } catch (error) {
        if (!(error instanceof CloneBroken)) throw error;
        await clone.anew(name, signal);
        return await look(signal, remembered);
      }
    });
  }

  async function recall({ commit, tree, ...place }: Commit, signal: AbortSignal): Promise<Reading> {
    return answered(signal, async () => {
      await clone.open(signal);
      if (!(await hasCommit(commit, clone, signal)))
        throw new GitFailure(`${address.url} has no commit ${commit} any more`);
      const at = parsePath(place.path);
      if ((await treeOf(commit, at, signal)) !== tree)
        throw new GitFailure(`${at} in ${commit} is not what ruled before`);
      return reading(commit, tree, at, signal);
    });
  }

  return { name: gitSourceName(address, path), poll, recall };
}

async function answered(signal: AbortSignal, work: () => Promise<Read>): Promise<Reading> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof GitFailure || error instanceof CloneBroken || isOfFiles(error))
      return { kind: "failed", message: (error as Error).message };
    throw error;
  }
}

/** A full disk, a folder without permission. */
function isOfFiles(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined;
}

async function accessTo(
  { folder, readToken, tokenUser = TOKEN_USER, ssh }: GitOptions,
  address: ReturnType<typeof parseGitUrl>,
): Promise<Access> {
  if (address.transport === "ssh" && ssh) {
    await checkSshFiles(ssh);
    return { env: { GIT_SSH_COMMAND: sshCommand(ssh), GIT_SSH_VARIANT: "ssh" }, secrets: [] };
  }
  if (readToken && address.transport !== "file") return accessByToken(folder, address, tokenUser, readToken);
  return { env: {}, secrets: [] };
}
