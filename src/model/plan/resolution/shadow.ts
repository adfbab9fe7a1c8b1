import type { Endpoint } from "../../desired/types.ts";
import { type VpcRef, vpcKey, type ZoneName, zoneNameOf } from "../../ids.ts";
import type { HubView } from "../../observed/hub.ts";

/**
 * A zone answers for everything beneath its name. Where another private name lies beneath, of another service
 * (`codeartifact.R` above `d.codeartifact.R`) or one of the same service that is not shared, VPCs that join the zone
 * lose that name, unless a zone of theirs holds it too (semantics 5).
 */
export function shadowed(
  zone: ZoneName,
  hidden: readonly Hidden[],
  reachable: ReadonlySet<string>,
): { message: string; todo: string } | undefined {
  const lost = hidden.filter((h) => !reachable.has(h.name));
  if (lost.length === 0) return undefined;
  const names = lost.map((h) => `${h.name} of ${h.service}`).join(", ");
  return {
    message: `a zone ${zone} would hide ${names} in that VPC`,
    todo: [...waysOut(lost), "or set acceptShadowing: true"].join(", "),
  };
}

function waysOut(lost: readonly Hidden[]): string[] {
  const written = (field: Hidden["write"]) => lost.filter((h) => h.write === field).map((h) => h.name);
  const [listed, extra, others] = [written("names"), written("extraNames"), lost.filter((h) => !h.write)];
  const what = others.every((h) => h.isOwn) ? "that name (names, newNames)" : "that service";
  return [
    ...(listed.length > 0 ? [`write ${listed.join(", ")} in names too`] : []),
    ...(extra.length > 0 ? [`write ${extra.join(", ")} in extraNames if this endpoint serves that`] : []),
    ...(others.length > 0 ? [`share ${what} with the same VPC too`] : []),
  ];
}

/**
 * A name that a zone would hide; a wildcard (`*.x`) is never reachable through another zone. `isOwn`: of the zone's own
 * service, which may have names that are not shared. `write`: the document's field that would share it in this zone or
 * beside it.
 */
export type Hidden = {
  readonly service: string;
  readonly name: string;
  readonly isOwn?: true;
  readonly write?: "names" | "extraNames";
};

/** Private names that lie beneath a zone's name: the Region's services', and those that only documents know. */
export function hiddenBeneath(
  name: ZoneName,
  service: string,
  view: HubView,
  documents: readonly Endpoint[] = [],
): Hidden[] {
  const suffix = `.${name}`;
  const listed = view.services.flatMap((s) => s.privateNames.map((n) => ({ service: s.name, name: n })));
  const written = documents.flatMap((e) =>
    e.extraNames.map((n) => ({ service: `endpoint ${e.name}`, name: n })),
  );
  const beneath = new Map<ZoneName, Hidden>();
  for (const hidden of [...written, ...listed]) {
    const zone = zoneNameOf(hidden.name);
    if (!zone.endsWith(suffix)) continue;
    const isOwn = hidden.service === service;
    beneath.set(zone, { service: hidden.service, name: zone, ...(isOwn && { isOwn }) });
  }
  return [...beneath.values()];
}

/** The names that each VPC resolves through our zones, now or by this plan; only those that some zone would hide. */
export class Reachable {
  #hideable: ReadonlySet<string>;
  readonly #byVpc = new Map<string, Set<ZoneName>>();

  constructor(zones: readonly { readonly hidden: readonly Hidden[] }[]) {
    this.#hideable = new Set(zones.flatMap(({ hidden }) => hidden.map((h) => h.name)));
  }

  /** Whether it matters to anybody that the name is reachable. */
  isHideable(name: ZoneName): boolean {
    return this.#hideable.has(name);
  }

  add(vpc: VpcRef, name: ZoneName): void {
    if (!this.isHideable(name)) return;
    const key = vpcKey(vpc);
    this.#byVpc.set(key, (this.#byVpc.get(key) ?? new Set()).add(name));
  }

  /** To add to in an attempt that may be given up. */
  copy(): Reachable {
    const copy = new Reachable([]);
    copy.#hideable = this.#hideable;
    for (const [vpc, names] of this.#byVpc) copy.#byVpc.set(vpc, new Set(names));
    return copy;
  }

  from(vpc: VpcRef): ReadonlySet<ZoneName> {
    return this.#byVpc.get(vpcKey(vpc)) ?? new Set();
  }
}
