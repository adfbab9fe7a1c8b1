import { expect, test } from "vitest";
import { sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import { SURE_MS } from "../../../test/support/simulated-resolver.ts";
import type { EstateChoices } from "../estate.ts";
import type { Json } from "../service.ts";
import { createResolver } from "./service.ts";

// What another account may do with a rule that is shared with it, and what becomes of its associations. Source: Route 53
// Developer Guide, "Sharing Resolver rules with other AWS accounts and using shared rules".

/** SPOKE's VPC is associated with HUB's rule, which SYSTEM makes harmless, and COMPLETE. */
function shared(choices: EstateChoices = {}) {
  const cloud = sharing({ resolverAssociationMs: SURE_MS, ...choices });
  const { call, estate, share, ruleArn, ruleId, wait, vpc, ram } = cloud;
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(7000);
  const VPCId = vpc(SPOKE);
  call(SPOKE, "AssociateResolverRule", { ResolverRuleId: ruleId, VPCId });
  wait(SURE_MS);
  const rows = (account = SPOKE) =>
    (call(account, "ListResolverRuleAssociations").ResolverRuleAssociations as Json[]).filter(
      ({ ResolverRuleId }) => ResolverRuleId === ruleId,
    );
  const obeyed = () => {
    const rule = estate.resolver.rules.get(ruleId);
    if (rule) rule.type = "FORWARD"; // without targets: SERVFAIL tells that it is asked
    return cloud.resolve(VPCId, rule?.domainName ?? "").rcode === "SERVFAIL";
  };
  const unshare = () => ram(HUB, "DeleteResourceShare", { resourceShareArn });
  const pair = { ResolverRuleId: ruleId, VPCId };
  return { ...cloud, pair, rows, obeyed, unshare };
}

test("only the consumer sees its association; it may end it, and change or tag nothing", () => {
  const { rows, call, estate, pair, ruleArn } = shared();
  expect(rows()).toMatchObject([{ ...pair, Status: "COMPLETE" }]);
  expect(rows(HUB)).toEqual([]);
  const { ResolverRuleId } = pair;
  const on = (operation: string, more: Json) => () => call(SPOKE, operation, { ResolverRuleId, ...more });
  expect(refusal(on("UpdateResolverRule", { Config: { Name: "x" } }))).toBe("400 AccessDeniedException");
  expect(refusal(on("DeleteResolverRule", {}))).toBe("400 AccessDeniedException");
  const tags = createResolver(estate).service.ListTagsForResource;
  const input = { ResourceArn: ruleArn };
  expect(() => tags?.({ account: SPOKE, region: "eu-west-1", principalArn: "", input })).toThrow(
    "[RSLVR-00907]",
  );
  expect(refusal(() => call(HUB, "DisassociateResolverRule", pair))).toBe("400 ResourceNotFoundException");
  expect(refusal(() => call(SPOKE, "DisassociateResolverRule", pair))).toBe("answered");
});

test("an account that loses a share falls back in DNS at once; its row goes, or stays as FAILED and can be taken away", () => {
  for (const unsharedAssociation of ["goes", "fails"] as const) {
    const { rows, obeyed, unshare, wait, call, pair } = shared({ behaviours: { unsharedAssociation } });
    unshare();
    wait(6999);
    expect([obeyed(), rows()[0]?.Status]).toEqual([true, "COMPLETE"]);
    wait(1);
    expect(obeyed()).toBe(false);
    expect(rows()).toMatchObject(unsharedAssociation === "goes" ? [] : [{ ...pair, Status: "FAILED" }]);
    if (unsharedAssociation === "goes") continue;
    call(SPOKE, "DisassociateResolverRule", pair);
    wait(SURE_MS);
    expect(rows()).toEqual([]);
  }
});

test("sharing again brings no association back, also when nobody looked meanwhile", () => {
  const { rows, obeyed, unshare, share, ruleArn, wait, call, pair } = shared();
  unshare();
  wait(60_000);
  share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(60_000);
  expect([obeyed(), rows()]).toEqual([false, []]);
  call(SPOKE, "AssociateResolverRule", pair);
  wait(SURE_MS);
  expect([obeyed(), rows().length]).toEqual([true, 1]);
});

test("a second share that overlaps the first one's end keeps the association", () => {
  const { rows, obeyed, unshare, share, ruleArn, wait } = shared();
  share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(7000);
  unshare();
  wait(60_000);
  expect([obeyed(), rows().length]).toEqual([true, 1]);
});

test("an owner who deletes the rule under others' associations is refused, or these fall back silently", () => {
  for (const deletionOfRuleInUse of ["refused", "succeeds"] as const) {
    const { call, pair, obeyed, rows, wait } = shared({ behaviours: { deletionOfRuleInUse } });
    const { ResolverRuleId } = pair;
    const isRefused = deletionOfRuleInUse === "refused";
    expect(refusal(() => call(HUB, "DeleteResolverRule", { ResolverRuleId }))).toBe(
      isRefused ? "400 ResourceInUseException" : "answered",
    );
    wait(SURE_MS);
    expect([obeyed(), rows().length]).toEqual(isRefused ? [true, 1] : [false, 0]);
  }
});
