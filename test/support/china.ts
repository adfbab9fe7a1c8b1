import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR } from "./fleet.ts";
import { ALPHA, hub, vpcOf } from "./scenario.ts";

/** The estate of `scenario.ts` in China, where some services' names begin with com.amazonaws and most with cn.com.amazonaws. */

export const CHINA = "cn-northwest-1";
const role = (account: string, name: string) => `arn:aws-cn:iam::${account}:role/${name}`;
const vpc = (id: string, third: number, more = {}) => ({ ...vpcOf(id, third), region: CHINA, ...more });

/** Endpoints of ec2 and sns; `services` changes what the Region has. */
export const chinaWorld = (services: object = {}): string =>
  JSON.stringify({
    services: { [CHINA]: services },
    accounts: {
      [OPERATOR]: {},
      [HUB]: {
        roles: [{ arn: role(HUB, "hub"), trusts: [OPERATOR] }],
        vpcs: [
          vpc(HUB_VPC, 0, {
            subnets: 2,
            endpoints: [
              { id: "vpce-0e000000000000001", service: `cn.com.amazonaws.${CHINA}.ec2` },
              { id: "vpce-0e000000000000002", service: `com.amazonaws.${CHINA}.sns` },
            ],
          }),
          vpc(ANCHOR, 8),
        ],
      },
      [ALPHA.account]: {
        roles: [{ arn: role(ALPHA.account, "spoke"), trusts: [OPERATOR], externalId: EXTERNAL_ID }],
        vpcs: [vpc(ALPHA.vpc, 1)],
      },
    },
  });

export const chinaHub = hub({
  region: CHINA,
  role: { arn: role(HUB, "hub") },
  spokeDefaults: { role: { arn: role("{account}", "spoke"), externalId: EXTERNAL_ID } },
});
