import type { Relation } from "../../../model/source/commit.ts";
import { type Clone, CloneBroken } from "./clone.ts";

/** How the head stands to a commit that ruled before, which is fetched by its id where no ref leads to it any more. */
export async function relationOf(
  head: string,
  remembered: string,
  clone: Clone,
  signal: AbortSignal,
): Promise<Relation> {
  if (head === remembered) return "same";
  if (!(await hasCommit(remembered, clone, signal))) return "unknown";
  if (await isAncestor(remembered, head, clone, signal)) return "descends";
  return (await isAncestor(head, remembered, clone, signal)) ? "older" : "rewritten";
}

/** What is remembered comes from a table: only an id may become git's argument. */
const ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

export async function hasCommit(commit: string, clone: Clone, signal: AbortSignal): Promise<boolean> {
  if (!ID.test(commit)) return false;
  const isThere = async () => (await clone.git(["cat-file", "-e", `${commit}^{commit}`], signal)).code === 0;
  return (await isThere()) || ((await clone.fetchCommit(commit, signal)) && (await isThere()));
}

async function isAncestor(a: string, b: string, clone: Clone, signal: AbortSignal): Promise<boolean> {
  const { code } = await clone.git(["merge-base", "--is-ancestor", a, b], signal);
  if (code > 1 || code < 0) throw new CloneBroken("the clone is broken: its history cannot be followed");
  return code === 0;
}
