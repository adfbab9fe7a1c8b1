import { expect, test } from "vitest";
import type { HubView } from "../../src/model/observed/hub.ts";
import type { ZoneView } from "../../src/model/observed/zone.ts";
import { estateOf } from "../../src/model/plan/estate/estate.ts";
import { scalesOf } from "../../src/model/plan/guard/hub-counts.ts";
import { draftsOf } from "../../src/model/plan/wanted/drafts.ts";
import { atOnce } from "../../src/model/turns.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { alpha, beta, endpoint, hub, KMS, SSM, SSM_ENDPOINT, spoke } from "../support/scenario.ts";
import { planFor, type Spoilt, stateOf } from "./estate.ts";
import { denied, KMS_VIEW, managedView, SSM_VIEW, seen, serviceName, VPC } from "./views.ts";
import { alias, foreignZone, own, zone } from "./zone.ts";

/** Semantics 25, 41: what a hub has, and what of it a plan takes away. */

const OTHER_VPC = "vpc-0a000000000000002";
const OTHER = hub({ anchorVpc: undefined, vpc: OTHER_VPC }, "other");
const BOTH = [hub(), endpoint("ssm"), alpha(), beta()];
const ALL_IN = { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] };
const pair = (vpc: keyof typeof VPC, name = SSM) => `pair ${name} ${VPC[vpc].id}@${REGION}`;
const ZONE = `zone default/${SSM}#0`;

/** Beta is in a zone of others, by us or not. */
function adopting(isOurs: boolean): Spoilt {
  const entries = {
    [`association ${VPC.beta.id}@${REGION}`]: { what: "association", state: "made", absentAt: 1 } as const,
  };
  const place = { hub: `${HUB} ${REGION} ${HUB_VPC}`, services: [serviceName("ssm")], set: "default" };
  const added = seen({ ...place, entries: isOurs ? entries : {} });
  return {
    documents: [hub(), endpoint("ssm", { adoptZones: true }), alpha()],
    hub: {
      zones: [],
      adoptable: [foreignZone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] }, { added })],
    },
  };
}

/** Alpha is in the zone of set a, and its documents want it in that of set b. */
const MOVING: Spoilt = {
  documents: [
    hub(),
    endpoint("ssm", { set: "a" }, "ssm-a"),
    endpoint("ssm", { set: "b" }, "ssm-b"),
    alpha({ endpoints: { names: ["ssm-b"] } }),
    beta({ endpoints: { names: ["ssm-a"] } }),
  ],
  hub: {
    zones: [
      zone(SSM, { set: "a", members: [VPC.anchor, VPC.alpha, VPC.beta] }),
      zone(SSM, { id: "Z2", set: "b", members: [VPC.gamma] }),
    ],
  },
};

const LOST: readonly [string, Spoilt, readonly string[]][] = [
  ["nothing, when nothing goes", {}, []],
  ["what joins is no loss", { documents: BOTH, hub: { zones: [zone(SSM)] } }, []],
  ["a VPC that leaves a zone loses its name", { hub: ALL_IN }, [pair("beta")]],
  [
    "a VPC that moves to another zone of the name loses nothing",
    MOVING,
    [`pair ${SSM} ${VPC.gamma.id}@${REGION}`],
  ],
  [
    "with its endpoint's document a zone goes; a VPC that a document still names goes along, the anchor is nobody",
    { documents: [hub(), endpoint("kms", { suspend: true }), alpha()] },
    [`${pair("alpha")} along`, ZONE],
  ],
  ["a VPC that no document names counts beside its zone", { documents: [hub()] }, [pair("alpha"), ZONE]],
  [
    "a VPC in a zone of the hub that only another hub's document names counts too",
    {
      documents: [
        hub(),
        OTHER,
        spoke("elsewhere", { account: "222222222222", vpc: VPC.alpha.id }, { hub: "other" }),
      ],
    },
    [pair("alpha"), ZONE],
  ],
  [
    "the hub VPC goes along with the zone, for it is no spoke",
    { documents: [hub()], hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] } },
    [`${pair("hub")} along`, ZONE],
  ],
  [
    "a shard that is emptied is no loss, those that leave it are",
    {
      documents: [hub(), endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM), zone(SSM, { id: "Z2", shard: 1, members: [VPC.beta] })] },
    },
    [pair("beta")],
  ],
  [
    "aliases that would lead elsewhere, for their document",
    { hub: { zones: [zone(SSM, { records: [...own(SSM), alias(SSM, KMS_VIEW)] })] } },
    [`alias default/${SSM} ssm`],
  ],
  ["an alias that is missing takes nothing away", { hub: { zones: [zone(SSM, { records: own(SSM) })] } }, []],
  [
    "a managed endpoint that nobody wants",
    { documents: [hub()], hub: { zones: [], endpoints: [managedView(), KMS_VIEW] } },
    [`endpoint ${SSM_ENDPOINT}`],
  ],
  ["in a zone of others, whom we put there", adopting(true), [pair("beta")]],
];

test.each(LOST)("semantics 25: what a hub loses: %s", (_, spoilt, expected) => {
  const { losses = [] } = planFor(spoilt);
  // By each step that may take it away: a VPC leaves, and its zone goes.
  const told = losses.flatMap((of) => of.losses.map(({ loss, counts }) => (counts ? loss : `${loss} along`)));
  expect([...new Set(told)].sort()).toEqual(expected.toSorted());
});

const HAS: readonly [string, Spoilt, Readonly<Record<string, number>>][] = [
  [
    "spokes, neither the anchor nor the hub VPC",
    { hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha, VPC.beta] })] } },
    { spokes: 2, spokesRemoved: 1 },
  ],
  [
    "a spoke once, in however many zones",
    {
      documents: [...BOTH, endpoint("kms")],
      hub: { zones: [...ALL_IN.zones, zone(KMS, { id: "Z2", service: "kms" })] },
    },
    { spokes: 2, zones: 2, sharedEndpoints: 2 },
  ],
  ["in a zone of others whom we put there, and not that zone", adopting(true), { spokes: 1, zones: 0 }],
  ["in a zone of others nobody else", adopting(false), { spokes: 0, zones: 0, spokesRemoved: 0 }],
  ["managed endpoints, nobody else's", { hub: { endpoints: [managedView(), KMS_VIEW] } }, { endpoints: 1 }],
  [
    "no managed endpoint of another owner",
    { hub: { endpoints: [managedView({}, "others"), SSM_VIEW] } },
    { endpoints: 0 },
  ],
  [
    "no shared endpoint that has no zone yet",
    { documents: [...BOTH, endpoint("kms")], hub: ALL_IN },
    { sharedEndpoints: 1, zones: 1 },
  ],
  [
    "what goes along is in no count",
    { documents: [hub(), endpoint("kms", { suspend: true }), alpha()] },
    { spokes: 1, spokesRemoved: 0, zonesRemoved: 1 },
  ],
];

test.each(HAS)("semantics 25: a hub has %s", (_, spoilt, expected) => {
  expect(planFor(spoilt).hubCounts[0]).toMatchObject(expected);
});

test("semantics 25: a hub has and loses what is in its own zones, whatever another hub has", () => {
  const { hubCounts, losses } = planFor({
    documents: [
      hub(),
      OTHER,
      endpoint("ssm", { hubs: ["hub", "other"] }),
      alpha(),
      spoke("far", FAR, { hub: "other" }),
    ],
    hubs: {
      other: seen<HubView>({
        services: [],
        endpoints: [],
        zones: [zone(SSM, { id: "Z2", vpc: OTHER_VPC, members: [VPC.beta, VPC.gamma, VPC.local] })],
        adoptable: [],
        otherOwners: new Map(),
        strangers: [],
        zonesInAccount: 1,
      }),
    },
  });
  expect(hubCounts.map(({ spokes, zones }) => [spokes, zones])).toEqual([
    [1, 1],
    [3, 1],
  ]);
  expect(losses?.map((of) => of.losses.length)).toEqual([0, 2]);
});

const FAR = { account: "333333333333", vpc: VPC.beta.id };

const KMS_ZONE = zone(KMS, { id: "Z2", service: "kms", members: [VPC.anchor, VPC.alpha, VPC.gamma] });
const unreadable: Partial<ZoneView> = { vpcs: denied() };
const PAST: readonly [string, Spoilt, string, "there" | "gone" | "unknown"][] = [
  ["a VPC that is in the zone again is there", { hub: ALL_IN }, pair("beta"), "there"],
  [
    "one that is in another zone alone is gone",
    { hub: { zones: [zone(SSM), KMS_ZONE] } },
    pair("gamma"),
    "gone",
  ],
  [
    "where the zone cannot be read, nobody knows",
    { hub: { zones: [zone(SSM, {}, unreadable)] } },
    pair("beta"),
    "unknown",
  ],
  [
    "where another zone cannot be read, it is gone",
    { hub: { zones: [zone(SSM, {}), { ...KMS_ZONE, ...unreadable }] } },
    pair("beta"),
    "gone",
  ],
  [
    "in a zone whose owner is in doubt nobody knows, though its list was read",
    { hub: { zones: [zone(SSM), zone(SSM, { id: "Z2" })] } },
    pair("gamma"),
    "unknown",
  ],
  ["a zone that was made again is there", {}, ZONE, "there"],
  ["a zone of others in its place is not it", adopting(true), ZONE, "gone"],
  ["a zone that is not there is gone", { hub: { zones: [] } }, ZONE, "gone"],
  ["an endpoint that is there is not gone", {}, `endpoint ${SSM_ENDPOINT}`, "there"],
  ["an endpoint that is not there is gone", { hub: { endpoints: [] } }, `endpoint ${SSM_ENDPOINT}`, "gone"],
  ["aliases that were led elsewhere once are", {}, `alias default/${SSM} ssm`, "gone"],
];

test.each(PAST)("semantics 41: of what was lost before: %s", (_, spoilt, loss, expected) => {
  const { desired, observed } = stateOf(spoilt);
  const estate = estateOf(draftsOf(desired, observed), observed);
  const [scales] = atOnce(scalesOf(estate, new Map(), [], desired));
  expect(scales?.presence(loss)).toBe(expected);
});
