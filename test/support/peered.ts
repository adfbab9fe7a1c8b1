import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, HUB_VPC } from "./fleet.ts";
import { ALPHA, world } from "./scenario.ts";
import { createStage, type Stage } from "./stage.ts";

/** S0's network by hand: alpha, with workloads in two subnets, peered with the hub VPC. Routes are added by `route`. */
export async function peered(options: { readonly accept?: boolean } = {}): Promise<Peered> {
  const stage = createStage(
    JSON.stringify({ network: "asWritten", ...JSON.parse(world({ alphaVpc: { subnets: 2 } })) }),
  );
  const asked = new CreateVpcPeeringConnectionCommand({
    VpcId: ALPHA.vpc,
    PeerVpcId: HUB_VPC,
    PeerOwnerId: HUB,
  });
  const { VpcPeeringConnection } = await stage.clock.run(ec2(stage, ALPHA.account).send(asked));
  const pcx = VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
  const at = { stage, pcx };
  if (options.accept ?? true) await accept(at);
  return at;
}

export type Peered = { readonly stage: Stage; readonly pcx: string };

export async function accept({ stage, pcx }: Peered): Promise<void> {
  const command = new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: pcx });
  await stage.clock.run(ec2(stage, HUB).send(command));
  await stage.clock.run(stage.clock.sleep(300_000)); // it is provisioning for a while
}

/** `there`: from alpha to the hub; `back`: from the hub to alpha. */
export async function route({ stage, pcx }: Peered, way: "there" | "back"): Promise<void> {
  const [account, vpc, cidr] =
    way === "there" ? [ALPHA.account, ALPHA.vpc, "10.0.0.0/16"] : [HUB, HUB_VPC, "10.1.0.0/16"];
  const client = ec2(stage, account);
  const tables = await stage.clock.run(
    client.send(new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [vpc] }] })),
  );
  for (const { RouteTableId } of tables.RouteTables ?? [])
    await stage.clock.run(
      client.send(
        new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: cidr, VpcPeeringConnectionId: pcx }),
      ),
    );
}

function ec2(stage: Stage, account: string): EC2Client {
  return new EC2Client(clientSettings(stage.cloud, account));
}
