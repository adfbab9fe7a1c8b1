import { vpcKey } from "../../src/model/ids.ts";
import type { PlanOptions } from "../../src/model/plan/plan.ts";
import { alpha, endpoint, hub, KMS, local, SSM } from "../support/scenario.ts";
import { alphaSees, type Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { KMS_VIEW, managedView, SSM_VIEW, seen, VPC } from "./views.ts";
import { alias, foreignZone, own, SSM_ALIASED, type ZoneParts, zone } from "./zone.ts";

const noAnchor = { anchorVpc: undefined };

const notThere = alphaSees({ owner: undefined as never });
const kms = (parts: ZoneParts) =>
  zone(KMS, { id: "Z2", service: "kms", records: [...own(KMS), alias(KMS, KMS_VIEW)], ...parts });

/** Beta, which no document names, is in the zone, and alpha is missing. */
function leaver(spoilt: Spoilt): Spoilt {
  return { hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] }, ...spoilt };
}

const OLD = "ssm-old.eu-west-1.amazonaws.com";

/** Beta is left in the zone of a name that AWS lists no more; alpha has the other one. */
function vanished(
  { zones = [zone(SSM)] }: { zones?: ReturnType<typeof zone>[] },
  spoilt: Spoilt = {},
): Spoilt {
  return { hub: { zones: [...zones, zone(OLD, { id: "Z3", members: [VPC.anchor, VPC.beta] })] }, ...spoilt };
}

/** Two VPCs that no document names, so many that the guard may hold them, fill the zone; without an anchor there is no other. */
function crowded(spoilt: Spoilt = {}): Spoilt {
  return {
    documents: [hub({ ...noAnchor, quotas: { vpcsPerZone: 3 } }), endpoint("ssm"), alpha(), local()],
    hub: { zones: [zone(SSM, { members: [VPC.local, VPC.beta, VPC.gamma] })] },
    options: { allowRemovals: () => true },
    ...spoilt,
  };
}

const BETA_LEAVES = { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] };
const NO_TABLE = { kind: "denied", error: "AccessDeniedException", message: "not allowed" } as const;

/** Ten minutes after these left the zone. */
function lostLately(vpcs: readonly string[]): NonNullable<PlanOptions["pastLosses"]> {
  const lost = new Map(vpcs.map((vpc) => [`pair ${SSM} ${vpc}@${VPC.beta.region}`, 0]));
  return () => ({ kind: "seen", value: { past: { lost, allowed: [] }, now: 600_000 } });
}

/** What nobody wants, and how it goes. */
export const REMOVALS: readonly Row[] = [
  {
    sentence: "a VPC that no document wants leaves",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] } },
    findings: [],
    actions: ["disassociate"],
  },
  {
    sentence: "beyond the disassociations of one pass VPCs wait for the next",
    spoilt: {
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] },
      options: { pairsMax: 1, allowRemovals: () => true },
    },
    findings: ["withheld NextPass hub"],
    actions: ["disassociate"],
    says: ["1 more disassociations wait"],
  },
  {
    sentence:
      "semantics 25: what waits for a later pass is weighed with what goes, and the words are those of the whole",
    spoilt: {
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] },
      options: { pairsMax: 1 },
    },
    findings: ["withheld TooManyRemovals hub"],
    actions: [],
    says: ["removes 2 of 3 spoke VPCs"],
  },
  {
    sentence: "semantics 25: more removals than the guard allows are held back",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] } },
    findings: ["withheld TooManyRemovals hub"],
    actions: [],
  },
  {
    sentence: "semantics 25: so are aliases of two endpoints that would lead elsewhere",
    spoilt: {
      documents: [hub(), endpoint("ssm"), endpoint("kms"), alpha()],
      hub: {
        zones: [
          zone(SSM, { records: [...own(SSM), alias(SSM, KMS_VIEW)] }),
          zone(KMS, { id: "Z2", service: "kms", records: [...own(KMS), alias(KMS, SSM_VIEW)] }),
        ],
      },
    },
    findings: ["withheld TooManyRemovals hub"],
    actions: [],
    says: ["2 of 2 endpoints"],
  },
  {
    sentence:
      "semantics 41: what was lost within the hour and has not come back counts with what is lost now",
    spoilt: {
      hub: BETA_LEAVES,
      options: { pastLosses: lostLately(["vpc-0b0000000000000fe", "vpc-0b0000000000000ff"]) },
    },
    findings: ["withheld TooManyRemovals hub"],
    actions: [],
    says: [
      "1 of 2 spoke VPCs",
      "after 2 spoke VPCs within the last hour",
      "goes ahead after 1970-01-01 01:00 UTC",
    ],
  },
  {
    sentence: "semantics 41: what came back does not",
    spoilt: { hub: BETA_LEAVES, options: { pastLosses: lostLately([VPC.alpha.id]) } },
    findings: [],
    actions: ["disassociate"],
  },
  {
    sentence:
      "semantics 41: where the table does not tell what was lost, nothing is removed, and the rest goes on",
    spoilt: {
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] },
      options: { pastLosses: () => ({ kind: "unreadable", failure: NO_TABLE }) },
    },
    findings: ["withheld LossesNotRemembered hub"],
    actions: ["authorize", "associate", "deauthorize"],
    says: ["not allowed"],
  },
  {
    sentence: "semantics 9: from an adopted zone nobody is removed, and no authorization is taken back",
    spoilt: {
      documents: [hub(), endpoint("ssm", { adoptZones: true }), alpha()],
      hub: {
        zones: [],
        adoptable: [
          foreignZone(
            SSM,
            { members: [VPC.anchor, VPC.alpha, VPC.beta] },
            { authorizations: seen([VPC.gamma]) },
          ),
        ],
      },
    },
    findings: [
      `withheld AdoptedPair hub ${SSM} ${VPC.beta.id}`,
      `note AdoptedAuthorization hub ${SSM} ${VPC.gamma.id}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 40: a spoke whose document is gone stays when it was suspended as it was last seen",
    spoilt: {
      ...leaver({ documents: [hub(), endpoint("ssm")] }),
      options: { known: [{ hub: "hub", name: "beta", vpc: vpcKey(VPC.beta), suspended: true }] },
    },
    findings: ["withheld LeavingSuspended hub beta"],
    actions: [],
    says: ["vpce-operator forget beta"],
  },
  {
    sentence: "semantics 40: a spoke whose document has another name now was never away",
    spoilt: {
      documents: [hub(), endpoint("ssm"), alpha()],
      options: { known: [{ hub: "hub", name: "before", vpc: vpcKey(VPC.alpha), suspended: true }] },
    },
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 6: without an anchor the last VPC stays in a zone that stays",
    spoilt: {
      documents: [hub(noAnchor), endpoint("ssm")],
      hub: { zones: [zone(SSM, { members: [VPC.beta] })] },
    },
    findings: [`withheld LastVpc hub ${SSM} ${VPC.beta.id}`],
    actions: [],
  },
  {
    sentence: "semantics 6: the anchor takes its place",
    spoilt: { documents: [hub(), endpoint("ssm")], hub: { zones: [zone(SSM, { members: [VPC.beta] })] } },
    findings: [],
    actions: ["associate", "disassociate"],
  },
  {
    sentence: "semantics 6: an unwanted zone goes, clients first, then alias and zone",
    spoilt: { documents: [hub()], hub: { zones: [zone(SSM)] } },
    findings: [],
    actions: ["disassociate", "awaitInsync", "awaitInsync", "deleteZone"],
  },
  {
    sentence: "semantics 6: without an anchor its last VPC goes with it, and the window is told",
    spoilt: {
      documents: [hub(noAnchor)],
      hub: { zones: [zone(SSM, { members: [VPC.alpha] })] },
    },
    findings: [`window LastVpcOfZone hub ${SSM} ${VPC.alpha.id}`],
    actions: ["awaitInsync", "awaitInsync", "deleteZone"], // until it left this zone, and any that was above it
  },
  {
    sentence: "semantics 21: a VPC stays in a zone until it can join the one that its documents name",
    spoilt: {
      documents: [hub(), endpoint("ssm", {}, "ssm-b"), alpha()],
      hub: {
        endpoints: [],
        zones: [zone(SSM, { members: [VPC.anchor] }), zone(SSM, { id: "Z2", set: "b" })],
      },
    },
    findings: [
      `withheld MoveWaits hub ${SSM}`,
      "withheld EndpointNotAvailable hub ssm-b",
      `withheld EndpointStalled hub ssm-b alpha ${SSM}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 25: a VPC stays in a zone while a spoke that may have taken its place cannot join",
    spoilt: leaver(notThere),
    findings: [
      `withheld OtherHalfWaits hub ssm ${SSM} ${VPC.beta.id}`,
      `withheld VpcNotFound hub ssm alpha ${SSM}`,
    ],
    actions: [],
    says: ["spoke alpha", "suspend or delete that spoke until it can"],
  },
  {
    sentence: "semantics 25: it leaves where that spoke has the name, and where it was never in it",
    spoilt: {
      documents: [hub(), endpoint("ssm"), endpoint("kms"), alpha()],
      hub: { zones: [zone(SSM), kms({ members: [VPC.anchor, VPC.beta] })] },
      ...notThere,
    },
    findings: [
      `withheld OtherHalfWaits hub kms ${KMS} ${VPC.beta.id}`,
      `withheld VpcNotFound hub kms alpha ${KMS}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 25: a spoke that shares a name with a VPC that leaves did not take its place",
    spoilt: {
      documents: [hub(), endpoint("ssm"), endpoint("kms"), alpha()],
      hub: {
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] }),
          kms({ members: [VPC.anchor, VPC.beta] }),
        ],
      },
      ...notThere,
    },
    findings: [`withheld VpcNotFound hub kms alpha ${KMS}`],
    actions: ["disassociate", "disassociate"],
  },
  {
    sentence: "semantics 23, 25: of a name that AWS lists no more a VPC loses its zone with its other names",
    spoilt: vanished({}),
    findings: [`withheld EndpointStalled hub ssm alpha ${OLD}`, `note NameVanished hub ssm ${OLD}`],
    actions: ["disassociate"],
  },
  {
    sentence: "semantics 23, 25: and keeps it while the spoke that may have taken its place joins nothing",
    spoilt: vanished({ zones: [zone(SSM, { members: [VPC.anchor] })] }, notThere),
    findings: [
      `withheld OtherHalfWaits hub ssm ${OLD} ${VPC.beta.id}`,
      `withheld EndpointStalled hub ssm alpha ${OLD}`,
      `withheld VpcNotFound hub ssm alpha ${SSM}`,
      `note NameVanished hub ssm ${OLD}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 25: VPCs leave full zones for spokes that lack nothing but room there",
    spoilt: crowded(),
    findings: [`withheld VpcQuota hub ssm ${SSM}`, `withheld EndpointFull hub ssm alpha ${SSM}`],
    actions: ["awaitInsync", "disassociate", "awaitInsync", "disassociate"],
  },
  {
    sentence: "semantics 25: not for one that could join no other zone either",
    spoilt: crowded(notThere),
    findings: [
      `withheld VpcQuota hub ssm ${SSM}`,
      `withheld OtherHalfWaits hub ssm ${SSM} ${VPC.beta.id}`,
      `withheld OtherHalfWaits hub ssm ${SSM} ${VPC.gamma.id}`,
      `withheld VpcNotFound hub ssm alpha ${SSM}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 12: an unwanted zone that nobody can tell the service of stays",
    spoilt: {
      documents: [hub()],
      hub: { zones: [zone(SSM, {}, { comment: "mine now", tags: seen({}) })] },
    },
    findings: [`withheld ServiceUnknown hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 29: an unwanted zone that a suspended spoke uses stays",
    spoilt: { documents: [hub(), alpha({ suspend: true })], hub: { zones: [zone(SSM)] } },
    findings: [`withheld Suspended hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 9: an unwanted zone with records of others stays",
    spoilt: {
      documents: [hub()],
      hub: { zones: [zone(SSM, { records: [...SSM_ALIASED, { name: `x.${SSM}`, type: "TXT" }] })] },
    },
    findings: [`withheld ForeignRecords hub ${SSM}`],
    actions: [],
    says: [`TXT x.${SSM}`],
  },
  {
    sentence: "semantics 32: an unwanted managed endpoint goes last",
    spoilt: { documents: [hub()], hub: { endpoints: [managedView()] } },
    findings: [],
    actions: ["disassociate", "awaitInsync", "awaitInsync", "deleteZone", "deleteEndpoint"],
  },
  {
    sentence: "semantics 32: an unwanted managed endpoint stays while an alias leads there",
    spoilt: {
      documents: [hub()],
      hub: {
        endpoints: [managedView()],
        zones: [zone(SSM, { records: [...SSM_ALIASED, { name: `x.${SSM}`, type: "TXT" }] })],
      },
    },
    findings: [`withheld EndpointInUse hub ${SSM}`, `withheld ForeignRecords hub ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 12: it stays while somebody else's zone of its name may lead there",
    spoilt: {
      documents: [hub()],
      hub: { endpoints: [managedView()], zones: [], strangers: [{ id: "Z9" as never, name: SSM as never }] },
    },
    findings: [`withheld EndpointInUse hub ${SSM}`],
    actions: [],
    says: ["Z9"],
  },
];
