import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { Stage } from "../support/stage.ts";

const COMMANDS = {
  ChangeResourceRecordSets: ChangeResourceRecordSetsCommand,
  ChangeTagsForResource: ChangeTagsForResourceCommand,
  CreateVPCAssociationAuthorization: CreateVPCAssociationAuthorizationCommand,
  DeleteHostedZone: DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZone: DisassociateVPCFromHostedZoneCommand,
};

/** Calls that an account's administrator makes by hand; what AWS refuses does not happen, as with any person. */
export function byHand({ clock, cloud }: Stage, account: string) {
  const client = new Route53Client(clientSettings(cloud, account));
  return async (operation: keyof typeof COMMANDS, input: object): Promise<void> => {
    const Command = COMMANDS[operation] as unknown as new (input: never) => never;
    const command = new Command(input as never);
    await clock.run(
      client.send(command).then(
        () => undefined,
        () => undefined,
      ),
    );
  };
}
