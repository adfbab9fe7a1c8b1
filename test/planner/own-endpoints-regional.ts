import { OWN } from "../support/own-endpoint-scene.ts";
import { ALPHA, alpha, endpoint, KMS, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import {
  AT,
  HANDS_OVER,
  HEALTHY,
  LATER,
  ownView,
  SWITCHED_OFF,
  served,
  TAKES_BACK,
  WRITTEN,
} from "./own-endpoints.ts";
import type { Row } from "./row.ts";
import { SHARED } from "./rule-estate.ts";
import {
  associated,
  associationWith,
  EXCEPTING_HUB,
  REGIONAL_HUB,
  RULE_HUB,
  resolverView,
  ruleView,
  SYSTEM_VIEW,
  shareView,
  VPC,
  WIDE_VIEW,
} from "./rule-views.ts";
import { denied, KMS_VIEW, seen } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

/** Spokes' own endpoints beneath the Region's rule: their longer names go on answering, so private DNS is the switch (semantics 57, 59). */

type OwnView = NonNullable<Parameters<typeof served>[0]>;

type Beneath = {
  readonly own?: OwnView;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly hub?: Files[number];
  readonly shared?: Files;
  /** What alpha has. */
  readonly rules?: readonly (typeof WIDE_VIEW)[];
  readonly isIn?: boolean;
};

export const KMS_SHARED = endpoint("kms", { hubPrivateDns: "off" });
const OF_KMS = zone(KMS, {
  id: "Z2",
  service: "kms",
  members: [VPC.anchor, VPC.hub],
  records: [...own(KMS), alias(KMS, KMS_VIEW)],
});
const FAIR = { redundantEndpoints: "remove", acceptSourceChange: true };

/** Alpha has the Region's rule, and an endpoint of its own for ssm. */
export function beneath({
  own: view = {},
  spec = {},
  hub = REGIONAL_HUB,
  shared = [SHARED],
  rules = [WIDE_VIEW],
  isIn = false,
}: Beneath): Row["spoilt"] {
  const all = [ruleView(), SYSTEM_VIEW, WIDE_VIEW];
  const resources = all.map(({ arn }) => ({ id: arn, status: "ASSOCIATED", at: 0 }));
  const seenThere = rules.map(({ id, name, type }) => ({
    id,
    name,
    ...(type === "SYSTEM" && { isSystem: true }),
  }));
  const zones = isIn ? seen([{ id: "Z1" as never, name: SSM as never, owner: {} }]) : seen([]);
  const members = [VPC.anchor, VPC.hub, ...(isIn ? [VPC.alpha] : [])];
  return {
    ...served(view, spec, {}, { rules: seen(seenThere as never), zones }),
    documents: [hub, ...shared, alpha({ ...FAIR, ...spec })],
    hub: {
      ...HEALTHY,
      endpoints: [...(HEALTHY.endpoints ?? []), KMS_VIEW],
      zones: [zone(SSM, { members }), ...(shared.includes(KMS_SHARED) ? [OF_KMS] : [])],
      resolver: resolverView({ rules, shares: seen([shareView({ resources })]) }),
    },
    rules: {
      accounts: { [ALPHA.account]: associated(...rules.map((rule) => associationWith(ALPHA, rule))) },
    },
  };
}

const CHANGES = "note SourceChanges hub ssm alpha";
const LINGERS = "note OwnEndpointLingers hub ssm alpha";
const ZONES = { mode: "phz-association" };
const HELD = `conflict NameHeldByEndpoint hub ssm alpha ${SSM}`;
const lingering = (at: number): NonNullable<Row["spoilt"]["own"]> => ({
  at,
  endpoints: seen([ownView(SWITCHED_OFF)]),
  definitions: seen([WRITTEN]),
});

export const OWN_BENEATH: readonly Row[] = [
  {
    sentence: "semantics 57, 59: the Region's rule comes beside the endpoint, which keeps its longer names",
    spoilt: { ...beneath({ rules: [] }), rules: { accounts: { [ALPHA.account]: associated() } } },
    findings: [
      "withheld OwnEndpointStays hub ssm alpha",
      "note HopUnread hub",
      "note ResolverCapacity hub",
      "note RegionalMoves hub eu-west-1.amazonaws.com",
      "note NotServedBelow hub alpha eu-west-1.amazonaws.com",
    ],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
  },
  {
    sentence: "semantics 59: private DNS off is the switch, and tells that callers come from elsewhere",
    spoilt: beneath({}),
    findings: [CHANGES],
    actions: [...HANDS_OVER],
  },
  {
    sentence: "semantics 59: but for a path that is reachable from everywhere",
    spoilt: { ...beneath({}), path: served({}, {}, { tables: { "subnet-0b00000b": [] } }).path },
    findings: ["withheld OwnEndpointStays hub ssm alpha", "note PathPartial hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 59: it lingers beneath the rule",
    spoilt: { ...beneath({ own: SWITCHED_OFF }), own: lingering(AT) },
    findings: [LINGERS],
    actions: [],
  },
  {
    sentence: "semantics 59: and is deleted by what the Region's rule serves",
    spoilt: { ...beneath({ own: SWITCHED_OFF }), own: lingering(LATER) },
    findings: [],
    actions: ["awaitSure", "deleteOwn"],
  },
  {
    sentence: "semantics 59: taken back, it answers beneath the rule, which stays",
    spoilt: beneath({ own: SWITCHED_OFF, spec: { redundantEndpoints: "keep" } }),
    findings: [],
    actions: [...TAKES_BACK],
  },
  {
    sentence: "semantics 59: a spoke that shares nothing has it back before the Region's rule leaves",
    spoilt: beneath({ own: SWITCHED_OFF, spec: { endpoints: "none" } }),
    findings: [],
    actions: [...TAKES_BACK, "disassociateRule"],
  },
  {
    sentence:
      "semantics 47, 59: a name that the hub shares no more keeps its zone until the endpoint answers it",
    spoilt: beneath({ own: SWITCHED_OFF, shared: [KMS_SHARED] }),
    findings: [`withheld ServesRules hub ${SSM}`, "note PathUnknown hub alpha"],
    actions: [...TAKES_BACK],
    says: [`private DNS of ${OWN}, which answered the name before, is off`],
  },
  {
    sentence: "semantics 12, 59: and while nobody knows whether one was handed over",
    spoilt: {
      ...beneath({ shared: [KMS_SHARED] }),
      own: { at: AT, endpoints: denied("DescribeVpcEndpoints") },
    },
    findings: [
      "unknown OwnEndpointsNotRead hub alpha",
      `withheld ServesRules hub ${SSM}`,
      "note PathUnknown hub alpha",
    ],
    actions: [],
  },
  {
    sentence: "semantics 12, 59: and while nobody knows whether its VPC has the rule",
    spoilt: {
      ...beneath({ own: SWITCHED_OFF, shared: [KMS_SHARED] }),
      rules: { accounts: { [ALPHA.account]: denied("ListResolverRuleAssociations") } },
    },
    findings: [
      "unknown AccessDenied hub alpha eu-west-1.amazonaws.com",
      `withheld ServesRules hub ${SSM}`,
      "note PathUnknown hub alpha",
    ],
    actions: [...TAKES_BACK],
    says: ["an account that may be associated with rule eu-west-1.amazonaws.com could not be read"],
  },
  {
    sentence: "semantics 57, 59: what documents keep from the Region's rule is not handed over to it",
    spoilt: beneath({ hub: EXCEPTING_HUB, rules: [WIDE_VIEW, SYSTEM_VIEW] }),
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 57, 59: nor is an endpoint of which documents keep one name",
    spoilt: beneath({
      own: { names: [SSM as never, KMS as never] },
      hub: EXCEPTING_HUB,
      shared: [SHARED, KMS_SHARED],
      rules: [WIDE_VIEW, SYSTEM_VIEW],
    }),
    findings: ["withheld OwnEndpointStays hub kms alpha", "note PathUnknown hub alpha"],
    actions: [],
    says: [`documents keep ${SSM} from the Region's rule`],
  },
  {
    sentence: "semantics 57, 59: what they come to keep from it answers again before it is kept",
    spoilt: beneath({ hub: EXCEPTING_HUB, own: SWITCHED_OFF }),
    findings: ["note HopUnread hub", "note ResolverCapacity hub"],
    actions: [
      "createRule",
      "addToShare",
      "awaitShared",
      "takeBack",
      "awaitPrivateDns",
      "associateRule",
      "endHandOver",
    ],
  },
  {
    sentence: "semantics 12, 57: and is not kept while nobody knows whether it does",
    spoilt: {
      ...beneath({ hub: EXCEPTING_HUB }),
      own: { at: AT, endpoints: denied("DescribeVpcEndpoints") },
    },
    findings: ["unknown OwnEndpointsNotRead hub alpha", `withheld OwnEndpointsNotRead hub alpha ${SSM}`],
    actions: ["createRule", "addToShare"],
  },
  {
    sentence:
      "semantics 57: an exception beside the endpoint leaves its names to it, whatever documents say of that",
    spoilt: {
      ...beneath({ hub: EXCEPTING_HUB, rules: [], spec: { redundantEndpoints: "keep" } }),
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [
      "note HopUnread hub",
      "note ResolverCapacity hub",
      "note RegionalMoves hub eu-west-1.amazonaws.com",
      "note NotServedBelow hub alpha eu-west-1.amazonaws.com",
    ],
    actions: [
      "createRule",
      "createRule",
      "addToShare",
      "awaitShared",
      "associateRule",
      "awaitAssociation",
      "associateRule",
    ],
  },
  {
    sentence: "semantics 57: taken back, an exception goes when the Region's rule is sure to answer",
    spoilt: beneath({ rules: [WIDE_VIEW, SYSTEM_VIEW] }),
    findings: ["withheld OwnEndpointStays hub ssm alpha"],
    actions: ["awaitSure", "disassociateRule"],
  },
  {
    sentence: "semantics 58, 59: given up for zones, the Region's rule stays until the endpoint answers",
    spoilt: beneath({ own: SWITCHED_OFF, spec: { ...ZONES, redundantEndpoints: "keep" } }),
    findings: [HELD, "withheld SwitchWaits hub alpha eu-west-1.amazonaws.com"],
    actions: [...TAKES_BACK],
  },
  {
    sentence: "semantics 58, 59: then it leaves, for no zone comes beside the endpoint",
    spoilt: beneath({ spec: { ...ZONES, redundantEndpoints: "keep" } }),
    findings: [HELD],
    actions: ["awaitPrivateDns", "disassociateRule"],
  },
  {
    sentence:
      "semantics 58, 59: given up for rules of names, the Region's rule leaves for these, and the endpoint lingers",
    spoilt: {
      ...beneath({ hub: RULE_HUB, own: SWITCHED_OFF, rules: [WIDE_VIEW, ruleView()] }),
      own: lingering(AT),
    },
    findings: [LINGERS],
    actions: ["awaitSure", "disassociateRule"],
  },
];
