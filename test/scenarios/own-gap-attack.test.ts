import { expect, test } from "vitest";
import { HUB_VPC } from "../support/fleet.ts";
import { finding, propagate } from "../support/look.ts";
import { definitionsInMemory, OWN, ownWorld } from "../support/own-endpoint-scene.ts";
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

test("private DNS that somebody else switches off meanwhile is theirs: no tag, and the VPC joins by the next pass", async () => {
  const { stage, files } = await gapScene();
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  stage.cloud.onCall(({ phase, call: { operation } }) => {
    if (own && phase === "after" && operation === "CreateVPCAssociationAuthorization") own.privateDns = false;
  });
  const pass = async () => {
    const { outcomes } = await stage.operator().apply(files());
    await propagate(stage);
    return outcomes.flatMap(({ failure }) => failure?.error ?? []);
  };
  expect(await pass()).toEqual(["OwnEndpointChanged"]);
  expect(stage.cloud.calls.list({ operation: "CreateTags", account: ALPHA.account })).toEqual([]);
  expect(await pass()).toEqual([]);
  expect(own?.tags.has("vpceop/handed-over")).toBe(false);
  expect(stage.cloud.resolve(ALPHA.vpc, SSM).from.kind).toBe("private-zone");
});

test("a name that AWS adds to it meanwhile keeps it on: nobody was told that this one becomes public", async () => {
  const { stage, files } = await gapScene();
  const own = stage.cloud.estate.network.endpoints.get(OWN);
  stage.cloud.onCall(({ phase, call: { operation } }) => {
    if (phase === "after" && operation === "CreateVPCAssociationAuthorization")
      own?.privateNames.push(`more.${SSM}`);
  });
  const { outcomes } = await stage.operator().apply(files());
  expect(outcomes.flatMap(({ failure }) => failure?.message ?? [])).toEqual([
    expect.stringContaining(`its private DNS holds more.${SSM} too`),
  ]);
  expect(own).toMatchObject({ privateDns: true });
});

test("it is not deleted where its VPC was taken out of the zone a moment ago", async () => {
  const { stage, files } = await gapScene();
  const { kept, store } = definitionsInMemory();
  const pass = () => stage.operator({ definitions: store }).apply(files());
  for (let n = 0; n < 3; n++) {
    await pass();
    await propagate(stage);
  }
  await stage.clock.run(stage.clock.sleep(25 * 3_600_000));
  const aMinuteLater = stage.clock.sleep(60_000).then(() => {
    for (const { vpcs } of stage.cloud.estate.zones.byId.values()) vpcs.delete(ALPHA.vpc);
  });
  const { plan, outcomes } = await pass();
  await aMinuteLater; // that the zone answers is waited for meanwhile
  expect(plan.actions.map(({ kind }) => kind)).toContain("deleteOwn");
  expect(outcomes.flatMap(({ failure }) => failure?.error ?? [])).toEqual(["NotConfirmed"]);
  expect(stage.cloud.estate.network.endpoints.has(OWN)).toBe(true);
  expect(kept.get(OWN)?.isDeleted).toBeUndefined();
});
