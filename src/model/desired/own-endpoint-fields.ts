import * as z from "zod";

/** What becomes of interface endpoints that a spoke's VPC has itself, for names that the hub shares (semantics 56, 59). */
const REDUNDANT = ["keep", "bypass", "remove"] as const;
const DIFFERENCES = ["policy", "addresses", "clients"] as const;
const LINGER = "must be a time such as 24h, 90m or 7d, from 10m to 365d";

export const ownEndpointFields = {
  redundantEndpoints: z
    .enum(REDUNDANT)
    .optional()
    .describe(
      "What becomes of the VPC's own interface endpoints whose private DNS holds a name that the hub shares. `keep`: the name is left to them; `bypass`, with mode `resolver-rule`: the rule is associated all the same and wins, and they stay; `remove`: when a rule is seen to answer, their private DNS is switched off, and after `linger` they are deleted; with mode `phz-association` the zone follows, and the rule leaves. Written out, `keep` and `bypass` also take back what an earlier `remove` switched off; with a table, silence does too. Default: `keep`, and they are not looked for.",
    ),
  acceptSourceChange: z
    .boolean()
    .optional()
    .describe(
      "Accept that callers come by the hub's endpoint instead of the VPC's own: policies that name `aws:SourceVpce` or `aws:SourceVpc` see another one. Needed for `bypass` and `remove`. Default: `false`.",
    ),
  acceptDifferences: z
    .array(z.enum(DIFFERENCES))
    .optional()
    .describe(
      "With `remove`: accept that the hub's endpoint has another `policy`, answers by fewer kinds of `addresses` (A, AAAA), or that other `clients` than the VPC may use the VPC's own. Default: none of them.",
    ),
  linger: z
    .string()
    .regex(/^\d{1,6}[mhd]$/, LINGER)
    .refine((text) => isLinger(text), LINGER)
    .optional()
    .describe(
      "With `remove`: for how long an endpoint stays when its private DNS is off, for callers that remember its addresses. Default: `24h`.",
    ),
};

/** Of one spoke: no hub accepts it for all. */
export const ownGap = z
  .boolean()
  .default(false)
  .describe(
    "With mode `phz-association`, where no rules of the hub can stand in: accept that the names of the VPC's own endpoints resolve publicly in it for some minutes, while `redundantEndpoints: remove` hands them over to zones, or while they come back. Default: `false`.",
  );

const UNITS = { m: 60, h: 3_600, d: 86_400 } as const;

/** `24h` in seconds. */
export function lingerSeconds(text: string): number {
  return Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS];
}

function isLinger(text: string): boolean {
  const seconds = lingerSeconds(text);
  return seconds >= 600 && seconds <= 365 * UNITS.d;
}
