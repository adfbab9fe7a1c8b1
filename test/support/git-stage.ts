import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Commit, Head } from "../../src/model/source/commit.ts";
import { parseContents } from "../../src/operator/sources/contents.ts";
import { createGitSource, type GitOptions } from "../../src/operator/sources/git/git-source.ts";
import type { Read, Reading, Source } from "../../src/operator/sources/source.ts";
import { ENDPOINT, HUB, SPOKE } from "./fixture.ts";
import { createRepository, type Repository } from "./repository.ts";

const OTHER = SPOKE.replace("name: pay", "name: other").replace("vpc-0b000001", "vpc-0b000002");
const BASE = { "dns/hub.yaml": HUB, "dns/endpoint.yaml": ENDPOINT };

/** Desired state in the folder `dns` of a repository: with no, one and both of the spokes `pay` and `other`. */
export const FILES = {
  pay: SPOKE,
  other: OTHER,
  base: BASE,
  one: { ...BASE, "dns/spokes/pay.yaml": SPOKE },
  both: { ...BASE, "dns/spokes/pay.yaml": SPOKE, "dns/spokes/other.yaml": OTHER },
};

/** A repository, a folder for clones of it, and sources that read it by its file: URL if nothing else is said. */
export type GitStage = {
  readonly repository: Repository;
  readonly folder: string;
  readonly url: string;
  /** Where programs are found. */
  readonly path: string;
  readonly source: (options?: Partial<GitOptions>) => Source;
  readonly remove: () => Promise<void>;
};

export async function createGitStage(): Promise<GitStage> {
  const repository = await createRepository();
  const folder = await mkdtemp(join(tmpdir(), "vpce-operator-clone-"));
  const url = `file://${repository.dir}`;
  const path = process.env.PATH ?? "";
  const env = { PATH: path };
  const usual = { url, ref: "main", path: "dns", folder, env, unprotected: true };
  return {
    repository,
    folder,
    url,
    path,
    source: (options) => createGitSource({ ...usual, ...options }),
    async remove() {
      await repository.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function poll(source: Source, remembered?: Commit): Promise<Reading> {
  return source.poll(new AbortController().signal, remembered);
}

/** Throws when nothing could be read. */
export async function headOf(source: Source, remembered?: Commit): Promise<Read & { readonly head: Head }> {
  const reading = await poll(source, remembered);
  if (reading.kind === "failed") throw new Error(reading.message);
  return reading as Read & { head: Head };
}

/** Names of the spokes, or the problems; or why nothing could be read. */
export function told(reading: Reading): readonly string[] {
  if (reading.kind === "failed") return [reading.message];
  const { desired, problems } = parseContents(reading.contents, "not read");
  return desired
    ? desired.spokes.map(({ name }) => name)
    : problems.map((p) => `${p.file}:${p.line} ${p.code}`);
}

/** What a source that looks tells. */
export async function look(source: Source): Promise<readonly string[]> {
  return told(await poll(source));
}
