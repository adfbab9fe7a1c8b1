import type { Answer } from "../../src/simulator/dns/answer.ts";
import { atLast } from "./reach.ts";
import { PRIVATE } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** What somebody else did has passed by then: changes spread for a minute, and absences are remembered for a quarter of an hour. */
const EXCUSED_MS = 20 * 60_000;

type Watch = {
  /** From when on a name has to be private: from now, or from its first private answer. */
  readonly since?: "now" | "first";
  /** Unless said: an address of the hub's VPC. */
  readonly isPrivate?: (answer: Answer) => boolean;
};

/**
 * Semantics 60: a name that was private in a VPC answers nothing worse there, at any event. A resolver that remembers repeats what
 * was answered at an event, so that none has to be asked besides. `worse`: what was, as `name in VPC at time: answer`.
 */
export function watchPrivate(
  { clock, cloud }: Stage,
  vpcs: readonly string[],
  names: readonly string[],
  { since = "now", isPrivate = isOfHub }: Watch = {},
) {
  const pairs = vpcs.flatMap((vpc) => names.map((name) => ({ vpc, name, wasPrivate: since === "now" })));
  const excusedUntil = new Map<string, number>();
  const worse = new Set<string>();
  const look = () => {
    for (const pair of pairs) {
      const { vpc, name } = pair;
      if ((excusedUntil.get(vpc) ?? 0) > clock.now()) {
        pair.wasPrivate = false;
        continue;
      }
      const answer = cloud.resolve(vpc, name);
      if (isPrivate(answer)) pair.wasPrivate = true;
      else if (pair.wasPrivate) {
        worse.add(`${name} in ${vpc} at ${clock.now()}: ${told(answer)}`);
        pair.wasPrivate = false; // once for each time
      }
    }
  };
  look();
  clock.onStep(look);
  return {
    worse: worse as ReadonlySet<string>,
    /** Somebody else took away what these VPCs' names rest on, or all: for a while nothing counts there. */
    excuse(...some: readonly string[]) {
      for (const vpc of some.length > 0 ? some : vpcs) excusedUntil.set(vpc, clock.now() + EXCUSED_MS);
    },
  };
}

/** Of the hub or of anybody else, but not of the internet. */
export function isNotPublic({ addresses, from }: Answer): boolean {
  return addresses.length > 0 && atLast(from).kind !== "public";
}

function isOfHub({ addresses }: Answer): boolean {
  return addresses.some((ip) => ip.startsWith(PRIVATE));
}

function told({ rcode, addresses, from }: Answer): string {
  const where = from.kind === "rule" ? `rule to ${atLast(from).kind}` : from.kind;
  return `${rcode} ${addresses.length > 0 ? addresses.join(" ") : "nothing"} from ${where}`;
}
