import { describe, expect, it, test } from "vitest";
import type { Problem } from "../desired/problems.ts";
import type { Commit, Head, Relation } from "./commit.ts";
import { formatRefusal } from "./refusal.ts";
import { type Decision, type Situation, whichRules } from "./which-rules.ts";

const [LAST, HEAD] = ["a".repeat(40), "b".repeat(40)];
const PLACE = { url: "https://git.example/platform/dns", ref: "main", path: "desired-state" };
const REMEMBERED: Commit = { ...PLACE, commit: LAST, tree: "1".repeat(40) };
const PROBLEM: Problem = {
  file: "desired-state/spokes/a.yaml",
  line: 7,
  column: 3,
  code: "UnknownField",
  severity: "error",
  message: 'unknown field "regoin" in spec',
  hint: 'did you mean "region"?',
};

const head = (relation: Relation, more: Partial<Head> = {}): Head => {
  const commit = relation === "same" ? LAST : HEAD;
  return { ...PLACE, commit, tree: "2".repeat(40), relation, signature: "good", ...more };
};

type Row = {
  readonly head?: Head;
  readonly problems?: readonly Problem[];
  readonly failed?: true;
} & Partial<Omit<Situation, "seen">>;

/** Unless the row says otherwise: a commit is remembered, it is to be had, and nothing was accepted. */
function decide(row: Row): Decision {
  const { head, problems = [], failed, ...rest } = row;
  const revision = head?.commit ?? "f".repeat(64);
  const seen = failed
    ? ({ kind: "failed", message: "no route to git.example" } as const)
    : ({ kind: "read", revision, problems, ...(head && { head }) } as const);
  return whichRules({
    seen,
    remembered: REMEMBERED,
    hasLastGood: true,
    accepted: new Set<string>(),
    ...rest,
  });
}

const brief = (decision: Decision) =>
  decision.kind === "use" ? `use: ${decision.because}` : `${decision.kind}: ${decision.refusal.reason}`;

const NOTHING = { remembered: undefined, hasLastGood: false };
const LOST = { hasLastGood: false };
const BAD: Partial<Head> = { signature: { bad: "no signature" } };
const problems = [PROBLEM];
const accepted = new Set([HEAD]);

describe("semantics 42: the last good commit rules until a better one is valid", () => {
  it.each<[string, Row, string]>([
    ["the first head", { ...NOTHING, head: head("same") }, "use: first"],
    [
      "a first head that is invalid",
      { ...NOTHING, head: head("same"), problems },
      "NoGoodState: InvalidDocuments",
    ],
    ["a first head that is unsigned", { ...NOTHING, head: head("same", BAD) }, "NoGoodState: Unsigned"],
    ["nothing at all to be read", { ...NOTHING, failed: true }, "NoGoodState: SourceUnreadable"],

    ["the same head", { head: head("same") }, "use: same"],
    ["the same head after a restart", { ...LOST, head: head("same") }, "use: same"],
    ["the same head, valid no more", { head: head("same"), problems }, "stay: InvalidDocuments"],
    ["a newer head", { head: head("descends") }, "use: descends"],
    [
      "a newer head without signature where none is asked",
      { head: head("descends", { signature: "unasked" }) },
      "use: descends",
    ],
    ["a newer head that is invalid", { head: head("descends"), problems }, "stay: InvalidDocuments"],
    ["a newer head that is unsigned", { head: head("descends", BAD) }, "stay: Unsigned"],
    [
      "a newer head that is unsigned and invalid",
      { head: head("descends", BAD), problems },
      "stay: Unsigned",
    ],
    [
      "an invalid head, the last good one lost",
      { ...LOST, head: head("descends"), problems },
      "NoGoodState: InvalidDocuments",
    ],

    ["an older head", { head: head("older") }, "stay: OlderCommit"],
    ["an older head that was accepted once", { head: head("older"), accepted }, "stay: OlderCommit"],
    ["an older head, the last good one lost", { ...LOST, head: head("older") }, "NoGoodState: OlderCommit"],
    ["a rewritten history", { head: head("rewritten") }, "stay: RewrittenHistory"],
    [
      "a rewritten history of which another commit was accepted",
      { head: head("rewritten"), accepted: new Set([LAST]) },
      "stay: RewrittenHistory",
    ],
    ["a rewritten history that was accepted", { head: head("rewritten"), accepted }, "use: accepted"],
    [
      "one that was accepted, but is invalid",
      { head: head("rewritten"), accepted, problems },
      "stay: InvalidDocuments",
    ],
    ["one that was accepted, but is unsigned", { head: head("rewritten", BAD), accepted }, "stay: Unsigned"],
    [
      "a rewritten history, the last good one lost",
      { ...LOST, head: head("rewritten") },
      "NoGoodState: RewrittenHistory",
    ],
    ["a history that nobody can tell", { head: head("unknown") }, "stay: UnknownHistory"],
    [
      "a history that nobody can tell, of an accepted commit",
      { head: head("unknown"), accepted },
      "stay: UnknownHistory",
    ],
    ["a repository that cannot be read", { failed: true }, "stay: SourceUnreadable"],
    [
      "a repository that cannot be read, the last good one lost",
      { ...LOST, failed: true },
      "NoGoodState: SourceUnreadable",
    ],

    ["another ref", { head: head("rewritten", { ref: "release" }) }, "use: otherRef"],
    ["another ref whose head is older", { head: head("older", { ref: "release" }) }, "use: otherRef"],
    [
      "another ref, invalid",
      { head: head("descends", { ref: "release" }), problems },
      "stay: InvalidDocuments",
    ],
    ["another path", { head: head("descends", { path: "." }) }, "use: otherSource"],
    ["another repository", { head: head("unknown", { url: "https://git.example/b" }) }, "use: otherSource"],
    [
      "another repository, unsigned",
      { head: head("unknown", { url: "https://git.example/b", ...BAD }) },
      "stay: Unsigned",
    ],

    ["a folder", { ...NOTHING }, "use: folder"],
    ["a folder that is invalid", { remembered: undefined, problems }, "stay: InvalidDocuments"],
    ["a folder that is invalid from the start", { ...NOTHING, problems }, "NoGoodState: InvalidDocuments"],
    ["a folder that cannot be read", { remembered: undefined, failed: true }, "stay: SourceUnreadable"],
  ])("%s", (_, row, decision) => {
    expect(brief(decide(row))).toBe(decision);
  });
});

test("a refusal names the commit, what to do, and each problem's place", () => {
  const words = (row: Row) => {
    const decision = decide(row);
    return decision.kind === "use" ? "" : formatRefusal(decision.refusal);
  };
  expect(words({ head: head("descends"), problems })).toBe(
    'bbbbbbbbbbbb has 1 problem\ndesired-state/spokes/a.yaml:7:3: unknown field "regoin" in spec; did you mean "region"?',
  );
  expect(words({ head: head("rewritten") })).toContain(`vpce-operator source accept ${HEAD}`);
  expect(words({ head: head("older") })).toContain("commit a revert");
  expect(words({ head: head("descends", BAD) })).toBe(
    "bbbbbbbbbbbb is not signed by anybody who may: no signature",
  );
});
