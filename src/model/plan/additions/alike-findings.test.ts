import { expect, test } from "vitest";
import type { Finding } from "../../finding.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import { Told } from "./alike-findings.ts";

const zoneOf = (name: string) =>
  ({ hub: { name: "hub" }, settled: { endpoint: { name: "ssm" } }, ref: { name } }) as WantedZone;
const zone = zoneOf("ssm");
const finding = (i: number, reason = "AccessDenied") =>
  ({ kind: "unknown", reason, hub: "hub", spoke: `spoke-${i}`, message: `spoke ${i}` }) as unknown as Finding;

test("a hundred of a kind are told one by one, of more than that how many", () => {
  const told = new Told();
  for (let i = 0; i < 250; i++) told.add(zone, [finding(i)]);
  told.add(zone, [finding(0, "VpcNotFound")]);
  const findings = told.findings();
  expect(findings).toHaveLength(102);
  expect(findings.at(-1)).toEqual({
    kind: "unknown",
    reason: "AccessDenied",
    hub: "hub",
    message: "and 150 more VPCs like these, the first of which: spoke 0",
  });
});

test("each name is counted for itself", () => {
  const told = new Told();
  for (let i = 0; i < 100; i++) told.add(zone, [finding(i)]);
  for (let i = 0; i < 100; i++) told.add(zoneOf("kms"), [finding(i)]);
  expect(told.findings()).toHaveLength(200);
});
