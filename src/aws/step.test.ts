import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { type FakeAnswer, type FakeCall, fakeAws } from "../../test/support/fake-aws.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { failureOf } from "./failure.ts";
import type { Gate } from "./gate.ts";

const OWN = "000000000001" as AccountId;
const FIRST = {
  account: OWN,
  operation: "ChangeResourceRecordSets",
  costs: { creates: 1, deletes: 0, upserts: 0 },
};
const SECOND = { account: OWN, operation: "AssociateVPCWithHostedZone" };

const CREATE = { Action: "CREATE" as const, ResourceRecordSet: { Name: "x", Type: "A" as const } };
const first = (route53: Route53Client) =>
  route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: "Z1", ChangeBatch: { Changes: [CREATE] } }),
  );
const second = (route53: Route53Client) =>
  route53.send(
    new AssociateVPCWithHostedZoneCommand({
      HostedZoneId: "Z1",
      VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
    }),
  );

/** Always open; a step may begin after so long. */
function staged(answer: (call: FakeCall) => FakeAnswer | undefined = () => undefined, beginsMs = 0) {
  const clock = new VirtualClock();
  const gate: Gate = {
    attemptMs: 5000,
    opens: async () => {},
    isOpen: () => true,
    mark: () => "h.1",
    step: { ms: 8000, attemptMs: 2000, begins: () => clock.sleep(beginsMs) },
  };
  const fake = fakeAws(clock, answer, { gate });
  const { route53 } = fake.accounts.session(OWN, undefined);
  const at = (operation: string) =>
    fake.calls.filter((call) => call.operation === operation).map((c) => c.at);
  const warm = () => clock.run(fake.accounts.session(OWN, undefined).identity());
  return { ...fake, clock, route53, at, warm };
}

describe("semantics 36: a step that darkens a name between two calls", () => {
  test("has the tokens of both beforehand: however many wait, there is no wait in between", async () => {
    const { accounts, clock, route53, at, warm } = staged();
    await warm();
    const others = Array.from({ length: 60 }, () => second(route53));
    const step = accounts.together({ calls: [FIRST, SECOND, SECOND], prepare: async () => {} }, async () => {
      await first(route53);
      await second(route53);
      return clock.now();
    });
    const ended = await clock.run(step);
    const [begun = 0] = at("ChangeResourceRecordSets");
    expect(ended - begun).toBeLessThan(100);
    await clock.run(Promise.all(others));
  });

  test("is begun only when what would put it back is written, and a renewal is fresh", async () => {
    const { accounts, clock, route53, calls, warm } = staged(undefined, 3000);
    await warm();
    const order: string[] = [];
    const from = clock.now();
    const prepare = async () => {
      order.push(
        `written before ${calls.filter(({ operation }) => operation === "ChangeResourceRecordSets").length}`,
      );
    };
    await clock.run(accounts.together({ calls: [FIRST], prepare }, () => first(route53)));
    expect(order).toEqual(["written before 0"]);
    expect((calls.at(-1)?.at ?? 0) - from).toBeGreaterThanOrEqual(3000);
  });

  test("that cannot be written down is not begun, and its tokens are given back", async () => {
    const { accounts, clock, route53, count, warm } = staged();
    await warm();
    const fails = () => Promise.reject(new Error("not written"));
    for (let tries = 0; tries < 50; tries++)
      await expect(
        clock.run(accounts.together({ calls: [FIRST, SECOND], prepare: fails }, () => first(route53))),
      ).rejects.toThrow("not written");
    expect(count("ChangeResourceRecordSets")).toBe(0);
    const from = clock.now();
    await clock.run(first(route53));
    expect(clock.now() - from).toBeLessThan(200);
  });

  test("takes eight seconds at most, attempts of two: what is later is not sent", async () => {
    const { accounts, clock, route53, at, warm } = staged((call) =>
      call.operation === "ChangeResourceRecordSets" ? "hang" : undefined,
    );
    await warm();
    let begunAt = 0;
    const work = async () => {
      begunAt = clock.now();
      await first(route53).catch(() => undefined);
      await second(route53);
    };
    const step = clock.run(accounts.together({ calls: [FIRST, SECOND], prepare: async () => {} }, work));
    await expect(step).rejects.toSatisfy((error) => failureOf(error).error === "StepOver");
    const attempts = at("ChangeResourceRecordSets").map((time) => time - begunAt);
    expect(attempts.length).toBeGreaterThan(1);
    expect(Math.max(...attempts)).toBeLessThanOrEqual(6000);
    expect(at("AssociateVPCWithHostedZone")).toEqual([]);
  });
});
