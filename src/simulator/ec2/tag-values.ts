import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../service.ts";
import { invalidValue } from "./errors.ts";
import type { Tags } from "./resource.ts";

/** Tags on one resource at most. Source: EC2 User Guide, "Tag restrictions". */
const TAGS_MAX = 50;

export const tagList = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/**
 * The tags that a creating call gives to what it makes. A specification of another type is refused: InvalidParameterValue
 * as in aws-cli#2865, InvalidParameter by CreateVpcEndpoint as in SyntheticSun#13.
 */
export function tagsFor(
  specifications: TagSpecification[] | undefined,
  type: string,
  code = "InvalidParameterValue",
): Tags {
  const tags: Tags = new Map();
  for (const { ResourceType, Tags: given } of specifications ?? []) {
    if (!ResourceType) throw invalidValue("Tag specification resource type must have a value");
    if (ResourceType !== type)
      throw new AwsError(code, `'${ResourceType}' is not a valid taggable resource type for this operation.`);
    addTags(tags, given);
  }
  return tags;
}

/** Source: EC2 User Guide, "Tag restrictions"; EC2 API reference, "Error codes". Changes nothing when it throws. */
export function addTags(tags: Tags, given: Tag[] | undefined): void {
  const added = new Map<string, string>();
  for (const { Key = "", Value = "" } of given ?? []) {
    if (added.has(Key)) throw invalidValue(`Duplicate tag key '${Key}' specified.`);
    if (Key.startsWith("aws:"))
      throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (Key === "" || Key.length > 128) throw invalidValue(`Tag key '${Key}' must have 1 to 128 characters`);
    if (Value.length > 256) throw invalidValue(`Tag value of '${Key}' exceeds the maximum length of 256`);
    added.set(Key, Value);
  }
  if (new Set([...tags.keys(), ...added.keys()]).size > TAGS_MAX)
    throw new AwsError("TagLimitExceeded", `The maximum number of tags on a resource is ${TAGS_MAX}.`);
  for (const [key, value] of added) tags.set(key, value);
}
