import type { OwnEndpointView } from "../../src/model/observed/endpoint.ts";
import { facts, network } from "../support/networks.ts";
import { ALPHA, alpha, BETA, beta, GAMMA, gamma, type Place, SSM, spoke } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { AT, GROUP_OWN, HEALTHY, ownView, SWITCHED_OFF, WRITTEN } from "./own-endpoints.ts";
import { ALPHA_SIDE, GROUP, HUB_SIDE, OPEN } from "./paths.ts";
import { gated } from "./rollout.ts";
import type { Row } from "./row.ts";
import { JOINS, SHARED } from "./rule-estate.ts";
import {
  associated,
  associationWith,
  REGIONAL_HUB,
  RULE_HUB,
  resolverView,
  ruleView,
  shareView,
  VPC,
  WIDE_VIEW,
} from "./rule-views.ts";
import { seen, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

/** Three spokes, each with an endpoint of its own for ssm, go one alone, then a fifth of them at a time (semantics 46, 59, 62). */

const PLACES = [ALPHA, BETA, GAMMA] as const;
const OTHERS = Array.from({ length: 8 }, (_, i) =>
  spoke(`other-${i}`, { ...GAMMA, vpc: `vpc-0c0000000000000${10 + i}` }, { endpoints: "none" }),
);
type State = "without the rule" | "coming" | "with the rule" | "off" | "off, in the zone";

type Waves = {
  readonly hub?: Files[number];
  /** Of alpha, beta and gamma. */
  readonly states: readonly [State, State, State];
  readonly spec?: object;
  /** More spokes of the hub, that share nothing: eleven in all, of which a fifth are two. */
  readonly isLarge?: boolean;
  readonly at?: number;
  readonly definitions?: readonly (typeof WRITTEN)[];
  readonly options?: Row["spoilt"]["options"];
};

/** The tag says 12:00 of the day before. */
const JUST = Date.parse("2026-01-01T12:04:59.000Z");
const LONG_AGO = Date.parse("2026-01-01T12:05:00.000Z");
const cidrOf = (place: Place) => `10.${PLACES.indexOf(place as never) + 1}`;
const idOf = (place: Place) => `vpce-0b00000000000000${PLACES.indexOf(place as never) + 1}`;

function waves({
  hub = RULE_HUB,
  states,
  spec = {},
  isLarge = false,
  at = AT,
  definitions,
  options,
}: Waves): Row["spoilt"] {
  const rule = hub.text.includes("regional") ? WIDE_VIEW : ruleView();
  const of = new Map<Place, State>(PLACES.map((place, i) => [place, states[i] as State]));
  const isOff = (place: Place) => of.get(place)?.startsWith("off") === true;
  const isIn = (place: Place) => of.get(place) === "off, in the zone";
  const hasRule = (place: Place) => of.get(place) !== "without the rule" && !isIn(place);
  const viewOf = (place: Place): OwnEndpointView =>
    ownView({
      id: idOf(place) as never,
      vpc: place.vpc as never,
      groups: seen([{ ...GROUP_OWN, admits: [{ ...OPEN, cidrs: [`${cidrOf(place)}.0.0/16`] }] }]),
      ...(isOff(place) && SWITCHED_OFF),
    });
  const document = { redundantEndpoints: "remove", acceptSourceChange: true, ...spec };
  const named = (place: Place) => [{ id: rule.id, name: rule.name }].filter(() => hasRule(place));
  const inZone = [VPC.alpha, VPC.beta, VPC.gamma].filter((_, i) => isIn(PLACES[i] as Place));
  return {
    documents: [hub, SHARED, ...[alpha, beta, gamma].map((one) => one(document)), ...(isLarge ? OTHERS : [])],
    hub: {
      ...HEALTHY,
      zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, ...inZone] })],
      resolver: resolverView({
        rules: [rule],
        shares: seen([
          shareView({
            principals: PLACES.map(({ account }) => ({ id: account, status: "ASSOCIATED", at: 0 })),
            resources: [{ id: rule.arn, status: "ASSOCIATED", at: 0 }],
          }),
        ]),
      }),
    },
    vpcs: Object.fromEntries(
      PLACES.map((place) => [
        place.vpc,
        vpcView(place.account, `${cidrOf(place)}.0.0/16`, {
          privateDns: seen(isOff(place) ? [] : [{ endpoint: idOf(place) as never, names: [SSM as never] }]),
          rules: seen(named(place) as never),
          zones: seen(isIn(place) ? [{ id: "Z1" as never, name: SSM as never, owner: {} }] : []),
        }),
      ]),
    ),
    network: { securityGroups: seen([{ id: GROUP, admits: [OPEN] }]), subnets: seen([]) },
    path: pathOfAll(),
    rules: {
      accounts: Object.fromEntries(
        PLACES.map((place) => {
          const status = of.get(place) === "coming" ? "CREATING" : "COMPLETE";
          const own = hasRule(place) ? [{ ...associationWith(place, rule), status }] : [];
          return [place.account, associated(...own)];
        }),
      ),
    },
    own: { at, endpoints: seen(PLACES.map(viewOf)), ...(definitions && { definitions: seen(definitions) }) },
    ...(options && { options }),
  };
}

function pathOfAll() {
  const peerings = (place: Place) =>
    `pcx-${PLACES.indexOf(place as never) + 1} active ${place.vpc} ${VPC.hub.id}`;
  const sides = PLACES.map((place, i) => ({
    ...ALPHA_SIDE,
    vpc: place.vpc,
    account: place.account,
    subnets: [`subnet-0${i}00000a euw1-az1 ${cidrOf(place)}.1.0/24`],
    routes: [`10.0.0.0/16 pcx-${i + 1}`],
    peerings: [peerings(place)],
  }));
  const hubSide = {
    ...HUB_SIDE,
    routes: ["10.0.0.0/16 local", ...PLACES.map((place, i) => `${cidrOf(place)}.0.0/16 pcx-${i + 1}`)],
    peerings: PLACES.map(peerings),
  };
  return facts([network(hubSide), ...sides.map((side) => network(side))]);
}

const ALL_SERVED = ["with the rule", "with the rule", "with the rule"] as const;
const FIRST_OFF = ["off", "with the rule", "with the rule"] as const;
const NONE = ["without the rule", "without the rule", "without the rule"] as const;
const BRIDGED = { mode: "phz-association" };

const FIRST_THROUGH = ["off, in the zone", "without the rule", "without the rule"] as const;
const NEXT = "withheld NextWave hub";
const HUB_NOTES = ["note HopUnread hub", "note ResolverCapacity hub"];
/** Their endpoints stay until the rule serves. */
const stay = (...spokes: string[]) => spokes.map((one) => `withheld OwnEndpointStays hub ssm ${one}`);
const change = (...spokes: string[]) => spokes.map((one) => `note SourceChanges hub ssm ${one} ${SSM}`);
const LINGERS = "note OwnEndpointLingers hub ssm alpha";

export const OWN_WAVES: readonly Row[] = [
  ...[RULE_HUB, REGIONAL_HUB].flatMap((hub): Row[] => {
    const kind = hub === RULE_HUB ? "rules of names" : "the Region's rule";
    const changes = (...spokes: string[]) =>
      hub === RULE_HUB ? [] : spokes.map((one) => `note SourceChanges hub ssm ${one}`);
    return [
      {
        sentence: `semantics 59: by ${kind} one spoke's endpoint is switched off first, alone`,
        spoilt: waves({ hub, states: ALL_SERVED, isLarge: true }),
        findings: [NEXT, ...changes("alpha")],
        actions: ["awaitSure", "handOver", "startLinger"],
        says: [
          "the own endpoints of spoke beta and 1 more are switched off by a later pass: the first one of hub hub goes alone",
        ],
      },
      {
        sentence: `semantics 59: by ${kind} others wait until it has been seen off for a while`,
        spoilt: waves({ hub, states: FIRST_OFF, isLarge: true, at: JUST }),
        findings: [NEXT, LINGERS],
        actions: [],
        says: ["is to be seen switched off until 2026-01-01T12:05:00.000Z"],
      },
      {
        sentence: `semantics 59, 62: by ${kind} then a fifth of the spokes at a time`,
        spoilt: waves({ hub, states: FIRST_OFF, isLarge: true, at: LONG_AGO }),
        findings: [LINGERS, ...changes("beta", "gamma")],
        actions: ["awaitSure", "handOver", "startLinger", "handOver", "startLinger"],
      },
      {
        sentence: `semantics 59, 62: by ${kind} one at least`,
        spoilt: waves({ hub, states: FIRST_OFF, at: LONG_AGO }),
        findings: [NEXT, LINGERS, ...changes("beta")],
        actions: ["awaitSure", "handOver", "startLinger"],
        says: ["the own endpoints of spoke gamma are switched off by a later pass: a fifth"],
      },
      {
        sentence: `semantics 45: by ${kind} a rollout's canary is the first`,
        spoilt: waves({
          hub: withRollout(hub),
          states: ALL_SERVED,
          options: gated({ chosen: [`${GAMMA.vpc}@eu-west-1`] }),
        }),
        findings: [NEXT, ...changes("gamma")],
        actions: ["awaitSure", "handOver", "startLinger"],
        says: ["the own endpoints of spoke alpha and 1 more"],
      },
      {
        sentence: `semantics 65: by ${kind} the operator's own VPC is not`,
        spoilt: waves({ hub, states: ALL_SERVED, options: { ownVpc: { id: ALPHA.vpc } as never } }),
        findings: [NEXT, ...changes("beta")],
        actions: ["awaitSure", "handOver", "startLinger"],
        says: ["spoke gamma and 1 more"],
      },
    ];
  }),
  {
    sentence: "semantics 46, 59: one that is gone, as the table knows, has shown the way as well",
    spoilt: waves({
      states: ALL_SERVED,
      isLarge: true,
      definitions: [{ ...WRITTEN, id: "vpce-gone" as never, isDeleted: true } as never],
    }),
    findings: [NEXT],
    actions: ["awaitSure", "handOver", "startLinger", "handOver", "startLinger"],
    says: ["the own endpoints of spoke gamma are switched off by a later pass: a fifth of the spokes"],
  },
  {
    sentence: "semantics 46: beside endpoints of their own one spoke has its rule first, alone",
    spoilt: waves({ states: NONE, isLarge: true }),
    findings: [
      NEXT,
      "withheld FirstUse hub beta",
      ...stay("alpha", "beta", "gamma"),
      ...HUB_NOTES,
      ...change("alpha", "beta", "gamma"),
    ],
    actions: [...JOINS],
    says: ["spoke beta waits: no spoke has been served by rules of hub hub yet"],
  },
  {
    sentence: "semantics 45, 46: that is the canary where a rollout has one",
    spoilt: waves({
      hub: withRollout(RULE_HUB),
      states: NONE,
      isLarge: true,
      options: gated({ chosen: [`${GAMMA.vpc}@eu-west-1`] }),
    }),
    findings: [
      NEXT,
      "withheld FirstUse hub alpha",
      ...stay("alpha", "beta", "gamma"),
      ...HUB_NOTES,
      ...change("alpha", "beta", "gamma"),
    ],
    actions: [...JOINS],
    says: ["spoke alpha waits: no spoke has been served"],
  },
  {
    sentence:
      "semantics 62: the others have theirs a fifth of the spokes at a time, for their names leave what works",
    spoilt: waves({ states: ["with the rule", "without the rule", "without the rule"] }),
    findings: [NEXT, ...stay("beta", "gamma"), ...HUB_NOTES, ...change("beta", "gamma")],
    actions: ["awaitSure", ...JOINS, "handOver", "startLinger"],
    says: ["spoke gamma will change"],
  },
  {
    sentence: "semantics 62: and the next when that wave is served",
    spoilt: waves({ states: ["with the rule", "coming", "without the rule"], isLarge: true }),
    findings: [NEXT, ...stay("beta", "gamma"), ...change("gamma")],
    actions: ["awaitSure", "handOver", "startLinger"],
    says: ["spoke beta of the wave before is not served"],
  },
  {
    sentence: "semantics 57: the Region's rule takes nothing from them, and comes to all at once",
    spoilt: waves({ hub: REGIONAL_HUB, states: ["with the rule", "without the rule", "without the rule"] }),
    findings: [
      ...stay("beta", "gamma"),
      ...HUB_NOTES,
      "note RegionalMoves hub eu-west-1.amazonaws.com",
      "note NotServedBelow hub beta eu-west-1.amazonaws.com",
      "note NotServedBelow hub gamma eu-west-1.amazonaws.com",
      "note SourceChanges hub ssm alpha",
    ],
    actions: [
      "awaitSure",
      "awaitInsync",
      "awaitShared",
      "awaitShared",
      "associateRule",
      "associateRule",
      "handOver",
      "startLinger",
    ],
  },
  {
    sentence: "semantics 46, 59: where rules stand in for zones, one spoke goes first, alone",
    spoilt: waves({ states: NONE, spec: BRIDGED, isLarge: true }),
    findings: [
      NEXT,
      "withheld FirstUse hub beta",
      ...stay("alpha", "beta", "gamma"),
      ...HUB_NOTES,
      ...change("alpha", "beta", "gamma"),
    ],
    actions: [...JOINS],
    says: ["spoke beta waits: no spoke has been served by rules of hub hub yet"],
  },
  {
    sentence:
      "semantics 46, 59: and its endpoint, switched off, opens the way for a wave, though nobody has a rule any more",
    spoilt: waves({ states: FIRST_THROUGH, spec: BRIDGED, isLarge: true, at: LONG_AGO }),
    findings: [...stay("beta", "gamma"), ...HUB_NOTES, LINGERS, ...change("beta", "gamma")],
    actions: ["awaitInsync", "associateRule", "associateRule", "removeFromShare"],
  },
  {
    sentence: "semantics 46, 59: but not before it has been off for a while",
    spoilt: waves({ states: FIRST_THROUGH, spec: BRIDGED, isLarge: true, at: JUST }),
    findings: [
      "withheld FirstUse hub gamma",
      ...stay("beta", "gamma"),
      ...HUB_NOTES,
      LINGERS,
      ...change("beta", "gamma"),
    ],
    actions: ["awaitInsync", "associateRule", "removeFromShare"],
  },
];

function withRollout({ path, text }: Files[number]): Files[number] {
  const document = JSON.parse(text);
  return { path, text: JSON.stringify({ ...document, spec: { ...document.spec, rollout: { canary: 1 } } }) };
}
