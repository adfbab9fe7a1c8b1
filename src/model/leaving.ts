import type { Desired } from "./desired/types.ts";
import { vpcKey, vpcRef } from "./ids.ts";

/** A spoke as it was last known, for when its document is gone: AWS shows the VPC only (semantics 40). */
export type KnownSpoke = {
  readonly hub: string;
  readonly name: string;
  /** By `vpcKey`. */
  readonly vpc: string;
  readonly suspended?: boolean | undefined;
  /** Of rule mode: where its associations are, which no list of the hub's shows. */
  readonly account?: string | undefined;
};

/** Those whose document vanished. One that bears another name now, or another Region, is the same spoke. */
export function leavingOf({ hubs, spokes }: Desired, known: readonly KnownSpoke[]): readonly KnownSpoke[] {
  if (known.length === 0) return known;
  const places = new Set(hubs.map(({ name }) => name as string));
  const named = new Set(spokes.map(({ hub, vpc }) => `${hub.name} ${vpc}`));
  return known.filter(({ hub, vpc }) => places.has(hub) && !named.has(`${hub} ${idOf(vpc)}`));
}

/** Whose VPC it is in that hub: by the documents, else as it was last known. */
export function spokeNames(
  { spokes }: Desired,
  known: readonly KnownSpoke[],
): (hub: string, vpc: string) => string | undefined {
  const last = known.map(({ hub, vpc, name }) => [`${hub} ${vpc}`, name] as const);
  const now = spokes.map((s) => [`${s.hub.name} ${vpcKey(vpcRef(s.vpc, s.region))}`, s.name] as const);
  const names = new Map<string, string>([...last, ...now]);
  return (hub, vpc) => names.get(`${hub} ${vpc}`);
}

export function idOf(vpc: KnownSpoke["vpc"]): string {
  return vpc.slice(0, vpc.indexOf("@"));
}
