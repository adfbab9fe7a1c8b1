import { OWN } from "../support/own-endpoint-scene.ts";
import { ALPHA, alpha, endpoint, SSM } from "../support/scenario.ts";
import { ALPHA_SIDE, GROUP, OPEN, pathOf } from "./paths.ts";
import type { Row } from "./row.ts";
import { associated, RULE_HUB, resolverView, VPC } from "./rule-views.ts";
import { SSM_VIEW, seen, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const SHARED = endpoint("ssm", { hubPrivateDns: "off" });
const PRIVATE_DNS = seen([{ endpoint: OWN as never, names: [SSM as never] }]);
const HEALTHY: NonNullable<Row["spoilt"]["hub"]> = {
  resolver: resolverView(),
  zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })],
  endpoints: [{ ...SSM_VIEW, interfaces: ["eni-1"], securityGroups: [GROUP] }],
};
const NOTES = ["note HopUnread hub", "note ResolverCapacity hub"] as const;
const JOINS = ["awaitInsync", "associateRule"] as const;

/** Alpha answers ssm by an endpoint of its own; its document says so much of that. */
function spoilt(
  spec: Readonly<Record<string, unknown>>,
  side: Parameters<typeof pathOf>[1] = {},
): Row["spoilt"] {
  return {
    documents: [RULE_HUB, SHARED, alpha(spec)],
    hub: HEALTHY,
    vpcs: { [ALPHA.vpc]: vpcView(ALPHA.account, "10.1.0.0/16", { privateDns: PRIVATE_DNS }) },
    network: { securityGroups: seen([{ id: GROUP, admits: [OPEN] }]), subnets: seen([]) },
    path: pathOf({}, { ...ALPHA_SIDE, ...side }),
    rules: { accounts: { [ALPHA.account]: associated() } },
  };
}

const BYPASS = { redundantEndpoints: "bypass", acceptSourceChange: true };

/** Spokes' own endpoints (semantics 56, 59). */
export const OWN_ENDPOINTS: readonly Row[] = [
  {
    sentence:
      "semantics 56: keep leaves the name to the spoke's own endpoint, as does a document that is silent",
    spoilt: spoilt({ redundantEndpoints: "keep", acceptSourceChange: true }),
    findings: [`note OwnEndpointKept hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence:
      "semantics 56: bypass associates the rule beside it, and tells that callers come from elsewhere",
    spoilt: spoilt(BYPASS),
    findings: [...NOTES, `note SourceChanges hub ssm alpha ${SSM}`],
    actions: [...JOINS],
    says: [`has its own endpoint ${OWN} for ${SSM}`, "aws:SourceVpce and aws:SourceVpc change"],
  },
  {
    sentence: "semantics 56: but only where somebody accepts that",
    spoilt: spoilt({ redundantEndpoints: "bypass" }),
    findings: [`withheld SourceChangeNotAccepted hub ssm alpha ${SSM}`],
    actions: [],
    says: ["set acceptSourceChange: true of spoke alpha"],
  },
  {
    sentence: "semantics 56: and not where packets get only in part to the hub's endpoint",
    spoilt: spoilt(BYPASS, { tables: { "subnet-0b00000b": [] } }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathPartial hub alpha"],
    actions: [],
    says: ["it is not bypassed. packets get only in part from spoke alpha"],
  },
  {
    sentence: "semantics 56: nor where nobody knows whether they do, whatever pathCheck says",
    spoilt: spoilt({ ...BYPASS, pathCheck: "report" }, { routes: ["0.0.0.0/0 nat-1"] }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathUnknown hub alpha"],
    actions: [],
  },
  {
    sentence: "semantics 56: nor where a read of the network was denied",
    spoilt: spoilt(BYPASS, { denied: ["routeTables"] }),
    findings: [`withheld OwnEndpointStays hub ssm alpha ${SSM}`, "note PathNotChecked hub"],
    actions: [],
  },
];
