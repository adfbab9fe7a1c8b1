import { alpha, endpoint, hub, SSM } from "../support/scenario.ts";
import type { Row } from "./row.ts";
import { VPC } from "./views.ts";
import { zone } from "./zone.ts";

/** A VPC that leaves, and one that joins. */
const LEAVES_AND_JOINS = { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] };
const JOINS = ["authorize", "associate", "deauthorize"] as const;

/** What the documents let the operator do at all. */
export const POLICIES: readonly Row[] = [
  {
    sentence: "semantics 44: a hub that is only observed gets no step, and every one is counted",
    spoilt: {
      documents: [hub({ writePolicy: "observe" }), endpoint("ssm"), alpha()],
      hub: LEAVES_AND_JOINS,
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    says: ["4 steps not taken: writePolicy is observe"],
  },
  {
    sentence: "semantics 44: a hub that is only added to gets what joins, and keeps what would leave",
    spoilt: {
      documents: [hub({ writePolicy: "upsert-only" }), endpoint("ssm"), alpha()],
      hub: LEAVES_AND_JOINS,
    },
    findings: ["withheld WritePolicy hub"],
    actions: [...JOINS],
    says: ["1 step not taken that would remove"],
  },
  {
    sentence: "a policy is told before the guard: what it holds, the guard does not weigh",
    spoilt: {
      documents: [hub({ writePolicy: "upsert-only" }), endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] },
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
  {
    sentence: "a hub that is suspended stays as it is",
    spoilt: { documents: [hub({ suspend: true }), endpoint("ssm"), alpha()], hub: LEAVES_AND_JOINS },
    findings: ["withheld Suspended hub"],
    actions: [],
  },
  {
    sentence: "an endpoint that is suspended stays as it is, and the others go on",
    spoilt: {
      documents: [hub(), endpoint("ssm", { suspend: true }), endpoint("kms"), alpha()],
      hub: LEAVES_AND_JOINS,
    },
    findings: ["withheld Suspended hub ssm"],
    actions: ["createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINS],
  },
  {
    sentence: "semantics 42: of a folder that changed a moment ago nothing is removed, and all is added",
    spoilt: { hub: LEAVES_AND_JOINS, options: { removals: "unsettled" } },
    findings: ["withheld NotSettled hub"],
    actions: [...JOINS],
  },
];
