import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { Route53ResolverClient, UpdateResolverRuleCommand } from "@aws-sdk/client-route53resolver";
import type { Reason } from "../../src/model/reasons.ts";
import { defaultAcl } from "../../src/simulator/ec2/vpc-parts.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";
import { type Advice, client, others } from "./advice.ts";
import { LED_ELSEWHERE } from "./rule-adopted.ts";
import {
  BOTH,
  type Change,
  denied,
  type HubResolver,
  held,
  NOBODY,
  ONE,
  rewritten,
  ruled,
} from "./rule-scenes.ts";

const RESOLVER_READS = "allow the hub's role the reads of Resolver (docs/iam.md), then run again";
const ONE_FAMILY = "name endpoints of one family in spec.resolver of hub …, or make the IPv4 one DUALSTACK";

/** Somebody leads alpha's rule elsewhere, and the operator may not lead it back. */
async function bent(stage: Stage): Promise<() => void> {
  const [rule] = [...stage.cloud.estate.resolver.rules.values()].filter(
    ({ domainName }) => domainName === `${SSM}.`,
  );
  const Config = { TargetIps: [{ Ip: "192.0.2.1", Port: 53 }] };
  const update = new UpdateResolverRuleCommand({ ResolverRuleId: rule?.id, Config });
  await stage.clock.run(client(Route53ResolverClient, { stage }, HUB).send(update));
  return stage.cloud.faults.add({ fault: "deny", operation: "UpdateResolverRule", account: HUB });
}

/** The Resolver endpoints' group without DNS on one side. */
const closed =
  (side: "ingress" | "egress"): Change =>
  async (stage) => {
    const ec2 = client(EC2Client, { stage }, HUB);
    const named = { Filters: [{ Name: "group-name", Values: ["dns"] }] };
    const shown = await stage.clock.run(ec2.send(new DescribeSecurityGroupsCommand(named)));
    const [group] = shown.SecurityGroups ?? [];
    const IpPermissions = side === "ingress" ? group?.IpPermissions : group?.IpPermissionsEgress;
    const input = { GroupId: group?.GroupId, IpPermissions };
    const commands = {
      ingress: {
        revoke: (given: typeof input) => ec2.send(new RevokeSecurityGroupIngressCommand(given)),
        authorize: (given: typeof input) => ec2.send(new AuthorizeSecurityGroupIngressCommand(given)),
      },
      egress: {
        revoke: (given: typeof input) => ec2.send(new RevokeSecurityGroupEgressCommand(given)),
        authorize: (given: typeof input) => ec2.send(new AuthorizeSecurityGroupEgressCommand(given)),
      },
    };
    const { revoke, authorize } = commands[side];
    await stage.clock.run(revoke(input));
    return () => stage.clock.run(authorize(input));
  };

const ipv6Of = (ip = ""): string => `fd00::${ip.split(".").join(":")}`;

/** A second outbound endpoint beside the hub's, of IPv6 addresses alone; answers its id. */
function onlyIpv6({ cloud: { estate } }: Stage): string {
  const [outbound] = [...estate.resolver.endpoints.values()].filter(
    ({ direction }) => direction === "OUTBOUND",
  );
  if (!outbound) throw new Error("no outbound endpoint");
  const addresses = outbound.addresses.map(({ ip, ...one }) => ({ ...one, ip: undefined, ipv6: ipv6Of(ip) }));
  const id = "rslvr-out-00000000000000006";
  estate.resolver.endpoints.set(id, { ...outbound, id, type: "IPV6", addresses });
  return id;
}

/** The inbound endpoint gets IPv6 addresses too, and what guards it lets them in. */
async function widened(stage: Stage): Promise<void> {
  const endpoints = [...stage.cloud.estate.resolver.endpoints.values()];
  const inbound = endpoints.find(({ direction }) => direction === "INBOUND");
  if (!inbound) throw new Error("no inbound endpoint");
  inbound.type = "DUALSTACK";
  for (const address of inbound.addresses) address.ipv6 = ipv6Of(address.ip);
  const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({
    IpProtocol,
    FromPort: 53,
    ToPort: 53,
    Ipv6Ranges: [{ CidrIpv6: "fd00::/8" }],
  }));
  const ec2 = client(EC2Client, { stage }, HUB);
  const [GroupId] = inbound.groupIds;
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions })));
}

/** By the hub VPC's network ACL, from subnet to subnet. `apart`: and no two of the endpoints' addresses are in one. */
const queriesDenied =
  ({ apart }: { readonly apart: boolean }): Change =>
  (stage) => {
    const { network, resolver } = stage.cloud.estate;
    for (const one of resolver.endpoints.values())
      if (apart) one.addresses.splice(one.direction === "INBOUND" ? 1 : 0, 1);
    const entries = defaultAcl(network, HUB_VPC)?.entries ?? [];
    const ports = { from: 53, to: 53 };
    entries.push({ number: 1, egress: false, protocol: "17", allow: false, cidr: "0.0.0.0/0", ports });
    return () => entries.pop();
  };

/** Packets go as routes, network ACLs and groups let them, and roles may read these. */
const AS_WRITTEN = { network: "asWritten" } as const;
const OPEN_ACL = "add an ingress entry to … that allows it, before the one that denies it";
const ALLOW_ACLS = 'allow ec2:DescribeNetworkAcls in account … (docs/iam.md, "The path")';

const mistyped = ({ inbound: { id } }: HubResolver) => ({
  inbound: { id: id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) },
});

/** The Resolver endpoints that rules lead through, and the hop between them. */
export const RULE_RESOLVERS = {
  ResolverNotRead: [
    {
      todo: RESOLVER_READS,
      scene: ruled(NOBODY, ONE, denied("ListResolverEndpoints")),
      ways: [{ does: RESOLVER_READS, follow: others }],
    },
  ],
  ResolverNotThere: [
    {
      todo: "correct spec.resolver of the hub",
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        const right = at.files;
        const files = right.map((file) => rewritten(file, mistyped));
        return { ...at, files, mend: () => right };
      },
      ways: [
        {
          does: "correct spec.resolver of the hub",
          follow: (scene) => {
            scene.files = scene.mend?.() as Files;
          },
        },
      ],
    },
  ],
  ResolverNotReady: [
    {
      todo: "wait until it is OPERATIONAL",
      scene: ruled(
        NOBODY,
        ONE,
        held((_, { inbound }) => inbound, "AUTO_RECOVERING"),
      ),
      ways: [{ does: "wait until it is OPERATIONAL", follow: others }],
    },
    {
      todo: "add Do53 to its protocols",
      scene: ruled(NOBODY, ONE, (stage, { inbound }) => {
        const made = stage.cloud.estate.resolver.endpoints.get(inbound);
        if (!made) throw new Error("no inbound endpoint");
        made.protocols = ["DoH"];
        return () => made.protocols.push("Do53");
      }),
      ways: [{ does: "add Do53 to its protocols", follow: others }],
    },
    {
      todo: "run again",
      scene: ruled(NOBODY, ONE, denied("ListResolverEndpointIpAddresses")),
      ways: [{ does: "run again", follow: others }],
    },
    {
      todo: "see what is said of that rule; then run again",
      scene: ruled(ONE, BOTH, bent),
      ways: [{ does: "see what is said of that rule; then run again", follow: others }],
    },
    LED_ELSEWHERE,
  ],
  NoCommonFamily: [
    {
      todo: ONE_FAMILY,
      async scene() {
        const at = await ruled(NOBODY, ONE)();
        const right = at.files;
        const outbound = onlyIpv6(at.stage);
        return {
          ...at,
          files: right.map((file) => rewritten(file, () => ({ outbound: { id: outbound } }))),
          mend: () => right,
        };
      },
      ways: [
        {
          does: "name endpoints of one family in spec.resolver of hub …",
          follow: (scene) => {
            scene.files = scene.mend?.() as Files;
          },
        },
        { does: "make the IPv4 one DUALSTACK", follow: ({ stage }) => widened(stage) },
      ],
    },
  ],
  HopBlocked: [
    ...(["ingress", "egress"] as const).map((side): Advice => {
      const rule = side === "ingress" ? "an inbound rule" : "an outbound rule";
      const todo = `add ${rule} for …, or a prefix list, to one of … in account …`;
      return { todo, scene: ruled(NOBODY, ONE, closed(side)), ways: [{ does: todo, follow: others }] };
    }),
    {
      todo: OPEN_ACL,
      scene: ruled(NOBODY, ONE, queriesDenied({ apart: true }), AS_WRITTEN),
      ways: [{ does: OPEN_ACL, follow: others }],
    },
  ],
  HopUnread: [
    {
      todo: `${ALLOW_ACLS}; look in the first spoke that its names are answered`,
      scene: ruled(NOBODY, ONE, denied("DescribeNetworkAcls"), AS_WRITTEN),
      ways: [{ does: ALLOW_ACLS, follow: others }],
      besides: ["look in the first spoke that its names are answered"],
    },
  ],
  HopPartial: [
    {
      todo: OPEN_ACL,
      scene: ruled(NOBODY, ONE, queriesDenied({ apart: false }), AS_WRITTEN),
      ways: [{ does: OPEN_ACL, follow: others }],
    },
  ],
  ResolverCapacity: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
