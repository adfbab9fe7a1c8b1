import { HUB_VPC, OPERATOR, REGION } from "./fleet.ts";
import { ALPHA, hub, worldAsWritten } from "./scenario.ts";
import { createStage, type Files, type Stage } from "./stage.ts";

/** S1's network: alpha and the hub VPC are attached to a transit gateway of a third account, in each of their zones. */
export const NETWORK = "999999999999";
export const GATEWAY = "tgw-0a000000000000001";
export const GATEWAY_TABLE = "tgw-rtb-0a000000000000001";
const ROLE = `arn:aws:iam::${NETWORK}:role/network`;

export function byGateway(): Stage {
  return createStage(
    worldAsWritten({
      hubVpc: { subnets: subnetsOf("a", "10.0") },
      alphaVpc: { subnets: subnetsOf("b", "10.1") },
      accounts: {
        [NETWORK]: {
          roles: [{ name: "network", trusts: [OPERATOR] }],
          transitGateways: [
            {
              id: GATEWAY,
              region: REGION,
              routeTables: [{ id: GATEWAY_TABLE, default: true }],
              attachments: [
                attachment("a", HUB_VPC, "10.1.0.0/16"),
                attachment("b", ALPHA.vpc, "10.0.0.0/16"),
              ],
            },
          ],
        },
      },
    }),
  );
}

/** The hub's document with the gateway, its owner and a role there. */
export function hubWithGateway(): Files[number] {
  return hub({ network: { transitGateway: { id: GATEWAY, account: NETWORK, role: { arn: ROLE } } } });
}

const idOf = (letter: string, zone: number) => `subnet-0${letter}00000000000000${zone}`;
const doorOf = (letter: string, zone: number) => `subnet-0${letter}00000000000001${zone}`;

/** Of each zone one where somebody lives, and a small one for the attachment. */
const subnetsOf = (letter: string, range: string) =>
  [1, 2].flatMap((zone) => [
    { id: idOf(letter, zone), cidr: `${range}.${zone}.0/24`, zone: `euw1-az${zone}` },
    { id: doorOf(letter, zone), cidr: `${range}.9.${zone * 16}/28`, zone: `euw1-az${zone}` },
  ]);

const attachment = (letter: string, vpc: string, routed: string) => ({
  id: `tgw-attach-0${letter}000000000000001`,
  vpc,
  subnets: [1, 2].map((zone) => doorOf(letter, zone)),
  routed: [routed],
});
