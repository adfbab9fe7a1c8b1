import { z } from "zod";
import { accountId, region, tags } from "./world-fields.ts";

/** The organization of a world file, and what accounts share by Resource Access Manager. */

const members = (words: string) => z.array(accountId).default([]).describe(words);

const ouId = z.string().regex(/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/, "an OU's id such as ou-ab12-11111111");

export type OuSpec = { id: string; name?: string | undefined; accounts: string[]; ous: OuSpec[] };

const ou: z.ZodType<OuSpec> = z
  .strictObject({
    id: ouId.describe("Its id; no two are the same."),
    name: z.string().optional().describe("For readers only."),
    accounts: members("Accounts in it."),
    ous: z
      .lazy(() => z.array(ou))
      .default([])
      .describe("Organizational units in it."),
  })
  .meta({ id: "ou", description: "An organizational unit." });

export const organization = z
  .strictObject({
    id: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/, "an organization's id such as o-a1b2c3d4e5")
      .describe("Its id."),
    management: accountId.describe("Its management account, which is in the root."),
    sharing: z
      .enum(["enabled", "disabled", "trustedAccessOnly"])
      .default("enabled")
      .describe(
        "Whether RAM shares in it without invitations. `trustedAccessOnly`: switched on in Organizations and not in RAM, which is not enough.",
      ),
    accounts: members("Other accounts in its root."),
    ous: z.array(ou).default([]).describe("Organizational units in its root."),
  })
  .meta({ id: "organization", description: "An organization and who is in it." });

export const share = z
  .strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "the last part of a share's ARN, a UUID")
      .optional()
      .describe("The last part of its ARN, a UUID. Absent: one is drawn."),
    name: z.string().min(1).describe("Its name; several may have the same."),
    region: region.describe("Its Region."),
    allowExternalPrincipals: z
      .boolean()
      .default(true)
      .describe("Whether accounts outside of the organization may be in it."),
    retainSharingOnAccountLeaveOrganization: z
      .boolean()
      .optional()
      .describe("Whether who leaves the organization keeps it; then its accounts are invited too."),
    resources: z
      .array(z.string())
      .default([])
      .describe("Ids of this account's Resolver rules, transit gateways and prefix lists."),
    principals: z
      .array(z.string())
      .default([])
      .describe("Account ids, ids of OUs or of the organization. Who had to be invited has accepted."),
    invited: members("Accounts whose invitation is pending."),
    failed: z
      .record(z.string(), z.string())
      .default({})
      .describe("Principals whose association is FAILED → RAM's statusMessage."),
    tags,
  })
  .meta({ id: "share", description: "A resource share, which has reached everybody." });

export type OrganizationSpec = z.infer<typeof organization>;
export type ShareSpec = z.infer<typeof share>;
