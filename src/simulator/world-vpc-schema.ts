import { z } from "zod";
import { accountId, cidr, id, region, tags, vpcId } from "./world-fields.ts";
import { device, networkAcl, routes, routeTable, secondaryCidrs } from "./world-network-schema.ts";
import { resolverEndpoint, vpcRule } from "./world-resolver-schema.ts";

/** A VPC of a world file and what is in it. */

const addressType = z.enum(["ipv4", "dualstack", "ipv6"]);

const sharedWith = z
  .array(accountId)
  .default([])
  .describe("Accounts that RAM shares it with: they see it, and the VPC, and make no endpoints in it.");

const subnet = z
  .strictObject({
    id: id("subnet").optional().describe("Absent: one is drawn."),
    cidr: cidr.describe("Inside the VPC's."),
    ipv6Cidr: z
      .string()
      .regex(/^[0-9a-f:]+::\/64$/i, "a /64 such as 2600:1f18:0:1::/64")
      .optional()
      .describe("A /64, for dual-stack endpoints."),
    zone: z
      .string()
      .optional()
      .describe("An availability zone's name or id. Absent: the one with the fewest subnets."),
    sharedWith,
    devices: z.array(device).default([]).describe("What else has an interface in it."),
    tags,
  })
  .meta({ id: "subnet", description: "A subnet." });

const endpoint = z
  .strictObject({
    id: id("vpce").optional().describe("Absent: one is drawn."),
    service: z
      .string()
      .describe("`ssm`, or a full service name. One that is not built in stands under `services` too."),
    serviceRegion: region
      .optional()
      .describe("The service's Region. Absent: the one in its full name, else the VPC's."),
    type: z.enum(["Interface", "Gateway"]).default("Interface").describe("Kind of endpoint."),
    privateDns: z.boolean().default(false).describe("Whether private DNS is on."),
    subnets: z
      .array(z.string())
      .optional()
      .describe("Subnet ids. Absent: all of the VPC's, one in each availability zone."),
    securityGroups: z.array(z.string()).default([]).describe("Group ids. None: the VPC's default group."),
    ipAddressType: addressType.default("ipv4").describe("Addresses of its interfaces."),
    dnsRecordIpType: z
      .enum(["ipv4", "dualstack", "ipv6", "service-defined"])
      .optional()
      .describe("Record types of its private names. Absent: as its addresses."),
    routeTables: z.array(id("rtb")).default([]).describe("Route tables of a gateway endpoint."),
    policy: z.string().optional().describe("PolicyDocument, as JSON text. Absent: full access."),
    state: z
      .enum(["pendingAcceptance", "rejected", "failed", "expired"])
      .optional()
      .describe("State that its provider or a failure left it in. Absent: available."),
    lastError: z
      .strictObject({ code: z.string().describe("Its code."), message: z.string().describe("Its words.") })
      .optional()
      .describe("LastError of a failed endpoint."),
    tags,
  })
  .meta({ id: "endpoint", description: "A VPC endpoint, there from the start." });

const securityGroup = z
  .strictObject({
    id: id("sg").optional().describe("Absent: one is drawn."),
    name: z.string().describe("Its name. `default` is the group that AWS makes for each VPC."),
    description: z.string().default("simulated").describe("Its description."),
    httpsFrom: z.array(cidr).default([]).describe("CIDRs that may connect to port 443."),
    dnsFrom: z.array(cidr).default([]).describe("CIDRs that may connect to port 53, TCP and UDP."),
    tags,
  })
  .meta({ id: "securityGroup", description: "A security group." });

const serviceZone = z
  .strictObject({
    service: z
      .string()
      .regex(/^[a-z0-9-]+\.amazonaws\.com$/, "a service such as efs.amazonaws.com")
      .describe("OwningService in ListHostedZonesByVPC; nobody's account has the zone."),
    name: z.string().describe("Its domain name, and that of its record."),
    values: z.array(z.string()).min(1).describe("IPv4 addresses that it answers."),
  })
  .meta({ id: "serviceZone", description: "A private zone that a service keeps in the VPC." });

const dhcpOptions = z
  .union([
    z.literal("default"),
    z.strictObject({
      id: id("dopt").optional().describe("Absent: one of its own."),
      domainNameServers: z
        .array(z.string())
        .max(4)
        .describe("Addresses of DNS servers, or `AmazonProvidedDNS`."),
    }),
  ])
  .meta({ id: "dhcpOptions", description: "A DHCP options set; `default`: the VPC has none." });

export const vpc = z
  .strictObject({
    id: vpcId.describe("Its id; no two in a world are the same."),
    region: region.describe("Its Region."),
    cidr: cidr.describe("Its IPv4 range, /16 to /28."),
    secondaryCidrs,
    isDefault: z.boolean().default(false).describe("Whether it is the account's default VPC in the Region."),
    enableDnsSupport: z.boolean().default(true).describe("DNS attribute."),
    enableDnsHostnames: z.boolean().default(true).describe("DNS attribute. AWS has it off in a new VPC."),
    dhcpOptions: dhcpOptions
      .optional()
      .describe("Its DHCP options set. Absent: the account's default one, which names AmazonProvidedDNS."),
    subnets: z
      .union([z.int().min(0).max(6), z.array(subnet)])
      .default(0)
      .describe("How many, each in an availability zone of its own; or a list."),
    ipv6: z.boolean().default(false).describe("Whether subnets that are only counted have IPv6 too."),
    sharedWith: sharedWith.describe("Accounts that RAM shares all of its subnets with."),
    securityGroups: z.array(securityGroup).default([]).describe("Groups beside the default one."),
    routes: routes.default({}),
    routeTables: z.array(routeTable).default([]).describe("Route tables beside the main one."),
    networkAcls: z
      .array(networkAcl)
      .default([])
      .describe("Network ACLs. Subnets without one have the default one."),
    endpoints: z.array(endpoint).default([]).describe("Its endpoints."),
    resolverEndpoints: z.array(resolverEndpoint).default([]).describe("Its Resolver endpoints."),
    resolverRules: z
      .array(vpcRule)
      .default([])
      .describe("Rules of this account that are associated with it."),
    serviceZones: z
      .array(serviceZone)
      .default([])
      .describe("Private zones that AWS services keep in it, such as EFS's for a file system."),
    tags,
  })
  .meta({ id: "vpc", description: "A VPC." });

export type VpcSpec = z.infer<typeof vpc>;
export type EndpointSpec = z.infer<typeof endpoint>;
