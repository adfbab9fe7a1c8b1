import type { Call } from "../../service.ts";
import { digestOf } from "../catalogue.ts";
import type { Resource } from "../resource.ts";

export type AwsPrefixList = Resource & { name: string; cidrs: string[] };

/** Addresses of the services that have gateway endpoints: made up, as AWS's change. */
const CIDRS = { s3: ["198.51.100.0/24"], dynamodb: ["203.0.113.0/24"] };

/** The prefix lists that AWS keeps in a Region for gateway endpoints, as each account has them there. */
export function prefixListsOf({
  account,
  region,
}: Pick<Call, "account" | "region">): Map<string, AwsPrefixList> {
  const lists = Object.entries(CIDRS).map(([service, cidrs]): [string, AwsPrefixList] => {
    const name = `com.amazonaws.${region}.${service}`;
    const id = `pl-${digestOf(name, 8)}`;
    return [id, { id, account, region, tags: new Map(), name, cidrs }];
  });
  return new Map(lists);
}
