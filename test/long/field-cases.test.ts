import { expect, test } from "vitest";
import { forecastOf } from "../../src/model/cost/forecast.ts";
import { SPREAD_SECONDS } from "../../src/model/cost/pace.ts";
import { REGION } from "../support/fleet.ts";
import { actionsOf, said } from "../support/look.ts";
import { alpha, endpoint, hub, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

test("field case 18: 59 managed endpoints with one policy fit a quota of 80, and the forecast is right within 5 %", async () => {
  const subnet = "subnet-0a000000000000001";
  const services = Array.from({ length: 59 }, (_, i) => `service-${i}`);
  const stage = createStage(
    world({
      services: Object.fromEntries(
        services.map((service) => [service, [`${service}.${REGION}.amazonaws.com`]]),
      ),
      endpoints: [],
      hub: { quotas: { endpointsPerVpc: 80 } },
      hubVpc: { subnets: [{ id: subnet, cidr: "10.0.0.0/20", zone: `${REGION}a` }] },
    }),
    { insyncMs: 30_000, endpointPendingMs: 60_000 },
  );
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }];
  const endpointDefaults = { subnets: [subnet], policy: { Version: "2012-10-17", Statement } };
  const all = { service: undefined, hubPrivateDns: undefined, services, managed: {} };
  const documents = (quotas: object) => [hub({ endpointDefaults, quotas }), endpoint("all", all), alpha()];
  expect(said(await stage.operator().plan(documents({})))).toContain("withheld EndpointQuota");
  const files = documents({ endpointsPerVpc: 80 });
  const planner = stage.operator();
  await stage.clock.run(stage.clock.sleep(3_600_000));
  const plan = await planner.plan(files);
  expect(actionsOf(plan, "createEndpoint")).toHaveLength(59);
  const { seconds } = forecastOf(plan.actions, undefined, {
    reads: planner.accounts.callsMade(),
    waits: { insync: 30, available: 60 },
    latencySeconds: 0.04,
    spreadSeconds: SPREAD_SECONDS.min,
  });
  await stage.clock.run(stage.clock.sleep(3_600_000));
  const start = stage.clock.now();
  const { outcomes } = await stage.operator().apply(files);
  const took = Math.max(...outcomes.map(({ endedAt }) => endedAt ?? 0)) - start;
  expect(outcomes.every(({ result }) => result === "done")).toBe(true);
  expect(Math.abs((seconds * 1000) / took - 1)).toBeLessThan(0.05);
  const policies = [...stage.cloud.estate.network.endpoints.values()].map(({ policy }) => JSON.parse(policy));
  expect(policies).toEqual(Array.from({ length: 59 }, () => endpointDefaults.policy));
});
