import {
  ChangeResourceRecordSetsCommand,
  DisassociateVPCFromHostedZoneCommand,
  ListHostedZonesCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Simulation } from "../simulation.ts";

/** What a person with the hub account's console might do: the drift that the operator repairs. */
export async function breakByHand({ url }: Simulation, desired: Desired): Promise<string[]> {
  const [hub] = desired.hubs;
  const spoke = desired.spokes.find((s) => s.name === "data-prod");
  if (!hub || !spoke) throw new Error("the sample has a hub and a spoke data-prod");
  const route53 = new Route53Client({
    endpoint: url,
    region: hub.region,
    credentials: { accessKeyId: hub.account, secretAccessKey: "simulated" },
  });
  const { HostedZones } = await route53.send(new ListHostedZonesCommand({}));
  const idOf = (name: string) => HostedZones?.find((z) => z.Name === `${name}.`)?.Id ?? "";
  const left = `ssm.${hub.region}.amazonaws.com`;
  const bent = `ssmmessages.${hub.region}.amazonaws.com`;
  await route53.send(
    new DisassociateVPCFromHostedZoneCommand({
      HostedZoneId: idOf(left),
      VPC: { VPCId: spoke.vpc, VPCRegion: spoke.region as never },
    }),
  );
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: idOf(bent),
      ChangeBatch: {
        Changes: [
          {
            Action: "UPSERT",
            ResourceRecordSet: { Name: bent, Type: "A", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] },
          },
        ],
      },
    }),
  );
  route53.destroy();
  return [`disassociated ${spoke.vpc} (spoke data-prod) from ${left}`, `pointed ${bent} at 192.0.2.1`];
}
