import {
  CreateRouteCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { addPrefixList } from "../../src/simulator/ec2/prefix-lists/managed.ts";
import type { Stage } from "./stage.ts";

type Side = { readonly vpc: string; readonly to: string };

/** Two VPCs of one account, attached to a transit gateway of it in all their subnets; `to`: where each has its route. */
export async function attached(
  stage: Stage,
  {
    account,
    region,
    sides,
  }: { readonly account: string; readonly region: string; readonly sides: readonly Side[] },
): Promise<string> {
  const ec2 = new EC2Client({ ...clientSettings(stage.cloud, account), region });
  const made = await stage.clock.run(ec2.send(new CreateTransitGatewayCommand({})));
  const TransitGatewayId = made.TransitGateway?.TransitGatewayId ?? "";
  await stage.clock.run(stage.clock.sleep(600_000)); // it is pending for a while, and so are attachments
  for (const { vpc } of sides) {
    const Filters = [{ Name: "vpc-id", Values: [vpc] }];
    const { Subnets = [] } = await stage.clock.run(ec2.send(new DescribeSubnetsCommand({ Filters })));
    const SubnetIds = Subnets.flatMap(({ SubnetId }) => SubnetId ?? []);
    const input = { TransitGatewayId, VpcId: vpc, SubnetIds };
    await stage.clock.run(ec2.send(new CreateTransitGatewayVpcAttachmentCommand(input)));
  }
  await stage.clock.run(stage.clock.sleep(600_000));
  for (const side of sides) await routed({ stage, ec2, owner: { account, region } }, side, TransitGatewayId);
  return TransitGatewayId;
}

/** By a prefix list, as those write it who have many ranges. */
async function routed(
  { stage, ec2, owner }: { stage: Stage; ec2: EC2Client; owner: { account: string; region: string } },
  { vpc, to }: Side,
  TransitGatewayId: string,
) {
  const { id: DestinationPrefixListId } = addPrefixList(stage.cloud.estate, {
    account: owner.account,
    region: owner.region,
    name: `to-${vpc}`,
    family: "IPv4",
    maxEntries: 5,
    entries: [{ cidr: to, description: undefined }],
    tags: new Map(),
  });
  const Filters = [{ Name: "vpc-id", Values: [vpc] }];
  const { RouteTables = [] } = await stage.clock.run(ec2.send(new DescribeRouteTablesCommand({ Filters })));
  for (const { RouteTableId } of RouteTables) {
    await stage.clock.run(
      ec2.send(new CreateRouteCommand({ RouteTableId, DestinationPrefixListId, TransitGatewayId })),
    );
  }
}
