import { z } from "zod";
import { id, region, tags, vpcId } from "./world-fields.ts";

/** Resolver endpoints and rules of a world file. */

const name = (words: string) =>
  z
    .string()
    .max(64)
    .regex(/^(?!^[0-9]+$)([a-zA-Z0-9\-_' ']+)$/, "letters, digits, hyphens, underscores, spaces")
    .optional()
    .describe(words);

const status = <const W extends readonly [string, ...string[]]>(words: W) =>
  z.enum(words).optional().describe("Status in which it stays, instead of the one of what works.");

const creatorRequestId = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe("CreatorRequestId. Absent: one is drawn.");

const ipv4 = z.string().regex(/^(\d{1,3}\.){3}\d{1,3}$/, "an address such as 10.0.0.2");

const address = z
  .strictObject({
    subnet: id("subnet").describe("A subnet of the VPC."),
    ip: ipv4.optional().describe("Absent: the first free one."),
    ipv6: z.string().optional().describe("IPv6 address, where the endpoint has such."),
    status: status([
      "CREATING",
      "ATTACHING",
      "DETACHING",
      "FAILED_CREATION",
      "FAILED_RESOURCE_GONE",
      "ISOLATED",
    ]),
  })
  .meta({ id: "resolverAddress", description: "An address of a Resolver endpoint." });

export const resolverEndpoint = z
  .strictObject({
    id: z
      .string()
      .regex(/^rslvr-(in|out)-[0-9a-z]+$/, "an id such as rslvr-in-0a1b2c3d4e5f60718")
      .optional()
      .describe("Absent: one is drawn."),
    name: name("Its name."),
    direction: z.enum(["INBOUND", "OUTBOUND"]).describe("Whether it takes questions or sends them."),
    addresses: z
      .array(address)
      .min(2)
      .optional()
      .describe("Absent: one in each of the VPC's subnets, or two in the only one."),
    securityGroups: z.array(z.string()).default([]).describe("Group ids. None: the VPC's default group."),
    type: z.enum(["IPV4", "IPV6", "DUALSTACK"]).default("IPV4").describe("ResolverEndpointType."),
    protocols: z
      .array(z.enum(["Do53", "DoH", "DoH-FIPS"]))
      .min(1)
      .max(2)
      .default(["Do53"])
      .describe("What it speaks."),
    status: status(["CREATING", "UPDATING", "AUTO_RECOVERING", "ACTION_NEEDED", "DELETING"]),
    creatorRequestId,
    tags,
  })
  .meta({ id: "resolverEndpoint", description: "A Resolver endpoint in the VPC that it is written in." });

const target = z
  .union([
    ipv4,
    z.strictObject({
      ip: ipv4.optional().describe("IPv4 address,"),
      ipv6: z.string().optional().describe("or IPv6 address."),
      port: z.int().min(0).max(65_535).default(53).describe("Its port."),
      protocol: z.enum(["Do53", "DoH", "DoH-FIPS"]).optional().describe("Absent: not said."),
    }),
  ])
  .meta({ id: "resolverTarget", description: "An IPv4 address, asked at port 53, or more about it." });

const association = z
  .strictObject({ name: name("Its name."), status: status(["FAILED", "OVERRIDDEN"]) })
  .meta({
    id: "ruleAssociation",
    description: "The association of a rule with the VPC that it is written in.",
  });

const fields = {
  id: z.string().optional().describe("Absent: one is drawn."),
  domain: z.string().describe("Names that end so go to the targets."),
  type: z.enum(["FORWARD", "SYSTEM"]).default("FORWARD").describe("Kind of rule."),
  targets: z.array(target).default([]).describe("Where questions go."),
  endpoint: z
    .string()
    .optional()
    .describe("Outbound endpoint that sends them. Absent: nobody does, and the answer is SERVFAIL."),
  name: name("Its name."),
  status: status(["UPDATING", "FAILED"]),
  creatorRequestId,
  tags,
};

export const vpcRule = z
  .strictObject({ ...fields, association: association.optional().describe("More about it.") })
  .meta({
    id: "resolverRule",
    description: "A Resolver rule, associated with the VPC that it is written in.",
  });

export const accountRule = z
  .strictObject({
    ...fields,
    region: region.describe("Its Region."),
    vpcs: z
      .array(z.union([vpcId, z.strictObject({ vpc: vpcId.describe("The VPC."), ...association.shape })]))
      .default([])
      .describe("VPCs that it is associated with; those of other accounts need a share."),
  })
  .meta({ id: "accountRule", description: "A Resolver rule, with the VPCs that it is associated with." });

export type ResolverEndpointSpec = z.infer<typeof resolverEndpoint>;
export type RuleSpec = z.infer<typeof vpcRule>;
export type AccountRuleSpec = z.infer<typeof accountRule>;
