import * as ramClient from "@aws-sdk/client-ram";
import { expect, test } from "vitest";
import { readsOf } from "../../../test/support/reads.ts";
import { STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";
import { operationNamed } from "../wire/schema.ts";
import { RAM_PARAMETERS } from "./parameters.ts";
import { ramHandlers } from "./service.ts";

const { taken } = RAM_PARAMETERS;
const operations = Object.keys(ramHandlers(sharing().estate)).sort();

/** Members of the API's inputs that are not read here: the rest of what each operation's page has (2026). */
const UNREAD: { readonly [operation: string]: Json[] } = {
  CreateResourceShare: [{ sources: [HUB] }],
  AssociateResourceShare: [{ sources: [HUB] }],
  DisassociateResourceShare: [{ sources: [HUB] }],
  GetResourceShares: [{ permissionArn: "arn" }, { permissionVersion: 1 }],
  TagResource: [{ resourceArn: "arn" }],
  UntagResource: [{ resourceArn: "arn" }],
};

test("each operation that is served says what it reads, by names that its schema has", () => {
  expect(Object.keys(taken).sort()).toEqual(operations);
  for (const operation of operations) {
    const members =
      operationNamed(ramClient, operation)
        ?.input()
        .members.map(([name]) => name) ?? [];
    const read = (taken[operation] ?? []).map((path) => path.split(".")[0]);
    const unread = (UNREAD[operation] ?? []).flatMap(Object.keys);
    expect([...read, ...unread].sort()).toEqual(members.sort());
  }
});

test.each(operations)("%s refuses by name what it would not read", (operation) => {
  const { ram } = sharing();
  for (const input of [...(UNREAD[operation] ?? []), { unheard: "of" }]) {
    expect(refusal(() => ram(HUB, operation, input))).toBe("501 NotImplemented");
    expect(() => ram(HUB, operation, input)).toThrow(`the parameter ${Object.keys(input)[0]}`);
  }
});

/** HUB's share of a rule with an invited account, and for each operation an input that uses all that it reads. */
function prepared() {
  const { share, ruleArn, invitations, estate, wait } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [STRANGER] });
  wait(2000);
  const entities = { resourceShareArn, resourceArns: [ruleArn], principals: [STRANGER], clientToken: "t" };
  const page = { maxResults: 1, nextToken: "" };
  const resourceShareInvitationArn = invitations(STRANGER)[0]?.resourceShareInvitationArn;
  const samples: { readonly [operation: string]: Json } = {
    CreateResourceShare: {
      ...entities,
      name: "a",
      tags: [{ key: "a", value: "b" }],
      allowExternalPrincipals: true,
      permissionArns: ["arn:aws:ram::aws:permission/AWSRAMDefaultPermissionResolverRule"],
      resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
    },
    UpdateResourceShare: { ...entities, name: "b", allowExternalPrincipals: false },
    DeleteResourceShare: entities,
    GetResourceShares: {
      resourceShareArns: [resourceShareArn],
      resourceShareStatus: "ACTIVE",
      resourceOwner: "SELF",
      name: "hub",
      tagFilters: [],
      ...page,
    },
    AssociateResourceShare: entities,
    DisassociateResourceShare: entities,
    GetResourceShareAssociations: {
      associationType: "RESOURCE",
      resourceShareArns: [resourceShareArn],
      resourceArn: ruleArn,
      principal: undefined,
      associationStatus: "ASSOCIATED",
      ...page,
    },
    ListPrincipals: {
      resourceOwner: "SELF",
      resourceArn: ruleArn,
      principals: [STRANGER],
      resourceType: "route53resolver:ResolverRule",
      resourceShareArns: [resourceShareArn],
      ...page,
    },
    ListResources: {
      resourceOwner: "SELF",
      principal: STRANGER,
      resourceType: "route53resolver:ResolverRule",
      resourceArns: [ruleArn],
      resourceShareArns: [resourceShareArn],
      resourceRegionScope: "ALL",
      ...page,
    },
    GetResourceShareInvitations: {
      resourceShareInvitationArns: [resourceShareInvitationArn],
      resourceShareArns: [resourceShareArn],
      ...page,
    },
    AcceptResourceShareInvitation: { resourceShareInvitationArn, clientToken: "t" },
    RejectResourceShareInvitation: { resourceShareInvitationArn, clientToken: "t" },
    ListPendingInvitationResources: { resourceShareInvitationArn, resourceRegionScope: "ALL", ...page },
    TagResource: { resourceShareArn, tags: [{ key: "a", value: "b" }] },
    UntagResource: { resourceShareArn, tagKeys: ["a"] },
  };
  return { estate, samples };
}

test.each(operations)("%s reads whatever it says it reads", (operation) => {
  const { estate, samples } = prepared();
  const handler = ramHandlers(estate)[operation];
  if (!handler) throw new Error(`no such operation: ${operation}`);
  const account = operation.includes("Invitation") ? STRANGER : HUB;
  const reads = readsOf(handler, {
    account,
    region: "eu-west-1",
    principalArn: `arn:aws:iam::${account}:root`,
    input: samples[operation] ?? {},
  });
  expect((taken[operation] ?? []).filter((path) => !reads.has(path))).toEqual([]);
});

test.each([
  ["GetResourceShares", { resourceOwner: "SELF", maxResults: 501 }, "value less than or equal to 500"],
  ["GetResourceShares", { resourceOwner: "SELF", resourceShareStatus: "GONE" }, "at 'resourceShareStatus'"],
  ["GetResourceShares", { resourceOwner: "OTHERS" }, "OTHERS is not a valid resource owner."],
  [
    "GetResourceShareAssociations",
    { associationType: "RESOURCE", associationStatus: "X" },
    "satisfy enum value",
  ],
  ["ListResources", { resourceOwner: "SELF", resourceRegionScope: "WORLD" }, "[ALL, REGIONAL, GLOBAL]"],
  ["CreateResourceShare", { name: "" }, "name"],
])("%s refuses %j", (operation, input, words) => {
  const { ram } = sharing();
  expect(refusal(() => ram(HUB, operation, input as Json))).toBe("400 InvalidParameterException");
  expect(() => ram(HUB, operation, input as Json)).toThrow(words);
});

test("a page of invitations that is too large has a name of its own (GetResourceShareInvitations, Errors)", () => {
  const { ram } = sharing();
  const list = () => ram(HUB, "GetResourceShareInvitations", { maxResults: 501 });
  expect(refusal(list)).toBe("400 InvalidMaxResultsException");
  expect(list).toThrow("Value '501' at 'maxResults' failed to satisfy constraint");
});
