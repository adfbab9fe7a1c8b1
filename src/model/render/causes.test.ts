import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { causesOf } from "./causes.ts";

const denied = (spoke: string, account: string, zone: string) =>
  ({
    kind: "unknown",
    reason: "AccessDenied",
    hub: "hub",
    spoke,
    account,
    zone,
    message: `spoke ${spoke} in account ${account} could not be seen: not allowed to assume arn:aws:iam::${account}:role/spoke`,
    todo: "check the role, its trust and its ExternalId",
  }) as unknown as Finding;

test("a wrong ExternalId is said once, with the spokes and zones that it touches", () => {
  const findings = ["a", "b", "c"].flatMap((spoke, i) =>
    ["ssm.eu", "kms.eu"].map((zone) => denied(spoke, `${i}`.repeat(12), zone)),
  );
  expect(causesOf(findings)).toMatchObject([
    {
      where: "3 spokes, 2 zones",
      message:
        "spoke <spoke> in account <account> could not be seen: not allowed to assume arn:aws:iam::<account>:role/spoke",
      todo: "check the role, its trust and its ExternalId",
      touched: new Map([
        ["spokes", ["a", "b", "c"]],
        ["zones", ["ssm.eu", "kms.eu"]],
      ]),
    },
  ]);
});

test("of one spoke the words are its own", () => {
  const [cause, ...others] = causesOf([
    denied("a", "1".repeat(12), "ssm.eu"),
    denied("a", "1".repeat(12), "kms.eu"),
  ]);
  expect(others).toEqual([]);
  expect(cause).toMatchObject({
    where: "spoke a, 2 zones",
    message: expect.stringContaining("spoke a in account 111"),
  });
});

test("expired credentials are said once for all hubs", () => {
  const findings = ["x", "y"].map(
    (hub, i) =>
      ({
        kind: "unknown",
        reason: "ExpiredToken",
        hub,
        account: `${i}`.repeat(12),
        message: `account ${`${i}`.repeat(12)} could not be seen, so nothing of the hub is changed: expired`,
      }) as unknown as Finding,
  );
  expect(causesOf(findings)).toMatchObject([
    {
      where: "2 hubs",
      message: "account <account> could not be seen, so nothing of the hub is changed: expired",
    },
  ]);
});

test("another kind, reason, message or advice is another cause", () => {
  const one = denied("a", "1".repeat(12), "ssm.eu");
  const others = [
    { ...one, kind: "conflict" as const },
    { ...one, reason: "VpcNotFound" as const },
    { ...one, message: "another" },
    { ...one, todo: "another" },
  ];
  expect(causesOf([one, ...others])).toHaveLength(5);
});
