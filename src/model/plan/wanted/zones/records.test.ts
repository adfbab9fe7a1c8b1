import { expect, test } from "vitest";
import type { Alias } from "../../../action/alias.ts";
import type { ZoneName } from "../../../ids.ts";
import type { RecordView } from "../../../observed/zone.ts";
import { diffRecords, ownAliases } from "./records.ts";

const ZONE = "dkr.ecr.eu-west-1.amazonaws.com" as ZoneName;
const target = {
  dnsName: "vpce-0e1-abc.dkr.ecr.eu-west-1.vpce.amazonaws.com",
  hostedZoneId: "Z38GZ743OKFT7T",
  evaluateTargetHealth: true,
};
const apex: Alias = { name: ZONE, type: "A", target };
const wild: Alias = { name: `*.${ZONE}`, type: "A", target };
const live = ({ name, type }: Alias, alias = target): RecordView => ({ name, type, alias });
const basic: RecordView[] = [
  { name: ZONE, type: "NS" },
  { name: ZONE, type: "SOA" },
];

test("records as wanted need nothing, whatever Route 53 put there itself", () => {
  const diff = diffRecords(ZONE, [apex, wild], [...basic, live(apex), live(wild)]);
  expect(diff).toEqual({ upserts: [], differing: [], blocking: [], foreign: [] });
});

test("what is missing, points elsewhere or lost its health evaluation is written", () => {
  const elsewhere = { ...target, dnsName: "vpce-0e2-abc.dkr.ecr.eu-west-1.vpce.amazonaws.com" };
  expect(diffRecords(ZONE, [apex, wild], [live(apex)]).upserts).toEqual([wild]);
  expect(diffRecords(ZONE, [apex], [live(apex, elsewhere)]).upserts).toEqual([apex]);
  expect(diffRecords(ZONE, [apex], [live(apex, { ...target, evaluateTargetHealth: false })]).upserts).toEqual(
    [apex],
  );
});

test("an address record in an alias's place is overwritten, not reported: the zone is ours", () => {
  const diff = diffRecords(ZONE, [apex], [{ name: ZONE, type: "A" }]);
  expect(diff).toMatchObject({ upserts: [apex], foreign: [] });
});

test("a CNAME at an alias's name blocks it; elsewhere it is only foreign", () => {
  const cname = { name: wild.name, type: "CNAME" };
  expect(diffRecords(ZONE, [apex, wild], [cname]).blocking).toEqual([cname]);
  expect(diffRecords(ZONE, [apex], [cname])).toMatchObject({ blocking: [], foreign: [cname] });
});

test("a record with a routing policy is never ours: at an alias's place it blocks it, and it is not deleted", () => {
  const weighted = { ...live(apex), identifier: "blue" };
  expect(diffRecords(ZONE, [apex], [weighted])).toMatchObject({ upserts: [apex], blocking: [weighted] });
  expect(diffRecords(ZONE, [wild], [weighted])).toMatchObject({ blocking: [], foreign: [weighted] });
  expect(ownAliases(ZONE, [weighted], new Set())).toEqual([]);
});

test("our aliases are told by their shape: an address alias to an endpoint, at the apex or at *", () => {
  const deeper = { ...live(apex), name: `a.${ZONE}` };
  const bucket = live(apex, { ...target, dnsName: "*.vpce-0e1-abc.s3.eu-west-1.vpce.amazonaws.com" });
  const balancer = live(apex, { ...target, dnsName: "lb-1.elb.eu-west-1.amazonaws.com" });
  const zonal = live(apex, {
    ...target,
    dnsName: "vpce-0e1-abc-eu-west-1a.ssm.eu-west-1.vpce.amazonaws.com",
  });
  expect(ownAliases(ZONE, [...basic, live(apex), live(wild), deeper, balancer, zonal], new Set())).toEqual([
    apex,
    wild,
  ]);
  expect(ownAliases(ZONE, [bucket], new Set())).toHaveLength(1);
});
