import { expect, it } from "vitest";
import { allow, deny, gateway, type NetworkWords, network } from "../../../test/support/networks.ts";
import { valueIn } from "../failure.ts";
import type { AccountId, SubnetId } from "../ids.ts";
import type { Admission } from "../observed/network.ts";
import type { Interface, TransitGateway } from "./facts.ts";
import { ipOf, rangeOf } from "./ip.ts";
import { judge } from "./verdict.ts";

const HUB: NetworkWords = {
  vpc: "vpc-hub",
  account: "111111111111",
  subnets: ["subnet-h1 use1-az1 10.0.1.0/24", "subnet-h2 use1-az2 10.0.2.0/24"],
  routes: ["10.1.0.0/16 pcx-1"],
  peerings: ["pcx-1 active vpc-spoke vpc-hub"],
};

const SPOKE: NetworkWords = {
  vpc: "vpc-spoke",
  account: "222222222222",
  subnets: ["subnet-a use1-az1 10.1.1.0/24", "subnet-b use1-az2 10.1.2.0/24"],
  routes: ["10.0.0.0/16 pcx-1"],
  peerings: ["pcx-1 active vpc-spoke vpc-hub"],
};

const OPEN = [admits(443, "10.0.0.0/8")];

/** S1: a gateway of a network account; both VPCs attached in both zones. */
const BY_GATEWAY = {
  hub: {
    ...HUB,
    routes: ["10.1.0.0/16 tgw-1"],
    attachments: ["tgw-attach-h tgw-1 available subnet-h1 subnet-h2"],
  },
  spoke: {
    ...SPOKE,
    routes: ["10.0.0.0/8 tgw-1"],
    attachments: ["tgw-attach-s tgw-1 available subnet-a subnet-b"],
  },
  gateway: tgw("10.0.0.0/16 tgw-attach-h", "10.1.0.0/16 tgw-attach-s"),
};

const OPEN_TO_IPV6 = [allow(1, "egress", "::/0"), allow(1, "ingress", "::/0")];

const BY_IPV6 = {
  spoke: {
    subnets: ["subnet-a use1-az1 10.1.1.0/24 fd01:0:0:1::/64"],
    acls: { "subnet-a": OPEN_TO_IPV6 },
  },
  hub: { routes: ["fd01::/16 pcx-1"], acls: { "subnet-h1": OPEN_TO_IPV6 } },
  admissions: [admits(443, "fd01::/16")],
  addresses: ["fd00:0:0:1::5"],
  families: ["ipv6"],
} as const;

const ONE_PAIR = { clientSubnets: ["subnet-a"], addresses: ["10.0.1.5"] };

/** The address of IPv6 is in the hub's first subnet. */
const DUAL_STACK = {
  hub: {
    subnets: ["subnet-h1 use1-az1 10.0.1.0/24 fd00:0:0:1::/64", "subnet-h2 use1-az2 10.0.2.0/24"],
    routes: ["10.1.0.0/16 pcx-1", "fd01::/48 pcx-1"],
  },
  spoke: {
    subnets: ["subnet-a use1-az1 10.1.1.0/24 fd01:0:0:1::/64"],
    routes: ["10.0.0.0/16 pcx-1", "fd00::/48 pcx-1"],
  },
  admissions: [admits(443, "0.0.0.0/0"), admits(443, "::/0")],
  addresses: ["10.0.1.5", "fd00:0:0:1::5"],
  families: ["ipv4", "ipv6"] as const,
};

type Scene = {
  readonly hub?: Partial<NetworkWords>;
  readonly spoke?: Partial<NetworkWords>;
  readonly gateway?: TransitGateway;
  readonly admissions?: readonly Admission[] | "unread";
  readonly ports?: readonly number[];
  readonly addresses?: readonly string[];
  readonly families?: readonly ("ipv4" | "ipv6")[];
  readonly clientSubnets?: readonly string[];
};

type Row = Scene & { readonly law: string; readonly is: string; readonly by?: string };

const DEVICE = (subnet: string, type: string, n: number): Interface[] =>
  [...Array(n).keys()].map((i) => ({ id: `eni-${i}`, subnet: subnet as SubnetId, type, addresses: [] }));

const ROWS: readonly Row[] = [
  { law: "is reachable over an active peering with routes both ways", is: "reachable" },
  {
    law: "is blocked without a route to the hub, by the spoke's route table",
    spoke: { routes: [] },
    is: "blocked",
    by: "rtb-spoke",
  },
  {
    law: "is blocked without a return route, by the hub's route table",
    hub: { routes: [] },
    is: "blocked",
    by: "rtb-hub",
  },
  {
    law: "is partial when only one client subnet has a route",
    spoke: { tables: { "subnet-b": [] } },
    is: "partial",
    by: "rtb-b",
  },
  {
    law: "cannot tell where one client subnet is blocked and nobody can tell of the other",
    spoke: { routes: ["0.0.0.0/0 nat-1"], tables: { "subnet-b": [] } },
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "goes by the most specific route, a blackhole too",
    spoke: { routes: ["10.0.0.0/8 pcx-1", "10.0.0.0/16 pcx-2 blackhole"] },
    is: "blocked",
    by: "rtb-spoke",
  },
  {
    law: "lets a static route win over a propagated one to the same range",
    spoke: { routes: ["10.0.0.0/16 pcx-1", "10.0.0.0/16 vgw-1 propagated"] },
    is: "reachable",
  },
  {
    law: "lets a static route win over a prefix list's to the same range",
    spoke: { routes: ["10.0.0.0/16 pcx-1", "pl-1 nat-1"], prefixLists: { "pl-1": ["10.0.0.0/16"] } },
    is: "reachable",
  },
  {
    law: "follows routes to managed prefix lists",
    spoke: { routes: ["pl-1 pcx-1"], prefixLists: { "pl-1": ["10.0.0.0/16"] } },
    is: "reachable",
  },
  {
    law: "cannot tell by a table with a prefix list whose entries were not read",
    spoke: { routes: ["10.0.0.0/16 pcx-1", "pl-1 nat-1"] },
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "cannot tell by one whose entries may not be read",
    spoke: { routes: ["10.0.0.0/16 pcx-1", "pl-1 nat-1"], prefixLists: { "pl-1": "denied" } },
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "does not count AWS's own lists of gateway endpoints as routes to private addresses",
    spoke: { routes: ["10.0.0.0/16 pcx-1", "pl-s3 vpce-1"] },
    is: "reachable",
  },
  {
    law: "is blocked by a peering that nobody has accepted",
    spoke: { peerings: ["pcx-1 pending-acceptance vpc-spoke vpc-hub"] },
    is: "blocked",
    by: "pcx-1",
  },
  {
    law: "cannot tell where a peering leads to a third VPC",
    spoke: { peerings: ["pcx-1 active vpc-spoke vpc-other"] },
    is: "unknown",
    by: "pcx-1",
  },
  {
    law: "is blocked where the address lies in the spoke's own range",
    spoke: { subnets: ["subnet-a use1-az1 10.0.0.0/16"] },
    is: "blocked",
    by: "rtb-spoke",
  },
  {
    law: "is blocked where an internet gateway gets packets for a private address",
    spoke: { routes: ["0.0.0.0/0 igw-1"] },
    is: "blocked",
    by: "rtb-spoke",
  },
  ...["nat-1", "eni-1", "vgw-1", "arn:aws:networkmanager::1:core-network/c"].map((via) => ({
    law: `cannot tell what lies behind ${via}`,
    spoke: { routes: [`0.0.0.0/0 ${via}`] },
    is: "unknown",
    by: "rtb-spoke",
  })),
  {
    law: "is blocked by an ACL that lets nothing out at the port",
    spoke: { acls: both([deny(1, "egress", "10.0.0.0/8", 443), allow(2, "egress"), allow(2, "ingress")]) },
    is: "blocked",
    by: "acl-a",
  },
  {
    law: "lets the lowest number of an ACL decide",
    spoke: { acls: both([deny(3, "egress", "10.0.0.0/8", 443), allow(2, "egress"), allow(2, "ingress")]) },
    is: "reachable",
  },
  {
    law: "minds no entry of an ACL for another protocol",
    spoke: {
      acls: both([{ ...deny(1, "egress"), protocol: "17" }, allow(2, "egress"), allow(2, "ingress")]),
    },
    is: "reachable",
  },
  {
    law: "cannot tell where an ACL denies some reply ports",
    spoke: { acls: both([allow(1, "egress"), deny(1, "ingress", "0.0.0.0/0", 40_000), allow(2, "ingress")]) },
    is: "unknown",
    by: "acl-a",
  },
  {
    law: "is blocked by an ACL that lets no reply in",
    spoke: { acls: both([allow(1, "egress"), allow(1, "ingress", "0.0.0.0/0", 443)]) },
    is: "blocked",
    by: "acl-a",
  },
  {
    law: "cannot tell where an ACL lets some reply ports in and others not",
    spoke: { acls: both([allow(1, "egress"), allow(1, "ingress", "0.0.0.0/0", 32_768, 60_999)]) },
    is: "unknown",
    by: "acl-a",
  },
  {
    law: "takes 1024 to 65535 for all reply ports",
    spoke: { acls: both([allow(1, "egress"), allow(1, "ingress", "0.0.0.0/0", 1_024, 65_535)]) },
    is: "reachable",
  },
  {
    law: "is blocked by groups that admit no address of the spoke",
    admissions: [admits(443, "10.2.0.0/16")],
    is: "blocked",
    by: "sg-1",
  },
  {
    law: "is partial where the groups admit some addresses of each client subnet",
    admissions: [admits(443, "10.1.1.0/28"), admits(443, "10.1.2.128/25")],
    is: "partial",
    by: "sg-1",
  },
  ...[
    { whose: "a group", by: "sg-1", admissions: [admits(443, "10.1.1.0/28")] },
    { whose: "a return route", by: "rtb-hub", hub: { routes: ["10.1.1.0/28 pcx-1"] } },
    {
      whose: "an ACL",
      by: "acl-h1",
      hub: { acls: { "subnet-h1": [allow(1, "ingress", "10.1.1.0/28"), allow(1, "egress")] } },
    },
    {
      whose: "a gateway's route",
      by: "tgw-rtb-h",
      ...BY_GATEWAY,
      gateway: tgw("10.0.0.0/16 tgw-attach-h", "10.1.1.0/28 tgw-attach-s"),
    },
  ].map(
    ({ whose, ...of }): Row => ({
      law: `is partial where ${whose} is for the first addresses of the client subnet`,
      ...of,
      ...ONE_PAIR,
      is: "partial",
    }),
  ),
  {
    law: "is reachable where ranges that touch admit all addresses together",
    admissions: [admits(443, "10.1.1.0/25"), admits(443, "10.1.1.128/25"), admits(443, "10.1.2.0/24")],
    is: "reachable",
  },
  {
    law: "cannot tell whom another group stands for",
    admissions: [{ fromPort: 443, toPort: 443, cidrs: [], others: ["sg-9"] }],
    is: "unknown",
    by: "sg-1",
  },
  {
    law: "looks into prefix lists of groups that were read",
    admissions: [{ fromPort: 443, toPort: 443, cidrs: [], others: ["pl-7"] }],
    hub: { prefixLists: { "pl-7": ["10.1.0.0/16"] } },
    is: "reachable",
  },
  { law: "cannot tell by groups that were not read", admissions: "unread", is: "unknown", by: "sg-1" },
  { law: "judges each of an endpoint's ports", ports: [443, 8443], is: "partial", by: "sg-1" },
  { law: "is reachable through a transit gateway", ...BY_GATEWAY, is: "reachable" },
  {
    law: "is blocked where the attachment has no subnet in the client's zone, and partial with another zone",
    ...BY_GATEWAY,
    spoke: { ...BY_GATEWAY.spoke, attachments: ["tgw-attach-s tgw-1 available subnet-a"] },
    is: "partial",
    by: "tgw-attach-s",
  },
  {
    law: "is blocked by an attachment that nobody has accepted",
    ...BY_GATEWAY,
    spoke: { ...BY_GATEWAY.spoke, attachments: ["tgw-attach-s tgw-1 pendingAcceptance subnet-a subnet-b"] },
    is: "blocked",
    by: "tgw-attach-s",
  },
  {
    law: "goes on through an attachment that is modified",
    ...BY_GATEWAY,
    spoke: { ...BY_GATEWAY.spoke, attachments: ["tgw-attach-s tgw-1 modifying subnet-a subnet-b"] },
    is: "reachable",
  },
  {
    law: "is blocked where the gateway's route table has no route to the hub",
    ...BY_GATEWAY,
    gateway: tgw("10.9.0.0/16 tgw-attach-h", "10.1.0.0/16 tgw-attach-s"),
    is: "blocked",
    by: "tgw-rtb-s",
  },
  {
    law: "is blocked where the gateway's route table of the hub has no way back",
    ...BY_GATEWAY,
    gateway: tgw("10.0.0.0/16 tgw-attach-h", "10.9.0.0/16 tgw-attach-s"),
    is: "blocked",
    by: "tgw-rtb-h",
  },
  {
    law: "is blocked by a blackhole of the gateway",
    ...BY_GATEWAY,
    gateway: tgw("10.0.0.0/16 blackhole", "10.1.0.0/16 tgw-attach-s"),
    is: "blocked",
    by: "tgw-rtb-s",
  },
  {
    law: "cannot tell what a third attachment does",
    ...BY_GATEWAY,
    gateway: tgw("10.0.0.0/8 tgw-attach-firewall", "10.1.0.0/16 tgw-attach-s"),
    is: "unknown",
    by: "tgw-rtb-s",
  },
  {
    law: "cannot tell by a gateway that was not read",
    hub: BY_GATEWAY.hub,
    spoke: BY_GATEWAY.spoke,
    is: "unknown",
    by: "tgw-1",
  },
  {
    law: "is partial where the hub's attachment has no subnet in the zone of one address",
    ...BY_GATEWAY,
    hub: { ...BY_GATEWAY.hub, attachments: ["tgw-attach-h tgw-1 available subnet-h1"] },
    is: "partial",
    by: "tgw-attach-h",
  },
  {
    law: "judges an attachment's subnet by inbound rules of packets to the gateway",
    ...BY_GATEWAY,
    spoke: attachedApart([allow(1, "ingress", "10.0.0.0/16"), allow(1, "egress")]),
    is: "blocked",
    by: "acl-t",
  },
  {
    law: "judges an attachment's subnet by no outbound rules of packets to the gateway",
    ...BY_GATEWAY,
    spoke: attachedApart([allow(1, "ingress"), allow(1, "egress", "10.1.1.0/24")]),
    clientSubnets: ["subnet-a"],
    is: "reachable",
  },
  {
    law: "does not look at an ACL where the attachment is in the endpoint's own subnet",
    ...BY_GATEWAY,
    hub: {
      ...BY_GATEWAY.hub,
      acls: { "subnet-h1": [allow(1, "egress"), allow(1, "ingress", "10.0.1.0/24")] },
    },
    addresses: ["10.0.1.5"],
    clientSubnets: ["subnet-a"],
    is: "reachable",
  },
  {
    law: "is blocked where the subnet by which the gateway delivers lets nothing out to the endpoint",
    ...BY_GATEWAY,
    hub: deliveredApart({ acls: { "subnet-t": [allow(1, "ingress"), allow(1, "egress", "10.1.0.0/16")] } }),
    ...ONE_PAIR,
    is: "blocked",
    by: "acl-t",
  },
  {
    law: "cannot tell where that subnet sends packets through something else first",
    ...BY_GATEWAY,
    hub: deliveredApart({ tables: { "subnet-t": ["10.0.1.0/25 vpce-1", "10.1.0.0/16 tgw-1"] } }),
    ...ONE_PAIR,
    is: "unknown",
    by: "rtb-t",
  },
  {
    law: "cannot tell which subnet delivers to another zone, where they differ",
    ...BY_GATEWAY,
    spoke: {
      ...BY_GATEWAY.spoke,
      subnets: ["subnet-c use1-az3 10.1.3.0/24"],
      attachments: ["tgw-attach-s tgw-1 available subnet-c"],
    },
    hub: {
      ...BY_GATEWAY.hub,
      acls: { "subnet-h2": [allow(1, "ingress"), allow(1, "egress", "10.1.0.0/16")] },
    },
    addresses: ["10.0.1.5"],
    is: "unknown",
    by: "tgw-attach-h",
  },
  {
    law: "asks no ACL within one subnet",
    spoke: { ...HUB, acls: { "subnet-h1": [] } },
    hub: { acls: { "subnet-h1": [] } },
    clientSubnets: ["subnet-h1"],
    addresses: ["10.0.1.5"],
    is: "reachable",
  },
  {
    law: "cannot tell where the gateway leads to another gateway, to which the hub is attached",
    ...BY_GATEWAY,
    hub: {
      ...HUB,
      routes: ["10.1.0.0/16 tgw-2"],
      attachments: ["tgw-attach-h tgw-2 available subnet-h1 subnet-h2"],
    },
    gateway: tgw("10.0.0.0/16 tgw-attach-peering", "10.1.0.0/16 tgw-attach-s"),
    is: "unknown",
    by: "tgw-rtb-s",
  },
  {
    law: "is blocked where the gateway leads to the hub's attachment, which nobody has accepted",
    ...BY_GATEWAY,
    hub: {
      ...BY_GATEWAY.hub,
      attachments: ["tgw-attach-h tgw-1 pendingAcceptance subnet-h1 subnet-h2"],
    },
    is: "blocked",
    by: "tgw-attach-h",
  },
  {
    law: "cannot tell from a Local Zone, where no attachment has a subnet",
    ...BY_GATEWAY,
    spoke: {
      ...BY_GATEWAY.spoke,
      subnets: ["subnet-a use1-az1 10.1.1.0/24", "subnet-b use1-bos1-az1 10.1.2.0/24"],
      attachments: ["tgw-attach-s tgw-1 available subnet-a"],
    },
    clientSubnets: ["subnet-b"],
    is: "unknown",
    by: "tgw-attach-s",
  },
  {
    law: "cannot tell which subnet of an attachment in appliance mode delivers, where one of them does not",
    ...BY_GATEWAY,
    hub: {
      ...BY_GATEWAY.hub,
      subnets: [...HUB.subnets, "subnet-t use1-az1 10.0.8.0/28"],
      attachments: ["tgw-attach-h tgw-1 available subnet-t subnet-h2 spreads"],
      acls: { "subnet-t": [allow(1, "ingress"), deny(1, "egress")] },
    },
    addresses: ["10.0.1.5"],
    clientSubnets: ["subnet-a"],
    is: "unknown",
    by: "tgw-attach-h",
  },
  {
    law: "is blocked where, without that mode, the one of the client's zone does not",
    ...BY_GATEWAY,
    hub: {
      ...BY_GATEWAY.hub,
      subnets: [...HUB.subnets, "subnet-t use1-az1 10.0.8.0/28"],
      attachments: ["tgw-attach-h tgw-1 available subnet-t subnet-h2"],
      acls: { "subnet-t": [allow(1, "ingress"), deny(1, "egress")] },
    },
    addresses: ["10.0.1.5"],
    clientSubnets: ["subnet-a"],
    is: "blocked",
    by: "acl-t",
  },
  {
    law: "cannot tell of a gateway's blackhole beside a route of the same range",
    ...BY_GATEWAY,
    gateway: gateway(
      "tgw-1",
      { "tgw-attach-s": "tgw-rtb-s", "tgw-attach-h": "tgw-rtb-h" },
      {
        "tgw-rtb-s": ["10.0.0.0/16 tgw-attach-h", "10.0.0.0/16 blackhole"],
        "tgw-rtb-h": ["10.1.0.0/16 tgw-attach-s"],
      },
    ),
    is: "unknown",
    by: "tgw-rtb-s",
  },
  {
    law: "cannot tell of a blackhole beside a route of the same range",
    spoke: { routes: ["10.0.0.0/16 pcx-2 blackhole", "10.0.0.0/16 pcx-1 propagated"] },
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "goes round a blackhole by a more specific route",
    spoke: { routes: ["10.0.0.0/8 pcx-2 blackhole", "10.0.0.0/16 pcx-1"] },
    is: "reachable",
  },
  {
    law: "takes subnets without an own route table by the main one, secondary ranges too",
    spoke: { subnets: ["subnet-a use1-az1 10.1.1.0/24", "subnet-b use1-az2 100.64.2.0/24"] },
    hub: { routes: ["10.1.0.0/16 pcx-1", "100.64.0.0/16 pcx-1"] },
    admissions: [admits(443, "0.0.0.0/0")],
    is: "reachable",
  },
  {
    law: "is partial where the hub knows no way back to a secondary range",
    spoke: { subnets: ["subnet-a use1-az1 10.1.1.0/24", "subnet-b use1-az2 100.64.2.0/24"] },
    admissions: [admits(443, "0.0.0.0/0")],
    is: "partial",
    by: "rtb-hub",
  },
  {
    law: "reaches an address in the hub's secondary range, though first ranges overlap",
    ...BY_GATEWAY,
    hub: {
      ...BY_GATEWAY.hub,
      subnets: ["subnet-h1 use1-az1 100.64.1.0/24", "subnet-x use1-az2 10.1.0.0/16"],
      routes: ["100.65.0.0/16 tgw-1"],
      attachments: ["tgw-attach-h tgw-1 available subnet-h1"],
    },
    spoke: {
      ...BY_GATEWAY.spoke,
      subnets: ["subnet-a use1-az1 100.65.1.0/24", "subnet-b use1-az2 10.1.0.0/16"],
      routes: ["100.64.0.0/16 tgw-1"],
      attachments: ["tgw-attach-s tgw-1 available subnet-a"],
    },
    gateway: tgw("100.64.0.0/16 tgw-attach-h", "100.65.0.0/16 tgw-attach-s"),
    admissions: [admits(443, "0.0.0.0/0")],
    addresses: ["100.64.1.5"],
    clientSubnets: ["subnet-a"],
    is: "reachable",
  },
  {
    law: "cannot tell where a route more specific than the local one leads to an appliance",
    spoke: { subnets: ["subnet-a use1-az1 10.0.0.0/16"], routes: ["10.0.1.0/24 eni-1"] },
    addresses: ["10.0.1.5"],
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "does not take an egress-only internet gateway for one that drops private addresses",
    spoke: { subnets: ["subnet-a use1-az1 10.1.1.0/24 2600:1f00:0:1::/64"], routes: ["::/0 eigw-1"] },
    hub: { subnets: ["subnet-h1 use1-az1 10.0.1.0/24 2600:1f00:0:2::/64"] },
    addresses: ["2600:1f00:0:2::5"],
    families: ["ipv6"],
    admissions: [admits(443, "::/0")],
    is: "unknown",
    by: "rtb-spoke",
  },
  {
    law: "goes on behind an ACL that nobody may read, for groups decide alone",
    spoke: { denied: ["acls"] },
    admissions: [admits(443, "10.2.0.0/16")],
    is: "blocked",
    by: "sg-1",
  },
  {
    law: "does not go on behind routes that nobody may read: a NAT gateway there would have other addresses",
    spoke: { denied: ["routeTables"] },
    admissions: [admits(443, "10.2.0.0/16")],
    is: "unknown",
    by: "vpc-spoke",
  },
  {
    law: "leaves subnets out that hold devices only",
    spoke: {
      subnets: [...SPOKE.subnets, "subnet-nat use1-az1 10.1.9.0/28"],
      tables: { "subnet-nat": [] },
      interfaces: DEVICE("subnet-nat", "nat_gateway", 3),
    },
    is: "reachable",
  },
  {
    law: "counts a subnet that holds a NAT gateway and something else",
    spoke: {
      subnets: [...SPOKE.subnets, "subnet-nat use1-az1 10.1.9.0/28"],
      tables: { "subnet-nat": [] },
      interfaces: DEVICE("subnet-nat", "nat_gateway", 2),
    },
    is: "partial",
    by: "rtb-nat",
  },
  {
    law: "judges only the client subnets that the document lists",
    spoke: { tables: { "subnet-b": [] } },
    clientSubnets: ["subnet-b"],
    is: "blocked",
    by: "rtb-b",
  },
  {
    law: "cannot tell of a client subnet that the VPC has not",
    clientSubnets: ["subnet-a", "subnet-x"],
    is: "unknown",
    by: "subnet-x",
  },
  { law: "has nobody to judge in a VPC without subnets", spoke: { subnets: [] }, is: "nobody" },
  {
    law: "has nobody to judge where no address family is common",
    families: ["ipv6"],
    addresses: ["fd00::5"],
    is: "nobody",
  },
  {
    law: "reaches a dual-stack endpoint by both families, each by its own routes",
    ...DUAL_STACK,
    is: "reachable",
  },
  {
    law: "is partial where a dual-stack endpoint is reached by IPv4 alone",
    ...DUAL_STACK,
    hub: { ...DUAL_STACK.hub, routes: ["10.1.0.0/16 pcx-1"] },
    is: "partial",
    by: "rtb-hub",
  },
  {
    law: "judges client subnets of IPv6 alone by IPv6 alone",
    ...DUAL_STACK,
    spoke: { ...DUAL_STACK.spoke, subnets: ["subnet-a use1-az1 fd01:0:0:1::/64"] },
    hub: { ...DUAL_STACK.hub, routes: ["fd01::/48 pcx-1"] },
    is: "reachable",
  },
  {
    law: "is blocked where these have no way back",
    ...DUAL_STACK,
    spoke: { ...DUAL_STACK.spoke, subnets: ["subnet-a use1-az1 fd01:0:0:1::/64"] },
    hub: { ...DUAL_STACK.hub, routes: ["10.1.0.0/16 pcx-1"] },
    is: "blocked",
    by: "rtb-hub",
  },
  {
    law: "has nobody to judge where client subnets are of IPv6 alone, and the endpoint of IPv4",
    ...DUAL_STACK,
    spoke: { ...DUAL_STACK.spoke, subnets: ["subnet-a use1-az1 fd01:0:0:1::/64"] },
    families: ["ipv4"],
    is: "nobody",
  },
  {
    law: "is partial by an ACL that lets IPv6 replies in and no IPv4 ones",
    ...DUAL_STACK,
    spoke: {
      ...DUAL_STACK.spoke,
      acls: {
        "subnet-a": [
          allow(1, "egress"),
          allow(2, "egress", "::/0"),
          allow(3, "ingress", "::/0", 1_024, 65_535),
        ],
      },
    },
    is: "partial",
    by: "acl-a",
  },
  {
    law: "takes no rule of one family for the other's",
    ...DUAL_STACK,
    admissions: [admits(443, "0.0.0.0/0")],
    is: "partial",
    by: "sg-1",
  },
  {
    law: "judges IPv6 by itself",
    spoke: { subnets: ["subnet-a use1-az1 10.1.1.0/24 fd01:0:0:1::/64"] },
    addresses: ["10.0.1.5", "fd00:0:0:1::5"],
    families: ["ipv4", "ipv6"],
    is: "partial",
    by: "rtb-spoke",
  },
  {
    law: "sends IPv6 by routes to IPv6 ranges",
    ...BY_IPV6,
    spoke: { ...BY_IPV6.spoke, routes: ["fd00::/16 pcx-1"] },
    is: "reachable",
  },
  {
    law: "and by no others",
    ...BY_IPV6,
    spoke: { ...BY_IPV6.spoke, routes: ["0.0.0.0/0 pcx-1"] },
    is: "blocked",
    by: "rtb-spoke",
  },
  {
    law: "does not judge addresses that the names have not",
    spoke: { subnets: ["subnet-a use1-az1 10.1.1.0/24 fd01:0:0:1::/64"] },
    addresses: ["10.0.1.5", "fd00:0:0:1::5"],
    is: "reachable",
  },
  {
    law: "takes a rule for all of IPv6 for none of IPv4",
    admissions: [admits(443, "::/0")],
    is: "blocked",
    by: "sg-1",
  },
  {
    law: "judges an endpoint that is not made yet by all addresses that it may get",
    addresses: [],
    spoke: { routes: ["10.0.1.0/25 pcx-1"] },
    is: "partial",
    by: "rtb-spoke",
  },
  { law: "names what may not be read", spoke: { denied: ["routeTables"] }, is: "unknown", by: "vpc-spoke" },
  { law: "cannot tell without subnets", spoke: { denied: ["subnets"] }, is: "unknown", by: "vpc-spoke" },
];

it.each(ROWS)("$law", ({ is, by, ...scene }) => {
  const { kind, pairs, stop } = verdictOf(scene);
  const first = stop ?? pairs.find((one) => one.trace.stop && one.kind !== "reachable")?.trace.stop;
  expect([kind, first?.object]).toEqual([is, by]);
});

it("shows each hop of the way there and back", () => {
  const { pairs } = verdictOf({ ...BY_GATEWAY, clientSubnets: ["subnet-a"], addresses: ["10.0.1.5"] });
  expect(pairs[0]?.trace.steps.map(({ object, says }) => `${object} ${says}`)).toEqual([
    "acl-spoke lets TCP 443 out to 10.0.1.5",
    "rtb-spoke sends 10.0.1.5 (10.0.0.0/8) to tgw-1",
    "tgw-attach-s takes from use1-az1",
    "acl-spoke lets TCP 443 in from 10.1.1.0/24 of subnet-a",
    "tgw-rtb-s sends 10.0.1.5 to tgw-attach-h",
    "sg-1 let TCP 443 in from 10.1.1.0/24 of subnet-a",
    "acl-hub lets TCP 1024–65535 out to 10.1.1.0/24 of subnet-a",
    "rtb-hub sends 10.1.1.0/24 of subnet-a (10.1.0.0/16) to tgw-1",
    "tgw-attach-h takes from use1-az1",
    "acl-hub lets TCP 1024–65535 in from 10.0.1.5",
    "tgw-rtb-h sends 10.1.1.0/24 of subnet-a to tgw-attach-s",
  ]);
});

function verdictOf(scene: Scene) {
  const {
    ports = [443],
    addresses = ["10.0.1.5", "10.0.2.5"],
    families = ["ipv4"],
    admissions = OPEN,
  } = scene;
  const hub = network({ ...HUB, ...scene.hub });
  const subnets = valueIn(hub.subnets) ?? [];
  const doors = subnets.flatMap((subnet) => {
    const own = addresses.map(ipOf).filter(({ family, value }) => {
      const range = rangeOf(subnet.cidrs[0] as string);
      return family === "ipv6" ? subnet === subnets[0] : range.first <= value && value <= range.last;
    });
    if (addresses.length === 0) return [{ subnet, families }];
    return own.length > 0 ? [{ subnet, families, addresses: own }] : [];
  });
  const gateways = new Map(scene.gateway ? [[scene.gateway.id, scene.gateway]] : []);
  return judge(
    network({ ...SPOKE, ...scene.spoke }),
    {
      network: hub,
      doors,
      ports,
      protocol: "tcp",
      groups: {
        ids: ["sg-1"],
        account: "111111111111" as AccountId,
        ...(admissions !== "unread" && { admissions }),
        prefixLists: hub.prefixLists,
      },
    },
    gateways,
    scene.clientSubnets as readonly SubnetId[] | undefined,
  );
}

function admits(port: number, cidr: string): Admission {
  return { fromPort: port, toPort: port, cidrs: [cidr], others: [] };
}

function both(entries: NonNullable<NetworkWords["acls"]>[string]) {
  return { "subnet-a": entries, "subnet-b": entries };
}

/** The table of the spoke's attachment, and that of the hub's. */
function tgw(ofSpoke: string, ofHub: string): TransitGateway {
  const associations = { "tgw-attach-s": "tgw-rtb-s", "tgw-attach-h": "tgw-rtb-h" };
  return gateway("tgw-1", associations, { "tgw-rtb-s": [ofSpoke], "tgw-rtb-h": [ofHub] });
}

/** The hub's attachment in a subnet of its own. */
function deliveredApart(more: Partial<NetworkWords>): NetworkWords {
  return {
    ...BY_GATEWAY.hub,
    subnets: [...HUB.subnets, "subnet-t use1-az1 10.0.8.0/28"],
    attachments: ["tgw-attach-h tgw-1 available subnet-t"],
    ...more,
  };
}

function attachedApart(entries: NonNullable<NetworkWords["acls"]>[string]): NetworkWords {
  return {
    ...SPOKE,
    subnets: ["subnet-a use1-az1 10.1.1.0/24", "subnet-t use1-az1 10.1.8.0/28"],
    routes: ["10.0.0.0/8 tgw-1"],
    attachments: ["tgw-attach-s tgw-1 available subnet-t"],
    acls: { "subnet-t": entries },
    interfaces: DEVICE("subnet-t", "transit_gateway", 3),
  };
}
