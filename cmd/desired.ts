import { readFileSync } from "node:fs";
import { plural } from "../src/model/counted.ts";
import { formatWithExcerpt } from "../src/model/desired/excerpt.ts";
import type { Parsed } from "../src/model/desired/parse.ts";
import type { Problem } from "../src/model/desired/problems.ts";
import type { Desired } from "../src/model/desired/types.ts";
import { readFolder } from "../src/operator/sources/folder.ts";
import { systemWords } from "./failure-words.ts";
import { complain, UserError } from "./terminal.ts";

/** Desired state from a folder; every problem is printed, and any refuses it as a whole. Warnings go to stderr. */
export async function loadDesired(dir: string): Promise<Desired> {
  return soundOrRefused(await parseFolder(dir, { env: process.env, file: readSecretFile }));
}

/** What the documents say by themselves: without the secrets that they name, for whoever checks them has none. */
export function readDocuments(dir: string): Promise<Parsed> {
  return parseFolder(dir, "not read");
}

/** Prints the warnings; any problem refuses everything. */
export function soundOrRefused({ desired, problems, warnings }: Parsed): Desired {
  if (warnings.length > 0) complain(listed(warnings));
  if (desired) return desired;
  const count = problems.length;
  const words = `${plural(count, "problem")}; nothing was planned or changed.`;
  throw new UserError(`${listed(problems)}\n${words}`);
}

function parseFolder(dir: string, secrets: Parameters<typeof readFolder>[1]): Promise<Parsed> {
  return readFolder(dir, secrets).catch((error: unknown) => {
    throw new UserError(unreadable(dir, error));
  });
}

function listed(problems: readonly Problem[]): string {
  return problems.map(formatWithExcerpt).join("\n");
}

/** Undefined where it cannot be read, for whoever parses says where the file is named. */
export function readSecretFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

function unreadable(dir: string, error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "ENOENT")
    return `${dir}: no such folder or file. Desired state is a folder of YAML files; the sample is desired-state.`;
  return `${dir}: ${systemWords(error)}`;
}
