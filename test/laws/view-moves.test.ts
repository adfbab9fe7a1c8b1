import { describe, expect, it } from "vitest";
import { zones } from "../support/look.ts";
import { associationsIn, ruleHub, rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, KMS, LOCAL, SSM, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";
import { drawn, eachWrite, passesAllowed, type Staged } from "./each-write.ts";

/** The laws of rules while documents name an inbound endpoint of others' in another VPC: two views, and no name falters. */

type Move = {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly resolver: object;
};

const REGIONAL = { rules: "regional", regional: { accept: true } };
const MOVES: readonly Move[] = [
  { name: "rules for each name, out of the hub VPC", from: undefined, to: LOCAL.vpc, resolver: {} },
  { name: "the Region's rule, into the hub VPC", from: LOCAL.vpc, to: undefined, resolver: REGIONAL },
];

const laws = eachWrite<Move>({ staged, passes: passesAllowed, shown, watch });

describe.each(MOVES)("another view VPC: $name", (move) => {
  it("killed after any of its writes, it is finished", async () => {
    await laws.killed(move, "after");
  });

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(move));

  it("taken back after any of its writes, rules lead where they led", () =>
    laws.takenBack(move, (stage, where) => expect(nets(stage), where).toEqual([netOf(move.from)])));
});

function netOf(view: string | undefined): string {
  return view === LOCAL.vpc ? "10.9." : "10.0.";
}

async function staged({ from, to, resolver }: Move, seed?: number): Promise<Staged> {
  const stage = createStage(world({ isOrganized: true }), { behaviours: drawn(seed) });
  const scene = await withResolver(stage, from);
  const next = await withResolver(stage, to);
  const rest = [sharedBy("ssm"), sharedBy("kms"), alpha()];
  const before = [ruleHub(scene, {}, resolver), ...rest];
  const after = [ruleHub(scene, {}, { ...resolver, inbound: { id: next.inbound } }), ...rest];
  await passesAllowed(stage, before);
  stage.cloud.calls.clear();
  return { stage, before, after };
}

/** Where rules lead, by their targets' ranges. */
function nets({ cloud }: Stage): string[] {
  const targets = [...cloud.estate.resolver.rules.values()].flatMap((rule) => rule.targets);
  return [...new Set(targets.map(({ Ip = "" }) => Ip.slice(0, 5)))].sort();
}

function shown(stage: Stage): unknown {
  const members = zones(stage).map(({ vpcs }) => [...vpcs].sort());
  return [associationsIn(stage).toSorted(), rulesIn(stage).length, nets(stage), members];
}

function watch({ stage }: Staged): ReadonlySet<string> {
  return watchPrivate(stage, [ALPHA.vpc], [SSM, KMS]).worse;
}
