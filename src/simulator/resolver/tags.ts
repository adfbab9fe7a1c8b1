import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { isOwn, refused } from "./access.ts";
import { list } from "./lists.ts";
import type { ResolverEndpoint, Rule } from "./state.ts";
import { addTags } from "./tag-values.ts";
import { standingOf } from "./usable-rule.ts";

/** Endpoints and rules have tags; associations have none. */
export function tagOperations(estate: Estate): Service {
  return {
    TagResource: operation<TagResourceRequest, TagResourceResponse>(({ ResourceArn, Tags }, call) => {
      addTags(tagged(estate, ResourceArn, call).tags, Tags);
      return {};
    }),

    UntagResource: operation<UntagResourceRequest, UntagResourceResponse>(
      ({ ResourceArn, TagKeys }, call) => {
        const { tags } = tagged(estate, ResourceArn, call);
        for (const key of TagKeys ?? []) tags.delete(key);
        return {};
      },
    ),

    ListTagsForResource: operation<ListTagsForResourceRequest, ListTagsForResourceResponse>(
      ({ ResourceArn, MaxResults, NextToken }, call) => {
        const all = [...tagged(estate, ResourceArn, call).tags].map(([Key, Value]) => ({ Key, Value }));
        const { items, NextToken: next } = list(estate, all, ({ Key }) => Key, { MaxResults, NextToken });
        return { Tags: items, ...(next ? { NextToken: next } : {}) };
      },
    ),
  };
}

/** The numbers as users have published them: of AWS's own rule, and of a rule that another account shares. */
function tagged(estate: Estate, arn: string | undefined, call: Call): ResolverEndpoint | Rule {
  if (arn?.includes(":autodefined-rule/"))
    throw refused("InvalidParameterException", "The autodefined rule cannot be tagged.", "00903");
  const { rules, endpoints } = estate.resolver;
  const id = arn?.split("/").at(-1) ?? "";
  const found = rules.get(id) ?? endpoints.get(id);
  if (found?.arn === arn && found && isOwn(found, call)) return found;
  if (found?.arn === arn && found && standingOf(estate, found, call.account) === "shared")
    throw refused("InvalidParameterException", "Tags of a shared resource are its owner's.", "00907");
  throw refused("ResourceNotFoundException", `The resource "${arn}" does not exist.`);
}
