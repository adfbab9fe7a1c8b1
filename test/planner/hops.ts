import type { Seen } from "../../src/model/failure.ts";
import type { DnsGroupView } from "../../src/model/observed/network.ts";
import { type NetworkWords, network } from "../support/networks.ts";
import { alpha, beta, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { JOINS, SHARED } from "./rule-estate.ts";
import {
  attached,
  DNS_GROUP,
  HOP,
  RULE_HUB,
  type RulesShown,
  resolverEndpoint,
  resolverView,
  VPC,
} from "./rule-views.ts";
import { denied, seen } from "./views.ts";
import { zone } from "./zone.ts";

const ZONES = [zone(SSM, { members: [VPC.anchor, VPC.hub] })];
const CAPACITY = "note ResolverCapacity hub";
const GROUP = DNS_GROUP.id;
const DNS = "vpc-0d000000";

/** Alpha has ssm's rule, and beta is to get it; `served`: nobody lacks one. */
function spoilt(
  rules: RulesShown,
  { served = false, resolver = resolverView() } = {},
): Pick<Row, "spoilt">["spoilt"] {
  const documents = [RULE_HUB, SHARED, alpha(), ...(served ? [] : [beta()])];
  return { documents, hub: { resolver, zones: ZONES }, rules };
}

const hop = (words: Partial<NetworkWords>): RulesShown => ({ networks: [network({ ...HOP, ...words })] });

const only = (
  side: "ingress" | "egress",
  rules: DnsGroupView["ingress"],
): { readonly groups: Seen<readonly DnsGroupView[]> } => ({
  groups: seen([{ ...DNS_GROUP, [side]: rules }]),
});

const naming = (id: string) => DNS_GROUP.ingress.map((rule) => ({ ...rule, cidrs: [], others: [id] }));

/** An entry for DNS by one protocol, 17 or 6. */
const dns = (side: "egress" | "ingress", protocol: "6" | "17", allows: boolean, number = 10) => ({
  ...{ number, isEgress: side === "egress", allows, protocol, cidr: "10.0.0.0/8", fromPort: 53, toPort: 53 },
});

const rest = (side: "egress" | "ingress") => ({
  ...{ number: 100, isEgress: side === "egress", allows: true, protocol: "-1", cidr: "0.0.0.0/0" },
  ...{ fromPort: 0, toPort: 65_535 },
});

const UDP_IN_DENIED = [dns("ingress", "17", false), rest("ingress"), rest("egress")];

/** The outbound endpoint in a VPC of its own, `routes` there and back. */
function apart(there: readonly string[], back: readonly string[]): RulesShown {
  const peerings = [`pcx-1 active ${DNS} ${HOP.vpc}`];
  const subnets = ["subnet-d0 euw1-az1 10.5.0.0/24", "subnet-d1 euw1-az2 10.5.1.0/24"];
  return {
    networks: [
      network({ ...HOP, routes: back, peerings }),
      network({ ...HOP, vpc: DNS, subnets, routes: there, peerings }),
    ],
  };
}

const OUTBOUND = resolverView({
  outbound: resolverEndpoint("rslvr-out-0123456789abcdef0", {
    direction: "OUTBOUND",
    vpc: DNS as never,
    addresses: seen(
      ["10.5.0.20", "10.5.1.20"].map((ip, n) => ({
        id: `rni-${n}`,
        ip,
        subnet: `subnet-d${n}` as never,
        status: "ATTACHED",
      })),
    ),
  }),
});
/** In a subnet where no inbound address is: within one, no network ACL is asked. */
const AWAY = resolverView({
  outbound: resolverEndpoint("rslvr-out-0123456789abcdef0", {
    direction: "OUTBOUND",
    addresses: seen([{ id: "rni-2", ip: "10.0.2.20", subnet: "subnet-02" as never, status: "ATTACHED" }]),
  }),
});
const FROM_DNS = DNS_GROUP.ingress.map((rule) => ({ ...rule, cidrs: ["10.5.0.0/16"] }));

const THROTTLED: Seen<never> = {
  kind: "unreadable",
  failure: { kind: "throttled", error: "RequestLimitExceeded", message: "Rate exceeded" },
};

/** Queries from the outbound Resolver endpoint to the inbound one (semantics 46). */
export const HOPS: readonly Row[] = [
  {
    sentence: "security groups that let no DNS in keep rules from being associated",
    spoilt: spoilt(
      only(
        "ingress",
        DNS_GROUP.ingress.filter((rule) => rule.protocol === "tcp"),
      ),
    ),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["do not let UDP 53 in from 10.0.0.20", "with rules of hub hub get SERVFAIL"],
  },
  {
    sentence: "and those that let none out",
    spoilt: spoilt(only("egress", [])),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["do not let UDP 53 out to 10.0.0.10", "add an outbound rule"],
  },
  {
    sentence: "UDP alone is not enough: AWS asks for both",
    spoilt: spoilt(
      only(
        "ingress",
        DNS_GROUP.ingress.filter((rule) => rule.protocol === "udp"),
      ),
    ),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["do not let TCP 53 in"],
  },
  {
    sentence: "a group that admits the other endpoint's group does so in one VPC",
    spoilt: spoilt(only("ingress", naming(GROUP))),
    findings: [CAPACITY],
    actions: [...JOINS],
  },
  {
    sentence: "whom another group stands for is not known, and withholds nothing",
    spoilt: spoilt(only("ingress", naming("sg-0e0000000000000aa"))),
    findings: ["note HopUnread hub", CAPACITY],
    actions: [...JOINS],
    says: ["sg-0e0000000000000aa"],
  },
  {
    sentence: "groups that could not be read are not taken for closed ones, and the permission is named",
    spoilt: spoilt({ groups: denied() }),
    findings: ["note HopUnread hub", CAPACITY],
    actions: [...JOINS],
    says: ["ec2:DescribeSecurityGroups"],
  },
  {
    sentence: "a network ACL that lets no queries in stops them, and is named",
    spoilt: spoilt(hop({ acls: { "subnet-00": UDP_IN_DENIED, "subnet-01": UDP_IN_DENIED } })),
    findings: ["note HopPartial hub", CAPACITY],
    actions: [...JOINS],
    says: [
      "network ACL acl-00 of subnet-00 does not let UDP 53 in from 10.0.1.20",
      "add an ingress entry to acl-00",
    ],
  },
  {
    sentence: "from all subnets: spokes without a rule wait, and who has one keeps it",
    spoilt: spoilt(hop({ acls: { "subnet-00": UDP_IN_DENIED, "subnet-01": UDP_IN_DENIED } }), {
      resolver: AWAY,
    }),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["acl-00", "acl-01"],
  },
  {
    sentence: "that queries stop later is told while it is so, and takes nothing away",
    spoilt: spoilt(only("egress", []), { served: true }),
    findings: ["note HopBlocked hub alpha"],
    actions: [],
  },
  {
    sentence: "of the hop of a hub at rest that nobody looked at nothing is said",
    spoilt: spoilt({ networks: [] }, { served: true }),
    findings: [],
    actions: [],
  },
  {
    sentence: "nor is anything said of it that nobody may read, while nobody is given a rule",
    spoilt: spoilt(hop({ denied: ["acls"] }), { served: true }),
    findings: [],
    actions: [],
  },
  {
    sentence: "without the permissions of the path rules are given all the same, and what to allow is said",
    spoilt: spoilt(hop({ denied: ["subnets", "routeTables", "acls", "interfaces"] })),
    findings: ["note HopUnread hub", CAPACITY],
    actions: [...JOINS],
    says: ["allow ec2:DescribeNetworkAcls in account"],
  },
  {
    sentence: "what was throttled holds everybody for this pass",
    spoilt: spoilt({ networks: [{ ...network(HOP), acls: THROTTLED }] }),
    findings: ["unknown RequestLimitExceeded hub beta"],
    actions: [],
  },
  {
    sentence: "and so do groups",
    spoilt: spoilt({ groups: THROTTLED }),
    findings: ["unknown RequestLimitExceeded hub beta"],
    actions: [],
  },
  {
    sentence: "an outbound endpoint in another VPC needs a route there",
    spoilt: spoilt({ ...apart([], ["10.5.0.0/16 pcx-1"]) }, { resolver: OUTBOUND }),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["route table rtb-0d000000 has no route to 10.0.0.10"],
  },
  {
    sentence: "and one back",
    spoilt: spoilt(
      { ...apart(["10.0.0.0/16 pcx-1"], []), ...only("ingress", FROM_DNS) },
      { resolver: OUTBOUND },
    ),
    findings: ["withheld HopBlocked hub beta", "note HopBlocked hub alpha"],
    actions: [],
    says: ["has no route to 10.5.0.20"],
  },
  {
    sentence: "and with both it is given",
    spoilt: spoilt(
      { ...apart(["10.0.0.0/16 pcx-1"], ["10.5.0.0/16 pcx-1"]), ...only("ingress", FROM_DNS) },
      { resolver: OUTBOUND },
    ),
    findings: [CAPACITY],
    actions: [...JOINS],
  },
  {
    sentence: "an address that is not ATTACHED is not counted on",
    spoilt: spoilt(hop({ acls: { "subnet-02": [] } }), {
      resolver: resolverView({
        outbound: resolverEndpoint("rslvr-out-0123456789abcdef0", {
          direction: "OUTBOUND",
          addresses: seen([
            ...(attached("10.0.0.20") as Extract<ReturnType<typeof attached>, { kind: "seen" }>).value,
            { id: "rni-2", ip: "10.0.2.20", subnet: "subnet-02" as never, status: "ATTACHING" },
          ]),
        }),
      }),
    }),
    findings: [CAPACITY],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 58: a rule that leads nowhere leaves a spoke that is to have zones at once",
    spoilt: {
      documents: [RULE_HUB, SHARED, alpha({ mode: "phz-association" })],
      hub: { resolver: AWAY, zones: ZONES },
      rules: hop({ acls: { "subnet-02": [] } }),
    },
    findings: [],
    actions: ["authorize", "associate", "deauthorize", "disassociateRule"],
  },
];
