import * as z from "zod";
import { always, label, securityGroupId, subnetId, text } from "./fields.ts";

/**
 * What a managed endpoint may say, and what the hub may say for all of them. AWS's limits: one subnet for each
 * Availability Zone, 20,480 characters of policy, 50 tags (CreateVpcEndpoint, "Quotas for AWS PrivateLink").
 */
const subnets = z
  .array(subnetId)
  .optional()
  .describe("Subnets of the hub VPC, at most one for each Availability Zone.");

const securityGroups = z
  .array(securityGroupId)
  .optional()
  .describe(
    "Security groups of the hub VPC; they must admit port 443 from the spokes. Default: the VPC's default group.",
  );

const POLICY_CHARACTERS_MAX = 20_480;
const POLICY_SHAPE = "must be a policy: a mapping with a Statement";
export const TAGS_MAX = 40;

/** The policy as it is sent: JSON without white space, members in the order written. */
export const policy = z
  .union(
    [
      z.string().refine((written) => objectIn(written) !== undefined, "must be valid JSON: one object"),
      z.record(z.string(), z.unknown()),
    ],
    "must be JSON text or a mapping",
  )
  .transform((written) => (typeof written === "string" ? (objectIn(written) ?? {}) : written))
  .refine(hasStatement, POLICY_SHAPE)
  .transform((written) => JSON.stringify(written))
  .refine(
    (sent) => sent.length <= POLICY_CHARACTERS_MAX,
    `must have at most ${POLICY_CHARACTERS_MAX} characters as JSON without white space`,
  );

function objectIn(written: string): object | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasStatement(given: object): boolean {
  const { Statement: statement } = given as { Statement?: unknown };
  return typeof statement === "object" && statement !== null;
}

const tagKey = text(
  /^(?![aA][wW][sS]:|vpce-operator\/)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u,
  "must be 1 to 128 letters, digits, spaces and characters of _.:/=+@-, and not begin with aws: or vpce-operator/",
);

const tags = z
  .record(tagKey, label)
  .refine((given) => Object.keys(given).length <= TAGS_MAX, `must have at most ${TAGS_MAX} tags`)
  .default({});

const policyFrom = z.strictObject({
  file: z
    .string()
    .min(1, "must be a path")
    .describe(
      "File of desired state that holds the policy and nothing else, as JSON or YAML; its path is relative to this file.",
    ),
});

const ipAddressType = z.enum(["ipv4", "dualstack", "ipv6"]).optional();
const ONE_POLICY = { not: { required: ["policy", "policyFrom"] } };

const hasOnePolicy = (given: object) =>
  !(Object.hasOwn(given, "policy") && Object.hasOwn(given, "policyFrom"));
const onePolicy = { error: "has both policy and policyFrom; keep one", when: always };

/** What hubs with different VPCs may have in common. */
const shared = {
  policy: policy
    .optional()
    .describe("Policy of endpoints that have none of their own. Default: AWS's, which allows everything."),
  policyFrom: policyFrom.optional().describe("Where that policy is written, instead of `policy`."),
  ipAddressType: ipAddressType.describe("Addresses that endpoints have. Default: `ipv4`."),
  dnsRecordIpType: ipAddressType.describe(
    "Records that the endpoints' own DNS names have. Default: the same as `ipAddressType`.",
  ),
  tags: tags.describe(
    "Tags of every managed endpoint; an endpoint's own are added, and win where keys are the same.",
  ),
};

export const sharedEndpointDefaults = z.strictObject(shared).refine(hasOnePolicy, onePolicy).meta(ONE_POLICY);

export const endpointDefaults = z
  .strictObject({ subnets, securityGroups, ...shared })
  .refine(hasOnePolicy, onePolicy)
  .meta(ONE_POLICY);

export const managed = z
  .strictObject({
    subnets: subnets.describe(
      "Subnets of the hub VPC, at most one for each Availability Zone; for an Endpoint of one hub only. Default: the hub's `endpointDefaults.subnets`.",
    ),
    securityGroups: securityGroups.describe(
      "Security groups of the hub VPC, which must admit port 443 from the spokes; for an Endpoint of one hub only. Default: the hub's `endpointDefaults.securityGroups`, else the VPC's default group.",
    ),
    policy: policy
      .optional()
      .describe(
        "Endpoint policy, as JSON text or as a YAML mapping, with at most 20,480 characters. Default: the hub's `endpointDefaults.policy`, else AWS's, which allows everything.",
      ),
    policyFrom: policyFrom.optional().describe("Where the policy is written, instead of `policy`."),
    ipAddressType: ipAddressType.describe(
      "Addresses that the endpoint has. Default: the hub's `endpointDefaults.ipAddressType`, else `ipv4`.",
    ),
    dnsRecordIpType: ipAddressType.describe(
      "Records that the endpoint's own DNS names have, and so the aliases: ipv4 A, ipv6 AAAA, dualstack both. Default: the hub's `endpointDefaults.dnsRecordIpType`, else the same as `ipAddressType`.",
    ),
    tags: tags.describe(
      "Tags of the endpoint, beside the operator's own and the hub's `endpointDefaults.tags`. Other tags on it are left alone.",
    ),
  })
  .refine(hasOnePolicy, onePolicy)
  .meta(ONE_POLICY);
