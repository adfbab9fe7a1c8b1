import { alpha, beta, endpoint, hub, SSM } from "../support/scenario.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { KMS_VIEW, managedView, SSM_VIEW, VPC } from "./views.ts";
import { alias, own, zone } from "./zone.ts";

/** A VPC that leaves, and one that joins. */
const LEAVES_AND_JOINS = { zones: [zone(SSM, { members: [VPC.anchor, VPC.beta] })] };
const JOINS = ["authorize", "associate", "deauthorize"] as const;

const UPSERT_ONLY = hub({ writePolicy: "upsert-only" });
const [FIRST, SECOND] = ["subnet-0a00000000000000a", "subnet-0a00000000000000b"] as const;
const [THIS, THAT] = ["sg-0a00000000000000a", "sg-0a00000000000000b"] as const;
const managed = (spec: object) => endpoint("ssm", { hubPrivateDns: undefined, managed: spec });

/** The managed endpoint is in one subnet with one group, and its document says otherwise. */
function modified(spec: object): Spoilt {
  const view = managedView({
    subnets: [FIRST] as never,
    securityGroups: [THIS] as never,
  });
  return {
    documents: [UPSERT_ONLY, managed({ subnets: [FIRST], securityGroups: [THIS], ...spec }), alpha()],
    hub: { endpoints: [view], zones: [zone(SSM, { members: [VPC.anchor, VPC.hub, VPC.alpha] })] },
  };
}

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
  {
    sentence: "semantics 44: of a hub that is only observed waits are no steps, and all is told in one place",
    spoilt: {
      documents: [hub({ writePolicy: "observe" }), endpoint("ssm"), endpoint("kms"), alpha()],
      hub: { zones: [] },
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    says: ["12 steps not taken"],
  },
  {
    sentence: "each endpoint that is suspended is told by itself",
    spoilt: {
      documents: [hub(), endpoint("ssm", { suspend: true }), endpoint("kms", { suspend: true }), alpha()],
      hub: { zones: [] },
    },
    findings: ["withheld Suspended hub kms", "withheld Suspended hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 44: what is only added to keeps its aliases where they lead",
    spoilt: {
      documents: [UPSERT_ONLY, endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM, { records: [...own(SSM), alias(SSM, KMS_VIEW)] })] },
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    held: ["changeRecords", "awaitInsync"],
    says: ["1 step not taken"],
  },
  {
    sentence: "semantics 44: and an alias that is missing is written",
    spoilt: {
      documents: [UPSERT_ONLY, endpoint("ssm"), alpha()],
      hub: { zones: [zone(SSM, { records: own(SSM) })] },
    },
    findings: [],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "semantics 44: nobody is moved there from zone to zone",
    spoilt: {
      documents: [
        UPSERT_ONLY,
        endpoint("ssm", { set: "a" }, "ssm-a"),
        endpoint("ssm", { set: "b" }, "ssm-b"),
        alpha({ endpoints: { names: ["ssm-b"] } }),
        beta({ endpoints: { names: ["ssm-b"] } }),
      ],
      hub: {
        zones: [
          zone(SSM, { set: "a", members: [VPC.anchor, VPC.alpha] }),
          zone(SSM, { id: "Z2", set: "b", members: [VPC.beta] }),
        ],
      },
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
  {
    sentence: "semantics 44: nor is private DNS switched off there, and the hub VPC waits",
    spoilt: {
      documents: [UPSERT_ONLY, endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()],
      hub: { endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }] },
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
    held: ["turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 44: a managed endpoint there gains subnets and security groups",
    spoilt: modified({ subnets: [FIRST, SECOND], securityGroups: [THIS, THAT] }),
    findings: [],
    actions: ["modifyEndpoint"],
  },
  {
    sentence: "semantics 44: it loses no subnet",
    spoilt: modified({ subnets: [SECOND] }),
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
  {
    sentence: "semantics 44: nor a security group",
    spoilt: modified({ securityGroups: [THAT] }),
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
  {
    sentence: "semantics 44: nor is its policy changed, which may take rights away",
    spoilt: modified({ policy: { Version: "2012-10-17", Statement: [] } }),
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
];
