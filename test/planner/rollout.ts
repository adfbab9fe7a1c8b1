import type { VpcId } from "../../src/model/ids.ts";
import type { RolloutGate } from "../../src/model/rollout/gate.ts";
import type { RolloutState } from "../../src/model/rollout/state.ts";
import { HUB_VPC } from "../support/fleet.ts";
import { ALPHA, alpha, BETA, beta, endpoint, gamma, hub, SSM } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { desiredOf } from "./estate.ts";
import type { Row } from "./row.ts";
import { KMS_VIEW, SSM_VIEW, seen, service, VPC } from "./views.ts";
import { alias, own as ownOf, zone } from "./zone.ts";

const EC2 = "ec2.eu-west-1.amazonaws.com";
const JOINS = ["authorize", "associate", "deauthorize"] as const;
/** Nobody has joined the zone yet, so its aliases are proved to be INSYNC first. */
const PROVEN = ["changeRecords", "awaitInsync"] as const;
const STAGED = hub({ rollout: { canary: { matchLabels: { stage: "test" } } } });
const ofAlpha = alpha();
const test = (spoke: Files[number]): Files[number] => ({
  ...spoke,
  text: spoke.text.replace('"metadata":{', '"metadata":{"labels":{"stage":"test"},'),
});

/** The anchor alone is in the zone; alpha is the canary, beta and gamma are the rest. */
const NEW: Files = [STAGED, endpoint("ssm"), test(ofAlpha), beta(), gamma()];
const NOBODY_IN = { zones: [zone(SSM, { members: [VPC.anchor] })] };
const alphaIn = { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha] })] };

export function gated(state: Partial<RolloutState>, more: Partial<RolloutGate> = {}) {
  const whole: RolloutState = {
    hub: "hub",
    desired: "new",
    revision: "new",
    phase: "canary",
    since: 0,
    chosen: [`${VPC.alpha.id}@${VPC.alpha.region}`],
    ...state,
  };
  const gate = { kind: "kept", state: whole, ...more } as RolloutGate;
  return { rollouts: new Map([["hub", gate]]) };
}

const BEFORE = { desired: "old", revision: "old" };
/** Alpha and beta were served by the last completed state, and gamma is new. */
const byBeta = gated({ completed: BEFORE }, { last: desiredOf([hub(), endpoint("ssm"), ofAlpha, beta()]) });
const own = (place: { readonly vpc: string }) => ({ ownVpc: { id: place.vpc as VpcId } });

/** Documents with `ec2`, which the operator needs, and its zone. */
function withEc2(...documents: Files): Pick<Row["spoilt"], "documents" | "hub"> {
  return {
    documents: [hub(), endpoint("ssm"), ...documents],
    hub: {
      services: [service("ssm", SSM), service("ec2", EC2)],
      zones: [zone(SSM), zone(EC2, { id: "Z2", service: "ec2", members: [VPC.anchor] })],
    },
  };
}

/** Beta joins, and this is to be done for others. */
const besideBeta = (ofZone: Parameters<typeof zone>[1], spoilt: Parameters<typeof zone>[2] = {}) => ({
  documents: [hub(), endpoint("ssm"), ofAlpha, beta()],
  hub: { zones: [zone(SSM, ofZone, spoilt)] },
  options: own(BETA),
});

/** Changes that come to a canary first, and to the operator's own VPC last. */
export const ROLLOUTS: readonly Row[] = [
  {
    sentence:
      "semantics 45: in its canary only the chosen VPC gets what is new, and what it waits for is said",
    spoilt: { documents: NEW, hub: NOBODY_IN, options: gated({}) },
    findings: ["withheld RolloutCanary hub"],
    actions: [...PROVEN, ...JOINS],
    says: ["2 steps for 2 VPCs wait for the canary, spoke alpha: not seen served yet, and for 15 minutes"],
  },
  {
    sentence: "semantics 45: what the last completed state asks for too is repaired during the pause",
    spoilt: { documents: NEW, hub: alphaIn, options: byBeta },
    findings: ["withheld RolloutCanary hub"],
    actions: [...JOINS],
    says: ["1 step for 1 VPC waits"],
  },
  {
    sentence: "semantics 45: with its documents not to be had, the last completed state lets nothing through",
    spoilt: { documents: NEW, hub: alphaIn, options: gated({ completed: BEFORE }, { servedSince: 60_000 }) },
    findings: ["withheld RolloutCanary hub"],
    actions: [],
    says: ["seen served since 1970-01-01T00:01:00Z", "its documents are not to be had"],
  },
  {
    sentence: "semantics 45: in the rest all get it",
    spoilt: { documents: NEW, hub: alphaIn, options: gated({ phase: "rest" }) },
    findings: [],
    actions: [...JOINS, ...JOINS],
  },
  {
    sentence: "semantics 45: once completed, all are kept as they are",
    spoilt: { documents: NEW, hub: NOBODY_IN, options: gated({ phase: "done", chosen: [] }) },
    findings: [],
    actions: [...PROVEN, ...JOINS, ...JOINS, ...JOINS],
  },
  {
    sentence: "semantics 45: after a canary that failed the others keep what they have, and it says why",
    spoilt: {
      documents: NEW,
      hub: alphaIn,
      options: gated({ phase: "failed", result: "spoke alpha: NameHeldByZone" }),
    },
    findings: ["withheld RolloutFailed hub"],
    actions: [],
    says: ["the canary failed, spoke alpha: spoke alpha: NameHeldByZone"],
  },
  {
    sentence: "semantics 45: a removal waits for the canary as an addition does",
    spoilt: {
      documents: [STAGED, endpoint("ssm"), test(ofAlpha)],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] },
      options: gated({}),
    },
    findings: ["withheld RolloutCanary hub"],
    actions: [],
    says: ["1 step for 1 VPC waits"],
  },
  {
    sentence: "semantics 45: what is for all spokes waits for wholeZones, in every phase but the completed",
    spoilt: {
      documents: [STAGED, endpoint("ssm"), endpoint("kms"), test(ofAlpha)],
      options: gated({ phase: "rest" }),
    },
    findings: ["withheld RolloutWholeZone hub"],
    actions: [],
    says: ["set wholeZones: true"],
  },
  {
    sentence: "semantics 45: with wholeZones a zone is made at once, and the canary alone joins it",
    spoilt: {
      documents: [
        hub({ rollout: { canary: 1, wholeZones: true } }),
        endpoint("ssm"),
        endpoint("kms"),
        ofAlpha,
        beta(),
      ],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] },
      options: gated({}),
    },
    findings: ["withheld RolloutCanary hub"],
    actions: ["createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINS],
  },
  {
    sentence: "semantics 45: an alias of ours is mended at once, for that changes nothing that was right",
    spoilt: {
      documents: NEW.slice(0, 3),
      hub: { zones: [zone(SSM, { records: [] })] },
      options: gated({}),
    },
    findings: [],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "semantics 45: a name that is dark is lit at once, whoever the canary is",
    spoilt: {
      documents: [STAGED, endpoint("ssm", { hubPrivateDns: "turnOff" }), test(ofAlpha)],
      options: gated({}),
    },
    findings: [],
    actions: ["associate"],
  },
  {
    sentence: "semantics 45: a canary that fits nobody lets nothing through",
    spoilt: {
      documents: [STAGED, endpoint("ssm"), ofAlpha],
      hub: NOBODY_IN,
      options: gated({ chosen: [] }),
    },
    findings: ["withheld RolloutNobody hub"],
    actions: [],
    says: ["fits no spoke of the hub, so 1 step for 1 VPC waits"],
  },
  {
    sentence: "a canary that fits nobody is said before it matters",
    spoilt: { documents: [STAGED, endpoint("ssm"), ofAlpha], options: gated({ phase: "done", chosen: [] }) },
    findings: ["note RolloutNobody hub"],
    actions: [],
  },
  {
    sentence: "semantics 45: without a table nothing new goes to a hub with a rollout",
    spoilt: { documents: NEW, hub: NOBODY_IN },
    findings: ["withheld RolloutNeedsTable hub"],
    actions: [],
    says: ["3 steps for 3 VPCs wait: there is no table"],
  },
  {
    sentence: "semantics 45: with a table that cannot be read neither, and that is what it says",
    spoilt: {
      documents: NEW,
      hub: NOBODY_IN,
      options: { rollouts: new Map([["hub", { kind: "closed", why: "the table could not be read" }]]) },
    },
    findings: ["withheld RolloutNeedsTable hub"],
    actions: [],
    says: ["3 steps for 3 VPCs wait: the table could not be read"],
  },
  {
    sentence: "a plan to look at shows all, and says what apply would not do",
    spoilt: { documents: NEW.slice(0, 3), hub: NOBODY_IN, options: { rollouts: "shown" } },
    findings: ["note RolloutNeedsTable hub"],
    actions: [...PROVEN, ...JOINS],
  },
  {
    sentence: "semantics 44: writePolicy is named before the canary, which does not tell it again",
    spoilt: {
      documents: [hub({ writePolicy: "upsert-only", rollout: { canary: 1 } }), endpoint("ssm"), ofAlpha],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta] })] },
      options: gated({}),
    },
    findings: ["withheld WritePolicy hub"],
    actions: [],
  },
  {
    sentence: "semantics 44: the guard is named before the canary",
    spoilt: {
      documents: [hub({ rollout: { canary: 1 } }), endpoint("ssm"), ofAlpha],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] },
      options: gated({}),
    },
    findings: ["withheld TooManyRemovals hub"],
    actions: [],
  },
  {
    sentence: "semantics 65: the operator's own VPC joins after the others, in a plan of its own",
    spoilt: { documents: NEW.slice(1).toSpliced(0, 0, hub()), hub: alphaIn, options: own(BETA) },
    findings: ["withheld OwnVpcLast hub"],
    actions: [...JOINS],
    says: ["1 step for", "1 step for others first"],
  },
  {
    sentence: "semantics 65: with nobody before it the operator's own VPC has its turn",
    spoilt: { documents: [hub(), endpoint("ssm"), ofAlpha, beta()], hub: alphaIn, options: own(BETA) },
    findings: [],
    actions: [...JOINS],
  },
  {
    sentence: "semantics 65: the operator's own VPC leaves after the others too",
    spoilt: {
      documents: [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), ofAlpha],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.alpha, VPC.beta, VPC.gamma] })] },
      options: own(BETA),
    },
    findings: ["withheld OwnVpcLast hub"],
    actions: ["disassociate"],
  },
  {
    sentence:
      "semantics 65: the operator's own VPC waits for what a rollout holds back, and the rollout is told first",
    spoilt: {
      documents: [STAGED, endpoint("ssm"), test(ofAlpha), test(beta()), gamma()],
      hub: alphaIn,
      options: {
        ...gated({ chosen: [VPC.alpha, VPC.beta].map(({ id, region }) => `${id}@${region}`) }),
        ...own(BETA),
      },
    },
    findings: ["withheld OwnVpcLast hub", "withheld RolloutCanary hub"],
    actions: [],
  },
  {
    sentence:
      "semantics 65: it is said, as long as it is so, that the operator gets names it needs from a shared endpoint",
    spoilt: {
      documents: [hub(), endpoint("ssm"), endpoint("ec2"), ofAlpha],
      hub: {
        services: [service("ssm", SSM), service("ec2", EC2)],
        zones: [zone(SSM), zone(EC2, { id: "Z2", service: "ec2" })],
      },
      options: own(ALPHA),
    },
    findings: ["withheld EndpointNotAvailable hub ec2", "note OwnVpcIsClient hub ec2"],
    actions: [],
  },
  {
    sentence: "semantics 65: an alias that is to be mended is mended before the operator's own VPC joins",
    spoilt: besideBeta({ records: ownOf(SSM) }),
    findings: ["withheld OwnVpcLast hub"],
    actions: ["changeRecords", "awaitInsync"],
    held: [...JOINS],
  },
  {
    sentence: "semantics 65: it does not wait for an authorization that is taken back",
    spoilt: besideBeta({}, { authorizations: seen([VPC.gamma]) }),
    findings: [],
    actions: ["deauthorize", ...JOINS],
  },
  {
    sentence: "semantics 65: nor for tags",
    spoilt: besideBeta({}, { tags: seen({}) }),
    findings: [],
    actions: ["tagZone", ...JOINS],
  },
  {
    sentence: "semantics 65: a VPC of that id in another Region than the operator's is another's",
    spoilt: {
      documents: NEW.slice(1).toSpliced(0, 0, hub()),
      hub: alphaIn,
      options: { ownVpc: { id: VPC.beta.id, region: "us-east-1" as never } },
    },
    findings: [],
    actions: [...JOINS, ...JOINS],
  },
  {
    sentence: "semantics 65: the hub VPC in which it runs is switched over after the others joined",
    spoilt: {
      documents: [hub(), endpoint("ssm", { hubPrivateDns: "turnOff" }), ofAlpha, beta()],
      hub: { ...alphaIn, endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }] },
      options: own({ vpc: HUB_VPC }),
    },
    findings: ["withheld OwnVpcLast hub"],
    actions: [...JOINS],
    held: ["turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 65: and what is dark there afterwards is lit in the same plan",
    spoilt: {
      documents: [hub(), endpoint("ssm", { hubPrivateDns: "turnOff" }), ofAlpha],
      hub: { ...alphaIn, endpoints: [{ ...SSM_VIEW, privateDnsEnabled: true }] },
      options: own({ vpc: HUB_VPC }),
    },
    findings: [`window TurnOff hub ssm ${HUB_VPC}`],
    actions: ["turnOffPrivateDns", "associate"],
  },
  {
    sentence: "semantics 65: nothing is said where another VPC gets the names that the operator needs",
    spoilt: { ...withEc2(endpoint("ec2"), ofAlpha), options: own(BETA) },
    findings: ["withheld EndpointNotAvailable hub ec2", `withheld EndpointStalled hub ec2 alpha ${EC2}`],
    actions: [],
  },
  {
    sentence: "semantics 65: nor where its own VPC does not get them",
    spoilt: {
      ...withEc2(endpoint("ec2"), alpha({ endpoints: { names: ["ssm"] } })),
      options: own(ALPHA),
    },
    findings: ["withheld EndpointNotAvailable hub ec2"],
    actions: [],
  },
  {
    sentence: "semantics 65: it is said where it runs in the hub VPC, which gets them too",
    spoilt: { ...withEc2(endpoint("ec2", { hubPrivateDns: "off" })), options: own({ vpc: HUB_VPC }) },
    findings: [
      "withheld EndpointNotAvailable hub ec2",
      `withheld EndpointStalled hub ec2 ${EC2} ${HUB_VPC}`,
      "note OwnVpcIsClient hub ec2",
    ],
    actions: ["disassociate"],
  },
  {
    sentence: "semantics 65: and not where the hub VPC keeps its own private DNS",
    spoilt: { ...withEc2(endpoint("ec2"), ofAlpha), options: own({ vpc: HUB_VPC }) },
    findings: ["withheld EndpointNotAvailable hub ec2", `withheld EndpointStalled hub ec2 alpha ${EC2}`],
    actions: [],
  },
  {
    sentence: "semantics 45: what the last completed state asks for is repaired, whatever its hub was called",
    spoilt: {
      documents: NEW,
      hub: alphaIn,
      options: gated(
        { completed: BEFORE },
        {
          last: desiredOf([
            hub({}, "before"),
            endpoint("ssm", { hubs: ["before"] }),
            alpha({ hub: "before" }),
            beta({ hub: "before" }),
          ]),
        },
      ),
    },
    findings: ["withheld RolloutCanary hub"],
    actions: [...JOINS],
    says: ["1 step for 1 VPC waits"],
  },
  {
    sentence: "semantics 45: an alias that would lead elsewhere waits for wholeZones",
    spoilt: {
      documents: NEW.slice(0, 3),
      hub: { zones: [zone(SSM, { records: [...ownOf(SSM), alias(SSM, KMS_VIEW)] })] },
      options: gated({}),
    },
    findings: ["withheld RolloutWholeZone hub"],
    actions: [],
  },
  {
    sentence: "semantics 45: the anchor resolves nothing, so it comes and goes at once",
    spoilt: {
      documents: NEW.slice(0, 3),
      hub: { zones: [zone(SSM, { members: [VPC.beta] })] },
      options: gated({}),
    },
    findings: ["withheld RolloutCanary hub"],
    actions: [...PROVEN, ...JOINS, "associate"],
    held: ["disassociate"],
  },
];
