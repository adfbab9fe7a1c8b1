import type { Resource } from "../resource.ts";

export type PrefixListEntry = { cidr: string; description: string | undefined };

/** A prefix list that a customer manages. */
export type PrefixList = Resource & {
  name: string;
  family: "IPv4" | "IPv6";
  maxEntries: number;
  /** The entries of each version, the first of which is 1. */
  versions: PrefixListEntry[][];
};

export const entriesOf = ({ versions }: PrefixList, version = versions.length): PrefixListEntry[] =>
  versions[version - 1] ?? [];
