import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  Tag,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import { AwsError, type Call } from "../service.ts";
import { select } from "./describe.ts";
import { invalidValue } from "./errors.ts";
import type { Resource, Tags } from "./resource.ts";
import { allRules } from "./rule-lists.ts";
import { addTags } from "./tag-values.ts";

/** A tag as DescribeTags lists it: the resource's account and Region, and an id of its own to page by. */
type Row = Resource & { type: string; resourceId: string; key: string; value: string };

export function tagOperations(estate: Estate): ReadingService {
  return {
    CreateTags: reading<CreateTagsRequest, object>()(["Resources", "Tags"], (input, call) => {
      const resources = (input.Resources ?? []).map((id) => resourceOf(estate, id, call));
      for (const { tags } of resources) addTags(new Map(tags), input.Tags);
      for (const { tags } of resources) addTags(tags, input.Tags);
      return {};
    }),

    DeleteTags: reading<DeleteTagsRequest, object>()(["Resources", "Tags"], (input, call) => {
      const resources = (input.Resources ?? []).map((id) => resourceOf(estate, id, call));
      for (const { tags } of resources) removeTags(tags, input.Tags);
      return {};
    }),

    DescribeTags: reading<DescribeTagsRequest, DescribeTagsResult>()(
      ["Filters", "MaxResults", "NextToken"],
      (input, call) => {
        const rows = collections(estate).flatMap(([type, resources]) =>
          [...resources.values()].flatMap((resource) => rowsOf(type, resource)),
        );
        const { items, ...token } = select(call, new Map(rows.map((row) => [row.id, row])), input, {
          fields: {
            "resource-id": (row) => row.resourceId,
            "resource-type": (row) => row.type,
            key: (row) => row.key,
            value: (row) => row.value,
          },
          ids: { code: "InvalidParameterValue", kind: "tag" },
        });
        return {
          Tags: items.map((row) => ({
            Key: row.key,
            Value: row.value,
            ResourceId: row.resourceId,
            ResourceType: row.type as never,
          })),
          ...token,
        };
      },
    ),
  };
}

const collections = (estate: Estate): [type: string, resources: ReadonlyMap<string, Resource>][] => [
  ["vpc", estate.network.vpcs],
  ["subnet", estate.network.subnets],
  ["security-group", estate.network.securityGroups],
  ["security-group-rule", allRules(estate)],
  ["network-acl", estate.network.networkAcls],
  ["route-table", estate.network.routeTables],
  ["vpc-endpoint", estate.network.endpoints],
  ["network-interface", estate.network.interfaces],
  ["prefix-list", estate.network.prefixLists],
  ["vpc-peering-connection", estate.network.peerings],
  ["transit-gateway", estate.network.transit.gateways],
  ["transit-gateway-attachment", estate.network.transit.attachments],
  ["transit-gateway-route-table", estate.network.transit.tables],
];

function rowsOf(type: string, resource: Resource): Row[] {
  const { id: resourceId, account, region, tags } = resource;
  return [...tags].map(([key, value]) => ({
    id: `${resourceId} ${key}`,
    account,
    region,
    tags: new Map([[key, value]]),
    type,
    resourceId,
    key,
    value,
  }));
}

/** All of them when none are named; a tag with a value only if it has that value. */
function removeTags(tags: Tags, named: Tag[] | undefined): void {
  if (named?.some(({ Key }) => Key?.startsWith("aws:")))
    throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
  if (!named) tags.clear();
  for (const { Key = "", Value } of named ?? [])
    if (Value === undefined || tags.get(Key) === Value) tags.delete(Key);
}

function resourceOf(estate: Estate, id: string, call: Call): Resource {
  const found = collections(estate)
    .map(([, resources]) => resources.get(id))
    .find((resource) => resource?.account === call.account && resource.region === call.region);
  if (found) return found;
  throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
}
