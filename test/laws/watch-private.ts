import type { Answer, Source } from "../../src/simulator/dns/answer.ts";
import { withCache } from "../../src/simulator/dns/cache.ts";
import type { Stage } from "../support/stage.ts";

/** What somebody else did has passed by then: changes spread for a minute, and absences are remembered for a quarter of an hour. */
const EXCUSED_MS = 20 * 60_000;

/**
 * Semantics 60: a name that was private in a VPC answers nothing worse there, by a resolver that remembers or by one that does
 * not. `excuse`: somebody else took away what a VPC's names rest on, all of them where none is named; from then on nothing
 * counts there for a while. `broken`: what was worse, as `time VPC name answer`.
 */
export function watchPrivate(stage: Stage, vpcs: readonly string[], names: readonly string[]) {
  const { clock, cloud } = stage;
  const cached = withCache(cloud.resolve, clock);
  const pairs = vpcs.flatMap((vpc) => names.map((name) => ({ vpc, name, wasPrivate: false })));
  const excusedUntil = new Map<string, number>();
  const worse = new Set<string>();
  const look = () => {
    for (const pair of pairs) {
      const { vpc, name } = pair;
      if ((excusedUntil.get(vpc) ?? 0) > clock.now()) {
        pair.wasPrivate = false;
        continue;
      }
      const answers = [cloud.resolve(vpc, name), cached(vpc, name)];
      if (answers.every(isPrivate)) pair.wasPrivate = true;
      else if (pair.wasPrivate) {
        worse.add(`${name} in ${vpc} at ${clock.now()}: ${answers.map(told).join(", remembered ")}`);
        pair.wasPrivate = false; // once for each time
      }
    }
  };
  clock.onStep(look);
  return {
    excuse(...some: readonly string[]) {
      for (const vpc of some.length > 0 ? some : vpcs) excusedUntil.set(vpc, clock.now() + EXCUSED_MS);
    },
    broken: (): readonly string[] => [...worse],
  };
}

function isPrivate({ addresses, from }: Answer): boolean {
  return addresses.length > 0 && atLast(from).kind !== "public";
}

function told({ rcode, addresses, from }: Answer): string {
  const where = from.kind === "rule" ? `rule to ${atLast(from).kind}` : from.kind;
  return `${rcode} ${addresses.length > 0 ? addresses.join(" ") : "nothing"} from ${where}`;
}

const atLast = (from: Source): Source => (from.kind === "rule" && from.behind ? atLast(from.behind) : from);
