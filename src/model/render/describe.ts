import type { Action } from "../action/action.ts";
import type { Alias } from "../action/alias.ts";
import type { EndpointAction } from "../action/endpoint.ts";
import {
  isOwnAction,
  isResolverEndpointAction,
  isRuleAction,
  isShareAction,
  isZoneAction,
} from "../action/family.ts";
import type { OwnAction } from "../action/own.ts";
import { shardOf } from "../action/refs.ts";
import type { ResolverEndpointAction } from "../action/resolver-endpoint.ts";
import type { RuleAction } from "../action/rule.ts";
import type { ShareAction } from "../action/share.ts";
import type { ZoneAction } from "../action/zone.ts";
import { plural } from "../counted.ts";
import { recordKey } from "../ids.ts";
import { where } from "./words.ts";

/** One action as a short sentence without its reason: the same words in text, Markdown and progress lines. */
export function describe(action: Action): string {
  if (isZoneAction(action)) return describeZone(action);
  if (isRuleAction(action)) return describeRule(action);
  if (isOwnAction(action)) return describeOwn(action);
  if (isResolverEndpointAction(action)) return describeResolverEndpoint(action);
  return isShareAction(action) ? describeShare(action) : describeEndpoint(action);
}

function describeZone(action: ZoneAction): string {
  const name = zoneTitle(action);
  switch (action.kind) {
    case "createZone":
      return `create hosted zone ${name} with first VPC ${where(action.vpc)}`;
    case "changeRecords":
      return recordWords(action);
    case "tagZone":
      return `tag hosted zone ${name}`;
    case "awaitInsync":
      return action.vpc
        ? `wait until DNS shows the change of ${where(action.vpc)} in ${name}`
        : `wait until ${name} is INSYNC`;
    case "authorize":
      return `authorize ${where(action.vpc)} for ${name}`;
    case "associate":
      return `associate ${where(action.vpc)} with ${name}`;
    case "deauthorize":
      return `delete the authorization of ${where(action.vpc)} for ${name}`;
    case "disassociate":
      return action.anchor
        ? `let the anchor ${where(action.vpc)} move on from ${name}`
        : `disassociate ${where(action.vpc)} from ${name}`;
    case "move":
      return `move ${where(action.vpc)} from zone ${action.from.id} to ${name}`;
    case "deleteZone":
      return `delete hosted zone ${name} and its ${action.deletes.length === 1 ? "alias" : `${action.deletes.length} aliases`}`;
  }
}

/** Those of single Availability Zones lead each to another name. */
function recordWords({ upserts, deletes = [] }: Extract<ZoneAction, { kind: "changeRecords" }>): string {
  const [[target, first] = ["nothing", []], ...others] = Map.groupBy(upserts, targetName);
  const zonal = others.flatMap(([, aliases]) => aliases);
  const parts = [
    ...(first.length > 0 ? [`point ${first.map(recordKey).join(", ")} at ${target}`] : []),
    ...(zonal.length > 0 ? [`${zonal.map(recordKey).join(", ")} at its names there`] : []),
    ...(deletes.length > 0 ? [`delete ${deletes.map(recordKey).join(", ")}`] : []),
  ];
  return parts.join(", and ");
}

/** A zone's name; the further zones of a name have numbers. */
export function zoneTitle({ zone }: ZoneAction): string {
  const shard = shardOf(zone);
  return shard === 0 ? zone.name : `${zone.name} #${shard}`;
}

function describeEndpoint(action: EndpointAction): string {
  const { service, id } = action.target;
  const what = id ? `${id} (${service})` : `the new endpoint of ${service}`;
  switch (action.kind) {
    case "createEndpoint":
      return `create an interface endpoint of ${service} in ${action.spec.subnets.join(", ")}`;
    case "awaitEndpoint":
      return `wait until ${what} is available`;
    case "modifyEndpoint":
      return `modify ${what}: ${Object.keys(action.change).join(", ")}`;
    case "tagEndpoint":
      return `tag ${what}`;
    case "turnOffPrivateDns":
      return `switch private DNS of ${what} off`;
    case "deleteEndpoint":
      return `delete endpoint ${what}`;
  }
}

function describeOwn(action: OwnAction): string {
  const { service, id } = action.own;
  const what = `the own endpoint ${id} (${service}) of ${where(action.vpc)}`;
  switch (action.kind) {
    case "handOver":
      return `switch private DNS of ${what} off`;
    case "tryTakeBack":
      return `ask whether private DNS of ${what} may be switched on again`;
    case "takeBack":
      return `switch private DNS of ${what} on again`;
    case "awaitPrivateDns":
      return `wait until ${what} answers by private DNS`;
    case "startLinger":
      return `write down since when private DNS of ${what} is off`;
    case "endHandOver":
      return `take the tag of the hand-over from ${what}`;
    case "deleteOwn":
      return `delete ${what}`;
  }
}

function describeRule(action: RuleAction): string {
  const { name, type } = action.rule;
  const what = `${type} rule ${name}`;
  switch (action.kind) {
    case "createRule":
      return action.forward
        ? `create ${what} to ${action.forward.targets.join(", ")} by ${action.forward.endpoint}`
        : `create ${what}`;
    case "updateRule":
      return `point ${what} at ${action.forward.targets.join(", ")} by ${action.forward.endpoint}`;
    case "tagRule":
      return `tag ${what}`;
    case "awaitRule":
      return `wait until ${what} is COMPLETE`;
    case "associateRule":
      return `associate ${what} with ${where(action.vpc)}`;
    case "awaitAssociation":
      return action.until === "gone"
        ? `wait until ${what} is no longer associated with ${where(action.vpc)}`
        : `wait until the association of ${what} with ${where(action.vpc)} is COMPLETE`;
    case "awaitSure":
      return `wait a minute, until resolvers obey what lists show of ${what}`;
    case "disassociateRule":
      return `disassociate ${what} from ${where(action.vpc)}`;
    case "deleteRule":
      return `delete ${what}`;
  }
}

function describeResolverEndpoint(action: ResolverEndpointAction): string {
  const { direction, id } = action.resolverEndpoint;
  const what = `${direction.toLowerCase()} Resolver endpoint`;
  const which = id ? `${what} ${id}` : `the new ${what}`;
  switch (action.kind) {
    case "createResolverEndpoint":
      return `create an ${what} in ${action.spec.addresses.map(placeWords).join(", ")}`;
    case "awaitResolverEndpoint":
      return `wait until ${which} is OPERATIONAL`;
    case "addResolverAddress":
      return `add an address in ${placeWords(action.place)} to ${which}`;
    case "removeResolverAddress":
      return `remove address ${action.address.ip} from ${which}`;
    case "setResolverProtocols":
      return `set the protocols of ${which} to ${action.protocols.join(", ")}`;
    case "deleteResolverEndpoint":
      return `delete ${which}`;
  }
}

function placeWords({ subnet, ip }: { readonly subnet: string; readonly ip?: string }): string {
  return ip === undefined ? subnet : `${subnet} (${ip})`;
}

function describeShare(action: ShareAction): string {
  const what = `resource share ${action.share.arn ?? action.share.key}`;
  switch (action.kind) {
    case "createShare":
      return `create ${what}`;
    case "addToShare":
      return `share ${membersOf(action)} in ${what}`;
    case "removeFromShare":
      return `take ${membersOf(action)} out of ${what}`;
    case "awaitShared":
      return `wait until account ${action.account} sees ${plural(action.rules.length, "rule")}`;
    case "deleteShare":
      return `delete ${what}`;
  }
}

function membersOf({
  rules,
  principals,
}: Extract<ShareAction, { kind: "addToShare" | "removeFromShare" }>): string {
  const parts = [
    ...(rules.length > 0 ? [plural(rules.length, "rule")] : []),
    ...(principals.length > 0 ? [plural(principals.length, "principal")] : []),
  ];
  return parts.join(" and ");
}

/** Where an alias points; an endpoint that is not there yet has no name to show. */
export function targetName({ target }: Alias): string {
  if ("dnsName" in target) return target.dnsName;
  return `the new endpoint of ${target.endpoint.split("/").at(-1)}${target.zone ? ` in ${target.zone}` : ""}`;
}
