import { createHook } from "node:async_hooks";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { afterEach, expect, it, vi } from "vitest";
import { fakeAws } from "../../test/support/fake-aws.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What Node was asked to do with files and sockets while the clients of a fresh account made their first calls. */
async function touchedBy(options: { touchNothing: boolean }): Promise<string[]> {
  const touched: string[] = [];
  const hook = createHook({
    init: (_, type) => {
      if (/^(FS|TCP|TLS|GETADDRINFO|PIPE)/.test(type)) touched.push(type);
    },
  });
  const { clock, accounts } = fakeAws(new VirtualClock(), () => undefined, options);
  const account = "222233334444" as AccountId;
  const session = accounts.session(account, { arn: `arn:aws:iam::${account}:role/spoke` });
  hook.enable();
  await clock.run(session.route53.send(new GetHostedZoneCommand({ Id: "Z1" })));
  await clock.run(session.ec2("eu-west-1" as Region).send(new DescribeVpcsCommand({})));
  hook.disable();
  return touched;
}

it("clients with an in-process handler read no file and open no socket", async () => {
  // A path of its own, because the SDK reads each path once; the second half proves that a read would be seen.
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere/config-of-clients-test");
  expect(await touchedBy({ touchNothing: true })).toEqual([]);
  expect(await touchedBy({ touchNothing: false })).not.toEqual([]);
});

it("one account's hung calls take no place from another account", async () => {
  const { clock, accounts } = fakeAws(
    new VirtualClock(),
    ({ operation, key }) =>
      operation === "GetHostedZone" && key.includes("222233334444") ? "hang" : undefined,
    { concurrency: 1 },
  );
  const zoneBy = (account: string) =>
    accounts
      .session(account as AccountId, { arn: `arn:aws:iam::${account}:role/spoke` })
      .route53.send(new GetHostedZoneCommand({ Id: "Z1" }));
  const start = clock.now();
  const hung = zoneBy("222233334444").catch(() => {});
  await clock.run(zoneBy("555566667777"));
  expect(clock.now() - start).toBeLessThan(500);
  await clock.run(hung);
});
