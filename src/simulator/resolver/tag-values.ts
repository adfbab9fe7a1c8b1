import type { Tag } from "@aws-sdk/client-route53resolver";
import { refused } from "./access.ts";

/** Tags on one resource at most. Source: API reference, TagResource. */
const TAGS_MAX = 200;

/** The tags that a creating call gives. */
export function tagsFrom(given: readonly Tag[] | undefined): Map<string, string> {
  const tags = new Map<string, string>();
  addTags(tags, given);
  return tags;
}

/** Throws InvalidTag or LimitExceeded and changes nothing. */
export function addTags(tags: Map<string, string>, given: readonly Tag[] = []): void {
  const reserved = given.find(({ Key }) => Key?.startsWith("aws:"));
  if (reserved)
    throw refused("InvalidTagException", `Tag keys starting with "aws:" are reserved: "${reserved.Key}"`);
  const all = new Map([...tags, ...given.map(({ Key, Value }) => [Key ?? "", Value ?? ""] as const)]);
  if (all.size > TAGS_MAX)
    throw refused("LimitExceededException", `A resource may have at most ${TAGS_MAX} tags.`);
  for (const [key, value] of all) tags.set(key, value);
}
