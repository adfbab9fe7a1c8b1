import fc from "fast-check";
import { expect, test } from "vitest";
import type { Hub } from "./desired/types.ts";
import type { ZoneName } from "./ids.ts";
import {
  callerReference,
  digestOfNames,
  nextGeneration,
  ownershipHash,
  parseCallerReference,
  parseZoneComment,
  provesZone,
  recordFromTags,
  zoneComment,
  zoneTags,
} from "./ownership.ts";

const hub = { owner: "team", account: "111111111111", region: "eu-west-1", vpc: "vpc-0a000001" } as Hub;
const NAME = "ssm.eu-west-1.amazonaws.com" as ZoneName;

const shortId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/);

test("semantics 8: a CallerReference reads back what it says, and has at most 128 characters", () => {
  const reference = fc.record({
    owner: shortId,
    hash: fc.stringMatching(/^[0-9a-f]{32}$/),
    shard: fc.nat(999),
    generation: fc.nat(999),
  });
  fc.assert(
    fc.property(reference, (made) => {
      const text = callerReference(made);
      expect(text.length).toBeLessThanOrEqual(128);
      expect(parseCallerReference(text)).toEqual(made);
    }),
  );
});

test("semantics 8: foreign references are none of ours", () => {
  for (const text of [
    "",
    "terraform-20260101",
    "vpceop/team/short/0/0",
    `xvpceop/team/${"0".repeat(32)}/0/0`,
  ])
    expect(parseCallerReference(text)).toBeUndefined();
  expect(() => nextGeneration("terraform-20260101")).toThrow("not a reference of ours");
});

test("semantics 8: the next generation proves the same zone; another owner, hub VPC, set or name does not", () => {
  const hash = ownershipHash(hub, "default", NAME);
  const text = callerReference({ owner: "team", hash, shard: 0, generation: 9 });
  const next = parseCallerReference(nextGeneration(text));
  expect(next).toMatchObject({ generation: 10 });
  const proves = (h: Hub, set: string, name: ZoneName) =>
    next !== undefined && provesZone(next, h, set, name);
  expect(proves(hub, "default", NAME)).toBe(true);
  expect(proves({ ...hub, owner: "other" as Hub["owner"] }, "default", NAME)).toBe(false);
  expect(proves({ ...hub, vpc: "vpc-0a000002" as Hub["vpc"] }, "default", NAME)).toBe(false);
  expect(proves(hub, "prod", NAME)).toBe(false);
  expect(proves(hub, "default", "kms.eu-west-1.amazonaws.com" as ZoneName)).toBe(false);
});

test("a zone's comment and its tags tell the same, and an edited comment tells nothing", () => {
  const record = {
    service: "com.amazonaws.eu-west-1.ssm",
    set: "default",
    origin: "aws",
    names: "0a1b",
  } as const;
  expect(parseZoneComment(zoneComment(record))).toEqual(record);
  expect(recordFromTags(zoneTags(hub.owner, "hub", "ssm", record))).toEqual({ ...record, names: "" });
  expect(parseZoneComment(`${zoneComment(record)} (do not touch)`)).toBeUndefined();
  expect(recordFromTags({})).toBeUndefined();
  const longest = { ...record, service: "s".repeat(100), set: "t".repeat(40), names: digestOfNames([NAME]) };
  expect(zoneComment(longest).length).toBeLessThanOrEqual(256);
});

test("the digest of names does not depend on their order", () => {
  fc.assert(
    fc.property(fc.array(fc.domain()), (names) => {
      expect(digestOfNames([...names].reverse())).toBe(digestOfNames(names));
    }),
  );
});
