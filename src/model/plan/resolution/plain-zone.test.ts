import { expect, test } from "vitest";
import type { ZoneName } from "../../ids.ts";
import { hiddenWithoutWildcard } from "./plain-zone.ts";

const view = {
  services: [
    { name: "s3", privateNames: ["s3.eu-west-1.amazonaws.com", "*.s3.eu-west-1.amazonaws.com"] },
    { name: "ecr.dkr", privateNames: ["*.dkr.ecr.eu-west-1.amazonaws.com"] },
    { name: "ecr.api", privateNames: ["api.ecr.eu-west-1.amazonaws.com"] },
  ],
};
const S3 = "*.s3.eu-west-1.amazonaws.com";
const DKR = "*.dkr.ecr.eu-west-1.amazonaws.com";

test.each([
  ["s3.eu-west-1.amazonaws.com", "s3", "aws", { service: "s3", name: S3, isOwn: true, write: "names" }],
  ["s3.eu-west-1.amazonaws.com", "s3", "extra", { service: "s3", name: S3, isOwn: true, write: "names" }],
  [
    "dkr.ecr.eu-west-1.amazonaws.com",
    "ecr.dkr",
    "extra",
    { service: "ecr.dkr", name: DKR, isOwn: true, write: "names" },
  ],
  [
    "dkr.ecr.eu-west-1.amazonaws.com",
    "ecr.api",
    "extra",
    { service: "ecr.dkr", name: DKR, write: "extraNames" },
  ],
] as const)(
  "a zone %s of %s (%s) without its wildcard hides the one that AWS lists",
  (zone, service, origin, hidden) => {
    expect(hiddenWithoutWildcard(zone as ZoneName, service, origin, view)).toEqual([hidden]);
  },
);

test.each([
  "s3.amazonaws.com",
  "queue.amazonaws.com",
  "s3-us-west-2.amazonaws.com",
  "s3.dualstack.eu-west-1.amazonaws.com",
  "s3.cn-north-1.amazonaws.com.cn",
])("AWS answers publicly below %s: an extra name hides that", (zone) => {
  expect(hiddenWithoutWildcard(zone as ZoneName, "s3", "extra", view)).toEqual([
    { service: "public DNS", name: `*.${zone}`, write: "extraNames" },
  ]);
});

test.each([
  ["api.ecr.eu-west-1.amazonaws.com", "aws"],
  ["eu-west-1.queue.amazonaws.com", "extra"],
  ["s3.example.com", "extra"],
  ["mys3.amazonaws.com", "extra"],
  ["s3.amazonaws.com", "aws"],
  ["ecr.eu-west-1.amazonaws.com", "extra"],
] as const)("nothing is known under %s (%s)", (zone, origin) => {
  expect(hiddenWithoutWildcard(zone as ZoneName, "ecr.api", origin, view)).toEqual([]);
});
