import { expect, test } from "vitest";
import type { ZoneId, ZoneName } from "../../ids.ts";
import { takenFromAbove, type ZoneAbove } from "./zone-above.ts";

const NEW = "db.corp.example" as ZoneName;
const zone = (name: string, ...records: string[]): ZoneAbove => ({ ...unread(name), records });
const unread = (name: string): ZoneAbove => ({ id: `Z-${name}` as ZoneId, name: name as ZoneName });
const lostOf = (zones: readonly ZoneAbove[], held: readonly string[] = []) =>
  takenFromAbove(NEW, zones, (name) => held.includes(name))?.lost;

test.each([
  [
    "records below the name are lost",
    [zone("corp.example", "a.db.corp.example", "b.a.db.corp.example")],
    [],
    ["a.db.corp.example", "b.a.db.corp.example"],
  ],
  [
    "each once, whatever its types",
    [zone("example", "a.db.corp.example", "a.db.corp.example")],
    [],
    ["a.db.corp.example"],
  ],
  ["wildcards too", [zone("corp.example", "*.db.corp.example")], [], ["*.db.corp.example"]],
  [
    "the name itself, its siblings and what only ends alike are not",
    [zone("corp.example", "corp.example", "db.corp.example", "web.corp.example", "xdb.corp.example")],
    [],
    [],
  ],
  [
    "of two zones above only the nearest answered",
    [zone("example", "a.db.corp.example"), zone("corp.example")],
    [],
    [],
  ],
  [
    "a zone that is not above answers as before",
    [zone("a.db.corp.example", "b.a.db.corp.example")],
    [],
    undefined,
  ],
  [
    "a zone of the record's own name keeps it",
    [zone("corp.example", "a.db.corp.example", "b.db.corp.example")],
    ["a.db.corp.example"],
    ["b.db.corp.example"],
  ],
  [
    "and so does one between the two",
    [zone("corp.example", "x.a.db.corp.example")],
    ["a.db.corp.example"],
    [],
  ],
  [
    "one above the new name keeps nothing",
    [zone("corp.example", "a.db.corp.example")],
    ["corp.example", NEW],
    ["a.db.corp.example"],
  ],
] as const)("%s", (_, zones, held, lost) => {
  expect(lostOf(zones, held)).toEqual(lost);
});

test("of a zone that was not read nobody knows what is lost", () => {
  expect(takenFromAbove(NEW, [unread("corp.example"), zone("example")], () => false)).toEqual({
    zone: unread("corp.example"),
  });
});

test.each([
  ["answers where the zone has nothing at the name or below", ["*.corp.example"], "*.corp.example"],
  ["of the nearest name that exists counts", ["*.example", "x.corp.example"], undefined],
  ["does not answer below a record of the name", ["*.corp.example", "db.corp.example"], undefined],
  ["does not answer beside records below the name", ["*.corp.example", "a.db.corp.example"], undefined],
])("a wildcard above %s", (_, records, wildcard) => {
  expect(takenFromAbove(NEW, [{ ...unread("example"), records }], () => false)?.wildcard).toBe(wildcard);
});
