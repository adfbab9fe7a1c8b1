import { isBeneath, liesIn } from "../dns-name.ts";
import type { ZoneName } from "../ids.ts";
import type { Linked } from "./link.ts";
import { valueAt } from "./positions.ts";
import type { Problems } from "./problems.ts";
import { partitionOf } from "./service.ts";
import type { Hub, HubResolver, Spoke } from "./types.ts";

/** What documents of mode `resolver-rule` may say (semantics 49, 57); what only AWS knows is the plan's to tell. */
export function checkRuleMode(linked: Linked, problems: Problems): void {
  for (const hub of linked.hubs) checkExcept(hub, linked, problems);
  const byRule = linked.spokes.filter(({ mode }) => mode === "resolver-rule");
  refuseWithoutResolver(byRule, linked, problems);
  for (const spoke of byRule)
    if (spoke.hub.resolver) checkRuleSpoke(spoke, spoke.hub.resolver, linked, problems);
}

/** The domain of a Region's AWS names, of which a regional rule is (Developer Guide, "VPC endpoints and DNS"). */
export function regionalDomain({ region }: Pick<Hub, "region">): string {
  return `${region}.amazonaws.com${partitionOf(region) === "aws-cn" ? ".cn" : ""}`;
}

/** Domains that documents keep back from the Region's rule, each beneath it. */
export function exceptedBy({ resolver }: Pick<Hub, "resolver">): readonly ZoneName[] {
  return resolver?.rules.kind === "regional" ? resolver.rules.except : [];
}

/** Whether a rule of the hub does not hand the name over, for documents keep it back (semantics 57). */
export function isKeptFrom(rule: string, name: string, hub: Pick<Hub, "resolver">): boolean {
  return exceptedBy(hub).some((kept) => liesIn(name, kept) && isBeneath(kept, rule));
}

function checkExcept(hub: Hub, { sourceOf }: Linked, problems: Problems): void {
  if (hub.resolver?.rules.kind !== "regional") return;
  const domain = regionalDomain(hub);
  for (const [index, name] of hub.resolver.rules.except.entries()) {
    if (name !== domain && liesIn(name, domain)) continue;
    const place = sourceOf(hub).value(["spec", "resolver", "regional", "except", index]);
    problems.error(
      "FieldsContradict",
      place,
      `${name} is not below ${domain}, the rule's domain`,
      "leave it out",
    );
  }
}

/** Where the mode is written: once for a hub whose spokes take it over. */
function refuseWithoutResolver(spokes: readonly Spoke[], { sourceOf }: Linked, problems: Problems): void {
  const told = new Set<Hub>();
  for (const spoke of spokes.filter(({ hub }) => !hasEndpoints(hub))) {
    const { hub } = spoke;
    const isOwn = valueAt(sourceOf(spoke).body, ["spec", "mode"]) !== undefined;
    if (!isOwn && told.has(hub)) continue;
    if (!isOwn) told.add(hub);
    const place = isOwn
      ? sourceOf(spoke).value(["spec", "mode"])
      : sourceOf(hub).value(["spec", "spokeDefaults", "mode"]);
    const message = `mode is resolver-rule, and hub "${hub.name}" names no Resolver endpoints`;
    const hint = `set spec.resolver in hub "${hub.name}", or use phz-association`;
    problems.error("ResolverMissing", place, message, hint);
  }
}

function hasEndpoints({ resolver }: Hub): boolean {
  return resolver !== undefined && resolver.inbound.by !== "none" && resolver.outbound.by !== "none";
}

/** Whether rules of names may stand in for zones in a spoke's VPC for a while (semantics 59). */
export function canBridge({ hub, region }: Spoke): boolean {
  return region === hub.region && hasEndpoints(hub) && hub.resolver?.rules.kind === "per-endpoint";
}

/**
 * Whether what a spoke's own endpoint holds goes to zones, or comes back, by a window in which it is public: its document accepts
 * that, and no rules can stand in (semantics 59).
 */
export function takesGap(spoke: Spoke): boolean {
  return spoke.ownEndpoints.allowGap && spoke.mode === "phz-association" && !canBridge(spoke);
}

function checkRuleSpoke(
  spoke: Spoke,
  { rules }: HubResolver,
  { endpoints, sourceOf }: Linked,
  problems: Problems,
): void {
  const { hub, region } = spoke;
  const source = sourceOf(spoke);
  if (region !== hub.region) {
    const message = `mode is resolver-rule, the VPC in ${region} and hub "${hub.name}" in ${hub.region}`;
    const hint = "a Resolver rule reaches VPCs of its own Region; use phz-association";
    problems.error("OtherRegion", source.value(["spec", "region"]), message, hint);
  }
  const ofHub = endpoints.filter(({ hubs }) => hubs.includes(hub)).length;
  const chosen = spoke.endpoints.length;
  if (rules.kind === "regional" && chosen > 0 && chosen < ofHub) {
    const message = `hub "${hub.name}" has one rule for all names of the Region, and the spoke chooses some endpoints`;
    const hint = "write endpoints: all or none, or use rules: per-endpoint in the hub";
    problems.error("FieldsContradict", source.value(["spec", "endpoints"]), message, hint);
  }
}
