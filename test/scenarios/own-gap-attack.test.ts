import { expect, test } from "vitest";
import { HUB_VPC } from "../support/fleet.ts";
import { finding, propagate } from "../support/look.ts";
import { ownWorld } from "../support/own-endpoint-scene.ts";
import { gapScene, spellsOf } from "../support/own-gap-scene.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, GAMMA, gamma, hub, LOCAL, SSM, spoke } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";

/** Windows of spokes' own endpoints, attacked: by who denies, who is slow, and what people write meanwhile (semantics 59). */

const KEEP = { redundantEndpoints: "keep" };
const told = (spells: ReturnType<typeof spellsOf>) => spells.map((one) => one.said);

/** Alpha, beta and gamma have an endpoint of their own each, and the hub ten spokes: two go in one pass. */
function threeOwners(options = {}) {
  const written = JSON.parse(ownWorld());
  const [model] = written.accounts[ALPHA.account].vpcs;
  for (const [{ account, vpc }, n] of [
    [BETA, 2],
    [GAMMA, 3],
  ] as const) {
    written.accounts[account].vpcs = [
      {
        ...model,
        id: vpc,
        cidr: `10.${n}.0.0/16`,
        endpoints: [{ ...model.endpoints[0], id: `vpce-0b0000000000000${n}a` }],
      },
    ];
    written.accounts[account].peerings = [
      { id: `pcx-0b00000000000000${n}`, from: vpc, to: HUB_VPC, routed: true },
    ];
  }
  const stage = createStage(JSON.stringify(written), options);
  const spec = {
    redundantEndpoints: "remove",
    acceptSourceChange: true,
    acceptDifferences: ["clients"],
    allowGap: true,
  };
  const others = Array.from({ length: 7 }, (_, n) =>
    spoke(
      `other-${n}`,
      { account: LOCAL.account, vpc: `vpc-0c0000000000000${10 + n}` },
      { endpoints: "none" },
    ),
  );
  const files = (owners: number): Files =>
    [
      hub(),
      sharedBy("ssm"),
      ...others,
      ...[alpha, beta, gamma].slice(0, owners).map((one) => one(spec)),
    ] as Files;
  return { stage, files };
}

test("a window that does not shut in time keeps the pass from opening another one", async () => {
  const { stage, files } = threeOwners({ privateDnsReleaseMs: 7 * 60_000 });
  const pass = async (owners: number) => {
    const { outcomes } = await stage.operator().apply(files(owners));
    await propagate(stage);
    return outcomes.flatMap(({ failure }) => failure?.error ?? []);
  };
  for (let n = 0; n < 2; n++) await pass(1);
  const both = [BETA, GAMMA].map(({ vpc }) => spellsOf(stage, vpc));
  expect(await pass(3)).toEqual(["ConflictingDomainExists", "OtherWindowOpen"]);
  const isOn = (id: string) => stage.cloud.estate.network.endpoints.get(id)?.privateDns;
  expect([isOn("vpce-0b00000000000002a"), isOn("vpce-0b00000000000003a")]).toEqual([false, true]);
  for (let n = 0; n < 4; n++) await pass(3);
  expect(both.map(told)).toEqual([
    ["10.2.", "public", "10.0."],
    ["10.3.", "public", "10.0."],
  ]);
});

test("who may not switch private DNS on keeps its VPC in the zone", async () => {
  const { stage, files } = await gapScene();
  const pass = async (spec?: object) => {
    const { outcomes } = await stage.operator().apply(files(spec));
    await propagate(stage);
    return outcomes.flatMap(({ failure }) => failure?.error ?? []);
  };
  for (let n = 0; n < 2; n++) await pass();
  const spells = spellsOf(stage);
  const deny = { fault: "deny", operation: "ModifyVpcEndpoint", account: ALPHA.account } as const;
  const mend = stage.cloud.faults.add(deny);
  for (let n = 0; n < 2; n++) expect(await pass(KEEP)).toEqual(["UnauthorizedOperation"]);
  expect(told(spells)).toEqual(["10.0."]);
  mend();
  for (let n = 0; n < 2; n++) expect(await pass(KEEP)).toEqual([]);
  expect(told(spells)).toEqual(["10.0.", "public", "10.1."]);
});

test("denied in the middle of the way back, the next plan says what is public, and the next pass that may goes on", async () => {
  const { stage, files } = await gapScene();
  const pass = async (spec?: object) => {
    const { plan, outcomes } = await stage.operator().apply(files(spec));
    await propagate(stage);
    return { plan, failures: outcomes.flatMap(({ failure }) => failure?.error ?? []) };
  };
  for (let n = 0; n < 2; n++) await pass();
  const spells = spellsOf(stage);
  let mend: (() => unknown) | undefined;
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "DisassociateVPCFromHostedZone" || mend) return;
    mend = stage.cloud.faults.add({ fault: "deny", account: ALPHA.account, operation: "ModifyVpcEndpoint" });
  });
  expect((await pass(KEEP)).failures).toContain("UnauthorizedOperation");
  const { plan } = await pass(KEEP);
  expect(finding(plan, "OwnEndpointGap").message).toContain(`${SSM} is public in ${ALPHA.vpc}`);
  mend?.();
  await pass(KEEP);
  expect((await pass(KEEP)).plan.findings.map(({ reason }) => reason)).toEqual(["NameHeldByEndpoint"]);
  expect(told(spells)).toEqual(["10.0.", "public", "10.1."]);
});

test("who is chosen alone goes alone, and nobody along whose turn came before", async () => {
  const { stage, files } = threeOwners();
  for (let n = 0; n < 2; n++) {
    await stage.operator().apply(files(1));
    await propagate(stage);
  }
  await stage.clock.run(stage.clock.sleep(6 * 60_000));
  const both = [BETA, GAMMA].map(({ vpc }) => spellsOf(stage, vpc));
  const { outcomes } = await stage.operator().apply(files(3), { only: [{ kind: "spoke", name: "gamma" }] });
  expect(outcomes.map(({ result }) => result)).not.toContain("failed");
  await propagate(stage);
  expect(both.map(told)).toEqual([["10.2."], ["10.3.", "public", "10.0."]]);
});
