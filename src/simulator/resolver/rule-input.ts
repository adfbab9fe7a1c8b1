import type { TargetAddress } from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { notServed } from "../reading.ts";
import { nameFault } from "../route53/names.ts";
import type { Call } from "../service.ts";
import { ownEndpoint, refused } from "./access.ts";
import type { Forwarding, ResolverEndpoint, Rule } from "./state.ts";

/** Targets in one rule at most; not adjustable (Developer Guide, "Quotas on Route 53 Resolver"). */
const TARGETS_MAX = 6;

/** The kind of rule that a call may make. */
export function ruleTypeOf(text: string | undefined): Rule["type"] {
  if (text === "RECURSIVE")
    throw refused("InvalidRequestException", "Cannot create a rule with type RECURSIVE", "00718");
  if (text === "DELEGATE") throw notServed("RuleType=DELEGATE");
  return text === "SYSTEM" ? "SYSTEM" : "FORWARD";
}

/** A rule has a name, and covers what is below it: there are no wildcards. */
export function refuseDomain(name: string | undefined): void {
  const fault = name ? nameFault(name) : "no name";
  if (fault || name?.includes("*"))
    throw refused("InvalidParameterException", `Invalid domain name "${name}": ${fault ?? "wildcard"}`);
}

/** Whether a rule of that kind may send questions so; throws as AWS does when not. */
export function refuseForwarding(
  estate: Estate,
  type: Rule["type"],
  { targets, endpointId }: Forwarding,
  call: Pick<Call, "account" | "region">,
): void {
  if (type === "SYSTEM" && (targets.length > 0 || endpointId))
    throw refused(
      "InvalidRequestException",
      "Cannot specify resolver endpoint ID and target IP for SYSTEM type resolver rule",
    );
  const endpoint = endpointId ? ownEndpoint(estate, endpointId, call) : undefined;
  if (endpoint && endpoint.direction !== "OUTBOUND")
    throw refused(
      "InvalidRequestException",
      "Resolver rules can only be associated to OUTBOUND resolver endpoints.",
      "00700",
    );
  if (endpoint?.goneAt !== undefined)
    throw refused("ResourceUnavailableException", `Resolver endpoint "${endpointId}" is being deleted.`);
  refuseTargets(targets, endpoint);
}

/** AWS may ask for what a FORWARD rule cannot work without. */
export function refuseIncomplete(
  { options }: Estate,
  type: Rule["type"],
  { targets, endpointId }: Forwarding,
): void {
  const isTaken = options.behaviours.forwardWithoutTargets === "taken";
  if (type === "SYSTEM" || isTaken || (targets.length > 0 && endpointId)) return;
  throw refused(
    "InvalidRequestException",
    "Resolver endpoint ID and target IPs are required for FORWARD type resolver rule",
  );
}

/** Source: API reference, TargetAddress; one rule's targets are of one family. */
function refuseTargets(targets: readonly TargetAddress[], endpoint: ResolverEndpoint | undefined): void {
  if (targets.length > TARGETS_MAX)
    throw refused("LimitExceededException", `A rule may have at most ${TARGETS_MAX} target IPs.`);
  for (const target of targets) refuseTarget(target, endpoint?.protocols ?? []);
  const isMixed = targets.some(({ Ip }) => Ip) && targets.some(({ Ipv6 }) => Ipv6);
  if (isMixed)
    throw refused("InvalidParameterException", "All target IPs must be of the same IP address type.");
}

function refuseTarget({ Ip, Ipv6, Protocol }: TargetAddress, protocols: readonly string[]): void {
  if ((Ip ? 1 : 0) + (Ipv6 ? 1 : 0) !== 1)
    throw refused("InvalidParameterException", "Specify either Ip or Ipv6 of a target.");
  if (Ip && !/^(\d{1,3}\.){3}\d{1,3}$/.test(Ip))
    throw refused("InvalidParameterException", `Invalid IP address: "${Ip}"`);
  if (!Protocol && protocols.length > 1)
    throw refused(
      "InvalidRequestException",
      "Endpoint has more than 1 protocol. Add one of the endpoint protocol for rule creation",
      "00726",
    );
  if (Protocol && protocols.length > 0 && !protocols.includes(Protocol))
    throw refused("InvalidRequestException", `The endpoint does not have the protocol ${Protocol}.`);
}
