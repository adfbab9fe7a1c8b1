import { ChangeTagsForResourceCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { zoneClaim } from "../../src/model/ownership.ts";
import { ANCHOR, fleet, REGION, spokeVpc, zoneName } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  finding,
  propagate,
  said,
  snapshot,
  vpcInput,
  zones,
} from "../support/look.ts";
import { endpoint, hub, type Place, PRIVATE, SSM, SSM_ENDPOINT, spoke, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files, type Stage } from "../support/stage.ts";

/** Three VPCs to a zone, of which the anchor takes one; so a fleet of four has two shards. */
const QUOTAS = { vpcsPerZone: 3 };
const NAME = zoneName(0);
const four = (zoneCount = 1) =>
  fleet({ zones: zoneCount, vpcs: 4, accounts: 2, quotas: JSON.stringify(QUOTAS) });

const without = (files: Files, ...spokes: number[]): Files =>
  files.filter(({ path }) => !spokes.some((n) => path.endsWith(`spoke-${n}.yaml`)));

const shard = (stage: Stage, number: number, name = NAME) => {
  const found = zones(stage).find((z) => z.name === name && z.callerReference.includes(`/${number}/`));
  if (!found) throw new Error(`no shard ${number} of ${name}`);
  return found;
};

const tag = (stage: Stage, ResourceId: string, tags: Readonly<Record<string, string>>) =>
  byHand(stage).send(
    new ChangeTagsForResourceCommand({
      ResourceType: "hostedzone",
      ResourceId,
      AddTags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );

test.each([0, 1])(
  "semantics 10: shard %i, taken over by another owner, is told and not touched",
  async (number) => {
    const { files, world: estate } = four();
    const stage = createStage(estate, { quotas: QUOTAS });
    await converge(stage, files);
    const [ours] = desiredFrom(files).hubs;
    if (!ours) throw new Error("no hub");
    const theirs = { ...ours, owner: "team-b" as typeof ours.owner };
    await tag(stage, shard(stage, number).id, zoneClaim(theirs, "default", NAME as never));
    const before = snapshot(stage);
    for (let pass = 0; pass < 2; pass++) {
      const { plan } = await stage.operator().apply(files);
      expect(finding(plan, "TakenOver").kind).toBe("conflict");
      expect(snapshot(stage)).toEqual(before);
    }
  },
);

test("semantics 25: spokes that leave with an emptied shard are weighed like any others", async () => {
  const { files, world: estate } = four(2);
  const stage = createStage(estate, { quotas: QUOTAS });
  await converge(stage, files);
  const narrowed = files.map((f) =>
    /spoke-[23]/.test(f.path)
      ? { ...f, text: f.text.replace(/ \}\n$/, ", endpoints: { names: [e1] } }\n") }
      : f,
  );
  const plan = await stage.operator().plan(narrowed);
  expect(finding(plan, "TooManyRemovals").message).toContain("2 of 4 spoke VPCs");
  expect(actionsOf(plan)).toEqual([]);
});

test("semantics 12: a shard is not taken for emptied while a spoke's own account shows it there", async () => {
  const { files, world: estate } = four();
  const stage = createStage(estate, { quotas: QUOTAS });
  await converge(stage, without(files, 3));
  stage.cloud.faults.add({ fault: "stale", operation: "GetHostedZone", writes: 1000 });
  await stage.operator().apply(files); // 3 joins shard 1, and the list does not show it
  const { plan } = await stage.operator().apply(without(files, 0, 2), { allowRemovals: () => true });
  expect(actionsOf(plan, "deleteZone")).toEqual([]);
  stage.cloud.faults.clear();
  await propagate(stage);
  expect(answer(stage, spokeVpc(3), NAME)).toContain(PRIVATE);
});

test("semantics 12: the last look before an emptied shard goes finds who joined it unseen", async () => {
  const { files, world: estate } = four();
  const stage = createStage(estate, { quotas: QUOTAS });
  await converge(stage, without(files, 3));
  const { id } = shard(stage, 1);
  const stop = stage.cloud.onCall(({ phase, call }) => {
    const isLastLook = phase === "before" && call.operation === "DisassociateVPCFromHostedZone";
    const live = stage.cloud.estate.zones.byId.get(id);
    if (isLastLook) live?.vpcs.set(spokeVpc(3), { VPCId: spokeVpc(3), VPCRegion: "eu-west-1" });
  });
  const { outcomes } = await stage.operator().apply(without(files, 2, 3), { allowRemovals: () => true });
  stop();
  expect(outcomes.find((o) => o.key.startsWith("deleteZone"))).toMatchObject({
    result: "failed",
    failure: { error: "ZoneInUse", message: expect.stringContaining(spokeVpc(3)) },
  });
  expect(shard(stage, 1).records.some((r) => r.Type === "A")).toBe(true);
});

test("semantics 8, 12: tags unread, a zone taken over by tag is not made a second time beside its shard", async () => {
  const { files, world: estate } = four();
  const stage = createStage(estate, { quotas: QUOTAS });
  const input = { Name: NAME, CallerReference: "terraform-1", VPC: vpcInput(ANCHOR) };
  await byHand(stage).send(
    new CreateHostedZoneCommand({ ...input, HostedZoneConfig: { PrivateZone: true } }),
  );
  const adopting = files.map((f) =>
    f.path.endsWith("e0.yaml")
      ? {
          ...f,
          text: f.text.replace(/ \}\n$/, ", adoptZones: true, takeOwnership: true, takeRecords: true }\n"),
        }
      : f,
  );
  for (let pass = 0; pass < 3; pass++) await stage.operator().apply(adopting);
  expect(zones(stage)).toHaveLength(2);
  stage.cloud.faults.add({ fault: "deny", operation: "ListTagsForResources" });
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toContain("unknown AccessDenied");
  expect(actionsOf(plan)).toEqual([]);
  expect(zones(stage)).toHaveLength(2);
});

const PLACES = [0, 1, 2, 3, 4].map((i) => ({ account: "222222222222", vpc: spokeVpc(i) }));
const crowdOfAlpha = {
  vpcs: PLACES.map(({ vpc }, i) => ({
    id: vpc,
    region: "eu-west-1",
    cidr: `10.${20 + i}.0.0/16`,
  })),
};

/** Two sets of one service, and the set that each spoke has chosen. */
function sets(...chosen: string[]): Files {
  return [
    hub({ quotas: QUOTAS }),
    ...["test", "prod"].map((set) => endpoint("ssm", { set, existing: { tags: { set } } }, `ssm-${set}`)),
    ...chosen.map((set, i) => spoke(`s${i}`, PLACES[i] as Place, { endpoints: { names: [`ssm-${set}`] } })),
  ];
}

const TWO_SETS = world({
  endpoints: [
    { id: SSM_ENDPOINT, service: "ssm", tags: { set: "test" } },
    { id: "vpce-0e000000000000009", service: "ssm", tags: { set: "prod" } },
  ],
  alpha: crowdOfAlpha,
});

async function passes(stage: Stage, files: Files, count = 6): Promise<void> {
  for (let pass = 0; pass < count; pass++) {
    await stage.operator().apply(files, { allowRemovals: () => true });
    await propagate(stage);
  }
  expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
}

/** How many spokes are in each zone that has any, with the set's name. */
function held(stage: Stage): string[] {
  return zones(stage).flatMap(({ vpcs, tags }) => {
    const spokes = vpcs.filter((vpc) => vpc !== ANCHOR).map((vpc) => vpc.slice(-1));
    return spokes.length > 0 ? [`${tags["vpce-operator/set"]}: ${spokes.join(" ")}`] : [];
  });
}

test("semantics 33: three shards' worth of spokes move to another set, a zone at a time", async () => {
  const stage = createStage(TWO_SETS, { quotas: QUOTAS });
  for (const set of ["prod", "test"]) await passes(stage, sets(set, set, set, set, set));
  expect(held(stage).sort()).toEqual(["test: 0 1", "test: 2 3", "test: 4"]);
  for (const { vpc } of PLACES) expect(answer(stage, vpc, SSM)).toContain(PRIVATE);
});

test("semantics 21, 33: two full zones swap a spoke each", async () => {
  const stage = createStage(TWO_SETS, { quotas: QUOTAS });
  await passes(stage, sets("test", "test", "prod", "prod"), 4);
  await passes(stage, sets("test", "prod", "test", "prod"), 4);
  expect(held(stage).sort()).toEqual(["prod: 1 3", "test: 0 2"]);
});

test("semantics 33: a set without spokes does not keep the anchor from one that has some", async () => {
  const stage = createStage(TWO_SETS, { quotas: QUOTAS });
  await passes(stage, sets("test", "test"), 2);
  expect(held(stage)).toEqual(["test: 0 1"]);
});

test("semantics 5, 33: a VPC that has to stay keeps its place, and a newcomer gets another zone", async () => {
  const names = {
    parent: `codeartifact.${REGION}.amazonaws.com`,
    child: `d.codeartifact.${REGION}.amazonaws.com`,
  };
  const quotas = { vpcsPerZone: 4 };
  const estate = world({
    services: { "codeartifact.api": [names.parent], "codeartifact.repositories": [`*.${names.child}`] },
    endpoints: [
      { id: SSM_ENDPOINT, service: "codeartifact.api" },
      { id: "vpce-0e000000000000009", service: "codeartifact.repositories" },
    ],
    alpha: crowdOfAlpha,
  });
  const base = [hub({ quotas }), endpoint("codeartifact.api"), endpoint("codeartifact.repositories")];
  const spokes = (...numbers: number[]) => numbers.map((i) => spoke(`s${i}`, PLACES[i] as Place));
  const stage = createStage(estate, { quotas });
  await passes(stage, [...base, ...spokes(0, 1, 2)], 1);
  const onlyParent = spoke("s0", PLACES[0] as Place, { endpoints: { names: ["codeartifact.api"] } });
  await passes(stage, [...base, onlyParent, ...spokes(1, 2, 3)], 2);
  expect(answer(stage, spokeVpc(3), names.child)).toContain(PRIVATE);
});

test("semantics 29: a suspended spoke's place in a zone that it no longer chooses is not given away", async () => {
  const { files, world: estate } = four(2);
  const stage = createStage(estate, { quotas: QUOTAS });
  await converge(stage, without(files, 2, 3));
  const paused = without(files, 3).map((f) =>
    f.path.endsWith("spoke-0.yaml")
      ? { ...f, text: f.text.replace(/ \}\n$/, ", suspend: true, endpoints: { names: [e1] } }\n") }
      : f,
  );
  await converge(stage, paused);
  expect(shard(stage, 0).vpcs).toEqual([spokeVpc(0), spokeVpc(1)]);
  expect(shard(stage, 1).vpcs).toContain(spokeVpc(2));
});

test("semantics 25: newcomers to a full zone do not wait for removals that the guard holds", async () => {
  const quotas = { vpcsPerZone: 5 };
  const { files, world: estate } = fleet({ zones: 1, vpcs: 6, accounts: 0, quotas: JSON.stringify(quotas) });
  const stage = createStage(estate, { quotas });
  await converge(stage, without(files, 4, 5));
  const { plan } = await stage.operator().apply(without(files, 0, 1));
  expect(said(plan)).toEqual(["withheld TooManyRemovals", "note Shards"]);
  expect(shard(stage, 1).vpcs).toEqual([ANCHOR, spokeVpc(4), spokeVpc(5)].sort());
});

test("semantics 9: an emptied shard with somebody's record stays, and its spokes leave all the same", async () => {
  const { files, world: estate } = four();
  const stage = createStage(estate, { quotas: QUOTAS });
  await converge(stage, files);
  stage.cloud.estate.zones.byId.get(shard(stage, 1).id)?.records.set("x TXT", {
    Name: `x.${NAME}.`,
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"theirs"' }],
  });
  const { plan } = await stage.operator().apply(without(files, 2, 3), { allowRemovals: () => true });
  expect(said(plan)).toContain("withheld ForeignRecords");
  expect(shard(stage, 1).vpcs).toEqual([ANCHOR]);
});
