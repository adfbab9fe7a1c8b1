import fc from "fast-check";
import { expect, test } from "vitest";
import { sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import { moveAccount } from "../organization.ts";

/** What happens to a share of one rule: principals come and go, and so does the rule; SPOKE moves; time passes. */
type Step =
  | { kind: "add" | "remove"; what: "rule" | "account" | "unit" | "organization" }
  | { kind: "move"; to: "root" | "ou-ab12-payments" | "outside" }
  | { kind: "wait"; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("add" as const, "remove" as const),
      what: fc.constantFrom("rule" as const, "account" as const, "unit" as const, "organization" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      to: fc.constantFrom("root" as const, "ou-ab12-payments" as const, "outside" as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1000, 2000, 7000) }),
  },
);

/** The rule is with SPOKE's account from the start: what is there can go and come back. */
const SHARED: readonly Step[] = [
  { kind: "add", what: "rule" },
  { kind: "add", what: "account" },
  { kind: "wait", ms: 7000 },
];

/** An association as simply as it can be told: put in, and taken out, at these moments. */
type Entry = { from: number; to: number };
const SHARED_MS = 2000;
const SEEN_MS = 7000;

/** As RAM should answer a step, and what SPOKE should have: by what was asked when. */
function expectation() {
  const entries = new Map<string, Entry>();
  /** What ended may still be seen for a while. */
  const all: (Entry & { what: string })[] = [];
  let place = "ou-ab12-payments";
  const statusOf = (what: string, now: number) => {
    const entry = entries.get(what);
    if (!entry || now >= entry.to + SHARED_MS) return "out";
    if (now >= entry.to) return "leaving";
    return now >= entry.from + SHARED_MS ? "in" : "coming";
  };
  const change = (kind: "add" | "remove", what: string, now: number) => {
    const status = statusOf(what, now);
    if (kind === "add" ? status === "leaving" : status === "coming")
      return "400 InvalidStateTransitionException";
    if (kind === "remove" && status === "out") return "400 UnknownResourceException";
    if (kind === "add" && status === "out") {
      const entry = { what, from: now, to: Number.POSITIVE_INFINITY };
      entries.set(what, entry);
      all.push(entry);
    }
    if (kind === "remove" && status === "in") (entries.get(what) as Entry).to = now;
    return "answered";
  };
  const isSeen = (what: string, now: number) =>
    all.some((one) => one.what === what && one.from + SEEN_MS <= now && now < one.to + SEEN_MS);
  const isReached = (now: number) => {
    const means = place === "root" ? ["account", "organization"] : ["account", "organization", "unit"];
    return place !== "outside" && isSeen("rule", now) && means.some((what) => isSeen(what, now));
  };
  const move = (to: string) => {
    place = to;
  };
  return { change, isReached, move };
}

/** HUB's share, on which steps are made as they are expected to end; and what SPOKE has. */
function played() {
  const cloud = sharing();
  const { call, ram, estate, organization, received, ruleArn, ruleId, share, wait } = cloud;
  const now = () => estate.surroundings.clock.now();
  const resourceShareArn = share();
  const expected = expectation();
  const inputs = {
    rule: { resourceArns: [ruleArn] },
    account: { principals: [SPOKE] },
    unit: { principals: [cloud.unitArn] },
    organization: { principals: [cloud.organizationArn] },
  };
  const isInside = () => organization.stays.get(SPOKE)?.at(-1)?.to === Number.POSITIVE_INFINITY;
  const change = (kind: "add" | "remove", what: keyof typeof inputs) => {
    if (what === "account" && !isInside()) return; // it would be invited, which is another story
    const operation = kind === "add" ? "AssociateResourceShare" : "DisassociateResourceShare";
    const outcome = refusal(() => ram(HUB, operation, { resourceShareArn, ...inputs[what] }));
    expect(outcome).toBe(expected.change(kind, what, now()));
  };
  const move = (to: string) => {
    moveAccount(organization, SPOKE, { to }, now());
    expected.move(to);
  };
  return {
    play(one: Step) {
      if (one.kind === "wait") wait(one.ms);
      else if (one.kind === "move") move(one.to);
      else change(one.kind, one.what);
    },
    check() {
      const isReached = expected.isReached(now());
      expect(received(SPOKE)).toEqual(isReached ? [ruleArn] : []);
      const got = refusal(() => call(SPOKE, "GetResolverRule", { ResolverRuleId: ruleId }));
      expect(got).toBe(isReached ? "answered" : "400 ResourceNotFoundException");
    },
  };
}

test("whatever comes and goes, who may use a rule follows from what was asked and where the account is", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const { play, check } = played();
      for (const one of [...SHARED, ...steps]) {
        play(one);
        check();
      }
    }),
    { numRuns: 300 },
  );
});
