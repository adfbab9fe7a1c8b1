import type {
  Tag,
  TagFilter,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { ownShare } from "./arns.ts";
import { invalid } from "./errors.ts";
import type { Share } from "./state.ts";

export function tagOperations(estate: Estate): Service {
  const { clock } = estate.surroundings;
  return {
    TagResource: operation<TagResourceRequest, TagResourceResponse>((input, call) => {
      const share = ownShare(estate, input.resourceShareArn, call);
      share.tags = tagsFrom(input.tags, share.tags);
      share.updatedAt = clock.now();
      return {};
    }),

    UntagResource: operation<UntagResourceRequest, UntagResourceResponse>((input, call) => {
      const share = ownShare(estate, input.resourceShareArn, call);
      for (const key of input.tagKeys ?? []) share.tags.delete(key);
      share.updatedAt = clock.now();
      return {};
    }),
  };
}

/** As every taggable resource of AWS may have ("Tag naming and usage": 50 tags; keys of 128, values of 256 characters). */
const TAGS_MAX = 50;

export function tagsFrom(
  tags: readonly Tag[] | undefined,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const all = new Map(before);
  for (const { key = "", value = "" } of tags ?? []) {
    if (key === "" || key.length > 128 || value.length > 256) throw invalid(`The tag ${key} is not valid.`);
    if (/^aws:/i.test(key))
      throw new AwsError(
        "TagPolicyViolationException",
        `The tag key ${key} is a reserved word and can't be used.`,
      );
    all.set(key, value);
  }
  if (all.size > TAGS_MAX)
    throw new AwsError("TagLimitExceededException", `A resource share can have up to ${TAGS_MAX} tags.`);
  return all;
}

/** "Multiple tag filters are evaluated as an OR condition"; one without values takes any (data type TagFilter). */
export const hasTag = ({ tags }: Share, filters: readonly TagFilter[]): boolean =>
  filters.some(({ tagKey = "", tagValues }) => {
    const value = tags.get(tagKey);
    return value !== undefined && (!tagValues?.length || tagValues.includes(value));
  });
