import { ALPHA, alpha, beta, endpoint, hub, SSM } from "../support/scenario.ts";
import { alphaSees, type Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, endpointView, KMS_VIEW, SSM_VIEW, seen, service, VPC } from "./views.ts";
import { alias, foreignZone, own, SSM_ALIASED, type ZoneParts, zone } from "./zone.ts";

/** Beneath the zone of `ssm`: whoever leaves it asks that one, if it is in it. */
const CHILD = `d.${SSM}`;
const TOP = "eu-west-1.amazonaws.com";
const TOP_VIEW = endpointView("vpce-0e000000000000009", "top");
const top = () => zone(TOP, { id: "Z3", service: "top", records: [...own(TOP), alias(TOP, TOP_VIEW)] });
const SERVICES = [service("ssm", SSM), service("kms", CHILD)];
const NOTED = { records: [...SSM_ALIASED, { name: `x.${SSM}`, type: "TXT" }] };
const child = (parts: ZoneParts = {}) =>
  zone(CHILD, { id: "Z2", service: "kms", records: [...own(CHILD), alias(CHILD, KMS_VIEW)], ...parts });

/** Nobody wants the child, in which anchor and alpha are. */
function above(ofHub: Spoilt["hub"], spoilt: Spoilt = {}): Spoilt {
  return {
    documents: [hub()],
    hub: { services: SERVICES, zones: [child()], ...ofHub },
    ...spoilt,
    options: { allowRemovals: () => true },
  };
}
const JOINS = ["authorize", "associate", "deauthorize"] as const;
const GOES = ["disassociate", "awaitInsync", "awaitInsync", "deleteZone"] as const;
const stays = (vpc: { readonly id: string } = VPC.alpha) => `withheld Shadows hub ${CHILD} ${vpc.id}`;
/** Another hub, which could not be read, and what its documents ask for. */
const beside = (spec: object, ...documents: NonNullable<Spoilt["documents"]>): Spoilt => ({
  documents: [
    hub(),
    hub({ anchorVpc: undefined, vpc: "vpc-0a000000000000002", ...spec }, "other"),
    ...documents,
  ],
  hubs: { other: denied() },
});

/** Semantics 5: nobody leaves a zone while something above its name would answer NXDOMAIN. */
export const SHADOWS: readonly Row[] = [
  {
    sentence: "a zone goes after the one above it",
    spoilt: above({ zones: [zone(SSM), child()] }),
    findings: [],
    actions: [...GOES, ...GOES],
  },
  {
    sentence: "it stays while records of others keep the one above",
    spoilt: above({ zones: [zone(SSM, NOTED), child()] }),
    findings: [stays(), `withheld ForeignRecords hub ${SSM}`],
    actions: [],
    says: [`take ${SSM} away from that VPC too`],
  },
  {
    sentence: "it goes where only the anchor is in that, for nobody resolves through an anchor",
    spoilt: above({ zones: [zone(SSM, { ...NOTED, members: [VPC.anchor] }), child()] }),
    findings: [`withheld ForeignRecords hub ${SSM}`],
    actions: ["awaitInsync", ...GOES],
  },
  {
    sentence: "who joins another zone of the name loses nothing by that",
    spoilt: above(
      {
        zones: [
          zone(SSM, { ...NOTED, members: [VPC.alpha, VPC.beta] }),
          child({ members: [VPC.alpha] }),
          child({ id: "Z3", set: "b", members: [VPC.beta] }),
        ],
      },
      {
        documents: [hub({ anchorVpc: undefined }), endpoint("kms", { set: "b" }, "kms-b"), alpha(), beta()],
      },
    ),
    findings: [`withheld ForeignRecords hub ${SSM}`, `window LastVpcOfZone hub ${CHILD} ${VPC.alpha.id}`],
    actions: [
      "changeRecords",
      ...Array.from({ length: 3 }, () => "awaitInsync" as const),
      "deleteZone",
      ...JOINS,
    ],
  },
  {
    sentence: "it stays beneath a zone of others that is used",
    spoilt: above(
      { adoptable: [foreignZone(SSM)] },
      { documents: [hub(), endpoint("ssm", { adoptZones: true }), alpha()] },
    ),
    findings: [`withheld Shadows hub ${CHILD}`],
    actions: [],
  },
  {
    sentence: "it goes where the zone above may hide names, as its document says",
    spoilt: above(
      { zones: [zone(SSM), child()] },
      { documents: [hub(), endpoint("ssm", { acceptShadowing: true }), alpha()] },
    ),
    findings: [],
    actions: [...GOES],
  },
  {
    sentence:
      "it goes where the nearest above may hide names, which answers then, whatever stands above that",
    spoilt: above(
      {
        services: [...SERVICES, service("top", TOP)],
        endpoints: [SSM_VIEW, KMS_VIEW, TOP_VIEW],
        zones: [top(), zone(SSM), child()],
      },
      { documents: [hub(), endpoint("ssm", { acceptShadowing: true }), endpoint("top"), alpha()] },
    ),
    findings: [],
    actions: [...GOES],
  },
  {
    sentence: "and it stays beneath the nearest that may not, whatever stands above that",
    spoilt: above(
      {
        services: [...SERVICES, service("top", TOP)],
        endpoints: [SSM_VIEW, KMS_VIEW, TOP_VIEW],
        zones: [top(), zone(SSM), child()],
      },
      { documents: [hub(), endpoint("ssm"), endpoint("top", { acceptShadowing: true }), alpha()] },
    ),
    findings: [`withheld Shadows hub ${CHILD}`],
    actions: [],
    says: [`zone ${SSM} would hide that name`],
  },
  {
    sentence: "it goes where the VPC is to join that one only now",
    spoilt: above(
      { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] }), child()] },
      { documents: [hub(), endpoint("ssm", { acceptShadowing: true }), alpha(), beta()] },
    ),
    findings: [],
    actions: ["awaitInsync", ...GOES.slice(0, 2), ...JOINS, ...GOES.slice(2)],
  },
  {
    sentence: "semantics 12: it stays beneath a zone whose VPCs could not be read",
    spoilt: above({ zones: [zone(SSM, {}, { vpcs: denied() }), child()] }),
    findings: [`unknown AccessDenied hub ${SSM}`, stays()],
    actions: [],
    says: ["whose VPCs could not be read", "run again"],
  },
  {
    sentence: "and goes where one beside it could not",
    spoilt: above({
      zones: [zone("kms.eu-west-1.amazonaws.com", { service: "kms" }, { vpcs: denied() }), child()],
    }),
    findings: ["unknown AccessDenied hub kms.eu-west-1.amazonaws.com"],
    actions: ["awaitInsync", ...GOES],
  },
  {
    sentence:
      "semantics 12: it stays while a hub cannot be read that may have a zone of a name that AWS lists",
    spoilt: above({}, beside({})),
    findings: ["unknown AccessDenied other", stays()],
    actions: [],
    says: ["make that hub readable"],
  },
  {
    sentence: "in another Region AWS lists other names",
    spoilt: above({}, beside({ region: "us-east-1" })),
    findings: ["unknown AccessDenied other"],
    actions: ["awaitInsync", ...GOES],
  },
  {
    sentence: "or of a name that one of its documents writes out",
    spoilt: above(
      { services: [service("kms", CHILD)] },
      beside({}, endpoint("kms", { hubs: ["other"], extraNames: [SSM] })),
    ),
    findings: ["unknown AccessDenied other", stays()],
    actions: [],
  },
  {
    sentence: "or to which one of its documents narrows",
    spoilt: above(
      { services: [service("kms", CHILD)] },
      beside({}, endpoint("ssm", { hubs: ["other"], names: [SSM] })),
    ),
    findings: ["unknown AccessDenied other", stays()],
    actions: [],
  },
  {
    sentence: "what no document of it names, it has not",
    spoilt: above({ services: [service("kms", CHILD)] }, beside({})),
    findings: ["unknown AccessDenied other"],
    actions: [...GOES],
  },
  {
    sentence: "the hub VPC stays in it beneath its own private DNS, and others go",
    spoilt: above({
      endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }],
      zones: [child({ members: [VPC.anchor, VPC.hub, VPC.alpha] })],
    }),
    findings: [stays(VPC.hub)],
    actions: ["awaitInsync", "disassociate", "awaitInsync"],
    says: [`the private DNS of ${SSM_VIEW.id}`, "switch that off first"],
  },
  {
    sentence: "the hub VPC leaves it too where that is off, and where it is of a name beside it",
    spoilt: above({
      endpoints: [SSM_VIEW, { ...KMS_VIEW, privateDnsEnabled: true }],
      zones: [child({ members: [VPC.anchor, VPC.hub] })],
    }),
    findings: [],
    actions: ["awaitInsync", ...GOES],
  },
  {
    sentence: "a VPC stays in it beneath a zone of others that it was seen in",
    spoilt: above(
      {},
      alphaSees({
        zones: seen([{ id: "Z9" as never, name: SSM as never, owner: { account: ALPHA.account as never } }]),
      }),
    ),
    findings: [stays()],
    actions: [],
    says: ["zone Z9", "take that VPC out of that zone first"],
  },
  {
    sentence: "one of ours is not of others: it goes too",
    spoilt: above(
      { zones: [zone(SSM), child()] },
      alphaSees({
        zones: seen([{ id: "Z1" as never, name: SSM as never, owner: { account: ALPHA.account as never } }]),
      }),
    ),
    findings: [],
    actions: [...GOES, ...GOES],
  },
  {
    sentence: "a VPC stays in it beneath an endpoint of its own",
    spoilt: above(
      {},
      alphaSees({
        privateDns: seen([{ endpoint: "vpce-0b000000000000001" as never, names: [SSM as never] }]),
      }),
    ),
    findings: [stays()],
    actions: [],
    says: ["the private DNS of vpce-0b000000000000001"],
  },
];
