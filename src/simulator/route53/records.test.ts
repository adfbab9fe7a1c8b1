import fc from "fast-check";
import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";

const a = (Name: string, Value = "10.0.0.1") => ({ Name, Type: "A", TTL: 60, ResourceRecords: [{ Value }] });

function world() {
  const cloud = simulated();
  const zone = cloud.zone(HUB, "example.com", cloud.vpc(HUB));
  const change = (...Changes: object[]) =>
    cloud.call(HUB, "ChangeResourceRecordSets", { HostedZoneId: zone, ChangeBatch: { Changes } });
  const list = (input: object = {}) =>
    cloud.call(HUB, "ListResourceRecordSets", { HostedZoneId: zone, ...input });
  const names = () =>
    (list().ResourceRecordSets as { Name: string; Type: string }[]).map((set) => `${set.Name} ${set.Type}`);
  return { ...cloud, zone, change, list, names };
}

test("records are listed by name from the right, then by type; an asterisk is written \\052", () => {
  const { change, names } = world();
  change(
    { Action: "CREATE", ResourceRecordSet: a("b.example.com") },
    { Action: "CREATE", ResourceRecordSet: a("*.Example.com") },
    { Action: "CREATE", ResourceRecordSet: a("example.com.") },
  );
  expect(names()).toEqual([
    "example.com. A",
    "example.com. NS",
    "example.com. SOA",
    "\\052.example.com. A",
    "b.example.com. A",
  ]);
});

test("a batch is done whole or not at all, and every reason is told", () => {
  const { change, names } = world();
  const before = names();
  const bad = () =>
    change(
      { Action: "CREATE", ResourceRecordSet: a("new.example.com") },
      { Action: "DELETE", ResourceRecordSet: a("old.example.com") },
      { Action: "CREATE", ResourceRecordSet: a("example.org") },
    );
  expect(bad).toThrow(
    "[Tried to delete resource record set [name='old.example.com.', type='A'] but it was not found, RRSet with DNS name example.org. is not permitted in zone example.com.]",
  );
  expect(refusal(bad)).toBe("400 InvalidChangeBatch");
  expect(names()).toEqual(before);
});

test("CREATE refuses what exists, UPSERT replaces it, DELETE wants its very content", () => {
  const { change } = world();
  const with_ = (Action: string, value: string) =>
    refusal(() => change({ Action, ResourceRecordSet: a("x.example.com", value) }));
  expect(with_("CREATE", "10.0.0.1")).toBe("answered");
  expect(with_("CREATE", "10.0.0.1")).toBe("400 InvalidChangeBatch");
  expect(with_("UPSERT", "10.0.0.2")).toBe("answered");
  expect(with_("DELETE", "10.0.0.1")).toBe("400 InvalidChangeBatch");
  expect(with_("DELETE", "10.0.0.2")).toBe("answered");
});

test("an alias keeps no TTL and must lie in the zone that it names", () => {
  const { change, endpoint, aliasTo, vpc } = world();
  const AliasTarget = aliasTo(endpoint(HUB, vpc(HUB))) as { HostedZoneId: string; DNSName: string };
  const upsert = (target: object, more = {}) =>
    refusal(() =>
      change({
        Action: "UPSERT",
        ResourceRecordSet: { Name: "example.com", Type: "A", AliasTarget: target, ...more },
      }),
    );
  expect(upsert(AliasTarget)).toBe("answered");
  expect(upsert({ ...AliasTarget, HostedZoneId: "Z7HUB22UULQXV" })).toBe("400 InvalidChangeBatch");
  expect(upsert(AliasTarget, { TTL: 60 })).toBe("400 InvalidInput");
});

test("the zone's own SOA and NS cannot be deleted, and no CNAME stands beside another record", () => {
  const { change, list } = world();
  for (const set of list().ResourceRecordSets as object[])
    expect(refusal(() => change({ Action: "DELETE", ResourceRecordSet: set }))).toBe(
      "400 InvalidChangeBatch",
    );
  const cname = { Type: "CNAME", TTL: 60, ResourceRecords: [{ Value: "example.org" }] };
  const create = (Name: string) =>
    refusal(() => change({ Action: "CREATE", ResourceRecordSet: { ...cname, Name } }));
  expect(create("example.com")).toBe("400 InvalidChangeBatch");
  expect(create("c.example.com")).toBe("answered");
  expect(refusal(() => change({ Action: "CREATE", ResourceRecordSet: a("c.example.com") }))).toBe(
    "400 InvalidChangeBatch",
  );
});

test("a batch holds 1,000 values, an UPSERT counting twice", () => {
  const { change } = world();
  const batch = (Action: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ Action, ResourceRecordSet: a(`h${index}.example.com`) }));
  expect(refusal(() => change(...batch("UPSERT", 501)))).toBe("400 InvalidChangeBatch");
  expect(refusal(() => change(...batch("UPSERT", 500)))).toBe("answered");
  expect(refusal(() => change(...batch("DELETE", 500)))).toBe("answered");
});

test("every page size shows every record once, in order", () => {
  const { change, list, names } = world();
  const hosts = ["a", "b", "*.b", "c.b", "z"].map((host) => a(`${host}.example.com`));
  change(...hosts.map((set) => ({ Action: "CREATE", ResourceRecordSet: set })));
  const all = names();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (MaxItems) => {
      const seen: string[] = [];
      for (let start = {}; ; ) {
        const page = list({ MaxItems, ...start });
        const sets = page.ResourceRecordSets as { Name: string; Type: string }[];
        seen.push(...sets.map((set) => `${set.Name} ${set.Type}`));
        if (!page.IsTruncated) break;
        start = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
      }
      expect(seen).toEqual(all);
    }),
  );
});
