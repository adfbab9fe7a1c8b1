/** One line of the table: what was measured, what it is held against, and whether that is good enough. */
export type Row = {
  /** `group/what/case`, as in `README.md`. */
  readonly name: string;
  readonly measured: number;
  readonly of: number;
  /** measured ÷ of, unless the row says otherwise. */
  readonly ratio: number;
  /** Absent: reported, not judged. */
  readonly goal?: Goal;
  readonly note: string;
};

/** `=` is judged exactly: one call too many in thousands rounds to 1.00, and is one too many. */
export type Goal = { readonly is: "=" | "≤" | "≥" | "±"; readonly value: number };

export const EXACTLY_ONE: Goal = { is: "=", value: 1 };
export const atMost = (value: number): Goal => ({ is: "≤", value });
export const atLeast = (value: number): Goal => ({ is: "≥", value });

/** Less says little: a constant few tenths of a second are a large part of it. */
export const JUDGED_SECONDS = 2;
export const TOO_SHORT = "too short to judge";

export function row(name: string, measured: number, of: number, goal?: Goal, note = ""): Row {
  return { name, measured, of, ratio: measured / of, ...(goal && { goal }), note };
}

/** Not one call that AWS throttled. */
export function throttledRow(place: string, calls: readonly { readonly throttled: boolean }[]): Row {
  const throttled = calls.filter((c) => c.throttled).length;
  const ratio = 1 + throttled / calls.length;
  const name = `throttled/${place}`;
  return { name, measured: throttled, of: calls.length, ratio, goal: EXACTLY_ONE, note: "" };
}

export function isMet({ goal, ratio }: Row): boolean {
  switch (goal?.is) {
    case undefined:
      return true;
    case "=":
      return ratio === goal.value;
    case "≤":
      return ratio <= goal.value;
    case "≥":
      return ratio >= goal.value;
    case "±":
      return Math.abs(ratio - 1) <= goal.value;
  }
}

/** A wrong count of calls, or a throttled one, is a defect; any other miss is a fact to be read in the table. */
export function isDefect(one: Row): boolean {
  return one.goal?.is === "=" && !isMet(one);
}
