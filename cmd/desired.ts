import { readFileSync } from "node:fs";
import { formatProblem, type Problem } from "../src/model/desired/problems.ts";
import type { Desired } from "../src/model/desired/types.ts";
import { readFolder } from "../src/operator/sources/folder.ts";
import { systemWords } from "./failure-words.ts";
import { complain, UserError } from "./terminal.ts";

/** Desired state from a folder; every problem is printed, and any refuses it as a whole. Warnings go to stderr. */
export async function loadDesired(dir: string): Promise<Desired> {
  const parsed = await readFolder(dir, { env: process.env, file: readSecretFile }).catch((error: unknown) => {
    throw new UserError(unreadable(dir, error));
  });
  if (parsed.warnings.length > 0) complain(listed(parsed.warnings));
  if (!parsed.desired) {
    const count = parsed.problems.length;
    throw new UserError(
      `${listed(parsed.problems)}\n${count} ${count === 1 ? "problem" : "problems"}; nothing was planned or changed.`,
    );
  }
  return parsed.desired;
}

function listed(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join("\n");
}

function readSecretFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined; // reported by the parser, at the line that names the file
  }
}

function unreadable(dir: string, error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "ENOENT")
    return `${dir}: no such folder or file. Desired state is a folder of YAML files; the sample is desired-state.`;
  return `${dir}: ${systemWords(error)}`;
}
