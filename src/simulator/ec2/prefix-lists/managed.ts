import type { ManagedPrefixList } from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { AwsError, type Call } from "../../service.ts";
import { ABSENT, absent } from "../access.ts";
import { invalidValue } from "../errors.ts";
import { canonicalCidr } from "../ranges.ts";
import type { Tags } from "../resource.ts";
import { ec2Arn, isOwnOrShared } from "../shared.ts";
import { tagList } from "../tag-values.ts";
import { prefixListsOf } from "./aws.ts";
import { entriesOf, type PrefixList, type PrefixListEntry } from "./state.ts";

/** As a caller has it: its own, one that RAM shares with it, or one of AWS's. */
export type SeenPrefixList = Omit<PrefixList, "maxEntries"> & { maxEntries: number | undefined };

export const isPrefixListSeen = (
  estate: Estate,
  list: Pick<PrefixList, "id" | "account" | "region" | "tags">,
  call: Pick<Call, "account" | "region">,
): boolean => isOwnOrShared(estate, "prefix-list", list, call);

/** Throws InvalidPrefixListID.NotFound for one that the caller does not see. */
export function seenPrefixList(
  estate: Estate,
  id: string,
  call: Pick<Call, "account" | "region">,
): SeenPrefixList {
  const managed = estate.network.prefixLists.get(id);
  if (managed && isPrefixListSeen(estate, managed, call)) return managed;
  const found = awsLists(call).get(id);
  if (!found) throw absent(ABSENT.prefixList, id);
  return found;
}

/** AWS's own, in the form of those that customers manage. */
export function awsLists(call: Pick<Call, "account" | "region">): Map<string, SeenPrefixList> {
  const lists = [...prefixListsOf(call).values()].map(({ cidrs, ...list }): [string, SeenPrefixList] => [
    list.id,
    {
      ...list,
      family: "IPv4",
      maxEntries: undefined,
      versions: [cidrs.map((cidr) => ({ cidr, description: undefined }))],
    },
  ]);
  return new Map(lists);
}

/** The blocks that a rule or a route with this list means now, whoever asks: its owner keeps them. */
export function blocksOf({ network }: Estate, id: string, place: Pick<Call, "account" | "region">): string[] {
  const list = network.prefixLists.get(id) ?? awsLists(place).get(id);
  return list ? entriesOf(list as PrefixList).map(({ cidr }) => cidr) : [];
}

export type NewPrefixList = Pick<PrefixList, "account" | "region" | "name" | "family" | "maxEntries"> & {
  id?: string | undefined;
  entries: readonly PrefixListEntry[];
  tags: Tags;
};

export function addPrefixList(estate: Estate, { id, entries, ...wanted }: NewPrefixList): PrefixList {
  const { family, maxEntries } = wanted;
  const made: PrefixList = {
    ...wanted,
    id: id ?? `pl-${estate.surroundings.hex(17)}`,
    versions: [entries.map((entry) => canonicalEntry(entry, family))],
  };
  refuseTooMany(entriesOf(made), maxEntries);
  estate.network.prefixLists.set(made.id, made);
  return made;
}

export const canonicalEntry = (
  { cidr, description }: PrefixListEntry,
  family: PrefixList["family"],
): PrefixListEntry => ({
  cidr: canonicalCidr(cidr, family === "IPv4" ? "ipv4" : "ipv6"),
  description,
});

export function refuseTooMany(entries: readonly PrefixListEntry[], most: number): void {
  const twice = entries.find(({ cidr }, index) => entries.slice(0, index).some((one) => one.cidr === cidr));
  if (twice) throw invalidValue(`The CIDR ${twice.cidr} is there more than once`);
  if (entries.length > most)
    throw new AwsError(
      "PrefixListMaxEntriesExceeded",
      `The prefix list has ${entries.length} entries and takes ${most}`,
    );
}

export function shownPrefixList(estate: Estate, list: SeenPrefixList, { account }: Call): ManagedPrefixList {
  const isAws = list.maxEntries === undefined;
  const arn = ec2Arn(estate, "prefix-list", isAws ? { ...list, account: "aws" } : list);
  return {
    PrefixListId: list.id,
    AddressFamily: list.family,
    State: "create-complete",
    PrefixListArn: arn,
    PrefixListName: list.name,
    ...(!isAws && { MaxEntries: list.maxEntries, Version: list.versions.length }),
    Tags: list.account === account && !isAws ? tagList(list.tags) : [],
    OwnerId: isAws ? "AWS" : list.account,
  };
}
