import { CreateVpcEndpointCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Reason } from "../../src/model/reasons.ts";
import { CHINA, chinaHub, chinaWorld } from "../support/china.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { converge } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  endpoint,
  hub,
  SSM,
  SSM_ENDPOINT,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { type Advice, becomes, client, deletes, others, runs, type Scene, writes } from "./advice.ts";
import { after, failing, ONE, staged } from "./scenes.ts";

const CONTACTS = `ssm-contacts.${REGION}.amazonaws.com`;
const ELSEWHERE = `files.${REGION}.amazonaws.com`;
const DKR = `dkr.ecr.${REGION}.amazonaws.com`;
const PARTNER = `com.amazonaws.vpce.${REGION}.vpce-svc-0f00000000000f001`;
const PROVIDER = "555555555555";
const DB = "*.db.partner.example";
const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1", "subnet-0a0000000000000c1"] as const;
const GROUP = "sg-0a0000000000000a1";

const lists = (stage: Stage, service: string, ...privateDnsNames: string[]) =>
  stage.cloud.estate.network.services.set(REGION, `com.amazonaws.${REGION}.${service}`, { privateDnsNames });

const ssm = (spec: Parameters<typeof endpoint>[1]) => [hub(), endpoint("ssm", spec), alpha()];
const existing = (parts: Record<string, unknown>): WorldParts => ({
  endpoints: [{ id: SSM_ENDPOINT, service: "ssm", ...parts }],
});

/** A hub VPC with subnets, the last two of one Availability Zone, in which a managed endpoint can be made. */
const EMPTY: WorldParts = {
  endpoints: [],
  services: { [PARTNER]: { names: [DB], owner: PROVIDER } },
  hubVpc: {
    subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"abb"[i]}` })),
    securityGroups: [{ id: GROUP, name: "managed", httpsFrom: ["10.0.0.0/8"] }],
  },
};
const managed = (subnets: readonly string[] = SUBNETS.slice(0, 2), spec = {}) =>
  endpoint("ssm", { managed: { subnets, securityGroups: [GROUP] }, hubPrivateDns: undefined, ...spec });

type State = "partial" | "pendingAcceptance" | "rejected";

/** A provider's service, of which the managed endpoint stands so. */
function held(state: State): Advice["scene"] {
  const files = [hub(), managed(undefined, { service: PARTNER }), alpha()];
  return async () => {
    const at = await after(files, files, EMPTY, (stage) => setHeld(stage, state))();
    return { ...at, mend: () => setHeld(at.stage, undefined) };
  };
}

function setHeld({ cloud }: Stage, state: State | undefined): void {
  for (const made of cloud.estate.network.endpoints.values()) made.held = state && { state };
}

const DB_SERVED = [[ALPHA.vpc, "x.db.partner.example"]] as const;
const ACCEPTED =
  "ask the provider to accept it, in their account: aws ec2 accept-vpc-endpoint-connections --region … --service-id … --vpc-endpoint-ids …";

/** What a person writes in `names` who took one from another service's page. */
const NARROWED = ssm({ names: [ELSEWHERE] });

const HINT = "did you mean …?";
const CHECK = "check the service's name and that it is offered in the Region";
const STAYS = "its zones and their VPCs stay meanwhile";

export const ENDPOINTS = {
  ServiceNotListed: [
    {
      todo: `${HINT} Else ${CHECK}; ${STAYS}`,
      scene: staged(ssm({ service: "sssm" })),
      ways: [
        {
          does: HINT,
          follow(at, words) {
            const meant = /"(.+)"/.exec(words)?.[1];
            at.files = ssm({ service: meant });
          },
        },
        { does: CHECK, follow: becomes(...ssm({ service: `com.amazonaws.${REGION}.ssm` })) },
      ],
      besides: [STAYS],
    },
    {
      todo: `${CHECK}; ${STAYS}`,
      scene: staged(ssm({ service: "systems-manager" })),
      ways: [{ does: CHECK, follow: becomes(...ssm({ service: "ssm" })) }],
      besides: [STAYS],
    },
  ],
  OnlyExtraNames: [
    {
      todo: "say so with names: [] in the document; else ask the provider to admit the hub's account",
      async scene() {
        const endpoints = [{ id: SSM_ENDPOINT, service: PARTNER }];
        const stage = createStage(world({ services: { [PARTNER]: [] }, endpoints }));
        const { services } = stage.cloud.estate.network;
        services.set(REGION, PARTNER, undefined);
        const own = endpoint("db", { service: PARTNER, existing: { id: SSM_ENDPOINT }, extraNames: [DB] });
        const mend = () => services.set(REGION, PARTNER, { privateDnsNames: [] });
        return { stage, files: [hub(), own, alpha()], mend };
      },
      ways: [
        {
          does: "say so with names: [] in the document",
          follow: writes("endpoint-db", { names: [] }),
          serves: DB_SERVED,
        },
        { does: "ask the provider to admit the hub's account", follow: others, serves: DB_SERVED },
      ],
    },
  ],
  NameNotListed: [
    {
      todo: "it lists …: write that",
      scene: staged([hub(), endpoint("ecr.dkr", { names: [DKR] }), alpha()], {
        endpoints: [{ id: SSM_ENDPOINT, service: "ecr.dkr" }],
      }),
      ways: [
        {
          does: "it lists …: write that",
          follow(at, words) {
            const listed = /it lists (.+): write/.exec(words)?.[1];
            return writes("endpoint-ecr.dkr", { names: [listed] }, [])(at, words, async () => undefined);
          },
          serves: [
            [ALPHA.vpc, DKR],
            [ALPHA.vpc, `111111111111.${DKR}`],
          ],
        },
      ],
    },
    {
      todo: "to share it all the same, write it in extraNames instead",
      scene: staged(ssm({ names: [SSM, CONTACTS] })),
      ways: [
        {
          does: "to share it all the same, write it in extraNames instead",
          follow: writes("endpoint-ssm", { names: [SSM], extraNames: [CONTACTS] }, ["extraNames"]),
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, CONTACTS],
          ],
        },
      ],
    },
  ],
  NoPrivateNames: [
    {
      todo: "check names, or write the names in extraNames",
      scene: staged(NARROWED),
      ways: [
        { does: "check names", follow: writes("endpoint-ssm", { names: [SSM] }) },
        { does: "write the names in extraNames", follow: writes("endpoint-ssm", { extraNames: [SSM] }) },
      ],
    },
  ],
  NewName: [
    {
      todo: "set newNames: apply, or list it in names, to share it",
      scene: after(ONE, ONE, {}, (stage) => lists(stage, "ssm", SSM, CONTACTS)),
      ways: [
        {
          does: "set newNames: apply",
          follow: writes("endpoint-ssm", { newNames: "apply" }),
          serves: [[ALPHA.vpc, CONTACTS]],
        },
        {
          does: "list it in names",
          follow: writes("endpoint-ssm", { names: [SSM, CONTACTS] }),
          serves: [[ALPHA.vpc, CONTACTS]],
        },
      ],
      besides: ["to share it"],
    },
  ],
  NameVanished: [
    {
      todo: "to give it up, list the remaining names in names",
      scene: after(ONE, ONE, { services: { ssm: [SSM, CONTACTS] } }, (stage) => lists(stage, "ssm", SSM)),
      ways: [
        {
          does: "to give it up, list the remaining names in names",
          follow: writes("endpoint-ssm", { names: [SSM] }),
        },
      ],
    },
  ],
  EndpointNotAvailable: [
    {
      todo: "create it, or wait until it is available",
      scene: staged(ONE, existing({ service: "kms" })),
      ways: [{ does: "create it", follow: createEndpoint }],
      besides: ["wait until it is available"],
    },
    {
      todo: "create it, or wait until it is available",
      async scene() {
        const stage = createStage(world({ endpoints: [] }), { endpointPendingMs: 120_000 });
        await createEndpoint({ stage, files: [] });
        return { stage, files: ONE };
      },
      ways: [
        {
          does: "wait until it is available",
          follow: ({ stage }) => stage.clock.run(stage.clock.sleep(120_000)),
        },
      ],
      besides: ["create it"],
    },
  ],
  EndpointAmbiguous: [
    {
      todo: "name one with existing.id, or narrow existing.tags",
      scene: staged(ssm({ existing: { tags: { team: "platform" } } }), {
        endpoints: [
          { id: SSM_ENDPOINT, service: "ssm", tags: { team: "platform", use: "shared" } },
          { id: "vpce-0e000000000000009", service: "ssm", tags: { team: "platform" } },
        ],
      }),
      ways: [
        {
          does: "name one with existing.id",
          follow: writes("endpoint-ssm", { existing: { id: SSM_ENDPOINT } }),
        },
        {
          does: "narrow existing.tags",
          follow: writes("endpoint-ssm", { existing: { tags: { team: "platform", use: "shared" } } }),
        },
      ],
    },
  ],
  NoRegionalName: [
    {
      todo: "look at its DnsEntries, and ask AWS why there are none: aws ec2 describe-vpc-endpoints --region … --vpc-endpoint-ids …",
      scene: withoutEntries(""),
      ways: [
        {
          does: "look at its DnsEntries, and ask AWS why there are none: aws ec2 describe-vpc-endpoints --region … --vpc-endpoint-ids …",
          follow: runs(HUB, (at) => at.mend?.()),
        },
      ],
    },
  ],
  RegionalNamePending: [
    {
      todo: "wait: AWS fills it in when the endpoint becomes available",
      scene: withoutEntries("ZONEIDPENDING"),
      ways: [{ does: "wait: AWS fills it in when the endpoint becomes available", follow: others }],
    },
  ],
  AddressTypesUnknown: [
    {
      todo: "set addressTypes to [ipv4], [ipv6] or both",
      scene: staged(ONE, existing({ dnsRecordIpType: "service-defined" })),
      ways: [
        {
          does: "set addressTypes to [ipv4], [ipv6] or both",
          follow: writes("endpoint-ssm", { addressTypes: ["ipv4"] }),
        },
      ],
    },
  ],
  HubPrivateDnsOn: [
    {
      todo: "set hubPrivateDns: turnOff (it is switched off once our zones are ready to take over), or hubPrivateDns: keep (only spokes join the zones); or, with its names public in the hub VPC until the next apply, switch it off: aws ec2 modify-vpc-endpoint --region … --vpc-endpoint-id … --no-private-dns-enabled",
      scene: staged(ssm({ hubPrivateDns: undefined }), existing({ privateDns: true })),
      ways: [
        {
          does: "set hubPrivateDns: turnOff (it is switched off once our zones are ready to take over)",
          follow: writes("endpoint-ssm", { hubPrivateDns: "turnOff" }),
          serves: [
            [ALPHA.vpc, SSM],
            [HUB_VPC, SSM],
          ],
        },
        {
          does: "hubPrivateDns: keep (only spokes join the zones)",
          follow: writes("endpoint-ssm", { hubPrivateDns: "keep" }),
        },
        {
          does: "with its names public in the hub VPC until the next apply, switch it off: aws ec2 modify-vpc-endpoint --region … --vpc-endpoint-id … --no-private-dns-enabled",
          follow: runs(HUB),
          serves: [
            [ALPHA.vpc, SSM],
            [HUB_VPC, SSM],
          ],
        },
      ],
    },
  ],
  EndpointQuota: [
    {
      todo: "raise the quota of interface endpoints for a VPC, then quotas.endpointsPerVpc of the hub",
      scene: staged(
        [hub({ quotas: { endpointsPerVpc: 1 } }), managed(), alpha()],
        { ...EMPTY, endpoints: [{ service: "kms", subnets: [SUBNETS[0]], securityGroups: [GROUP] }] },
        { quotas: { endpointsPerVpc: 1 } },
      ),
      ways: [
        {
          does: "raise the quota of interface endpoints for a VPC, then quotas.endpointsPerVpc of the hub",
          follow(at, words, aws) {
            at.stage.cloud.estate.options.quotas.endpointsPerVpc = 2;
            return writes("hub-hub", { quotas: { endpointsPerVpc: 2 } }, ["quotas.endpointsPerVpc"])(
              at,
              words,
              aws,
            );
          },
        },
      ],
    },
  ],
  ServiceAmbiguous: [
    {
      todo: "write the full name of the one that is meant",
      scene: staged(
        [chinaHub, endpoint("sns"), alpha()],
        chinaWorld({ [`cn.com.amazonaws.${CHINA}.sns`]: [] }),
        {
          region: CHINA,
        },
      ),
      ways: [
        {
          does: "write the full name of the one that is meant",
          follow: writes("endpoint-sns", { service: `com.amazonaws.${CHINA}.sns` }, []),
          serves: [[ALPHA.vpc, `sns.${CHINA}.amazonaws.com.cn`]],
        },
      ],
    },
  ],
  ZonalNamesUnknown: [
    {
      todo: "allow the hub's role ec2:DescribeSubnets (docs/iam.md), then run again",
      scene: failing(
        { fault: "deny", operation: "DescribeSubnets", account: HUB },
        ssm({ zonalNames: true, acceptShadowing: true }),
      ),
      ways: [
        { does: "allow the hub's role ec2:DescribeSubnets (docs/iam.md), then run again", follow: others },
      ],
    },
  ],
  SubnetsShareZone: [
    {
      todo: "name one subnet for each Availability Zone",
      scene: staged([hub(), managed(SUBNETS), alpha()], EMPTY),
      ways: [
        {
          does: "name one subnet for each Availability Zone",
          follow: becomes(hub(), managed(), alpha()),
        },
      ],
    },
  ],
  PendingAcceptance: [
    {
      todo: `${ACCEPTED}; zones and clients follow then`,
      scene: held("pendingAcceptance"),
      ways: [{ does: ACCEPTED, follow: runs(PROVIDER), serves: DB_SERVED }],
      besides: ["zones and clients follow then"],
    },
  ],
  EndpointRejected: [
    {
      todo: `${ACCEPTED}; or delete it, and another one is asked for: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …`,
      scene: held("rejected"),
      ways: [
        { does: ACCEPTED, follow: runs(PROVIDER), serves: DB_SERVED },
        {
          does: "delete it, and another one is asked for: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …",
          follow: runs(HUB),
          serves: DB_SERVED,
        },
      ],
    },
  ],
  EndpointPartial: [
    {
      todo: "see which subnets lack one: aws ec2 describe-vpc-endpoints --region … --vpc-endpoint-ids …; if AWS does not mend it, delete it, and another one is made: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …",
      scene: held("partial"),
      ways: [
        {
          does: "see which subnets lack one: aws ec2 describe-vpc-endpoints --region … --vpc-endpoint-ids …",
          follow: runs(HUB, (at) => at.mend?.()),
          serves: DB_SERVED,
        },
        {
          does: "if AWS does not mend it, delete it, and another one is made: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …",
          follow: runs(HUB),
          serves: DB_SERVED,
        },
      ],
    },
  ],
  EndpointFailed: [],
  EndpointUnsettled: [
    {
      todo: "mend or delete the document of endpoint …",
      async scene() {
        const stage = createStage(world());
        await converge(stage, ONE);
        return { stage, files: [hub(), endpoint("smm"), alpha()] };
      },
      ways: [
        { does: "mend", follow: becomes(...ONE) },
        { does: "delete the document of endpoint …", follow: deletes("endpoint-smm"), serves: [] },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

async function createEndpoint({ stage }: Scene): Promise<void> {
  const ec2 = client(EC2Client, { stage }, HUB);
  const { subnets, securityGroups } = stage.cloud.estate.network;
  const inHub = [...subnets.values()].filter((subnet) => subnet.vpcId === HUB_VPC);
  const groups = [...securityGroups.values()].filter((group) => group.vpcId === HUB_VPC);
  const command = new CreateVpcEndpointCommand({
    VpcId: HUB_VPC,
    ServiceName: `com.amazonaws.${REGION}.ssm`,
    VpcEndpointType: "Interface",
    SubnetIds: inHub.map((subnet) => subnet.id),
    SecurityGroupIds: groups.map((group) => group.id),
    PrivateDnsEnabled: false,
  });
  await stage.clock.run(ec2.send(command));
}

/** DescribeVpcEndpoints shows no zone of the regional name, or no name at all, until `mend`. */
function withoutEntries(zone: string): Advice["scene"] {
  return async () => {
    const stage = createStage(world());
    const { handle } = stage.cloud;
    stage.cloud.handle = async (request, options) => {
      const { response } = await handle(request, options);
      const text = new TextDecoder().decode(response.body);
      if (!text.includes("<dnsEntrySet>")) return { response };
      const changed = zone
        ? text.replace(/<hostedZoneId>[^<]*<\/hostedZoneId>/g, `<hostedZoneId>${zone}</hostedZoneId>`)
        : text.replace(/<dnsEntrySet>.*?<\/dnsEntrySet>/gs, "<dnsEntrySet/>");
      return { response: { ...response, body: new TextEncoder().encode(changed) } };
    };
    const mend = () => {
      stage.cloud.handle = handle;
    };
    return { stage, files: ONE, mend };
  };
}
