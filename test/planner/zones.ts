import type { Hub } from "../../src/model/desired/types.ts";
import type { HubView } from "../../src/model/observed/hub.ts";
import { type Proof, parseCallerReference, zoneClaim } from "../../src/model/ownership.ts";
import { ANCHOR, HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { alpha, beta, endpoint, hub, KMS, local, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, KMS_VIEW, managedView, seen, service, VPC, vpcView } from "./views.ts";
import { alias, foreignZone, own, zone } from "./zone.ts";

const noAnchor = { anchorVpc: undefined };
const adopting = (spec = {}) => [hub(), endpoint("ssm", { adoptZones: true, ...spec }), alpha()];
const THEIR_CLAIM = zoneClaim(
  { owner: "others", account: HUB, region: REGION, vpc: HUB_VPC } as Hub,
  "default",
  SSM as never,
);
const JOINING = ["authorize", "associate", "deauthorize"] as const;
const MAKING = ["createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINING] as const;
const MANAGED = { subnets: ["subnet-0a00000000000000a"] };

/** Another owner's zone of the name ssm, for the hub VPC or for another one. */
function beside(documents: Files, ofHub: Partial<HubView>, vpc: string = HUB_VPC): Spoilt {
  const { id, name, callerReference } = zone(SSM, { id: "Z9", owner: "others", vpc });
  const proof = parseCallerReference(callerReference) as Proof;
  return {
    documents,
    hub: { ...ofHub, strangers: [{ id, name }], otherOwners: new Map([[id, { ...proof, name }]]) },
  };
}

/** Whose a zone is, and whether one can be made. */
export const ZONES: readonly Row[] = [
  {
    sentence: "of two zones of ours of one name the one that more VPCs use is used",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.beta] }), zone(SSM, { id: "Z2" })] } },
    findings: [`conflict DuplicateZone hub ${SSM}`],
    actions: [],
    says: ["Z2 is used, Z1 is left alone"],
  },
  {
    sentence: "semantics 10: another owner's zone is not adopted",
    spoilt: {
      documents: adopting(),
      hub: { zones: [], adoptable: [zone(SSM, { id: "Z8", owner: "others" })] },
    },
    findings: [`conflict OtherOwner hub ssm ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 10: an owner that has nothing for a hub VPC makes nothing beside another owner's zone",
    spoilt: beside([hub(), endpoint("kms"), alpha()], { zones: [] }),
    findings: ["withheld BesideOtherOwner hub"],
    actions: [],
    says: [
      `owner network-platform has nothing for hub VPC ${HUB_VPC}`,
      `owner others has zone ${SSM} (Z9)`,
      "set it back to others",
      "besideOwners: [others]",
    ],
  },
  {
    sentence: "semantics 10: nor beside another owner's managed endpoint",
    spoilt: {
      documents: [hub(), endpoint("kms"), alpha()],
      hub: { zones: [], endpoints: [KMS_VIEW, managedView({}, "others")] },
    },
    findings: ["withheld BesideOtherOwner hub"],
    actions: [],
    says: [`owner others has endpoint com.amazonaws.${REGION}.ssm (${SSM_ENDPOINT})`],
  },
  {
    sentence: "semantics 10: what another owner has for another VPC of the account says nothing",
    spoilt: beside([hub(), endpoint("kms"), alpha()], { zones: [] }, "vpc-0a0000000000000ff"),
    findings: [],
    actions: [...MAKING],
  },
  {
    sentence: "semantics 10: besideOwners lets two owners share endpoints of one hub VPC",
    spoilt: beside([hub({ besideOwners: ["others"] }), endpoint("kms"), alpha()], { zones: [] }),
    findings: [],
    actions: [...MAKING],
  },
  {
    sentence: "semantics 10: an owner of a zone for the hub VPC makes others beside another owner's",
    spoilt: beside([hub(), endpoint("kms"), alpha({ endpoints: { names: ["kms"] } })], {
      zones: [zone(KMS, { service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)] })],
    }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 10: but not that owner's own name a second time",
    spoilt: beside([hub(), endpoint("ssm"), endpoint("kms"), alpha()], {
      zones: [zone(KMS, { service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)] })],
    }),
    findings: ["withheld BesideOtherOwner hub ssm"],
    actions: [],
    says: [`owner others has zone ${SSM} (Z9)`, "besideOwners: [others]"],
  },
  {
    sentence: "semantics 10: nor that owner's managed endpoint",
    spoilt: {
      documents: [hub(), endpoint("ssm", { hubPrivateDns: undefined, managed: MANAGED }), alpha()],
      hub: { zones: [zone(SSM)], endpoints: [managedView({}, "others")] },
    },
    findings: ["withheld BesideOtherOwner hub ssm", `withheld EndpointStalled hub ssm ${SSM} ${VPC.hub.id}`],
    actions: [],
  },
  {
    sentence: "semantics 10: a zone that we made and another owner took over is wanted here and left alone",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.beta] }, { tags: seen(THEIR_CLAIM) })] } },
    findings: [`conflict TakenOver hub ssm ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 10: wanted here no more, the hand-over is a note",
    spoilt: {
      documents: [hub()],
      hub: { zones: [zone(SSM, {}, { tags: seen(THEIR_CLAIM) })] },
    },
    findings: [`note TakenOver hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 12: nothing leaves a zone whose tags could not be read",
    spoilt: {
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] }, { tags: denied() })] },
    },
    findings: [`unknown AccessDenied hub ${SSM}`, `withheld OwnerNotRead hub ${SSM} ${VPC.beta.id}`],
    actions: [],
  },
  {
    sentence: "a zone that two hubs adopt serves the first",
    spoilt: {
      documents: [
        hub(),
        hub({ ...noAnchor, vpc: "vpc-0a000000000000002" }, "other"),
        endpoint("ssm", { hubs: ["hub", "other"], adoptZones: true }),
        alpha(),
      ],
      hub: { zones: [], adoptable: [foreignZone(SSM)] },
    },
    findings: [`conflict ZoneWantedTwice other ssm ${SSM}`],
    actions: [],
  },
  {
    sentence: "a name that AWS lists for two services of a set points at the one that has the zone",
    spoilt: {
      documents: [hub(), endpoint("kms"), endpoint("ssm"), alpha()],
      hub: { services: [service("ssm", SSM), service("kms", SSM)], zones: [zone(SSM)] },
    },
    findings: [`conflict NameWantedTwice hub kms ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 2: without an anchor, and without a client of the hub's account, no zone can begin",
    spoilt: { documents: [hub(noAnchor), endpoint("ssm"), alpha()], hub: { zones: [] } },
    findings: [`withheld NoFirstVpc hub ssm ${SSM}`, `withheld EndpointIncomplete hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 2: without an anchor a zone begins with a client, and the window is told",
    spoilt: { documents: [hub(noAnchor), endpoint("ssm"), local()], hub: { zones: [] } },
    findings: [`window FirstVpcIsClient hub ssm local ${SSM}`],
    actions: ["createZone", "changeRecords", "awaitInsync", "tagZone"],
  },
  {
    sentence: "no zone begins with an anchor that the hub's account does not have",
    spoilt: { hub: { zones: [] }, vpcs: { [ANCHOR]: vpcView("999999999999", "10.8.0.0/16") } },
    findings: [`withheld AnchorNotFound hub ssm ${SSM}`, `withheld EndpointIncomplete hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 2: an anchor that is the only VPC of another set's zone begins no zone of the name",
    spoilt: {
      documents: [
        hub(),
        endpoint("ssm"),
        endpoint("ssm", { set: "b" }, "ssm-b"),
        alpha({ endpoints: { names: ["ssm-b"] } }),
      ],
      hub: { zones: [zone(SSM, { members: [VPC.anchor] })] },
    },
    findings: [`withheld AnchorBusy hub ssm-b ${SSM}`, `withheld EndpointIncomplete hub ssm-b alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "no zone is made beyond the account's quota",
    spoilt: {
      documents: [hub({ quotas: { zonesPerAccount: 500 } }), endpoint("ssm"), alpha()],
      hub: { zones: [], zonesInAccount: 500 },
    },
    findings: [
      `withheld ZoneQuota hub ssm ${SSM}`,
      `withheld EndpointIncomplete hub ssm alpha ${SSM}`,
      "note ZoneQuotaNear hub",
    ],
    actions: [],
  },
  {
    sentence: "an account that is near its quota of zones is told as long as it is, with nothing to do",
    spoilt: {
      documents: [hub({ quotas: { zonesPerAccount: 500 } }), endpoint("ssm"), alpha()],
      hub: { zonesInAccount: 401 },
    },
    findings: ["note ZoneQuotaNear hub"],
    actions: [],
    says: ["has 401 of 500"],
  },
  {
    sentence: "an account that a plan brings near its quota of zones is told in time",
    spoilt: {
      documents: [hub({ quotas: { zonesPerAccount: 500 } }), endpoint("ssm"), alpha()],
      hub: { zones: [], zonesInAccount: 499 },
    },
    findings: ["note ZoneQuotaNear hub"],
    actions: ["createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINING],
    says: ["500 of 500"],
  },
  {
    sentence: "semantics 33: without an anchor a full zone gets no second one beside it",
    spoilt: {
      documents: [
        hub({ ...noAnchor, quotas: { vpcsPerZone: 2 } }),
        endpoint("ssm"),
        alpha(),
        beta(),
        local(),
      ],
      hub: { zones: [zone(SSM, { members: [VPC.alpha, VPC.local] })] },
    },
    findings: [`withheld VpcQuota hub ssm ${SSM}`, `withheld EndpointFull hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 33: with an anchor it gets one, and a quota that AWS raised is told",
    spoilt: {
      documents: [hub({ quotas: { vpcsPerZone: 2 } }), endpoint("ssm"), alpha(), beta()],
      hub: { zones: [zone(SSM, {}, { vpcLimit: 300 })] },
    },
    findings: ["note Shards hub ssm", "note VpcQuotaRaised hub ssm"],
    actions: ["disassociate", "createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINING],
  },
];
