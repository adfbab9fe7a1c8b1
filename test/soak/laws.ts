import type { Finding } from "../../src/model/finding.ts";
import { inventory } from "../../src/simulator/inventory.ts";
import { settle } from "../laws/support.ts";
import type { Layout } from "../support/layout.ts";
import { askingVpcs, filesOf, hostNames, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, type Operator, type Stage } from "../support/stage.ts";

/** What must hold of a random world, whoever acted in it. */

/** The first spoke of rules goes alone, and what nobody has any more goes in passes after. */
const PASSES_MAX = 10;
/** A switch takes two passes for each wave, and a fifth of four spokes is one. */
const SWITCH_PASSES_MAX = 40;
const OURS = "vpceop/network-platform/";

/**
 * Names that lead elsewhere than in the same world without any trouble, where they lead to a private address. More may be
 * private here than there: where there is no anchor, a zone stays that could not be made now; and where a rule or zone of
 * somebody else's has the name and answers nothing, a spoke that came from zones keeps its own.
 */
export async function unservedOf(stage: Stage, seed: number, layout: Layout): Promise<string[]> {
  const calm = createStage(worldOf(layout), { ...quotasOf(layout), seed });
  await inPeace(calm, () => calm.operator(), layout);
  await settle(stage);
  const isServed = (vpc: string, name: string) => {
    const { from, addresses } = calm.cloud.resolve(vpc, name);
    return addresses.length > 0 && from.kind !== "public";
  };
  return askingVpcs(layout).flatMap((vpc) =>
    hostNames(layout)
      .filter((name) => isServed(vpc, name) && leads(stage, vpc, name) !== leads(calm, vpc, name))
      .map((name) => `${name} in ${vpc}`),
  );
}

/** Passes until one has nothing to do, with all that they said. */
export async function inPeace(
  stage: Stage,
  process: () => Operator,
  wanted: Layout,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const passesMax = wanted.rules ? SWITCH_PASSES_MAX : PASSES_MAX;
  for (let pass = 0; pass < passesMax; pass++) {
    const { plan } = await process().apply(filesOf(wanted), { allowRemovals: () => true });
    findings.push(...plan.findings);
    await settle(stage);
    const waits = plan.findings.some(({ reason }) => reason === "FirstUse"); // for what a process sees served for a while
    if (plan.actions.length === 0 && !waits) break;
  }
  return findings;
}

/** The endpoint that answers. A managed one by its service: which of two is made first, and gets which address, is chance. */
function leads({ cloud }: Stage, vpc: string, name: string): string {
  const { addresses, chain = [] } = cloud.resolve(vpc, name);
  if (addresses.length === 0) return "nowhere";
  const regional = chain.at(-1) ?? addresses.join(" ");
  return regional.replace(/^(vpce-0e0[0-9a-f]+)?[^.]*/, "$1");
}

export function foreignOf(stage: Stage): string {
  const { zones } = inventory(stage.cloud.estate);
  const others = zones.filter((zone) => !zone.callerReference.startsWith(OURS));
  return JSON.stringify(others) + foreignRulesOf(stage);
}

/** What others had in their own zones at a moment, and what of it is missing now: adopted ones may have gained something. */
export function watchOthers({ cloud }: Stage): () => string[] {
  const shown = () =>
    inventory(cloud.estate)
      .zones.filter((zone) => !zone.callerReference.startsWith(OURS))
      .flatMap(({ callerReference, vpcs, records }) =>
        [...vpcs, ...records].map((one) => `${callerReference}: ${JSON.stringify(one)}`),
      );
  const before = shown();
  return () => {
    const now = new Set(shown());
    return before.filter((one) => !now.has(one));
  };
}

export function foreignRulesOf({ cloud }: Stage): string {
  const { rules, associations } = cloud.estate.resolver;
  const others = [...rules.values()].filter((rule) => !rule.creatorRequestId.startsWith(OURS));
  const theirs = new Set(others.map(({ id }) => id));
  return JSON.stringify([others, [...associations.values()].filter(({ ruleId }) => theirs.has(ruleId))]);
}

/** An operator that does nothing breaks no law. */
export function isVacuous({ cloud }: Stage, { anchor, spokes, foreign }: Layout): boolean {
  const made = cloud.estate.zones.byId.size + cloud.estate.resolver.rules.size;
  return anchor && spokes.length > 0 && foreign.length === 0 && made === 0;
}

export function strays({ cloud }: Stage): string[] {
  const ours = [...cloud.estate.zones.byId.values()].filter((zone) => zone.callerReference.startsWith(OURS));
  return ours.filter((zone) => zone.authorizations.size > 0).map((zone) => zone.name);
}
