import { AuthorizeSecurityGroupIngressCommand, EC2Client, type IpPermission } from "@aws-sdk/client-ec2";
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
} from "@aws-sdk/client-route-53";
import { expect } from "vitest";
import type { Reason } from "../../src/model/reasons.ts";
import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR, REGION } from "../support/fleet.ts";
import { byHand, converge, vpcInput } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  LOCAL,
  SSM,
  SSM_ENDPOINT,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { type Advice, client, others, runs, type Scene, sees, writes } from "./advice.ts";
import { after, failing, ONE, secondHub, secondVpcs, staged } from "./scenes.ts";

const ABOVE = `${REGION}.amazonaws.com`;
const ON: WorldParts["endpoints"] = [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }];
const TURNING = [hub(), endpoint("ssm", { hubPrivateDns: "turnOff" }), alpha()];

/** AWS's answers are dated an hour later than the machine's clock says. */
function clockBehind(stage: Stage): () => void {
  const { handle } = stage.cloud;
  stage.cloud.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const date = new Date(stage.clock.now() + 3_600_000).toUTCString();
    return { response: { ...response, headers: { ...response.headers, date } } };
  };
  return () => {
    stage.cloud.handle = handle;
  };
}

const LOOK =
  "look what these stand for: aws ec2 describe-security-group-rules --region … --filters Name=group-id,Values=…";
const ALPHAS: Partial<IpPermission> = { IpRanges: [{ CidrIp: "10.1.0.0/16" }] };
const GROUP = "sg-0e0000000000000b1";
const HUB_ROLE = "check the hub's role, its trust and its permissions: docs/iam.md";
const SPOKE_ROLE = "check the role's ARN, its trust policy, the ExternalId and its permissions (docs/iam.md)";
const OWN_TODO = "check AWS_PROFILE and the credential chain (aws sts get-caller-identity shows who you are)";

export const HUBS = {
  NotRead: [],
  Unsupported: [],
  HubVanished: [
    {
      todo: "restore its Hub document, delete its spokes and endpoints first, then the hub",
      scene: after(
        [...ONE, secondHub(), endpoint("ssm", { hubs: ["other"] }, "ssm-other"), beta({ hub: "other" })],
        ONE,
        { hub: { roles: [{ name: "hub", trusts: [OPERATOR] }], vpcs: secondVpcs() } },
      ),
      ways: [
        {
          does: "restore its Hub document, delete its spokes and endpoints first, then the hub",
          async follow(at) {
            await at.stage.operator().apply([...ONE, secondHub()], { allowRemovals: () => true });
          },
        },
      ],
    },
  ],
  ClockSkewed: [
    {
      todo: "set this machine's clock (NTP)",
      async scene() {
        const stage = createStage(world());
        return { stage, files: ONE, mend: clockBehind(stage) };
      },
      ways: [{ does: "set this machine's clock (NTP)", follow: others }],
    },
    {
      todo: "set this machine's clock (NTP), then run again",
      async scene() {
        const stage = createStage(world());
        const turn = clockBehind(stage);
        const accept = stage.cloud.faults.add({ fault: "error", code: "SignatureDoesNotMatch", status: 403 });
        return {
          stage,
          files: ONE,
          mend() {
            turn();
            accept();
          },
        };
      },
      ways: [{ does: "set this machine's clock (NTP), then run again", follow: others }],
    },
  ],
  ListLags: [
    {
      todo: "run again",
      async scene() {
        const stage = createStage(world());
        await converge(stage, [hub(), endpoint("ssm"), beta()]);
        const mend = stage.cloud.faults.add({ fault: "stale", operation: "ListHostedZones", writes: 1_000 });
        const pair = { HostedZoneId: await madeByHand(stage), VPC: vpcInput(ALPHA.vpc) };
        await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand(pair));
        await byHand(stage, ALPHA.account).send(new AssociateVPCWithHostedZoneCommand(pair));
        return { stage, files: [hub(), endpoint("ssm"), alpha(), beta()], mend };
      },
      ways: [{ does: "run again", follow: others, serves: [[BETA.vpc, SSM]] }],
    },
  ],
  TurnOff: [
    {
      todo: "an anchorVpc without workloads makes the window much shorter",
      async scene() {
        const files = [
          hub({ anchorVpc: undefined }),
          endpoint("ssm", { hubPrivateDns: "turnOff", allowGap: true }),
          alpha(),
        ];
        return { stage: createStage(world({ endpoints: ON })), files };
      },
      ways: [
        {
          does: "an anchorVpc without workloads makes the window much shorter",
          follow: writes("hub-hub", { anchorVpc: { vpc: ANCHOR } }, ["anchorVpc"]),
          serves: [
            [ALPHA.vpc, SSM],
            [HUB_VPC, SSM],
          ],
        },
      ],
    },
  ],
  TurnOffWaits: [
    {
      todo: "see what keeps the hub VPC out of those zones",
      async scene() {
        const stage = createStage(world({ endpoints: ON }));
        const vpc = stage.cloud.estate.network.vpcs.get(HUB_VPC);
        if (vpc) vpc.enableDnsHostnames = false;
        return { stage, files: TURNING };
      },
      ways: [
        {
          does: "see what keeps the hub VPC out of those zones",
          follow: sees("DnsAttributesOff", HUB),
          serves: [
            [ALPHA.vpc, SSM],
            [HUB_VPC, SSM],
          ],
        },
      ],
    },
  ],
  TurnOffHidden: [
    {
      todo: "set allowGap: true to accept that, usually for less than two minutes",
      async scene() {
        const zones = [{ name: ABOVE, vpcs: [HUB_VPC], callerReference: "terraform-1" }];
        const own = { roles: [{ name: "hub", trusts: [OPERATOR] }], zones };
        return { stage: createStage(world({ endpoints: ON, hub: own })), files: TURNING };
      },
      ways: [
        {
          does: "set allowGap: true to accept that",
          follow: writes("endpoint-ssm", { allowGap: true }),
          serves: [
            [ALPHA.vpc, SSM],
            [HUB_VPC, SSM],
          ],
        },
      ],
      besides: ["usually for less than two minutes"],
    },
  ],
  SecurityGroupCloses: [
    {
      todo: "add an inbound rule for these ranges, or a prefix list: names will resolve, connections will not",
      scene: behind("10.0.0.0/16"),
      ways: [
        {
          does: "add an inbound rule for these ranges",
          follow: admit(ALPHAS),
        },
      ],
      besides: ["a prefix list", "names will resolve, connections will not"],
    },
  ],
  SecurityGroupNotJudged: [
    {
      todo: `${LOOK}; or add an inbound rule for these ranges`,
      async scene() {
        const at = await behind("10.2.0.0/16")();
        await admit({ UserIdGroupPairs: [{ GroupId: GROUP }] })(at);
        return at;
      },
      ways: [
        {
          does: LOOK,
          // They stand for the endpoint's own VPC: the range is still missing.
          async follow(at, words, aws) {
            await runs(HUB)(at, words, aws);
            await admit(ALPHAS)(at);
          },
        },
        { does: "add an inbound rule for these ranges", follow: admit(ALPHAS) },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

/** The endpoint is behind a group that admits this range. */
function behind(range: string): Advice["scene"] {
  const group = { id: GROUP, name: "closed", httpsFrom: [range] };
  const endpoints = [{ id: SSM_ENDPOINT, service: "ssm", securityGroups: [GROUP] }];
  return staged(ONE, { endpoints, hubVpc: { securityGroups: [group] } });
}

function admit(from: Partial<IpPermission>): (scene: Scene) => Promise<void> {
  return async (at) => {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, ...from }];
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: GROUP, IpPermissions });
    await at.stage.clock.run(client(EC2Client, at, HUB).send(command));
  };
}

/** A zone of the name in the hub's account that the list does not show yet. */
async function madeByHand(stage: Stage): Promise<string> {
  const made = await byHand(stage).send(
    new CreateHostedZoneCommand({ Name: SSM, CallerReference: "by hand", VPC: vpcInput(LOCAL.vpc) }),
  );
  return made.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
}

/** What the world shows of roles, accounts and the operator itself: findings with AWS's own error codes. */
export const FAILURES = {
  AccessDenied: [
    {
      todo: HUB_ROLE,
      scene: failing({ fault: "deny", account: HUB, operation: "ListHostedZones" }),
      ways: [{ does: HUB_ROLE, follow: others }],
    },
    {
      todo: HUB_ROLE,
      async scene() {
        const stage = createStage(world());
        const { identity } = stage.cloud;
        const arn = `arn:aws:iam::${HUB}:role/hub`;
        identity.addRole({ arn, trusts: [] });
        return { stage, files: ONE, mend: () => identity.addRole({ arn, trusts: [OPERATOR] }) };
      },
      ways: [{ does: HUB_ROLE, follow: others }],
    },
    {
      todo: SPOKE_ROLE,
      async scene() {
        const wrong = {
          role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: "another-external-id" },
        };
        return {
          stage: createStage(world()),
          files: [hub({ spokeDefaults: wrong }), endpoint("ssm"), alpha()],
        };
      },
      ways: [
        {
          does: SPOKE_ROLE,
          follow(at, words) {
            expect(words).toContain("ExternalId");
            at.files = ONE;
          },
        },
      ],
    },
    {
      todo: SPOKE_ROLE,
      async scene() {
        const role = { arn: "arn:aws:iam::{account}:role/spokes", externalId: EXTERNAL_ID };
        return {
          stage: createStage(world()),
          files: [hub({ spokeDefaults: { role } }), endpoint("ssm"), alpha()],
        };
      },
      ways: [
        {
          does: SPOKE_ROLE,
          follow(at, words) {
            expect(words).toContain("role's ARN");
            at.files = ONE;
          },
        },
      ],
    },
    {
      todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md)",
      scene: failing({ fault: "deny", operation: "ListTagsForResources" }, ONE, {
        hub: {
          roles: [{ name: "hub", trusts: [OPERATOR] }],
          zones: [{ name: SSM, vpcs: [LOCAL.vpc], callerReference: "terraform-1" }],
        },
      }),
      ways: [{ does: "allow route53:ListTagsForResources to the hub's role (docs/iam.md)", follow: others }],
    },
  ],
  WrongAccount: [
    {
      todo: "correct the account or the role in the Hub document",
      async scene() {
        return { stage: createStage(world()), files: [hub({ role: undefined }), endpoint("ssm"), alpha()] };
      },
      ways: [
        {
          does: "correct the account or the role in the Hub document",
          follow: writes("hub-hub", { role: { arn: `arn:aws:iam::${HUB}:role/hub` } }),
        },
      ],
    },
  ],
  ExpiredToken: [
    {
      todo: OWN_TODO,
      scene: failing({ fault: "error", code: "ExpiredToken", status: 403, account: OPERATOR }),
      ways: [{ does: OWN_TODO, follow: others }],
    },
  ],
  Throttling: [
    {
      todo: "run again later: AWS's rate limits were used up",
      scene: failing({ fault: "throttle", account: HUB, operation: "ListHostedZones" }),
      ways: [{ does: "run again later", follow: others }],
      besides: ["AWS's rate limits were used up"],
    },
  ],
  ServiceUnavailable: [
    {
      todo: "check the network and AWS_ENDPOINT_URL",
      scene: failing({
        fault: "error",
        code: "ServiceUnavailable",
        status: 503,
        account: HUB,
        operation: "ListHostedZones",
      }),
      ways: [{ does: "check the network and AWS_ENDPOINT_URL", follow: others }],
    },
    {
      todo: "run again; what exists is kept meanwhile",
      scene: failing({
        fault: "error",
        code: "ServiceUnavailable",
        status: 503,
        account: ALPHA.account,
        operation: "DescribeVpcs",
      }),
      ways: [{ does: "run again", follow: others }],
      besides: ["what exists is kept meanwhile"],
    },
  ],
} satisfies Readonly<Record<string, readonly Advice[]>>;
