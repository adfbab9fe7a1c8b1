import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../../test/support/simulated.ts";
import type { Json } from "../../service.ts";

const entry = { RuleNumber: 100, Protocol: "tcp", RuleAction: "allow", Egress: false };
const https = { ...entry, CidrBlock: "10.0.0.0/8", PortRange: { From: 443, To: 443 } };

test("every subnet has one network ACL: the VPC's default one, which lets everything through, until another is chosen", () => {
  const { call, member, vpc } = simulated();
  const VpcId = vpc(HUB);
  const acls = () => call(HUB, "DescribeNetworkAcls").NetworkAcls as (Json & { Associations: Json[] })[];
  const [usual] = acls();
  expect(usual).toMatchObject({
    IsDefault: true,
    Entries: [
      { Egress: true, RuleNumber: 100, RuleAction: "allow", Protocol: "-1" },
      { Egress: true, RuleNumber: 32_767, RuleAction: "deny" },
      { Egress: false, RuleNumber: 100, RuleAction: "allow" },
      { Egress: false, RuleNumber: 32_767, RuleAction: "deny" },
    ],
  });
  const NetworkAclId = member<string>(call(HUB, "CreateNetworkAcl", { VpcId }), "NetworkAcl", "NetworkAclId");
  const [{ NetworkAclAssociationId: AssociationId } = {}] = usual?.Associations ?? [];
  call(HUB, "ReplaceNetworkAclAssociation", { AssociationId, NetworkAclId });
  expect(acls().map(({ Associations }) => Associations.length)).toEqual([1, 1]);
  expect(refusal(() => call(HUB, "DeleteNetworkAcl", { NetworkAclId }))).toBe("400 DependencyViolation");
  expect(refusal(() => call(HUB, "DeleteNetworkAcl", { NetworkAclId: usual?.NetworkAclId }))).toBe(
    "400 InvalidParameterValue",
  );
});

test("an entry is made, replaced and deleted by its number and direction; TCP needs ports", () => {
  const { call, member, vpc } = simulated();
  const made = call(HUB, "CreateNetworkAcl", { VpcId: vpc(HUB) });
  const NetworkAclId = member<string>(made, "NetworkAcl", "NetworkAclId");
  const on = (operation: string, input: Json) =>
    refusal(() => call(HUB, operation, { NetworkAclId, ...input }));
  expect(on("ReplaceNetworkAclEntry", https)).toBe("400 InvalidNetworkAclEntry.NotFound");
  expect(on("CreateNetworkAclEntry", { ...entry, CidrBlock: "10.0.0.0/8" })).toBe("400 MissingParameter");
  expect(on("CreateNetworkAclEntry", https)).toBe("answered");
  expect(on("CreateNetworkAclEntry", https)).toBe("400 NetworkAclEntryAlreadyExists");
  expect(on("CreateNetworkAclEntry", { ...https, Egress: true })).toBe("answered");
  expect(on("ReplaceNetworkAclEntry", { ...https, RuleAction: "deny" })).toBe("answered");
  expect(on("DeleteNetworkAclEntry", { RuleNumber: 100, Egress: true })).toBe("answered");
  const [acl] = call(HUB, "DescribeNetworkAcls", { NetworkAclIds: [NetworkAclId] }).NetworkAcls as Json[];
  expect(acl?.Entries).toMatchObject([
    { RuleNumber: 32_767, Egress: true },
    { RuleNumber: 100, Egress: false, Protocol: "6", RuleAction: "deny", PortRange: { From: 443, To: 443 } },
    { RuleNumber: 32_767, Egress: false },
  ]);
});
