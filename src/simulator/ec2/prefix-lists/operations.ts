import type {
  AddPrefixListEntry,
  CreateManagedPrefixListRequest,
  CreateManagedPrefixListResult,
  DeleteManagedPrefixListRequest,
  DeleteManagedPrefixListResult,
  DescribeManagedPrefixListsRequest,
  DescribeManagedPrefixListsResult,
  DescribePrefixListsRequest,
  DescribePrefixListsResult,
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult,
  ModifyManagedPrefixListRequest,
  ModifyManagedPrefixListResult,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../../estate.ts";
import { keyOf, pageByKey, tokenOf } from "../../paging.ts";
import { type ReadingService, reading } from "../../reading.ts";
import { AwsError } from "../../service.ts";
import { ABSENT, own } from "../access.ts";
import { once } from "../client-tokens.ts";
import { listing, select } from "../describe.ts";
import { invalidValue, missing } from "../errors.ts";
import { tagsFor } from "../tag-values.ts";
import { prefixListsOf } from "./aws.ts";
import {
  addPrefixList,
  awsLists,
  canonicalEntry,
  isPrefixListSeen,
  refuseTooMany,
  type SeenPrefixList,
  seenPrefixList,
  shownPrefixList,
} from "./managed.ts";
import { entriesOf, type PrefixList, type PrefixListEntry } from "./state.ts";

/** Source: EC2 API reference, each page; VPC User Guide, "Managed prefix lists". A change is done at once here. */
export function prefixListOperations(estate: Estate): ReadingService {
  const { prefixLists } = estate.network;
  return {
    CreateManagedPrefixList: reading<CreateManagedPrefixListRequest, CreateManagedPrefixListResult>()(
      ["PrefixListName", "Entries", "MaxEntries", "AddressFamily", "TagSpecifications", "ClientToken"],
      (input, call) => {
        const { PrefixListName: name, MaxEntries: maxEntries, AddressFamily: family } = input;
        if (!name) throw missing("prefixListName");
        if (maxEntries === undefined || maxEntries < 1) throw invalidValue("MaxEntries must be at least 1");
        if (family !== "IPv4" && family !== "IPv6")
          throw invalidValue(`Value (${family}) for parameter addressFamily is invalid.`);
        const { account, region } = call;
        const tags = tagsFor(input.TagSpecifications, "prefix-list");
        const entries = given(input.Entries);
        const make = () =>
          addPrefixList(estate, { account, region, name, family, maxEntries, entries, tags });
        const { made } = once(estate, "CreateManagedPrefixList", input, call, make);
        return { PrefixList: shownPrefixList(estate, made, call) };
      },
    ),

    DeleteManagedPrefixList: reading<DeleteManagedPrefixListRequest, DeleteManagedPrefixListResult>()(
      ["PrefixListId"],
      (input, call) => {
        const list = own(prefixLists, input.PrefixListId, call, ABSENT.prefixList);
        if (isUsed(estate, list))
          throw new AwsError(
            "DependencyViolation",
            `The prefix list '${list.id}' is used and cannot be deleted.`,
          );
        prefixLists.delete(list.id);
        return { PrefixList: { ...shownPrefixList(estate, list, call), State: "delete-in-progress" } };
      },
    ),

    DescribeManagedPrefixLists: reading<
      DescribeManagedPrefixListsRequest,
      DescribeManagedPrefixListsResult
    >()(["PrefixListIds", "Filters", "MaxResults", "NextToken"], (input, call) => {
      const all = new Map<string, SeenPrefixList>([...awsLists(call), ...prefixLists]);
      const { items, ...token } = select(
        call,
        all,
        { ...input, ids: input.PrefixListIds },
        {
          fields: {
            "owner-id": (list) => shownPrefixList(estate, list, call).OwnerId,
            "prefix-list-id": (list) => list.id,
            "prefix-list-name": (list) => list.name,
          },
          ids: ABSENT.prefixList,
          isSeen: (list) => isPrefixListSeen(estate, list, call),
          pageMin: 1,
        },
      );
      return { PrefixLists: items.map((list) => shownPrefixList(estate, list, call)), ...token };
    }),

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

    GetManagedPrefixListEntries: reading<
      GetManagedPrefixListEntriesRequest,
      GetManagedPrefixListEntriesResult
    >()(["PrefixListId", "TargetVersion", "MaxResults", "NextToken"], (input, call) => {
      if (!input.PrefixListId) throw missing("prefixListId");
      const { MaxResults = 100, NextToken, TargetVersion } = input;
      if (MaxResults < 1 || MaxResults > 100) throw invalidValue(`maxResults ${MaxResults} is not 1 to 100`);
      const list = seenPrefixList(estate, input.PrefixListId, call);
      if (TargetVersion !== undefined && !list.versions[TargetVersion - 1])
        throw invalidValue(`The prefix list ${list.id} has no version ${TargetVersion}`);
      const all = entriesOf(list as PrefixList, TargetVersion);
      const page = pageByKey(all, ({ cidr }) => cidr, MaxResults, keyOf(NextToken, "InvalidNextToken"));
      const token = tokenOf(page.next);
      return {
        Entries: page.items.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
        ...(token && { NextToken: token }),
      };
    }),

    ModifyManagedPrefixList: reading<ModifyManagedPrefixListRequest, ModifyManagedPrefixListResult>()(
      ["PrefixListId", "CurrentVersion", "PrefixListName", "AddEntries", "RemoveEntries", "MaxEntries"],
      (input, call) => {
        const list = own(prefixLists, input.PrefixListId, call, ABSENT.prefixList);
        const { CurrentVersion, AddEntries, RemoveEntries, MaxEntries = list.maxEntries } = input;
        if (MaxEntries < 1) throw invalidValue("MaxEntries must be at least 1");
        const entries = changed(
          list,
          AddEntries,
          RemoveEntries?.map(({ Cidr = "" }) => Cidr),
        );
        if (entries && CurrentVersion !== list.versions.length)
          throw new AwsError(
            "PrefixListVersionMismatch",
            `The prefix list has the incorrect version number: ${CurrentVersion}`,
          );
        if (!entries && CurrentVersion !== undefined && CurrentVersion !== list.versions.length)
          throw new AwsError("PrefixListVersionMismatch", "The prefix list has the incorrect version number");
        refuseTooMany(entries ?? entriesOf(list), MaxEntries);
        if (entries) list.versions.push(entries);
        list.name = input.PrefixListName ?? list.name;
        list.maxEntries = MaxEntries;
        return { PrefixList: shownPrefixList(estate, list, call) };
      },
    ),
  };
}

const given = (entries: AddPrefixListEntry[] | undefined): PrefixListEntry[] =>
  (entries ?? []).map(({ Cidr = "", Description }) => ({ cidr: Cidr, description: Description }));

/** The entries of the next version; undefined when none of them changes. An entry that is there gets another description. */
function changed(
  list: PrefixList,
  added: AddPrefixListEntry[] | undefined,
  removed: string[] | undefined,
): PrefixListEntry[] | undefined {
  if (!added?.length && !removed?.length) return undefined;
  const more = given(added).map((entry) => canonicalEntry(entry, list.family));
  const entries = entriesOf(list);
  for (const cidr of removed ?? [])
    if (!entries.some((entry) => entry.cidr === cidr))
      throw invalidValue(`The prefix list ${list.id} has no entry ${cidr}`);
  const stays = entries.filter(
    ({ cidr }) => !removed?.includes(cidr) && !more.some((one) => one.cidr === cidr),
  );
  return [...stays, ...more];
}

/** By a route, or by a security group's rule. */
const isUsed = ({ network }: Estate, { id }: PrefixList): boolean =>
  [...network.routeTables.values()].some(({ routes }) => routes.has(id)) ||
  [...network.transit.tables.values()].some(({ routes }) => routes.has(id)) ||
  [...network.securityGroups.values()].some(({ rules }) => rules.some(({ peer }) => peer.value === id));
