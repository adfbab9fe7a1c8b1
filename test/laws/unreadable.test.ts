import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HUB } from "../support/fleet.ts";
import { HOMES, type Layout, vpcOf } from "../support/layout.ts";
import { filesOf, worldOf } from "../support/random-world.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { settle, state, writesOf } from "./support.ts";

const SEED = 20_262;

const full: Layout = {
  anchor: true,
  endpoints: [
    { service: "twin", set: "default", hubPrivateDns: "keep" },
    { service: "wild", set: "default", hubPrivateDns: "keep" },
  ],
  spokes: [
    { number: 0, home: "own" },
    { number: 1, home: "first" },
    { number: 2, home: "second" },
    { number: 3, home: "far" },
  ],
  foreign: [],
};

/** Every call by which a pass sees a hub that is as it should be. */
const READS = [
  "AssumeRole",
  "GetCallerIdentity",
  "DescribeVpcEndpoints",
  "DescribeVpcEndpointServices",
  "ListHostedZones",
  "GetHostedZone",
  "ListResourceRecordSets",
  "ListTagsForResources",
  "ListVPCAssociationAuthorizations",
];

/** What may go wrong with reads, of one account or of all, once or for ever. */
const faults = fc.array(
  fc.record(
    {
      fault: fc.constantFrom(
        "throttle" as const,
        "deny" as const,
        "loseAnswer" as const,
        "loseRequest" as const,
      ),
      operation: fc.constantFrom(
        "read",
        "List*",
        "Describe*",
        "GetHostedZone",
        "AssumeRole",
        "GetCallerIdentity",
      ),
      account: fc.constantFrom(HUB, HOMES.first.account, HOMES.second.account),
      nth: fc.integer({ min: 1, max: 12 }),
      times: fc.constantFrom(1, 5, 1_000),
    },
    { requiredKeys: ["fault", "operation"] },
  ),
  { minLength: 1, maxLength: 3 },
);

describe("what could not be seen is never taken for absent", () => {
  it.each(READS)(
    "nothing is written when %s fails, always or once, while the documents stay",
    async (operation) => {
      const stage = await served();
      const before = state(stage);
      for (const fault of ["deny", "throttle", "loseAnswer"] as const)
        for (const times of [{}, { nth: 1 }, { nth: 2 }]) {
          stage.cloud.faults.add({ fault, operation, ...times });
          await stage.operator().apply(filesOf(full), { allowRemovals: () => true });
          stage.cloud.faults.clear();
          await settle(stage);
        }
      expect(writesOf(stage)).toEqual([]);
      expect(state(stage)).toEqual(before);
    },
  );

  it("nothing is written whichever reads fail together", () =>
    fc.assert(
      fc.asyncProperty(faults, async (rules) => {
        const stage = await served();
        for (const rule of rules) stage.cloud.faults.add(rule);
        await stage.operator().apply(filesOf(full), { allowRemovals: () => true });
        expect(writesOf(stage)).toEqual([]);
      }),
      { seed: SEED, numRuns: 15 },
    ));

  it("only what the documents gave up is removed, whichever reads fail", () =>
    fc.assert(
      fc.asyncProperty(faults, fc.nat(3), async (rules, gone) => {
        const stage = await served();
        const before = pairs(stage);
        for (const rule of rules) stage.cloud.faults.add(rule);
        const spokes = full.spokes.filter((s) => s.number !== gone);
        await stage.operator().apply(filesOf({ ...full, spokes }));
        const kept = before.filter((pair) => !pair.endsWith(vpcOf({ number: gone, home: "own" })));
        expect(pairs(stage)).toEqual(expect.arrayContaining(kept));
      }),
      { seed: SEED, numRuns: 20 },
    ));

  it("a closed account keeps its associations, and says so only where one is missing", async () => {
    const stage = await served();
    const before = state(stage);
    stage.cloud.identity.setClosed(HOMES.second.account, true);
    const { plan } = await stage.operator().apply(filesOf(full));
    expect(plan.actions).toEqual([]);
    expect(plan.findings).toEqual([]);
    expect(state(stage)).toEqual(before);
  });

  it("a page that AWS cuts short and repeats for ever makes the hub unknown, not empty", async () => {
    const stage = await served();
    const before = state(stage);
    loopPages(stage);
    const { plan } = await stage.operator().apply(filesOf({ ...full, spokes: [] }));
    expect(plan.actions).toEqual([]);
    expect(plan.findings.map((f) => f.kind)).toContain("unknown");
    expect(state(stage)).toEqual(before);
  });

  it("a role that cannot be assumed in time costs its spoke nothing and stops no other", async () => {
    const stage = createStage(worldOf(full));
    stage.cloud.faults.add({ fault: "deny", account: HOMES.first.account });
    const { plan, outcomes } = await stage.operator().apply(filesOf(full));
    expect(plan.findings.filter((f) => f.kind === "unknown").map((f) => f.spoke)).toEqual([
      "spoke-1",
      "spoke-1",
      "spoke-1",
    ]);
    expect(outcomes.every((o) => o.result === "done")).toBe(true);
    const joined = pairs(stage).filter((pair) => pair.includes("vpc-0b"));
    expect(joined).toHaveLength(3 * 3); // three zones, the three other spokes
  });
});

async function served(): Promise<Stage> {
  const stage = createStage(worldOf(full));
  await stage.operator().apply(filesOf(full));
  await settle(stage);
  stage.cloud.calls.clear();
  return stage;
}

function pairs(stage: Stage): string[] {
  return state(stage).zones.flatMap((zone) => zone.vpcs.map((vpc) => `${zone.name} ${vpc}`));
}

/** ListHostedZones answers its first page, with a marker to the first page, for ever. */
function loopPages({ cloud }: Stage): void {
  const { handle } = cloud;
  cloud.handle = async (request, options) => {
    if (!/\/hostedzone\/?$/.test(request.path) || request.method !== "GET") return handle(request, options);
    return handle({ ...request, query: { maxitems: "1" } }, options);
  };
}
