import { z } from "zod";
import { region, role, shortId, vpcId } from "../src/model/desired/fields.ts";
import type { AccountId, Owner, Region, VpcId } from "../src/model/ids.ts";
import type { ImportedHub } from "../src/model/import/found.ts";
import type { AwsFlags } from "./options.ts";
import { UserError } from "./terminal.ts";

export type ImportFlags = AwsFlags & {
  readonly account: string;
  readonly region: string;
  readonly vpc: string;
  readonly anchorVpc?: string;
  readonly owner?: string;
  readonly hubRole?: string;
  readonly spokeRole?: string;
  readonly externalIdFrom?: string;
  readonly spokeAccount?: readonly string[];
  readonly out?: string;
};

/** Without an owner the zones that are found must tell it. */
export type ToldHub = Omit<ImportedHub, "owner"> & { readonly owner?: Owner };

const { arn } = role.shape;
const accountId = z.string().regex(/^\d{12}$/, "must be the 12 digits of an account id");

/** The same shapes as in documents. */
const shapes = z.object({
  account: accountId,
  region,
  vpc: vpcId,
  anchorVpc: vpcId.optional(),
  owner: shortId.optional(),
  hubRole: arn.optional(),
  spokeRole: arn
    .refine(
      (text) => text.includes("{account}"),
      "must contain {account}: it is assumed in each spoke's account",
    )
    .optional(),
  externalIdFrom: z
    .string()
    .regex(
      /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/,
      "must be env:NAME or file:PATH; a value would end in shell histories",
    )
    .optional(),
  spokeAccount: z.array(accountId).optional(),
});

/** Every wrong flag at once. */
export function parseImportFlags(flags: ImportFlags): {
  readonly hub: ToldHub;
  readonly spokeAccounts: readonly AccountId[];
} {
  const { success, data, error } = shapes.safeParse(flags);
  const problems = (error?.issues ?? []).map(({ path, message }) => `${flagName(path[0])} ${message}`);
  for (const flag of ["externalIdFrom", "spokeAccount"] as const)
    if (flags[flag] !== undefined && flags.spokeRole === undefined)
      problems.push(`${flagName(flag)} needs --spoke-role`);
  if (!success || problems.length > 0) throw new UserError([...new Set(problems)].join("\n"));
  const { owner, anchorVpc, hubRole, spokeRole, externalIdFrom } = data;
  const hub: ToldHub = {
    ...(owner && { owner: owner as Owner }),
    account: data.account as AccountId,
    region: data.region as Region,
    vpc: data.vpc as VpcId,
    ...(anchorVpc && { anchorVpc: anchorVpc as VpcId }),
    ...(hubRole && { roleArn: hubRole }),
    ...(spokeRole && {
      spokeRole: { arn: spokeRole, ...(externalIdFrom && { externalIdFrom: secretSource(externalIdFrom) }) },
    }),
  };
  const others = new Set(data.spokeAccount).difference(new Set([hub.account]));
  return { hub, spokeAccounts: [...others] as AccountId[] };
}

function secretSource(text: string): { env: string } | { file: string } {
  return text.startsWith("env:") ? { env: text.slice(4) } : { file: text.slice(5) };
}

/** `spokeAccount` → `--spoke-account`. */
function flagName(name: PropertyKey | undefined): string {
  return `--${String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
