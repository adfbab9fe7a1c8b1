import { z } from "zod";
import { cidr, id, region, tags, vpcId } from "./world-fields.ts";

/** What of the network stands in a VPC of a world file. */

const block = z
  .string()
  .regex(/^([0-9.]+\/\d{1,2}|[0-9a-f:]+\/\d{1,3})$/i, "a CIDR such as 10.0.0.0/16 or 2600:1f18::/56");

const destination = z.union([block, id("pl")]);

/** Absent of `igw-…`, `nat-…`, `vgw-…` and `eigw-…`: one of that id is there. */
const target = z
  .string()
  .regex(
    /^((pcx|tgw|igw|nat|vgw|eigw|eni|vpce)-[0-9a-f]{8,17}|arn:aws[\w-]*:networkmanager:.*)$/,
    "the id of a route's target such as pcx-0a1b2c3d4e5f60718",
  );

export const routes = z
  .record(destination, target)
  .describe(
    "Destination (a block, or a prefix list's id) → target's id. A gateway (`igw-…`, `nat-…`, `vgw-…`, `eigw-…`) is made by being named.",
  );

const subnetIds = (words: string) => z.array(id("subnet")).default([]).describe(words);

export const routeTable = z
  .strictObject({
    id: id("rtb").optional().describe("Absent: one is drawn."),
    subnets: subnetIds("Subnets that are associated with it."),
    routes: routes.default({}),
    tags,
  })
  .meta({ id: "routeTable", description: "A route table beside the main one." });

const aclRule = z
  .strictObject({
    rule: z.int().min(1).max(32_766).optional().describe("Its number. Absent: 100, 200 and so on."),
    action: z.enum(["allow", "deny"]).default("allow").describe("What it does."),
    protocol: z.enum(["tcp", "udp", "icmp", "all"]).default("all").describe("Protocol."),
    ports: z
      .union([
        z.int().min(0).max(65_535),
        z.string().regex(/^\d{1,5}(-\d{1,5})?$/, "a port, or a range such as 1024-65535"),
      ])
      .optional()
      .describe("A port, or a range as `1024-65535`; of TCP and UDP. Absent: all."),
    cidr: block.default("0.0.0.0/0").describe("Source of inbound rules, destination of outbound ones."),
  })
  .meta({ id: "aclRule", description: "A rule of a network ACL." });

export const networkAcl = z
  .strictObject({
    id: id("acl").optional().describe("Absent: one is drawn."),
    default: z
      .boolean()
      .default(false)
      .describe("Whether it is the one that AWS makes for the VPC; its rules are then these alone."),
    subnets: subnetIds("Subnets that have it."),
    inbound: z.array(aclRule).default([]).describe("Rules for what comes into a subnet."),
    outbound: z.array(aclRule).default([]).describe("Rules for what leaves a subnet."),
    tags,
  })
  .meta({ id: "networkAcl", description: "A network ACL. What no rule allows is denied." });

/** What else is in a subnet, as far as its interface tells. */
export const device = z
  .strictObject({
    id: id("eni").optional().describe("The interface's. Absent: one is drawn."),
    type: z
      .enum([
        "interface",
        "nat_gateway",
        "gateway_load_balancer",
        "gateway_load_balancer_endpoint",
        "network_load_balancer",
        "lambda",
      ])
      .default("interface")
      .describe(
        "InterfaceType in DescribeNetworkInterfaces; `interface` for instances and what runs on them.",
      ),
    description: z.string().default("").describe("Its description."),
    address: z.ipv4("an IPv4 address").optional().describe("Absent: the first free one."),
    securityGroups: z.array(id("sg")).default([]).describe("Its groups' ids."),
  })
  .meta({
    id: "device",
    description: "Something that has an interface in a subnet and is not described elsewhere.",
  });

export const secondaryCidrs = z.array(cidr).default([]).describe("Further IPv4 ranges.");

/** Connections between VPCs. */

export const peering = z
  .strictObject({
    id: id("pcx").optional().describe("Absent: one is drawn."),
    from: vpcId.describe("The requester's VPC, of this account."),
    to: vpcId.describe("The accepter's VPC."),
    state: z
      .enum(["active", "pending-acceptance", "rejected", "expired", "deleted"])
      .default("active")
      .describe("Its status."),
    routed: z
      .boolean()
      .default(false)
      .describe("Whether all route tables of both VPCs have routes to the other's ranges."),
    tags,
  })
  .meta({ id: "peering", description: "A VPC peering connection, across accounts and Regions if need be." });

const transitTarget = z.union([id("tgw-attach"), z.literal("blackhole")]);

const transitRouteTable = z
  .strictObject({
    id: id("tgw-rtb").describe("Its id."),
    default: z
      .boolean()
      .default(false)
      .describe("Whether it is the one that the gateway has for new attachments."),
    routes: z
      .record(block, transitTarget)
      .default({})
      .describe("Static routes: destination → an attachment's id, or `blackhole`."),
    tags,
  })
  .meta({ id: "transitRouteTable", description: "A route table of a transit gateway." });

const attachment = z
  .strictObject({
    id: id("tgw-attach").optional().describe("Absent: one is drawn."),
    vpc: vpcId.optional().describe("The VPC, of whatever account. Absent: `type` is another one."),
    type: z
      .enum(["vpn", "direct-connect-gateway", "connect", "peering"])
      .optional()
      .describe("What is attached instead of a VPC; what lies beyond is not simulated."),
    subnets: z
      .array(id("subnet"))
      .optional()
      .describe("Of the VPC, one in each availability zone. Absent: the first in each."),
    state: z.enum(["available", "pendingAcceptance", "rejected"]).default("available").describe("Its state."),
    routeTable: z
      .union([id("tgw-rtb"), z.null()])
      .optional()
      .describe("The route table that it is associated with; `null`: none. Absent: the default one."),
    propagatesTo: z
      .array(id("tgw-rtb"))
      .optional()
      .describe("Route tables that it propagates to. Absent: the default one."),
    applianceMode: z.boolean().default(false).describe("Appliance mode."),
    ipv6: z.boolean().default(false).describe("IPv6 support."),
    advertises: z.array(block).default([]).describe("Blocks that it propagates, where it is no VPC's."),
    routed: z
      .array(block)
      .default([])
      .describe("Destinations that all route tables of the VPC send to the gateway."),
    tags,
  })
  .refine((one) => (one.vpc === undefined) !== (one.type === undefined), "give either vpc or type")
  .meta({ id: "attachment", description: "An attachment to a transit gateway." });

export const transitGateway = z
  .strictObject({
    id: id("tgw").describe("Its id."),
    region: region.describe("Its Region."),
    autoAccept: z
      .boolean()
      .default(false)
      .describe("Whether attachments of other accounts need no acceptance."),
    defaultRouteTable: z
      .boolean()
      .default(true)
      .describe("Whether new attachments are associated with one table and propagate to it."),
    groupReferencing: z.boolean().default(false).describe("Security group referencing support."),
    routeTables: z.array(transitRouteTable).default([]).describe("Its route tables."),
    attachments: z.array(attachment).default([]).describe("What is attached to it."),
    tags,
  })
  .meta({
    id: "transitGateway",
    description:
      "A transit gateway. Whom it is shared with stands under `shares`, with its id among `resources`.",
  });

export const prefixList = z
  .strictObject({
    id: id("pl").describe("Its id."),
    name: z.string().min(1).describe("Its name."),
    region: region.describe("Its Region."),
    entries: z.array(block).default([]).describe("Blocks, all IPv4 or all IPv6."),
    maxEntries: z.int().min(1).default(60).describe("As how many entries it counts in groups and routes."),
    tags,
  })
  .meta({ id: "prefixList", description: "A prefix list that the account manages." });

export type NetworkAclSpec = z.infer<typeof networkAcl>;
export type DeviceSpec = z.infer<typeof device>;
export type PeeringSpec = z.infer<typeof peering>;
export type TransitGatewaySpec = z.infer<typeof transitGateway>;
export type AttachmentSpec = z.infer<typeof attachment>;
export type PrefixListSpec = z.infer<typeof prefixList>;
