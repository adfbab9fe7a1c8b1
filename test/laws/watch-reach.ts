import type { Finding } from "../../src/model/finding.ts";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { withCache } from "../../src/simulator/dns/cache.ts";
import { spokeOf, subnetsOf } from "../support/random-network-world.ts";
import { type LaidPaths, NAME, type Wanted } from "../support/random-paths.ts";
import { atLast } from "../support/reach.ts";
import type { Stage } from "../support/stage.ts";

/** What a VPC is told of the name: `public`, nothing, or addresses of the hub. */
type Told = readonly string[] | "public";

/** `isMove`: to addresses where packets do not get, from a public answer or from others. */
type Loss = { readonly vpc: string; readonly isMove: boolean; readonly says: string };

type Asking = {
  readonly index: number;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly ask: () => Told;
  told: Told;
};

/** What a plan says of a path that it does not know; the others it has to know. */
const UNKNOWN = new Set(["PathNotChecked", "PathUnknown"]);

/**
 * Asks in every spoke for the name at every event, with and without a resolver's memory, and connects from every subnet to
 * what it is told. Kept is what becomes worse by what DNS says: the network's own changes are nobody's fault here.
 */
export function watchReach({ clock, cloud }: Stage, laid: LaidPaths) {
  const { share, networkChanged } = connections(cloud);
  const spokes = askingIn(laid, [cloud.resolve, withCache(cloud.resolve, clock)]);
  let wanted: Wanted | undefined;
  let isRead = true;
  let moved = 0;
  let losses: Loss[] = [];

  /** Why a VPC's first private answer is a loss. */
  function movedBadly({ subnets }: Asking, is: readonly string[]): string[] {
    const shares = subnets.map((subnet) => share(subnet, is));
    if (!isRead) return [];
    if (shares.every((one) => one === 0)) return [`moved to ${is}, which no subnet reaches`];
    const isPartial = laid.pathCheck === "require" && shares.some((one) => one < 1);
    return isPartial ? [`moved to ${is}, which not all reach`] : [];
  }

  function lostBy({ subnets, index }: Asking, was: readonly string[], is: Told): string[] {
    if (is === "public") return wanted?.spokes[index] === "none" ? [] : ["lost its private answer"];
    if (!isRead) return [];
    const lost = subnets.filter((subnet) => share(subnet, was) > 0 && share(subnet, is) === 0);
    return lost.map((subnet) => `${subnet} reached ${was}, and ${is} not`);
  }

  function compare(spoke: Asking, was: Told, is: Told): void {
    const note = (isMove: boolean) => (says: string) =>
      void losses.push({ vpc: spoke.vpc, isMove, says: `${spoke.vpc} ${says}` });
    if (is.length === 0) {
      if (isRead) note(false)("is told nothing");
    } else if (was.length === 0) return;
    else if (was !== "public") lostBy(spoke, was, is).forEach(note(is !== "public"));
    else if (is !== "public") {
      moved++;
      movedBadly(spoke, is).forEach(note(true));
    }
  }

  function look(): void {
    for (const spoke of spokes) {
      const is = spoke.ask();
      if (String(is) === String(spoke.told)) continue;
      compare(spoke, spoke.told, is);
      spoke.told = is;
    }
  }
  clock.onStep(look);
  void tick(clock);

  return {
    networkChanged(): void {
      networkChanged();
      isRead = false;
    },
    /** A pass reads the network as it is now. */
    begins(documents: Wanted): void {
      wanted = documents;
      isRead = true;
    },
    /** What was lost in the pass, outside of what its plan named. */
    ends(findings: readonly Finding[]): string[] {
      const isNamed = ({ vpc, isMove }: Loss) =>
        names(findings, vpc, ({ kind }) => kind === "window") ||
        (isMove && names(findings, vpc, ({ kind, reason }) => kind === "note" && UNKNOWN.has(reason)));
      const open = losses.filter((loss) => !isNamed(loss));
      losses = [];
      return [...new Set(open.map(({ says }) => says))];
    },
    /** Spokes without the name though all of their subnets reach all of it, and the plan names nothing but their path. */
    unserved({ spokes: kinds }: Wanted, findings: readonly Finding[]): string[] {
      const hinders = ({ kind, reason }: Finding) =>
        kind !== "note" && kind !== "window" && reason !== "PathBlocked" && reason !== "PathPartial";
      return spokes.flatMap(({ index, vpc, told, subnets }) => {
        if (told !== "public" || kinds[index] === "none" || names(findings, vpc, hinders)) return [];
        const all = addressesOf(cloud);
        const reaches = subnets.every((subnet) => share(subnet, all) === 1);
        return reaches ? [`${vpc} reaches ${all} and is not served`] : [];
      });
    },
    moved: () => moved,
  };
}

function askingIn({ network }: LaidPaths, resolvers: readonly Stage["cloud"]["resolve"][]): Asking[] {
  return network.spokes.flatMap((_, index) =>
    resolvers.map((resolve) => {
      const { vpc } = spokeOf(index);
      const ask = () => toldBy(resolve(vpc, NAME));
      return { index, vpc, ask, subnets: subnetsOf(network, index + 1), told: ask() };
    }),
  );
}

/** Which part of the addresses answers a subnet, by the network as it is. Of what leads outside nobody can tell. */
function connections(cloud: Stage["cloud"]) {
  const answered = new Map<string, boolean>();
  const connects = (subnetId: string, address: string): boolean => {
    const key = `${subnetId} ${address}`;
    const known = answered.get(key);
    if (known !== undefined) return known;
    const { outcome } = cloud.connect({ subnetId, address, port: 443, protocol: "tcp" });
    answered.set(key, outcome !== "lost");
    return outcome !== "lost";
  };
  return {
    share: (subnetId: string, told: readonly string[]) =>
      told.filter((address) => connects(subnetId, address)).length / told.length,
    networkChanged: () => answered.clear(),
  };
}

/** Whether findings of that kind concern the VPC, or its whole hub. */
function names(findings: readonly Finding[], vpc: string, kinds: (finding: Finding) => boolean): boolean {
  return findings.some((one) => kinds(one) && (one.vpc === undefined || one.vpc.id === vpc));
}

function toldBy({ from, addresses }: Answer): Told {
  return atLast(from).kind === "public" ? "public" : addresses.toSorted();
}

/** Of all endpoints of the hub. */
function addressesOf({ estate }: Stage["cloud"]): string[] {
  return [...estate.network.interfaces.values()].flatMap(({ endpointId, address }) =>
    endpointId.startsWith("vpce-") && address ? [address] : [],
  );
}

/** DNS changes when a change becomes INSYNC, which nobody need be waiting for. */
async function tick({ sleep }: Stage["clock"]): Promise<void> {
  for (;;) await sleep(1_000);
}
