import type { ActionKind } from "../../src/model/action/action.ts";
import type { EndpointView } from "../../src/model/observed/endpoint.ts";
import type { Admission } from "../../src/model/observed/network.ts";
import { alpha, endpoint, hub, KMS, SSM, SSM_ENDPOINT } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { alphaSees, type Spoilt } from "./estate.ts";
import type { Row } from "./row.ts";
import { denied, endpointView, KMS_VIEW, managedView, SSM_VIEW, seen, service, VPC } from "./views.ts";
import { zone } from "./zone.ts";

const SECOND = "ssm-contacts.eu-west-1.amazonaws.com";
const SUBNETS = ["subnet-0a00000000000000a", "subnet-0a00000000000000b"] as const;
const GROUP = "sg-0a000000000000001";

/** The endpoint as the hub shows it, before there is a zone. */
function shows(spoilt: Partial<EndpointView>, document = {}): Spoilt {
  const { regional, ...rest } = { ...SSM_VIEW, ...spoilt };
  const view = { ...rest, ...(regional && { regional }) };
  return { documents: documents(document), hub: { zones: [], endpoints: [view] } };
}

function documents(spec: Record<string, unknown>, ofHub: Record<string, unknown> = {}): Files {
  return [hub(ofHub), endpoint("ssm", spec), alpha()];
}

const MANAGED = { hubPrivateDns: undefined, managed: { subnets: SUBNETS } };

/** The managed endpoint in this state, as we made it. */
function managed(state: EndpointView["state"], spoilt: Partial<EndpointView> = {}): Spoilt {
  const view = managedView({ state, subnets: SUBNETS as never, ...spoilt });
  return { documents: documents(MANAGED), hub: { zones: [], endpoints: [view] } };
}

/** The endpoint behind a group with one inbound rule, for HTTPS unless it says other ports. */
function behind(rule: Partial<Admission>, spoilt: Partial<EndpointView> = {}): Spoilt {
  const admits = [{ fromPort: 443, toPort: 443, cidrs: [], others: [], ...rule }];
  return {
    hub: { endpoints: [{ ...SSM_VIEW, securityGroups: [GROUP as never], ...spoilt }] },
    network: { securityGroups: seen([{ id: GROUP as never, admits }]), subnets: seen([]) },
  };
}

const JOINING = ["authorize", "associate", "deauthorize"] as const;
const SHARING = ["createZone", "changeRecords", "awaitInsync", "tagZone", ...JOINING] as const;

/** Without hubPrivateDns: keep the hub VPC joins too. */
const MAKING: readonly ActionKind[] = [
  ...(["createEndpoint", "awaitEndpoint"] as const),
  ...(["createZone", "changeRecords", "awaitInsync", "tagZone", "associate"] as const),
  ...JOINING,
];

/** Which names an endpoint has, and where its aliases may lead. */
export const ENDPOINTS: readonly Row[] = [
  {
    sentence:
      "semantics 12: a service that AWS does not list keeps its zone and clients, and takes no new ones",
    spoilt: { hub: { services: [service("kms", KMS)], zones: [zone(SSM, { members: [VPC.anchor] })] } },
    findings: ["withheld ServiceNotListed hub ssm", `withheld EndpointStalled hub ssm alpha ${SSM}`],
    actions: [],
  },
  {
    sentence: "an endpoint named by its id, whose service no list names, shares its extraNames alone",
    spoilt: {
      ...shows({}, { existing: { id: SSM_ENDPOINT }, extraNames: [SSM] }),
      hub: { services: [service("kms", KMS)], zones: [], endpoints: [SSM_VIEW] },
    },
    findings: ["note OnlyExtraNames hub ssm", `note PlainExtraName hub ssm ${SSM}`],
    actions: SHARING,
  },
  {
    sentence:
      "semantics 12: zonal names wait while nobody can tell in which Availability Zones the endpoint is",
    spoilt: {
      documents: documents({ zonalNames: true }),
      hub: { endpoints: [{ ...SSM_VIEW, subnets: SUBNETS as never }], subnets: denied("DescribeSubnets") },
    },
    findings: ["withheld ZonalNamesUnknown hub ssm"],
    actions: [],
    says: ["AccessDenied", "ec2:DescribeSubnets"],
  },
  {
    sentence: "a short name that AWS lists under both of China's prefixes is no endpoint's",
    spoilt: {
      documents: [hub({ region: "cn-north-1", role: undefined, spokeDefaults: undefined }), endpoint("ssm")],
      hub: {
        services: ["cn.com", "com"].map((prefix) => ({
          name: `${prefix}.amazonaws.cn-north-1.ssm`,
          privateNames: ["ssm.cn-north-1.amazonaws.com.cn"],
        })),
        endpoints: [{ ...SSM_VIEW, service: "com.amazonaws.cn-north-1.ssm" }],
        zones: [],
      },
    },
    findings: ["withheld ServiceAmbiguous hub ssm"],
    actions: [],
    says: ["cn.com.amazonaws.cn-north-1.ssm and com.amazonaws.cn-north-1.ssm"],
  },
  {
    sentence: "a name that the document narrows to and AWS does not list is told",
    spoilt: { documents: documents({ names: [SSM, SECOND] }) },
    findings: [`note NameNotListed hub ssm ${SECOND}`],
    actions: [],
  },
  {
    sentence: "a service without a private DNS name has nothing to share",
    spoilt: { hub: { services: [service("ssm")], zones: [] } },
    findings: ["withheld NoPrivateNames hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 23: a name that AWS adds later waits for newNames: apply",
    spoilt: { hub: { services: [service("ssm", SSM, SECOND)] } },
    findings: [`withheld NewName hub ssm ${SECOND}`],
    actions: [],
  },
  {
    sentence: "semantics 23: newNames: apply shares it",
    spoilt: { documents: documents({ newNames: "apply" }), hub: { services: [service("ssm", SSM, SECOND)] } },
    findings: [],
    actions: [...SHARING],
  },
  {
    sentence: "semantics 23: a name that AWS no longer lists keeps its zone and its clients",
    spoilt: {
      hub: { zones: [zone(SSM), zone(SECOND, { id: "Z2" })] },
    },
    findings: [`note NameVanished hub ssm ${SECOND}`],
    actions: [],
  },
  {
    sentence: "semantics 31: an endpoint that is not available is not pointed at",
    spoilt: shows({ state: "pending" }),
    findings: ["withheld EndpointNotAvailable hub ssm"],
    actions: [],
    says: [`${SSM_ENDPOINT} is pending`],
  },
  {
    sentence: "semantics 31: of two endpoints that fit neither is chosen",
    spoilt: { hub: { zones: [], endpoints: [SSM_VIEW, endpointView("vpce-0e000000000000009", "ssm")] } },
    findings: ["withheld EndpointAmbiguous hub ssm"],
    actions: [],
    says: [SSM_ENDPOINT, "vpce-0e000000000000009"],
  },
  {
    sentence: "semantics 22: an endpoint without a regional name has nothing to point at",
    spoilt: shows({ regional: undefined as never }),
    findings: ["withheld NoRegionalName hub ssm"],
    actions: [],
    says: ["DnsEntries"],
  },
  {
    sentence: "semantics 22: a regional name whose zone is ZONEIDPENDING is not used yet",
    spoilt: shows({ regional: "pending" }),
    findings: ["withheld RegionalNamePending hub ssm"],
    actions: [],
    says: [SSM_ENDPOINT],
  },
  {
    sentence: "semantics 24: a service-defined record type needs addressTypes",
    spoilt: shows({ dnsRecordIpType: "service-defined" }),
    findings: ["withheld AddressTypesUnknown hub ssm"],
    actions: [],
  },
  {
    sentence: "semantics 24: with addressTypes it is shared",
    spoilt: shows({ dnsRecordIpType: "service-defined" }, { addressTypes: ["ipv4"] }),
    findings: [],
    actions: [...SHARING],
  },
  {
    sentence:
      "semantics 30: private DNS that is on, without a word of it in the document, stops the endpoint",
    spoilt: shows({ privateDnsEnabled: true }, { hubPrivateDns: undefined }),
    findings: ["withheld HubPrivateDnsOn hub ssm"],
    actions: [],
    says: ["does not say what to do with it"],
  },
  {
    sentence: "semantics 32: a managed endpoint is made, and everything waits for it",
    spoilt: { documents: documents(MANAGED), hub: { zones: [], endpoints: [] } },
    findings: [],
    actions: MAKING,
  },
  {
    sentence: "no endpoint is made beyond the hub VPC's quota",
    spoilt: {
      documents: documents(MANAGED, { quotas: { endpointsPerVpc: 1 } }),
      hub: { zones: [], endpoints: [KMS_VIEW] },
    },
    findings: ["withheld EndpointQuota hub ssm"],
    actions: [],
  },
  {
    sentence: "no endpoint is made with two subnets of one Availability Zone",
    spoilt: {
      documents: documents(MANAGED),
      hub: { zones: [], endpoints: [] },
      network: {
        securityGroups: seen([]),
        subnets: seen(SUBNETS.map((id) => ({ id: id as never, availabilityZoneId: "euw1-az1" }))),
      },
    },
    findings: ["withheld SubnetsShareZone hub ssm"],
    actions: [],
  },
  {
    sentence: "a managed endpoint that waits for its provider makes no zone",
    spoilt: managed("pendingacceptance"),
    findings: ["withheld PendingAcceptance hub ssm"],
    actions: [],
  },
  {
    sentence: "a managed endpoint that its provider rejected is not replaced",
    spoilt: managed("rejected"),
    findings: ["withheld EndpointRejected hub ssm"],
    actions: [],
  },
  {
    sentence: "a managed endpoint that is partial is neither used nor replaced",
    spoilt: managed("partial"),
    findings: ["withheld EndpointPartial hub ssm"],
    actions: [],
  },
  {
    sentence: "a managed endpoint that failed is replaced, and AWS's words are told",
    spoilt: managed("failed", { lastError: "no addresses left" }),
    findings: ["note EndpointFailed hub ssm"],
    actions: [...MAKING, "deleteEndpoint"],
    says: ["no addresses left"],
  },
  {
    sentence:
      "semantics 12: an unwanted zone stays, with its authorizations, while a document's service is not listed, for that may mean it",
    spoilt: {
      documents: documents({ service: "smm" }),
      hub: { zones: [zone(SSM, {}, { authorizations: seen([VPC.beta]) })] },
    },
    findings: [`withheld EndpointUnsettled hub ${SSM}`, "withheld ServiceNotListed hub ssm"],
    actions: [],
  },
  {
    sentence: "clients whom the endpoint's security groups keep out are told",
    spoilt: behind({ cidrs: ["10.1.0.0/17"] }),
    findings: ["note SecurityGroupCloses hub ssm"],
    actions: [],
    says: [`(${GROUP}) do not admit TCP 443 from spoke alpha (10.1.0.0/16)`],
  },
  {
    sentence: "clients whom the endpoint's security groups admit are not",
    spoilt: behind({ cidrs: ["10.0.0.0/8"] }),
    findings: [],
    actions: [],
  },
  {
    sentence: "a rule for other ports than the endpoint's admits nobody",
    spoilt: behind({ cidrs: ["10.0.0.0/8"], fromPort: 444, toPort: 65_535 }),
    findings: ["note SecurityGroupCloses hub ssm"],
    actions: [],
  },
  {
    sentence: "ports are judged one by one, those that the document names",
    spoilt: {
      ...behind({ cidrs: ["10.0.0.0/8"], fromPort: 465, toPort: 587 }),
      documents: documents({ ports: [465, 587, 2587] }),
    },
    findings: ["note SecurityGroupCloses hub ssm"],
    actions: [],
    says: ["do not admit TCP 2587 from spoke alpha"],
  },
  {
    sentence: "groups that let in other groups or prefix lists cannot be judged for a range that no rule has",
    spoilt: behind({ cidrs: ["10.2.0.0/16"], others: [GROUP, "pl-0a000000000000001"] }),
    findings: ["note SecurityGroupNotJudged hub ssm"],
    actions: [],
    says: ["cannot be judged for spoke alpha (10.1.0.0/16)", `admit pl-0a000000000000001; ${GROUP}`],
  },
  {
    sentence: "and need not be for one that a rule has",
    spoilt: behind({ cidrs: ["10.1.0.0/16"], others: [GROUP] }),
    findings: [],
    actions: [],
  },
  {
    sentence: "IPv6 ranges of clients do not matter to an endpoint that has IPv4 addresses only",
    spoilt: {
      ...behind({ cidrs: ["10.0.0.0/8"] }),
      ...alphaSees({ cidrs: ["10.1.0.0/16", "2001:db8:1::/56"] }),
    },
    findings: [],
    actions: [],
  },
  {
    sentence: "a dualstack endpoint is judged for both",
    spoilt: {
      ...behind({ cidrs: ["10.0.0.0/8"] }, { dnsRecordIpType: "dualstack", ipAddressType: "dualstack" }),
      ...alphaSees({ cidrs: ["10.1.0.0/16", "2001:db8:1::/56"] }),
    },
    findings: ["note SecurityGroupCloses hub ssm"],
    actions: ["changeRecords", "awaitInsync"],
    says: ["from spoke alpha (2001:db8:1::/56)"],
  },
  {
    sentence: "an IPv6 endpoint for IPv6 alone",
    spoilt: {
      ...behind({ cidrs: ["2001:db8::/32"] }, { dnsRecordIpType: "ipv6", ipAddressType: "ipv6" }),
      ...alphaSees({ cidrs: ["10.1.0.0/16", "2001:db8:1::/56"] }),
    },
    findings: [],
    actions: ["changeRecords", "awaitInsync"],
  },
  {
    sentence: "nothing is said of groups that were not read whole",
    spoilt: behind({ cidrs: [] }, { securityGroups: [GROUP, "sg-0a000000000000002"] as never }),
    findings: [],
    actions: [],
  },
];
