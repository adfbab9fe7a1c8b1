import { expect, test } from "vitest";
import type { Hub, Spoke } from "../../desired/types.ts";
import {
  type AccountId,
  type Region,
  type VpcId,
  type VpcRef,
  vpcsByKey,
  type ZoneId,
  type ZoneName,
} from "../../ids.ts";
import type { ZoneView } from "../../observed/zone.ts";
import { type Client, clientList } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { type ReadChoice, readPlanFor } from "./read-plan.ts";
import { unconfirmed } from "./unchanged-zones.ts";

const HUB = { name: "hub", account: "hub" as AccountId } as unknown as Hub;
const REGION = "eu-west-1" as Region;

const vpcOf = (i: number): VpcRef => ({ id: `vpc-${i}` as VpcId, region: REGION });
const keyOf = (i: number) => `vpc-${i}@eu-west-1`;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
/** Each in an account of its own. */
const clientsOf = (vpcs: number): Client[] =>
  range(vpcs).map((i) => ({ vpc: vpcOf(i), account: `a${i}` as AccountId, spoke: {} as Spoke }));

/** A hub all of whose zones have all their clients, as remembered. */
function hubOf(
  zones: number,
  clients: readonly Client[],
  members = clients.map((c) => c.vpc),
  prefix = "",
): Draft {
  const views = range(zones).map((i) => ({
    id: `Z${prefix}${i}` as ZoneId,
    name: `n${prefix}${i}.example` as ZoneName,
    vpcs: { kind: "seen", value: vpcsByKey(members) },
    records: { kind: "seen", value: [] },
  })) as unknown as ZoneView[];
  const list = clientList(clients);
  const wanted = views.map((live) => ({
    hub: HUB,
    live,
    wanted: { clients: list },
    ref: { name: live.name, id: live.id },
  }));
  return {
    hub: HUB,
    zones: wanted as unknown as WantedRow[],
    suspendedKeys: new Set<string>(),
    view: { zones: views, adoptable: [], zonesInAccount: zones },
  } as unknown as Draft;
}

const idsOf = (draft: Draft) => new Set(draft.zones.flatMap((z) => z.live?.id ?? []));

function sizeOf(draft: Draft, choice?: ReadChoice) {
  const { rows, columns } = readPlanFor([draft], idsOf(draft), choice);
  return { rows: rows.length, columns: columns.length };
}

test.each([
  { zones: 100, vpcs: 99, rows: 99, columns: 0 },
  { zones: 150, vpcs: 74, rows: 74, columns: 0 },
  { zones: 150, vpcs: 75, rows: 0, columns: 150 },
])(
  "a VPC in more than a hundred zones takes a call for each hundred: $zones zones, $vpcs VPCs",
  ({ zones, vpcs, ...plan }) => {
    expect(sizeOf(hubOf(zones, clientsOf(vpcs)))).toEqual(plan);
  },
);

test("zones in which something is to be done are columns, whatever is chosen for the others", () => {
  const missing = hubOf(5, clientsOf(3), [vpcOf(0), vpcOf(1)]);
  const surplus = hubOf(5, clientsOf(3), range(4).map(vpcOf));
  for (const draft of [missing, surplus])
    for (const hurry of [false, true]) expect(sizeOf(draft, { hurry })).toEqual({ rows: 0, columns: 5 });
});

test("in a hurry the accounts' buckets decide, and within their bursts the number of calls", () => {
  const large = hubOf(40, clientsOf(45));
  expect(sizeOf(large)).toEqual({ rows: 0, columns: 40 });
  expect(sizeOf(large, { hurry: true })).toEqual({ rows: 45, columns: 0 });
  const rates = new Map([["all", { burst: 500, perSecond: 10 }]]);
  expect(sizeOf(large, { hurry: true, rates })).toEqual({ rows: 0, columns: 40 });
});

test("in a hurry rows that one account has to give are no gain", () => {
  const clients = clientsOf(90).map((c) => ({ ...c, account: "one" as AccountId }));
  expect(sizeOf(hubOf(30, clients), { hurry: true })).toEqual({ rows: 0, columns: 30 });
});

test("a closed row is never read, in a hurry neither", () => {
  const closed = new Set([keyOf(0)]);
  for (const hurry of [false, true])
    expect(sizeOf(hubOf(60, clientsOf(2)), { closed, hurry }).columns).toBe(60);
});

test("one closed row keeps its own zones from being read by rows, and no others", () => {
  const [closed] = clientsOf(46).slice(-1) as [Client];
  const drafts = [hubOf(40, clientsOf(45)), hubOf(1, [closed], [closed.vpc], "closed-")];
  const ids = new Set(drafts.flatMap((d) => [...idsOf(d)]));
  const { rows, columns } = readPlanFor(drafts, ids, { hurry: true, closed: new Set([keyOf(45)]) });
  expect({ rows: rows.length, columns }).toEqual({ rows: 45, columns: ["Zclosed-0"] });
});

test("a list stands when every client's row agrees with it, and not when one is missing or differs", () => {
  const draft = hubOf(2, clientsOf(2));
  const both = new Set(["Z0", "Z1"] as ZoneId[]);
  const doubtful = (rows: [string, ReadonlySet<ZoneId>][]) =>
    unconfirmed([draft], idsOf(draft), new Map(rows));
  expect(
    doubtful([
      [keyOf(0), both],
      [keyOf(1), both],
    ]),
  ).toEqual([]);
  expect(doubtful([[keyOf(0), both]])).toEqual(["Z0", "Z1"]);
  expect(
    doubtful([
      [keyOf(0), both],
      [keyOf(1), new Set(["Z1" as ZoneId])],
    ]),
  ).toEqual(["Z0"]);
  expect(
    doubtful([
      [keyOf(0), both],
      [keyOf(1), both],
      [keyOf(9), new Set(["Z1" as ZoneId])],
    ]),
  ).toEqual(["Z1"]);
});
