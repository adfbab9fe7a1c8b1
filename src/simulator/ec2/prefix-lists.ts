import type { DescribePrefixListsRequest, DescribePrefixListsResult } from "@aws-sdk/client-ec2";
import type { ReadingService } from "../reading.ts";
import type { Call } from "../service.ts";
import { ABSENT } from "./access.ts";
import { digestOf } from "./catalogue.ts";
import { listing } from "./describe.ts";
import type { Resource } from "./state.ts";

type PrefixList = Resource & { name: string; cidrs: string[] };

/** Addresses of the services that have gateway endpoints: made up, as AWS's change. */
const CIDRS = { s3: ["198.51.100.0/24"], dynamodb: ["203.0.113.0/24"] };

/** The prefix lists that AWS keeps in a Region for gateway endpoints. Nobody else's exist here. */
export function prefixListsOf({
  account,
  region,
}: Pick<Call, "account" | "region">): Map<string, PrefixList> {
  const lists = Object.entries(CIDRS).map(([service, cidrs]): [string, PrefixList] => {
    const name = `com.amazonaws.${region}.${service}`;
    const id = `pl-${digestOf(name, 8)}`;
    return [id, { id, account, region, tags: new Map(), name, cidrs }];
  });
  return new Map(lists);
}

export function prefixListOperations(): ReadingService {
  return {
    DescribePrefixLists: listing<DescribePrefixListsRequest, DescribePrefixListsResult>()(
      "PrefixListIds",
      "PrefixLists",
      {
        all: prefixListsOf,
        fields: { "prefix-list-id": (list) => list.id, "prefix-list-name": (list) => list.name },
        ids: ABSENT.prefixList,
        isTagged: false,
        pageMin: 1,
        shown: ({ id, name, cidrs }) => ({ PrefixListId: id, PrefixListName: name, Cidrs: cidrs }),
      },
    ),
  };
}
