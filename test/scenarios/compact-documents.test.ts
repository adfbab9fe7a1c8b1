import { expect, test } from "vitest";
import { REGION } from "../support/fleet.ts";
import { actionsOf, answer, converge } from "../support/look.ts";
import { ALPHA, alpha, endpoint, hub, KMS, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const TOGETHER = endpoint("", { service: undefined, services: ["ssm", "kms"] }, "core");
const APART = [endpoint("ssm"), endpoint("kms", {}, "keys")];

test("a document of several services shares each of them", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), TOGETHER, alpha()]);
  for (const name of [SSM, KMS]) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
});

test.each([
  ["splitting", [TOGETHER], APART],
  ["merging", APART, [TOGETHER]],
])("%s documents changes nothing in AWS", async (_, before, after) => {
  const stage = createStage(world());
  await converge(stage, [hub(), ...before, alpha()]);
  expect(actionsOf(await stage.operator().plan([hub(), ...after, alpha()]))).toEqual([]);
});

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const EMPTY = world({
  endpoints: [],
  hubVpc: {
    subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })),
    securityGroups: [{ id: "sg-0a0000000000000a1", name: "open", httpsFrom: ["10.0.0.0/8"] }],
  },
});

test("a managed endpoint has the policy and tags of its hub, and is the same one when documents are split", async () => {
  const policy = JSON.stringify({
    Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }],
  });
  const centre = hub({ endpointDefaults: { subnets: SUBNETS, policy, tags: { team: "net" } } });
  const spec = { hubPrivateDns: undefined, managed: { tags: { cost: "7" } } };
  const stage = createStage(EMPTY);
  const together = endpoint("", { ...spec, service: undefined, services: ["ssm", "kms"] }, "core");
  await converge(stage, [centre, together, alpha()]);
  const made = [...stage.cloud.estate.network.endpoints.values()];
  expect(made.map((one) => [one.policy, one.tags.get("team"), one.tags.get("cost")])).toEqual([
    [policy, "net", "7"],
    [policy, "net", "7"],
  ]);
  const apart = [endpoint("ssm", spec), endpoint("kms", spec)];
  expect(actionsOf(await stage.operator().plan([centre, ...apart, alpha()]))).toEqual([]);
});
