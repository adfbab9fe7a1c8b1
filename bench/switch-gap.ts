import { seededRandom } from "../src/simulator/random.ts";
import { ruleHub, sharedBy, withResolver } from "../test/support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  KMS,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  world,
} from "../test/support/scenario.ts";
import { createStage, type Files, type Stage } from "../test/support/stage.ts";
import { type Row, row } from "./row.ts";

/** The ways in which a spoke's VPC may be served, and so six directions in which it may change (semantics 58). */
const WAYS = ["zones", "rules", "regional"] as const;
type Way = (typeof WAYS)[number];
const DIRECTIONS = WAYS.flatMap((from) => WAYS.filter((to) => to !== from).map((to) => [from, to] as const));

const SEEDS = [1, 2, 3, 4];
const PASSES_MAX = 40;
/** Until every change is in DNS, whatever its delay. */
const SETTLED_MS = 200_000;
const STATES = "states.eu-west-1.amazonaws.com";
const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const NAMES = [SSM, KMS];

/** Of all answers at all moments of a switch, those that are worse than before it: of three spokes and two names. */
export async function switchGapRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [from, to] of DIRECTIONS) {
    let [worse, answers, passes] = [0, 0, 0];
    for (const seed of SEEDS) {
      const { stage, files, between } = await fleetOf(seed);
      await settle(stage, files(from), between);
      await stage.clock.run(stage.clock.sleep(SETTLED_MS));
      const stop = stage.clock.onStep(() => {
        for (const vpc of VPCS)
          for (const name of NAMES) {
            answers += 1;
            if (!isPrivate(stage, vpc, name)) worse += 1;
          }
      });
      passes += await settle(stage, files(to), between);
      stop();
    }
    const note = `worse answers; ${SEEDS.length} clouds, ${passes} passes`;
    rows.push(row(`switch/gap/${from}-to-${to}`, worse, answers, { is: "=", value: 0 }, note));
  }
  return rows;
}

/** Every delay is drawn anew each time; in every other cloud resolvers obey a rule a minute after it is COMPLETE. */
async function fleetOf(seed: number) {
  const random = seededRandom(seed);
  const upTo = (seconds: number) => () => random() * seconds * 1000;
  const stage = createStage(world({ isOrganized: true, services: { states: [STATES] } }), {
    seed,
    insyncMs: upTo(100),
    resolverRuleMs: upTo(240),
    resolverAssociationMs: upTo(60),
    sharingMs: upTo(60),
    sharedSeenMs: upTo(60),
    ...(seed % 2 === 0 && { behaviours: { ruleInEffect: "laterThanComplete" as const } }),
  });
  const scene = await withResolver(stage);
  const files = (way: Way): Files => {
    const resolver = way === "regional" ? { rules: way, regional: { accept: true, except: [STATES] } } : {};
    const mode = way === "zones" ? "phz-association" : "resolver-rule";
    return [
      ruleHub(scene, { guard: { maxRemovalPercent: 100 } }, resolver),
      ...["ssm", "kms"].map(sharedBy),
      ...[alpha, beta, local].map((spoke) => spoke({ mode })),
    ];
  };
  return { stage, files, between: upTo(90) };
}

/** By a new process each time, until one has nothing to do; how many that took. */
async function settle(stage: Stage, files: Files, between: () => number): Promise<number> {
  for (let pass = 1; pass <= PASSES_MAX; pass++) {
    const { plan } = await stage.operator().apply(files);
    await stage.clock.run(stage.clock.sleep(between()));
    if (plan.actions.length === 0 && !plan.findings.some(({ kind }) => kind === "withheld")) return pass;
  }
  throw new Error(`there is still something to do after ${PASSES_MAX} passes`);
}

function isPrivate({ cloud }: Stage, vpc: string, name: string): boolean {
  const { addresses } = cloud.resolve(vpc, name);
  return addresses.length > 0 && addresses.every((ip) => ip.startsWith(PRIVATE));
}
