import { DeleteVpcEndpointsCommand, EC2Client, ModifyVpcEndpointCommand } from "@aws-sdk/client-ec2";
import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import { expect } from "vitest";
import type { Reason } from "../../src/model/reasons.ts";
import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR, REGION } from "../support/fleet.ts";
import { byHand, converge, vpcInput, zoneNamed } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  KMS,
  KMS_ENDPOINT,
  LOCAL,
  local,
  SSM,
  SSM_ENDPOINT,
  spoke,
  vpcOf,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import {
  type Advice,
  adds,
  again,
  becomes,
  client,
  deletes,
  edited,
  others,
  runs,
  type Scene,
  type Way,
  writes,
} from "./advice.ts";
import type { AwsLines } from "./aws-line.ts";
import { after, apart, BOTH, failing, hubApart, ONE, SECOND, staged } from "./scenes.ts";

const OWN = "vpce-0b000000000000001";
const OWN_GROUP = "sg-0b000000000000001";
const GONE = "vpc-0b0000000000000ff";
const OTHER = "vpc-0a000000000000002";
const BELOW = `below.${SSM}`;
const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `d.${API}`;
const ABOVE = `${REGION}.amazonaws.com`;
const generous = hub({ guard: { maxRemovalPercent: 100 } });

const CODEARTIFACT: WorldParts = {
  endpoints: [
    { id: SSM_ENDPOINT, service: "codeartifact.api" },
    { id: KMS_ENDPOINT, service: "codeartifact.repositories" },
  ],
};
const api = (spec = {}) => endpoint("codeartifact.api", spec, "api");
const repositories = (spec = {}) => endpoint("codeartifact.repositories", spec, "repositories");

/** A second hub has the shorter of two names. */
const TWO_HUBS: WorldParts = {
  ...apart("codeartifact.api"),
  endpoints: [{ id: KMS_ENDPOINT, service: "codeartifact.repositories" }],
};

const NOT_FOUND =
  "correct the spoke's vpc, account or region; if the VPC is gone, delete the spoke's document";
const CORRECT = "correct the spoke's vpc, account or region";
const IF_GONE = "if the VPC is gone, delete the spoke's document";
const LEAVE =
  "take the VPC out of that zone: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id … --vpc … (where AWS answers LastVPCAssociation the zone has no other VPC: delete the zone)";
const OFF_BY_HAND =
  "switch it off or delete it: aws ec2 modify-vpc-endpoint --region … --vpc-endpoint-id … --no-private-dns-enabled";
const LEAVE_OUT =
  "leave it out in spoke …: endpoints: { except: […] }, beside the labels or instead of the name there";
const GO_ON = "end the suspension of the spoke that keeps it there";
const DELETE_SPOKE = "delete the document of spoke …";
const ITS_HUB = "(or hub … in its hubs)";

/** A zone of the spoke's own account holds the name. */
const owning = (name: string, vpcs: string[]): WorldParts => ({
  alpha: {
    vpcs: [vpcOf(ALPHA.vpc, 1), vpcOf(GONE, 21)],
    zones: [{ name, vpcs, records: [{ name, type: "A", values: ["10.1.9.9"] }] }],
    roles: [{ name: "spoke", trusts: [OPERATOR], externalId: EXTERNAL_ID }],
  },
});

export const CLIENTS = {
  VpcNotFound: [
    {
      todo: NOT_FOUND,
      scene: staged([hub(), endpoint("ssm"), alpha({ vpc: GONE })]),
      ways: [
        { does: CORRECT, follow: writes("spoke-alpha", { vpc: ALPHA.vpc }) },
        { does: IF_GONE, follow: deletes("spoke-alpha"), serves: [] },
      ],
    },
    {
      todo: NOT_FOUND,
      scene: staged([hub(), endpoint("ssm"), alpha({ account: BETA.account })]),
      ways: [{ does: CORRECT, follow: writes("spoke-alpha", { account: ALPHA.account }) }],
      besides: [IF_GONE],
    },
    {
      todo: `is … the VPC's Region? its hub is in …; ${NOT_FOUND}`,
      scene: staged([hub(), endpoint("ssm"), alpha({ region: "eu-west-2" })]),
      ways: [{ does: CORRECT, follow: writes("spoke-alpha", { region: REGION }) }],
      besides: ["is … the VPC's Region? its hub is in …", IF_GONE],
    },
    {
      todo: `Region … is not known to this version, did you mean "…"?; ${NOT_FOUND}`,
      scene: staged([hub(), endpoint("ssm"), alpha({ region: "eu-wset-1" })]),
      ways: [
        {
          does: 'Region … is not known to this version, did you mean "…"?',
          follow: (at, words, aws) =>
            writes("spoke-alpha", { region: /"(.+)"/.exec(words)?.[1] }, ["Region"])(at, words, aws),
        },
      ],
      besides: [CORRECT, IF_GONE],
    },
    {
      todo: `Region … is not known to this version, is it new?; ${NOT_FOUND}`,
      scene: staged([hub(), endpoint("ssm"), alpha({ region: "xx-nowhere-9" })]),
      ways: [{ does: CORRECT, follow: writes("spoke-alpha", { region: REGION }) }],
      besides: ["Region … is not known to this version, is it new?", IF_GONE],
    },
  ],
  VpcOfOtherAccount: [
    {
      todo: "set the spoke's account to …",
      scene: staged([hub(), endpoint("ssm"), alpha({ account: BETA.account })], {
        alphaVpc: { sharedWith: [BETA.account], subnets: 1 },
      }),
      ways: [
        {
          does: "set the spoke's account to …",
          follow: (at, words, aws) =>
            writes("spoke-alpha", { account: /\d{12}/.exec(words)?.[0] }, ["account"])(at, words, aws),
        },
      ],
    },
  ],
  DnsAttributesOff: [
    {
      todo: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-support and aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-hostnames",
      scene: staged(ONE, { alphaVpc: { enableDnsSupport: false, enableDnsHostnames: false } }),
      ways: [
        {
          does: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-support and aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-hostnames",
          follow: runs(ALPHA.account),
        },
      ],
    },
    {
      todo: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-hostnames",
      scene: staged(ONE, { alphaVpc: { enableDnsHostnames: false } }),
      ways: [
        {
          does: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-hostnames",
          follow: runs(ALPHA.account),
        },
      ],
    },
    {
      todo: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-support",
      scene: staged(ONE, { alphaVpc: { enableDnsSupport: false } }),
      ways: [
        {
          does: "aws ec2 modify-vpc-attribute --region … --vpc-id … --enable-dns-support",
          follow: runs(ALPHA.account),
        },
      ],
    },
  ],
  NameHeldByZone: [
    {
      todo: LEAVE,
      scene: staged(ONE, owning(SSM, [ALPHA.vpc, GONE])),
      ways: [{ does: LEAVE, follow: runs(ALPHA.account) }],
    },
    {
      todo: LEAVE,
      scene: staged(ONE, owning(SSM, [ALPHA.vpc])),
      ways: [{ does: LEAVE, follow: lastOfItsZone }],
    },
    {
      todo: `did the hub's spec.owner change? then change it back to …; else ${LEAVE}`,
      scene: after(
        [hub({ owner: "old" }), endpoint("ssm"), alpha(), beta()],
        [hub({ anchorVpc: { vpc: LOCAL.vpc }, besideOwners: ["old"] }), endpoint("ssm"), alpha(), beta()],
      ),
      ways: [
        {
          does: "did the hub's spec.owner change? then change it back to …",
          follow: writes("hub-hub", { owner: "old", besideOwners: undefined }, ["owner"]),
        },
        { does: LEAVE, follow: runs(HUB) },
      ],
    },
    {
      todo: `did the hub's spec.owner change? then change it back to …; else ${LEAVE}; or name another anchorVpc`,
      scene: after(
        [hub({ owner: "old" }), endpoint("ssm"), alpha()],
        [hub({ besideOwners: ["old"] }), endpoint("ssm"), beta()],
      ),
      ways: [
        {
          does: "did the hub's spec.owner change? then change it back to …",
          follow: writes("hub-hub", { owner: "old", besideOwners: undefined }, ["owner"]),
          serves: [[BETA.vpc, SSM]],
        },
        { does: LEAVE, follow: runs(HUB), serves: [[BETA.vpc, SSM]] },
        {
          does: "name another anchorVpc",
          follow: writes("hub-hub", { anchorVpc: { vpc: LOCAL.vpc } }, ["anchorVpc"]),
          serves: [[BETA.vpc, SSM]],
        },
      ],
    },
    {
      todo: `${LEAVE}; or name another anchorVpc`,
      scene: staged(ONE, {
        hub: {
          vpcs: [vpcOf(OTHER, 11)],
          roles: [{ name: "hub", trusts: [OPERATOR] }],
          zones: [{ name: SSM, vpcs: [ANCHOR, OTHER], callerReference: "terraform-1" }],
        },
      }),
      ways: [
        { does: LEAVE, follow: runs(HUB) },
        {
          does: "name another anchorVpc",
          follow: writes("hub-hub", { anchorVpc: { vpc: LOCAL.vpc } }, ["anchorVpc"]),
        },
      ],
    },
    {
      todo: "it belongs to an endpoint of that VPC: switch that endpoint's private DNS off, or delete it",
      // AWS may list an endpoint's own zone, and the role may not read endpoints.
      async scene() {
        const behaviours = { managedZoneInListHostedZonesByVPC: true };
        const stage = createStage(world(ownEndpoint()), { behaviours });
        stage.cloud.faults.add({ fault: "deny", operation: "DescribeVpcEndpoints", account: ALPHA.account });
        return { stage, files: ONE };
      },
      ways: [
        {
          does: "it belongs to an endpoint of that VPC: switch that endpoint's private DNS off",
          follow: switchOff,
        },
        { does: "delete it", follow: deleteEndpoint },
      ],
    },
  ],
  NameHeldByEndpoint: [
    {
      todo: `${OFF_BY_HAND}; or to keep it, ${LEAVE_OUT}`,
      scene: staged([...ONE, endpoint("kms")], ownEndpoint()),
      ways: [
        { does: OFF_BY_HAND, follow: runs(ALPHA.account) },
        {
          does: LEAVE_OUT,
          follow: writes("spoke-alpha", { endpoints: { except: ["ssm"] } }, ["endpoints", "except"]),
          serves: [[ALPHA.vpc, KMS]],
        },
      ],
      besides: ["to keep it"],
    },
    {
      todo: `${OFF_BY_HAND}; or to keep it, ${DELETE_SPOKE} ${ITS_HUB}`,
      scene: staged(BOTH, ownEndpoint()),
      ways: [
        { does: OFF_BY_HAND, follow: runs(ALPHA.account) },
        { does: DELETE_SPOKE, follow: deletes("spoke-alpha"), serves: [[BETA.vpc, SSM]] },
      ],
      besides: ["to keep it", ITS_HUB],
    },
    {
      todo: OFF_BY_HAND,
      scene: staged([hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT }, hubPrivateDns: "off" })], {
        endpoints: [
          { id: SSM_ENDPOINT, service: "ssm" },
          { id: KMS_ENDPOINT, service: "ssm", privateDns: true },
        ],
      }),
      ways: [{ does: OFF_BY_HAND, follow: runs(HUB), serves: [[HUB_VPC, SSM]] }],
    },
  ],
  NameHeldByRule: [
    {
      todo: "disassociate it: aws route53resolver disassociate-resolver-rule --region … --vpc-id … --resolver-rule-id …",
      scene: staged(ONE, { alphaVpc: { resolverRules: [{ domain: SSM, targets: ["10.1.0.53"] }] } }),
      ways: [
        {
          does: "disassociate it: aws route53resolver disassociate-resolver-rule --region … --vpc-id … --resolver-rule-id …",
          follow: runs(ALPHA.account),
        },
      ],
    },
  ],
  Shadows: [
    {
      todo: "share that service with the same VPC too, or set acceptShadowing: true",
      scene: staged([hub(), api(), alpha()], CODEARTIFACT),
      ways: [
        {
          does: "share that service with the same VPC too",
          follow: adds(repositories()),
          serves: [
            [ALPHA.vpc, API],
            [ALPHA.vpc, REPOSITORIES],
          ],
        },
        {
          does: "set acceptShadowing: true",
          follow: writes("endpoint-api", { acceptShadowing: true }),
          serves: [[ALPHA.vpc, API]],
        },
      ],
    },
    {
      todo: "take … away from that VPC too, or set acceptShadowing: true on its endpoint",
      scene: after(
        [hub(), api(), repositories(), alpha(), beta()],
        [generous, api(), alpha(), beta()],
        CODEARTIFACT,
      ),
      ways: [
        {
          does: "take … away from that VPC too",
          follow: becomes(generous, alpha(), beta()),
          serves: [],
        },
        {
          does: "set acceptShadowing: true on its endpoint",
          follow: writes("endpoint-api", { acceptShadowing: true }),
          serves: [[ALPHA.vpc, API]],
        },
      ],
    },
    {
      todo: "write … in names too, or set acceptShadowing: true",
      scene: staged([hub(), endpoint("ssm", { names: [SSM] }), alpha()], {
        services: { ssm: [SSM, `*.${SSM}`] },
      }),
      ways: [
        {
          does: "write … in names too",
          follow: (at, words, aws) =>
            writes("endpoint-ssm", { names: [SSM, /write (\S+) in/.exec(words)?.[1]] })(at, words, aws),
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, `x.${SSM}`],
          ],
        },
        { does: "set acceptShadowing: true", follow: writes("endpoint-ssm", { acceptShadowing: true }) },
      ],
    },
    {
      todo: "share that name (names, newNames) with the same VPC too, or set acceptShadowing: true",
      scene: staged([hub(), endpoint("ssm", { names: [SSM] }), alpha()], { services: { ssm: [SSM, BELOW] } }),
      ways: [
        {
          does: "share that name (names, newNames) with the same VPC too",
          follow: writes("endpoint-ssm", { names: [SSM, BELOW] }),
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, BELOW],
          ],
        },
        { does: "set acceptShadowing: true", follow: writes("endpoint-ssm", { acceptShadowing: true }) },
      ],
    },
    {
      todo: "write … in extraNames if this endpoint serves that, or set acceptShadowing: true",
      scene: after(
        [hub(), endpoint("kms", { extraNames: ["corp.example"] }), alpha()],
        [
          hub(),
          endpoint("kms", { extraNames: ["corp.example"] }),
          endpoint("ssm", { extraNames: ["db.corp.example"] }),
          alpha(),
        ],
        {},
        recordBelow,
      ),
      ways: [
        {
          does: "write … in extraNames if this endpoint serves that",
          follow: (at, words, aws) =>
            writes("endpoint-ssm", { extraNames: ["db.corp.example", /write (\S+) in/.exec(words)?.[1]] })(
              at,
              words,
              aws,
            ),
          serves: [
            [ALPHA.vpc, "db.corp.example"],
            [ALPHA.vpc, "a.db.corp.example"],
          ],
        },
        { does: "set acceptShadowing: true", follow: writes("endpoint-ssm", { acceptShadowing: true }) },
      ],
    },
    {
      todo: "switch that off first",
      scene: after(
        [hub(), repositories(), alpha(), beta()],
        [generous, repositories(), endpoint("ssm"), alpha({ endpoints: { names: ["ssm"] } }), beta()],
        {
          ...CODEARTIFACT,
          endpoints: [...(CODEARTIFACT.endpoints ?? []), { id: "vpce-0e000000000000009", service: "ssm" }],
          alphaVpc: {
            securityGroups: [{ id: OWN_GROUP, name: "own", httpsFrom: ["10.1.0.0/16"] }],
            endpoints: [
              { id: OWN, service: "codeartifact.api", privateDns: true, securityGroups: [OWN_GROUP] },
            ],
          },
        },
      ),
      ways: [{ does: "switch that off first", follow: switchOff, serves: [[BETA.vpc, REPOSITORIES]] }],
    },
    {
      todo: "make that hub readable",
      async scene() {
        const at = await after(
          [hub(), hubApart(), api({ hubs: ["other"] }), repositories(), alpha(), beta()],
          [generous, hubApart(), api({ hubs: ["other"] }), repositories(), beta()],
          TWO_HUBS,
        )();
        const { faults } = at.stage.cloud;
        return { ...at, mend: faults.add({ fault: "deny", account: SECOND.account }) };
      },
      ways: [{ does: "make that hub readable", follow: others, serves: [[BETA.vpc, REPOSITORIES]] }],
    },
    {
      todo: "take that VPC out of that zone first",
      scene: after(
        BOTH,
        [generous, endpoint("ssm"), endpoint("kms"), alpha({ endpoints: { names: ["kms"] } }), beta()],
        owning(ABOVE, [ALPHA.vpc, GONE]),
      ),
      ways: [
        {
          does: "take that VPC out of that zone first",
          follow: leaveAbove,
          serves: [[ALPHA.vpc, KMS]],
        },
      ],
    },
  ],
  MayShadow: [
    {
      todo: "look for records below … in that zone; write those that this endpoint serves in extraNames first, or *.… for all",
      async scene() {
        const at = await staged(ONE, owning(ABOVE, [ALPHA.vpc]))();
        at.stage.cloud.faults.add({
          fault: "deny",
          account: ALPHA.account,
          operation: "ListResourceRecordSets",
        });
        return at;
      },
      ways: [
        {
          does: "look for records below … in that zone; write those that this endpoint serves in extraNames first, or *.… for all",
          follow: writesWildcard,
          serves: [
            [ALPHA.vpc, SSM],
            [ALPHA.vpc, `below.${SSM}`],
          ],
        },
      ],
    },
  ],
  PlainExtraName: [
    {
      todo: "write *.… in extraNames if this endpoint serves what is below; acceptShadowing: true takes the loss",
      scene: staged([hub(), endpoint("ssm", { extraNames: ["db.example.com"] }), alpha()]),
      ways: [
        {
          does: "write *.… in extraNames if this endpoint serves what is below",
          follow: (at, words, aws) =>
            writes("endpoint-ssm", { extraNames: [/\*\.\S+/.exec(words)?.[0]] }, ["extraNames"])(
              at,
              words,
              aws,
            ),
          serves: [
            [ALPHA.vpc, "db.example.com"],
            [ALPHA.vpc, "x.db.example.com"],
          ],
        },
        {
          does: "acceptShadowing: true takes the loss",
          follow: writes("endpoint-ssm", { acceptShadowing: true }),
          serves: [[ALPHA.vpc, "db.example.com"]],
        },
      ],
    },
  ],
  NotChecked: [
    {
      todo: "allow the reads of docs/iam.md for an explanation before AWS refuses",
      scene: failing({ fault: "deny", operation: "ListResolverRule*" }),
      ways: [
        { does: "allow the reads of docs/iam.md for an explanation before AWS refuses", follow: others },
      ],
    },
  ],
  NameHeldByUs: [
    {
      todo: `${DELETE_SPOKE} ${ITS_HUB}; or ${GO_ON}`,
      scene: heldByPaused(),
      ways: [
        { does: DELETE_SPOKE, follow: deletes("spoke-working") },
        { does: GO_ON, follow: writes("spoke-paused", { suspend: undefined }, []) },
      ],
      besides: [ITS_HUB],
    },
    {
      todo: `${LEAVE_OUT}; or ${GO_ON}`,
      scene: heldByPaused(endpoint("sts", { hubs: ["other"] })),
      ways: [
        {
          does: LEAVE_OUT,
          follow: writes("spoke-working", { endpoints: { except: ["ssm"] } }, ["endpoints", "except"]),
        },
        { does: GO_ON, follow: writes("spoke-paused", { suspend: undefined }, []) },
      ],
    },
  ],
  EndpointStalled: [],
  EndpointIncomplete: [],
  EndpointFull: [
    {
      todo: "see what is withheld of that endpoint's zones",
      async scene() {
        const small = hub({ anchorVpc: undefined, quotas: { vpcsPerZone: 2 } });
        const stage = createStage(world(), { quotas: { vpcsPerZone: 2 } });
        return { stage, files: [small, endpoint("ssm"), alpha(), beta(), local()] };
      },
      ways: [
        {
          does: "see what is withheld of that endpoint's zones",
          follow: writes("hub-hub", { anchorVpc: { vpc: ANCHOR } }, []), // which VpcQuota says
          serves: [ALPHA, BETA, LOCAL].map(({ vpc }) => [vpc, SSM]),
        },
      ],
    },
  ],
  AuthorizationsNotRead: [],
  ZoneFull: [
    {
      todo: "run again when the VPCs that leave it have left; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
      scene: full,
      ways: [
        { does: "run again when the VPCs that leave it have left", follow: again, serves: [[BETA.vpc, SSM]] },
        {
          does: "raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
          serves: [[BETA.vpc, SSM]],
          follow(at) {
            at.stage.cloud.estate.options.quotas.vpcsPerZone = 10;
            at.files = edited(at.files, "hub-hub", { quotas: { vpcsPerZone: 10 } });
          },
        },
      ],
    },
  ],
  NextPass: [
    {
      todo: "apply again when this pass is done",
      async scene() {
        const stage = createStage(world());
        return { stage, files: [...BOTH, gamma()], options: { pairsMax: 1 } };
      },
      ways: [
        {
          does: "apply again when this pass is done",
          follow: async (at) => {
            await at.stage.operator().apply(at.files, at.options ?? {});
          },
          serves: [ALPHA, BETA, GAMMA].map(({ vpc }) => [vpc, SSM]),
        },
      ],
    },
  ],
  Move: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

/** A suspended spoke keeps the VPC in one hub's zone; another document asks for the other hub's, and maybe for more. */
function heldByPaused(...more: readonly Files[number][]): Advice["scene"] {
  const paused = (spec = {}) => spoke("paused", ALPHA, spec);
  const rest = [hub(), hubApart(), endpoint("kms"), endpoint("ssm", { hubs: ["hub", "other"] }), beta()];
  const kept = paused({ suspend: true, endpoints: { names: ["kms"] } });
  const working = spoke("working", ALPHA, { hub: "other" });
  return after([...rest, paused()], [...rest, ...more, kept, working], apart());
}

/** The spoke has an endpoint of its own, with private DNS on. */
function ownEndpoint(): WorldParts {
  return {
    alphaVpc: {
      securityGroups: [{ id: OWN_GROUP, name: "own", httpsFrom: ["10.1.0.0/16"] }],
      endpoints: [{ id: OWN, service: "ssm", privateDns: true, securityGroups: [OWN_GROUP] }],
    },
  };
}

async function switchOff(at: Scene): Promise<void> {
  const command = new ModifyVpcEndpointCommand({ VpcEndpointId: OWN, PrivateDnsEnabled: false });
  await at.stage.clock.run(client(EC2Client, at, ALPHA.account).send(command));
}

async function deleteEndpoint(at: Scene): Promise<void> {
  const command = new DeleteVpcEndpointsCommand({ VpcEndpointIds: [OWN] });
  await at.stage.clock.run(client(EC2Client, at, ALPHA.account).send(command));
}

/** AWS refuses the command for the reason that the words name, and they say what to do then. */
async function lastOfItsZone(at: Scene, words: string, aws: AwsLines): Promise<void> {
  await expect(runs(ALPHA.account)(at, words, aws)).rejects.toThrow(/LastVPCAssociation|only|last/i);
  expect(words).toContain("delete the zone");
  await deleteZone(at);
}

async function deleteZone({ stage }: Scene): Promise<void> {
  const { id, records } = zoneNamed(stage, SSM);
  const Changes = records
    .filter(({ Type }) => Type === "A")
    .map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
  const route53 = byHand(stage, ALPHA.account);
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }));
  await route53.send(new DeleteHostedZoneCommand({ Id: id }));
}

async function leaveAbove({ stage }: Scene): Promise<void> {
  const pair = { HostedZoneId: zoneNamed(stage, ABOVE).id, VPC: vpcInput(ALPHA.vpc) };
  await byHand(stage, ALPHA.account).send(new DisassociateVPCFromHostedZoneCommand(pair));
}

/** A zone of two VPCs at most is left by alpha, and beta waits. */
async function full(): Promise<Scene> {
  const stage = createStage(world(), { quotas: { vpcsPerZone: 2 } });
  const small = hub({ quotas: { vpcsPerZone: 2 } });
  await converge(stage, [small, endpoint("ssm"), alpha()]);
  return { stage, files: [small, endpoint("ssm"), beta()] };
}

/** Somebody's record in our zone of corp.example. */
async function recordBelow(stage: Stage): Promise<void> {
  const record = {
    Name: "a.db.corp.example",
    Type: "A" as const,
    TTL: 60,
    ResourceRecords: [{ Value: "10.0.9.9" }],
  };
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneNamed(stage, "corp.example").id,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: record }] },
    }),
  );
}

/** The wildcard that the words name, in extraNames. */
function writesWildcard(...[at, words, aws]: Parameters<Way["follow"]>): unknown {
  return writes("endpoint-ssm", { extraNames: [/\*\.\S+/.exec(words)?.[0]] }, ["extraNames"])(at, words, aws);
}
