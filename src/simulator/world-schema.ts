import { z } from "zod";

/** The fields of a world file. What is left out is as AWS makes it, but for the DNS attributes, which are on. */

const tags = z.record(z.string(), z.string()).default({});
const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id such as ${prefix}-0a1b2c3d4e5f60718`);
const vpcId = id("vpc");
const addressType = z.enum(["ipv4", "dualstack", "ipv6"]);

const role = z
  .strictObject({
    name: z.string().optional(),
    arn: z.string().optional(),
    /** Account ids, role ARNs, or `*`. */
    trusts: z.array(z.string()).default([]),
    externalId: z.string().optional(),
    /** Actions that it is refused, such as `route53:*`. */
    denies: z.array(z.string()).default([]),
    maxSessionSeconds: z.int().positive().optional(),
  })
  .refine((one) => (one.name === undefined) !== (one.arn === undefined), "give either name or arn");

const subnet = z.strictObject({
  id: id("subnet").optional(),
  cidr: z.string(),
  ipv6Cidr: z.string().optional(),
  /** An availability zone's name or id. */
  zone: z.string().optional(),
  tags,
});

const endpoint = z.strictObject({
  id: id("vpce").optional(),
  /** `ssm`, or a full service name. */
  service: z.string(),
  type: z.enum(["Interface", "Gateway"]).default("Interface"),
  privateDns: z.boolean().default(false),
  /** Ids; absent: all of the VPC's, one for each availability zone. */
  subnets: z.array(z.string()).optional(),
  securityGroups: z.array(z.string()).default([]),
  ipAddressType: addressType.default("ipv4"),
  dnsRecordIpType: z.enum(["ipv4", "dualstack", "ipv6", "service-defined"]).optional(),
  policy: z.string().optional(),
  /** Absent: available. */
  state: z.enum(["pendingAcceptance", "rejected", "failed", "expired"]).optional(),
  lastError: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  tags,
});

const securityGroup = z.strictObject({
  id: id("sg").optional(),
  name: z.string(),
  description: z.string().default("simulated"),
  /** CIDRs that may connect to port 443. */
  httpsFrom: z.array(z.string()).default([]),
  tags,
});

const resolverRule = z.strictObject({
  id: z.string().optional(),
  domain: z.string(),
  type: z.enum(["FORWARD", "SYSTEM"]).default("FORWARD"),
  /** Addresses that questions go to. */
  targets: z.array(z.string()).default([]),
});

const vpc = z.strictObject({
  id: vpcId,
  region: z.string(),
  cidr: z.string(),
  isDefault: z.boolean().default(false),
  enableDnsSupport: z.boolean().default(true),
  enableDnsHostnames: z.boolean().default(true),
  tags,
  /** So many, each in an availability zone of its own; or a list. */
  subnets: z.union([z.int().min(0).max(6), z.array(subnet)]).default(0),
  /** Whether counted subnets have IPv6 too. */
  ipv6: z.boolean().default(false),
  securityGroups: z.array(securityGroup).default([]),
  endpoints: z.array(endpoint).default([]),
  /** Rules of this account that are associated with this VPC. */
  resolverRules: z.array(resolverRule).default([]),
});

const alias = z.union([
  /** An endpoint's id: its regional name. */
  z.strictObject({ endpoint: id("vpce"), evaluateTargetHealth: z.boolean().default(true) }),
  z.strictObject({ zoneId: z.string(), name: z.string(), evaluateTargetHealth: z.boolean().default(false) }),
]);

const record = z
  .strictObject({
    name: z.string(),
    type: z.enum(["A", "AAAA", "CNAME", "TXT", "MX", "SRV", "CAA", "NS", "PTR"]).default("A"),
    ttl: z.int().min(0).default(300),
    values: z.array(z.string()).min(1).optional(),
    alias: alias.optional(),
  })
  .refine((one) => (one.values === undefined) !== (one.alias === undefined), "give either values or alias");

const zone = z.strictObject({
  name: z.string(),
  /** VPC ids, of any account; none makes a public zone. */
  vpcs: z.array(vpcId).default([]),
  callerReference: z.string().min(1).max(128).optional(),
  comment: z.string().optional(),
  records: z.array(record).default([]),
  /** VPC ids that may be associated. */
  authorizations: z.array(vpcId).default([]),
  tags,
});

const account = z.strictObject({
  /** For readers only. */
  name: z.string().optional(),
  /** A closed account refuses every call. */
  closed: z.boolean().default(false),
  roles: z.array(role).default([]),
  vpcs: z.array(vpc).default([]),
  zones: z.array(zone).default([]),
});

/** Private names, or null: AWS does not have the service. */
const service = z.union([z.array(z.string()), z.null()]);

export const worldSchema = z.strictObject({
  accounts: z.record(z.string().regex(/^\d{12}$/, "an account id is 12 digits, in quotes"), account),
  /** Region → service → its private names, where they are not to be AWS's. */
  services: z.record(z.string(), z.record(z.string(), service)).default({}),
});

export type WorldSpec = z.infer<typeof worldSchema>;
export type AccountSpec = z.infer<typeof account>;
export type RoleSpec = z.infer<typeof role>;
export type VpcSpec = z.infer<typeof vpc>;
export type EndpointSpec = z.infer<typeof endpoint>;
export type ZoneSpec = z.infer<typeof zone>;
export type RecordSpec = z.infer<typeof record>;
