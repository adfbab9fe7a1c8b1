import { Resolver } from "node:dns/promises";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { print, UserError } from "../terminal.ts";
import type { OwnTime } from "./own-time.ts";
import { paint } from "./paper.ts";

/** Asks every VPC for every name at every moment at which something may have changed, by real DNS queries. */
export type Witness = {
  /** How many answers it has had. */
  readonly answers: () => number;
  /** Every VPC has been told private addresses for every name. Throws UserError where it has not. */
  expectPrivate(): void;
  /** A line of what was done, at its time. */
  note(words: string): void;
};

/** VPC id → what it is called, in the order of the columns. */
type Called = ReadonlyMap<string, string>;

const COLUMN = 13;
const TIME = 7;

/**
 * A line is printed whenever a VPC is answered another way. A name that was answered by private addresses and then by
 * anything else ends the demo: UserError.
 */
export function watchAll(own: OwnTime, called: Called, names: readonly string[]): Witness {
  const { clock } = own;
  const askers = new Map([...called.keys()].map((vpc) => [vpc, askerIn(own, vpc)]));
  const lit = new Set<string>();
  const began = clock.now();
  let answers = 0;
  let last: readonly string[] = [];
  print(
    paint("dim", `${" ".repeat(TIME)}  ${[...called.values()].map((one) => one.padEnd(COLUMN)).join("")}`),
  );

  const time = () => minutesOf(clock.now() - began);

  async function ask(vpc: string, name: string): Promise<string> {
    const { addresses, way } = await (askers.get(vpc) as Asker)(name);
    answers += 1;
    const isPrivate = addresses.every((address) => address.startsWith("10."));
    if (isPrivate) lit.add(`${vpc} ${name}`);
    else if (lit.has(`${vpc} ${name}`))
      throw new UserError(
        `${called.get(vpc)} was told ${addresses.join(", ")} for ${name}, which was private`,
      );
    return way;
  }

  clock.onStep(async () => {
    const now = await Promise.all(
      [...called.keys()].map(async (vpc) => {
        const ways = await Promise.all(names.map((name) => ask(vpc, name)));
        return [...new Set(ways)].join("/");
      }),
    );
    if (now.join() === last.join()) return;
    print(`${time()}  ${now.map((way, i) => cell(way, way !== last[i])).join("")}`);
    last = now;
  });

  return {
    answers: () => answers,
    note: (words) => print(`${time()}  ${words}`),
    expectPrivate() {
      const all = [...called.keys()].flatMap((vpc) => names.map((name) => `${vpc} ${name}`));
      const missing = all.find((pair) => !lit.has(pair));
      if (missing) throw new UserError(`${missing} is not private`);
    },
  };
}

/** Minutes and seconds. */
function minutesOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`.padStart(TIME);
}

function cell(way: string, isNew: boolean): string {
  const text = way.padEnd(COLUMN);
  if (!isNew) return paint("dim", text);
  return paint(way.includes("public") ? "yellow" : "green", text);
}

type Asker = (name: string) => Promise<{ readonly addresses: readonly string[]; readonly way: string }>;

function askerIn({ cloud, resolvers }: OwnTime, vpc: string): Asker {
  const listener = resolvers.get(vpc);
  if (!listener) throw new Error(`no resolver for ${vpc}`);
  const resolver = new Resolver({ timeout: 20_000, tries: 2 });
  resolver.setServers([`${listener.address}:${listener.port}`]);
  return async (name) => {
    const asked = resolver.resolve4(name);
    const addresses = await asked.catch((error: NodeJS.ErrnoException) => [error.code ?? "failed"]);
    return { addresses, way: wayOf(cloud.resolve(vpc, name)) };
  };

  /** What no answer tells, and the simulated cloud knows. */
  function wayOf({ from }: Answer): string {
    if (from.kind === "private-zone") return "zone";
    if (from.kind === "service") return "own";
    if (from.kind === "public") return "public";
    const domain = cloud.estate.resolver.rules.get(from.ruleId)?.domainName ?? "";
    return /^[a-z]+-[a-z]+-\d\./.test(domain) ? "Region" : "rule";
  }
}
