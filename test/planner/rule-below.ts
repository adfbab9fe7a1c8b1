import { HUB, REGION } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, KMS, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { DOCUMENTS, HEALTHY, JOINS, NOTES, SHARED, view } from "./rule-estate.ts";
import { associated, IN_ZONE, REGIONAL_HUB, RULE_HUB, resolverView } from "./rule-views.ts";
import { seen, service, vpcView } from "./views.ts";

const BELOW = `below.${SSM}`;
const WITH_BELOW = [service("ssm", SSM), service("below", BELOW)];
const KMS_ENDPOINT_THERE = seen([{ endpoint: "vpce-0a" as never, names: [KMS as never] }]);

/** What a rule takes along beneath its name. */
export const RULE_BELOW: readonly Row[] = [
  {
    sentence: "semantics 57: the rule of a Region tells which names it takes along that nobody shares",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }) },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [...NOTES, `note RegionalMoves hub ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
    says: [`1 shared; 1 of AWS's list stay public, asked from the view VPC: ${KMS}`],
  },
  {
    sentence: "semantics 57: and which of them become private, since the view VPC has an endpoint",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }) },
      rules: {
        accounts: { [ALPHA.account]: associated() },
        path: { view: vpcView(HUB, "10.0.0.0/16", { ...IN_ZONE, privateDns: KMS_ENDPOINT_THERE }) },
      },
    },
    findings: [...NOTES, `note RegionalMoves hub ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare", "awaitInsync", "awaitShared", "associateRule"],
    says: [`1 become private though nobody shares them: ${KMS}`],
  },
  {
    sentence:
      "semantics 5, 48: a rule is withheld where the view VPC does not know another service's name below it",
    spoilt: { documents: DOCUMENTS, hub: { ...HEALTHY, services: WITH_BELOW }, rules: {} },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
    says: [
      `a rule ${SSM} would have ${BELOW} (`,
      "answered by the view VPC",
      `share ${BELOW} in hub hub too`,
    ],
  },
  {
    sentence: "semantics 5, 48: so is one whose own wildcard the view VPC lacks",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, services: [service("ssm", SSM), service("other", `*.${SSM}`)] },
      rules: {},
    },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
    says: [`*.${SSM}`],
  },
  {
    sentence: "semantics 5, 48: it joins where the spoke's VPC answers that name by something longer",
    spoilt: {
      documents: DOCUMENTS,
      hub: { ...HEALTHY, services: WITH_BELOW },
      rules: {},
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: BELOW as never, owner: {} }]),
        }),
      },
    },
    findings: [...NOTES, `note NotServedBelow hub ssm beta ${SSM}`],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 5, 48: or where the document accepts it",
    spoilt: {
      documents: [
        RULE_HUB,
        endpoint("ssm", { hubPrivateDns: "off", acceptShadowing: true }),
        alpha(),
        beta(),
      ],
      hub: { ...HEALTHY, services: WITH_BELOW },
      rules: {},
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 57: the rule of a Region is withheld where the view VPC does not know a name in it",
    spoilt: {
      documents: [REGIONAL_HUB, SHARED, alpha()],
      hub: { ...HEALTHY, resolver: resolverView({ rules: [] }), services: WITH_BELOW },
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: [`withheld Shadows hub alpha ${REGION}.amazonaws.com`],
    actions: ["createRule", "addToShare"],
    says: [`write ${BELOW} in regional.except`],
  },
];
