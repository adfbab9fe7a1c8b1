import { AssociateVPCWithHostedZoneCommand, GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, it } from "vitest";
import { type FakeAnswer, type FakeCall, fakeAws } from "../../test/support/fake-aws.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { shielded } from "./critical-section.ts";
import { failureOf } from "./failure.ts";
import { createImpatience } from "./impatience.ts";

const OWN = "000000000001" as AccountId;
const ATTEMPT_MS = 10_000;
const getZone = () => new GetHostedZoneCommand({ Id: "Z1" });
const associate = () =>
  new AssociateVPCWithHostedZoneCommand({
    HostedZoneId: "Z1",
    VPC: { VPCId: "vpc-1", VPCRegion: "eu-west-1" },
  });

function begin(answer: (call: FakeCall) => FakeAnswer | undefined) {
  const { clock, accounts, count } = fakeAws(new VirtualClock(0), answer);
  const { route53 } = accounts.session(OWN, undefined);
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => "answered",
      (error: unknown) => failureOf(error).error,
    );
  return { clock, route53, count, errorOf };
}

const hang = (operation: string) => (call: FakeCall) => (call.operation === operation ? "hang" : undefined);

it("a call that nobody answers fails after one attempt, and the hundred behind it at once", async () => {
  const { clock, route53, count, errorOf } = begin(hang("GetHostedZone"));
  const impatiently = createImpatience();
  const reads = Array.from({ length: 100 }, () => errorOf(impatiently(() => route53.send(getZone()))));
  expect(new Set(await clock.run(Promise.all(reads)))).toEqual(new Set(["TimeoutError"]));
  expect(clock.now()).toBeLessThan(ATTEMPT_MS + 100);
  expect(count("GetHostedZone")).toBe(32);
});

it("what gives no answer silences neither other operations nor other works", async () => {
  const { clock, route53, count, errorOf } = begin(hang("GetHostedZone"));
  const impatiently = createImpatience();
  await clock.run(errorOf(impatiently(() => route53.send(getZone()))));
  expect(await clock.run(errorOf(impatiently(() => route53.send(associate()))))).toBe("answered");
  await clock.run(errorOf(createImpatience()(() => route53.send(getZone()))));
  expect(count("GetHostedZone")).toBe(2);
});

it("one lost answer among others silences nothing", async () => {
  let calls = 0;
  const { clock, route53, count, errorOf } = begin(({ operation }) =>
    operation === "GetHostedZone" && calls++ === 0 ? "hang" : undefined,
  );
  const impatiently = createImpatience();
  const read = () => errorOf(impatiently(() => route53.send(getZone())));
  const both = Promise.all([read(), clock.sleep(1000).then(read)]);
  expect(await clock.run(both)).toEqual(["TimeoutError", "answered"]);
  expect(await clock.run(read())).toBe("answered");
  expect(count("GetHostedZone")).toBe(3);
});

it("what must go through is repeated all the same; so is what a patient caller asks, and a broken connection", async () => {
  const { clock, route53, count, errorOf } = begin(hang("AssociateVPCWithHostedZone"));
  const impatiently = createImpatience();
  await clock.run(errorOf(impatiently(() => shielded(() => route53.send(associate())))));
  expect(count("AssociateVPCWithHostedZone")).toBe(4);
  await clock.run(errorOf(route53.send(associate())));
  expect(count("AssociateVPCWithHostedZone")).toBe(8);
  const broken = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
  const { count: tries, ...other } = begin(() => broken);
  await other.clock.run(other.errorOf(impatiently(() => other.route53.send(associate()))));
  expect(tries("GetCallerIdentity")).toBe(4);
});
