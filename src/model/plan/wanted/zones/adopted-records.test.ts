import { expect, test } from "vitest";
import type { Alias } from "../../../action/alias.ts";
import type { ZoneName } from "../../../ids.ts";
import type { RecordView } from "../../../observed/zone.ts";
import { expecting, recordDiff, servingPlain } from "./adopted-records.ts";
import type { WantedRow } from "./zone-row.ts";

const ZONE = "dkr.ecr.eu-west-1.amazonaws.com" as ZoneName;
const REGIONAL = "vpce-0e1-abc.dkr.ecr.eu-west-1.vpce.amazonaws.com";
const ZONAL = "vpce-0e1-abc-eu-west-1a.dkr.ecr.eu-west-1.vpce.amazonaws.com";
const target = { dnsName: REGIONAL, hostedZoneId: "Z38GZ743OKFT7T", evaluateTargetHealth: true };
const places = (name: string): Alias[] => [
  { name, type: "A", target },
  { name, type: "AAAA", target },
];
const apex: Alias = { name: ZONE, type: "A", target };
const apex6: Alias = { name: ZONE, type: "AAAA", target };
const wild: Alias = { name: `*.${ZONE}`, type: "A", target };

function row({ adopted = true, takeRecords = false } = {}): WantedRow {
  const own = { kind: "seen", value: ["10.0.0.10", "10.0.1.10", "2001:db8::a"] };
  const live = { target, view: { id: "vpce-0e1", zonal: [ZONAL], addresses: own } };
  const endpoint = { live, document: { takeRecords } };
  return { ref: { name: ZONE }, wanted: { endpoint }, ...(adopted && { adopted }) } as never;
}

const alias = (place: Alias, more: object = {}): RecordView => ({
  name: place.name,
  type: place.type,
  alias: { ...target, ...more },
});
const cname = (...values: string[]): RecordView => ({
  name: wild.name,
  type: "CNAME",
  plain: { ttl: 300, values },
});
const addresses = (...values: string[]): RecordView => ({
  name: ZONE,
  type: "A",
  plain: { ttl: 60, values },
});

test.each<[string, Alias, RecordView, boolean]>([
  ["an alias as ours", apex, alias(apex), true],
  ["an alias with another health evaluation", apex, alias(apex, { evaluateTargetHealth: false }), true],
  ["an alias to a listed zonal name", apex, alias(apex, { dnsName: ZONAL }), true],
  ["a CNAME to the regional name", wild, cname(`${REGIONAL}.`), true],
  ["a CNAME in capitals", wild, cname(REGIONAL.toUpperCase()), true],
  ["a CNAME to a listed zonal name", wild, cname(ZONAL), true],
  ["an alias to another endpoint", apex, alias(apex, { dnsName: REGIONAL.replace("0e1", "0e2") }), false],
  [
    "an alias to a zonal name that is not listed",
    apex,
    alias(apex, { dnsName: ZONAL.replace("1a", "1b") }),
    false,
  ],
  ["a CNAME to elsewhere", wild, cname("elsewhere.example.com"), false],
  ["a CNAME to a name beneath the regional one", wild, cname(`x.${REGIONAL}`), false],
  ["plain addresses, all that the endpoint has", apex, addresses("10.0.1.10", "10.0.0.10"), true],
  ["some of its addresses", apex, addresses("10.0.0.10"), false],
  ["more than its addresses", apex, addresses("10.0.0.10", "10.0.1.10", "10.0.2.10"), false],
  ["other addresses", apex, addresses("10.9.0.10", "10.9.1.10"), false],
  ["its IPv6 address in another spelling", apex6, { ...addresses("2001:DB8:0::a"), type: "AAAA" }, true],
  ["its IPv6 address beside another", apex6, { ...addresses("2001:db8::a", "::1"), type: "AAAA" }, false],
])("in an adopted zone %s: whether it is left alone as one that serves", (_, place, record, serves) => {
  const { upserts, differing, blocking } = recordDiff(row(), [place], [record]);
  expect({ upserts, differing }).toEqual(
    serves ? { upserts: [], differing: [] } : { upserts: [place], differing: [record] },
  );
  expect(blocking).toEqual([]);
});

test("a record with a routing policy is not taken for one that serves, nor for one to be replaced", () => {
  const weighted = { ...alias(apex), identifier: "blue" };
  const routed = { ...cname(REGIONAL), identifier: "blue" };
  expect(recordDiff(row(), [apex], [weighted]).blocking).toEqual([weighted]);
  expect(recordDiff(row(), [wild], [routed])).toMatchObject({ differing: [], blocking: [routed] });
});

test("in a zone of ours what differs is mended, and a CNAME blocks, wherever it leads", () => {
  const ours = row({ adopted: false });
  const [deaf, there] = [alias(apex, { evaluateTargetHealth: false }), cname(REGIONAL)];
  expect(recordDiff(ours, [apex, wild], [deaf, there])).toMatchObject({
    upserts: [apex, wild],
    blocking: [there],
  });
});

test("takeRecords asks for our alias where another record serves, and says what must still stand there", () => {
  const taking = row({ takeRecords: true });
  const deaf = alias(apex, { evaluateTargetHealth: false });
  const records = [deaf, cname(REGIONAL)];
  const { upserts, blocking } = recordDiff(taking, [apex, ...places(wild.name)], records);
  expect(upserts).toHaveLength(3);
  expect(blocking).toEqual([]);
  expect(upserts.map((one) => expecting(taking, one, records))).toMatchObject([
    { target, expects: deaf.alias },
    { target, expects: { cname: { ttl: 300, values: [REGIONAL] } } },
    { target, expects: { cname: { ttl: 300, values: [REGIONAL] } } },
  ]);
  expect(servingPlain(taking, [apex, wild], records)).toEqual([]);
});

test("addresses that serve are taken as they were seen, and are no change that could be waited for", () => {
  const there = addresses("10.0.0.10", "10.0.1.10");
  expect(expecting(row({ takeRecords: true }), apex, [there])).toEqual({
    ...apex,
    expects: { addresses: there.plain },
  });
  expect(servingPlain(row(), [apex], [there])).toEqual([there]);
});

test("a record that serves is written again as it stands, when only its being INSYNC is to be proved", () => {
  const deaf = alias(apex, { evaluateTargetHealth: false });
  expect(expecting(row(), apex, [deaf])).toEqual({ ...apex, target: deaf.alias, expects: deaf.alias });
  expect(expecting(row(), apex, [])).toEqual({ ...apex, expects: "nothing" });
  expect(servingPlain(row(), places(wild.name), [cname(REGIONAL)])).toEqual([cname(REGIONAL)]);
});
