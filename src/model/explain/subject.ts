import { didYouMean } from "../desired/suggest.ts";
import type { Desired, Hub } from "../desired/types.ts";
import { vpcKey, vpcRef } from "../ids.ts";
import type { Inspection } from "../plan/reads/inspections.ts";

/** The VPC that is asked about, by whose role it is looked at, and the part of desired state that has to do with it. */
export type Subject = { readonly asked: Inspection; readonly desired: Desired };

/** `text`: a spoke's name, or the id of a VPC that some document names. Throws Error, in words, for anything else. */
export function subjectOf(text: string, desired: Desired): Subject {
  const named = desired.spokes.find((spoke) => spoke.name === text);
  const asked = inspectionsOf(desired).filter(({ vpc, spoke }) =>
    named ? spoke === named : vpc.id === text,
  );
  const [first] = asked;
  if (!first) throw new Error(unknown(text, desired));
  const key = vpcKey(first.vpc);
  const others = inspectionsOf(desired).filter(({ vpc }) => vpcKey(vpc) === key);
  const hubs = new Set<Hub>(others.map(({ hub }) => hub));
  return {
    asked: first,
    desired: {
      hubs: desired.hubs.filter((hub) => hubs.has(hub)),
      endpoints: desired.endpoints.filter((endpoint) => endpoint.hubs.some((hub) => hubs.has(hub))),
      spokes: desired.spokes.filter(({ hub }) => hubs.has(hub)),
    },
  };
}

/** Spokes first: a VPC that is one is looked at by its own role. */
function inspectionsOf({ hubs, spokes }: Desired): Inspection[] {
  return [
    ...spokes.map((spoke) => {
      const { hub, account, vpc, region } = spoke;
      return { hub, account, vpc: vpcRef(vpc, region), spoke };
    }),
    ...hubs.flatMap((hub) => {
      const own = { hub, account: hub.account };
      const anchor = hub.anchorVpc ? [{ ...own, vpc: hub.anchorVpc }] : [];
      return [{ ...own, vpc: vpcRef(hub.vpc, hub.region) }, ...anchor];
    }),
  ];
}

function unknown(text: string, desired: Desired): string {
  if (text.startsWith("vpc-"))
    return `no document names ${text}: it is looked at with the role of its spoke or hub, so there has to be one`;
  const names = desired.spokes.map(({ name }) => name as string);
  const meant = didYouMean(text, names);
  return `there is no spoke ${text}${meant ? `: ${meant}` : ""}`;
}
