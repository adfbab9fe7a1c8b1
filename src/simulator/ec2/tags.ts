import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  Tag,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { select } from "./describe.ts";
import type { Resource, Tags } from "./state.ts";

/** A tag as DescribeTags lists it: the resource's account and Region, and an id of its own to page by. */
type Row = Resource & { type: string; resourceId: string; key: string; value: string };

export function tagOperations(estate: Estate): Service {
  return {
    CreateTags: operation<CreateTagsRequest, object>((input, call) => {
      const resources = (input.Resources ?? []).map((id) => resourceOf(estate, id, call));
      for (const { tags } of resources)
        for (const { Key, Value } of input.Tags ?? []) tags.set(Key ?? "", Value ?? "");
      return {};
    }),

    DeleteTags: operation<DeleteTagsRequest, object>((input, call) => {
      const resources = (input.Resources ?? []).map((id) => resourceOf(estate, id, call));
      for (const { tags } of resources) removeTags(tags, input.Tags);
      return {};
    }),

    DescribeTags: operation<DescribeTagsRequest, DescribeTagsResult>((input, call) => {
      const rows = collections(estate).flatMap(([type, resources]) =>
        [...resources.values()].flatMap((resource) => rowsOf(type, resource)),
      );
      const { items, ...token } = select(
        call,
        new Map(rows.map((row) => [row.id, row])),
        input,
        {
          "resource-id": (row) => row.resourceId,
          "resource-type": (row) => row.type,
          key: (row) => row.key,
          value: (row) => row.value,
        },
        { code: "InvalidParameterValue", kind: "tag" },
      );
      return {
        Tags: items.map((row) => ({
          Key: row.key,
          Value: row.value,
          ResourceId: row.resourceId,
          ResourceType: row.type as never,
        })),
        ...token,
      };
    }),
  };
}

const collections = ({ network }: Estate): [type: string, resources: ReadonlyMap<string, Resource>][] => [
  ["vpc", network.vpcs],
  ["subnet", network.subnets],
  ["security-group", network.securityGroups],
  ["vpc-endpoint", network.endpoints],
  ["network-interface", network.interfaces],
];

function rowsOf(type: string, resource: Resource): Row[] {
  const { id: resourceId, account, region, tags } = resource;
  return [...tags].map(([key, value]) => ({
    id: `${resourceId} ${key}`,
    account,
    region,
    tags,
    type,
    resourceId,
    key,
    value,
  }));
}

/** All of them when none are named; a tag with a value only if it has that value. */
function removeTags(tags: Tags, named: Tag[] | undefined): void {
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
