import type { CloudOptions } from "../../src/simulator/cloud.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { type LaidEndpoint, type Layout, SERVICES, vpcOf } from "../support/layout.ts";
import { endpointId } from "../support/random-world.ts";
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
  /** What exists beforehand; absent: `EVERYTHING`. */
  readonly world?: Layout;
  readonly cloud?: Partial<CloudOptions>;
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

/** The world of a scenario that names none: all that their layouts name. */
export const EVERYTHING: Layout = { ...wide, endpoints: [plain, twin, blue] };

const SHARING: readonly Scenario[] = [
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

/** A zone takes the anchor and two more VPCs. */
const crowd = (...spokes: Layout["spokes"]): Layout => ({
  anchor: true,
  endpoints: [plain],
  spokes,
  foreign: [],
  vpcsPerZone: 3,
});
const four = { number: 4, home: "second" } as const;

export const SHARDED: readonly Scenario[] = [
  {
    name: "more VPCs than one zone takes",
    after: crowd(one, two, own),
  },
  {
    name: "one VPC more than a zone takes",
    before: crowd(one, two),
    after: crowd(one, two, own),
  },
  {
    name: "a shard emptied while the anchor is in another",
    world: crowd(one, two, own, four),
    before: crowd(one, two, own, four),
    after: crowd(own, four),
  },
  { name: "every shard emptied", before: crowd(one, two, own), after: crowd() },
];

const managed: LaidEndpoint = { ...plain, from: "managed" };
const off: LaidEndpoint = { ...plain, hubPrivateDns: "off" };
const spare: LaidEndpoint = { ...off, from: "spare" };
const turnOff: LaidEndpoint = { ...plain, hubPrivateDns: "turnOff" };
const adopted: LaidEndpoint = { ...off, more: { adoptZones: true } };
const taken: LaidEndpoint = { ...off, more: { adoptZones: true, takeOwnership: true } };

const parent: LaidEndpoint = { ...turnOff, service: "codeartifact.api" };
const child: LaidEndpoint = { ...turnOff, service: "codeartifact.repositories" };

const only = (...endpoints: LaidEndpoint[]): Layout => ({
  anchor: true,
  endpoints,
  spokes: [one],
  foreign: [],
});
const nothing: Layout = { ...only(), spokes: [] };
const gap: Layout = { ...only({ ...turnOff, more: { allowGap: true } }), anchor: false };

/** A zone that somebody else made and filled rightly, with the hub VPC and the first spoke in it. */
const handMade: Layout["foreign"][number] = {
  account: HUB,
  name: SERVICES.plain[0],
  vpcs: [HUB_VPC, vpcOf(one)],
  callerReference: "terraform-1",
  records: [{ name: SERVICES.plain[0], alias: { endpoint: endpointId("plain", "default") } }],
  authorizations: [],
};
const withZone: Layout = { ...only(adopted), spokes: [one, two], foreign: [handMade] };

/** Endpoints that are made, replaced, deleted and turned off, and zones that are adopted. */
export const LIFE: readonly Scenario[] = [
  { name: "a managed endpoint made", world: only(managed), after: only(managed) },
  { name: "a managed endpoint deleted", world: only(managed), before: only(managed), after: nothing },
  {
    name: "an existing endpoint replaced by a managed one",
    world: only(off),
    before: only(off),
    after: only(managed),
  },
  {
    name: "a managed endpoint replaced by an existing one",
    world: only(off),
    before: only(managed),
    after: only(off),
  },
  {
    name: "another existing endpoint chosen",
    world: only(off, spare),
    before: only(off),
    after: only(spare),
  },
  { name: "private DNS turned off", world: only(turnOff), before: only(plain), after: only(turnOff) },
  {
    name: "private DNS turned off, and its names released late",
    world: only(turnOff),
    after: only(turnOff),
    cloud: { privateDnsReleaseMs: 90_000 },
  },
  {
    name: "private DNS of a name and of one beneath it turned off together",
    world: only(parent, child),
    after: only(parent, child),
  },
  {
    name: "private DNS turned off with a gap, without an anchor",
    world: gap,
    after: gap,
    cloud: { privateDnsReleaseMs: 20_000 },
  },
  {
    name: "a spoke added to an adopted zone",
    world: withZone,
    before: { ...withZone, spokes: [one] },
    after: withZone,
  },
  {
    name: "a zone taken over and then removed",
    world: withZone,
    before: { ...withZone, endpoints: [taken] },
    after: nothing,
  },
];

export const SCENARIOS: readonly Scenario[] = [...SHARING, ...SHARDED, ...LIFE];

async function bendRecord(stage: Stage): Promise<void> {
  const zone = [...stage.cloud.estate.zones.byId.values()].find((z) => z.name.startsWith("plain."));
  if (!zone) throw new Error("no zone to bend a record in");
  const ResourceRecords = [{ Value: "192.0.2.1" }];
  const ResourceRecordSet = { Name: zone.name, Type: "A", TTL: 60, ResourceRecords };
  const ChangeBatch = { Changes: [{ Action: "UPSERT", ResourceRecordSet }] };
  await byHand(stage, HUB)("ChangeResourceRecordSets", { HostedZoneId: zone.id, ChangeBatch });
}
