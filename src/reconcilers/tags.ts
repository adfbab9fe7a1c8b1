import type { Tags } from "../model/ownership.ts";

/** As Route 53, Resolver and EC2 take them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
