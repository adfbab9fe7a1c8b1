import { expect, test } from "vitest";
import { MANAGEMENT, STRANGER, sharing, UNIT } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import { moveAccount, organizationArn } from "../organization.ts";
import { setOrganizationSharing } from "./organization-sharing.ts";

const inside = { allowExternalPrincipals: false };

test("sharing that is off: organizations and units cannot be found (UnknownResourceException)", () => {
  const cloud = sharing();
  const { share, organization, unitArn } = cloud;
  organization.sharing = "disabled";
  expect(() => share({ principals: [unitArn] })).toThrow(`OrganizationalUnit ${UNIT} could not be found.`);
  expect(() => share({ principals: [cloud.organizationArn] })).toThrow(
    "Organization o-a1b2c3d4e5 could not be found.",
  );
  expect(refusal(() => share({ principals: [unitArn] }))).toBe("400 UnknownResourceException");
});

test("sharing that is off: an account of the organization is refused in one of two ways, or invited", () => {
  for (const [organizationNotShared, code, words] of [
    [
      "invalidParameter",
      "InvalidParameterException",
      `Principal ${SPOKE} is not in your AWS organization. You do not`,
    ],
    ["notPermitted", "OperationNotPermittedException", "can only be shared within your AWS Organization."],
  ] as const) {
    const { share, organization } = sharing({ behaviours: { organizationNotShared } });
    organization.sharing = "disabled";
    const refused = () => share({ ...inside, principals: [SPOKE] });
    expect(refusal(refused)).toBe(`400 ${code}`);
    expect(refused).toThrow(words);
  }
  const { share, organization, associations, invitations } = sharing();
  organization.sharing = "disabled";
  share({ principals: [SPOKE] });
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} ASSOCIATING`]);
  expect(invitations(SPOKE)).toHaveLength(1);
});

test("trusted access without RAM's role: the account is said to be in no organization (tshoot-no-slr)", () => {
  const { share, organization, unitArn } = sharing();
  organization.sharing = "trustedAccessOnly";
  for (const principals of [[SPOKE], [unitArn]]) {
    const refused = () => share({ ...inside, principals });
    expect(refused).toThrow("Your account ID does not exist in an AWS organization");
    expect(refusal(refused)).toBe("400 OperationNotPermittedException");
  }
});

test("an account outside is refused where the share takes none (tshoot-sharing-outside-org)", () => {
  const { share, estate } = sharing();
  expect(() => share({ ...inside, principals: [STRANGER] })).toThrow(
    `Principal ${STRANGER} is not in your AWS organization. You do not have permission to add external AWS accounts to a resource share.`,
  );
  estate.organization = undefined; // "A value of false only has meaning if your account is a member of an organization"
  expect(refusal(() => share({ ...inside, principals: [STRANGER] }))).toBe("answered");
});

test("of organizations only the owner's own is known, by its whole ARN", () => {
  const { share, unitArn, organizationArn, organization } = sharing();
  for (const principal of [
    unitArn.replace(UNIT, "ou-ab12-elsewhere"),
    organizationArn.replace("o-a1b2c3d4e5", "o-zzzzzzzzzz"),
    organizationArn.replace(MANAGEMENT, HUB),
  ])
    expect(refusal(() => share({ principals: [principal] }))).toBe("400 UnknownResourceException");
  for (const principal of [UNIT, "o-a1b2c3d4e5", "12345", `arn:aws:iam::${SPOKE}:role/a`])
    expect(refusal(() => share({ principals: [principal] }))).toBe("400 InvalidParameterException");
  moveAccount(organization, HUB, { to: "outside" }, Date.UTC(2026, 0, 1));
  expect(refusal(() => share({ principals: [organizationArn] }))).toBe("400 UnknownResourceException");
});

test("only the management account switches sharing on (EnableSharingWithAwsOrganization)", () => {
  const { ram, organization, estate } = sharing();
  organization.sharing = "disabled";
  const enable = (account: string) => ram(account, "EnableSharingWithAwsOrganization");
  expect(() => enable(HUB)).toThrow(
    "Received AccessDeniedException from AWSOrganizations with the following error message: You don't have permissions to access this resource.",
  );
  expect(organization.sharing).toBe("disabled");
  expect(enable(MANAGEMENT)).toEqual({ returnValue: true });
  expect(organization.sharing).toBe("enabled");
  organization.sharing = "trustedAccessOnly";
  enable(MANAGEMENT);
  expect(organization.sharing).toBe("trustedAccessOnly");
  estate.organization = undefined;
  expect(refusal(() => enable(MANAGEMENT))).toBe("400 OperationNotPermittedException");
});

test("trusted access that is switched off takes the organization's principals out of all shares", () => {
  const { share, associations, received, ruleArn, estate, organization, unitArn, wait } = sharing();
  share({ resourceArns: [ruleArn], principals: [SPOKE, unitArn, STRANGER] });
  wait(7000);
  setOrganizationSharing(estate, organization, "disabled");
  wait(7000);
  expect(associations("PRINCIPAL", { associationStatus: "DISASSOCIATED" })).toHaveLength(2);
  expect(associations("PRINCIPAL", { principal: STRANGER })).toEqual([`${STRANGER} ASSOCIATING`]);
  expect(received(SPOKE)).toEqual([]);
});

test("who leaves the organization loses what came by it, and who comes back has it again", () => {
  const { share, received, ruleArn, organization, organizationArn, estate, wait } = sharing();
  const now = () => estate.surroundings.clock.now();
  share({ resourceArns: [ruleArn], principals: [SPOKE] });
  share({ resourceArns: [ruleArn], principals: [organizationArn] });
  wait(7000);
  expect(received(SPOKE)).toHaveLength(2);
  moveAccount(organization, SPOKE, { to: "outside" }, now());
  expect(received(SPOKE)).toEqual([]);
  wait(1000);
  moveAccount(organization, SPOKE, { to: "root" }, now());
  expect(received(SPOKE)).toHaveLength(2);
});

test("who moves to a unit that the rule is shared with keeps it, else loses it", () => {
  const { share, received, ruleArn, organization, unitArn, estate, wait } = sharing();
  const now = () => estate.surroundings.clock.now();
  const elsewhere = "ou-ab12-elsewhere";
  organization.units.set(elsewhere, undefined);
  share({ resourceArns: [ruleArn], principals: [unitArn] });
  wait(7000);
  moveAccount(organization, SPOKE, { to: UNIT }, now());
  expect(received(SPOKE)).toHaveLength(1);
  moveAccount(organization, SPOKE, { to: elsewhere }, now());
  expect(received(SPOKE)).toEqual([]);
  share({
    resourceArns: [ruleArn],
    principals: [organizationArn(organization, "aws", elsewhere)],
  });
  wait(7000);
  expect(received(SPOKE)).toHaveLength(1);
});

test("a share that is kept by who leaves invites accounts of the organization too (What's New, February 2026)", () => {
  const { share, received, ruleArn, invitations, ram, organization, estate, wait } = sharing();
  const resourceShareConfiguration = { retainSharingOnAccountLeaveOrganization: true };
  share({ resourceArns: [ruleArn], principals: [SPOKE], resourceShareConfiguration });
  const [invitation] = invitations(SPOKE);
  ram(SPOKE, "AcceptResourceShareInvitation", {
    resourceShareInvitationArn: invitation?.resourceShareInvitationArn,
  });
  wait(7000);
  expect(received(SPOKE)).toEqual([ruleArn]);
  moveAccount(organization, SPOKE, { to: "outside" }, estate.surroundings.clock.now());
  wait(7000);
  expect(received(SPOKE)).toEqual([ruleArn]);
  expect(refusal(() => share({ ...inside, principals: [SPOKE], resourceShareConfiguration }))).toBe(
    "400 InvalidParameterException",
  );
});
