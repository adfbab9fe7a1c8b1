import { createAccounts } from "../src/aws/accounts.ts";
import type { AccountId, Region } from "../src/model/ids.ts";
import { administrator } from "../src/simulator/client-settings.ts";
import { VirtualClock } from "../src/simulator/virtual-clock.ts";

/** Prints how many megabytes the clients of so many accounts hold: heap and buffers, after a collection. */
const count = Number(process.argv[2] ?? 500);
const accounts = createAccounts({
  clock: new VirtualClock(),
  random: () => 0.5,
  requestHandler: { handle: () => Promise.reject(new Error("nobody is called here")) },
  credentials: administrator("999999999999"),
  region: "eu-west-1",
  endpoint: "https://simulated.amazonaws.com",
  touchNothing: true,
});
const region = "eu-west-1" as Region;

function make(from: number, to: number): object[] {
  return Array.from({ length: to - from }, (_, i) => {
    const account = String(200_000_000_000 + from + i) as AccountId;
    const session = accounts.session(account, { arn: `arn:aws:iam::${account}:role/spoke` });
    return [session.route53, session.ec2(region), session.resolver(region)];
  });
}

function megabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

const first = make(0, 1); // what is loaded once is no account's
const before = megabytes();
const kept = [first, make(1, count + 1)];
const after = megabytes();
process.stdout.write(`${kept.length > 0 ? (after - before).toFixed(1) : ""}\n`);
