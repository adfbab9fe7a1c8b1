import type { OwnEndpointView } from "../../src/model/observed/endpoint.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, SSM, spoke } from "../support/scenario.ts";
import {
  AT,
  HEALTHY,
  KEEP,
  LATER,
  LINGERS,
  MORE,
  ownView,
  REMOVE,
  SWITCHED_OFF,
  served,
  TAKES_BACK,
  WRITTEN,
} from "./own-endpoints.ts";
import { pathOfBoth } from "./paths.ts";
import type { Row } from "./row.ts";
import { associated, RULE_HUB } from "./rule-views.ts";
import { denied, seen, service, VPC, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

type Held = { readonly isIn?: boolean; readonly zones?: readonly object[] };

const SHARED = endpoint("ssm", { hubPrivateDns: "off" });
const GAP = { mode: "phz-association", allowGap: true };
const { resolver: _none, ...WITHOUT } = HEALTHY;

/** The hub has no Resolver endpoints; alpha's names are to come by zones, and its document accepts a gap. `isIn`: its VPC is in ssm's zone. */
export function gapped(
  own: Partial<OwnEndpointView>,
  spec: Readonly<Record<string, unknown>> = {},
  { isIn = false, zones = isIn ? [{ id: "Z1", name: SSM, owner: {} }] : [] }: Held = {},
): Row["spoilt"] {
  const members = [VPC.anchor, VPC.hub, ...(isIn ? [VPC.alpha] : [])];
  const { rules: _rules, ...rest } = served(own, {}, {}, { rules: seen([]), zones: seen(zones as never) });
  return {
    ...rest,
    documents: [hub(), SHARED, alpha({ ...REMOVE, ...GAP, ...spec })],
    hub: { ...WITHOUT, zones: [zone(SSM, { members })] },
  };
}

const WINDOW = "window OwnEndpointGap hub ssm alpha";
const BACK_WINDOW = `window OwnEndpointGap hub ssm alpha ${SSM}`;
const OPENS = ["authorize", "handOver", "associate", "deauthorize", "startLinger"] as const;
const CLOSES = ["tryTakeBack", "disassociate", "awaitInsync", ...TAKES_BACK] as const;
const CHANGES = `note SourceChanges hub ssm alpha ${SSM}`;
const ZONE_STAYS = `withheld OwnEndpointStays hub ssm alpha ${SSM}`;
const OTHER = "vpce-0b000000000000002";

/** Another spoke that has the same endpoint. */
const betaOwn = (own: Partial<OwnEndpointView>) =>
  ownView({ id: OTHER as never, vpc: BETA.vpc as never, ...own });

/** Where no rules can stand in, a named window (semantics 59). */
export const OWN_GAPS: readonly Row[] = [
  {
    sentence:
      "semantics 59: where no rules can stand in, private DNS goes off when all is ready, and the VPC joins at once",
    spoilt: gapped({}),
    findings: [WINDOW, CHANGES],
    actions: [...OPENS],
    says: [
      `${SSM} resolves publicly in ${ALPHA.vpc} of spoke alpha from the switch`,
      "usually within two minutes; AWS may hold the name for longer, and every pass tries to join for five",
    ],
  },
  {
    sentence:
      "semantics 59: as also where a pass died between the tag and the switch, and AWS shows its zone",
    spoilt: gapped(
      { tags: SWITCHED_OFF.tags },
      {},
      { zones: [{ id: "Z7", name: SSM, owner: { service: "vpce.amazonaws.com" } }] },
    ),
    findings: [WINDOW, CHANGES],
    actions: [...OPENS],
  },
  {
    sentence: "semantics 59: switched off, the VPC joins before everything else, and what is public is told",
    spoilt: gapped(SWITCHED_OFF),
    findings: [WINDOW, LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
    says: [`${SSM} is public in ${ALPHA.vpc} since 2026-01-01 12:00 UTC`],
  },
  {
    sentence: "semantics 59: whatever a rollout, or the operator's own VPC, holds back",
    spoilt: { ...gapped(SWITCHED_OFF), options: { ownVpc: { id: ALPHA.vpc } as never } },
    findings: [WINDOW, LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence:
      "semantics 59: it joins too where the path was judged before the switch, and is known in part now",
    spoilt: {
      ...gapped(SWITCHED_OFF, { pathCheck: "require" }),
      path: served({}, {}, { tables: { "subnet-0b00000b": [] } }).path,
    },
    findings: [WINDOW, "note PathPartial hub alpha", LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence:
      "semantics 59: and where the hub's Resolver endpoints could stand in by now, and nobody accepts a gap",
    spoilt: {
      ...gapped(SWITCHED_OFF),
      documents: [RULE_HUB, SHARED, alpha({ ...REMOVE, ...GAP, allowGap: false })],
      hub: { ...HEALTHY, zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld UnknownConsumers hub ${SSM}`, WINDOW, LINGERS],
    actions: ["authorize", "associate", "deauthorize", "removeFromShare"],
  },
  {
    sentence:
      "semantics 29, 59: suspended in the window it does not join, and that its names are public is told",
    spoilt: gapped(SWITCHED_OFF, { suspend: true }),
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: [],
    says: [`${SSM} is public in ${ALPHA.vpc}`, "end the suspension of spoke alpha"],
  },
  {
    sentence: "semantics 29, 59: as also where it was suspended on the way back",
    spoilt: gapped(SWITCHED_OFF, { ...KEEP, suspend: true }),
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 29, 59: suspended in its zone, nothing is to be told",
    spoilt: gapped(SWITCHED_OFF, { suspend: true }, { isIn: true }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 59: in its zone, the endpoint lingers",
    spoilt: gapped(SWITCHED_OFF, {}, { isIn: true }),
    findings: [LINGERS],
    actions: [],
  },
  {
    sentence: "semantics 59: and is deleted by what the zone serves",
    spoilt: {
      ...gapped(SWITCHED_OFF, {}, { isIn: true }),
      own: { at: LATER, endpoints: seen([ownView(SWITCHED_OFF)]), definitions: seen([WRITTEN]) },
    },
    findings: [],
    actions: ["awaitInsync", "deleteOwn"],
  },
  {
    sentence:
      "semantics 59: private DNS is one switch here too: with a name that the spoke does not share it stays",
    spoilt: gapped({ names: [SSM as never, MORE as never] }),
    findings: [ZONE_STAYS],
    actions: [],
    says: [`the spoke does not share ${MORE}`],
  },
  {
    sentence: "semantics 59: without a path that is reachable from everywhere it stays",
    spoilt: { ...gapped({}), path: served({}, {}, { tables: { "subnet-0b00000b": [] } }).path },
    findings: [ZONE_STAYS, "note PathPartial hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: and where nobody accepts that callers come from elsewhere",
    spoilt: gapped({}, { acceptSourceChange: false }),
    findings: [`withheld SourceChangeNotAccepted hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 59: what is exempt holds the name",
    spoilt: gapped({ isRequesterManaged: true }),
    findings: [`conflict NameHeldByEndpoint hub ssm alpha ${SSM}`, "note OwnEndpointExempt hub ssm alpha"],
    actions: [],
  },
  {
    sentence:
      "semantics 59: public is accepted, and not NXDOMAIN: where something hides the name in between, it stays",
    spoilt: gapped(
      {},
      {},
      { zones: [{ id: "Z9", name: "eu-west-1.amazonaws.com", owner: { account: ALPHA.account } }] },
    ),
    findings: [ZONE_STAYS],
    actions: [],
    says: ["zone Z9 (eu-west-1.amazonaws.com) would answer NXDOMAIN for its names there"],
  },
  {
    sentence: "semantics 59: it stays where the VPC could not join a zone at once",
    spoilt: {
      ...gapped({ names: [SSM as never, MORE as never] }),
      hub: {
        ...WITHOUT,
        services: [service("ssm", SSM, MORE)],
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub] }),
          zone(MORE, { id: "Z2", members: [VPC.anchor, VPC.hub] }, { vpcs: denied("GetHostedZone") }),
        ],
      },
    },
    findings: ["unknown AccessDenied hub more.eu-west-1.amazonaws.com", ZONE_STAYS],
    actions: [],
    says: [`could not join zone ${MORE} at once`],
  },
  {
    sentence: "semantics 59: of several names all zones are joined after one switch",
    spoilt: {
      ...gapped({ names: [SSM as never, MORE as never] }),
      hub: {
        ...WITHOUT,
        services: [service("ssm", SSM, MORE)],
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub] }),
          zone(MORE, { id: "Z2", members: [VPC.anchor, VPC.hub] }),
        ],
      },
    },
    findings: [WINDOW, `note SourceChanges hub ssm alpha ${MORE}`, CHANGES],
    actions: [
      "authorize",
      "authorize",
      "handOver",
      "associate",
      "deauthorize",
      "associate",
      "deauthorize",
      "startLinger",
    ],
    says: [`${SSM}, ${MORE} resolve publicly`],
  },
  {
    sentence: "semantics 62: the first of a hub goes alone",
    spoilt: two({}, {}),
    findings: [`withheld NextWave hub ssm beta ${SSM}`, WINDOW, CHANGES],
    actions: [...OPENS],
    says: ["the first one of hub hub goes alone"],
  },
  {
    sentence: "semantics 62: and nobody while another one's names are public",
    spoilt: two(SWITCHED_OFF, {}),
    findings: [`withheld NextWave hub ssm beta ${SSM}`, WINDOW, LINGERS],
    actions: ["authorize", "associate", "deauthorize"],
    says: [`${ALPHA.vpc} of spoke alpha has not joined its zones yet`],
  },
  {
    sentence: "semantics 44: upsert-only switches nothing off, and authorizes nobody for it",
    spoilt: {
      ...gapped({}),
      documents: [hub({ writePolicy: "upsert-only" }), SHARED, alpha({ ...REMOVE, ...GAP })],
    },
    findings: ["withheld WritePolicy hub", CHANGES],
    actions: [],
    held: [...OPENS],
  },
  {
    sentence: "semantics 59: taken back, the VPC leaves its zone, and private DNS comes on when it is out",
    spoilt: gapped(SWITCHED_OFF, KEEP, { isIn: true }),
    findings: [BACK_WINDOW],
    actions: [...CLOSES],
    says: [`${SSM} resolves publicly in ${ALPHA.vpc} of spoke alpha from leaving zone Z1`],
  },
  {
    sentence: "semantics 59: where it cannot leave all zones of the names in one pass it leaves none",
    spoilt: {
      ...gapped(SWITCHED_OFF, KEEP, {
        zones: [
          { id: "Z1", name: SSM, owner: {} },
          { id: "Z2", name: MORE, owner: {} },
        ],
      }),
      hub: {
        ...WITHOUT,
        services: [service("ssm", SSM, MORE)],
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha] }),
          zone(MORE, { id: "Z2", members: [VPC.anchor, VPC.hub, VPC.alpha] }),
        ],
      },
      options: { pairsMax: 1 },
    },
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: also where it shares nothing any more",
    spoilt: gapped(SWITCHED_OFF, { ...KEEP, endpoints: "none" }, { isIn: true }),
    findings: [`window OwnEndpointGap hub alpha ${SSM}`],
    actions: [...CLOSES],
  },
  {
    sentence: "semantics 59: out of its zone, private DNS comes on first of all, and what is public is told",
    spoilt: gapped(SWITCHED_OFF, KEEP),
    findings: [WINDOW],
    actions: [...TAKES_BACK],
    says: [`${SSM} is public in ${ALPHA.vpc}: the VPC has left its zone`, "has it off still"],
  },
  {
    sentence: "semantics 59: until it answers",
    spoilt: gapped({ tags: SWITCHED_OFF.tags, isSettled: false } as never, KEEP),
    findings: [WINDOW],
    actions: ["awaitPrivateDns", "endHandOver"],
    says: ["does not answer by it yet"],
  },
  {
    sentence: "semantics 59: and when its tag is gone the name is the endpoint's",
    spoilt: gapped({}, KEEP),
    findings: [`conflict NameHeldByEndpoint hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 59: without allowGap it does not come back: it stays handed over, and served, with two ways out",
    spoilt: gapped(SWITCHED_OFF, { ...KEEP, allowGap: false }, { isIn: true }),
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: [],
    says: [
      "the name would be public for a while: it stays with the zone",
      "set allowGap: true of spoke alpha to accept that; or set redundantEndpoints: remove and allowGap: true",
    ],
  },
  {
    sentence: "semantics 59: what stays handed over stays so with all of its names",
    spoilt: {
      ...gapped(SWITCHED_OFF, { ...KEEP, allowGap: false }, { isIn: true }),
      hub: {
        ...WITHOUT,
        services: [service("ssm", SSM, MORE)],
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha] }),
          zone(MORE, { id: "Z2", members: [VPC.anchor, VPC.hub] }),
        ],
      },
    },
    findings: ["withheld OwnEndpointWaits hub ssm alpha"],
    actions: ["authorize", "associate", "deauthorize"],
  },
  {
    sentence: "semantics 59: nor where its document is gone, which accepts nothing",
    spoilt: {
      ...gapped(SWITCHED_OFF, {}, { isIn: true }),
      documents: [hub(), SHARED],
      own: { at: AT, endpoints: seen([ownView(SWITCHED_OFF)]), definitions: seen([WRITTEN]) },
    },
    findings: [`withheld SwitchWaits hub ${SSM} ${ALPHA.vpc}`, "withheld OwnEndpointWaits hub alpha"],
    actions: [],
    says: ["write the document of spoke alpha again, with redundantEndpoints: keep and allowGap: true"],
  },
  {
    sentence:
      "semantics 6, 59: who accepts a gap and has no endpoint of its own leaves a zone as everybody, by another window",
    spoilt: {
      documents: [hub({ anchorVpc: undefined }), alpha({ allowGap: true })],
      hub: { zones: [zone(SSM, { members: [VPC.alpha] })] },
    },
    findings: [`window LastVpcOfZone hub ${SSM} ${VPC.alpha.id}`],
    actions: ["awaitInsync", "awaitInsync", "deleteZone"],
  },
  {
    sentence:
      "semantics 12, 59: a VPC stays in its zone where nobody knows whether an endpoint was handed over to it",
    spoilt: {
      ...gapped(SWITCHED_OFF, { ...KEEP, endpoints: "none" }, { isIn: true }),
      own: { at: AT, endpoints: denied("DescribeVpcEndpoints") },
    },
    findings: ["unknown OwnEndpointsNotRead hub alpha", `withheld SwitchWaits hub ${SSM} ${ALPHA.vpc}`],
    actions: [],
  },
];

/** Alpha and beta have an endpoint of their own each; of ten spokes, and a third one's was deleted long ago. */
export const WAVE: Row["spoilt"] = (() => {
  const one = two({}, {});
  const rest = Array.from({ length: 8 }, (_, i) =>
    spoke(`s${i}`, { account: BETA.account, vpc: `vpc-0c00000000000000${i}` }, { suspend: true }),
  );
  const own = one.own && {
    ...one.own,
    definitions: seen([{ ...WRITTEN, id: "vpce-0b000000000000009" as never, isDeleted: true as const }]),
  };
  return { ...one, documents: [...(one.documents ?? []), ...rest], ...(own && { own }) };
})();

function two(ofAlpha: Partial<OwnEndpointView>, ofBeta: Partial<OwnEndpointView>): Row["spoilt"] {
  const own = { ...REMOVE, ...GAP, acceptDifferences: ["clients"] };
  const one = gapped(ofAlpha);
  const privateDns = (id: string) => seen([{ endpoint: id as never, names: [SSM as never] }]);
  return {
    ...one,
    documents: [hub(), SHARED, alpha(own), beta(own)],
    vpcs: {
      ...one.vpcs,
      [BETA.vpc]: vpcView(BETA.account, "10.2.0.0/16", { privateDns: privateDns(OTHER) }),
    },
    own: { at: AT, endpoints: seen([ownView(ofAlpha), betaOwn(ofBeta)]) },
    path: pathOfBoth(),
  };
}
