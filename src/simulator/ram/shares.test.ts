import { expect, test } from "vitest";
import { MANAGEMENT, STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";

test("a share is active at once, for principals of any account unless it says otherwise (CreateResourceShare)", () => {
  const { ram } = sharing();
  const { resourceShare } = ram(HUB, "CreateResourceShare", {
    name: "hub",
    tags: [{ key: "a", value: "b" }],
  });
  expect(resourceShare).toEqual({
    resourceShareArn: expect.stringMatching(
      /^arn:aws:ram:eu-west-1:111111111111:resource-share\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    ),
    name: "hub",
    owningAccountId: HUB,
    allowExternalPrincipals: true,
    status: "ACTIVE",
    tags: [{ key: "a", value: "b" }],
    creationTime: new Date(Date.UTC(2026, 0, 1)),
    lastUpdatedTime: new Date(Date.UTC(2026, 0, 1)),
    featureSet: "STANDARD",
  });
  const wanted = {
    name: "kept",
    resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
  };
  expect(ram(HUB, "CreateResourceShare", wanted).resourceShare).toMatchObject(wanted);
});

test("a name is not unique: two calls make two shares, and both are found by it", () => {
  const { share, shares } = sharing();
  const made = [share(), share()];
  expect(
    shares(HUB, { name: "hub" })
      .map((one) => one.resourceShareArn)
      .sort(),
  ).toEqual(made.sort());
  expect(shares(HUB, { name: "hu" })).toEqual([]);
});

test("a client token makes one share; with other parameters it is refused (clientToken)", () => {
  const { share, shares, ram, wait } = sharing();
  const first = share({ clientToken: "one" });
  wait(60_000);
  expect(share({ clientToken: "one" })).toBe(first);
  const again = { name: "hub", clientToken: "one" };
  expect(ram(HUB, "CreateResourceShare", again)).toMatchObject({ clientToken: "one" });
  expect(refusal(() => share({ clientToken: "one", name: "other" }))).toBe(
    "400 IdempotentParameterMismatchException",
  );
  expect(refusal(() => share({ clientToken: "one", principals: [SPOKE] }))).toBe(
    "400 IdempotentParameterMismatchException",
  );
  expect(shares(HUB)).toHaveLength(1);
  expect(share({ clientToken: "two" })).not.toBe(first);
});

test("a token belongs to an operation, and what was refused may be asked again with it", () => {
  const { share, ram, rule } = sharing();
  const resourceShareArn = share({ clientToken: "one" });
  const { Arn } = rule(SPOKE);
  const wrong = { resourceShareArn, resourceArns: [Arn], clientToken: "one" };
  expect(refusal(() => ram(HUB, "AssociateResourceShare", wrong))).toBe("400 UnknownResourceException");
  const right = { resourceShareArn, principals: [SPOKE], clientToken: "one" };
  expect(ram(HUB, "AssociateResourceShare", right)).toMatchObject({ clientToken: "one" });
});

test("name and external principals can be changed, and when is told (UpdateResourceShare)", () => {
  const { share, ram, wait } = sharing();
  const resourceShareArn = share();
  wait(1000);
  const change = { resourceShareArn, name: "other", allowExternalPrincipals: false };
  const { resourceShare } = ram(HUB, "UpdateResourceShare", change);
  expect(resourceShare).toMatchObject({
    ...change,
    lastUpdatedTime: new Date(Date.UTC(2026, 0, 1, 0, 0, 1)),
  });
});

test("a deleted share is DELETING, then DELETED, and listed for two hours (Deleting a resource share)", () => {
  const { share, shares, associations, ram, ruleArn, wait } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(10_000);
  expect(ram(HUB, "DeleteResourceShare", { resourceShareArn })).toEqual({ returnValue: true });
  const statuses = () => shares(HUB).map(({ status }) => status);
  expect(statuses()).toEqual(["DELETING"]);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} DISASSOCIATING`]);
  wait(2000);
  expect(statuses()).toEqual(["DELETED"]);
  expect(associations("PRINCIPAL")).toEqual([`${SPOKE} DISASSOCIATED`]);
  expect(shares(HUB, { resourceShareStatus: "ACTIVE" })).toEqual([]);
  for (const operation of ["DeleteResourceShare", "UpdateResourceShare", "AssociateResourceShare"])
    expect(() => ram(HUB, operation, { resourceShareArn })).toThrow(
      `ResourceShare ${resourceShareArn} could not be found.`,
    );
  wait(2 * 3600_000 - 1);
  expect(statuses()).toEqual(["DELETED"]);
  wait(1);
  expect(statuses()).toEqual([]);
  expect(associations("PRINCIPAL")).toEqual([]);
  expect(refusal(() => shares(HUB, { resourceShareArns: [resourceShareArn] }))).toBe(
    "400 UnknownResourceException",
  );
});

test("shares are found by their tags, any of several filters being enough (TagFilter)", () => {
  const { share, shares } = sharing();
  const tagged = (key: string, value: string) => share({ name: `${key}=${value}`, tags: [{ key, value }] });
  for (const [key, value] of [
    ["owner", "a"],
    ["owner", "b"],
    ["team", "a"],
  ] as const)
    tagged(key, value);
  const found = (...tagFilters: object[]) =>
    shares(HUB, { tagFilters })
      .map(({ name }) => name)
      .sort();
  expect(found({ tagKey: "owner", tagValues: ["a"] })).toEqual(["owner=a"]);
  expect(found({ tagKey: "owner", tagValues: [] })).toEqual(["owner=a", "owner=b"]);
  expect(found({ tagKey: "owner", tagValues: ["a", "b"] })).toEqual(["owner=a", "owner=b"]);
  expect(found({ tagKey: "owner", tagValues: ["b"] }, { tagKey: "team" })).toEqual(["owner=b", "team=a"]);
  expect(found()).toHaveLength(3);
});

test("tags are put on and taken off a share, not more than 50, and none of AWS's own", () => {
  const { share, shares, ram } = sharing();
  const resourceShareArn = share({ tags: [{ key: "a", value: "1" }] });
  const tag = (...tags: object[]) => ram(HUB, "TagResource", { resourceShareArn, tags });
  expect(tag({ key: "a", value: "2" }, { key: "b", value: "" })).toEqual({});
  ram(HUB, "UntagResource", { resourceShareArn, tagKeys: ["b", "c"] });
  expect(shares(HUB)).toMatchObject([{ tags: [{ key: "a", value: "2" }] }]);
  expect(refusal(() => tag({ key: "aws:x", value: "" }))).toBe("400 TagPolicyViolationException");
  expect(refusal(() => tag({ key: "", value: "" }))).toBe("400 InvalidParameterException");
  const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: "" }));
  expect(refusal(() => tag(...many))).toBe("400 TagLimitExceededException");
});

test("the consumer sees who shares with it and not the tags, once the share has reached it", () => {
  const { share, shares, wait, ruleArn } = sharing();
  const resourceShareArn = share({
    principals: [SPOKE],
    resourceArns: [ruleArn],
    tags: [{ key: "a", value: "b" }],
  });
  expect(shares(SPOKE)).toEqual([]);
  wait(7000);
  expect(shares(SPOKE)).toMatchObject([{ resourceShareArn, owningAccountId: HUB }]);
  expect(shares(SPOKE)[0]).not.toHaveProperty("tags");
  expect(shares(SPOKE, { tagFilters: [{ tagKey: "a" }] })).toEqual([]);
  expect(shares(STRANGER)).toEqual([]);
  expect(shares(MANAGEMENT)).toEqual([]);
});

test("shares live in their Region", () => {
  const { share, ram } = sharing();
  const resourceShareArn = share();
  const elsewhere = (operation: string, input: object) => ram(HUB, operation, { ...input }, "eu-central-1");
  expect(elsewhere("GetResourceShares", { resourceOwner: "SELF" }).resourceShares).toEqual([]);
  expect(refusal(() => elsewhere("DeleteResourceShare", { resourceShareArn }))).toBe(
    "400 UnknownResourceException",
  );
});

test("lists are in pages, whatever comes and goes between two of them", () => {
  const { share, ram } = sharing();
  const made = [share(), share(), share()].sort();
  const read = (nextToken?: unknown) =>
    ram(HUB, "GetResourceShares", {
      resourceOwner: "SELF",
      maxResults: 2,
      ...(nextToken ? { nextToken } : {}),
    });
  const first = read();
  ram(HUB, "DeleteResourceShare", { resourceShareArn: made[0] });
  const second = read(first.nextToken);
  const arns = [first, second].flatMap((page) => page.resourceShares as { resourceShareArn: string }[]);
  expect(arns.map((one) => one.resourceShareArn)).toEqual(made);
  expect(second).not.toHaveProperty("nextToken");
  expect(refusal(() => read("nonsense"))).toBe("400 InvalidNextTokenException");
});

test("a first page may be empty and still have a token (GetResourceShares)", () => {
  const { share, ram } = sharing({ behaviours: { emptyRamPages: 1 } });
  share();
  const read = (more: object) => ram(HUB, "GetResourceShares", { resourceOwner: "SELF", ...more });
  const { resourceShares, nextToken } = read({});
  expect(resourceShares).toEqual([]);
  expect(read({ nextToken }).resourceShares).toHaveLength(1);
  expect(read({ nextToken })).not.toHaveProperty("nextToken");
});
