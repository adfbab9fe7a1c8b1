import { expect, it } from "vitest";
import { priorityOf } from "./priority.ts";

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
