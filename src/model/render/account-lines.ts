import type { Forecast } from "../cost/forecast.ts";
import type { Service } from "../cost/rates.ts";
import { plural } from "../counted.ts";
import { duration } from "./words.ts";

/** What each account's calls take at its own rates, the slowest first. They run side by side. */
export function accountLines({ accounts }: Forecast): string[] {
  const busy = accounts.filter((a) => a.calls > 0).sort((a, b) => b.seconds - a.seconds || b.calls - a.calls);
  const lines = busy.slice(0, ACCOUNTS_SHOWN).map(({ account, calls, reads, seconds, services }) => {
    const made = `${plural(calls, "call")}${byService(services.map((s) => [s.service, s.calls]))}`;
    const read = `${plural(reads, "read")}${byService(services.map((s) => [s.service, s.reads]))}`;
    const time = seconds < 1 ? "under 1 s" : duration(seconds);
    return `account ${account}: ${made}${reads > 0 ? ` after ${read}` : ""}, ${time} at its rates`;
  });
  const others = busy.slice(ACCOUNTS_SHOWN);
  const calls = others.reduce((sum, a) => sum + a.calls, 0);
  return others.length > 0
    ? [...lines, `${plural(others.length, "more account")}: ${plural(calls, "call")}`]
    : lines;
}

/** Accounts shown one by one; a fleet has hundreds. */
const ACCOUNTS_SHOWN = 5;

const SERVICES: Record<Service, string> = {
  route53: "Route 53",
  ec2: "EC2",
  resolver: "Resolver",
  ram: "RAM",
  sts: "STS",
};

/** Said only where there is more than one. */
function byService(counts: readonly (readonly [Service, number])[]): string {
  const some = counts.filter(([, count]) => count > 0);
  return some.length > 1
    ? ` (${some.map(([service, count]) => `${count} ${SERVICES[service]}`).join(", ")})`
    : "";
}
