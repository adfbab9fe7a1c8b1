import type * as z from "zod";
import type { selector } from "./endpoint-choice.ts";

/** Kubernetes' label selector: all of it must hold. */
export type Selector = z.output<typeof selector>;

type Labels = Readonly<Record<string, string>>;
type Expression = NonNullable<Selector["matchExpressions"]>[number];

/** As in Kubernetes, `NotIn` also matches what lacks the label. */
export function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labelIn(labels, key) === value) &&
    matchExpressions.every((expression) => meets(expression, labels))
  );
}

function meets({ key, operator, values = [] }: Expression, labels: Labels): boolean {
  const value = labelIn(labels, key);
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}

function labelIn(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
