import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetResourceSharesCommand } from "@aws-sdk/client-ram";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { ListResolverRulesCommand } from "@aws-sdk/client-route53resolver";
import { describe, expect, it } from "vitest";
import { fakeAws } from "../../test/support/fake-aws.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import type { Session } from "./accounts.ts";
import { failureOf } from "./failure.ts";

/** Answers that are in no AWS protocol: of a load balancer, a proxy, an emulator's web server. */

const OWN = "000000000001" as AccountId;
const REGION = "eu-west-1" as Region;
const CALLS: readonly [string, (session: Session) => Promise<unknown>][] = [
  ["GetHostedZone", ({ route53 }) => route53.send(new GetHostedZoneCommand({ Id: "Z1" }))],
  ["DescribeVpcs", (session) => session.ec2(REGION).send(new DescribeVpcsCommand({}))],
  ["ListResolverRules", (session) => session.resolver(REGION).send(new ListResolverRulesCommand({}))],
  [
    "GetResourceShares",
    (session) => session.ram(REGION).send(new GetResourceSharesCommand({ resourceOwner: "SELF" })),
  ],
  ["GetCallerIdentity", ({ route53 }) => route53.send(new GetHostedZoneCommand({ Id: "Z1" }))],
];
const BODIES: readonly [string, string][] = [
  ["nothing", ""],
  ["a page", "<html>502 Bad Gateway</html>"],
  ["a page that is no XML", "<!doctype html><html lang=en><title>Oops</title><br>"],
  ["bare words", "upstream connect error"],
  ["JSON of somebody else", '{"error":"bad gateway"}'],
];

async function meet(
  operation: string,
  act: (session: Session) => Promise<unknown>,
  status: number,
  body: string,
) {
  const { clock, accounts, count } = fakeAws(new VirtualClock(), (call) =>
    call.operation === operation ? { status, body } : undefined,
  );
  const error = await clock.run(act(accounts.session(OWN, undefined)).catch((error: unknown) => error));
  return { ...failureOf(error), attempts: count(operation) };
}

describe.each(CALLS)("%s answered in no protocol of AWS's", (operation, act) => {
  it.each(
    BODIES.flatMap(([what, body]) => [500, 502, 503, 504].map((status) => [status, what, body] as const)),
  )("by %i and %s is transient: tried again, and told by its status", async (status, _what, body) => {
    expect(await meet(operation, act, status, body)).toMatchObject({
      kind: "transient",
      operation,
      attempts: 4,
      message: `HTTP ${status} from aws.invalid, in a form that cannot be read`,
    });
  });

  it.each(BODIES)("by 429 and %s is throttled", async (_what, body) => {
    expect(await meet(operation, act, 429, body)).toMatchObject({ kind: "throttled", attempts: 10 });
  });

  it.each(BODIES)("by 403 and %s is a denial that names the host", async (_what, body) => {
    const { kind, message } = await meet(operation, act, 403, body);
    expect([kind, message]).toEqual(["denied", expect.stringContaining("aws.invalid answered 403")]);
  });

  it.each(BODIES)(
    "by 404 and %s is a missing call, but of STS, which every emulator has",
    async (_what, body) => {
      const { kind } = await meet(operation, act, 404, body);
      expect(kind).toBe(operation === "GetCallerIdentity" ? "invalid" : "unsupported");
    },
  );
});
