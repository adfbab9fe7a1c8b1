import { alpha, endpoint, hub, KMS, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { KMS_VIEW, managedView, SSM_VIEW, seen, VPC } from "./views.ts";
import { alias, foreignZone, own, SSM_ALIASED, zone } from "./zone.ts";

const noAnchor = { anchorVpc: undefined };

/** What nobody wants, and how it goes. */
export const REMOVALS: readonly Row[] = [
  {
    sentence: "a VPC that no document wants leaves",
    spoilt: { hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] } },
    findings: [],
    actions: ["disassociate"],
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
    actions: ["awaitInsync", "deleteZone"],
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
