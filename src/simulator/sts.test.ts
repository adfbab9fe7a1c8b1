import { expect, test } from "vitest";
import { createIdentity, isDenied, type Principal, type Role } from "./identity.ts";
import type { AwsError, Json } from "./service.ts";
import { createSts } from "./sts.ts";
import { VirtualClock } from "./virtual-clock.ts";

const HUB = "111111111111";
const SPOKE = "222222222222";
const SPOKE_ROLE = `arn:aws:iam::${SPOKE}:role/team/vpce-operator-spoke`;

function account(...roles: Role[]) {
  const clock = new VirtualClock(0);
  let drawn = 0;
  const hex = (digits: number) => (drawn++).toString(16).padStart(digits, "0");
  const identity = createIdentity({
    clock,
    hex,
    partition: (region) => (region.startsWith("cn-") ? "aws-cn" : "aws"),
  });
  for (const role of roles) identity.addRole(role);
  const sts = createSts(identity);
  const assume = (caller: Principal, input: Json): Credentials =>
    sts.AssumeRole?.({
      account: caller.account,
      region: "eu-west-1",
      principalArn: caller.arn,
      input: { RoleSessionName: "test", ...input },
    }).Credentials as Credentials;
  const administrator = identity.authenticate(HUB, undefined) as Principal;
  return { clock, identity, sts, assume, administrator };
}

type Credentials = { AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Expiration: Date };

const trusting: Role = {
  arn: SPOKE_ROLE,
  trusts: [HUB],
  externalId: "shared-secret",
  maxSessionSeconds: 43_200,
};
const input = { RoleArn: SPOKE_ROLE, ExternalId: "shared-secret" };

test("a trusted caller with the ExternalId acts in the role's account", () => {
  const { identity, assume, administrator } = account(trusting);
  const credentials = assume(administrator, input);
  expect(identity.authenticate(credentials.AccessKeyId, credentials.SessionToken)).toMatchObject({
    account: SPOKE,
    arn: `arn:aws:sts::${SPOKE}:assumed-role/vpce-operator-spoke/test`,
  });
});

test("a missing role, another caller, a wrong ExternalId and a closed account are refused in the same words", () => {
  const { identity, assume, administrator } = account(trusting);
  const stranger = identity.authenticate("999999999999", undefined) as Principal;
  const refusalOf = (caller: Principal, change: Json) => {
    try {
      assume(caller, { ...input, ...change });
    } catch (error) {
      const { code, status, message } = error as AwsError;
      return { code, status, message: message.replace(caller.arn, "CALLER").replace(/role\/.*/, "ROLE") };
    }
  };
  const alike = {
    code: "AccessDenied",
    status: 403,
    message: `User: CALLER is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${SPOKE}:ROLE`,
  };
  expect(refusalOf(administrator, { RoleArn: `arn:aws:iam::${SPOKE}:role/none` })).toEqual(alike);
  expect(refusalOf(administrator, { ExternalId: "guess" })).toEqual(alike);
  expect(refusalOf(administrator, { ExternalId: undefined })).toEqual(alike);
  expect(refusalOf(stranger, {})).toEqual(alike);
  identity.setClosed(SPOKE, true);
  expect(refusalOf(administrator, {})).toEqual(alike);
  identity.setClosed(SPOKE, false);
  expect(refusalOf(administrator, {})).toBeUndefined();
});

test("trust may name a role, and then only that role's sessions pass", () => {
  const hubRole: Role = { arn: `arn:aws:iam::${HUB}:role/hub`, trusts: ["*"] };
  const { identity, assume, administrator } = account(hubRole, { arn: SPOKE_ROLE, trusts: [hubRole.arn] });
  expect(() => assume(administrator, { RoleArn: SPOKE_ROLE })).toThrow("not authorized");
  const hub = assume(administrator, { RoleArn: hubRole.arn });
  const session = identity.authenticate(hub.AccessKeyId, hub.SessionToken) as Principal;
  expect(assume(session, { RoleArn: SPOKE_ROLE }).AccessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
});

test("a session ends to the millisecond, and its key is nothing without its token", async () => {
  const { clock, identity, assume, administrator } = account(trusting);
  const { AccessKeyId, SessionToken, Expiration } = assume(administrator, { ...input, DurationSeconds: 900 });
  expect(Expiration).toEqual(new Date(900_000));
  expect(identity.authenticate(AccessKeyId, undefined)).toBe("unknownKey");
  expect(identity.authenticate(AccessKeyId, "other")).toBe("unknownKey");
  expect(identity.authenticate("ASIAUNKNOWN", undefined)).toBe("unknownKey");
  await clock.run(clock.sleep(899_999));
  expect(identity.authenticate(AccessKeyId, SessionToken)).toMatchObject({ account: SPOKE });
  await clock.run(clock.sleep(1));
  expect(identity.authenticate(AccessKeyId, SessionToken)).toBe("expired");
});

test("role chaining caps a session at one hour, the role's maximum at its own", () => {
  const chained: Role = {
    arn: `arn:aws:iam::${SPOKE}:role/chained`,
    trusts: ["*"],
    maxSessionSeconds: 43_200,
  };
  const { identity, assume, administrator } = account(trusting, chained);
  const first = assume(administrator, { ...input, DurationSeconds: 43_200 });
  const session = identity.authenticate(first.AccessKeyId, first.SessionToken) as Principal;
  expect(() => assume(session, { RoleArn: chained.arn, DurationSeconds: 3601 })).toThrow("role chaining");
  expect(assume(session, { RoleArn: chained.arn, DurationSeconds: 3600 })).toBeDefined();
  expect(() => assume(administrator, { ...input, DurationSeconds: 43_201 })).toThrow("MaxSessionDuration");
  expect(() => assume(administrator, { ...input, DurationSeconds: 899 })).toThrow("durationSeconds");
});

test.each([
  "nothing-valid-in-here",
  "arn::b:::something/test-role",
  "arn:a::::something/test-role",
  "arn:a:a::aaaaaaaaaa:",
])("an ARN that is none is a ValidationError: %s", (arn) => {
  const { assume, administrator } = account();
  expect(() => assume(administrator, { RoleArn: arn })).toThrow(`${arn} is invalid`);
});

test("GetCallerIdentity names the account, the caller and a stable id", () => {
  const { sts, identity, assume, administrator } = account(trusting);
  const identityOf = ({ account, arn }: Principal) =>
    sts.GetCallerIdentity?.({ account, region: "eu-west-1", principalArn: arn, input: {} });
  expect(identityOf(administrator)).toEqual({ Account: HUB, Arn: `arn:aws:iam::${HUB}:root`, UserId: HUB });
  const { AccessKeyId, SessionToken } = assume(administrator, input);
  expect(identityOf(identity.authenticate(AccessKeyId, SessionToken) as Principal)).toMatchObject({
    Account: SPOKE,
    UserId: expect.stringMatching(/^AROA[0-9A-Z]{17}:test$/),
  });
});

test("denials cover actions by pattern, as IAM's do", () => {
  const role: Role = { arn: SPOKE_ROLE, trusts: [], denies: ["route53:*", "ec2:Describe*"] };
  expect(isDenied(role, "route53:GetHostedZone")).toBe(true);
  expect(isDenied(role, "route53resolver:ListResolverRules")).toBe(false);
  expect(isDenied(role, "EC2:describeVpcs")).toBe(true);
  expect(isDenied(role, "ec2:CreateTags")).toBe(false);
  expect(isDenied(undefined, "ec2:CreateTags")).toBe(false);
});

test.each([
  ["Tags", [{ Key: "team", Value: "payments" }]],
  ["Policy", '{"Statement":[]}'],
  ["SourceIdentity", "somebody"],
])("a session with %s would be another one: it is refused by that name", (member, value) => {
  const { assume, administrator } = account(trusting);
  const refused = expect.objectContaining({ status: 501, message: expect.stringContaining(member) });
  expect(() => assume(administrator, { ...input, [member]: value })).toThrow(refused);
});

test("an account's administrator is of the Region's partition, and assumes no role of another one", () => {
  const { identity, assume, administrator } = account(trusting);
  const china = identity.authenticate(HUB, undefined, "cn-north-1") as Principal;
  expect(china.arn).toBe(`arn:aws-cn:iam::${HUB}:root`);
  expect(() => assume(china, input)).toThrow("not authorized");
  expect(assume(administrator, input)).toBeDefined();
});

test("an ExternalId that AWS would not take is refused, and not repeated", () => {
  const { assume, administrator } = account(trusting);
  const refused = expect.objectContaining({
    code: "ValidationError",
    message: expect.not.stringContaining("a b"),
  });
  expect(() => assume(administrator, { ...input, ExternalId: "a b" })).toThrow(refused);
});
