import { expect, test } from "vitest";
import { CHINA, chinaHub, chinaWorld } from "../support/china.ts";
import { actionsOf, answer, converge, finding } from "../support/look.ts";
import { ALPHA, alpha, endpoint, PRIVATE } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const WORLD = chinaWorld();
const short = [chinaHub, endpoint("ec2"), endpoint("sns"), alpha()];

test("a short name stands for the service that AWS lists, under whichever prefix", async () => {
  const stage = createStage(WORLD, { region: CHINA });
  const { plan } = await converge(stage, short);
  expect(plan.findings.filter(({ kind }) => kind !== "note")).toEqual([]);
  for (const name of ["ec2", "sns"])
    expect(answer(stage, ALPHA.vpc, `${name}.${CHINA}.amazonaws.com.cn`)).toContain(PRIVATE);
  const full = [
    chinaHub,
    endpoint(`cn.com.amazonaws.${CHINA}.ec2`, {}, "ec2"),
    endpoint(`com.amazonaws.${CHINA}.sns`, {}, "sns"),
    alpha(),
  ];
  expect(actionsOf(await stage.operator().plan(full))).toEqual([]);
});

test("services that the list has under one prefix are not asked for under the other", async () => {
  const stage = createStage(WORLD, { region: CHINA });
  await stage.operator().plan(short);
  const asked = stage.cloud.calls.list({ operation: "DescribeVpcEndpointServices" });
  expect(asked).toHaveLength(1);
});

test("semantics 12: a service that the list leaves out for a while keeps what it has", async () => {
  const stage = createStage(WORLD, { region: CHINA });
  await converge(stage, short);
  stage.cloud.estate.network.services.set(CHINA, `com.amazonaws.${CHINA}.sns`, undefined);
  const plan = await stage.operator().plan(short);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "ServiceNotListed").message).toContain(`com.amazonaws.${CHINA}.sns`);
});
