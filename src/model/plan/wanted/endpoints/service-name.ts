import { serviceNamesOf } from "../../../desired/service.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import type { Why } from "../../../finding.ts";
import type { HubView } from "../../../observed/hub.ts";

/** Of the names that a document's service may have, the one that AWS lists, else that of an endpoint in the hub VPC. */
export function serviceNameFor(
  document: Endpoint,
  hub: Hub,
  { services, endpoints }: Pick<HubView, "services" | "endpoints">,
): string {
  const names = serviceNamesOf(document, hub);
  const listed = names.find((name) => services.some((s) => s.name === name));
  return listed ?? names.find((name) => endpoints.some((e) => e.service === name)) ?? names[0];
}

/** A short name that AWS lists under both of China's prefixes. */
export function ambiguousService(document: Endpoint, hub: Hub, { services }: HubView): Why | undefined {
  const listed = serviceNamesOf(document, hub).filter((name) => services.some((s) => s.name === name));
  if (listed.length < 2) return undefined;
  return {
    reason: "ServiceAmbiguous",
    message: `AWS lists ${listed.join(" and ")}, and ${document.service} may be either`,
    todo: "write the full name of the one that is meant",
  };
}
