import { API_VERSION } from "../desired/schema.ts";
import { gatherAlike } from "./alike.ts";
import { type ImportedEndpoint, importEndpoints } from "./endpoints.ts";
import type { Found, FoundResolver, ImportedHub } from "./found.ts";
import { remarksOnRules, resolverSpec } from "./resolver.ts";
import { importSpokes } from "./spokes.ts";
import { type ImportedFile, slug, yamlFile } from "./text.ts";

/** Desired state as files, and what a person must look at: those words stand in hub.yaml too. */
export type Imported = { readonly files: readonly ImportedFile[]; readonly remarks: readonly string[] };

/**
 * What a hub account has today → the desired state that describes it: an Endpoint for each service with an interface
 * endpoint in the hub VPC, those that differ in nothing else in one document, a Spoke for each VPC in their zones or with rules that lead to the hub. What could not be seen or said in documents is a
 * remark, never a guess. The files always validate.
 */
export function importDesired(hub: ImportedHub, found: Found): Imported {
  const name = slug(`hub-${hub.region}`);
  const { endpoints: each, remarks: aboutEndpoints } = importEndpoints(hub, name, found);
  const { endpoints, files: ofEndpoints } = gatherAlike(each);
  const { files: spokes, remarks: aboutSpokes } = importSpokes(hub, name, endpoints, found);
  const unread = found.unread.map((words) => `not seen: ${words}`);
  const shared = new Set<string>(endpoints.flatMap(({ names }) => names));
  const aboutRules = found.resolver ? remarksOnRules(found.resolver, hub, shared) : [];
  const remarks = [...aboutEndpoints, ...aboutRules, ...aboutSpokes, ...unread];
  const files = [hubFile(hub, name, endpoints, remarks, found.resolver), ...ofEndpoints, ...spokes];
  return { files, remarks };
}

function hubFile(
  hub: ImportedHub,
  name: string,
  endpoints: readonly ImportedEndpoint[],
  remarks: readonly string[],
  resolver: FoundResolver | undefined,
): ImportedFile {
  const { owner, account, region, vpc, anchorVpc, roleArn, spokeRole } = hub;
  const warning = "Nobody may change `owner` once zones were made: it is how they are recognised.";
  const empty = endpoints.length === 0 ? [`No interface endpoint of ${vpc} could be imported.`] : [];
  const left = remarks.length > 0 ? ["What the import could not say in documents:"] : [];
  return yamlFile(
    "hub.yaml",
    [
      `Imported from account ${account}, ${region}.`,
      warning,
      ...empty,
      ...left,
      ...remarks.map((r) => `- ${r}`),
    ],
    {
      apiVersion: API_VERSION,
      kind: "Hub",
      metadata: { name },
      spec: {
        owner,
        account,
        region,
        vpc,
        ...(anchorVpc && { anchorVpc: { vpc: anchorVpc } }),
        ...(roleArn && { role: { arn: roleArn } }),
        ...(resolver && resolverSpec(resolver, hub)),
        ...(spokeRole && { spokeDefaults: { role: spokeRole } }),
      },
    },
  );
}
