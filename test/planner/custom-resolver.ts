import type { Seen } from "../../src/model/failure.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, local, SSM } from "../support/scenario.ts";
import type { Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { RULE_HUB, resolverView } from "./rule-views.ts";
import { denied, notImplemented, seen, VPC, vpcView } from "./views.ts";
import { zone } from "./zone.ts";

const SET = "dopt-0a";
const OTHER = "dopt-0b";
const THROTTLED: Seen<never> = {
  kind: "unreadable",
  failure: { kind: "throttled", error: "RequestLimitExceeded", message: "too often" },
};

/** Another VPC is in the zone, alpha's is not; it has this DHCP options set. */
function joining(nameServers: Spoilt["nameServers"], set = SET): Spoilt {
  return {
    documents: [hub(), endpoint("ssm"), local(), alpha()],
    hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.local] })] },
    vpcs: { [VPC.alpha.id]: vpcView(ALPHA.account, "10.1.0.0/16", { dhcpOptions: set }) },
    ...(nameServers && { nameServers }),
  };
}

const PAIR = ["authorize", "associate", "deauthorize"] as const;
const NOTE = "note CustomResolver hub alpha";
const NOT_CHECKED = "note CustomResolverNotChecked hub";

/** Whom hosts of a joining VPC ask: it keeps nobody from joining. */
export const CUSTOM_RESOLVERS: readonly Row[] = [
  {
    sentence: "semantics 56: a spoke whose hosts ask other DNS servers joins the zone, and that is said",
    spoilt: joining({ [SET]: seen(["10.1.0.9", "10.1.1.9"]) }),
    findings: [NOTE],
    actions: [...PAIR],
    says: [`hosts of ${VPC.alpha.id} are told to ask 10.1.0.9, 10.1.1.9 (DHCP options set ${SET})`],
  },
  {
    sentence: "semantics 56: a spoke whose hosts ask other DNS servers gets the rule, and that is said",
    spoilt: {
      documents: [RULE_HUB, endpoint("ssm", { hubPrivateDns: "off" }), alpha(), beta()],
      hub: { resolver: resolverView(), zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })] },
      rules: {},
      vpcs: { [VPC.beta.id]: vpcView(BETA.account, "10.2.0.0/16", { dhcpOptions: SET }) },
      nameServers: { [SET]: seen(["10.2.0.9"]) },
    },
    findings: ["note ResolverCapacity hub", "note CustomResolver hub beta"],
    actions: ["awaitInsync", "associateRule"],
  },
  {
    sentence: "one server beside AmazonProvidedDNS is said too: hosts may ask that one",
    spoilt: joining({ [SET]: seen(["AmazonProvidedDNS", "10.1.0.9"]) }),
    findings: [NOTE],
    actions: [...PAIR],
  },
  {
    sentence: "AmazonProvidedDNS by name, or by its link-local addresses, is nothing to say",
    spoilt: joining({
      [SET]: seen(["AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"]),
      [OTHER]: seen(["10.1.0.9"]),
    }),
    findings: [],
    actions: [...PAIR],
  },
  {
    sentence: "a set without DNS servers tells hosts of none",
    spoilt: joining({ [SET]: seen([]) }),
    findings: [NOTE],
    actions: [...PAIR],
    says: [`are told of no DNS server (DHCP options set ${SET})`],
  },
  {
    sentence: "a VPC without a set tells hosts of no DNS server, and no list is needed to know",
    spoilt: joining(undefined, "default"),
    findings: [NOTE],
    actions: [...PAIR],
    says: ["are told of no DNS server (it has no DHCP options set)"],
  },
  {
    sentence: "semantics 12: a set that no list shows says nothing",
    spoilt: joining({ [OTHER]: seen(["10.1.0.9"]) }),
    findings: [],
    actions: [...PAIR],
  },
  {
    sentence: "sets that may not be read are told once, with the permission, and withhold nothing",
    spoilt: {
      documents: [hub(), endpoint("ssm"), local(), alpha(), beta()],
      hub: { zones: [zone(SSM, { members: [VPC.anchor, VPC.local] })] },
      vpcs: {
        [VPC.alpha.id]: vpcView(ALPHA.account, "10.1.0.0/16", { dhcpOptions: SET }),
        [VPC.beta.id]: vpcView(BETA.account, "10.2.0.0/16", { dhcpOptions: OTHER }),
      },
      nameServers: { [SET]: denied(), [OTHER]: denied() },
    },
    findings: [NOT_CHECKED],
    actions: [...PAIR, ...PAIR],
    says: [
      "hosts of alpha, beta are told to ask is not checked (AccessDenied)",
      `allow ec2:DescribeDhcpOptions to the spokes' roles in ${ALPHA.account}, ${BETA.account}`,
    ],
  },
  {
    sentence: "semantics 12: of sets that could not be read now nothing is concluded",
    spoilt: joining({ [SET]: THROTTLED }),
    findings: [NOT_CHECKED],
    actions: [...PAIR],
    says: ["run again"],
  },
  {
    sentence: "semantics 26: an emulator that does not know the call has nothing to say",
    spoilt: joining({ [SET]: notImplemented("DescribeDhcpOptions") }),
    findings: [],
    actions: [...PAIR],
  },
];
