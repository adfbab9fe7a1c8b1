import { expect, test } from "vitest";
import type { ZoneName } from "../../ids.ts";
import { takenFromAbove } from "./zone-above.ts";

const NEW = "db.corp.example" as ZoneName;
const EXAMPLE = "example" as ZoneName;
const lostOf = (records: readonly string[], held: readonly string[] = []) =>
  takenFromAbove(NEW, EXAMPLE, records, (name) => held.includes(name)).lost;

test.each([
  [
    "records below the name are lost",
    ["a.db.corp.example", "b.a.db.corp.example"],
    [],
    ["a.db.corp.example", "b.a.db.corp.example"],
  ],
  ["each once, whatever its types", ["a.db.corp.example", "a.db.corp.example"], [], ["a.db.corp.example"]],
  ["wildcards too", ["*.db.corp.example"], [], ["*.db.corp.example"]],
  [
    "the name itself, its siblings and what only ends alike are not",
    ["corp.example", "db.corp.example", "web.corp.example", "xdb.corp.example"],
    [],
    [],
  ],
  [
    "a zone of the record's own name keeps it",
    ["a.db.corp.example", "b.db.corp.example"],
    ["a.db.corp.example"],
    ["b.db.corp.example"],
  ],
  ["and so does one between the two", ["x.a.db.corp.example"], ["a.db.corp.example"], []],
  [
    "one above the new name keeps nothing",
    ["a.db.corp.example"],
    ["corp.example", NEW],
    ["a.db.corp.example"],
  ],
] as const)("%s", (_, records, held, lost) => {
  expect(lostOf(records, held)).toEqual(lost);
});

test.each([
  ["answers where the zone has nothing at the name or below", ["*.corp.example"], "*.corp.example"],
  ["of the nearest name that exists counts", ["*.example", "x.corp.example"], undefined],
  ["does not answer below a record of the name", ["*.corp.example", "db.corp.example"], undefined],
  ["does not answer beside records below the name", ["*.corp.example", "a.db.corp.example"], undefined],
])("a wildcard above %s", (_, records, wildcard) => {
  expect(takenFromAbove(NEW, EXAMPLE, records, () => false).wildcard).toBe(wildcard);
});
