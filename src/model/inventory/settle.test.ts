import { describe, expect, test } from "vitest";
import type { ZoneAction } from "../action/zone.ts";
import type { Seen } from "../failure.ts";
import { type VpcRef, vpcKey, vpcsByKey } from "../ids.ts";
import type { RecordView, ZoneView } from "../observed/zone.ts";
import { recordText, withClaims } from "./claims.ts";
import { type Entries, entryKey } from "./entries.ts";
import { type Came, settledByOutcomes, settledByRead } from "./settle.ts";

const VPC = { id: "vpc-1", region: "eu-west-1" } as VpcRef;
const TARGET = { dnsName: "vpce-1-a.ssm", hostedZoneId: "Z9", evaluateTargetHealth: true };
const PAIR = entryKey("association", vpcKey(VPC));
const RECORD = entryKey("record", "A ssm");
const act = (part: object) =>
  ({ vpc: VPC, zone: { key: "z", name: "ssm", id: "Z1" }, ...part }) as ZoneAction;
const join = act({ kind: "associate" });
const leave = act({ kind: "disassociate" });
const write = act({
  kind: "changeRecords",
  upserts: [{ name: "ssm", type: "A", target: TARGET, expects: "nothing" }],
});

const seen = <T>(value: T): Seen<T> => ({ kind: "seen", value });
const unread: Seen<never> = { kind: "unreadable", failure: { kind: "denied", error: "E", message: "m" } };
const zone = (part: Partial<ZoneView> = {}) =>
  ({ vpcs: seen(vpcsByKey([])), authorizations: seen([]), records: seen([]), ...part }) as ZoneView;
const inIt = zone({ vpcs: seen(vpcsByKey([VPC])) });
const shows = (alias: RecordView["alias"]) =>
  zone({ records: seen([{ name: "ssm", type: "A", ...(alias && { alias }) }]) });

const claimed = withClaims({}, [join], { absentAt: 10, now: 20 });
const made: Entries = { [PAIR]: { what: "association", state: "made", absentAt: 10, lastAttemptAt: 30 } };
const outcome = (before: Entries, came: Came) => {
  const claims = withClaims(before, [join], { absentAt: 40, now: 50 });
  return settledByOutcomes(before, claims, [{ action: join, came, endedAt: 60 }])[PAIR];
};

describe("semantics 39: a claim", () => {
  test("records the read that showed the thing absent, and when it was written", () => {
    expect(claimed).toEqual({
      [PAIR]: { what: "association", state: "claimed", absentAt: 10, lastAttemptAt: 20 },
    });
  });

  test("is made by the act's success; an unknown outcome leaves it claimed", () => {
    expect(outcome({}, "made")).toMatchObject({ state: "made", absentAt: 40, lastAttemptAt: 60 });
    expect(outcome({}, "unknown")).toMatchObject({ state: "claimed", lastAttemptAt: 60 });
  });

  test("ends where the thing was there before the first attempt, and where it was refused", () => {
    expect(outcome({}, "existed")).toBeUndefined();
    expect(outcome({}, "refused")).toBeUndefined();
  });

  test("ends where its action was not begun", () => {
    expect(settledByOutcomes({}, claimed, [])).toEqual({});
  });

  test("of an earlier pass, whose outcome nobody knows, is made when the thing is there", () => {
    expect(outcome(claimed, "existed")).toMatchObject({ state: "made", absentAt: 10 });
    expect(settledByRead(claimed, inIt, 100)).toMatchObject({ [PAIR]: { state: "made" } });
  });

  test("of a record holds what was written", () => {
    const [[key, entry]] = Object.entries(withClaims({}, [write], { absentAt: 1, now: 2 })) as [
      [string, object],
    ];
    expect([key, entry]).toMatchObject([RECORD, { what: "record", made: recordText(TARGET) }]);
  });

  test("is not made of a record that stood there and is taken over", () => {
    const taken = act({
      kind: "changeRecords",
      upserts: [{ name: "ssm", type: "A", target: TARGET, expects: TARGET }],
    });
    expect(withClaims({}, [taken], { absentAt: 1, now: 2 })).toEqual({});
  });
});

describe("semantics 39: an entry ends", () => {
  const read = (entries: Entries, at: number, view: ZoneView | "gone" = zone()) =>
    settledByRead(entries, view, at);

  test("by two complete reads, two minutes apart, that do not show it", () => {
    const once = read(made, 1000);
    expect(once).toMatchObject({ [PAIR]: { unseenAt: 1000 } });
    expect(read(once, 120_999)).toEqual(once);
    expect(read(once, 121_000)).toEqual({});
  });

  test("not by reads that began before its last attempt ended", () => {
    expect(read(made, 30)).toEqual(made);
    const removed = settledByOutcomes(read(made, 1000), {}, [{ action: leave, came: "made", endedAt: 2000 }]);
    expect(removed).toMatchObject({ [PAIR]: { lastAttemptAt: 2000 } });
    expect(read(removed, 121_000)).toMatchObject({ [PAIR]: { unseenAt: 121_000 } });
  });

  test("not by what could not be read", () => {
    expect(read(made, 1000, zone({ vpcs: unread }))).toEqual(made);
  });

  test("not when it is seen again in between", () => {
    expect(read(read(made, 1000), 2000, inIt)).toEqual(made);
  });

  test("with the zone, when that is gone", () => {
    expect(read(read(made, 1000, "gone"), 200_000, "gone")).toEqual({});
  });

  test("of a record when something else stands there than we wrote", () => {
    const record = withClaims({}, [write], { absentAt: 1, now: 2 });
    expect(read(record, 10, shows(TARGET))).toMatchObject({ [RECORD]: { state: "made" } });
    expect(read(record, 10, shows({ ...TARGET, dnsName: "other" }))).toMatchObject({
      [RECORD]: { unseenAt: 10 },
    });
    expect(read(record, 10, shows(undefined))).toMatchObject({ [RECORD]: { unseenAt: 10 } });
  });
});
