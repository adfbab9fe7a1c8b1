import { readFileSync } from "node:fs";
import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { endpoint, hub, spoke } from "./scenario.ts";
import { createStage, type Files, type Stage } from "./stage.ts";

/** How others share endpoints, network and all: documents for a world of `cmd/demo/network`. */
export type Story = {
  readonly world: string;
  readonly region: string;
  readonly hub: Files[number];
  readonly hubVpc: string;
  readonly endpoints: readonly Files[number][];
  readonly names: readonly string[];
  readonly spokes: readonly SpokeStory[];
  /** What answers in spokes. */
  readonly way: "private-zone" | "rule";
};

export type SpokeStory = {
  readonly name: string;
  readonly account: string;
  readonly vpc: string;
  /** Of the VPC's subnets those with workloads; absent: all. */
  readonly subnets?: readonly string[];
  readonly cidr: string;
  /** What the hub's route to that range leads to. */
  readonly via: string;
};

const HUB = "111111111111";
const ROLE = `arn:aws:iam::${HUB}:role/vpce-operator`;
const SPOKE_ROLE = {
  arn: "arn:aws:iam::{account}:role/vpce-operator-spoke",
  externalId: "example-external-id-not-a-secret",
};
const NO_ANCHOR = { anchorVpc: undefined, guard: { maxRemovalPercent: 100 } };

/** "Cross-account SSM VPC Endpoints Sharing": private zones, and a peering connection between two accounts. */
export const S0: Story = {
  world: "peering",
  region: "us-east-1",
  hubVpc: "vpc-0a50000000000000a",
  hub: hub({
    ...NO_ANCHOR,
    region: "us-east-1",
    vpc: "vpc-0a50000000000000a",
    role: { arn: `${ROLE}-hub` },
    spokeDefaults: { role: SPOKE_ROLE },
  }),
  ...shared(["ssm", "ssmmessages", "ec2messages"], "us-east-1", { hubPrivateDns: "off" }),
  spokes: [
    {
      ...spokeOf("0b50", 1, "222222222222", "pcx-0a50000000000000a"),
      subnets: ["subnet-0b50000000000000a", "subnet-0b50000000000000b"],
    },
  ],
  way: "private-zone",
};

/** "Privately access a central AWS service endpoint from multiple VPCs": one rule for the Region, and a transit gateway. */
export const S1: Story = {
  world: "transit-gateway",
  region: "eu-west-1",
  hubVpc: "vpc-0a51000000000000a",
  hub: hub({
    ...NO_ANCHOR,
    vpc: "vpc-0a51000000000000a",
    role: { arn: `${ROLE}-hub` },
    resolver: {
      inbound: { id: "rslvr-in-0a51000000000000a" },
      outbound: { id: "rslvr-out-0a51000000000000a" },
      rules: "regional",
      regional: { accept: true, except: ["s3.eu-west-1.amazonaws.com"] },
    },
    spokeDefaults: { role: SPOKE_ROLE, mode: "resolver-rule" },
  }),
  ...shared(["kms", "ssm"], "eu-west-1", { hubPrivateDns: "keep" }),
  spokes: [
    spokeOf("0b51", 1, "222222222222", "tgw-0a51000000000000a"),
    spokeOf("0c51", 2, "333333333333", "tgw-0a51000000000000a"),
  ],
  way: "rule",
};

/** "VPC Peering で SSM の VPC エンドポイントを集約してみた": one account, and a security group that admits users' ranges. */
export const S3: Story = {
  world: "one-account",
  region: "ap-northeast-1",
  hubVpc: "vpc-0a53000000000000a",
  hub: hub({
    ...NO_ANCHOR,
    region: "ap-northeast-1",
    vpc: "vpc-0a53000000000000a",
    role: { arn: ROLE },
    spokeDefaults: { role: { arn: ROLE } },
  }),
  ...shared(["ssm", "ssmmessages", "ec2messages"], "ap-northeast-1", { hubPrivateDns: "off" }),
  spokes: [
    spokeOf("0b53", 1, HUB, "pcx-0a53000000000000a"),
    spokeOf("0c53", 2, HUB, "pcx-0a53000000000000b"),
  ],
  way: "private-zone",
};

function shared(services: readonly string[], region: string, spec: Readonly<Record<string, unknown>>) {
  return {
    endpoints: services.map((service) => endpoint(service, spec)),
    names: services.map((service) => `${service}.${region}.amazonaws.com`),
  };
}

function spokeOf(id: string, second: number, account: string, via: string): SpokeStory {
  return {
    name: `spoke-${second}`,
    account,
    via,
    vpc: `vpc-${id}000000000000a`,
    cidr: `10.${second}.0.0/16`,
  };
}

export function storyStage({ world, region }: Story, change = (text: string) => text): Stage {
  const file = new URL(`../../cmd/demo/network/${world}.yaml`, import.meta.url);
  return createStage(change(readFileSync(file, "utf8")), { region });
}

/** `spec`: of each spoke's document. */
export function filesOf(
  { hub: own, endpoints, spokes }: Story,
  spec: Readonly<Record<string, unknown>> = {},
): Files {
  const documents = spokes.map(({ name, account, vpc }) => spoke(name, { account, vpc }, spec));
  return [own, ...endpoints, ...documents];
}

/** Somebody takes the hub's route back to the spoke away, or adds it. */
export async function routeBack(
  stage: Stage,
  { region, hubVpc }: Story,
  { cidr, via }: SpokeStory,
  change: "add" | "remove",
): Promise<void> {
  const ec2 = new EC2Client(clientSettings(stage.cloud, HUB, region));
  const Filters = [{ Name: "vpc-id", Values: [hubVpc] }];
  const { RouteTables = [] } = await stage.clock.run(ec2.send(new DescribeRouteTablesCommand({ Filters })));
  for (const { RouteTableId, Routes = [] } of RouteTables) {
    const at = { RouteTableId, DestinationCidrBlock: cidr };
    const target = via.startsWith("tgw-") ? { TransitGatewayId: via } : { VpcPeeringConnectionId: via };
    const isThere = Routes.some(({ DestinationCidrBlock }) => DestinationCidrBlock === cidr);
    if (change === "add" && !isThere)
      await stage.clock.run(ec2.send(new CreateRouteCommand({ ...at, ...target })));
    if (change === "remove" && isThere) await stage.clock.run(ec2.send(new DeleteRouteCommand(at)));
  }
}
