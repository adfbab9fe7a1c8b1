import { expect, it } from "vitest";
import { priorityOf, withPriority } from "./priority.ts";

it("serves what removes or makes a name resolve first, and what serves nobody last", () => {
  const order = [
    "DisassociateVPCFromHostedZone",
    "AssociateVPCWithHostedZone",
    "CreateHostedZone",
    "GetChange",
    "CreateVPCAssociationAuthorization",
    "ListHostedZonesByVPC",
    "DeleteVPCAssociationAuthorization",
    "ChangeTagsForResource",
  ];
  expect(order.toSorted((a, b) => priorityOf(b) - priorityOf(a))).toEqual(order);
});

it("places operations it does not list: writes before reads", () => {
  expect(priorityOf("CreateTags")).toBeGreaterThan(priorityOf("DescribeTags"));
});

it("work may have a priority of its own, also after it has waited, and nobody else has", async () => {
  const inside = withPriority(7, async () => {
    await Promise.resolve();
    return priorityOf("ListHostedZones");
  });
  expect(priorityOf("ListHostedZones")).toBe(1);
  expect(await inside).toBe(7);
});
