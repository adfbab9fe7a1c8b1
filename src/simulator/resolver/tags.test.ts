import { expect, test } from "vitest";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import { resolverHub } from "../../../test/support/simulated-resolver.ts";
import type { Json } from "../service.ts";

// Source: Route 53 Resolver API reference, TagResource, UntagResource, ListTagsForResource, PutResolverRulePolicy.

const NAME = "ssm.eu-west-1.amazonaws.com";
const Tags = [{ Key: "team", Value: "network" }];

function tagged() {
  const cloud = resolverHub();
  const { rule, call, ask, member, forward } = cloud;
  const ResolverRuleId = rule(HUB, NAME, { ...forward, Tags });
  const ResourceArn = member<string>(call(HUB, "GetResolverRule", { ResolverRuleId }), "ResolverRule", "Arn");
  const list = (more: Json = {}) => ask(HUB, "ListTagsForResource", { ResourceArn, ...more }).Tags;
  return { ...cloud, ResolverRuleId, ResourceArn, list };
}

test("a rule has the tags of its creation, and those that are given and taken later", () => {
  const { ask, ResourceArn, list } = tagged();
  expect(list()).toEqual(Tags);
  ask(HUB, "TagResource", {
    ResourceArn,
    Tags: [
      { Key: "a", Value: "b" },
      { Key: "team", Value: "dns" },
    ],
  });
  expect(list()).toEqual([
    { Key: "a", Value: "b" },
    { Key: "team", Value: "dns" },
  ]);
  expect(list({ MaxResults: 1 })).toHaveLength(1);
  ask(HUB, "UntagResource", { ResourceArn, TagKeys: ["team", "none"] });
  expect(list()).toEqual([{ Key: "a", Value: "b" }]);
});

test("an endpoint has tags likewise", () => {
  const { ask, estate, inbound } = tagged();
  const ResourceArn = estate.resolver.endpoints.get(inbound)?.arn;
  ask(HUB, "TagResource", { ResourceArn, Tags });
  expect(ask(HUB, "ListTagsForResource", { ResourceArn }).Tags).toEqual(Tags);
});

test("tags that AWS reserves, too many, of nothing, and of what is another account's are refused", () => {
  const { ask, ResourceArn, list } = tagged();
  const on = (account: string, input: Json) => refusal(() => ask(account, "TagResource", input));
  const many = Array.from({ length: 200 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
  expect(on(HUB, { ResourceArn, Tags: [{ Key: "aws:x", Value: "" }] })).toBe("400 InvalidTagException");
  expect(on(HUB, { ResourceArn, Tags: many })).toBe("400 LimitExceededException");
  expect(on(HUB, { ResourceArn: `${ResourceArn}0`, Tags })).toBe("400 ResourceNotFoundException");
  expect(on(SPOKE, { ResourceArn, Tags })).toBe("400 ResourceNotFoundException");
  expect(list()).toEqual(Tags);
});

test("a rule's policy is kept, of allowed actions only, for its owner; it is UnknownResource that tells of none", () => {
  const { ask, ResourceArn: Arn } = tagged();
  const policy = (Action: string) => JSON.stringify({ Statement: [{ Effect: "Allow", Action: [Action] }] });
  const put = (account: string, ResolverRulePolicy: string) =>
    refusal(() => ask(account, "PutResolverRulePolicy", { Arn, ResolverRulePolicy }));
  expect(ask(HUB, "GetResolverRulePolicy", { Arn })).toEqual({ ResolverRulePolicy: "" });
  const allowed = policy("route53resolver:AssociateResolverRule");
  expect(put(HUB, allowed)).toBe("answered");
  expect(ask(HUB, "GetResolverRulePolicy", { Arn })).toEqual({ ResolverRulePolicy: allowed });
  expect(put(HUB, policy("route53resolver:DeleteResolverRule"))).toBe("400 InvalidPolicyDocument");
  expect(put(HUB, "none")).toBe("400 InvalidPolicyDocument");
  expect(put(SPOKE, allowed)).toBe("400 UnknownResourceException");
});
