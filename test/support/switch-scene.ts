import { expect } from "vitest";
import { propagate, said } from "./look.ts";
import { ruleHub, sharedBy, withResolver } from "./resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, KMS, LOCAL, local, SSM, world } from "./scenario.ts";
import { createStage, type Files, type Operator, type Stage, type StageOptions } from "./stage.ts";
import { watchPrivate } from "./watch-private.ts";

/** Three spokes, of three accounts, that share two names and change how they are served. */

/** The ways in which a spoke's VPC may be served (semantics 58). */
export const WAYS = ["zones", "a rule for each name", "the Region's rule"] as const;
export const SWITCHES = WAYS.flatMap((from) => WAYS.filter((to) => to !== from).map((to) => ({ from, to })));
export type Way = (typeof WAYS)[number];

export const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const NAMES = [SSM, KMS];
/** Kept from the Region's rule. */
export const STATES = "states.eu-west-1.amazonaws.com";
const GENEROUS = { guard: { maxRemovalPercent: 100 } };

export async function switchingFleet(options: StageOptions = {}) {
  const stage = createStage(world({ isOrganized: true, services: { states: [STATES] } }), options);
  const scene = await withResolver(stage);
  /** `named`: the Resolver endpoints that the hub's document names. */
  const files = (way: Way, named: Partial<typeof scene> = {}): Files => {
    const regional = { rules: "regional", regional: { accept: true, except: [STATES] } };
    const mode = way === "zones" ? "phz-association" : "resolver-rule";
    return [
      ruleHub({ ...scene, ...named }, GENEROUS, way === "the Region's rule" ? regional : {}),
      ...["ssm", "kms"].map(sharedBy),
      ...[alpha, beta, local].map((spoke) => spoke({ mode })),
    ];
  };
  return { stage, scene, files };
}

/** Passes until one has nothing to do; what each said that holds something back. */
export async function settle(
  stage: Stage,
  files: Files,
  pause = propagate,
  options: Parameters<Operator["apply"]>[1] = {},
): Promise<string[]> {
  const told: string[] = [];
  for (let pass = 0; pass < 30; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files, options);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    told.push(...said(plan).filter((one) => one.startsWith("withheld")));
    await pause(stage);
    if (plan.actions.length === 0) return [...new Set(told)];
  }
  throw new Error(`it does not settle: ${told.join(", ")}`);
}

/** Names that are not private in a VPC, at any event. */
export const watch = (stage: Stage): ReadonlySet<string> => watchPrivate(stage, VPCS, NAMES).worse;
