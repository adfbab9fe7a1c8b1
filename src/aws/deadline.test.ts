import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, it } from "vitest";
import type { Clock } from "../model/clock.ts";
import type { AccountId } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { createAccounts } from "./accounts.ts";
import { withDeadline } from "./deadline.ts";
import { failureOf } from "./failure.ts";

const request = { hostname: "route53.amazonaws.com" };

it("an attempt without an answer is aborted and fails as a timeout that names the host", async () => {
  const clock = new VirtualClock(0);
  let aborted = false;
  const hang = {
    handle: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => {
      abortSignal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Promise<never>(() => {});
    },
  };
  const outcome = withDeadline(hang, clock, 10_000).handle(request);
  await expect(clock.run(outcome)).rejects.toMatchObject({
    name: "TimeoutError",
    message: "no answer from route53.amazonaws.com within 10 s",
  });
  expect(aborted).toBe(true);
  expect(clock.now()).toBe(10_000);
});

it("an answer in time is passed on, and nothing sleeps on", async () => {
  const clock = new VirtualClock(0);
  const echo = { handle: async () => ({ response: { statusCode: 200, body: new Uint8Array([1]) } }) };
  const answer = await clock.run(withDeadline(echo, clock, 10_000).handle(request));
  expect(answer.response.body).toEqual(new Uint8Array([1]));
  await expect(clock.run(new Promise(() => {}))).rejects.toThrow("deadlock");
  expect(clock.now()).toBe(0);
});

it("a body that stalls half-way is cut too", async () => {
  const clock = new VirtualClock(0);
  const body = (async function* () {
    yield new Uint8Array([1]);
    await new Promise(() => {});
  })();
  const stall = { handle: async () => ({ response: { statusCode: 200, body } }) };
  await expect(clock.run(withDeadline(stall, clock, 10_000).handle(request))).rejects.toThrow("no answer");
});

it("over real HTTP: answers are read, stalled bodies cut, refused connections explained", async () => {
  let calls = 0;
  const deadlines = deadlinesOf(ATTEMPT_TIMEOUT_MS);
  const server = createServer((incoming, response) => {
    incoming.resume();
    const identity = incoming.method === "POST";
    if (!identity && calls++ === 0) return void response.write("<GetHostedZoneResponse>", deadlines.pass); // and no more
    response.end(
      identity
        ? "<R><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:x</Arn></GetCallerIdentityResult></R>"
        : "<R><HostedZone><Id>/hostedzone/Z1</Id><Name>x.</Name><CallerReference>c</CallerReference></HostedZone><VPCs><VPC><VPCId>vpc-1</VPCId><VPCRegion>eu-west-1</VPCRegion></VPC></VPCs></R>",
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = createAccounts({
    clock: deadlines.clock,
    random: () => 0,
    credentials: { accessKeyId: "AKIA", secretAccessKey: "s" },
    region: "eu-west-1",
    endpoint,
    touchNothing: true,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
  });
  const { route53 } = accounts.session("111122223333" as AccountId, undefined);
  const { HostedZone } = await route53.send(new GetHostedZoneCommand({ Id: "Z1" }));
  expect(HostedZone?.Name).toBe("x.");
  expect(calls).toBe(2);
  accounts.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  const error = await route53.send(new GetHostedZoneCommand({ Id: "Z1" })).catch((error: unknown) => error);
  expect(failureOf(error)).toMatchObject({
    kind: "transient",
    error: "ECONNREFUSED",
    operation: "GetHostedZone",
    message: expect.stringContaining(endpoint.slice("http://".length)),
  });
});

const ATTEMPT_TIMEOUT_MS = 123_456;

/** The deadline of an attempt passes when the test says so; no machine is too slow for it. Other pauses take no time. */
function deadlinesOf(timeoutMs: number): { readonly clock: Clock; pass(): void } {
  const waiting = new Set<() => void>();
  let now = 0;
  return {
    clock: {
      now: () => now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (ms !== timeoutMs || signal?.aborted) {
            now += Math.max(0, ms);
            return resolve();
          }
          waiting.add(resolve);
          signal?.addEventListener("abort", () => resolve());
        }),
    },
    pass() {
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
  };
}
