import { expect, test } from "vitest";
import { ANCHOR, fleet, OPERATOR, spokeVpc } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  filesWithout,
  finding,
  pairsOf,
  said,
  zoneNamed,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  KMS,
  PRIVATE,
  SSM,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta(), gamma()];
const NOWHERE = "vpc-0b0000000000000ff";
/** A second VPC of alpha's account. */
const NEW = { ...ALPHA, vpc: "vpc-0b00000000000001a" };

/** The documents, with alpha's replaced. */
const withAlpha = (...files: Files) => [...filesWithout(FILES, "spoke-alpha"), ...files];

async function settled(files: Files = FILES, text = twoVpcs()) {
  const stage = createStage(text);
  await converge(stage, files);
  stage.cloud.calls.clear();
  return stage;
}

/** Alpha's account with its VPC and another, as `more` makes it. */
function twoVpcs(more: Parameters<typeof vpcOf>[2] = {}): string {
  const parts = JSON.parse(world());
  parts.accounts[ALPHA.account].vpcs.push(vpcOf(NEW.vpc, 21, more));
  return JSON.stringify(parts);
}

test("semantics 25: a mistyped vpc takes nothing away: the old one stays until the new one can join", async () => {
  const stage = await settled();
  const files = withAlpha(alpha({ vpc: NOWHERE }));
  const { plan } = await stage.operator().apply(files);
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan).sort()).toEqual([
    "withheld OtherHalfWaits",
    "withheld OtherHalfWaits",
    "withheld VpcNotFound",
    "withheld VpcNotFound",
  ]);
  const kept = plan.findings.filter((f) => f.reason === "OtherHalfWaits");
  expect(kept.map((f) => f.zone).sort()).toEqual([KMS, SSM]);
  for (const { vpc, message, todo } of kept) {
    expect(vpc?.id).toBe(ALPHA.vpc);
    expect(message).toContain(`spoke alpha (${NOWHERE})`);
    expect(todo).toContain("suspend or delete that spoke");
  }
  for (const name of [SSM, KMS]) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
});

test("semantics 25: the slip corrected, nothing is left to do", async () => {
  const stage = await settled();
  await stage.operator().apply(withAlpha(alpha({ vpc: NOWHERE })));
  const plan = await stage.operator().plan(FILES);
  expect([actionsOf(plan), said(plan)]).toEqual([[], []]);
});

test("semantics 25: a changed vpc that can join takes the old one's place, in one pass", async () => {
  const stage = await settled();
  await converge(stage, withAlpha(spoke("alpha", NEW)));
  for (const zone of zones(stage)) expect(zone.vpcs).toEqual([ANCHOR, NEW.vpc, BETA.vpc, GAMMA.vpc].sort());
});

test("semantics 25: the old VPC waits as long as the new one's DNS attributes are off, and leaves then", async () => {
  const stage = await settled(FILES, twoVpcs({ enableDnsHostnames: false }));
  const files = withAlpha(spoke("alpha", NEW));
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toContain("withheld DnsAttributesOff");
  expect(actionsOf(plan)).toEqual([]);
  const vpc = stage.cloud.estate.network.vpcs.get(NEW.vpc);
  if (vpc) vpc.enableDnsHostnames = true;
  await converge(stage, files);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, NEW.vpc, BETA.vpc, GAMMA.vpc].sort());
});

for (const [what, spec] of [
  ["account", { account: BETA.account }],
  ["region", { region: "us-east-1" }],
  ["account that nobody can read", { account: "999999999999" }],
] as const)
  test(`semantics 25: a mistyped ${what} takes the VPC out of nothing`, async () => {
    const stage = await settled();
    const { plan } = await stage.operator().apply(withAlpha(alpha(spec)));
    expect(actionsOf(plan)).toEqual([]);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  });

test("semantics 25: a vpc and an account that do not go together keep the old VPC", async () => {
  const stage = await settled();
  const { plan } = await stage.operator().apply(withAlpha(alpha({ vpc: NEW.vpc, account: BETA.account })));
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld OtherHalfWaits");
});

test("semantics 25: a new VPC in an account that cannot be read keeps the old one", async () => {
  const stage = await settled();
  stage.cloud.identity.setClosed(ALPHA.account, true);
  const { plan } = await stage.operator().apply(withAlpha(spoke("alpha", NEW)));
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld OtherHalfWaits");
});

test("semantics 12, 25: a removal beside another spoke that cannot join waits, and goes when that one is suspended", async () => {
  const stage = await settled();
  const files = (spec: object) => [...filesWithout(FILES, "spoke-gamma"), alpha({ vpc: NOWHERE, ...spec })];
  const broken = filesWithout(files({}), "spoke-alpha.yaml").concat(
    alpha(),
    spoke("delta", { ...ALPHA, vpc: NOWHERE }),
  );
  const { plan } = await stage.operator().apply(broken);
  expect(pairsOf(plan, "disassociate")).toEqual([]);
  expect(zoneNamed(stage, SSM).vpcs).toContain(GAMMA.vpc);
  const paused = [
    ...filesWithout(broken, "spoke-delta"),
    spoke("delta", { ...ALPHA, vpc: NOWHERE }, { suspend: true }),
  ];
  await converge(stage, paused);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, ALPHA.vpc, BETA.vpc].sort());
});

test("semantics 25: a spoke that cannot join keeps only what it wants itself", async () => {
  const stage = await settled();
  const files = [
    ...filesWithout(FILES, "spoke-gamma"),
    spoke("delta", { ...ALPHA, vpc: NOWHERE }, { endpoints: { names: ["ssm"] } }),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(pairsOf(plan, "disassociate")).toEqual([`${KMS} ${GAMMA.vpc}`]);
  expect(finding(plan, "OtherHalfWaits")).toMatchObject({ zone: SSM, vpc: { id: GAMMA.vpc } });
});

test("semantics 25: a spoke whose document stands and chooses less loses that, whoever else cannot join", async () => {
  const stage = await settled();
  const files = [
    ...filesWithout(FILES, "spoke-gamma"),
    gamma({ endpoints: { names: ["kms"] } }),
    spoke("delta", { ...ALPHA, vpc: NOWHERE }),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(pairsOf(plan, "disassociate")).toEqual([`${SSM} ${GAMMA.vpc}`]);
  expect(said(plan)).not.toContain("withheld OtherHalfWaits");
});

/** A second hub in an account of its own, with an endpoint for the same name. */
const OTHER = { account: "555555555555", vpc: "vpc-0a000000000000055", anchor: "vpc-0a000000000000056" };
const TWO_HUBS = world({
  accounts: {
    [OTHER.account]: {
      roles: [{ name: "hub", trusts: [OPERATOR] }],
      vpcs: [
        vpcOf(OTHER.vpc, 50, { endpoints: [{ id: "vpce-0e000000000000055", service: "ssm" }] }),
        vpcOf(OTHER.anchor, 51),
      ],
    },
  },
});
const other = hub(
  {
    account: OTHER.account,
    vpc: OTHER.vpc,
    anchorVpc: { vpc: OTHER.anchor },
    role: { arn: `arn:aws:iam::${OTHER.account}:role/hub` },
  },
  "other",
);
const HUBS = [hub(), other, endpoint("ssm", { hubs: ["hub", "other"] }), beta(), gamma({ hub: "other" })];

test("semantics 21, 25: a changed hub that takes the VPC moves it, in one pass", async () => {
  const stage = await settled([...HUBS, alpha()], TWO_HUBS);
  await converge(stage, [...HUBS, alpha({ hub: "other" })]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain("10.50.");
});

test("semantics 12, 25: a changed hub that cannot be read leaves the VPC where it is, and takes it later", async () => {
  const stage = await settled([...HUBS, alpha()], TWO_HUBS);
  const fault = { fault: "deny", operation: "ListHostedZones", account: OTHER.account } as const;
  stage.cloud.faults.add(fault);
  const files = [...HUBS, alpha({ hub: "other" })];
  const { plan } = await stage.operator().apply(files);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "OtherHalfWaits")).toMatchObject({
    kind: "withheld",
    hub: "hub",
    zone: SSM,
    vpc: { id: ALPHA.vpc },
    message: expect.stringContaining("names it for hub other"),
  });
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  stage.cloud.faults.clear();
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain("10.50.");
});

test("semantics 12, 25: a changed hub that cannot be read keeps the old hub's zone whose document went with it", async () => {
  const stage = await settled([...HUBS, alpha()], TWO_HUBS);
  stage.cloud.faults.add({ fault: "deny", operation: "ListHostedZones", account: OTHER.account });
  const documents = filesWithout(HUBS, "endpoint-ssm", "spoke-beta");
  const { plan } = await stage
    .operator()
    .apply([...documents, endpoint("ssm", { hubs: ["other"] }), alpha({ hub: "other" })], {
      allowRemovals: () => true,
    });
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld OtherHalfWaits");
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 12, 25: a changed hub whose services lack the name keeps the VPC in the old one", async () => {
  const stage = await settled([...HUBS, alpha()], TWO_HUBS);
  const narrow = [
    ...filesWithout(HUBS, "endpoint-ssm"),
    endpoint("ssm", { hubs: ["hub"] }),
    endpoint("smm", { hubs: ["other"] }),
  ];
  const { plan } = await stage.operator().apply([...narrow, alpha({ hub: "other" })]);
  expect(pairsOf(plan, "disassociate")).not.toContain(`${SSM} ${ALPHA.vpc}`);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 21, 25: labels that choose an endpoint which cannot be joined keep the VPC in the old zone", async () => {
  const sets = ["prod", "test"];
  const ids = { prod: "vpce-0e00000000000000a", test: "vpce-0e00000000000000b" };
  const endpoints = sets.map((name) => ({ id: ids[name as "prod"], service: "ssm", tags: { set: name } }));
  const labelled = sets.map((name) => {
    const file = endpoint("ssm", { set: name, existing: { tags: { set: name } } }, `ssm-${name}`);
    const parsed = JSON.parse(file.text);
    parsed.metadata.labels = { tier: name };
    return { ...file, text: JSON.stringify(parsed) };
  });
  const tier = (name: string) => ({ endpoints: { matchLabels: { tier: name } } });
  const stage = createStage(world({ endpoints }));
  const before = [hub(), ...labelled, alpha(tier("prod")), beta(tier("prod"))];
  for (let pass = 0; pass < 2; pass++) await stage.operator().apply(before); // one anchor for two zones
  stage.cloud.identity.setClosed(ALPHA.account, true);
  const { plan } = await stage
    .operator()
    .apply([hub(), ...labelled, alpha(tier("test")), beta(tier("prod"))]);
  expect(pairsOf(plan, "move")).toEqual([]);
  expect(said(plan)).toContain("withheld MoveWaits");
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 25, 33: a mistyped vpc keeps the old one in a shard that nobody else is in", async () => {
  const quotas = { vpcsPerZone: 3 };
  const crowd = fleet({ zones: 1, vpcs: 3, accounts: 1, quotas: JSON.stringify(quotas) });
  const stage = createStage(crowd.world, { quotas });
  await converge(stage, crowd.files);
  const slip = crowd.files.map((file) => ({ ...file, text: file.text.replaceAll(spokeVpc(2), NOWHERE) }));
  const { plan } = await stage.operator().apply(slip, { allowRemovals: () => true });
  expect(actionsOf(plan)).toEqual([]);
  expect(said(plan)).toContain("withheld OtherHalfWaits");
  expect(zones(stage).flatMap((zone) => zone.vpcs)).toContain(spokeVpc(2));
});

test("semantics 25: a spoke that cannot join another hub keeps nothing of this one but its own VPC", async () => {
  const stage = await settled([...HUBS, alpha()], TWO_HUBS);
  const files = [
    ...filesWithout(HUBS, "spoke-beta"),
    alpha(),
    spoke("delta", { ...ALPHA, vpc: NOWHERE }, { hub: "other" }),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(pairsOf(plan, "disassociate")).toEqual([`${SSM} ${BETA.vpc}`]);
  expect(said(plan)).not.toContain("withheld OtherHalfWaits");
});

test("semantics 25, 33: a mistyped vpc keeps the old one in a shard that all others left before", async () => {
  const quotas = { vpcsPerZone: 3 };
  const crowd = fleet({ zones: 1, vpcs: 3, accounts: 1, quotas: JSON.stringify(quotas) });
  const stage = createStage(crowd.world, { quotas });
  await converge(stage, crowd.files);
  const roomy = JSON.stringify({ vpcsPerZone: 10 });
  const slip = crowd.files.map((file) => ({
    ...file,
    text: file.text.replaceAll(spokeVpc(2), NOWHERE).replaceAll(JSON.stringify(quotas), roomy),
  }));
  const { plan } = await stage.operator().apply(slip, { allowRemovals: () => true });
  expect(plan.actions.filter((a) => a.removal)).toEqual([]);
  expect(said(plan)).toContain("withheld OtherHalfWaits");
  expect(zones(stage).flatMap((zone) => zone.vpcs)).toContain(spokeVpc(2));
});

/** Who is in the zone of the name, without the anchor. */
const membersOf = (stage: Stage, name: string) => zoneNamed(stage, name).vpcs.filter((vpc) => vpc !== ANCHOR);

test("semantics 25: where the new VPC's association fails in the pass, the old one stays in that zone", async () => {
  const stage = await settled();
  stage.cloud.faults.add({ fault: "deny", operation: "AssociateVPCWithHostedZone", account: ALPHA.account });
  const files = withAlpha(spoke("alpha", NEW));
  const { plan, outcomes } = await stage.operator().apply(files);
  expect(pairsOf(plan, "disassociate").sort()).toEqual([`${KMS} ${ALPHA.vpc}`, `${SSM} ${ALPHA.vpc}`]);
  const left = plan.actions.flatMap(({ kind }, i) => (kind === "disassociate" ? outcomes[i]?.result : []));
  expect(left).toEqual(["skipped", "skipped"]);
  for (const name of [SSM, KMS]) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
  stage.cloud.faults.clear();
  await converge(stage, files);
  for (const name of [SSM, KMS])
    expect(membersOf(stage, name)).toEqual([NEW.vpc, BETA.vpc, GAMMA.vpc].sort());
});

test("semantics 25: where it fails for one name, the old one stays in that zone alone, until the next pass", async () => {
  const stage = await settled();
  const deny = { fault: "deny", operation: "AssociateVPCWithHostedZone", account: ALPHA.account } as const;
  stage.cloud.faults.add({ ...deny, times: 1 });
  const files = withAlpha(spoke("alpha", NEW));
  await stage.operator().apply(files);
  const sides = [SSM, KMS].map((name) => membersOf(stage, name));
  for (const members of sides)
    expect(members.filter((vpc) => vpc === ALPHA.vpc || vpc === NEW.vpc)).toHaveLength(1);
  expect(sides.filter((members) => members.includes(ALPHA.vpc))).toHaveLength(1);
  stage.cloud.faults.add(deny);
  await stage.operator().apply(files);
  expect([SSM, KMS].map((name) => membersOf(stage, name))).toEqual(sides);
  stage.cloud.faults.clear();
  await converge(stage, files);
  for (const name of [SSM, KMS])
    expect(membersOf(stage, name)).toEqual([NEW.vpc, BETA.vpc, GAMMA.vpc].sort());
});

/** A VPC with an endpoint of its own for kms. */
const HOLDING_KMS = {
  endpoints: [{ id: "vpce-0e00000000000001a", service: "kms", privateDns: true }],
};

test("semantics 25: the old VPC keeps the name that the new one has from an endpoint of its own, and no other", async () => {
  const stage = await settled(FILES, twoVpcs(HOLDING_KMS));
  const files = withAlpha(spoke("alpha", NEW));
  for (let pass = 0; pass < 2; pass++) {
    const { plan } = await stage.operator().apply(files);
    expect(finding(plan, "NameHeldByEndpoint")).toMatchObject({ spoke: "alpha", zone: KMS });
    expect(finding(plan, "OtherHalfWaits")).toMatchObject({ zone: KMS, vpc: { id: ALPHA.vpc } });
    expect(membersOf(stage, SSM)).toEqual([NEW.vpc, BETA.vpc, GAMMA.vpc].sort());
    expect(membersOf(stage, KMS)).toEqual([ALPHA.vpc, BETA.vpc, GAMMA.vpc].sort());
  }
  await converge(stage, withAlpha(spoke("alpha", NEW, { endpoints: { except: ["kms"] } })));
  expect(membersOf(stage, KMS)).toEqual([BETA.vpc, GAMMA.vpc]);
});

test("semantics 20, 25: a spoke with a conflict on one name keeps no other VPC that leaves", async () => {
  const stage = createStage(twoVpcs(HOLDING_KMS));
  const files = [...FILES, spoke("delta", NEW)];
  await stage.operator().apply(files);
  await stage.operator().apply(filesWithout(files, "spoke-gamma"));
  expect(membersOf(stage, KMS)).toEqual([ALPHA.vpc, BETA.vpc]);
  expect(membersOf(stage, SSM)).toEqual([ALPHA.vpc, NEW.vpc, BETA.vpc].sort());
});

test("semantics 25: a changed hub takes the VPC's last names here only when it is in the other's zones", async () => {
  const stage = await settled([...HUBS, endpoint("kms"), alpha()], TWO_HUBS);
  const files = [...HUBS, endpoint("kms"), alpha({ hub: "other" })];
  const { plan } = await stage
    .operator()
    .plan(files)
    .then((p) => ({ plan: p }));
  const move = plan.actions.find(({ kind }) => kind === "move");
  const leaving = plan.actions.find((a) => a.kind === "disassociate" && a.zone.name === KMS);
  expect(leaving?.after).toContain(move?.key);
});
