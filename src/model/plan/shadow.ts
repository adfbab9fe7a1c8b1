import { type VpcRef, vpcKey, type ZoneName, zoneNameOf } from "../ids.ts";
import type { HubView } from "../observed.ts";

/**
 * A zone answers for everything beneath its name. Where another service's private name lies beneath
 * (`codeartifact.R` above `d.codeartifact.R`), VPCs that join the zone lose that name, unless a zone of theirs
 * holds it too (semantics 5).
 */
export function shadowed(
  zone: ZoneName,
  hidden: readonly Hidden[],
  reachable: ReadonlySet<ZoneName>,
): { message: string; todo: string } | undefined {
  const lost = hidden.filter((h) => !reachable.has(h.name));
  if (lost.length === 0) return undefined;
  const names = lost.map((h) => `${h.name} of ${h.service}`).join(", ");
  return {
    message: `a zone ${zone} would hide ${names} in that VPC`,
    todo: "share that service with the same VPC too, or set acceptShadowing: true",
  };
}

export type Hidden = { readonly service: string; readonly name: ZoneName };

/** Private names of other services of the Region that lie beneath a zone's name. */
export function hiddenBeneath(name: ZoneName, service: string, view: HubView): Hidden[] {
  const suffix = `.${name}`;
  return view.services
    .filter((s) => s.name !== service)
    .flatMap((s) => s.privateNames.map((n) => ({ service: s.name, name: zoneNameOf(n) })))
    .filter((h) => h.name.endsWith(suffix));
}

/** The names that each VPC resolves through our zones, now or by this plan; only those that some zone would hide. */
export class Reachable {
  readonly #hideable: ReadonlySet<ZoneName>;
  readonly #byVpc = new Map<string, Set<ZoneName>>();

  constructor(zones: readonly { readonly hidden: readonly Hidden[] }[]) {
    this.#hideable = new Set(zones.flatMap((zone) => zone.hidden.map((h) => h.name)));
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

  from(vpc: VpcRef): ReadonlySet<ZoneName> {
    return this.#byVpc.get(vpcKey(vpc)) ?? new Set();
  }
}
