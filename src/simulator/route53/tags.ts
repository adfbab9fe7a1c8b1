import type {
  ChangeTagsForResourceRequest,
  ChangeTagsForResourceResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsForResourcesRequest,
  ListTagsForResourcesResponse,
  TagResourceType,
} from "@aws-sdk/client-route-53";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { ownZone } from "./access.ts";
import { bareId } from "./names.ts";
import { tagList, type Zone } from "./state.ts";

export function tagOperations(estate: Estate): Service {
  return {
    ChangeTagsForResource: operation<ChangeTagsForResourceRequest, ChangeTagsForResourceResponse>(
      (input, call) => {
        const zone = taggedZone(estate, input.ResourceType, input.ResourceId, call);
        const added = input.AddTags ?? [];
        const removed = input.RemoveTagKeys ?? [];
        if (added.length + removed.length === 0)
          throw new AwsError("InvalidInput", "You must specify either AddTags or RemoveTagKeys, or both.");
        for (const key of removed) zone.tags.delete(key);
        for (const { Key, Value } of added) zone.tags.set(Key ?? "", Value ?? "");
        return {};
      },
    ),

    ListTagsForResource: operation<ListTagsForResourceRequest, ListTagsForResourceResponse>(
      (input, call) => ({
        ResourceTagSet: tagSet(taggedZone(estate, input.ResourceType, input.ResourceId, call)),
      }),
    ),

    ListTagsForResources: operation<ListTagsForResourcesRequest, ListTagsForResourcesResponse>(
      (input, call) => {
        const ids = input.ResourceIds ?? [];
        return {
          ResourceTagSets: ids.map((id) => tagSet(taggedZone(estate, input.ResourceType, id, call))),
        };
      },
    ),
  };
}

const tagSet = (zone: Zone) => ({
  ResourceType: "hostedzone" as const,
  ResourceId: zone.id,
  Tags: tagList(zone.tags),
});

function taggedZone(
  estate: Estate,
  type: TagResourceType | undefined,
  id: string | undefined,
  call: Call,
): Zone {
  if (type === "hostedzone") return ownZone(estate, id, call);
  throw new AwsError("NoSuchHealthCheck", `No health check exists with the specified ID: ${bareId(id)}`, 404);
}
