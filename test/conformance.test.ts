import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createServices } from "../src/simulator/ec2/catalogue.ts";
import { differences, type Seen } from "./support/recorded.ts";
import { type Fields, type Outcome, PLAYS, type Play, stage } from "./support/recorded-plays.ts";

/** Answers of real AWS, kept outside the repository; the comparison is skipped where they are not. */
const RECORDED = new URL("../../shared/data/aws-recorded.json", import.meta.url);
const SERVICES = new URL("../../shared/data/endpoint-services.json", import.meta.url);

type Step = {
  key: string;
  operation: string;
  request?: Fields;
  kind: string;
  answer?: unknown;
  error?: { Error: Fields };
  status?: number;
};
type Case = { service: string; test: string; steps: Step[] };
const nameOf = (one: Case) => one.test.split("::").at(-1) ?? "";

if (!existsSync(RECORDED)) {
  test.skip("conformance with recorded AWS answers: ../shared/data/aws-recorded.json is not there", () => {});
} else {
  const { cases } = JSON.parse(readFileSync(RECORDED, "utf8")) as { cases: Case[] };

  describe("the simulator answers as real AWS was recorded to", () => {
    for (const one of cases.filter((candidate) => nameOf(candidate) in PLAYS))
      test(`${one.service}: ${nameOf(one)}`, () => play(one, PLAYS[nameOf(one)] ?? {}));
  });

  test("every play has its recorded case", () => {
    const names = new Set(cases.map(nameOf));
    expect(Object.keys(PLAYS).filter((name) => !names.has(name))).toEqual([]);
  });

  test("every recorded case of Route 53 Resolver is played", () => {
    const ofResolver = cases.filter(({ service }) => service === "route53resolver").map(nameOf);
    expect(ofResolver.length).toBeGreaterThan(10);
    expect(ofResolver.filter((name) => !(name in PLAYS))).toEqual([]);
  });
}

if (!existsSync(SERVICES)) {
  test.skip("private names as AWS was seen to answer: ../shared/data/endpoint-services.json is not there", () => {});
} else {
  test("the catalogue has every private name that AWS was seen to answer", () => {
    type Observed = { region: string; serviceName: string; type?: string; privateDnsNames: string[] };
    const { observed } = JSON.parse(readFileSync(SERVICES, "utf8")) as { observed: Observed[] };
    const services = createServices();
    const missing = observed.flatMap(({ region, serviceName, privateDnsNames }) => {
      const known = services.get(region, serviceName)?.privateDnsNames;
      if (!known) return [serviceName];
      // DnsEntries show a wildcard's bare name too; the service's own list does not.
      const shown = new Set([...known, ...known.map((name) => name.replace(/^\*\./, ""))]);
      return privateDnsNames.filter((name) => !shown.has(name));
    });
    expect(missing).toEqual([]);
  });
}

async function play(one: Case, { prepare, before, ignored = [], cut, without = [] }: Play): Promise<void> {
  const at = stage();
  const seen: Seen = new Map();
  await prepare?.(at);
  for (const step of one.steps.filter((candidate) => !without.includes(candidate.key))) {
    await before?.[step.key]?.(at);
    const outcome = await at.send(one.service, step.operation, filled(step.request ?? {}, at.words));
    expect(compare(step, outcome, seen, ignored, cut), step.key).toEqual([]);
  }
}

/** The same recorded request is the same request again: `<unique>` follows from its text. */
function filled(request: Fields, words: Map<string, string>): Fields {
  const template = JSON.stringify(request);
  const unique = createHash("sha256").update(template).digest("hex").slice(0, 40);
  const text = template.replaceAll(
    /<[^<>]+>/g,
    (word) => words.get(word) ?? (word === "<unique>" ? unique : word),
  );
  return JSON.parse(text);
}

/** A fragment is a part of the answer, an error's code or its HTTP status. */
function compare(
  step: Step,
  outcome: Outcome,
  seen: Seen,
  ignored: string[],
  cut: (answer: Fields) => unknown = (answer) => answer,
): string[] {
  if (step.kind === "error") {
    const { Code, Message } = step.error?.Error ?? {};
    const actual = "code" in outcome ? outcome : { code: "answered" };
    const recorded = { code: Code, message: Message, status: step.status };
    return differences(recorded, actual, seen);
  }
  if ("code" in outcome) {
    const isIt = step.answer === outcome.code || step.answer === outcome.status;
    return isIt ? [] : [`${outcome.status} ${outcome.code}: ${outcome.message}`];
  }
  const whole = cut(outcome.answer);
  if (step.kind === "answer") return differences(step.answer, whole, seen, ignored);
  const tries = [whole, ...Object.values(whole as Fields), ...Object.values(whole as Fields).flat()].map(
    (part) => {
      const tried: Seen = new Map(seen);
      return { found: differences(step.answer, part ?? '""', tried, ignored), tried };
    },
  );
  const best = tries.reduce((a, b) => (b.found.length < a.found.length ? b : a));
  for (const [placeholder, value] of best.tried) seen.set(placeholder, value);
  return best.found;
}
