import { expect, test } from "vitest";
import type { Finding } from "../../finding.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { FindingFold } from "./alike-findings.ts";

const zoneOf = (name: string) =>
  ({
    hub: { name: "hub" },
    wanted: { endpoint: { document: { name: "ssm" } } },
    ref: { name },
  }) as unknown as WantedRow;
const zone = zoneOf("ssm");
const findingOf = (i: number, reason = "AccessDenied") =>
  ({ kind: "unknown", reason, hub: "hub", spoke: `spoke-${i}`, message: `spoke ${i}` }) as unknown as Finding;

test("a hundred of a kind are told one by one, of more than that how many", () => {
  const told = new FindingFold();
  for (let i = 0; i < 250; i++) told.add(zone, [findingOf(i)]);
  told.add(zone, [findingOf(0, "VpcNotFound")]);
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
  const told = new FindingFold();
  for (let i = 0; i < 100; i++) told.add(zone, [findingOf(i)]);
  for (let i = 0; i < 100; i++) told.add(zoneOf("kms"), [findingOf(i)]);
  expect(told.findings()).toHaveLength(200);
});
