import type { Finding } from "../finding.ts";
import { withoutParticulars } from "./alike.ts";

/** Findings that have one cause: a wrong ExternalId is one, however many spokes and zones it touches. */
export type Cause = {
  readonly findings: readonly [Finding, ...Finding[]];
  /** `spoke pay, 5 zones`; `60 spokes, 40 zones`. */
  readonly where: string;
  /** In AWS's and our words; where they are not the same for all, with `<spoke>`, `<account>` … in place of names. */
  readonly message: string;
  readonly todo?: string;
  /** Of each kind that there are several of, their names: `spokes` → [`pay`, …]. */
  readonly touched: ReadonlyMap<string, readonly string[]>;
};

/** In the order of the findings. */
export function causesOf(findings: readonly Finding[]): Cause[] {
  const alike = Map.groupBy(findings, (f) =>
    [f.kind, f.reason, told(f, f.message), told(f, f.todo ?? "")].join("\n"),
  );
  return [...alike.values()].flatMap(([first, ...others]) => (first ? [causeOf([first, ...others])] : []));
}

function causeOf(findings: Cause["findings"]): Cause {
  const [first] = findings;
  const common = (words: (f: Finding) => string | undefined) => {
    const text = words(first);
    return text === undefined || findings.every((f) => words(f) === text) ? text : told(first, text);
  };
  const todo = common((f) => f.todo);
  const message = common((f) => f.message) ?? first.message;
  return { findings, ...placeOf(findings), message, ...(todo !== undefined && { todo }) };
}

function told(finding: Finding, text: string): string {
  const { spoke, zone, endpoint, vpc, account, hub } = finding;
  return withoutParticulars(text, { spoke, zone, endpoint, vpc: vpc?.id, account, hub });
}

function placeOf(findings: readonly Finding[]): Pick<Cause, "where" | "touched"> {
  const names = (of: (f: Finding) => string | undefined) => [
    ...new Set(findings.map(of).filter((name) => name !== undefined)),
  ];
  const whose = [
    { one: "spoke ", many: "spokes", names: names((f) => f.spoke) },
    { one: "hub ", many: "hubs", names: names((f) => f.hub) },
  ];
  const things = [
    { one: "", many: "zones", names: names((f) => f.zone) },
    { one: "endpoint ", many: "endpoints", names: names((f) => f.endpoint) },
  ];
  const parts = [whose, things].flatMap((kinds) => kinds.find((kind) => kind.names.length > 0) ?? []);
  return {
    where: parts
      .map((kind) =>
        kind.names.length === 1 ? `${kind.one}${kind.names[0]}` : `${kind.names.length} ${kind.many}`,
      )
      .join(", "),
    touched: new Map(
      parts.filter((kind) => kind.names.length > 1).map((kind) => [kind.many, kind.names] as const),
    ),
  };
}
