import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateResolverEndpointCommand,
  CreateResolverRuleCommand,
  ListResolverEndpointIpAddressesCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { addSubnet } from "../../src/simulator/ec2/subnets.ts";
import { EXTERNAL_ID, HUB, HUB_VPC, REGION } from "./fleet.ts";
import { endpoint, hub } from "./scenario.ts";
import type { Files, Stage } from "./stage.ts";

/** Only what needs them has subnets (`scenario.ts`). */
function placeIn({ cloud }: Stage, id: string): void {
  const { vpcs, subnets } = cloud.estate.network;
  const vpc = vpcs.get(id);
  if (!vpc || [...subnets.values()].some(({ vpcId }) => vpcId === id)) return;
  const range = vpc.cidr.split(".").slice(0, 2).join(".");
  for (const third of [0, 1])
    addSubnet(cloud.estate, vpc, { cidr: `${range}.${third}.0/24`, tags: new Map() });
}

/** A hub's Resolver endpoints, made before the operator comes, and documents that name them. */
export type ResolverScene = {
  readonly inbound: string;
  readonly outbound: string;
  readonly addresses: readonly string[];
};

export async function withResolver(
  stage: Stage,
  vpc = HUB_VPC,
  region: string = REGION,
): Promise<ResolverScene> {
  placeIn(stage, vpc);
  const settings = clientSettings(stage.cloud, HUB, region);
  const [ec2, resolver] = [new EC2Client(settings), new Route53ResolverClient(settings)];
  return stage.clock.run(make());

  async function make(): Promise<ResolverScene> {
    const { GroupId = "" } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId: vpc, GroupName: "dns", Description: "dns" }),
    );
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: ["tcp", "udp"].map((IpProtocol) => ({
          IpProtocol,
          FromPort: 53,
          ToPort: 53,
          IpRanges: [{ CidrIp: "10.0.0.0/8" }],
        })),
      }),
    );
    const inVpc = [{ Name: "vpc-id", Values: [vpc] }];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: inVpc }));
    const made = async (Direction: "INBOUND" | "OUTBOUND") => {
      const { ResolverEndpoint } = await resolver.send(
        new CreateResolverEndpointCommand({
          CreatorRequestId: `${Direction} ${vpc}`,
          Direction,
          SecurityGroupIds: [GroupId],
          IpAddresses: Subnets.map(({ SubnetId }) => ({ SubnetId })),
          Protocols: ["Do53"],
        }),
      );
      return ResolverEndpoint?.Id ?? "";
    };
    const inbound = await made("INBOUND");
    const outbound = await made("OUTBOUND");
    await stage.clock.sleep(5 * 60_000);
    const { IpAddresses = [] } = await resolver.send(
      new ListResolverEndpointIpAddressesCommand({ ResolverEndpointId: inbound }),
    );
    return { inbound, outbound, addresses: IpAddresses.flatMap(({ Ip }) => Ip ?? []) };
  }
}

/** A hub whose spokes are of rule mode, with one endpoint, in whose zone the hub VPC is. */
export function ruleHub(
  { inbound, outbound }: ResolverScene,
  spec: object = {},
  resolver: object = {},
): Files[number] {
  return hub({
    resolver: { inbound: { id: inbound }, outbound: { id: outbound }, ...resolver },
    spokeDefaults: {
      mode: "resolver-rule",
      role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID },
    },
    ...spec,
  });
}

export function sharedBy(service: string): Files[number] {
  return endpoint(service, { hubPrivateDns: "off" });
}

/** Associations that somebody made, as `VPC rule-name`. */
export function associationsIn(stage: Stage): string[] {
  const { associations, rules } = stage.cloud.estate.resolver;
  return [...associations.values()].map(({ vpcId, ruleId }) => `${vpcId} ${rules.get(ruleId)?.domainName}`);
}

/** A rule that somebody else made in the hub's account, to the same addresses. */
export async function ruleByHand(
  stage: Stage,
  scene: ResolverScene,
  name: string,
  region: string = REGION,
): Promise<void> {
  const resolver = new Route53ResolverClient(clientSettings(stage.cloud, HUB, region));
  await stage.clock.run(
    resolver.send(
      new CreateResolverRuleCommand({
        CreatorRequestId: isFirst(stage) ? "by hand" : `by hand ${name}`,
        RuleType: "FORWARD",
        DomainName: name,
        ResolverEndpointId: scene.outbound,
        TargetIps: scene.addresses.map((Ip) => ({ Ip, Port: 53, Protocol: "Do53" as const })),
      }),
    ),
  );
}

function isFirst(stage: Stage): boolean {
  return !rulesIn(stage).includes("by hand");
}

/** The request ids of all rules: they prove whose each is. */
export function rulesIn(stage: Stage): string[] {
  return [...stage.cloud.estate.resolver.rules.values()].map(({ creatorRequestId }) => creatorRequestId);
}
