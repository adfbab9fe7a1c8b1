import fc from "fast-check";
import { expect, it } from "vitest";
import type { Plan } from "../../src/model/plan/plan.ts";
import { createMemory } from "../../src/operator/observe/memory.ts";
import type { Layout } from "../support/layout.ts";
import { filesOf, layouts, worldOf } from "../support/random-world.ts";
import { createStage, type Files, type Operator, type Stage } from "../support/stage.ts";
import { byHand } from "./by-hand.ts";
import { INSYNC_MS, settle } from "./support.ts";

const SEED = 20_272;

/** Whom security groups keep out is told by the ranges that the process has read before: a fresh one knows none. */
const judged = (plan: Plan) => ({
  ...plan,
  findings: plan.findings.filter(({ reason }) => !reason.startsWith("SecurityGroup")),
});

/** What somebody does at the hub account's console, or commits. `at` chooses the zone, the VPC, the document. */
const event = fc.record({
  what: fc.constantFrom(
    "leave",
    "leave",
    "untag",
    "deny",
    "spoke gone",
    "spoke back",
    "endpoint gone",
    "calm",
  ),
  at: fc.nat(1_000),
});

it("semantics 14: after any drift a process that verifies by rows plans what one that reads every zone plans", async () => {
  let rows = 0;
  let columns = 0;
  await fc.assert(
    fc.asyncProperty(
      layouts(),
      fc.array(fc.array(event, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (layout, rounds, hurry) => {
        const stage = createStage(worldOf(layout), { insyncMs: INSYNC_MS });
        const process = stage.operator({ memory: createMemory(stage.clock) });
        const settled = async (files: Files) => {
          await process.apply(files, { allowRemovals: () => true });
          await settle(stage);
          await settle(stage);
        };
        await settled(filesOf(layout));
        await process.plan(filesOf(layout));
        for (const events of rounds) {
          let next = layout;
          for (const { what, at } of events) {
            await disturb(stage, what, at);
            next = committed(next, what, at);
          }
          const files = filesOf(next);
          stage.cloud.calls.clear();
          const plan = await planned(process, files, hurry);
          rows += stage.cloud.calls.list({ operation: "ListHostedZonesByVPC" }).length;
          columns += stage.cloud.calls.list({ operation: "GetHostedZone" }).length;
          expect(judged(plan)).toEqual(judged(await planned(stage.operator(), files, false)));
          stage.cloud.faults.clear();
          await settled(files);
        }
      },
    ),
    { seed: SEED, numRuns: 30 },
  );
  expect(rows).toBeGreaterThan(0);
  expect(columns).toBeGreaterThan(0);
});

async function planned(operator: Operator, files: Files, hurry: boolean): Promise<Plan> {
  return JSON.parse(JSON.stringify(await operator.plan(files, { allowRemovals: () => true, hurry })));
}

function committed(layout: Layout, what: string, at: number): Layout {
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== at % list.length);
  if (what === "spoke gone") return { ...layout, spokes: without(layout.spokes) };
  return what === "endpoint gone" ? { ...layout, endpoints: without(layout.endpoints), spokes: [] } : layout;
}

async function disturb(stage: Stage, what: string, at: number): Promise<void> {
  const zones = [...stage.cloud.estate.zones.byId.values()].filter((z) => z.isPrivate);
  const zone = zones[at % zones.length];
  if (!zone) return;
  const hand = byHand(stage, zone.account);
  const VPC = [...zone.vpcs.values()][at % zone.vpcs.size];
  if (what === "leave") await hand("DisassociateVPCFromHostedZone", { HostedZoneId: zone.id, VPC });
  if (what === "untag")
    await hand("ChangeTagsForResource", {
      ResourceType: "hostedzone",
      ResourceId: zone.id,
      RemoveTagKeys: ["vpce-operator/service"],
    });
  if (what === "deny")
    stage.cloud.faults.add({ fault: "deny", account: "222222222222", operation: "ListHostedZonesByVPC" });
}
