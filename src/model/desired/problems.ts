import { compare } from "../compare.ts";
import { visible } from "../render/escape.ts";
import type { ProblemCode } from "./problem-codes.ts";

/** A place in the files: 1-based line and column. `file` is the path as the caller gave it. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** What is wrong where, and what to do about it. An `error` refuses the whole desired state, a `warning` does not. */
export type Problem = Place & {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
  readonly severity: "error" | "warning";
  /** The line, where it certainly holds no secret (see excerpt.ts). */
  readonly excerpt?: string;
};

/** `spokes/a.yaml:7:3: unknown field "regoin" in spec; did you mean "region"?` */
export function formatProblem(problem: Problem): string {
  const { message, hint, severity } = problem;
  const words = hint === undefined ? message : `${message}; ${hint}`;
  return visible(`${formatPlace(problem)}: ${severity === "warning" ? "warning: " : ""}${words}`);
}

export function formatPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Collects instead of throwing, so that one run tells everything. */
export class Problems {
  readonly #found: Problem[] = [];

  error(code: ProblemCode, place: Place, message: string, hint?: string): void {
    this.#add({ code, severity: "error" }, place, message, hint);
  }

  warning(code: ProblemCode, place: Place, message: string, hint?: string): void {
    this.#add({ code, severity: "warning" }, place, message, hint);
  }

  /** What was found by others. */
  include(found: Iterable<Problem>): void {
    for (const problem of found) this.#found.push(problem);
  }

  #add(
    kind: Pick<Problem, "code" | "severity">,
    { file, line, column }: Place,
    message: string,
    hint?: string,
  ): void {
    this.#found.push({ file, line, column, ...kind, message, ...(hint === undefined ? {} : { hint }) });
  }

  all(): readonly Problem[] {
    return this.#found;
  }

  errors(): Problem[] {
    return this.#sorted("error");
  }

  warnings(): Problem[] {
    return this.#sorted("warning");
  }

  #sorted(severity: Problem["severity"]): Problem[] {
    const sorted = this.#found.filter((problem) => problem.severity === severity).sort(byPlace);
    return sorted.filter((problem, index) => {
      const before = sorted[index - 1];
      return before === undefined || byPlace(before, problem) !== 0;
    });
  }
}

function byPlace(a: Problem, b: Problem): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message);
}
