import type { VpcRef, ZoneName } from "../ids.ts";
import type { Action } from "./action.ts";
import type { EndpointRef, RuleRef, ZoneRef } from "./refs.ts";

/** What an action does to the answer that a VPC gets for a name: `by` gives it from then on, or no longer does. */
export type Effect = {
  readonly change: "gain" | "loss";
  readonly vpc: VpcRef;
  readonly name: ZoneName;
  readonly by: Carrier;
};

/** What answers a name in a VPC: an associated zone, a rule, or the private DNS of the VPC's own endpoint. */
export type Carrier =
  | { readonly kind: "zone"; readonly zone: ZoneRef }
  | { readonly kind: "rule"; readonly rule: RuleRef }
  | { readonly kind: "privateDns"; readonly endpoint: Pick<EndpointRef, "key" | "id"> };

export type ZoneEffect = Effect & { readonly by: Extract<Carrier, { kind: "zone" }> };

/**
 * Of one action, in order. A zone that is deleted takes along the VPCs that are in it: `members` tells which. Aliases,
 * tags, authorizations and waits change no VPC's carrier.
 */
export function effectsOf(
  action: Action,
  members: (zone: ZoneRef) => readonly VpcRef[] = () => [],
): readonly Effect[] {
  switch (action.kind) {
    case "createZone":
    case "associate":
      return [ofZone("gain", action.vpc, action.zone)];
    case "disassociate":
      return [ofZone("loss", action.vpc, action.zone)];
    case "move":
      return [ofZone("loss", action.vpc, action.from), ofZone("gain", action.vpc, action.zone)];
    case "deleteZone":
      return members(action.zone).map((vpc) => ofZone("loss", vpc, action.zone));
    case "turnOffPrivateDns":
      return ofPrivateDns("loss", action, action.target);
    case "handOver":
      return ofPrivateDns("loss", action, action.own);
    case "takeBack":
      return ofPrivateDns("gain", action, action.own);
    case "associateRule":
      return [ofRule("gain", action.vpc, action.rule)];
    case "disassociateRule":
      return [ofRule("loss", action.vpc, action.rule)];
    case "changeRecords":
    case "tagZone":
    case "awaitInsync":
    case "authorize":
    case "deauthorize":
    case "createEndpoint":
    case "awaitEndpoint":
    case "modifyEndpoint":
    case "tagEndpoint":
    case "deleteEndpoint":
    case "createRule":
    case "updateRule":
    case "tagRule":
    case "awaitRule":
    case "awaitAssociation":
    case "awaitSure":
    case "deleteRule":
    case "createShare":
    case "addToShare":
    case "removeFromShare":
    case "awaitShared":
    case "createResolverEndpoint":
    case "awaitResolverEndpoint":
    case "addResolverAddress":
    case "removeResolverAddress":
    case "setResolverProtocols":
    case "deleteResolverEndpoint":
    case "deleteShare":
    case "tryTakeBack":
    case "awaitPrivateDns":
    case "startLinger":
    case "endHandOver":
    case "deleteOwn":
      return [];
  }
}

/** Those on associations: a pair that comes to be, or ends. */
export function zoneEffectsOf(
  action: Action,
  members?: (zone: ZoneRef) => readonly VpcRef[],
): readonly ZoneEffect[] {
  return effectsOf(action, members).filter((effect) => effect.by.kind === "zone") as ZoneEffect[];
}

/** The pairs that come to be by these actions. */
export function gainsOf(actions: readonly Action[]): readonly ZoneEffect[] {
  return actions.flatMap((action) => zoneEffectsOf(action).filter(({ change }) => change === "gain"));
}

function ofPrivateDns(
  change: Effect["change"],
  { vpc, names }: { readonly vpc: VpcRef; readonly names: readonly ZoneName[] },
  endpoint: Pick<EndpointRef, "key" | "id">,
): Effect[] {
  return names.map((name) => ({ change, vpc, name, by: { kind: "privateDns", endpoint } }));
}

function ofRule(change: Effect["change"], vpc: VpcRef, rule: RuleRef): Effect {
  return { change, vpc, name: rule.name, by: { kind: "rule", rule } };
}

function ofZone(change: Effect["change"], vpc: VpcRef, zone: ZoneRef): ZoneEffect {
  return { change, vpc, name: zone.name, by: { kind: "zone", zone } };
}
