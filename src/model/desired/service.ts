import { type Region, zoneNameOf } from "../ids.ts";

/** The AWS partitions that this program knows. Credentials, ARNs and VPC associations never cross them. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

const PARTITIONS: readonly { readonly prefix: string; readonly partition: Partition }[] = [
  { prefix: "cn-", partition: "aws-cn" },
  { prefix: "us-gov-", partition: "aws-us-gov" },
  { prefix: "", partition: "aws" },
];

/** `cn-north-1` → `aws-cn`. The shape of a Region (see schema.ts) admits only the partitions of the table. */
export function partitionOf(region: Region): Partition {
  return PARTITIONS.find(({ prefix }) => region.startsWith(prefix))?.partition ?? "aws";
}

/**
 * The names that DescribeVpcEndpointServices may know the service by: `ssm` in eu-west-1 is
 * `com.amazonaws.eu-west-1.ssm`; a full name stays as it is. In China some names begin with `com.amazonaws` and most with
 * `cn.com.amazonaws`, service by service (aws-cdk#16139): only AWS's list tells which of the two it is.
 */
export function serviceNamesIn(service: string, region: Region): readonly [string, ...string[]] {
  if (isFullServiceName(service)) return [service];
  if (/^vpce-svc-/.test(service)) return [`com.amazonaws.vpce.${region}.${service}`];
  const name = `com.amazonaws.${region}.${service}`;
  return partitionOf(region) === "aws-cn" ? [`cn.${name}`, name] : [name];
}

/** The full names that the service of an endpoint of this hub may have; one, but for short names in China. */
export function serviceNamesOf(
  { service, serviceRegion }: Serving,
  hub: { readonly region: Region },
): readonly [string, ...string[]] {
  return serviceNamesIn(service, serviceRegion ?? hub.region);
}

/** The service's Region, where it is another one than the hub's: AWS asks for it by a parameter of its own. */
export function foreignRegionOf(
  { serviceRegion }: Serving,
  hub: { readonly region: Region },
): Region | undefined {
  return serviceRegion === hub.region ? undefined : serviceRegion;
}

type Serving = { readonly service: string; readonly serviceRegion?: Region };

export function isFullServiceName(service: string): boolean {
  return /^((cn\.)?com\.amazonaws|aws|api\.aws)\./.test(service);
}

/** The Region in a full service name; some have none (`com.amazonaws.s3-global.accesspoint`, `com.amazonaws.iam`). */
export function regionInServiceName(service: string): string | undefined {
  return service.split(".").find((label) => REGION.test(label));
}

const REGION = /^[a-z]{2}(-gov)?-[a-z]+-\d{1,2}$/;

/** What tells the services of one Region from each other: `ecr.api` of both `ecr.api` and `com.amazonaws.eu-west-1.ecr.api`. */
export function serviceLabel(service: string): string {
  if (!isFullServiceName(service)) return service;
  const bare = service.replace(/^((cn\.)?com\.amazonaws|aws|api\.aws)\.(vpce\.)?/, "");
  const labels = bare.split(".").filter((label) => !REGION.test(label));
  return labels.join(".");
}

/** Full name → short: `com.amazonaws.eu-west-1.ecr.api` → `ecr.api`. A `vpce-svc-…` service has no short name. */
function shortServiceName(service: string): string {
  return /^(?:cn\.)?com\.amazonaws\.[a-z-]+-\d{1,2}\.(.+)$/.exec(service)?.[1] ?? service;
}

const DYNAMODB =
  "AWS says not to override its DNS with private zones; use gateway endpoints in each VPC, or the service's own endpoint-specific names";

/** Services that must not be centralised, with the reason that the user reads. */
const REFUSED: Readonly<Record<string, string>> = {
  dynamodb: DYNAMODB,
  "dynamodb-fips": DYNAMODB,
  "dynamodb-streams": DYNAMODB,
  "dynamodb-streams-fips": DYNAMODB,
  s3express: "it has gateway endpoints only, and a gateway endpoint serves its own VPC alone",
};

/** Services that may be centralised, and surprise people, when the zone above all of their names is shared. */
const WARNED: Readonly<Record<string, string>> = {
  "execute-api":
    "every name under execute-api.REGION goes to the hub, so spokes can no longer call public APIs of the Region",
};

/** Why a service must not be shared, or undefined when it may be. */
export function refusalOf(service: string): string | undefined {
  return own(REFUSED, shortServiceName(service));
}

/** What to know before these names of a service are shared (absent: all of them), or undefined. */
export function warningAbout(service: string, names?: readonly string[]): string | undefined {
  const label = shortServiceName(service);
  const isWhole = !names || names.some((name) => zoneNameOf(name).startsWith(`${label}.`));
  return isWhole ? own(WARNED, label) : undefined;
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
