import { expect, test } from "vitest";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** Semantics 62, of a thousand spokes: as many waves as a fifth at a time makes, and no call and no minute more than these take. */
const SPOKES = 1_000;
const ZONES = 1;
const WAVE = SPOKES / 5;
/** In one zone for each name. */
const VPCS_PER_ZONE = SPOKES + 100;
const SIZE = {
  zones: ZONES,
  vpcs: SPOKES,
  accounts: 50,
  rules: "per-endpoint",
  quotas: `{ vpcsPerZone: ${VPCS_PER_ZONE} }`,
} as const;
/** Route 53's calls for one account. */
const CALLS_PER_SECOND = 5;
/** Of one pass, beside its calls: reads of fifty accounts, the minute until a rule is sure, INSYNC, and confirmation. */
const BESIDE_MS = 5 * 60_000;
/** A resolver is asked at every so many events. */
const SAMPLED = 100;

type Pass = { readonly begun: number; readonly left: number; readonly ms: number; readonly isHeld: boolean };

test("a thousand spokes go from zones to rules: one first, then a fifth at a time, and each leaves as the next begin", async () => {
  const { world, files } = fleet(SIZE);
  const byZones = files.map(({ path, text }) => ({
    path,
    text: text.replace("mode: resolver-rule", "mode: phz-association"),
  }));
  const stage = createStage(world, { insyncMs: 5_000, seed: 3, quotas: { vpcsPerZone: VPCS_PER_ZONE } });
  await settled(stage, byZones);
  await propagate(stage);
  const dark = watch(stage);
  stage.cloud.calls.clear();
  const done = await settled(stage, files);

  expect(dark()).toEqual([]);
  const begun = done.map((pass) => pass.begun).filter((count) => count > 0);
  expect(begun[0]).toBe(1);
  expect(Math.max(...begun)).toBe(WAVE);
  expect(sum(begun)).toBe(SPOKES);
  expect(sum(done.map(({ left }) => left))).toBe(SPOKES);
  expect(done.length).toBeLessThanOrEqual(1 + 1 + SPOKES / WAVE + 1); // what comes before all, the first, five waves, the last leaves
  for (const { begun: coming, left, ms } of done)
    expect(ms).toBeLessThan(((coming + left) * ZONES * 1000) / CALLS_PER_SECOND + BESIDE_MS);
  expect(done.slice(0, -2).every(({ isHeld }) => isHeld)).toBe(true);
  const calls = stage.cloud.calls.count({ write: true });
  expect(calls["route53resolver:AssociateResolverRule"]).toBe(SPOKES * ZONES);
  expect(calls["route53:DisassociateVPCFromHostedZone"]).toBe(SPOKES * ZONES);
  expect(calls["route53resolver:CreateResolverRule"]).toBe(ZONES);
  expect(
    Object.keys(calls).filter((name) => /Delete|DisassociateResolverRule|AssociateVPC/.test(name)),
  ).toEqual([]);
});

/** Applied until nothing is left to do; what each did. */
async function settled(stage: Stage, files: Files): Promise<readonly Pass[]> {
  const done: Pass[] = [];
  for (let pass = 0; pass < 15; pass++) {
    const at = stage.clock.now();
    const { plan, outcomes } = await stage.operator().apply(files, { allowRemovals: () => true });
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    if (plan.actions.length === 0) return done;
    const whose = (kind: string) =>
      new Set(plan.actions.flatMap((a) => (a.kind === kind && "vpc" in a && a.vpc ? [a.vpc.id] : []))).size;
    const isHeld = plan.findings.some(({ reason }) => reason === "NextWave" || reason === "FirstUse");
    const ms = stage.clock.now() - at;
    done.push({ begun: whose("associateRule"), left: whose("disassociate"), ms, isHeld });
  }
  throw new Error(`it does not settle: ${JSON.stringify(done)}`);
}

/** Spokes of the first, the second, a middle and the last wave whose names are not private. */
function watch(stage: Stage): () => readonly string[] {
  const dark = new Set<string>();
  const vpcs = [0, WAVE, SPOKES / 2, SPOKES - 1].map(spokeVpc);
  let events = 0;
  stage.clock.onStep(() => {
    if (events++ % SAMPLED !== 0) return;
    for (const vpc of vpcs)
      for (let zone = 0; zone < ZONES; zone++)
        if (!stage.cloud.resolve(vpc, zoneName(zone)).addresses.some((ip) => ip.startsWith("10.0.")))
          dark.add(`${zoneName(zone)} in ${vpc}`);
  });
  return () => [...dark];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
