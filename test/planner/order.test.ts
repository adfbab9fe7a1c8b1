import { expect, test } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { alpha, beta, endpoint, GAMMA, gamma, hub, KMS_ENDPOINT, local, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { planFor, type Spoilt } from "./estate.ts";
import { endpointView, KMS_VIEW, managedView, SSM_VIEW, seen, service, VPC, vpcView } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

/** What waits for what, in whole plans: each step that waits, after what. */

const CHILD = `d.${SSM}`;
const OTHER = endpointView(KMS_ENDPOINT, "ssm");
const noAnchor = hub({ anchorVpc: undefined });
type Members = readonly (keyof typeof VPC)[];
const vpcs = (members: Members) => members.map((name) => VPC[name]);

/** A zone, and one beneath it. */
function nested(ssm: Members, child: Members): Partial<HubView> {
  const records = [...own(CHILD), alias(CHILD, KMS_VIEW)];
  return {
    services: [service("ssm", SSM), service("kms", CHILD)],
    zones: [
      zone(SSM, { members: vpcs(ssm) }),
      zone(CHILD, { id: "Z2", service: "kms", members: vpcs(child), records }),
    ],
  };
}

const NESTED: Files = [hub(), endpoint("ssm"), endpoint("kms"), alpha()];
const inSetB = { endpoints: { names: ["ssm-b"] } };
const TO_SET_B = [endpoint("ssm", { set: "b" }, "ssm-b"), alpha(inSetB), beta(inSetB)];
const sets = (a: Members) => ({
  zones: [zone(SSM, { set: "a", members: vpcs(a) }), zone(SSM, { id: "Z2", set: "b", members: [VPC.beta] })],
});
const shards = (first: Members, second: Members) => ({
  zones: [zone(SSM, { members: vpcs(first) }), zone(SSM, { id: "Z2", shard: 1, members: vpcs(second) })],
});
const TURNING_OFF = [
  endpoint("ssm", { hubPrivateDns: "turnOff" }),
  endpoint("kms", { hubPrivateDns: "turnOff" }),
] as const;
const ON = { endpoints: [SSM_VIEW, KMS_VIEW].map((view) => ({ ...view, privateDnsEnabled: true })) };
const HUB_VPC_SEEN = { [HUB_VPC]: vpcView(HUB, "10.0.0.0/16") };
const BY_THE_OTHER: Files = [hub(), endpoint("ssm", { existing: { id: KMS_ENDPOINT } }), alpha()];

const ORDER: readonly [string, Spoilt, readonly string[]][] = [
  [
    "semantics 17, 18: an authorization comes before the association and goes when that has ended",
    {
      documents: [hub(), endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM, { members: [VPC.anchor] }, { records: seen([...own(SSM), alias(SSM)]) })] },
    },
    [
      "awaitInsync ssm < changeRecords ssm",
      "associate ssm alpha < authorize ssm alpha, awaitInsync ssm",
      "deauthorize ssm alpha < ~associate ssm alpha",
    ],
  ],
  [
    "semantics 1, 3: nobody joins a zone that is made before its aliases are in DNS, nor any zone of its endpoint",
    { documents: NESTED, hub: { ...nested([], []), zones: [] } },
    [
      "changeRecords d.ssm < createZone d.ssm",
      "awaitInsync d.ssm < changeRecords d.ssm",
      "tagZone d.ssm < createZone d.ssm",
      "changeRecords ssm < createZone ssm",
      "awaitInsync ssm < changeRecords ssm",
      "tagZone ssm < createZone ssm",
      "authorize d.ssm alpha < createZone d.ssm",
      "associate d.ssm alpha < authorize d.ssm alpha, awaitInsync d.ssm, createZone d.ssm",
      "deauthorize d.ssm alpha < ~associate d.ssm alpha",
      "awaitInsync d.ssm alpha < associate d.ssm alpha",
      "authorize ssm alpha < awaitInsync d.ssm alpha, createZone ssm",
      "associate ssm alpha < authorize ssm alpha, awaitInsync d.ssm alpha, awaitInsync ssm, createZone ssm",
      "deauthorize ssm alpha < ~associate ssm alpha",
    ],
  ],
  [
    "semantics 5: a VPC joins a zone when DNS shows it in the one beneath; who leaves takes them the other way round",
    { documents: NESTED, hub: nested(["anchor", "beta"], ["anchor", "beta"]) },
    [
      "associate d.ssm alpha < authorize d.ssm alpha",
      "deauthorize d.ssm alpha < ~associate d.ssm alpha",
      "awaitInsync d.ssm alpha < associate d.ssm alpha",
      "authorize ssm alpha < awaitInsync d.ssm alpha",
      "associate ssm alpha < authorize ssm alpha, awaitInsync d.ssm alpha",
      "deauthorize ssm alpha < ~associate ssm alpha",
      "disassociate ssm beta < associate ssm alpha",
      "awaitInsync ssm beta < disassociate ssm beta",
      "disassociate d.ssm beta < associate d.ssm alpha, awaitInsync ssm beta",
    ],
  ],
  [
    "semantics 5: so it does where it is listed beneath already, perhaps since a moment ago",
    { documents: NESTED, hub: nested(["anchor", "beta"], ["anchor", "alpha"]) },
    [
      "authorize ssm alpha < awaitInsync d.ssm alpha",
      "associate ssm alpha < authorize ssm alpha, awaitInsync d.ssm alpha",
      "deauthorize ssm alpha < ~associate ssm alpha",
      "disassociate ssm beta < associate ssm alpha",
    ],
  ],
  [
    "semantics 5, 6: a zone goes when DNS shows nobody in it, and what is beneath it after it",
    { documents: [hub()], hub: nested(["anchor", "alpha"], ["anchor", "alpha"]) },
    [
      "awaitInsync ssm alpha < disassociate ssm alpha",
      "deleteZone ssm < awaitInsync ssm anchor, awaitInsync ssm alpha",
      "disassociate d.ssm alpha < awaitInsync ssm alpha",
      "awaitInsync d.ssm alpha < disassociate d.ssm alpha",
      "deleteZone d.ssm < awaitInsync d.ssm anchor, awaitInsync d.ssm alpha",
    ],
  ],
  [
    "semantics 5, 6: without an anchor it takes its last VPC along; a zone of a forgotten name above may have gone a moment ago",
    { documents: [noAnchor], hub: nested(["alpha"], ["alpha", "beta"]) },
    [
      "deleteZone ssm < awaitInsync eu-west-1 alpha, awaitInsync ssm alpha",
      "disassociate d.ssm alpha < awaitInsync eu-west-1 alpha, deleteZone ssm",
      "awaitInsync d.ssm alpha < disassociate d.ssm alpha",
      "deleteZone d.ssm < awaitInsync d.ssm alpha, awaitInsync d.ssm beta, awaitInsync eu-west-1 beta, awaitInsync ssm beta",
    ],
  ],
  [
    "semantics 6: the hub VPC is the last",
    { documents: [noAnchor], hub: { zones: [zone(SSM, { members: vpcs(["alpha", "hub"]) })] } },
    [
      "disassociate ssm alpha < awaitInsync eu-west-1 alpha",
      "awaitInsync ssm alpha < disassociate ssm alpha",
      "deleteZone ssm < awaitInsync eu-west-1 hub, awaitInsync ssm hub, awaitInsync ssm alpha",
    ],
  ],
  [
    "semantics 6: one of those that leave waits for the anchor, which takes its place",
    {
      documents: [hub(), endpoint("ssm")],
      hub: { zones: [zone(SSM, { members: vpcs(["beta", "gamma"]) })] },
    },
    ["disassociate ssm gamma < associate ssm anchor"],
  ],
  [
    "semantics 13, 25: who leaves waits for who may take its place, and its own authorization goes first",
    {
      hub: {
        zones: [zone(SSM, { members: vpcs(["anchor", "beta"]) }, { authorizations: seen([VPC.beta]) })],
      },
    },
    [
      "associate ssm alpha < authorize ssm alpha",
      "deauthorize ssm alpha < ~associate ssm alpha",
      "disassociate ssm beta < associate ssm alpha, deauthorize ssm beta",
    ],
  ],
  [
    "semantics 17: with a zone go the authorizations that it has",
    { documents: [hub()], hub: { zones: [zone(SSM, {}, { authorizations: seen([VPC.gamma]) })] } },
    [
      "awaitInsync ssm alpha < disassociate ssm alpha",
      "deleteZone ssm < awaitInsync ssm anchor, awaitInsync ssm alpha, deauthorize ssm gamma",
    ],
  ],
  [
    "semantics 21: a VPC moves when the aliases of the other zone are proved to be in DNS",
    {
      documents: [hub(), endpoint("ssm", { set: "a" }, "ssm-a"), ...TO_SET_B],
      hub: sets(["anchor", "alpha"]),
    },
    [
      "awaitInsync b/ssm < changeRecords b/ssm",
      "move b/ssm alpha < authorize b/ssm alpha, awaitInsync b/ssm",
      "deauthorize b/ssm alpha < ~move b/ssm alpha",
    ],
  ],
  [
    "semantics 21: a zone goes when DNS shows outside who moved from it",
    { documents: [hub(), ...TO_SET_B], hub: sets(["anchor", "alpha"]) },
    [
      "awaitInsync b/ssm < changeRecords b/ssm",
      "move b/ssm alpha < authorize b/ssm alpha, awaitInsync b/ssm",
      "deauthorize b/ssm alpha < ~move b/ssm alpha",
      "awaitInsync a/ssm alpha < move b/ssm alpha",
      "deleteZone a/ssm < awaitInsync a/ssm anchor, awaitInsync a/ssm alpha",
    ],
  ],
  [
    "semantics 21: the last VPC joins the other zone when its own is gone",
    { documents: [noAnchor, ...TO_SET_B], hub: sets(["alpha"]) },
    [
      "awaitInsync b/ssm < changeRecords b/ssm",
      "deleteZone a/ssm < awaitInsync a/eu-west-1 alpha, awaitInsync a/ssm alpha",
      "authorize b/ssm alpha < deleteZone a/ssm",
      "associate b/ssm alpha < authorize b/ssm alpha, awaitInsync b/ssm, deleteZone a/ssm",
      "deauthorize b/ssm alpha < ~associate b/ssm alpha",
    ],
  ],
  [
    "semantics 33: an emptied shard gets the anchor from another one that has VPCs, and goes",
    { hub: shards(["anchor", "alpha"], ["beta"]) },
    [
      "associate ssm#1 anchor < disassociate ssm anchor",
      "disassociate ssm#1 beta < associate ssm#1 anchor",
      "awaitInsync ssm#1 beta < disassociate ssm#1 beta",
      "deleteZone ssm#1 < associate ssm#1 anchor, awaitInsync ssm#1 anchor, awaitInsync ssm#1 beta",
    ],
  ],
  [
    "semantics 33: of two that are emptied the second gets it when the first is gone",
    {
      hub: {
        zones: [
          ...shards(["alpha"], ["anchor", "beta"]).zones,
          zone(SSM, { id: "Z3", shard: 2, members: [VPC.gamma] }),
        ],
      },
    },
    [
      "awaitInsync ssm#1 beta < disassociate ssm#1 beta",
      "deleteZone ssm#1 < awaitInsync ssm#1 anchor, awaitInsync ssm#1 beta",
      "associate ssm#2 anchor < deleteZone ssm#1",
      "disassociate ssm#2 gamma < associate ssm#2 anchor",
      "awaitInsync ssm#2 gamma < disassociate ssm#2 gamma",
      "deleteZone ssm#2 < associate ssm#2 anchor, awaitInsync ssm#2 anchor, awaitInsync ssm#2 gamma",
    ],
  ],
  [
    "semantics 32: a managed endpoint goes when its zone is gone, and some time later",
    { documents: [hub()], hub: { endpoints: [managedView()] } },
    [
      "awaitInsync ssm alpha < disassociate ssm alpha",
      "deleteZone ssm < awaitInsync ssm anchor, awaitInsync ssm alpha",
      "deleteEndpoint eu-west-1.ssm vpce-0e000000000000001 < deleteZone ssm, 120 s",
    ],
  ],
  [
    "semantics 32: or when DNS shows the aliases at another one, and its TTL is over",
    { documents: BY_THE_OTHER, hub: { endpoints: [managedView(), OTHER] } },
    [
      "awaitInsync ssm < changeRecords ssm",
      "deleteEndpoint eu-west-1.ssm vpce-0e000000000000001 < awaitInsync ssm, 60 s",
    ],
  ],
  [
    "semantics 32: which is proved once more where an earlier pass led them there",
    {
      documents: BY_THE_OTHER,
      hub: {
        endpoints: [managedView(), OTHER],
        zones: [zone(SSM, { records: [...own(SSM), alias(SSM, OTHER)] })],
      },
    },
    [
      "awaitInsync ssm < changeRecords ssm",
      "deleteEndpoint eu-west-1.ssm vpce-0e000000000000001 < awaitInsync ssm, 60 s",
    ],
  ],
  [
    "semantics 32: where no zone led there, it only waits",
    { documents: [hub()], hub: { endpoints: [managedView()], zones: [] } },
    ["deleteEndpoint eu-west-1.ssm vpce-0e000000000000001 < 120 s"],
  ],
  [
    "semantics 30: before the switch every spoke must be seen in the zone that is in it or joins now, and no other",
    {
      documents: [hub(), TURNING_OFF[0], alpha(), beta(), gamma()],
      hub: ON,
      vpcs: {
        ...HUB_VPC_SEEN,
        [VPC.gamma.id]: vpcView(GAMMA.account, "10.3.0.0/16", { dnsSupport: seen(false) }),
      },
    },
    [
      "associate ssm beta < authorize ssm beta",
      "turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001 < associate ssm beta, alpha and beta in ssm",
      "associate ssm hub! < turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001",
      "deauthorize ssm beta < ~associate ssm beta",
    ],
  ],
  [
    "semantics 5, 30: the switch of a name above comes first, and the hub VPC joins that zone last",
    {
      documents: [hub(), ...TURNING_OFF, alpha()],
      hub: { ...ON, ...nested(["anchor", "alpha"], ["anchor", "alpha"]) },
      vpcs: HUB_VPC_SEEN,
    },
    [
      "turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001 < alpha in ssm",
      "turnOffPrivateDns eu-west-1.kms vpce-0e000000000000002 < turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001, alpha in d.ssm",
      "associate d.ssm hub! < turnOffPrivateDns eu-west-1.kms vpce-0e000000000000002",
      "awaitInsync d.ssm hub < associate d.ssm hub",
      "associate ssm hub! < awaitInsync d.ssm hub, turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001",
    ],
  ],
  [
    "semantics 30: without an anchor the zone is made with the hub VPC after the switch, and all of that is urgent",
    {
      documents: [noAnchor, endpoint("ssm", { hubPrivateDns: "turnOff", allowGap: true }), alpha()],
      hub: { ...ON, zones: [] },
      vpcs: HUB_VPC_SEEN,
    },
    [
      "createZone ssm! < turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001",
      "changeRecords ssm! < createZone ssm",
      "awaitInsync ssm < changeRecords ssm",
      "tagZone ssm < createZone ssm",
      "authorize ssm alpha < createZone ssm",
      "associate ssm alpha < authorize ssm alpha, awaitInsync ssm, createZone ssm",
      "deauthorize ssm alpha < ~associate ssm alpha",
    ],
  ],
  [
    "semantics 30: or with a spoke of the hub's account before it, which is better",
    {
      documents: [noAnchor, endpoint("ssm", { hubPrivateDns: "turnOff", allowGap: true }), alpha(), local()],
      hub: { ...ON, zones: [] },
      vpcs: HUB_VPC_SEEN,
    },
    [
      "changeRecords ssm! < createZone ssm",
      "awaitInsync ssm < changeRecords ssm",
      "tagZone ssm < createZone ssm",
      "authorize ssm alpha < createZone ssm",
      "associate ssm alpha < authorize ssm alpha, awaitInsync ssm, createZone ssm",
      "turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001 < associate ssm alpha, awaitInsync ssm, alpha in ssm",
      "associate ssm hub! < awaitInsync ssm, createZone ssm, turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001",
      "deauthorize ssm alpha < ~associate ssm alpha",
    ],
  ],
  [
    "semantics 30: private DNS is switched off when the spokes have joined, and the hub VPC joins right then",
    {
      documents: [hub(), endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha(), beta()],
      hub: { endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }] },
      vpcs: { [HUB_VPC]: vpcView(HUB, "10.0.0.0/16") },
    },
    [
      "associate ssm beta < authorize ssm beta",
      "turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001 < associate ssm beta, alpha and beta in ssm",
      "associate ssm hub! < turnOffPrivateDns eu-west-1.ssm vpce-0e000000000000001",
      "deauthorize ssm beta < ~associate ssm beta",
    ],
  ],
];

test.each(ORDER)("%s", (_, spoilt, expected) => {
  const { actions } = planFor({ ...spoilt, options: { allowRemovals: () => true } });
  expect(actions.flatMap(waiting)).toEqual(expected);
});

/**
 * `associate ssm alpha < authorize ssm alpha`; `~`: after the end of it, whatever that is; `!`: a name is dark until it is
 * done.
 */
function waiting({ key, after, afterSettled = [], ...action }: Action): string[] {
  const all = [...after.toSorted(), ...afterSettled.map((one) => `~${one}`)].map(short);
  const more =
    action.kind === "deleteEndpoint"
      ? [`${action.lingerSeconds} s`]
      : action.kind === "turnOffPrivateDns"
        ? action.served.map(({ zone, vpcs: of }) => `${of.map(nameOf).join(" and ")} in ${short(zone.name)}`)
        : [];
  if (all.length + more.length === 0 && !action.urgent) return [];
  return [`${short(key)}${action.urgent ? "!" : ""} < ${[...all, ...more].join(", ")}`];
}

function nameOf({ id }: { readonly id: string }): string {
  return Object.entries(VPC).find(([, vpc]) => vpc.id === id)?.[0] ?? id;
}

function short(key: string): string {
  const names = Object.entries(VPC).map(([name, { id, region }]) => [`${id}@${region}`, name] as const);
  const known = names.reduce((text, [vpc, name]) => text.replace(vpc, name), key);
  return known
    .replaceAll(/hub\/default\/|\.eu-west-1|\.amazonaws\.com|com\.amazonaws\.| Z\d/g, "")
    .replace("hub/", "");
}
