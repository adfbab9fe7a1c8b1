import { setImmediate } from "node:timers/promises";
import { ChangeTagsForResourceCommand } from "@aws-sdk/client-route-53";
import { machineClock } from "../../cmd/clock.ts";
import { keepLease } from "../../cmd/lease.ts";
import { createAccounts } from "../../src/aws/accounts.ts";
import type { AccountId } from "../../src/model/ids.ts";

/**
 * A process of its own that contends for a table's lease, as the daemon does, and while it holds it writes to one zone
 * without end. Arguments: label, account, zone id, length of the lease in ms. SIGTERM gives the lease back.
 */
const [, , label = "", account = "", zone = "", leaseMs = ""] = process.argv;
const region = process.env.AWS_REGION ?? "";
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());

const keeper = keepLease({ table: "vpce-operator", region, label, leaseMs: Number(leaseMs) });
const accounts = createAccounts({ clock: machineClock, random: Math.random, gate: keeper.gate, region });
const { route53 } = accounts.session(account as AccountId, undefined);
const say = (words: string) => process.stdout.write(`${words}\n`);
const tag = () =>
  new ChangeTagsForResourceCommand({
    ResourceType: "hostedzone",
    ResourceId: zone,
    AddTags: [{ Key: "by", Value: label }],
  });

say("begins");
while (!stop.signal.aborted) {
  const term = await keeper.acquire(stop.signal);
  if (!term) break;
  say(`holds ${term.epoch}`);
  while (!stop.signal.aborted && !term.lost.aborted) {
    await route53.send(tag()).catch(() => undefined);
    await setImmediate(); // refused at once, it would not hear that the lease is lost
  }
  if (term.lost.aborted) say(`lost ${term.epoch}`);
}
await keeper.release();
accounts.close();
say("gave back");
