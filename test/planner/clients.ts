import type { ZoneOfVpc } from "../../src/model/observed/vpc.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  gamma,
  hub,
  KMS,
  local,
  SSM,
  spoke,
} from "../support/scenario.ts";
import { alphaSees, type Spoilt } from "./estate.ts";
import { gated } from "./rollout.ts";
import type { Row } from "./row.ts";
import { denied, KMS_VIEW, SSM_VIEW, seen, service, VPC } from "./views.ts";
import { alias, foreignZone, own, zone } from "./zone.ts";

/** Alpha is missing from the zone, and its own account shows this. */
const joining = (view: Parameters<typeof alphaSees>[0]): Spoilt => ({
  hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] },
  documents: [hub(), endpoint("ssm"), alpha(), beta()],
  ...alphaSees(view),
});
const inZone = (id: string, account: string): ZoneOfVpc[] => [
  { id: id as never, name: SSM as never, owner: { account: account as never } },
];
const JOINING = ["authorize", "associate", "deauthorize"] as const;
const OTHER_VPC = "vpc-0a000000000000002";
const ABOVE = { id: "Z9" as never, name: "amazonaws.com" as never };
const CHILD = `d.${SSM}`;

/** Local is in the zone, others are missing, and a pass makes so many associations for a hub. */
function limited(pairsMax: number, documents: NonNullable<Spoilt["documents"]>, spoilt: Spoilt = {}): Spoilt {
  return {
    documents: [hub(), endpoint("ssm"), local(), ...documents],
    ...spoilt,
    hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.local] })], ...spoilt.hub },
    options: { pairsMax, ...spoilt.options },
  };
}
const MORE = "withheld NextPass hub";

/** Who joins a zone, and what keeps them out. */
export const CLIENTS: readonly Row[] = [
  {
    sentence: "a spoke that is missing is authorized, joins, and its authorization is taken back",
    spoilt: joining({}),
    findings: [],
    actions: [...JOINING],
  },
  {
    sentence: "semantics 16: a VPC that is not there joins nothing",
    spoilt: joining({ owner: undefined as never }),
    findings: [`withheld VpcNotFound hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 16: a VPC that another account shares is told with its owner, and not authorized",
    spoilt: joining({ owner: BETA.account as never }),
    findings: [`withheld VpcOfOtherAccount hub ssm alpha ${SSM}`],
    actions: [],
    says: [`belongs to ${BETA.account}`, `set the spoke's account to ${BETA.account}`],
  },
  {
    sentence: "semantics 16: a VPC without DNS support resolves no private zone",
    spoilt: joining({ dnsSupport: seen(false) }),
    findings: [`withheld DnsAttributesOff hub ssm alpha ${SSM}`],
    actions: [],
    says: ["--enable-dns-support"],
  },
  {
    sentence: "semantics 20: a zone of somebody else's holds the name",
    spoilt: joining({ zones: seen(inZone("Z9", ALPHA.account)) }),
    findings: [`conflict NameHeldByZone hub ssm alpha ${SSM}`],
    actions: [],
    says: ["Z9", `account ${ALPHA.account}`],
  },
  {
    sentence: "semantics 20: the VPC's own endpoint holds the name",
    spoilt: joining({
      privateDns: seen([{ endpoint: "vpce-0b000000000000001" as never, names: [SSM as never] }]),
    }),
    findings: [`conflict NameHeldByEndpoint hub ssm alpha ${SSM}`],
    actions: [],
    says: ["vpce-0b000000000000001"],
  },
  {
    sentence: "semantics 20: a Resolver rule of the same name wins over the zone",
    spoilt: joining({ rules: seen([{ id: "rslvr-rr-1", name: SSM as never }]) }),
    findings: [`conflict NameHeldByRule hub ssm alpha ${SSM}`],
    actions: [],
    says: ["rslvr-rr-1"],
  },
  {
    sentence: "semantics 20: what could not be checked is told, and AWS is asked",
    spoilt: joining({ rules: denied() }),
    findings: [`note NotChecked hub alpha`],
    actions: [...JOINING],
  },
  {
    sentence:
      "semantics 29: a VPC stays in our zone that a suspended spoke has it in, whatever another hub wants",
    spoilt: {
      documents: [
        hub(),
        hub({ anchorVpc: undefined, vpc: OTHER_VPC }, "other"),
        endpoint("kms"),
        endpoint("ssm", { hubs: ["hub", "other"] }),
        beta(),
        spoke("paused", ALPHA, { suspend: true, endpoints: { names: ["kms"] } }),
        gamma({ hub: "other" }),
        spoke("working", ALPHA, { hub: "other" }),
      ],
      hub: {
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] }),
          zone(SSM, { id: "Z2", vpc: OTHER_VPC, members: [VPC.gamma] }),
          zone(KMS, {
            id: "Z3",
            service: "kms",
            members: [VPC.anchor, VPC.beta],
            records: [...own(KMS), alias(KMS, KMS_VIEW)],
          }),
        ],
      },
    },
    findings: [`conflict NameHeldByUs other ssm working ${SSM}`],
    actions: [],
    says: ["Z1 of hub hub"],
  },
  {
    sentence: "semantics 5: a zone that would hide a name beneath it takes nobody",
    spoilt: {
      ...joining({}),
      hub: {
        services: [service("ssm", SSM), service("kms", CHILD)],
        zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })],
      },
    },
    findings: [`withheld Shadows hub ssm alpha ${SSM}`],
    actions: [],
    says: [CHILD],
  },
  {
    sentence: "semantics 5: a zone above whose records nobody read may answer below the name, which is told",
    spoilt: joining({ zones: seen([{ ...ABOVE, owner: { account: ALPHA.account as never } }]) }),
    findings: [`note MayShadow hub ssm alpha ${SSM}`],
    actions: [...JOINING],
    says: ["Z9 (amazonaws.com)"],
  },
  {
    sentence: "semantics 5: nothing of it is lost where a rule of a longer name answers there today",
    spoilt: joining({
      zones: seen([{ ...ABOVE, owner: { account: ALPHA.account as never } }]),
      rules: seen([{ id: "rslvr-rr-1", name: "eu-west-1.amazonaws.com" as never }]),
    }),
    findings: [],
    actions: [...JOINING],
  },
  {
    sentence: "an endpoint that is stalled keeps its clients and takes no new ones",
    spoilt: {
      hub: { endpoints: [], zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] },
      documents: [hub(), endpoint("ssm"), alpha(), beta()],
    },
    findings: ["withheld EndpointNotAvailable hub ssm", `withheld EndpointStalled hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 17: nobody is authorized in an adopted zone whose authorizations could not be read",
    spoilt: {
      documents: [hub(), endpoint("ssm", { adoptZones: true }), alpha()],
      hub: {
        zones: [],
        adoptable: [foreignZone(SSM, { members: [VPC.anchor] }, { authorizations: denied() })],
      },
    },
    findings: [`unknown AccessDenied hub ${SSM}`, `withheld AuthorizationsNotRead hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "a full zone waits for the VPCs that leave it",
    spoilt: {
      documents: [hub({ quotas: { vpcsPerZone: 2 } }), endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.gamma] })] },
    },
    findings: [`withheld ZoneFull hub ssm alpha ${SSM}`],
    actions: ["disassociate"],
  },
  {
    sentence: "beyond the associations of one pass whole VPCs wait for the next",
    spoilt: {
      documents: [hub(), endpoint("ssm"), alpha(), beta(), gamma()],
      options: { pairsMax: 1 },
    },
    findings: ["withheld NextPass hub"],
    actions: [...JOINING],
    says: ["1 more VPCs"],
  },
  {
    sentence: "semantics 21: a spoke that chooses another set moves, and the gap is told",
    spoilt: {
      documents: [
        hub(),
        endpoint("ssm"),
        endpoint("ssm", { set: "b" }, "ssm-b"),
        alpha({ endpoints: { names: ["ssm-b"] } }),
        beta({ endpoints: { names: ["ssm"] } }),
      ],
      hub: {
        zones: [
          zone(SSM, { members: [VPC.alpha, VPC.beta] }),
          zone(SSM, { id: "Z2", set: "b", members: [VPC.anchor] }),
        ],
      },
    },
    findings: [`window Move hub ssm-b alpha ${SSM}`],
    actions: ["changeRecords", "awaitInsync", "authorize", "move", "deauthorize"],
  },
  ...["a", "z"].map(
    (set): Row => ({
      sentence: `semantics 21: a spoke that chooses a second set, ${set}, keeps the zone that it is in, and is told of the other`,
      spoilt: {
        documents: [
          hub(),
          endpoint("ssm"),
          endpoint("kms", { set, names: [], extraNames: [`*.${SSM}`] }),
          alpha(),
        ],
        hub: {
          zones: [
            zone(SSM, { members: [VPC.alpha] }),
            zone(SSM, {
              id: "Z2",
              set,
              service: "kms",
              members: [VPC.anchor],
              records: [...own(SSM), alias(SSM, KMS_VIEW), { ...alias(SSM, KMS_VIEW), name: `*.${SSM}` }],
            }),
          ],
        },
      },
      findings: [`conflict NameWantedTwice hub kms alpha ${SSM}`],
      actions: ["tagZone"],
    }),
  ),
  {
    sentence: "semantics 30: that a hub VPC resolves a name through one of two sets is a note",
    spoilt: {
      documents: [
        hub(),
        endpoint("ssm", { hubPrivateDns: "off" }),
        endpoint("ssm", { set: "z", hubPrivateDns: "off" }, "ssm-z"),
        alpha({ endpoints: { names: ["ssm"] } }),
      ],
      hub: {
        zones: [
          zone(SSM, { members: [VPC.hub, VPC.alpha] }),
          zone(SSM, { id: "Z2", set: "z", members: [VPC.anchor] }),
        ],
      },
    },
    findings: [`note NameWantedTwice hub ssm-z ${SSM} ${VPC.hub.id}`],
    actions: [],
  },
  {
    sentence: "a pass takes on as many VPCs as it makes associations for, by their documents' names",
    spoilt: limited(2, [alpha(), beta(), gamma()]),
    findings: [MORE],
    actions: [...JOINING, ...JOINING],
    says: ["1 more VPCs wait for a later pass: one makes at most 2 associations"],
  },
  {
    sentence: "as many as it makes are no reason to wait",
    spoilt: limited(3, [alpha(), beta(), gamma()]),
    findings: [],
    actions: [...JOINING, ...JOINING, ...JOINING],
  },
  {
    sentence: "a VPC whose associations do not fit waits with all of them",
    spoilt: limited(3, [endpoint("kms"), alpha(), beta()], {
      hub: {
        zones: [
          zone(SSM, { members: [VPC.anchor, VPC.local] }),
          zone(KMS, {
            id: "Z2",
            service: "kms",
            members: [VPC.anchor, VPC.local],
            records: [...own(KMS), alias(KMS, KMS_VIEW)],
          }),
        ],
      },
    }),
    findings: [MORE],
    actions: [...JOINING, ...JOINING],
  },
  {
    sentence: "semantics 45: the canary is taken on first",
    spoilt: limited(1, [alpha(), beta()], {
      options: gated({ chosen: [`${VPC.beta.id}@${VPC.beta.region}`] }),
    }),
    findings: [MORE],
    actions: [...JOINING],
    held: [],
    joins: [VPC.beta.id],
  },
  {
    sentence: "a VPC that cannot join takes no place in a pass",
    spoilt: limited(1, [alpha(), beta()], alphaSees({ dnsSupport: seen(false) })),
    findings: [`withheld DnsAttributesOff hub ssm alpha ${SSM}`],
    actions: [...JOINING],
    joins: [VPC.beta.id],
  },
  {
    sentence: "a zone that takes nobody now takes no place either",
    spoilt: limited(2, [endpoint("kms"), alpha(), beta()], { hub: { endpoints: [SSM_VIEW] } }),
    findings: ["withheld EndpointNotAvailable hub kms"],
    actions: [...JOINING, ...JOINING],
  },
];
