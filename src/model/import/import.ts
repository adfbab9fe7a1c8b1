import { API_VERSION } from "../desired/schema.ts";
import { type ImportedEndpoint, importEndpoints } from "./endpoints.ts";
import type { Found, ImportedHub } from "./found.ts";
import { importSpokes } from "./spokes.ts";
import { type ImportedFile, slug, yamlFile } from "./text.ts";

/** Desired state as files, and what a person must look at: those words stand in hub.yaml too. */
export type Imported = { readonly files: readonly ImportedFile[]; readonly remarks: readonly string[] };

/**
 * What a hub account has today → the desired state that describes it: an Endpoint for each service with an interface
 * endpoint in the hub VPC, a Spoke for each VPC in their zones. What could not be seen or said in documents is a
 * remark, never a guess. The files always validate.
 */
export function importDesired(hub: ImportedHub, found: Found): Imported {
  const name = slug(`hub-${hub.region}`);
  const { endpoints, remarks: aboutEndpoints } = importEndpoints(hub, name, found);
  const { files: spokes, remarks: aboutSpokes } = importSpokes(hub, name, endpoints, found);
  const unread = found.unread.map((words) => `not seen: ${words}`);
  const remarks = [...aboutEndpoints, ...aboutSpokes, ...unread];
  const files = [hubFile(hub, name, endpoints, remarks), ...endpoints.map(({ file }) => file), ...spokes];
  return { files, remarks };
}

function hubFile(
  hub: ImportedHub,
  name: string,
  endpoints: readonly ImportedEndpoint[],
  remarks: readonly string[],
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
        ...(spokeRole && { spokeDefaults: { role: spokeRole } }),
      },
    },
  );
}
