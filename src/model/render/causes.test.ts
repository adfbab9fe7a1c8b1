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

test("DHCP options sets differ with accounts: servers that all hosts ask are said once", () => {
  const findings = ["a", "b"].map(
    (spoke) =>
      ({
        kind: "note",
        reason: "CustomResolver",
        hub: "hub",
        spoke,
        message: `hosts are told to ask 10.0.0.9 (DHCP options set dopt-0${spoke})`,
      }) as unknown as Finding,
  );
  expect(causesOf(findings)).toHaveLength(1);
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

test("ids of zones and names of endpoints that differ with the zones are one cause; in a command they are another", () => {
  const stays = (service: string, id: string, todo: string) =>
    ({
      kind: "withheld",
      reason: "OtherHalfWaits",
      hub: "hub",
      endpoint: service,
      zone: `${service}.eu`,
      message: `vpc-1 stays in zone ${id} (${service}.eu)`,
      todo,
    }) as unknown as Finding;
  const ids = ["Z0A20A7692AB47BB163C0", "Z043D31C58EE5432BBF75"] as const;
  const alike = [stays("ssm", ids[0], "except: [ssm]"), stays("kms", ids[1], "except: [kms]")];
  expect(causesOf(alike)).toMatchObject([
    {
      where: "hub hub, 2 zones",
      message: "vpc-1 stays in zone <zone id> (<zone>)",
      todo: "except: [<endpoint>]",
      touched: new Map([
        ["zones", ["ssm.eu", "kms.eu"]],
        ["endpoints", ["ssm", "kms"]],
      ]),
    },
  ]);
  expect(causesOf(alike.slice(1))).toMatchObject([{ message: `vpc-1 stays in zone ${ids[1]} (kms.eu)` }]);
  const commands = ids.map((id) => stays("ssm", id, `delete-hosted-zone --id ${id}`));
  expect(causesOf(commands)).toHaveLength(2);
});
