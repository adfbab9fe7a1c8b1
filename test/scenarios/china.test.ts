import { expect, test } from "vitest";
import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR } from "../support/fleet.ts";
import { actionsOf, answer, converge, finding } from "../support/look.ts";
import { ALPHA, alpha, endpoint, hub, PRIVATE, vpcOf } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

/** In China some services' names begin with com.amazonaws and most with cn.com.amazonaws. */

const REGION = "cn-northwest-1";
const role = (account: string, name: string) => `arn:aws-cn:iam::${account}:role/${name}`;
const vpc = (id: string, third: number, more = {}) => ({ ...vpcOf(id, third), region: REGION, ...more });
const WORLD = JSON.stringify({
  accounts: {
    [OPERATOR]: {},
    [HUB]: {
      roles: [{ arn: role(HUB, "hub"), trusts: [OPERATOR] }],
      vpcs: [
        vpc(HUB_VPC, 0, {
          endpoints: [
            { id: "vpce-0e000000000000001", service: `cn.com.amazonaws.${REGION}.ec2` },
            { id: "vpce-0e000000000000002", service: `com.amazonaws.${REGION}.sns` },
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

const HOME = hub({
  region: REGION,
  role: { arn: role(HUB, "hub") },
  spokeDefaults: { role: { arn: role("{account}", "spoke"), externalId: EXTERNAL_ID } },
});
const short = [HOME, endpoint("ec2"), endpoint("sns"), alpha()];

test("a short name stands for the service that AWS lists, under whichever prefix", async () => {
  const stage = createStage(WORLD, { region: REGION });
  const { plan } = await converge(stage, short);
  expect(plan.findings.filter(({ kind }) => kind !== "note")).toEqual([]);
  for (const name of ["ec2", "sns"])
    expect(answer(stage, ALPHA.vpc, `${name}.${REGION}.amazonaws.com.cn`)).toContain(PRIVATE);
  const full = [
    HOME,
    endpoint(`cn.com.amazonaws.${REGION}.ec2`, {}, "ec2"),
    endpoint(`com.amazonaws.${REGION}.sns`, {}, "sns"),
    alpha(),
  ];
  expect(actionsOf(await stage.operator().plan(full))).toEqual([]);
});

test("services that the list has under one prefix are not asked for under the other", async () => {
  const stage = createStage(WORLD, { region: REGION });
  await stage.operator().plan(short);
  const asked = stage.cloud.calls.list({ operation: "DescribeVpcEndpointServices" });
  expect(asked).toHaveLength(1);
});

test("semantics 12: a service that the list leaves out for a while keeps what it has", async () => {
  const stage = createStage(WORLD, { region: REGION });
  await converge(stage, short);
  stage.cloud.estate.network.services.set(REGION, `com.amazonaws.${REGION}.sns`, undefined);
  const plan = await stage.operator().plan(short);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "ServiceNotListed").message).toContain(`com.amazonaws.${REGION}.sns`);
});
