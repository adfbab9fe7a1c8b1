import { machineClock } from "../cmd/clock.ts";
import { fleetOfHubs, OF_EACH_HUB } from "./fleet-of-hubs.ts";
import { operatorWith } from "./operator.ts";

/**
 * Prints what processor time a process takes to make so many hubs anew, by HTTP to this URL and at AWS's pace: all of its
 * own work and the SDK's, without TLS. One hub first: what is loaded and compiled once is no hub's.
 */
const [endpoint = "", hubs = "1"] = process.argv.slice(2);
const operator = operatorWith({ clock: machineClock, endpoint });

function made(): { readonly calls: number; readonly ofHubs: number } {
  const tallies = operator.accounts.callsMade();
  const sum = (all: typeof tallies) => all.reduce((total, { count }) => total + count, 0);
  const ofHubs = tallies.filter(({ service, account }) => service === "route53" && account.startsWith("1"));
  return { calls: sum(tallies), ofHubs: sum(ofHubs) };
}

await operator.apply(fleetOfHubs(1, OF_EACH_HUB).files);
const [cpu, before] = [process.cpuUsage(), made()];
const { outcomes } = await operator.apply(fleetOfHubs(Number(hubs), OF_EACH_HUB).files);
const { user, system } = process.cpuUsage(cpu);
if (outcomes.some(({ result }) => result !== "done")) throw new Error("not everything was done");
const { calls, ofHubs } = made();
const seconds = (user + system) / 1e6;
process.stdout.write(
  JSON.stringify({ seconds, calls: calls - before.calls, ofHubs: ofHubs - before.ofHubs }),
);
operator.accounts.close();
