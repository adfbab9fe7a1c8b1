import { ALPHA, BETA, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { DOCUMENTS, HEALTHY, JOINS, NOTES, view } from "./rule-estate.ts";
import { associated, association, INBOUND, resolverEndpoint, resolverView, VPC } from "./rule-views.ts";
import { denied, seen } from "./views.ts";
import { zone } from "./zone.ts";

const BELOW = `below.${SSM}`;

/** Who is given a rule, and what in a VPC of its own keeps one from it. */
export const RULE_JOINS: readonly Row[] = [
  {
    sentence:
      "semantics 46: a spoke that lacks a rule is associated with it, once the view VPC is in the zone in DNS",
    spoilt: { documents: DOCUMENTS, hub: HEALTHY, rules: {} },
    findings: [...NOTES],
    actions: [...JOINS],
  },
  {
    sentence: "a fleet in which everybody has the rule gets nothing",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA)) } },
    },
    findings: [],
    actions: [],
  },
  {
    sentence: "semantics 46: where nobody is served by a rule yet, one spoke goes alone",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [ALPHA.account]: associated() } },
    },
    findings: ["withheld FirstUse hub beta", ...NOTES],
    actions: [...JOINS],
    says: ["spoke beta waits"],
  },
  {
    sentence: "semantics 55: an association that AWS gave up is told, not made again",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: associated(association(BETA, { status: "FAILED" })) } },
    },
    findings: [`withheld AssociationFailed hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 49: the view VPC is no client of its own rules",
    spoilt: {
      documents: DOCUMENTS,
      hub: {
        ...HEALTHY,
        resolver: resolverView({ inbound: resolverEndpoint(INBOUND, { vpc: BETA.vpc as never }) }),
        zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.beta] })],
      },
      rules: {},
    },
    findings: ["withheld ViewIsClient hub beta"],
    actions: [],
  },
  {
    sentence: "semantics 56: a spoke's own endpoint keeps the name that it holds",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          privateDns: seen([{ endpoint: "vpce-0b000000000000001" as never, names: [SSM as never] }]),
        }),
      },
      rules: {},
    },
    findings: [`note OwnEndpointKept hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 56: what a spoke answers below the name by itself is told",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: BELOW as never, owner: {} }]),
        }),
      },
      rules: {},
    },
    findings: [...NOTES, `note NotServedBelow hub ssm beta ${SSM}`],
    actions: [...JOINS],
    says: [BELOW],
  },
  {
    sentence:
      "semantics 56: a VPC of which a part could not be read gets no rule, which would hide it without a word",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: { [BETA.vpc]: view(BETA.account, { zones: denied("ListHostedZonesByVPC") }) },
      rules: {},
    },
    findings: [`withheld NotChecked hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 56: a rule of others with the name is a conflict",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: { [BETA.vpc]: view(BETA.account, { rules: seen([{ id: "rslvr-rr-9", name: SSM as never }]) }) },
      rules: {},
    },
    findings: [`conflict NameHeldByRule hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "a zone of others with the name is a conflict: the rule would hide it",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: SSM as never, owner: { account: BETA.account as never } }]),
        }),
      },
      rules: {},
    },
    findings: [`conflict NameHeldByZone hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "a zone above the name holds records that the rule would hide",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      vpcs: {
        [BETA.vpc]: view(BETA.account, {
          zones: seen([{ id: "Z9" as never, name: "amazonaws.com" as never, owner: {} }]),
        }),
      },
      rules: {},
    },
    findings: [`withheld Shadows hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "an account whose associations could not be read gains nothing and loses nothing",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { accounts: { [BETA.account]: denied("ListResolverRuleAssociations") } },
    },
    findings: [`unknown AccessDenied hub ssm beta ${SSM}`],
    actions: [],
  },
];
