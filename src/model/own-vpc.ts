import type { Region, VpcId } from "./ids.ts";

/** The VPC in which the operator runs. Without a Region: ids are unique over Regions. */
export type OwnVpc = { readonly id: VpcId; readonly region?: Region };

/** Whether it is that VPC. */
export function isOwnVpc(
  own: OwnVpc | undefined,
  vpc: { readonly id: string; readonly region: string },
): boolean {
  return own !== undefined && vpc.id === own.id && (own.region === undefined || vpc.region === own.region);
}

/** `vpc-…`, or `vpc-…@REGION`. Throws an Error whose message ends the sentence "It …". */
export function parseOwnVpc(text: string): OwnVpc {
  const [, id, region] = /^(vpc-(?:[0-9a-f]{8}|[0-9a-f]{17}))(?:@([a-z0-9-]+))?$/.exec(text) ?? [];
  if (id === undefined) throw new Error("must be vpc- and 8 or 17 hex digits, with @REGION behind it or not");
  return { id: id as VpcId, ...(region !== undefined && { region: region as Region }) };
}
