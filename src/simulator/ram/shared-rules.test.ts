import { expect, test } from "vitest";
import { STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";

/** HUB's rule in a share with SPOKE, and a VPC of SPOKE's. */
function shared(choices: Parameters<typeof sharing>[0] = {}) {
  const cloud = sharing(choices);
  const { call, ruleId, ruleArn, share, vpc } = cloud;
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  const get = (account: string) => call(account, "GetResolverRule", { ResolverRuleId: ruleId });
  const VPCId = vpc(SPOKE);
  const listed = (account: string) =>
    (call(account, "ListResolverRules").ResolverRules as { Id: string; ShareStatus: string }[]).filter(
      ({ Id }) => Id === ruleId,
    );
  return {
    ...cloud,
    resourceShareArn,
    get,
    listed,
    associate: () => call(SPOKE, "AssociateResolverRule", { ResolverRuleId: ruleId, VPCId }),
    rows: () =>
      (call(SPOKE, "ListResolverRuleAssociations").ResolverRuleAssociations as Json[]).filter(
        ({ ResolverRuleId }) => ResolverRuleId === ruleId,
      ),
  };
}

test("a shared rule does not exist for its consumer until the share has reached it (terraform-provider-aws#11902)", () => {
  const { get, listed, associate, associations, ruleId, wait } = shared();
  wait(6999);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} ASSOCIATED`]);
  for (const use of [() => get(SPOKE), associate]) {
    expect(refusal(use)).toBe("400 ResourceNotFoundException");
    expect(use).toThrow(`[RSLVR-00703] Resolver rule with ID "${ruleId}" does not exist.`);
  }
  expect(listed(SPOKE)).toEqual([]);
  wait(1);
  expect(get(SPOKE)).toMatchObject({ ResolverRule: { OwnerId: HUB, ShareStatus: "SHARED_WITH_ME" } });
  expect(listed(SPOKE)).toMatchObject([{ ShareStatus: "SHARED_WITH_ME" }]);
  expect(refusal(associate)).toBe("answered");
  expect(refusal(() => get(STRANGER))).toBe("400 ResourceNotFoundException");
});

test("the owner's rule is SHARED_BY_ME while it is in a share", () => {
  const { get, ram, resourceShareArn, ruleArn, wait } = shared();
  const status = () => (get(HUB).ResolverRule as Json).ShareStatus;
  expect(status()).toBe("NOT_SHARED");
  wait(2000);
  expect(status()).toBe("SHARED_BY_ME");
  ram(HUB, "DisassociateResourceShare", { resourceShareArn, resourceArns: [ruleArn] });
  wait(2000);
  expect(status()).toBe("NOT_SHARED");
});

test("RAM's list may be earlier than Resolver's, or later", () => {
  const order = [9000, 1000];
  const first = { ramFirst: [1000, 9000], resolverFirst: order };
  for (const [which, lags] of Object.entries(first)) {
    let draws = 0;
    const { received, listed, wait } = shared({ sharedSeenMs: () => lags[draws++ % 2] ?? 0 });
    wait(4000);
    const seen = { ram: received(SPOKE).length, resolver: listed(SPOKE).length };
    expect(seen).toEqual(which === "ramFirst" ? { ram: 1, resolver: 0 } : { ram: 0, resolver: 1 });
    wait(8000);
    expect([received(SPOKE).length, listed(SPOKE).length]).toEqual([1, 1]);
  }
});

test("a rule in two shares stays usable when one of them goes", () => {
  const { get, ram, resourceShareArn, ruleArn, share, wait } = shared();
  share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(7000);
  ram(HUB, "DeleteResourceShare", { resourceShareArn });
  wait(3600_000);
  expect(refusal(() => get(SPOKE))).toBe("answered");
});

test.each([
  ["the principal", "principals"],
  ["the rule", "resourceArns"],
  ["the share", undefined],
] as const)("without %s the rule is gone for its consumer, a while later", (_, what) => {
  const { get, ram, resourceShareArn, ruleArn, wait } = shared();
  wait(7000);
  if (what === undefined) ram(HUB, "DeleteResourceShare", { resourceShareArn });
  else
    ram(HUB, "DisassociateResourceShare", {
      resourceShareArn,
      [what]: [what === "principals" ? SPOKE : ruleArn],
    });
  wait(6999);
  expect(refusal(() => get(SPOKE))).toBe("answered");
  wait(1);
  expect(refusal(() => get(SPOKE))).toBe("400 ResourceNotFoundException");
});
