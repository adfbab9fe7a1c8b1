import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Zone } from "../../src/simulator/route53/state.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { type Layout, vpcOf } from "../support/layout.ts";
import { filesOf, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { byHand } from "./by-hand.ts";
import { converge, INSYNC_MS, settle, state, writesOf } from "./support.ts";

const SEED = 20_263;
const QUIET_PASSES = 2;
/** The cloud's ids and luck follow from its seed. */
const SEEDS_OF_CLOUDS = [1, 2, 3];

const layout: Layout = {
  anchor: true,
  endpoints: [
    { service: "twin", set: "default", hubPrivateDns: "off", from: "managed" },
    { service: "codeartifact.api", set: "default", hubPrivateDns: "off" },
    { service: "codeartifact.repositories", set: "default", hubPrivateDns: "off" },
  ],
  spokes: [
    { number: 0, home: "own" },
    { number: 1, home: "first" },
    { number: 2, home: "far" },
  ],
  foreign: [],
};

/** Somebody with the hub account's console, and a commit now and then. `at` chooses among zones and VPCs. */
const event = fc.record({
  what: fc.constantFrom("leave", "bend", "empty", "delete", "untag", "retag", "authorize", "commit", "calm"),
  at: fc.nat(1_000),
});
const fault = fc.record(
  {
    fault: fc.constantFrom(
      "throttle" as const,
      "loseAnswer" as const,
      "loseRequest" as const,
      "deny" as const,
    ),
    operation: fc.constantFrom(
      "write",
      "read",
      "*",
      "CreateHostedZone",
      "Associate*",
      "Change*",
      "GetChange",
    ),
    probability: fc.constantFrom(0.05, 0.3, 1),
    times: fc.integer({ min: 1, max: 20 }),
  },
  { requiredKeys: ["fault", "operation", "probability", "times"] },
);
const round = fc.record({
  events: fc.array(event, { maxLength: 4 }),
  faults: fc.array(fault, { maxLength: 2 }),
});

describe("after any drift and any faults, in quiet", () => {
  it("it converges to the state of an undisturbed hub, and then writes nothing", async () => {
    const wanted = new Map<number, object>();
    for (const seed of SEEDS_OF_CLOUDS) {
      const undisturbed = createStage(worldOf(layout), { ...quotasOf(layout), seed, insyncMs: INSYNC_MS });
      await undisturbed.operator().apply(filesOf(layout));
      wanted.set(seed, comparable(undisturbed));
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...SEEDS_OF_CLOUDS),
        async (rounds, seed) => {
          const stage = createStage(worldOf(layout), { ...quotasOf(layout), seed, insyncMs: INSYNC_MS });
          for (const { events, faults } of rounds) {
            for (const rule of faults) stage.cloud.faults.add(rule);
            const committed = events.find((e) => e.what === "commit");
            const spokes = layout.spokes.filter((s) => s.number !== (committed?.at ?? 3) % 4);
            await stage.operator().apply(filesOf({ ...layout, spokes }), { allowRemovals: () => true });
            stage.cloud.faults.clear();
            for (const one of events) await disturb(stage, one.what, one.at);
          }
          await settle(stage);
          await converge(stage, filesOf(layout));
          expect(comparable(stage)).toEqual(wanted.get(seed));
          stage.cloud.calls.clear();
          for (let pass = 0; pass < QUIET_PASSES; pass++) await stage.operator().apply(filesOf(layout));
          expect(writesOf(stage)).toEqual([]);
        },
      ),
      { seed: SEED, numRuns: 30 },
    );
  });
});

/** A zone that was deleted and made again has the next generation in its reference. */
function comparable(stage: Stage) {
  const { zones, endpoints } = state(stage);
  return {
    endpoints,
    zones: zones.map((z) => ({ ...z, callerReference: z.callerReference.replace(/\d+$/, "n") })),
  };
}

async function disturb(stage: Stage, what: string, at: number): Promise<void> {
  const zones = [...stage.cloud.estate.zones.byId.values()];
  const zone = zones[at % zones.length];
  if (!zone) return;
  const hand = byHand(stage, HUB);
  const VPC = {
    VPCId: vpcOf({ number: at % 3, home: "own" }),
    VPCRegion: at % 3 === 2 ? "us-east-1" : REGION,
  };
  const HostedZoneId = zone.id;
  const records = [...zone.records.values()].filter((r) => r.Type !== "SOA" && r.Type !== "NS");
  const remove = () =>
    hand("ChangeResourceRecordSets", {
      HostedZoneId,
      ChangeBatch: { Changes: records.map((r) => ({ Action: "DELETE", ResourceRecordSet: r })) },
    });
  switch (what) {
    case "leave":
      return hand("DisassociateVPCFromHostedZone", { HostedZoneId, VPC });
    case "bend":
      return hand("ChangeResourceRecordSets", { HostedZoneId, ChangeBatch: bent(zone) });
    case "empty":
      return remove();
    case "delete":
      await remove();
      return hand("DeleteHostedZone", { Id: HostedZoneId });
    case "untag":
      return hand("ChangeTagsForResource", {
        ResourceType: "hostedzone",
        ResourceId: zone.id,
        RemoveTagKeys: ["vpce-operator/service"],
      });
    case "retag":
      return hand("ChangeTagsForResource", {
        ResourceType: "hostedzone",
        ResourceId: zone.id,
        AddTags: [{ Key: "vpce-operator/service", Value: "x" }],
      });
    case "authorize":
      return hand("CreateVPCAssociationAuthorization", { HostedZoneId, VPC });
    default:
  }
}
function bent({ name }: Zone) {
  const ResourceRecordSet = { Name: name, Type: "A", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] };
  return { Changes: [{ Action: "UPSERT", ResourceRecordSet }] };
}
