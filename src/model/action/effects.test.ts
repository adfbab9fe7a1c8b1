import { expect, test } from "vitest";
import type { Region, VpcId } from "../ids.ts";
import type { Action } from "./action.ts";
import { effectsOf } from "./effects.ts";

const vpc = { id: "vpc-1" as VpcId, region: "eu-west-1" as Region };
const zone = { key: "hub/default/ssm", name: "ssm", id: "Z1" };
const from = { key: "hub/old/ssm", name: "ssm", id: "Z0", hub: "hub" };
const target = { key: "hub/default/ssm", service: "ssm", region: "eu-west-1" };
const of = (action: object) => effectsOf({ zone, ...action } as unknown as Action, () => [vpc]);
const gain = { change: "gain", vpc, name: "ssm", by: { kind: "zone", zone } };
const loss = { ...gain, change: "loss" };

test.each([
  ["createZone", [gain]],
  ["associate", [gain]],
  ["disassociate", [loss]],
  ["move", [{ ...loss, by: { kind: "zone", zone: from } }, gain]],
  ["deleteZone", [loss]],
  ["authorize", []],
  ["deauthorize", []],
  ["changeRecords", []],
  ["awaitInsync", []],
])("%s changes which zone answers in the VPC just so", (kind, effects) => {
  expect(of({ kind, vpc, from })).toEqual(effects);
});

test("a zone that is deleted takes along whoever is in it, and nobody where that is not known", () => {
  expect(effectsOf({ kind: "deleteZone", zone } as unknown as Action)).toEqual([]);
});

test("switching private DNS off takes every name of the endpoint from its VPC", () => {
  const by = { kind: "privateDns", endpoint: target };
  const names = ["ssm", "ssm-fips"];
  expect(of({ kind: "turnOffPrivateDns", vpc, names, target })).toEqual(
    names.map((name) => ({ change: "loss", vpc, name, by })),
  );
});
