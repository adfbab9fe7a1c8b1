import { describe, it } from "vitest";
import { associationsIn, ruleHub, rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, LOCAL, local, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";
import { drawn, eachWrite, type Life, passes, type Staged } from "./each-write.ts";

/** The laws of zones, for rules: what a pass began and did not finish, the next one does, and no name goes dark. */

const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const GENEROUS = { guard: { maxRemovalPercent: 100 } };

type Change = (hub: Files[number]) => Files;
type RuleLife = Life<Change>;

const LIVES: readonly RuleLife[] = [
  {
    name: "a fleet that begins",
    before: (hub) => [hub],
    after: (hub) => [hub, sharedBy("ssm"), alpha(), beta(), local()],
  },
  {
    name: "a service and a spoke more",
    before: (hub) => [hub, sharedBy("ssm"), alpha()],
    after: (hub) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta()],
  },
  {
    name: "a spoke that leaves",
    before: (hub) => [hub, sharedBy("ssm"), alpha(), beta()],
    after: (hub) => [hub, sharedBy("ssm"), alpha()],
  },
  {
    name: "a fleet that ends",
    before: (hub) => [hub, sharedBy("ssm"), alpha(), beta()],
    after: (hub) => [hub, sharedBy("ssm"), alpha({ endpoints: "none" }), beta({ endpoints: "none" })],
  },
];

const zoned = { mode: "phz-association" };
const byZones: Change = (hub) => [hub, sharedBy("ssm"), alpha(zoned), local(zoned)];
const byNames: Change = (hub) => [hub, sharedBy("ssm"), alpha(), local()];
const byRegion: Change = (hub) => [regional(hub), sharedBy("ssm"), alpha(), local()];

/** Semantics 58: each way to change how spokes are served. */
const SWITCHES: readonly RuleLife[] = [
  { name: "from zones to a rule for each name", before: byZones, after: byNames },
  { name: "from a rule for each name to zones", before: byNames, after: byZones },
  { name: "from zones to the Region's rule", before: byZones, after: byRegion },
  { name: "from the Region's rule to zones", before: byRegion, after: byZones },
  { name: "from a rule for each name to the Region's", before: byNames, after: byRegion },
  { name: "from the Region's rule to one for each name", before: byRegion, after: byNames },
];

function regional({ path, text }: Files[number]): Files[number] {
  const document = JSON.parse(text);
  const rules = { rules: "regional", regional: { accept: true } };
  document.spec.resolver = { ...document.spec.resolver, ...rules };
  return { path, text: JSON.stringify(document) };
}

const laws = eachWrite<RuleLife>({ staged, passes, shown, watch });

describe.each([...LIVES, ...SWITCHES])("rule mode: $name", (life) => {
  it.each(["before", "after"] as const)("killed %s any of its writes, it is finished", async (side) => {
    await laws.killed(life, side);
  });

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(life));
});

describe.each(SWITCHES)("rule mode: $name", (life) => {
  it("taken back after any of its writes, all is as it was", () => laws.takenBack(life));
});

async function staged({ before, after }: RuleLife, seed?: number): Promise<Staged> {
  const stage = createStage(world({ isOrganized: true }), { behaviours: drawn(seed) });
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  await passes(stage, before(hub));
  stage.cloud.calls.clear();
  return { stage, before: before(hub), after: after(hub) };
}

function shown(stage: Stage): unknown {
  const served = VPCS.map((vpc) =>
    stage.cloud.resolve(vpc, SSM).addresses.some((ip) => ip.startsWith(PRIVATE)),
  );
  return [served, associationsIn(stage).toSorted(), rulesIn(stage).length];
}

/** A name that a VPC was answered privately is so until its document shares it no more. */
function watch({ stage }: Staged, files: Files): ReadonlySet<string> {
  const shares = (vpc: string) => files.some(({ text }) => text.includes(vpc) && !text.includes("none"));
  return watchPrivate(stage, VPCS.filter(shares), [SSM], { since: "first" }).worse;
}
