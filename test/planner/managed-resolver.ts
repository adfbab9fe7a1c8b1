import { ruleRequestId } from "../../src/model/rule-ownership.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { A, B, C, DNS, managed, managedHub, OTHER_DNS } from "../support/managed-resolver-scene.ts";
import { network } from "../support/networks.ts";
import { ALPHA, alpha, hub, KMS, LOCAL, SSM } from "../support/scenario.ts";
import { HEALTHY_HUB } from "./estate.ts";
import {
  address,
  emptyView,
  IN,
  IN_ANOTHER_VPC,
  IN_TWO_VPCS,
  inbound,
  leading,
  managedView,
  nextInbound,
  OUT,
  outbound,
  subnet,
  TARGETS,
} from "./managed-resolver-views.ts";
import type { Row } from "./row.ts";
import { SHARED } from "./rule-estate.ts";
import { associated, association, DNS_GROUP, HOP, VPC } from "./rule-views.ts";
import { denied, seen } from "./views.ts";
import { zone } from "./zone.ts";

const ZONES = [zone(SSM, { members: [VPC.anchor, VPC.hub] })];
const SERVED = { accounts: { [ALPHA.account]: associated(association(ALPHA)) } };
const GROUPS = [DNS, OTHER_DNS].map((id) => ({ ...DNS_GROUP, id: id as never }));
const AROUND = {
  networks: [network({ ...HOP, subnets: [A, B, C].map((id, n) => `${id} euw1-az${n + 1} 10.0.${n}.0/24`) })],
  groups: seen(GROUPS),
};
const READ = { ...SERVED, ...AROUND };
const NOBODY = { accounts: { [ALPHA.account]: associated() } };
const MAKES = ["createResolverEndpoint", "awaitResolverEndpoint"] as const;
const ADDS = ["addResolverAddress", "awaitResolverEndpoint"] as const;
const REMOVES = ["removeResolverAddress", "awaitResolverEndpoint"] as const;
const MOVES = ["updateRule", "awaitRule"] as const;

const documents = (resolver: Parameters<typeof managedHub>[0] = {}) => [
  managedHub(resolver),
  SHARED,
  alpha(),
];
const alone = (resolver: Parameters<typeof managedHub>[0] = {}) => [managedHub(resolver), SHARED];
/** Of the same account and Region. */
const NEXT_HUB = alone().map(({ path, text }) => ({
  path: `second-${path}`,
  text: text.replaceAll('"hub"', '"second"').replaceAll('"ssm"', '"kms"').replaceAll(HUB_VPC, LOCAL.vpc),
}));
const shown = (view: Parameters<typeof managedView>[0] = {}) => ({
  zones: ZONES,
  resolver: managedView(view),
});
const foreign = leading(TARGETS, {
  id: "rslvr-rr-0000000000000000f" as never,
  name: "corp.example" as never,
  creatorRequestId: "by hand",
});
const ABC = [address("10.0.0.10"), address("10.0.1.10"), address("10.0.2.10")];
const ABC_TARGETS = ABC.map(({ ip }) => ip);
const AC = { inbound: managed([A, C]) };
const REPLACED = { inbound: managed([A, B], [OTHER_DNS]) };
const NONE = { inbound: "none", outbound: "none" } as const;
const SECOND = hub(
  { vpc: LOCAL.vpc, anchorVpc: undefined, resolver: { inbound: { id: IN }, outbound: { id: OUT } } },
  "second",
);
const next = () => nextInbound({ securityGroups: [OTHER_DNS as never] });

const KMS_RULE = {
  name: KMS as never,
  creatorRequestId: ruleRequestId(
    { owner: "network-platform", account: HUB, region: REGION, vpc: HUB_VPC } as never,
    {
      type: "FORWARD",
      name: KMS as never,
    },
  ),
};
const UNREAD = { addresses: denied<never>("ListResolverEndpointIpAddresses") };
const BY_HAND = { creatorRequestId: "by hand" };
const IN_BY_HAND = "rslvr-in-0000000000000000f";
const NEXT_OUT = "rslvr-out-00000000000000002";

/** Resolver endpoints that documents have made. */
export const MANAGED_RESOLVER: readonly Row[] = [
  {
    sentence: "semantics 50: what is not there is made, and rules follow when it was read",
    spoilt: { documents: documents(), hub: { zones: ZONES, resolver: emptyView() }, rules: NOBODY },
    findings: ["withheld ResolverNotReady hub alpha"],
    actions: [...MAKES, ...MAKES],
  },
  {
    sentence: "what is as written stays, and nothing is said",
    spoilt: { documents: documents(), hub: shown(), rules: SERVED },
    findings: [],
    actions: [],
  },
  {
    sentence: "quotas first: others' endpoints count too",
    spoilt: {
      documents: alone(),
      hub: {
        zones: ZONES,
        resolver: emptyView(
          [1, 2, 3, 4].map((i) =>
            inbound(ABC, { id: `rslvr-in-${i}` as never, creatorRequestId: "by hand" }),
          ),
        ),
      },
      rules: {},
    },
    findings: ["withheld ResolverQuota hub"],
    actions: [],
    says: ["more than 4", "quotas.resolverEndpoints"],
  },
  {
    sentence: "quotas first: and those that another hub of the account and Region has made by the same plan",
    spoilt: {
      documents: [...alone(), ...NEXT_HUB],
      hub: {
        zones: ZONES,
        resolver: emptyView(
          [1].map((i) => inbound(ABC, { id: `rslvr-in-${i}` as never, creatorRequestId: "by hand" })),
        ),
      },
      rules: {},
    },
    findings: ["withheld ResolverQuota second"],
    actions: [
      "createZone",
      "changeRecords",
      "awaitInsync",
      "tagZone",
      "associate",
      ...MAKES,
      ...MAKES,
      ...MAKES,
    ],
    says: ["more than 4"],
  },
  {
    sentence: "AWS makes one outbound endpoint at a time",
    spoilt: {
      documents: alone(),
      hub: {
        zones: ZONES,
        resolver: emptyView([outbound([], { creatorRequestId: "by hand", status: "CREATING" })]),
      },
      rules: {},
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [...MAKES],
  },
  {
    sentence: "a subnet that is not there is told, and nothing is made",
    spoilt: {
      documents: alone(),
      hub: { zones: ZONES, resolver: emptyView([], seen([subnet(A, 0)])) },
      rules: {},
    },
    findings: ["withheld ResolverSubnets hub", "withheld ResolverSubnets hub"],
    actions: [],
    says: [B],
  },
  {
    sentence: "subnets of two VPCs are told",
    spoilt: { documents: alone(), hub: { zones: ZONES, resolver: emptyView([], IN_TWO_VPCS) }, rules: {} },
    findings: ["withheld ResolverSubnets hub", "withheld ResolverSubnets hub"],
    actions: [],
    says: ["AWS takes those of one VPC"],
  },
  {
    sentence: "semantics 12: subnets that were not read are not absent",
    spoilt: { documents: alone(), hub: { zones: ZONES, resolver: emptyView([], denied()) }, rules: {} },
    findings: ["withheld ResolverSubnets hub", "withheld ResolverSubnets hub"],
    actions: [],
    says: ["allow the hub's role ec2:DescribeSubnets"],
  },
  {
    sentence: "all addresses in one Availability Zone are said",
    spoilt: {
      documents: documents(),
      hub: shown({ subnets: seen([subnet(A, 0), subnet(B, 0)]) }),
      rules: SERVED,
    },
    findings: ["note ResolverOneZone hub", "note ResolverOneZone hub"],
    actions: [],
  },
  {
    sentence: "semantics 50: one that is being made is waited for, and nothing else of it is changed",
    spoilt: {
      documents: alone(),
      hub: shown({ into: inbound(ABC, { status: "CREATING" }), rules: [] }),
      rules: {},
    },
    findings: [],
    actions: ["awaitResolverEndpoint"],
  },
  {
    sentence: "one that no longer speaks Do53 speaks it again",
    spoilt: {
      documents: alone(),
      hub: shown({ into: inbound(undefined, { protocols: ["DoH"] }), rules: [] }),
      rules: {},
    },
    findings: [],
    actions: ["setResolverProtocols"],
  },
  {
    sentence:
      "semantics 62: an address whose interface was deleted is made again, and the failed one goes unheld",
    spoilt: {
      documents: documents(),
      hub: shown({
        outOf: outbound([
          ...["10.0.0.20", "10.0.1.20"].map((ip) => address(ip)),
          address("10.0.1.21", "FAILED_RESOURCE_GONE"),
        ]),
      }),
      rules: READ,
    },
    findings: [],
    actions: [...REMOVES],
  },
  {
    sentence: "semantics 51: AWS keeps two that are ATTACHED, so one that failed goes when another one is",
    spoilt: {
      documents: documents(),
      hub: shown({ outOf: outbound([address("10.0.0.20"), address("10.0.1.20", "FAILED_RESOURCE_GONE")]) }),
      rules: READ,
    },
    findings: ["withheld ResolverMoves hub"],
    actions: [...ADDS],
  },
  {
    sentence: "semantics 51: a fixed address that failed cannot be made anew beside one that answers",
    spoilt: {
      documents: documents({ outbound: managed([A, { subnet: B, ip: "10.0.1.20" }]) }),
      hub: shown({ outOf: outbound([address("10.0.0.20"), address("10.0.1.20", "FAILED_RESOURCE_GONE")]) }),
      rules: READ,
    },
    findings: ["withheld FixedAddress hub"],
    actions: [...ADDS],
  },
  {
    sentence: "semantics 51: an address that documents want elsewhere is first made there",
    spoilt: { documents: documents(AC), hub: shown(), rules: READ },
    findings: ["withheld ResolverMoves hub"],
    actions: [...ADDS],
  },
  {
    sentence: "semantics 46: no address is added from which queries would not get through",
    spoilt: {
      documents: documents({ outbound: managed([A, B, C]) }),
      hub: shown(),
      rules: {
        ...SERVED,
        ...AROUND,
        groups: seen([
          {
            ...DNS_GROUP,
            id: DNS as never,
            ingress: DNS_GROUP.ingress.map((rule) => ({ ...rule, cidrs: ["10.0.0.0/23"] })),
          },
        ]),
      },
    },
    findings: ["withheld HopBlocked hub"],
    actions: [],
  },
  {
    sentence: "semantics 46: nor while nobody knows whether they would",
    spoilt: {
      documents: documents({ outbound: managed([A, B, C]) }),
      hub: shown(),
      rules: { ...READ, groups: denied() },
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
    says: ["ec2:DescribeSecurityGroups"],
  },
  {
    sentence: "semantics 51: then rules get the new one beside the old ones",
    spoilt: { documents: documents(AC), hub: shown({ into: inbound(ABC) }), rules: READ },
    findings: ["withheld ResolverMoves hub"],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 51: then they lose the old one",
    spoilt: {
      documents: documents(AC),
      hub: shown({ into: inbound(ABC), rules: [leading(ABC_TARGETS)] }),
      rules: READ,
    },
    findings: ["withheld ResolverMoves hub"],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 51: while a rule is UPDATING nothing goes",
    spoilt: {
      documents: documents(AC),
      hub: shown({
        into: inbound(ABC),
        rules: [leading(["10.0.0.10", "10.0.2.10"], { status: "UPDATING" })],
      }),
      rules: READ,
    },
    findings: ["withheld ResolverMoves hub"],
    actions: ["awaitRule"],
    says: ["is UPDATING"],
  },
  {
    sentence: "semantics 51: then it goes, by a second word: on-premises forwarders cannot be seen",
    spoilt: {
      documents: documents(AC),
      hub: shown({ into: inbound(ABC), rules: [leading(["10.0.0.10", "10.0.2.10"])] }),
      rules: READ,
    },
    findings: ["withheld UnknownForwarders hub"],
    actions: [],
    held: [...REMOVES],
    says: ["--allow-removals"],
  },
  {
    sentence: "of an outbound endpoint it goes at once: nobody leads there",
    spoilt: {
      documents: documents({ outbound: managed([A, C]) }),
      hub: shown({ outOf: outbound([address("10.0.0.20"), address("10.0.1.20"), address("10.0.2.20")]) }),
      rules: READ,
    },
    findings: [],
    actions: [...REMOVES],
  },
  {
    sentence: "semantics 51: an endpoint that takes no more addresses gives one up first, and rules leave it",
    spoilt: {
      documents: [managedHub(AC, { quotas: { resolverAddresses: 2 } }), SHARED, alpha()],
      hub: shown(),
      rules: READ,
    },
    findings: ["withheld ResolverMoves hub"],
    actions: [...MOVES],
  },
  {
    sentence: "an address that somebody else's rule leads to stays",
    spoilt: {
      documents: documents(AC),
      hub: shown({ into: inbound(ABC), rules: [leading(["10.0.0.10", "10.0.2.10"]), foreign] }),
      rules: READ,
    },
    findings: ["withheld ResolverInUse hub"],
    actions: [],
    says: ["corp.example"],
  },
  {
    sentence: "semantics 51: another group means another endpoint, of the next generation",
    spoilt: { documents: documents(REPLACED), hub: shown(), rules: READ },
    findings: [],
    actions: [...MAKES],
  },
  {
    sentence: "semantics 44: upsert-only replaces nothing",
    spoilt: {
      documents: [managedHub(REPLACED, { writePolicy: "upsert-only" }), SHARED, alpha()],
      hub: shown(),
      rules: READ,
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    held: [...MAKES],
  },
  {
    sentence: "semantics 51: its fixed address cannot be in two places",
    spoilt: {
      documents: documents({ inbound: managed([{ subnet: A, ip: "10.0.0.10" }, B], [OTHER_DNS]) }),
      hub: shown(),
      rules: READ,
    },
    findings: ["withheld FixedAddress hub"],
    actions: [],
    says: ["10.0.0.10"],
  },
  {
    sentence: "semantics 51: endpoints in another VPC are other ones, which are made beside those that stand",
    spoilt: { documents: documents(), hub: shown({ subnets: IN_ANOTHER_VPC }), rules: READ },
    findings: [],
    actions: [...MAKES, ...MAKES],
  },
  {
    sentence: "semantics 51: rules move to what takes its place, by overlap",
    spoilt: { documents: documents(REPLACED), hub: shown({ others: [next()] }), rules: READ },
    findings: ["withheld ResolverMoves hub"],
    actions: [...MOVES],
  },
  {
    sentence: "semantics 46: not before queries are seen to get there",
    spoilt: {
      documents: documents(REPLACED),
      hub: shown({ others: [next()] }),
      rules: {
        ...SERVED,
        ...AROUND,
        groups: seen([
          { ...DNS_GROUP, id: DNS as never },
          { ...DNS_GROUP, id: OTHER_DNS as never, ingress: [] },
        ]),
      },
    },
    findings: ["withheld HopBlocked hub", "withheld ResolverMoves hub"],
    actions: [],
  },
  {
    sentence: "semantics 51: nobody new is given a rule that has moved while others have not",
    spoilt: {
      documents: documents(REPLACED),
      hub: shown({
        others: [next()],
        rules: [
          leading(["10.0.0.11", "10.0.1.11"]),
          leading(TARGETS, { ...KMS_RULE, id: "rslvr-rr-1" as never }),
        ],
      }),
      rules: { ...NOBODY, ...AROUND },
    },
    findings: [
      "withheld ResolverMoves hub",
      `withheld UnknownConsumers hub ${KMS}`,
      `withheld ResolverMoves hub ssm alpha ${SSM}`,
    ],
    actions: [],
  },
  {
    sentence: "semantics 51: the old one goes when no rule leads there, by a second word",
    spoilt: {
      documents: documents(REPLACED),
      hub: {
        zones: ZONES,
        resolver: managedView({
          into: next(),
          others: [inbound()],
          rules: [leading(["10.0.0.11", "10.0.1.11"])],
        }),
      },
      rules: READ,
    },
    findings: ["withheld UnknownForwarders hub"],
    actions: [],
    held: ["deleteResolverEndpoint"],
  },
  {
    sentence:
      "semantics 12: the addresses that rules lead to were not read: they are not moved to another view VPC",
    spoilt: {
      documents: documents(),
      hub: {
        ...shown({
          into: inbound(ABC, { ...UNREAD, ...BY_HAND, id: IN_BY_HAND as never, vpc: LOCAL.vpc as never }),
          others: [inbound()],
          rules: [leading(["10.9.0.10", "10.9.1.10"])],
        }),
        zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.local] })],
      },
      rules: READ,
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
  },
  {
    sentence: "semantics 12: nor to one of the same VPC: nobody knows whose those are",
    spoilt: {
      documents: documents(),
      hub: shown({
        into: inbound(ABC, { ...UNREAD, ...BY_HAND, id: IN_BY_HAND as never }),
        others: [inbound()],
        rules: [leading(["10.0.0.30", "10.0.1.30"])],
      }),
      rules: READ,
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
    says: [`the addresses of Resolver endpoint ${IN_BY_HAND} could not be read`],
  },
  {
    sentence:
      "semantics 12: the addresses of the endpoint by which rules leave were not read: they leave by it",
    spoilt: {
      documents: documents({ outbound: managed([A, B], [OTHER_DNS]) }),
      hub: shown({
        outOf: outbound([], { ...UNREAD, ...BY_HAND }),
        others: [outbound(undefined, { id: NEXT_OUT as never, securityGroups: [OTHER_DNS as never] })],
      }),
      rules: {
        ...SERVED,
        ...AROUND,
        groups: seen([
          { ...DNS_GROUP, id: DNS as never },
          { ...DNS_GROUP, id: OTHER_DNS as never, egress: [] },
        ]),
      },
    },
    findings: ["withheld HopBlocked hub", "withheld ResolverNotReady hub"],
    actions: [],
  },
  {
    sentence: "semantics 12, 46: no address is added while those of the other endpoint were not read",
    spoilt: {
      documents: documents({ outbound: managed([A, B, C]) }),
      hub: shown({ into: inbound([], UNREAD) }),
      rules: READ,
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
  },
  {
    sentence: "semantics 12, 46: and none taken away",
    spoilt: {
      documents: documents({ outbound: managed([A, C]) }),
      hub: shown({
        into: inbound([], UNREAD),
        outOf: outbound([address("10.0.0.20"), address("10.0.1.20"), address("10.0.2.20")]),
      }),
      rules: READ,
    },
    findings: ["withheld ResolverNotReady hub"],
    actions: [],
  },
  ...["REMAP_ATTACHING", "UPDATING", "ISOLATED"].map(
    (status): Row => ({
      sentence: `semantics 54: an inbound address that is ${status} may answer again, and goes by a second word`,
      spoilt: {
        documents: documents(AC),
        hub: shown({
          into: inbound([address("10.0.0.10"), address("10.0.1.10", status), address("10.0.2.10")]),
          rules: [leading(["10.0.0.10", "10.0.2.10"])],
        }),
        rules: READ,
      },
      findings: ["withheld UnknownForwarders hub"],
      actions: [],
      held: [...REMOVES],
    }),
  ),
  {
    sentence: "semantics 54: an endpoint that another hub's document names stays",
    spoilt: {
      documents: [...alone(NONE), SECOND],
      hubs: { hub: seen({ ...HEALTHY_HUB, ...shown({ rules: [] }) }), second: seen(HEALTHY_HUB) },
    },
    findings: ["withheld ResolverInUse hub", "withheld ResolverInUse hub"],
    actions: [],
    says: ["hub second names it"],
  },
  {
    sentence: "semantics 54: with none written they go, the inbound one by a second word",
    spoilt: { documents: alone(NONE), hub: shown({ rules: [] }), rules: {} },
    findings: ["withheld UnknownForwarders hub"],
    actions: ["deleteResolverEndpoint"],
    held: ["deleteResolverEndpoint"],
  },
  {
    sentence: "semantics 54: and not while a rule of the account leads there, or leaves by them",
    spoilt: { documents: alone(NONE), hub: shown({ rules: [foreign] }), rules: {} },
    findings: ["withheld ResolverInUse hub", "withheld ResolverInUse hub"],
    actions: [],
  },
];
