import { Resolver } from "node:dns/promises";
import { machineClock } from "../clock.ts";
import type { Simulation } from "../simulation.ts";
import { UserError } from "../terminal.ts";
import { paint } from "./paper.ts";

/** What a VPC's resolver answers to a real DNS query. */
export type Lookup = {
  readonly vpc: string;
  readonly name: string;
  readonly answer: string;
  readonly isPrivate: boolean;
};

export async function lookUp(simulation: Simulation, vpc: string, name: string): Promise<Lookup> {
  const listener = simulation.resolvers.get(vpc);
  if (!listener) throw new Error(`no resolver for ${vpc}`);
  const resolver = new Resolver({ timeout: 20_000, tries: 2 });
  resolver.setServers([`${listener.address}:${listener.port}`]);
  const addresses = await resolver
    .resolve4(name)
    .catch((error: NodeJS.ErrnoException) => [error.code ?? "failed"]);
  return { vpc, name, answer: addresses.join(", "), isPrivate: addresses.every((a) => a.startsWith("10.")) };
}

export function lookUpAll(
  simulation: Simulation,
  vpcs: readonly string[],
  names: readonly string[],
): Promise<Lookup[]> {
  return Promise.all(vpcs.flatMap((vpc) => names.map((name) => lookUp(simulation, vpc, name))));
}

/** Throws UserError at the first that is not so. */
export function expectAll(kind: "private" | "public", lookups: readonly Lookup[]): void {
  const wrong = lookups.find((l) => l.isPrivate !== (kind === "private"));
  if (wrong) throw new UserError(`${wrong.name} in ${wrong.vpc} should be ${kind} and is ${wrong.answer}`);
}

/** Asks again and again; `end` tells each answer in the order in which it first came: private, public, or an error. */
export function watchAnswers(
  simulation: Simulation,
  vpc: string,
  name: string,
): { end(): Promise<string[]> } {
  const seen: string[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { answer, isPrivate } = await lookUp(simulation, vpc, name);
      const kind = isPrivate ? "private" : /^\d/.test(answer) ? "public" : answer;
      if (seen.at(-1) !== kind) seen.push(kind);
      await machineClock.sleep(20);
    }
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      return seen;
    },
  };
}

/** One line for each VPC, one column for each name; a name's first label stands for it. */
export function lookupTable(lookups: readonly Lookup[], nameOf: (vpc: string) => string): string {
  const byVpc = [...Map.groupBy(lookups, (l) => l.vpc)];
  const widest = (texts: readonly string[]) => Math.max(...texts.map((t) => t.length));
  const first = widest(byVpc.map(([vpc]) => nameOf(vpc)));
  const column = widest(lookups.map((l) => l.answer));
  const header = byVpc[0]?.[1].map((l) => (l.name.split(".")[0] ?? "").padEnd(column + 8)) ?? [];
  const rows = byVpc.map(([vpc, own]) => {
    const cells = own.map(({ answer, isPrivate }) => {
      const verdict = isPrivate ? paint("green", "private") : paint("yellow", "public ");
      return `${verdict} ${answer.padEnd(column)}`;
    });
    return `  ${nameOf(vpc).padEnd(first)}  ${cells.join("  ")}`;
  });
  return [paint("dim", `  ${"".padEnd(first)}  ${header.join("  ")}`), ...rows].join("\n");
}
