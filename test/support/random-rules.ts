import fc from "fast-check";
import { HUB } from "./fleet.ts";
import {
  BYSTANDER,
  type LaidEndpoint,
  type LaidRules,
  type LaidSpoke,
  type Layout,
  SERVICES,
  type Stranger,
  vpcOf,
} from "./layout.ts";
import { ALL_SERVICES, endpointId, layouts } from "./random-world.ts";

/** Layouts with spokes of both modes, or of this one alone, and with rules of others about. */
export function ruleLayouts(spokesMin = 0): fc.Arbitrary<Layout> {
  return fc
    .record({
      layout: layouts(ALL_SERVICES, spokesMin),
      kind: fc.constantFrom("per-endpoint" as const, "regional" as const),
      modes: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      ownView: fc.boolean(),
      strangers: fc.uniqueArray(fc.constantFrom<Stranger>("unused", "inSpoke", "below", "onPremises"), {
        maxLength: 2,
      }),
    })
    .map(({ layout, kind, modes, strangers, ownView }) => ({
      ...layout,
      rules: { kind, strangers, ...(ownView && { ownView }) },
      spokes: layout.spokes.map((spoke, i) => served(spoke, kind, modes[i] ?? false)),
    }));
}

/** Fleets in which nothing is to go dark: with an anchor, without zones that are full, and everybody shares everything. */
export function switchLayouts(): fc.Arbitrary<Layout> {
  return fc.record({ layout: ruleLayouts(3), adopted: fc.boolean() }).map(({ layout, adopted }) => {
    const { vpcsPerZone: _, ...rest } = layout;
    const endpoints = layout.endpoints.map(({ hubPrivateDns, more: _more, ...one }) => ({
      ...one,
      hubPrivateDns: hubPrivateDns === "turnOff" ? ("off" as const) : hubPrivateDns,
      ...(adopted && { more: { adoptZones: true } }),
    }));
    const spokes = layout.spokes.map(({ endpoints: _all, ...spoke }) => spoke);
    const foreign = adopted ? endpoints.slice(0, 1).flatMap((one) => handMade(one, spokes)) : [];
    return { ...rest, anchor: true, foreign, endpoints, spokes };
  });
}

/** A zone of the endpoint's first name that somebody made and filled rightly, with a spoke in it that others put there. */
function handMade(endpoint: LaidEndpoint, spokes: readonly LaidSpoke[]): Layout["foreign"] {
  const [first = ""] = SERVICES[endpoint.service];
  const spoke = spokes.find(({ home }) => home === "own");
  if (endpoint.from === "managed" || first.startsWith("*.")) return [];
  const alias = { endpoint: endpointId(endpoint.service, endpoint.from ?? endpoint.set) };
  return [
    {
      account: HUB,
      name: first,
      vpcs: [BYSTANDER, ...(spoke ? [vpcOf(spoke)] : [])],
      callerReference: "terraform-1",
      records: [{ name: first, alias }],
      authorizations: [],
    },
  ];
}

/** The same, in other ways: of each spoke its mode, and the kind of the hub's rules. */
export function flipped(layout: Layout, random: () => number): Layout {
  const { rules } = layout;
  if (!rules) return layout;
  const kind = random() < 0.5 ? "per-endpoint" : "regional";
  const all = random(); // now and then the whole fleet at once
  const spokes = layout.spokes.map((spoke) =>
    served(spoke, kind, all < 0.2 ? true : all < 0.4 ? false : random() < 0.5),
  );
  return { ...layout, rules: { ...rules, kind }, spokes };
}

/** A rule takes no VPC of another Region. That of the Region takes all names along: such a spoke cannot choose. */
function served({ byRule: _, ...spoke }: LaidSpoke, kind: LaidRules["kind"], byRule: boolean): LaidSpoke {
  if (!byRule || spoke.home === "far") return spoke;
  const { endpoints, ...rest } = spoke;
  return { ...rest, ...(endpoints && kind === "per-endpoint" && { endpoints }), byRule: true };
}
