import type { ProblemCode } from "../../model/desired/problem-codes.ts";
import type { Problem } from "../../model/desired/problems.ts";

/** What stands in the way of reading something that may be a document. */
export type Obstacle = Why & { readonly path: string };

export type Why = {
  /** 1-based; the first when it is about the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
};

export function problemOf({ path, code, message, hint, line = 1, column = 1 }: Obstacle): Problem {
  const words = { message, ...(hint !== undefined && { hint }) };
  return { file: path, line, column, code, severity: "error", ...words };
}

export const LINK_CIRCLE: Why = {
  code: "LinkCircle",
  message: "this link leads in a circle",
  hint: "delete it",
};

export const DANGLING_LINK: Why = {
  code: "DanglingLink",
  message: "this leads to nothing",
  hint: "delete the link, or mend it",
};

export const LEADS_OUT: Why = {
  code: "LinkLeadsOut",
  message: "this link leads out of the folder of desired state",
  hint: "copy what it leads to into the folder, or delete the link",
};

export const NOT_A_FILE: Why = {
  code: "NotAFile",
  message: "this is a FIFO, socket or device, and is not opened",
  hint: "put a file in its place, or delete it",
};

export const SUBMODULE: Why = {
  code: "Submodule",
  message: "this is a submodule, and other repositories are not read",
  hint: "copy its documents to this repository, or move it out of the folder",
};

export const NOT_READ: Why = {
  code: "NotRead",
  message: "this holds documents, but only files named .yaml, .yml and .json are read",
  hint: "rename it, or move it out of the folder",
};

export function tooLarge(bytes: number, bytesMax: number): Why {
  const message = `the file has ${bytes} bytes; the most is ${bytesMax}`;
  return { code: "TooLarge", message, hint: "split it, or move it out of the folder" };
}
