import { HUB } from "../support/fleet.ts";
import { ALPHA, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { DOCUMENTS, HEALTHY, JOINS, NOTES } from "./rule-estate.ts";
import { IN_ZONE } from "./rule-views.ts";
import { denied, seen, vpcView } from "./views.ts";

const PENDING = { endpoint: "vpce-0a" as never, state: "pending", names: [SSM as never] };

/** Nobody is given a rule before the view VPC answers its name. */
export const RULE_VIEW_READY: readonly Row[] = [
  {
    sentence: "semantics 46: a name that the view VPC answers publicly is given to nobody",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(ALPHA.account, "10.0.0.0/16") } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 46: private DNS of an endpoint that is not available is no answer of the view VPC yet",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(HUB, "10.0.0.0/16", { privateDns: seen([PENDING]) }) } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: [`by the private DNS of ${PENDING.endpoint}, which is pending`],
  },
  {
    sentence: "semantics 46: a view VPC that could not be read proves nothing",
    spoilt: { documents: DOCUMENTS, hub: HEALTHY, rules: { path: { view: denied("DescribeVpcs") } } },
    findings: ["withheld ViewNotReady hub beta"],
    actions: [],
  },
  {
    sentence: "semantics 46: a view VPC of which a part could not be read proves nothing either",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: { path: { view: vpcView(ALPHA.account, "10.0.0.0/16", { ...IN_ZONE, rules: denied() }) } },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: ["its Resolver rules of the view VPC"],
  },
  {
    sentence: "semantics 46: a view VPC that answers by a zone that leads elsewhere is no view",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            zones: seen([{ id: "Z8" as never, name: SSM as never, owner: {} }]),
          }),
        },
      },
    },
    findings: [`withheld ViewNotReady hub ssm beta ${SSM}`],
    actions: [],
    says: ["by zone Z8"],
  },
  {
    sentence: "semantics 46: a view VPC that sends the name on hands over what answers there",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            ...IN_ZONE,
            rules: seen([{ id: "rslvr-rr-9", name: SSM as never }]),
          }),
        },
      },
    },
    findings: [`withheld ViewForwards hub ssm beta ${SSM}`],
    actions: [],
  },
  {
    sentence: "semantics 46: a shorter rule there, of everything to on-premises, does not",
    spoilt: {
      documents: DOCUMENTS,
      hub: HEALTHY,
      rules: {
        path: {
          view: vpcView(ALPHA.account, "10.0.0.0/16", {
            ...IN_ZONE,
            rules: seen([{ id: "rslvr-rr-9", name: "" as never }]),
          }),
        },
      },
    },
    findings: [...NOTES],
    actions: [...JOINS],
  },
];
