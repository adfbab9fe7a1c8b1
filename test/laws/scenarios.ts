import { HUB } from "../support/fleet.ts";
import type { Layout } from "../support/random-world.ts";
import type { Stage } from "../support/stage.ts";
import { byHand } from "./by-hand.ts";

/** A change that a pass has to make: from what one layout left behind to what another asks for. */
export type Scenario = {
  readonly name: string;
  /** Applied in peace beforehand; absent: an empty hub. */
  readonly before?: Layout;
  readonly after: Layout;
  /** What somebody does by hand in between. */
  readonly drift?: (stage: Stage) => Promise<void>;
};

const plain = { service: "plain", set: "default", hubPrivateDns: "keep" } as const;
const twin = { service: "twin", set: "default", hubPrivateDns: "off" } as const;
const blue = { service: "plain", set: "blue", hubPrivateDns: "keep" } as const;
const one = { number: 1, home: "first" } as const;
const two = { number: 2, home: "far" } as const;
const own = { number: 3, home: "own" } as const;

const full: Layout = { anchor: true, endpoints: [plain, twin], spokes: [one, two], foreign: [] };
const wide: Layout = { ...full, spokes: [one, two, own] };
const sets = (where: "plain" | "plain-blue"): Layout => ({
  anchor: true,
  endpoints: [plain, blue],
  spokes: [
    { ...one, endpoints: [where] },
    { ...two, endpoints: ["plain-blue"] },
    { ...own, endpoints: ["plain"] },
  ],
  foreign: [],
});

/** The world of every scenario: all that any of the layouts names. */
export const EVERYTHING: Layout = { ...wide, endpoints: [plain, twin, blue] };

export const SCENARIOS: readonly Scenario[] = [
  { name: "cold", after: { ...full, endpoints: [twin], spokes: [one] } },
  {
    name: "cold, without an anchor",
    after: { ...full, anchor: false, endpoints: [twin], spokes: [one, own] },
  },
  { name: "a spoke added", before: { ...full, spokes: [one] }, after: full },
  { name: "a spoke removed", before: wide, after: full },
  {
    name: "an endpoint added",
    before: { ...full, endpoints: [plain], spokes: [one] },
    after: { ...full, spokes: [one] },
  },
  {
    name: "an endpoint removed",
    before: { ...full, spokes: [two] },
    after: { ...full, endpoints: [plain], spokes: [two] },
  },
  {
    name: "an endpoint removed, without an anchor",
    before: { ...full, anchor: false, endpoints: [twin], spokes: [one, own] },
    after: { ...full, anchor: false, endpoints: [], spokes: [] },
  },
  { name: "a record bent by hand", before: full, after: full, drift: bendRecord },
  { name: "a move between sets", before: sets("plain"), after: sets("plain-blue") },
];

async function bendRecord(stage: Stage): Promise<void> {
  const zone = [...stage.cloud.estate.zones.byId.values()].find((z) => z.name.startsWith("plain."));
  if (!zone) throw new Error("no zone to bend a record in");
  const ResourceRecords = [{ Value: "192.0.2.1" }];
  const ResourceRecordSet = { Name: zone.name, Type: "A", TTL: 60, ResourceRecords };
  const ChangeBatch = { Changes: [{ Action: "UPSERT", ResourceRecordSet }] };
  await byHand(stage, HUB)("ChangeResourceRecordSets", { HostedZoneId: zone.id, ChangeBatch });
}
