import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { ListResolverRulesCommand } from "@aws-sdk/client-route53resolver";
import { describe, expect, it } from "vitest";
import { type FakeCall, fakeAws } from "../../test/support/fake-aws.ts";
import type { Role } from "../model/desired/types.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";

const SPOKE = "222233334444" as AccountId;
const ROLE: Role = { arn: `arn:aws:iam::${SPOKE}:role/spoke` };
const REGION = "eu-west-1" as Region;
const HOUR_MS = 3_600_000;

/** AWS, an hour off, which refuses what was signed by a clock that is more than five minutes off its own. */
function skewed(aheadMs: number) {
  const clock = new VirtualClock(Date.now()); // the SDK signs by the machine's clock
  const tooFar = ({ signedAt, at }: FakeCall) => Math.abs(signedAt - (at + aheadMs)) > 5 * 60_000;
  const refuse = (call: FakeCall) => {
    if (!tooFar(call)) return undefined;
    if (call.operation === "ListResolverRules")
      return { status: 400, body: '{"__type":"InvalidSignatureException","message":"Signature expired"}' };
    return {
      status: 403,
      code: call.operation.startsWith("Describe") ? "AuthFailure" : "SignatureDoesNotMatch",
    };
  };
  return fakeAws(clock, refuse, {}, aheadMs);
}

describe.each([
  ["behind", HOUR_MS],
  ["ahead of", -HOUR_MS],
])("a machine's clock that is an hour %s AWS's", (words, aheadMs) => {
  it("assumes the role once, not before every call", async () => {
    const { clock, accounts, count } = skewed(aheadMs);
    const { route53 } = accounts.session(SPOKE, ROLE);
    for (let i = 0; i < 10; i++) await clock.run(route53.send(new GetHostedZoneCommand({ Id: "Z1" })));
    expect(count("AssumeRole")).toBe(2); // one was refused for its date
    expect(count("GetHostedZone")).toBe(11);
    expect(accounts.clockOffMs()).toBeCloseTo(aheadMs, -4);
  });

  it("costs each client one call, however many are under way at once", async () => {
    const { clock, accounts, count } = skewed(aheadMs);
    const session = accounts.session(SPOKE, ROLE);
    const sent = [1, 2, 3].flatMap(() => [
      session.route53.send(new GetHostedZoneCommand({ Id: "Z1" })),
      session.ec2(REGION).send(new DescribeVpcsCommand({})),
      session.resolver(REGION).send(new ListResolverRulesCommand({})),
    ]);
    expect((await clock.run(Promise.allSettled(sent))).map((s) => s.status)).toEqual(
      sent.map(() => "fulfilled"),
    );
    expect(count("AssumeRole")).toBe(2);
  });

  it("is what the failure names where AWS refuses all the same, and not the role", async () => {
    const { clock, accounts } = fakeAws(
      new VirtualClock(Date.now()),
      ({ operation }) =>
        operation === "AssumeRole" ? { status: 403, code: "SignatureDoesNotMatch" } : undefined,
      {},
      aheadMs,
    );
    const { route53 } = accounts.session(SPOKE, ROLE);
    const error = await clock.run(
      route53.send(new GetHostedZoneCommand({ Id: "Z1" })).catch((e: unknown) => e),
    );
    expect(failureOf(error)).toEqual({
      kind: "denied",
      error: "ClockSkewed",
      message: `this machine's clock is 60 minutes ${words} AWS's`,
      operation: "AssumeRole",
    });
  });
});

it("seconds of difference are none: the Date header has no fractions, and the answer was under way", async () => {
  const { clock, accounts } = fakeAws(new VirtualClock(Date.now()), () => undefined, {}, 20_000);
  await clock.run(accounts.session(SPOKE, ROLE).identity());
  expect(accounts.clockOffMs()).toBe(0);
});
