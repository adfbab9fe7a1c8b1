import type { Source } from "./documents.ts";
import { checkEndpointFields } from "./endpoint-rules.ts";
import type { Linked } from "./link.ts";
import { checkOwnEndpoints } from "./own-endpoint-rules.ts";
import type { Problems } from "./problems.ts";
import { checkRuleMode } from "./rule-mode.ts";
import { isFullServiceName, partitionOf, refusalOf, regionInServiceName, warningAbout } from "./service.ts";
import type { Endpoint, Hub, Spoke } from "./types.ts";

/** What no single field can know: rules between fields and between documents. */
export function checkRules(linked: Linked, problems: Problems): void {
  for (const hub of linked.hubs) {
    checkOwners(hub, linked, problems);
    checkAnchor(hub, linked, problems);
  }
  for (const endpoint of linked.endpoints) checkEndpoint(endpoint, linked, problems);
  for (const spoke of linked.spokes) checkSpoke(spoke, linked, problems);
  checkRuleMode(linked, problems);
  checkOwnEndpoints(linked, problems);
}

function checkOwners(hub: Hub, { sourceOf }: Linked, problems: Problems): void {
  if (!hub.besideOwners.includes(hub.owner)) return;
  const hint = "name the owners of other documents, or leave it out";
  problems.error(
    "FieldsContradict",
    sourceOf(hub).key(["spec", "besideOwners"]),
    `${hub.owner} is the hub's own owner`,
    hint,
  );
}

function checkAnchor(hub: Hub, { sourceOf }: Linked, problems: Problems): void {
  if (!hub.anchorVpc) return;
  const source = sourceOf(hub);
  if (hub.anchorVpc.id === hub.vpc) {
    const hint = "it must be another VPC of the hub's account, without workloads";
    problems.error(
      "AnchorInUse",
      source.value(["spec", "anchorVpc", "vpc"]),
      "anchorVpc is the hub VPC itself",
      hint,
    );
  }
  const [anchored, home] = [partitionOf(hub.anchorVpc.region), partitionOf(hub.region)];
  if (anchored !== home) {
    const message = `anchorVpc is in partition ${anchored}, the hub in ${home}`;
    problems.error("OtherPartition", source.value(["spec", "anchorVpc", "region"]), message);
  }
}

function checkEndpoint(endpoint: Endpoint, { sourceOf }: Linked, problems: Problems): void {
  const source = sourceOf(endpoint);
  const place = source.value(["spec", "service"]);
  const { service, hubs } = endpoint;
  const refusal = refusalOf(service);
  if (refusal) problems.error("ServiceNotShared", place, `${service} must not be shared`, refusal);
  const warning = warningAbout(service, writtenNames(endpoint));
  if (warning) problems.warning("ServiceSurprises", place, `sharing ${service} surprises`, warning);
  for (const hub of hubs) checkServiceRegion(endpoint, hub, source, problems);
  checkEndpointFields(endpoint, source, problems);
}

/** Absent: all names that AWS lists, and perhaps more. */
function writtenNames({ names, extraNames }: Endpoint): readonly string[] | undefined {
  return names && [...names, ...extraNames];
}

function checkServiceRegion(endpoint: Endpoint, hub: Hub, source: Source, problems: Problems): void {
  const { service, serviceRegion } = endpoint;
  const place = source.value(["spec", "service"]);
  const region = serviceRegion ?? hub.region;
  const named = regionInServiceName(service);
  if (partitionOf(region) !== partitionOf(hub.region)) {
    const message = `serviceRegion ${region} is in partition ${partitionOf(region)}, hub "${hub.name}" in ${partitionOf(hub.region)}`;
    problems.error("OtherPartition", source.value(["spec", "serviceRegion"]), message);
  } else if (isFullServiceName(service)) {
    if (named === undefined || named === region) return;
    const message = serviceRegion
      ? `${service} is a service of ${named}, and serviceRegion is ${region}`
      : `${service} is a service of ${named}, hub "${hub.name}" is in ${hub.region}`;
    const across = `where the endpoint is one for a service of ${named}, set serviceRegion: ${named}`;
    const elsewhere = service.includes(".vpce.")
      ? ""
      : "write the short name, or one document for each Region; ";
    const hint = `${elsewhere}${across}`;
    problems.error("OtherRegion", place, message, hint);
  }
}

function checkSpoke(spoke: Spoke, { sourceOf }: Linked, problems: Problems): void {
  const { hub, region, vpc } = spoke;
  const source = sourceOf(spoke);
  const [away, home] = [partitionOf(region), partitionOf(hub.region)];
  if (away !== home) {
    const message = `${region} is in partition ${away}, hub "${hub.name}" in ${home}`;
    problems.error(
      "OtherPartition",
      source.value(["spec", "region"]),
      message,
      "a VPC joins zones of its own partition only",
    );
  }
  if (vpc === hub.vpc) {
    const hint = "the hub VPC resolves the names as it is; delete this document";
    problems.error(
      "SpokeIsHub",
      source.value(["spec", "vpc"]),
      `this is the VPC of hub "${hub.name}" itself`,
      hint,
    );
  }
}
