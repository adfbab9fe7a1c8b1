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
  const alike = Map.groupBy(findings, (f) => [f.kind, f.reason, message(f), todo(f)].join("\n"));
  return [...alike.values()].flatMap(([first, ...others]) => (first ? [causeOf([first, ...others])] : []));
}

function causeOf(findings: Cause["findings"]): Cause {
  const [first] = findings;
  const said = common(findings, (f) => f.message, message);
  const advice = first.todo === undefined ? undefined : common(findings, (f) => f.todo ?? "", todo);
  return {
    findings,
    ...placeOf(findings, `${said} ${advice}`),
    message: said,
    ...(advice !== undefined && { todo: advice }),
  };
}

type Particular = (typeof PARTICULARS)[number];
const PARTICULARS = ["spoke", "zone", "endpoint", "vpc", "account", "hub"] as const;

/** The words as they are if they are the same for all; else without what differs; if they differ still, without names. */
function common(
  findings: Cause["findings"],
  words: (f: Finding) => string,
  told: (f: Finding, without?: readonly Particular[]) => string,
): string {
  const differing = PARTICULARS.filter((what) => new Set(findings.map((f) => nameIn(f, what))).size > 1);
  const ways = [words, (f: Finding) => told(f, differing), (f: Finding) => told(f)];
  const [first] = findings;
  const same = ways.find((way) => findings.every((f) => way(f) === way(first)));
  return (same ?? words)(first);
}

/** Ids of zones differ with their names, those of DHCP options with accounts. In what a person should do they stay: a command needs them. */
function message(f: Finding, without?: readonly Particular[]): string {
  return told(f, f.message, without)
    .replace(/\bZ(?=[0-9A-Z]*[0-9])[0-9A-Z]{7,31}\b/g, "<zone id>")
    .replace(/\bdopt-[0-9a-f]+\b/g, "<id>");
}

function todo(f: Finding, without?: readonly Particular[]): string {
  return told(f, f.todo ?? "", without);
}

function told(f: Finding, text: string, without: readonly Particular[] = PARTICULARS): string {
  return withoutParticulars(text, Object.fromEntries(without.map((what) => [what, nameIn(f, what)])));
}

function nameIn(f: Finding, what: Particular): string | undefined {
  return what === "vpc" ? f.vpc?.id : f[what];
}

function placeOf(findings: readonly Finding[], words: string): Pick<Cause, "where" | "touched"> {
  const names = (of: (f: Finding) => string | undefined) => [
    ...new Set(findings.map(of).filter((name) => name !== undefined)),
  ];
  const whose = [
    { one: "spoke ", many: "spokes", names: names((f) => f.spoke) },
    { one: "hub ", many: "hubs", names: names((f) => f.hub) },
  ];
  const endpoints = { one: "endpoint ", many: "endpoints", names: names((f) => f.endpoint) };
  const things = [{ one: "", many: "zones", names: names((f) => f.zone) }, endpoints];
  const parts = [whose, things].flatMap((kinds) => kinds.find((kind) => kind.names.length > 0) ?? []);
  return {
    where: parts
      .map((kind) =>
        kind.names.length === 1 ? `${kind.one}${kind.names[0]}` : `${kind.names.length} ${kind.many}`,
      )
      .join(", "),
    touched: new Map(
      [...parts, ...(words.includes("<endpoint>") && !parts.includes(endpoints) ? [endpoints] : [])]
        .filter((kind) => kind.names.length > 1)
        .map((kind) => [kind.many, kind.names] as const),
    ),
  };
}
