import { expect, test } from "vitest";
import { STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";

const DAY_MS = 24 * 3600_000;

/** A share of HUB's rule with STRANGER, who was invited. */
function invited() {
  const cloud = sharing();
  const resourceShareArn = cloud.share({ resourceArns: [cloud.ruleArn], principals: [STRANGER] });
  cloud.wait(3000);
  const invitation = () => cloud.invitations(STRANGER).at(-1);
  const answer = (how: "Accept" | "Reject", account = STRANGER) =>
    cloud.ram(account, `${how}ResourceShareInvitation`, {
      resourceShareInvitationArn: invitation()?.resourceShareInvitationArn,
    });
  return { ...cloud, resourceShareArn, invitation, answer };
}

test("an account outside has an invitation, which only it sees (GetResourceShareInvitations)", () => {
  const { resourceShareArn, invitations, associations, received } = invited();
  expect(invitations(STRANGER)).toEqual([
    {
      resourceShareInvitationArn: expect.stringMatching(
        /^arn:aws:ram:eu-west-1:111111111111:resource-share-invitation\/[0-9a-f-]{36}$/,
      ),
      resourceShareName: "hub",
      resourceShareArn,
      senderAccountId: HUB,
      receiverAccountId: STRANGER,
      invitationTimestamp: new Date(Date.UTC(2026, 0, 1)),
      status: "PENDING",
    },
  ]);
  expect(invitations(HUB)).toEqual([]);
  expect(invitations(SPOKE)).toEqual([]);
  expect(associations("PRINCIPAL")).toEqual([`${STRANGER} ASSOCIATING`]);
  expect(received(STRANGER)).toEqual([]);
});

test("inside an organization that shares nobody is invited", () => {
  const { share, invitations } = sharing();
  share({ principals: [SPOKE] });
  expect(invitations(SPOKE)).toEqual([]);
});

test("what an invitation would bring can be seen before (ListPendingInvitationResources)", () => {
  const { ram, invitation, answer, ruleArn, resourceShareArn } = invited();
  const { resourceShareInvitationArn } = invitation() ?? {};
  const list = () => ram(STRANGER, "ListPendingInvitationResources", { resourceShareInvitationArn });
  expect(list().resources).toMatchObject([{ arn: ruleArn, resourceShareArn, status: "AVAILABLE" }]);
  answer("Reject");
  expect(refusal(list)).toBe("400 ResourceShareInvitationAlreadyRejectedException");
});

test("who accepts has the resources a while later (AcceptResourceShareInvitation)", () => {
  const { answer, associations, received, ruleArn, wait } = invited();
  expect(answer("Accept")).toMatchObject({ resourceShareInvitation: { status: "ACCEPTED" } });
  expect(associations("PRINCIPAL")).toEqual([`${STRANGER} ASSOCIATING`]);
  wait(2000);
  expect(associations("PRINCIPAL")).toEqual([`${STRANGER} ASSOCIATED`]);
  expect(received(STRANGER)).toEqual([]);
  wait(5000);
  expect(received(STRANGER)).toEqual([ruleArn]);
  wait(8 * DAY_MS);
  expect(received(STRANGER)).toEqual([ruleArn]);
  for (const how of ["Accept", "Reject"] as const)
    expect(refusal(() => answer(how))).toBe("400 ResourceShareInvitationAlreadyAcceptedException");
});

test("who rejects, or lets seven days pass, is not among the principals and can be invited again", () => {
  for (const end of ["rejected", "expired"] as const) {
    const { answer, associations, invitation, invitations, ram, resourceShareArn, wait } = invited();
    if (end === "rejected") answer("Reject");
    wait(7 * DAY_MS - 3001);
    expect(invitation()?.status).toBe(end === "rejected" ? "REJECTED" : "PENDING");
    wait(1);
    expect(invitation()?.status).toBe(end.toUpperCase());
    const code = end === "rejected" ? "AlreadyRejected" : "Expired";
    expect(refusal(() => answer("Accept"))).toBe(`400 ResourceShareInvitation${code}Exception`);
    expect(associations("PRINCIPAL")).toEqual([`${STRANGER} DISASSOCIATED`]);
    ram(HUB, "AssociateResourceShare", { resourceShareArn, principals: [STRANGER] });
    expect(invitations(STRANGER).map(({ status }) => status)).toEqual(
      expect.arrayContaining(["PENDING", end.toUpperCase()]),
    );
  }
});

test("an invitation is nobody else's, has an ARN, and goes with its share", () => {
  const { answer, ram, resourceShareArn, invitations, invitation } = invited();
  const { resourceShareInvitationArn: arn } = invitation() ?? {};
  const accept = (resourceShareInvitationArn: unknown, account = STRANGER) =>
    refusal(() => ram(account, "AcceptResourceShareInvitation", { resourceShareInvitationArn }));
  expect(refusal(() => answer("Accept", HUB))).toBe("400 ResourceShareInvitationArnNotFoundException");
  expect(accept("nonsense")).toBe("400 MalformedArnException");
  expect(refusal(() => invitations(SPOKE, { resourceShareInvitationArns: [arn] }))).toBe(
    "400 ResourceShareInvitationArnNotFoundException",
  );
  expect(invitations(STRANGER, { resourceShareArns: [resourceShareArn] })).toHaveLength(1);
  ram(HUB, "DeleteResourceShare", { resourceShareArn });
  expect(accept(arn)).toBe("400 ResourceShareInvitationArnNotFoundException");
});

test("an invited account can leave, one of the organization cannot (Leaving a resource share)", () => {
  const { answer, ram, received, resourceShareArn, wait } = invited();
  answer("Accept");
  ram(HUB, "AssociateResourceShare", { resourceShareArn, principals: [SPOKE] });
  wait(7000);
  const leave = (account: string, principal = account) =>
    refusal(() => ram(account, "DisassociateResourceShare", { resourceShareArn, principals: [principal] }));
  expect(leave(SPOKE)).toBe("400 OperationNotPermittedException");
  expect(leave(STRANGER, SPOKE)).toBe("400 OperationNotPermittedException");
  expect(leave(STRANGER)).toBe("answered");
  wait(7000);
  expect(received(STRANGER)).toEqual([]);
  expect(received(SPOKE)).toHaveLength(1);
});

test("not more than 20 invitations of an account are pending (Service quotas for AWS RAM)", () => {
  const { share, invitations, ram } = sharing();
  const strangers = Array.from({ length: 20 }, (_, index) => String(600_000_000_000 + index));
  const resourceShareArn = share({ principals: strangers });
  expect(refusal(() => share({ principals: [STRANGER] }))).toBe("400 ResourceShareLimitExceededException");
  const [first = ""] = strangers;
  const [invitation] = invitations(first);
  ram(first, "RejectResourceShareInvitation", {
    resourceShareInvitationArn: invitation?.resourceShareInvitationArn,
  });
  expect(
    refusal(() => ram(HUB, "AssociateResourceShare", { resourceShareArn, principals: [STRANGER] })),
  ).toBe("answered");
});
