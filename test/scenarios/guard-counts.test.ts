import { expect, test } from "vitest";
import { fleet, REGION, spokeVpc } from "../support/fleet.ts";
import {
  actionsOf,
  converge,
  digestIn,
  filesWithout,
  finding,
  propagate,
  said,
  stageWith,
  zones,
} from "../support/look.ts";
import {
  alpha,
  beta,
  endpoint,
  hub,
  KMS_ENDPOINT,
  type Place,
  SSM_ENDPOINT,
  spoke,
  world,
} from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";

/** Semantics 25: what the guard counts, and against what. */

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const WITH_SUBNETS = world({
  hubVpc: { subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })) },
});
const managed = (service: string) =>
  endpoint(service, { hubPrivateDns: undefined, managed: { subnets: SUBNETS } });
const existing = (service: string, id: string) =>
  endpoint(service, { hubPrivateDns: undefined, existing: { id } });

test("semantics 25: managed endpoints that go and aliases that lead elsewhere are counted by themselves: one may, two of two are held", async () => {
  const stage = await stageWith([hub(), managed("ssm"), managed("kms"), alpha(), beta()], WITH_SUBNETS);
  const both = [hub(), existing("ssm", SSM_ENDPOINT), existing("kms", KMS_ENDPOINT), alpha(), beta()];
  const plan = await stage.operator().plan(both);
  const { message, todo } = finding(plan, "TooManyRemovals");
  expect(message).toContain("2 of 2 managed endpoints");
  expect(message).toContain("points the aliases of 2 of 2 endpoints elsewhere");
  expect(plan.actions).toEqual([]);
  expect(todo).toContain(`--allow-removals ${digestIn(plan)}`);
  const one = [hub(), existing("ssm", SSM_ENDPOINT), managed("kms"), alpha(), beta()];
  const allowed = await stage.operator().plan(one);
  expect(actionsOf(allowed, "deleteEndpoint")).toHaveLength(1);
  expect(allowed.actions).toContainEqual(expect.objectContaining({ kind: "changeRecords", repoints: true }));
});

test.each([
  { gone: 1, isHeld: false },
  { gone: 2, isHeld: true },
])(
  "semantics 25: of seven zones, 20 % is one and a fraction: $gone may go: held $isHeld",
  async ({ gone, isHeld }) => {
    const { files, world: estate } = fleet({ zones: 7, vpcs: 2, accounts: 0 });
    const stage = await stageWith(files, estate);
    const left = filesWithout(files, ...["e0.yaml", "e1.yaml"].slice(0, gone));
    const plan = await stage.operator().plan(left);
    expect(said(plan)).toEqual(isHeld ? ["withheld TooManyRemovals"] : []);
    expect(actionsOf(plan, "deleteZone")).toHaveLength(isHeld ? 0 : gone);
  },
);

/** Four VPCs to a zone, of which the anchor takes one. */
const QUOTAS = { vpcsPerZone: 4 };
const PLACES = [0, 1, 2, 3, 4, 5].map((i): Place => ({ account: "222222222222", vpc: spokeVpc(i) }));
const TWO_SETS = world({
  endpoints: [
    { id: SSM_ENDPOINT, service: "ssm", tags: { set: "test" } },
    { id: "vpce-0e000000000000009", service: "ssm", tags: { set: "prod" } },
  ],
  alpha: {
    vpcs: PLACES.map(({ vpc }, i) => ({ id: vpc, region: REGION, cidr: `10.${20 + i}.0.0/16` })),
  },
});

function sets(...chosen: string[]): Files {
  return [
    hub({ quotas: QUOTAS }),
    ...["test", "prod"].map((set) => endpoint("ssm", { set, existing: { tags: { set } } }, `ssm-${set}`)),
    ...chosen.map((set, i) => spoke(`s${i}`, PLACES[i] as Place, { endpoints: { names: [`ssm-${set}`] } })),
  ];
}

test("semantics 25: VPCs that move to another zone of the name are not removed, though the shard that they leave goes", async () => {
  const stage = createStage(TWO_SETS, { quotas: QUOTAS });
  const before = sets("test", "test", "test", "test", "test", "prod");
  for (let pass = 0; pass < 4; pass++) await stage.operator().apply(before);
  await propagate(stage);
  const { plan } = await converge(stage, sets("test", "test", "test", "prod", "prod", "prod"));
  expect(plan.hubCounts).toMatchObject([{ spokes: 6, spokesRemoved: 0, zones: 3, zonesRemoved: 0 }]);
  expect(actionsOf(plan, "move")).toHaveLength(2);
  expect(actionsOf(plan, "deleteZone")).toHaveLength(1);
  expect(zones(stage)).toHaveLength(2);
});
