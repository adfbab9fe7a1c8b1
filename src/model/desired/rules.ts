import { checkEndpointFields } from "./endpoint-rules.ts";
import type { Linked } from "./link.ts";
import type { Place, Problems } from "./problems.ts";
import { isFullServiceName, partitionOf, refusalOf, regionInServiceName, warningAbout } from "./service.ts";
import type { Shaped } from "./shape.ts";
import type { Endpoint, Hub, Spoke } from "./types.ts";

/** What no single field can know: rules between fields and between documents. */
export function checkRules(linked: Linked, problems: Problems): void {
  for (const hub of linked.hubs) checkAnchor(hub, linked, problems);
  for (const endpoint of linked.endpoints) checkEndpoint(endpoint, linked, problems);
  for (const spoke of linked.spokes) checkSpoke(spoke, linked, problems);
}

const NOT_AVAILABLE = "mode resolver-rule is not available yet";
const INSTEAD = "use phz-association";

/** Said of every document that writes the mode itself, also where nothing else of it could be linked. */
export function refuseResolverRules({ Hub: hubs, Spoke: spokes }: Shaped, problems: Problems): void {
  for (const { body, source } of hubs.values()) {
    const place = source.value(["spec", "spokeDefaults", "mode"]);
    if (body.spec.spokeDefaults.mode === "resolver-rule")
      problems.error("ModeNotAvailable", place, NOT_AVAILABLE, INSTEAD);
  }
  for (const { body, source } of spokes.values()) {
    if (body.spec.mode === "resolver-rule")
      problems.error("ModeNotAvailable", source.value(["spec", "mode"]), NOT_AVAILABLE, INSTEAD);
  }
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
  const [refusal, warning] = [refusalOf(service), warningAbout(service)];
  if (refusal) problems.error("ServiceNotShared", place, `${service} must not be shared`, refusal);
  if (warning) problems.warning("ServiceSurprises", place, `sharing ${service} surprises`, warning);
  for (const hub of hubs) checkServiceRegion(service, hub, place, problems);
  checkEndpointFields(endpoint, source, problems);
}

function checkServiceRegion(service: string, hub: Hub, place: Place, problems: Problems): void {
  const region = regionInServiceName(service);
  if (isFullServiceName(service)) {
    if (region === undefined || region === hub.region) return;
    const message = `${service} is a service of ${region}, hub "${hub.name}" is in ${hub.region}`;
    problems.error("OtherRegion", place, message, "write the short name, or one document for each Region");
  } else if (partitionOf(hub.region) === "aws-cn") {
    const message = `a short name is ambiguous in ${hub.region}`;
    const names = `com.amazonaws.${hub.region}.… or cn.com.amazonaws.${hub.region}.…`;
    problems.error("AmbiguousService", place, message, `write the full name: ${names}`);
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
