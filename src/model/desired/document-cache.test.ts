import fc from "fast-check";
import { expect, test } from "vitest";
import { ENDPOINT, edit, HUB, SPOKE } from "../../../test/support/fixture.ts";
import { atOnce } from "../turns.ts";
import { createDocumentCache } from "./document-cache.ts";
import type { File } from "./documents.ts";
import { parseDesired } from "./parse.ts";

const none = () => undefined;
const labelled = edit(SPOKE, ["name: pay", "name: pay\n  labels: { team: a }"]);

/** The files of a folder; one without a text was deleted. */
function filesOf(folder: Readonly<Record<string, string | null>>): File[] {
  return Object.entries(folder).flatMap(([path, text]) => (text === null ? [] : [{ path, text }]));
}

/** Sound, broken, misshapen, dangling, clashing, and merely odd: what a file may hold at one parse or another. */
const TEXTS = [
  ...[
    HUB,
    ENDPOINT,
    SPOKE,
    labelled,
    "",
    "# nothing\n",
    "a: [",
    "- 1\n",
    `${HUB}---\n${ENDPOINT}---\n${SPOKE}`,
  ],
  edit(HUB, ["eu-west-1", "eu-west-9"]),
  edit(HUB, ["owner: team", "owner: T"], ['111111111111"', '111111111111"\n  role: { arn: x }']),
  edit(HUB, ["arn: arn", "externalIdFrom: { env: ID }\n      arn: arn"]),
  edit(ENDPOINT, ["service: ssm", "service: execute-api"]),
  edit(SPOKE, ["hub: hub-a", "hub: hub-b"]),
  edit(SPOKE, ['"222222222222"', "022222222222"]),
  edit(SPOKE, ["name: pay", "name: other"]),
  edit(SPOKE, ["hub: hub-a", "hub: hub-a\n  hub: hub-a"]),
];

test("with a cache, whatever it has seen, a parse says the same as without", () => {
  const sound = { "endpoint.yaml": ENDPOINT, "hub.yaml": HUB, "spoke.yaml": SPOKE };
  const paths = fc.constantFrom(...Object.keys(sound), "a.yaml", "z.yaml");
  const changes = fc.dictionary(paths, fc.option(fc.constantFrom(...TEXTS)), { maxKeys: 2 });
  const folder = changes.map((changed) => filesOf({ ...sound, ...changed }));
  const secret = fc.constantFrom(undefined, "first-secret", "second-secret", "no secret");
  const history = fc.array(fc.tuple(folder, secret), { minLength: 2, maxLength: 6 });
  const same = fc.property(history, (parses) => {
    const cache = createDocumentCache();
    for (const [now, value] of parses) {
      const [cached, fresh] = [parseDesired(now, () => value, cache), parseDesired(now, () => value)];
      expect(cached).toEqual(fresh);
      expect(externalIdsIn(cached)).toEqual(externalIdsIn(fresh));
    }
  });
  fc.assert(same, { numRuns: 100 });
});

function externalIdsIn({ desired }: ReturnType<typeof parseDesired>): (string | undefined)[] | undefined {
  return desired?.spokes.map(({ role }) => role?.externalId?.reveal());
}

test("a file that is as it was is not read again, whatever becomes of the others", () => {
  const cache = createDocumentCache();
  const [a, b] = [
    { path: "a.yaml", text: SPOKE },
    { path: "b.yaml", text: ENDPOINT },
  ];
  const [first, other] = atOnce(cache.read([a, b]));
  const [changed, again] = atOnce(cache.read([{ ...b, text: `${ENDPOINT}# more\n` }, { ...a }]));
  expect(again).toBe(first);
  expect(changed).not.toBe(other);
});

test("what a desired state shares with the one before is what the cache holds", () => {
  const cache = createDocumentCache();
  const folder = { "all.yaml": [HUB, ENDPOINT, labelled].join("---\n") };
  const labels = () => parseDesired(filesOf(folder), none, cache).desired?.spokes[0]?.labels;
  expect(labels()).toEqual({ team: "a" });
  expect(labels()).toBe(labels());
});

test("a file that moved is read again: its problems name the new place", () => {
  const cache = createDocumentCache();
  const broken = edit(SPOKE, ["vpc-0b000001", "vpc-1"]);
  const filesAt = (path: string) => filesOf({ "hub.yaml": HUB, "endpoint.yaml": ENDPOINT, [path]: broken });
  for (const path of ["old.yaml", "new.yaml"])
    expect(parseDesired(filesAt(path), none, cache).problems.map(({ file }) => file)).toEqual([path]);
});

test("a file that is gone is forgotten", () => {
  const cache = createDocumentCache();
  const [a, b] = [
    { path: "a.yaml", text: SPOKE },
    { path: "b.yaml", text: ENDPOINT },
  ];
  const [before] = atOnce(cache.read([a, b]));
  atOnce(cache.read([b]));
  expect(atOnce(cache.read([a, b]))[0]).not.toBe(before);
});

test("an ExternalId that changed where it is read from is seen, although no file changed", () => {
  const cache = createDocumentCache();
  const hub = edit(HUB, ["arn: arn", "externalIdFrom: { file: /id }\n      arn: arn"]);
  const folder = filesOf({ "hub.yaml": hub, "endpoint.yaml": ENDPOINT, "spoke.yaml": SPOKE });
  const read = (value: string | undefined) => parseDesired(folder, () => value, cache);
  expect(externalIdsIn(read("before"))).toEqual(["before"]);
  expect(externalIdsIn(read("after"))).toEqual(["after"]);
  expect(read(undefined).problems).toMatchObject([{ file: "hub.yaml", message: "file /id cannot be read" }]);
  expect(externalIdsIn(read("after"))).toEqual(["after"]);
});

test("nothing that is cached can be changed by whoever gets it", () => {
  const cache = createDocumentCache();
  const folder = filesOf({
    "hub.yaml": HUB,
    "endpoint.yaml": ENDPOINT,
    "spoke.yaml": labelled,
    "x.yaml": "a: [",
  });
  parseDesired(folder.slice(0, 3), none, cache);
  for (const reading of atOnce(cache.read(folder))) expectFrozen(reading);
});

function expectFrozen(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  for (const part of Object.values(value)) expectFrozen(part);
}
