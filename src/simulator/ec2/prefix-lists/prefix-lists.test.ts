import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../../test/support/simulated.ts";
import type { Json } from "../../service.ts";

test("a prefix list changes by versions, and RAM shares it with another account", () => {
  const { call, ram } = simulated({ sharingMs: 0, sharedSeenMs: 0 });
  const made = call(HUB, "CreateManagedPrefixList", {
    PrefixListName: "hub",
    AddressFamily: "IPv4",
    MaxEntries: 2,
    Entries: [{ Cidr: "10.0.0.7/16", Description: "hub" }],
  }).PrefixList as Json;
  const { PrefixListId, PrefixListArn } = made;
  const modify = (more: Json) =>
    refusal(() => call(HUB, "ModifyManagedPrefixList", { PrefixListId, ...more }));
  const entries = (account: string, more: Json = {}) =>
    (call(account, "GetManagedPrefixListEntries", { PrefixListId, ...more }).Entries as Json[]).map(
      ({ Cidr }) => Cidr,
    );
  const AddEntries = [{ Cidr: "10.1.0.0/16" }];
  expect(modify({ AddEntries })).toBe("400 PrefixListVersionMismatch");
  expect(modify({ AddEntries, CurrentVersion: 1 })).toBe("answered");
  expect(modify({ AddEntries: [{ Cidr: "10.2.0.0/16" }], CurrentVersion: 2 })).toBe(
    "400 PrefixListMaxEntriesExceeded",
  );
  expect(entries(HUB)).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
  expect(entries(HUB, { TargetVersion: 1 })).toEqual(["10.0.0.0/16"]);
  expect(refusal(() => entries(SPOKE))).toBe("400 InvalidPrefixListID.NotFound");
  ram(HUB, "CreateResourceShare", { name: "list", resourceArns: [PrefixListArn], principals: [SPOKE] });
  const [invitation] = ram(SPOKE, "GetResourceShareInvitations").resourceShareInvitations as Json[];
  const { resourceShareInvitationArn } = invitation ?? {};
  ram(SPOKE, "AcceptResourceShareInvitation", { resourceShareInvitationArn });
  expect(entries(SPOKE)).toHaveLength(2);
  const asked = { resourceOwner: "OTHER-ACCOUNTS", resourceType: "ec2:PrefixList" };
  expect(ram(SPOKE, "ListResources", asked).resources).toMatchObject([
    { arn: PrefixListArn, type: "ec2:PrefixList", status: "AVAILABLE" },
  ]);
  const rules = { resourceOwner: "OTHER-ACCOUNTS", resourceType: "route53resolver:ResolverRule" };
  expect(ram(SPOKE, "ListResources", rules).resources).toEqual([]);
});
