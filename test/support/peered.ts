import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, HUB_VPC } from "./fleet.ts";
import { converge } from "./look.ts";
import { ALPHA, alpha, endpoint, hub, OPEN_GROUP, SSM_ENDPOINT, type WorldParts, world } from "./scenario.ts";
import { createStage, type Stage } from "./stage.ts";

/** S0's network by hand: alpha, with workloads in two subnets, peered with the hub VPC. Routes are added by `route`. */
export async function peered(
  options: { readonly accept?: boolean; readonly parts?: WorldParts } = {},
): Promise<Peered> {
  const stage = createStage(
    JSON.stringify({
      network: "asWritten",
      ...JSON.parse(world({ alphaVpc: { subnets: 2 }, ...options.parts })),
    }),
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

export const OTHER = "vpce-0e000000000000009";
export const CLOSED = "sg-0c000000000000001";

/** Alpha is served over its peering; beside its endpoint stands another one of the service, whose group does not admit alpha. */
export async function twoEndpoints(): Promise<Peered> {
  const closed = { id: CLOSED, name: "closed", httpsFrom: ["10.9.0.0/16"] };
  const open = { id: OPEN_GROUP, name: "endpoints", httpsFrom: ["10.0.0.0/8"] };
  const at = await peered({
    parts: {
      hubVpc: { securityGroups: [open, closed] },
      endpoints: [
        { id: SSM_ENDPOINT, service: "ssm" },
        { id: OTHER, service: "ssm", securityGroups: [CLOSED] },
      ],
    },
  });
  await route(at, "there");
  await route(at, "back");
  await converge(at.stage, [hub(), endpoint("ssm", { existing: { id: SSM_ENDPOINT } }), alpha()]);
  return at;
}

/** Somebody lets a range in at port 443. */
export async function admit(stage: Stage, GroupId: string, CidrIp: string): Promise<void> {
  const range = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] };
  const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [range] });
  await stage.clock.run(ec2(stage, HUB).send(command));
}

function ec2(stage: Stage, account: string): EC2Client {
  return new EC2Client(clientSettings(stage.cloud, account));
}
