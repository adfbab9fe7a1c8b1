import fc from "fast-check";

/**
 * A hub with an endpoint and spokes around it, joined by peering connections and by a transit gateway of a network account,
 * as data: mostly whole, with a defect here and there. `networkWorld` (random-network-world.ts) is the world file of it.
 */
export type LaidNetwork = {
  readonly hub: LaidVpc & {
    /** What the endpoint's group admits at port 443. */
    readonly admits: "all" | "none" | readonly number[];
  };
  /** Spoke n has the range 10.n.0.0/16. */
  readonly spokes: readonly LaidSpokeVpc[];
  readonly gateway: {
    /** How the hub is attached to it. */
    readonly hub: LaidAttachment;
    readonly statics: readonly { readonly to: Range; readonly target: "blackhole" | "hub" | "vpn" }[];
  };
};

export type LaidVpc = {
  /** Zone numbers of its subnets, one each. */
  readonly zones: readonly number[];
  /** Of its main table, to the ranges of others; a subnet's own table has none of them where `ownTable` names it. */
  readonly routes: readonly LaidRoute[];
  readonly ownTable: { readonly subnet: number; readonly routes: readonly LaidRoute[] } | undefined;
  readonly acl: LaidAcl | undefined;
};

export type LaidSpokeVpc = LaidVpc & {
  readonly joined: "peering" | "gateway" | "both" | "none";
  readonly peering: "active" | "pending-acceptance" | "deleted";
  readonly attachment: LaidAttachment;
};

/** `hub`, all of 10.0.0.0/8, one subnet's range of the hub or the spoke, or the default route. */
export type Range = "hub" | "all" | "half" | "default" | "spoke";

export type LaidRoute = {
  readonly to: Range;
  readonly target: "peering" | "gateway" | "nat" | "igw";
  /** Whether it is written by a prefix list. */
  readonly byList: boolean;
};

export type LaidAttachment = {
  /** Zones in which it has a subnet; those that the VPC has not are left out. */
  readonly zones: readonly number[];
  readonly state: "available" | "pendingAcceptance";
  readonly associated: boolean;
  readonly propagates: boolean;
};

/** Rules over the default ACL's, of one subnet. */
export type LaidAcl = {
  readonly subnet: number;
  readonly inbound: readonly LaidAclRule[];
  readonly outbound: readonly LaidAclRule[];
};

export type LaidAclRule = {
  readonly action: "allow" | "deny";
  readonly ports: "443" | "1024-65535" | "32768-60999" | "0-65535";
  readonly of: Range;
};

/** True once in so many times: defects are rare, so that most of a network is whole. */
const seldom = (among: number): fc.Arbitrary<boolean> =>
  fc.nat(among - 1).map((drawn) => drawn === among - 1);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const zones = fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });

const aclRule: fc.Arbitrary<LaidAclRule> = fc.record({
  action: fc.constantFrom("allow", "deny"),
  ports: fc.constantFrom("443", "1024-65535", "32768-60999", "0-65535"),
  of: fc.constantFrom<Range>("hub", "all", "spoke", "default"),
});

const acl: fc.Arbitrary<LaidAcl> = fc.record({
  subnet: fc.nat(2),
  inbound: fc.array(aclRule, { maxLength: 3 }),
  outbound: fc.array(aclRule, { maxLength: 3 }),
});

const strayRoute = fc.record({
  to: fc.constantFrom<Range>("hub", "all", "half", "default", "spoke"),
  target: fc.constantFrom("peering", "gateway", "nat", "igw"),
  byList: fc.boolean(),
} satisfies { [K in keyof LaidRoute]: fc.Arbitrary<LaidRoute[K]> });

const vpc = (usual: readonly LaidRoute[]): fc.Arbitrary<LaidVpc> =>
  fc.record({
    zones,
    routes: fc
      .tuple(seldom(8), fc.array(strayRoute, { maxLength: 1 }), seldom(3))
      .map(([lacks, stray, has]) => [...(lacks ? [] : usual), ...(has ? stray : [])]),
    ownTable: optional(fc.record({ subnet: fc.nat(2), routes: fc.array(strayRoute, { maxLength: 2 }) })),
    acl: optional(acl),
  });

const attachment: fc.Arbitrary<LaidAttachment> = fc.record({
  zones: fc.oneof({ weight: 4, arbitrary: fc.constant([1, 2, 3]) }, { weight: 1, arbitrary: zones }),
  state: fc.oneof(
    { weight: 8, arbitrary: fc.constant("available" as const) },
    { weight: 1, arbitrary: fc.constant("pendingAcceptance" as const) },
  ),
  associated: seldom(10).map((lacks) => !lacks),
  propagates: seldom(10).map((lacks) => !lacks),
});

const route = (to: Range, target: LaidRoute["target"]): LaidRoute => ({ to, target, byList: false });

const spoke: fc.Arbitrary<LaidSpokeVpc> = fc
  .constantFrom("peering", "peering", "gateway", "gateway", "both", "none")
  .chain((joined) => {
    const target = joined === "gateway" ? "gateway" : "peering";
    return fc
      .tuple(
        vpc(joined === "none" ? [] : [route("hub", target)]),
        fc.record({
          joined: fc.constant(joined as LaidSpokeVpc["joined"]),
          peering: fc.oneof(
            { weight: 8, arbitrary: fc.constant("active" as const) },
            { weight: 1, arbitrary: fc.constantFrom("pending-acceptance" as const, "deleted" as const) },
          ),
          attachment,
        }),
      )
      .map(([own, more]) => ({ ...own, ...more }));
  });

/** Routes of the hub's main table are to each spoke by what joins it, unless the layout leaves them out. */
export const laidNetwork: fc.Arbitrary<LaidNetwork> = fc.record({
  hub: fc
    .tuple(
      vpc([route("spoke", "peering")]),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant("all" as const) },
        { weight: 1, arbitrary: fc.constant("none" as const) },
        { weight: 2, arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }) },
      ),
    )
    .map(([own, admits]) => ({ ...own, admits })),
  spokes: fc.array(spoke, { minLength: 1, maxLength: 3 }),
  gateway: fc.record({
    hub: attachment,
    statics: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(
          fc.record({
            to: fc.constantFrom<Range>("hub", "all", "half", "spoke"),
            target: fc.constantFrom("blackhole", "hub", "vpn"),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      },
    ),
  }),
});
