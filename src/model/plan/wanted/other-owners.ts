import { compare } from "../../compare.ts";
import { listed } from "../../counted.ts";
import type { Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { isGoing } from "../../observed/endpoint-state.ts";
import type { HubView, OthersZone } from "../../observed/hub.ts";
import { claimedSet, isFor, parseClaim, provenOwner, setIn, zoneRecord } from "../../ownership.ts";
import type { HubEndpoint } from "./endpoints/endpoint.ts";
import { adoptedZone, stalled } from "./zones/disputes.ts";
import { setsOf } from "./zones/owned-zones.ts";
import type { LiveRow } from "./zones/zone-row.ts";

/**
 * `spec.owner` changed by mistake shows a hub in which this owner has nothing and another one has all of it. What was
 * made then would be nobody's when the mistake is mended, so nothing is made beside another owner's things for the same
 * hub VPC (semantics 10):
 *
 * | this owner has, for the hub VPC | made beside another owner's                       |
 * |---------------------------------|---------------------------------------------------|
 * | nothing                         | nothing                                           |
 * | something                       | all but the same name or service of the same set  |
 * | that owner in `besideOwners`    | everything                                        |
 *
 * An endpoint that lacks nothing, for its zones are ours or adopted, goes on.
 */
export function withoutOtherOwners(
  hub: Hub,
  view: HubView,
  owned: readonly LiveRow[],
  endpoints: readonly HubEndpoint[],
): { readonly endpoints: readonly HubEndpoint[]; readonly findings: readonly Finding[] } {
  const theirs = othersThings(hub, view, endpoints).filter((thing) => !isBeside(hub, thing));
  if (theirs.length === 0) return { endpoints, findings: [] };
  const hasNothing = owned.length === 0 && !view.endpoints.some((e) => claimedSet(hub, e.service, e.tags));
  const withheld = new Map<HubEndpoint, readonly Thing[]>();
  for (const endpoint of endpoints) {
    const missing = missingOf(view, owned, endpoint);
    const beside = hasNothing ? theirs : theirs.filter((thing) => missing.has(placeIn(thing)));
    if (missing.size > 0 && beside.length > 0) withheld.set(endpoint, beside);
  }
  return {
    endpoints: endpoints.map((endpoint) => {
      const beside = withheld.get(endpoint);
      if (!beside) return endpoint;
      const place = { hub: hub.name, endpoint: endpoint.document.name };
      return stalled(endpoint, hasNothing ? [] : [finding("withheld", place, besides(hub, beside))]);
    }),
    findings:
      hasNothing && withheld.size > 0
        ? [finding("withheld", { hub: hub.name }, ownsNothing(hub, theirs))]
        : [],
  };
}

/** A zone or an endpoint of another owner, made for this hub VPC. `what`: the name, or the service. */
type Thing = {
  readonly owner: string;
  readonly set: string;
  readonly what: string;
  readonly kind: "zone" | "endpoint";
  readonly id: string;
};

function isBeside({ besideOwners }: Hub, { owner }: Thing): boolean {
  return (besideOwners as readonly string[]).includes(owner);
}

function othersThings(hub: Hub, view: HubView, endpoints: readonly HubEndpoint[]): Thing[] {
  const sets = setsOf(endpoints.map((e) => e.document));
  const thing = (proof: { owner: string; hash: string } | undefined, own: string | undefined, rest: Rest) => {
    if (!proof || proof.owner === (hub.owner as string)) return [];
    const candidates = own === undefined ? sets : [own, ...sets];
    const set = [...candidates].find((candidate) => isFor(proof, hub, candidate, rest.what));
    return set === undefined ? [] : [{ ...rest, owner: proof.owner, set }];
  };
  const zones = [...zonesIn(view)].map(([id, { set, name, ...proof }]) =>
    thing(proof, set, { kind: "zone", id, what: name }),
  );
  const live = view.endpoints.filter(({ state }) => !isGoing(state));
  const made = live.map(({ id, service, tags }) =>
    thing(parseClaim(tags), setIn(tags), { kind: "endpoint", id, what: service }),
  );
  const byName = (a: Thing, b: Thing) => compare(a.what, b.what) || compare(a.id, b.id);
  return [...zones.flat().sort(byName), ...made.flat().sort(byName)];
}

type Rest = Pick<Thing, "kind" | "id" | "what">;

/** Zones of owners without a document here, and of those that other Hub documents name. */
function zonesIn({ otherOwners, zones }: HubView): Map<string, OthersZone> {
  const all = new Map<string, OthersZone>(otherOwners);
  for (const { id, name, callerReference, comment, tags } of zones) {
    const proof = provenOwner(callerReference, valueIn(tags) ?? {});
    const set = zoneRecord(comment, valueIn(tags) ?? {})?.set;
    if (proof) all.set(id, { ...proof, name, ...(set !== undefined && { set }) });
  }
  return all;
}

/** What a pass would make for the endpoint, as `placeIn` names it. */
function missingOf(
  view: HubView,
  owned: readonly LiveRow[],
  { document, service, names, live, actions }: HubEndpoint,
): ReadonlySet<string> {
  if (!live) return new Set();
  const there = new Set(owned.filter((row) => row.set === document.set).map((row) => row.ref.name));
  const zones = names.filter(({ zone }) => !there.has(zone) && !adoptedZone(view, document, zone));
  const isMade = actions.some(({ kind }) => kind === "createEndpoint");
  const { set } = document;
  return new Set([
    ...zones.map(({ zone }) => placeIn({ kind: "zone", set, what: zone })),
    ...(isMade ? [placeIn({ kind: "endpoint", set, what: service })] : []),
  ]);
}

function placeIn({ kind, set, what }: Pick<Thing, "kind" | "set" | "what">): string {
  return `${kind} ${set} ${what}`;
}

function ownsNothing(hub: Hub, theirs: readonly Thing[]): Why {
  const owners = ownersOf(theirs);
  return {
    reason: "BesideOtherOwner",
    message: `owner ${hub.owner} has nothing for hub VPC ${hub.vpc}, and ${inWords(theirs)}: no zone and no endpoint is made`,
    todo: `did spec.owner of hub ${hub.name} change? then set it back to ${owners.join(" or ")}; ${wayOn(hub, owners)}`,
  };
}

function besides(hub: Hub, theirs: readonly Thing[]): Why {
  const owners = ownersOf(theirs);
  return {
    reason: "BesideOtherOwner",
    message: `${inWords(theirs)} for hub VPC ${hub.vpc}: none of its zones is made a second time by owner ${hub.owner}`,
    todo: `leave it to ${owners.join(" and ")}, or give this endpoint another set; ${wayOn(hub, owners)}`,
  };
}

function wayOn({ name }: Hub, owners: readonly string[]): string {
  return `if both owners share this VPC on purpose, write besideOwners: [${owners.join(", ")}] in hub ${name}; to take zones over, adoptZones and takeOwnership in their endpoints`;
}

function ownersOf(things: readonly Thing[]): string[] {
  return [...new Set(things.map(({ owner }) => owner))].sort(compare);
}

/** `owner old has zones a (Z1), b (Z2) and endpoint ssm (vpce-1)`. */
function inWords(things: readonly Thing[]): string {
  const byOwner = Map.groupBy(things, ({ owner }) => owner);
  return [...byOwner]
    .map(([owner, own]) => {
      const kinds = Map.groupBy(own, ({ kind }) => kind);
      const parts = [...kinds].map(([kind, some]) => {
        const words = some.map(({ what, id }) => `${what} (${id})`);
        return `${kind}${some.length > 1 ? "s" : ""} ${listed(words, LISTED_MAX)}`;
      });
      return `owner ${owner} has ${parts.join(" and ")}`;
    })
    .join(", ");
}

const LISTED_MAX = 5;
