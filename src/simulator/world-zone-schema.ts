import { z } from "zod";
import { id, tags, vpcId } from "./world-fields.ts";

/** A hosted zone of a world file. */

const TYPES = [
  "A",
  "AAAA",
  "CNAME",
  "TXT",
  "MX",
  "SRV",
  "CAA",
  "NS",
  "PTR",
  "SPF",
  "NAPTR",
  "DS",
  "TLSA",
  "SSHFP",
  "SVCB",
  "HTTPS",
] as const;

const alias = z
  .union([
    z.strictObject({
      endpoint: id("vpce").describe("An endpoint of this world: its regional name."),
      evaluateTargetHealth: z.boolean().default(true).describe("EvaluateTargetHealth."),
    }),
    z.strictObject({
      zoneId: z.string().describe("Or the target's HostedZoneId"),
      name: z.string().describe("and its DNSName."),
      evaluateTargetHealth: z.boolean().default(false).describe("EvaluateTargetHealth."),
    }),
  ])
  .meta({ id: "alias", description: "Where an alias leads: an endpoint, or a name in a zone." });

const record = z
  .strictObject({
    name: z.string().describe("In full; inside the zone."),
    type: z.enum(TYPES).default("A").describe("Record type."),
    ttl: z.int().min(0).default(300).describe("Seconds, with `values`."),
    values: z.array(z.string()).min(1).optional().describe("Values as Route 53 takes them; TXT in quotes."),
    alias: alias.optional().describe("Instead of `values`."),
  })
  .refine((one) => (one.values === undefined) !== (one.alias === undefined), "give either values or alias")
  .meta({ id: "record", description: "A record set, with either `values` or `alias`." });

export const zone = z
  .strictObject({
    name: z.string().describe("Its domain name."),
    vpcs: z
      .array(vpcId)
      .default([])
      .describe(
        "VPCs of any account that it is associated with. None: a public zone, which answers everybody.",
      ),
    callerReference: z.string().min(1).max(128).optional().describe("Absent: one is drawn."),
    comment: z.string().max(256).optional().describe("Its comment."),
    records: z.array(record).default([]).describe("Its record sets beside NS and SOA."),
    authorizations: z.array(vpcId).default([]).describe("VPCs that other accounts may associate with it."),
    tags,
  })
  .meta({ id: "zone", description: "A hosted zone." });

export type ZoneSpec = z.infer<typeof zone>;
export type RecordSpec = z.infer<typeof record>;
