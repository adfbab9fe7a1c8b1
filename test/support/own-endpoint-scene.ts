import { expect } from "vitest";
import { FailureError } from "../../src/aws/failure.ts";
import { type Definition, handedOverAt } from "../../src/model/own-definition.ts";
import type { Definitions } from "../../src/operator/definitions.ts";
import { HUB_VPC } from "./fleet.ts";
import { propagate, said } from "./look.ts";
import { type ResolverScene, ruleHub, sharedBy, withResolver } from "./resolver-scene.ts";
import { ALPHA, alpha, SSM, type WorldParts, world } from "./scenario.ts";
import { createStage, type Files, type Stage, type StageOptions } from "./stage.ts";

/** S2's spoke: alpha has an endpoint of its own for ssm with private DNS on, and a routed peering with the hub. */
export const OWN = "vpce-0b000000000000001";

const PEERING = { id: "pcx-0b000000000000001", from: ALPHA.vpc, to: HUB_VPC, routed: true } as const;

type Own = NonNullable<NonNullable<WorldParts["alphaVpc"]>["endpoints"]>[number];

/** `own`: what differs of alpha's endpoint; `more`: its others. */
export function ownWorld(
  parts: WorldParts & { readonly own?: Partial<Own>; readonly more?: readonly Own[] } = {},
): string {
  const { own, more = [], ...rest } = parts;
  const written = JSON.parse(
    world({
      isOrganized: true,
      ...rest,
      alphaVpc: {
        subnets: 2,
        endpoints: [{ id: OWN, service: "ssm", privateDns: true, ...own }, ...more],
        ...rest.alphaVpc,
      },
    }),
  );
  written.accounts[ALPHA.account].peerings = [PEERING];
  return JSON.stringify({ network: "asWritten", ...written });
}

export type OwnScene = {
  readonly stage: Stage;
  readonly scene: ResolverScene;
  readonly hub: Files[number];
  /** The same hub with other rules. */
  readonly hubWith: (resolver: object) => Files[number];
};

/** One rule for the Region, and the same but for ssm. */
export const REGIONAL = { rules: "regional", regional: { accept: true } };
export const WITHOUT_SSM = { rules: "regional", regional: { accept: true, except: [SSM] } };

/** Nobody is served yet; the rule is made when somebody wants it. `resolver`: of the hub's document. */
export async function ownScene(
  parts: Parameters<typeof ownWorld>[0] = {},
  options: StageOptions = {},
  ofHub: object = {},
  resolver: object = {},
): Promise<OwnScene> {
  const stage = createStage(ownWorld(parts), options);
  const scene = await withResolver(stage);
  const hubWith = (spec: object) => ruleHub(scene, ofHub, spec);
  const own = hubWith(resolver);
  await stage.operator().apply([own, sharedBy("ssm")]);
  await propagate(stage);
  return { stage, scene, hub: own, hubWith };
}

/** Everything that alpha is told for ssm, in order, each once in a row: `10.1.` its own endpoint's, `10.0.` the hub's. */
export function answersOf(stage: Stage): string[] {
  const seen: string[] = [];
  stage.clock.onStep(() => {
    const { rcode, addresses, from } = stage.cloud.resolve(ALPHA.vpc, SSM);
    const now = from.kind === "public" ? "public" : (addresses[0]?.slice(0, 5) ?? rcode);
    if (seen.at(-1) !== now) seen.push(now);
  });
  return seen;
}

/** Passes until one has nothing to do; what each said. A table keeps `definitions`. */
export async function settle(stage: Stage, files: Files, definitions?: Definitions): Promise<string[]> {
  const told: string[] = [];
  for (let pass = 0; pass < 12; pass++) {
    const operator = stage.operator(definitions ? { definitions } : {});
    const { plan, outcomes } = await operator.apply(files);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    told.push(...said(plan));
    await propagate(stage);
    if (plan.actions.length === 0) return [...new Set(told)];
  }
  throw new Error(`it does not settle: ${told.join(", ")}`);
}

/** As a table keeps them; `refuses`: it takes nothing. */
export function definitionsInMemory({ refuses = false } = {}) {
  const kept = new Map<string, Definition>();
  const store: Definitions = {
    left: async () => ({ kind: "seen", value: [...kept.values()].map(handedOverAt) }),
    async keep(definition) {
      if (refuses)
        throw new FailureError({ kind: "transient", error: "DefinitionNotWritten", message: "no" });
      kept.set(definition.id, definition);
    },
    async forget(id) {
      kept.delete(id);
    },
  };
  return { kept, store };
}

/** Alpha's document; what it accepts is all that may be accepted. */
export const handing = (spec: Readonly<Record<string, unknown>>) =>
  alpha({ acceptSourceChange: true, ...spec });
