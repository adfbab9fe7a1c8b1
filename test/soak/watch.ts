import type { Finding } from "../../src/model/finding.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { watchDns, writesOf } from "../laws/support.ts";
import type { Layout } from "../support/layout.ts";
import { askingVpcs, filesOf, hostNames } from "../support/random-world.ts";
import type { Stage } from "../support/stage.ts";
import { watchHolders } from "./holders.ts";
import { foreignOf, isVacuous, strays, unservedOf } from "./laws.ts";

/**
 * The laws of a world from now on, in words of what broke them; each question begins anew. `together`: who changed something
 * beside somebody else. `inPeace`: that, and what must not be when nothing was in the way of what is wanted for a while, and
 * nothing was left to do since the last question. `windows`: what plans said that may go dark.
 */
export function watchLaws(stage: Stage, layout: Layout, seed: number) {
  const dns = watchDns(stage, askingVpcs(layout), hostNames(layout));
  const together = watchHolders(stage, leaseTimes().attemptMs);
  const foreign = foreignOf(stage);
  return {
    together,
    async inPeace(wanted: Layout, windows: readonly Finding[]): Promise<string[]> {
      const dark = dns.outside(layout.anchor ? [] : windows);
      const broken = [
        ...dark.map((where) => `dark outside a named window: ${where}`),
        ...(foreignOf(stage) === foreign ? [] : ["something foreign was changed"]),
        ...changesIn(stage).map((change) => `written in peace: ${change}`),
        ...strays(stage).map((zone) => `an authorization is left in ${zone}`),
        ...(await leftToDo(stage, wanted)).map((key) => `left to do: ${key}`),
        ...together(),
      ];
      if (wanted !== layout) return broken; // nobody knows how that world would be undisturbed
      if (isVacuous(stage, layout)) broken.push("nothing was made");
      const unserved = await unservedOf(stage, seed, layout);
      return [...broken, ...unserved.map((where) => `not as in an undisturbed world: ${where}`)];
    },
  };
}

function changesIn(stage: Stage): string[] {
  const changes = writesOf(stage).filter(({ service }) => service !== "dynamodb");
  return changes.map(({ operation, params }) => `${operation} ${Object.values(params).join(" ")}`);
}

async function leftToDo(stage: Stage, wanted: Layout): Promise<string[]> {
  const { actions } = await stage.operator().plan(filesOf(wanted), { allowRemovals: () => true });
  return actions.map(({ key }) => key);
}
