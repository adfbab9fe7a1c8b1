import { expect, test } from "vitest";
import { type NetworkScene, networkScene } from "../../../test/support/network-scene.ts";

// Two spokes and a hub: one joined to it by a peering connection, one by a transit gateway; each test changes one thing.

const ANSWERED = "answered";

test("both spokes reach the hub's endpoint, and nothing reaches a port that its group does not admit", () => {
  const scene = networkScene();
  expect(scene.ask("peered")).toBe(ANSWERED);
  expect(scene.ask("attached")).toBe(ANSWERED);
  expect(scene.ask("peered", { port: 80 })).toBe("lost: groups sg-0a000000 do not let tcp 80 pass");
});

/** What is done to the network → what becomes of a connection, from where, and where it ends. */
const CASES: readonly [
  what: string,
  from: "peered" | "attached",
  change: (scene: NetworkScene) => void,
  outcome: string,
][] = [
  [
    "no route there",
    "peered",
    ({ unroute }) => unroute("vpc-0b000000"),
    "lost: rtb-peered has no route to 10.0.0.4",
  ],
  [
    "no route back",
    "peered",
    ({ unroute }) => unroute("vpc-0a000000", "10.1.0.0/16"),
    "lost: rtb-hub has no route to 10.1.0.4",
  ],
  [
    "the peering connection deleted",
    "peered",
    ({ endPeering }) => endPeering(),
    "lost: rtb-peered 10.0.0.0/16 to pcx-0a000000, a blackhole",
  ],
  [
    "a more specific route elsewhere",
    "peered",
    ({ route }) => route("vpc-0b000000", "10.0.0.0/24", "igw-0b000000"),
    "lost: igw-0b000000 takes nothing to 10.0.0.4",
  ],
  [
    "a more specific route to a NAT gateway",
    "peered",
    ({ route }) => route("vpc-0b000000", "10.0.0.0/24", "nat-0b000000"),
    "outside: rtb-peered 10.0.0.0/24 to nat-0b000000",
  ],
  [
    "no attachment in the client's zone",
    "attached",
    ({ leaveZone }) => leaveZone("tgw-attach-0c000000", "az1"),
    "lost: tgw-attach-0c000000 has no subnet in euw1-az1",
  ],
  [
    "no attachment in the endpoint's zone",
    "attached",
    ({ leaveZone }) => leaveZone("tgw-attach-0a000000", "az1"),
    "lost: tgw-attach-0a000000 has no subnet in euw1-az1",
  ],
  [
    "no association",
    "attached",
    ({ dissociate }) => dissociate("tgw-attach-0c000000"),
    "lost: tgw-attach-0c000000 is associated with no route table of tgw-0a000000",
  ],
  [
    "no propagation of the hub",
    "attached",
    ({ withhold }) => withhold("tgw-attach-0a000000"),
    "lost: tgw-rtb-0a000000 has no route to 10.0.0.4",
  ],
  [
    "no propagation of the spoke",
    "attached",
    ({ withhold }) => withhold("tgw-attach-0c000000"),
    "lost: tgw-rtb-0a000000 has no route to 10.2.0.4",
  ],
  [
    "a static blackhole",
    "attached",
    ({ blackhole }) => blackhole("10.0.0.0/24"),
    "lost: tgw-rtb-0a000000 10.0.0.0/24 to a blackhole",
  ],
  [
    "a static route to a VPN",
    "attached",
    ({ toVpn }) => toVpn("10.0.0.0/24"),
    "outside: tgw-attach-0d000000 leads to a vpn",
  ],
  [
    "an ACL that denies the request",
    "peered",
    ({ deny }) => deny("vpc-0a000000", "in", 443),
    "lost: acl-hub does not let it into subnet-0a000001",
  ],
  [
    "an ACL that denies the reply",
    "peered",
    ({ deny }) => deny("vpc-0b000000", "in", 32_768),
    "lost: acl-peered does not let it into subnet-0b000001",
  ],
  [
    "an inbound rule means the source: the client's range is denied",
    "peered",
    ({ deny }) => deny("vpc-0a000000", "in", 443, "10.1.0.0/16"),
    "lost: acl-hub does not let it into subnet-0a000001",
  ],
  [
    "an inbound rule means the source: the endpoint's own range is denied",
    "peered",
    ({ deny }) => deny("vpc-0a000000", "in", 443, "10.0.0.0/16"),
    ANSWERED,
  ],
  [
    "an outbound rule means the destination: the endpoint's range is denied",
    "peered",
    ({ deny }) => deny("vpc-0b000000", "out", 443, "10.0.0.0/16"),
    "lost: acl-peered does not let it out of subnet-0b000001",
  ],
  [
    "an outbound rule means the destination: the client's own range is denied",
    "peered",
    ({ deny }) => deny("vpc-0b000000", "out", 443, "10.1.0.0/16"),
    ANSWERED,
  ],
  [
    "an ACL of the attachment's subnet that denies the request in",
    "attached",
    ({ denyIn }) => denyIn("subnet-0c000011", "in", 443),
    "lost: acl-0c000011 does not let it into subnet-0c000011",
  ],
  [
    "an ACL of the attachment's subnet that denies the request out",
    "attached",
    ({ denyIn }) => denyIn("subnet-0c000011", "out", 443),
    ANSWERED,
  ],
  [
    "an ACL of the hub's attachment's subnet that denies the request in",
    "attached",
    ({ denyIn }) => denyIn("subnet-0a000011", "in", 443),
    ANSWERED,
  ],
  [
    "an ACL of the hub's attachment's subnet that denies the request out",
    "attached",
    ({ denyIn }) => denyIn("subnet-0a000011", "out", 443),
    "lost: acl-0a000011 does not let it out of subnet-0a000011",
  ],
  [
    "an arrival subnet whose table leads to a firewall",
    "attached",
    ({ inspect }) => inspect("subnet-0a000011"),
    "outside: rtb-own 10.0.0.0/24 to vpce-0f000000",
  ],
];

test.each(CASES)("%s (%s)", (_, from, change, outcome) => {
  const scene = networkScene();
  change(scene);
  expect(scene.named(scene.ask(from))).toBe(outcome);
});

test("a host of a VPC with the endpoint's address in its own range asks its own VPC", () => {
  const scene = networkScene({ peered: "10.0.0.0/17" });
  expect(scene.ask("peered")).toBe("lost: nothing answers at 10.0.0.4");
});

test("peering connections are not transitive: a packet from beyond is dropped", () => {
  const scene = networkScene();
  // The attached spoke by way of the hub to the peered one: the hub's route leads there, the connection does not take it.
  scene.route("vpc-0c000000", "10.1.0.0/16", "tgw-0a000000");
  scene.toHub("10.1.0.0/16");
  expect(scene.ask("attached", { address: "10.1.0.9" })).toMatch(/^lost: pcx-0a000000 takes nothing/);
});

test("a group that names another group admits its members: over a peering connection, and a gateway that supports it", () => {
  const scene = networkScene();
  scene.admitGroup("sg-0b000000");
  expect(scene.ask("peered")).toMatch(/^lost: groups/);
  expect(scene.ask("peered", { groupIds: ["sg-0b000000"] })).toBe(ANSWERED);
  scene.admitGroup("sg-0c000000");
  expect(scene.ask("attached", { groupIds: ["sg-0c000000"] })).toMatch(/^lost: groups/);
  scene.referenceGroups();
  expect(scene.ask("attached", { groupIds: ["sg-0c000000"] })).toBe(ANSWERED);
});

test("a prefix list in a route and in a group means its entries of the moment", () => {
  const scene = networkScene();
  scene.byPrefixList();
  expect(scene.ask("peered")).toBe(ANSWERED);
  scene.emptyPrefixList("pl-0b000000");
  expect(scene.ask("peered")).toMatch(/^lost: groups/);
  scene.emptyPrefixList("pl-0a000000");
  expect(scene.named(scene.ask("peered"))).toBe("lost: rtb-peered has no route to 10.0.0.4");
});

test("questions of Resolver go the same way: forwarded while routes lead there and back", () => {
  const scene = networkScene({ resolver: true });
  const asked = () => scene.cloud.resolve("vpc-0c000000", "x.example").rcode;
  expect(asked()).toBe("NXDOMAIN");
  scene.dissociate("tgw-attach-0a000000");
  expect(asked()).toBe("SERVFAIL");
});
