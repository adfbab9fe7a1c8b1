import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ENDPOINT, edit, HUB, parseFolder, SPOKE } from "../../../test/support/fixture.ts";
import { formatWithExcerpt } from "./excerpt.ts";
import { parseDesired } from "./parse.ts";
import { formatProblem } from "./problems.ts";
import { desiredHash, showDesired } from "./show.ts";

const root = new URL("../../../", import.meta.url);
const sample = readdirSync(new URL("desired-state/", root), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({
    path: `desired-state/${name}`,
    text: readFileSync(new URL(`desired-state/${name}`, root), "utf8"),
  }));
const none = () => undefined;

test("no file at all is refused, for it would remove everything", () => {
  const { desired, problems } = parseDesired([], none);
  expect(desired).toBeUndefined();
  expect(problems.map(formatProblem)).toEqual([
    ".:1:1: no desired state found; an empty desired state would remove everything, so it is refused",
  ]);
});

test("a hub without spokes and endpoints is legal", () => {
  expect(parseDesired([{ path: "hub.yaml", text: HUB }], none).problems).toEqual([]);
});

test("problems of all files come at once, in the order of their places, and refuse everything", () => {
  const parsed = parseFolder({
    "hub.yaml": edit(HUB, ["vpc-0a000001", "vpc-1"], ["owner: team", "owner: T"]),
    "endpoint.yaml": edit(ENDPOINT, ["service: ssm", "service: execute-api\n  newNames: maybe"]),
    "spoke.yaml": `${edit(SPOKE, ["hub-a", "hub-x"])}---\nkind: Hob\n`,
  });
  expect(parsed.desired).toBeUndefined();
  const places = parsed.problems.map(({ file, line, column }) => `${file}:${line}:${column}`);
  expect(places).toEqual(["endpoint.yaml:9:13", "hub.yaml:6:10", "hub.yaml:9:8", "spoke.yaml:10:7"]);
});

test("the order of files, and how documents are spread over files, changes nothing", () => {
  const expected = parseDesired(sample, none).desired;
  expect(expected?.spokes.map(({ name }) => name)).toEqual([
    "analytics-eu",
    "data-prod",
    "payments-dev",
    "payments-prod",
    "sandbox",
  ]);
  const arrangement = fc.tuple(
    fc.shuffledSubarray(sample, { minLength: sample.length, maxLength: sample.length }),
    fc.integer({ min: 1, max: sample.length }),
  );
  const arranged = fc.property(arrangement, ([files, filesCount]) => {
    const merged = Array.from({ length: filesCount }, (_, index) => ({
      path: `${index}.yaml`,
      text: files
        .filter((_, position) => position % filesCount === index)
        .map(({ text }) => text)
        .join("---\n"),
    }));
    expect(parseDesired(merged, none).desired).toEqual(expected);
  });
  fc.assert(arranged, { numRuns: 50 });
});

test("problems do not depend on the order of files either", () => {
  const broken = sample.map((file) => ({
    ...file,
    text: file.text.replace(/(vpc|service|owner): /, "unknown-$1: "),
  }));
  const expected = parseDesired(broken, none).problems;
  expect(expected.length).toBeGreaterThanOrEqual(sample.length);
  const shuffled = fc.shuffledSubarray(broken, { minLength: broken.length, maxLength: broken.length });
  const order = fc.property(shuffled, (files) => {
    expect(parseDesired(files, none).problems).toEqual(expected);
  });
  fc.assert(order, { numRuns: 30 });
});

test("wherever a character is put in, dropped or all cut off, nothing throws and no secret shows", () => {
  const secret = "Zx9-not-for-anybody";
  const role = "\n      arn: arn:aws:iam::{account}:role/spoke";
  const texts = [
    edit(HUB, [role, `${role}\n      externalId: ${secret}`]),
    edit(HUB, [role, `${role}\n      externalId: "${secret}"`]),
    edit(HUB, [role, ` { arn: "arn:aws:iam::{account}:role/spoke", externalId: ${secret} }`]),
    edit(HUB, [role, `${role}\n      externalIdFrom: { env: ID } # not ${secret}`]),
  ];
  const marks = [..."|>!&*%{}[]\"'#-?@`,:\t\n ", ": ", "!x!", "a: ", "\n- "];
  const slip = fc.oneof(fc.constantFrom(...marks), fc.constantFrom("drop" as const, "cut" as const));
  // Half of the slips happen next to the secret, where they are dangerous.
  const place = fc.oneof(fc.integer({ min: -16, max: 4 }), fc.integer({ min: -400, max: 40 }));
  const silent = fc.property(fc.constantFrom(...texts), place, slip, (text, distance, what) => {
    const start = text.indexOf(secret);
    const after = distance > 0 ? start + secret.length + distance - 1 : start + distance;
    const at = Math.min(Math.max(0, after), text.length);
    const rest = what === "cut" ? "" : what === "drop" && at !== start ? text.slice(at + 1) : text.slice(at);
    const inserted = what === "cut" || what === "drop" ? "" : what;
    const parsed = parseFolder({ "hub.yaml": text.slice(0, at) + inserted + rest }, () => secret);
    const shown = parsed.desired ? showDesired(parsed.desired) + desiredHash(parsed.desired) : "";
    const printed = [...parsed.problems, ...parsed.warnings].map(formatWithExcerpt).join("\n");
    for (const output of [shown, printed, JSON.stringify(parsed)]) expect(output).not.toContain(secret);
  });
  fc.assert(silent, { numRuns: 1_500 });
});

test("the sample is sound, and each of its files names the schema beside it", () => {
  expect(parseDesired(sample, none)).toMatchObject({ problems: [], warnings: [] });
  for (const { path, text } of sample) {
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? "";
    expect(existsSync(resolve(root.pathname, dirname(path), schema)), path).toBe(true);
  }
});

test("ten thousand spokes with fifty endpoints are read in seconds: no step is quadratic", () => {
  const endpoints = Array.from({ length: 50 }, (_, index) =>
    edit(ENDPOINT, ["name: ssm", `name: e${index}`], ["service: ssm", `service: s${index}`]),
  );
  const spokes = Array.from({ length: 10_000 }, (_, index) =>
    edit(
      SPOKE,
      ["name: pay", `name: s${index}`],
      ["0b000001", (0x0b000000 + index).toString(16).padStart(8, "0")],
    ),
  );
  const { desired } = parseDesired(
    [{ path: "all.yaml", text: [HUB, ...endpoints, ...spokes].join("---\n") }],
    none,
  );
  expect(desired?.spokes.length).toBe(10_000);
}, 30_000);

test("a saved plan beside the documents is no document; with an apiVersion it is read as one", () => {
  const plan = JSON.stringify({ format: "vpce-operator/plan-v1", version: "0.1.0", actions: [] });
  expect(parseFolder({ "hub.yaml": HUB, "plan.json": plan }).problems).toEqual([]);
  const both = JSON.stringify({ format: "vpce-operator/plan-v1", apiVersion: "vpce-operator/v1" });
  expect(parseFolder({ "hub.yaml": HUB, "plan.json": both }).problems).not.toEqual([]);
});
