import { expect, test } from "vitest";
import { MANAGEMENT, STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";

test("an association is ASSOCIATING before it is ASSOCIATED, and when is told (AssociateResourceShare)", () => {
  const { share, associations, ram, ruleArn, wait } = sharing();
  const resourceShareArn = share();
  const input = { resourceShareArn, resourceArns: [ruleArn], principals: [SPOKE] };
  const { resourceShareAssociations } = ram(HUB, "AssociateResourceShare", input);
  const begun = new Date(Date.UTC(2026, 0, 1));
  const shape = { resourceShareArn, resourceShareName: "hub", status: "ASSOCIATING", external: false };
  expect(resourceShareAssociations).toEqual([
    {
      ...shape,
      associatedEntity: ruleArn,
      associationType: "RESOURCE",
      creationTime: begun,
      lastUpdatedTime: begun,
    },
    {
      ...shape,
      associatedEntity: SPOKE,
      associationType: "PRINCIPAL",
      creationTime: begun,
      lastUpdatedTime: begun,
    },
  ]);
  wait(2000);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} ASSOCIATED`]);
  expect(associations("RESOURCE")).toEqual([`${ruleArn} ASSOCIATED`]);
  const all = ram(HUB, "GetResourceShareAssociations", { associationType: "RESOURCE" });
  expect(all.resourceShareAssociations).toMatchObject([
    { creationTime: begun, lastUpdatedTime: new Date(Date.UTC(2026, 0, 1, 0, 0, 2)) },
  ]);
});

test("what was taken out is DISASSOCIATING, then DISASSOCIATED, and still listed (DisassociateResourceShare)", () => {
  const { share, associations, ram, ruleArn, wait } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(10_000);
  const out = { resourceShareArn, principals: [SPOKE] };
  expect(ram(HUB, "DisassociateResourceShare", out)).toMatchObject({
    resourceShareAssociations: [{ associatedEntity: SPOKE, status: "DISASSOCIATING" }],
  });
  expect(refusal(() => ram(HUB, "AssociateResourceShare", out))).toBe("400 InvalidStateTransitionException");
  expect(ram(HUB, "DisassociateResourceShare", out)).toMatchObject({
    resourceShareAssociations: [{ status: "DISASSOCIATING" }],
  });
  wait(2000);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} DISASSOCIATED`]);
  expect(associations("PRINCIPAL", { associationStatus: "ASSOCIATED" })).toEqual([]);
  expect(associations("RESOURCE")).toEqual([`${ruleArn} ASSOCIATED`]);
  expect(refusal(() => ram(HUB, "DisassociateResourceShare", out))).toBe("400 UnknownResourceException");
  ram(HUB, "AssociateResourceShare", out);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} ASSOCIATING`]);
});

test("what is on its way in cannot be taken out before it is in (terraform-provider-aws#13458)", () => {
  const { share, ram, wait } = sharing();
  const resourceShareArn = share({ principals: [SPOKE, STRANGER] });
  const remove = (principal: string) => () =>
    ram(HUB, "DisassociateResourceShare", { resourceShareArn, principals: [principal] });
  expect(remove(SPOKE)).toThrow(
    "At least one of the associations in the resource share is in ASSOCIATING status.",
  );
  expect(refusal(remove(SPOKE))).toBe("400 InvalidStateTransitionException");
  expect(refusal(remove(STRANGER))).toBe("answered"); // it waits for its invitation
  wait(2000);
  expect(refusal(remove(SPOKE))).toBe("answered");
});

test("what is in the share already is answered as it stands", () => {
  const { share, ram, wait } = sharing();
  const resourceShareArn = share({ principals: [SPOKE] });
  wait(2000);
  const again = { resourceShareArn, principals: [SPOKE, SPOKE] };
  expect(ram(HUB, "AssociateResourceShare", again).resourceShareAssociations).toMatchObject([
    { associatedEntity: SPOKE, status: "ASSOCIATED" },
  ]);
});

test("what lists of associations are asked for has to fit (GetResourceShareAssociations)", () => {
  const { share, associations, ram, ruleArn, organizationArn } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE, organizationArn] });
  share({ principals: [SPOKE] });
  expect(associations("PRINCIPAL", { principal: SPOKE })).toHaveLength(2);
  expect(associations("PRINCIPAL", { principal: "o-a1b2c3d4e5" })).toEqual([
    `${organizationArn} ASSOCIATING`,
  ]);
  expect(associations("PRINCIPAL", { resourceShareArns: [resourceShareArn] })).toHaveLength(2);
  expect(associations("RESOURCE", { resourceArn: ruleArn })).toHaveLength(1);
  const wrong = (input: object) => () => ram(HUB, "GetResourceShareAssociations", { ...input });
  expect(wrong({ associationType: "PRINCIPAL", resourceArn: ruleArn })).toThrow(
    "You cannot specify a resource ARN when the association type is PRINCIPAL.",
  );
  expect(wrong({ associationType: "RESOURCE", principal: SPOKE })).toThrow(
    "You cannot specify a principal when the association type is RESOURCE.",
  );
  expect(wrong({ associationType: "OTHER" })).toThrow("OTHER is not a valid association type.");
  expect(refusal(wrong({ associationType: "RESOURCE", associationStatus: "GONE" }))).toBe(
    "400 InvalidParameterException",
  );
  expect(
    refusal(() =>
      ram(SPOKE, "GetResourceShareAssociations", {
        associationType: "RESOURCE",
        resourceShareArns: [resourceShareArn],
      }),
    ),
  ).toBe("400 UnknownResourceException");
});

test("what is shared has to be a rule of one's own in the Region", () => {
  const { share, rule, ruleArn } = sharing();
  const of = (arn: string) => refusal(() => share({ resourceArns: [arn] }));
  expect(() => share({ resourceArns: ["nonsense"] })).toThrow(
    "The specified resource ARN nonsense is not valid. Verify the ARN and try again.",
  );
  expect(of("nonsense")).toBe("400 MalformedArnException");
  expect(of(rule(SPOKE).Arn)).toBe("400 UnknownResourceException");
  expect(of(`${ruleArn.slice(0, -2)}00`)).toBe("400 UnknownResourceException");
  expect(of(`arn:aws:ec2:eu-west-1:${HUB}:subnet/subnet-0a`)).toBe("501 NotImplemented");
});

test("of an operation that is refused in part nothing is done", () => {
  const { share, associations, ram, ruleArn } = sharing();
  const resourceShareArn = share();
  const input = { resourceShareArn, resourceArns: [ruleArn], principals: ["nobody"] };
  expect(() => ram(HUB, "AssociateResourceShare", input)).toThrow(
    "Principal ID nobody is malformed. Verify the ID and try again.",
  );
  expect(associations("RESOURCE")).toEqual([]);
  expect(refusal(() => share({ name: "x", principals: ["nobody"] }))).toBe("400 InvalidParameterException");
  expect(refusal(() => ram(HUB, "GetResourceShares", { resourceOwner: "SELF", name: "x" }))).toBe("answered");
  expect(ram(HUB, "GetResourceShares", { resourceOwner: "SELF", name: "x" }).resourceShares).toEqual([]);
});

test("a permission is the one that rules have by themselves, or is not found", () => {
  const { share } = sharing();
  const of = (arn: string) => refusal(() => share({ permissionArns: [arn] }));
  expect(of("arn:aws:ram::aws:permission/AWSRAMDefaultPermissionResolverRule")).toBe("answered");
  expect(of(`arn:aws:ram:eu-west-1:${HUB}:permission/own`)).toBe("400 UnknownResourceException");
  expect(of("AWSRAMDefaultPermissionResolverRule")).toBe("400 MalformedArnException");
});

test("an account has as many shares, resources and principals as its quotas say (Service quotas for AWS RAM)", () => {
  const { share, ram, estate, rule, ruleArn, wait } = sharing();
  const { quotas } = estate.options;
  Object.assign(quotas, {
    resourceShares: 2,
    sharedResources: 3,
    resourcesPerShare: 2,
    principalsPerShare: 1,
  });
  const LIMIT = "400 ResourceShareLimitExceededException";
  const one = share({ resourceArns: [ruleArn, rule().Arn], principals: [SPOKE] });
  const put = (resourceShareArn: string, input: object) =>
    refusal(() => ram(HUB, "AssociateResourceShare", { resourceShareArn, ...input }));
  expect(put(one, { resourceArns: [rule().Arn] })).toBe(LIMIT);
  expect(put(one, { principals: [MANAGEMENT] })).toBe(LIMIT);
  expect(put(one, { principals: [SPOKE] })).toBe("answered");
  const two = share();
  expect(put(two, { resourceArns: [ruleArn, rule().Arn] })).toBe(LIMIT);
  expect(put(two, { resourceArns: [ruleArn] })).toBe("answered");
  expect(refusal(() => share())).toBe(LIMIT);
  expect(put(two, { resourceArns: Array(101).fill(ruleArn) })).toBe(LIMIT);
  wait(2000);
  ram(HUB, "DisassociateResourceShare", { resourceShareArn: one, resourceArns: [ruleArn] });
  expect(put(one, { resourceArns: [rule().Arn] })).toBe(LIMIT);
  wait(2000);
  expect(put(one, { resourceArns: [rule().Arn] })).toBe("answered");
});
