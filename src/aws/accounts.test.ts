import { inspect } from "node:util";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetResourceSharesCommand } from "@aws-sdk/client-ram";
import { AssociateVPCWithHostedZoneCommand, GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { ListResolverRulesCommand } from "@aws-sdk/client-route53resolver";
import { describe, expect, it } from "vitest";
import { type FakeCall, fakeAws, first, ISSUED_SECRET, OWN_SECRET } from "../../test/support/fake-aws.ts";
import { Secret } from "../model/desired/types.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";

const SPOKE = "222233334444" as AccountId;
const OTHER = "555566667777" as AccountId;
const OWN = "000000000001" as AccountId;
const REGION = "eu-west-1" as Region;
const EXTERNAL_ID = "hush-external-id";
const roleIn = (account: string) => ({
  arn: `arn:aws:iam::${account}:role/vpce-operator-spoke`,
  externalId: new Secret(EXTERNAL_ID),
});
const getZone = () => new GetHostedZoneCommand({ Id: "Z1" });
const associate = () =>
  new AssociateVPCWithHostedZoneCommand({
    HostedZoneId: "Z1",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });

describe("a session", () => {
  it("is the same for the same account and role, and another for another ExternalId", () => {
    const { accounts } = fakeAws(new VirtualClock(), () => undefined);
    const role = roleIn(SPOKE);
    expect(accounts.session(SPOKE, role)).toBe(accounts.session(SPOKE, { ...role }));
    expect(accounts.session(SPOKE, role)).not.toBe(accounts.session(SPOKE, { arn: role.arn }));
    expect(accounts.session(SPOKE, role)).not.toBe(accounts.session(SPOKE, undefined));
  });

  it("acts with the role's credentials in every service, after one AssumeRole and one GetCallerIdentity", async () => {
    const { clock, accounts, calls, count } = fakeAws(new VirtualClock(), () => undefined);
    const session = accounts.session(SPOKE, roleIn(SPOKE));
    await clock.run(
      Promise.all([
        ...Array.from({ length: 20 }, () => session.route53.send(getZone())),
        session.ec2(REGION).send(new DescribeVpcsCommand({})),
        session.resolver(REGION).send(new ListResolverRulesCommand({})),
        session.ram(REGION).send(new GetResourceSharesCommand({ resourceOwner: "SELF" })),
        session.identity(),
      ]),
    );
    expect([count("AssumeRole"), count("GetCallerIdentity")]).toEqual([1, 1]);
    const others = calls.filter(({ operation }) => operation !== "AssumeRole");
    expect(new Set(others.map(({ key }) => key))).toEqual(new Set([`ASIA${SPOKE}-1`]));
    expect(calls[0]?.body).toContain(`ExternalId=${EXTERNAL_ID}`);
    expect(calls[0]?.body).toContain("RoleSessionName=vpce-operator");
  });

  it("counts every attempt that was made, for each account, service and operation", async () => {
    const { clock, accounts } = fakeAws(new VirtualClock(), first("GetHostedZone", { code: "Throttling" }));
    const session = accounts.session(SPOKE, roleIn(SPOKE));
    await clock.run(session.route53.send(getZone()));
    const calls = { service: "route53", region: "", operation: "GetHostedZone" } as const;
    const ofZones = () => accounts.callsMade().filter(({ service }) => service !== "sts");
    const early = ofZones();
    await clock.run(accounts.session(OWN, undefined).route53.send(getZone()));
    expect(early).toMatchObject([{ ...calls, account: SPOKE, count: 2, ok: 1, throttled: 1 }]);
    expect(ofZones()).toMatchObject([
      { ...calls, account: SPOKE, count: 2 },
      { ...calls, account: OWN, count: 1 },
    ]);
  });

  it("without a role acts with the operator's own credentials", async () => {
    const { clock, accounts, count } = fakeAws(new VirtualClock(), () => undefined);
    const session = accounts.session(OWN, undefined);
    await clock.run(session.route53.send(getZone()));
    expect(await session.identity()).toEqual({
      kind: "seen",
      value: { account: OWN, arn: `arn:aws:sts::${OWN}:x` },
    });
    expect(count("AssumeRole")).toBe(0);
  });

  it("keeps its clients for each Region", () => {
    const session = fakeAws(new VirtualClock(), () => undefined).accounts.session(OWN, undefined);
    expect(session.ec2(REGION)).toBe(session.ec2(REGION));
    expect(session.ec2(REGION)).not.toBe(session.ec2("us-east-1" as Region));
  });
});

describe("another account's credentials", () => {
  it.each([
    ["a role of another account", roleIn(OTHER)],
    ["the operator's own", undefined],
  ])("%s: terminal, nothing is called with them, and it is asked once", async (_, role) => {
    const { clock, accounts, calls, count } = fakeAws(new VirtualClock(), () => undefined);
    const session = accounts.session(SPOKE, role);
    const outcomes = await clock.run(
      Promise.allSettled([
        session.route53.send(associate()),
        session.ec2(REGION).send(new DescribeVpcsCommand({})),
      ]),
    );
    const seen = await clock.run(session.identity());
    expect(seen).toMatchObject({
      kind: "unreadable",
      failure: { kind: "wrongAccount", error: "WrongAccount" },
    });
    if (seen.kind === "unreadable") {
      expect(seen.failure.message).toContain(SPOKE);
      expect(seen.failure.message).toContain(role ? OTHER : OWN);
    }
    for (const outcome of outcomes)
      expect(outcome.status === "rejected" && failureOf(outcome.reason).kind).toBe("wrongAccount");
    expect(
      calls.every(({ operation }) => operation === "AssumeRole" || operation === "GetCallerIdentity"),
    ).toBe(true);
    expect(count("AssumeRole") + count("GetCallerIdentity")).toBe(1);
  });
});

describe("an AssumeRole that is denied", () => {
  const denied = (call: FakeCall) =>
    call.operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined;

  it("is told in words: which role, which account, and all that AWS does not tell apart", async () => {
    const { clock, accounts, count } = fakeAws(new VirtualClock(), denied);
    const session = accounts.session(SPOKE, roleIn(SPOKE));
    const failure = failureOf(
      await clock.run(session.route53.send(getZone()).catch((error: unknown) => error)),
    );
    expect(failure).toMatchObject({ kind: "denied", error: "AccessDenied", operation: "AssumeRole" });
    for (const words of [roleIn(SPOKE).arn, SPOKE, "trust policy", "ExternalId", "sts:AssumeRole"])
      expect(failure.message).toContain(words);
    expect(failure.message).not.toContain(EXTERNAL_ID);
    expect(count("AssumeRole")).toBe(1);
  });

  it("is asked again by a later pass, when somebody may have mended it", async () => {
    let mended = false;
    const { clock, accounts } = fakeAws(new VirtualClock(), (call) => (mended ? undefined : denied(call)));
    const session = accounts.session(SPOKE, roleIn(SPOKE));
    expect(await clock.run(session.identity())).toMatchObject({ kind: "unreadable" });
    mended = true;
    expect(await clock.run(session.identity())).toMatchObject({ kind: "seen", value: { account: SPOKE } });
  });
});

describe("no secret is in any failure, nor in the error itself, even when AWS quotes it", () => {
  const quote = `x-amz-security-token:${ISSUED_SECRET}-token-1 and ${ISSUED_SECRET}-token-1 with ${EXTERNAL_ID} and ${OWN_SECRET}`;
  const body = `<R><Error><Code>SignatureDoesNotMatch</Code><Message>${quote}</Message></Error></R>`;

  it.each([
    ["AssumeRole", [EXTERNAL_ID, OWN_SECRET]],
    ["GetCallerIdentity", [EXTERNAL_ID, ISSUED_SECRET]],
    ["GetHostedZone", [EXTERNAL_ID, ISSUED_SECRET]],
  ])("%s", async (operation, secrets) => {
    const answer = (call: FakeCall) => (call.operation === operation ? { status: 403, body } : undefined);
    const { clock, accounts } = fakeAws(new VirtualClock(), answer);
    const { route53 } = accounts.session(SPOKE, roleIn(SPOKE));
    const error = await clock.run(route53.send(getZone()).catch((error: unknown) => error));
    expect(failureOf(error)).toMatchObject({ kind: "denied", error: "SignatureDoesNotMatch" });
    const text = `${JSON.stringify(failureOf(error))} ${inspect(error, { depth: 9 })}`;
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

it("closing closes the handler's connections", () => {
  let closed = 0;
  const { accounts } = fakeAws(new VirtualClock(), () => undefined, {
    requestHandler: { handle: async () => ({ response: {} }), destroy: () => closed++ },
  });
  accounts.close();
  expect(closed).toBe(1);
});
