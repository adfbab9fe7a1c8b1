import { expect, test } from "vitest";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import {
  answer,
  converge,
  darkNames,
  finding,
  pairsOf,
  propagate,
  said,
  stageWith,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** Semantics 5: what answers below a new zone's name in a VPC that would join, besides other services' listed names. */

const S3 = `s3.${REGION}.amazonaws.com`;
const DKR = `dkr.ecr.${REGION}.amazonaws.com`;
const WORLD = world({
  endpoints: [
    { id: "vpce-0e00000000000000a", service: "s3" },
    { id: "vpce-0e00000000000000b", service: "ecr.dkr" },
    { id: "vpce-0e00000000000000c", service: "ssm" },
  ],
});

/** Unlike `converge`: something may be withheld. */
async function applied(stage: Stage, files: Files) {
  const report = await stage.operator().apply(files);
  expect(report.outcomes.every((o) => o.result === "done")).toBe(true);
  await propagate(stage);
  return report;
}

test("semantics 5: names narrowed to the plain one of a listed wildcard are withheld, and buckets go on answering", async () => {
  const stage = createStage(WORLD);
  const dark = darkNames(stage, [ALPHA.vpc], [S3, `mybucket.${S3}`]);
  const { plan } = await applied(stage, [hub(), endpoint("s3", { names: [S3] }), alpha()]);
  expect(finding(plan, "Shadows")).toMatchObject({
    kind: "withheld",
    spoke: "alpha",
    zone: S3,
    message: `a zone ${S3} would hide *.${S3} of com.amazonaws.${REGION}.s3 in that VPC`,
    todo: `write *.${S3} in names too, or set acceptShadowing: true`,
  });
  expect(answer(stage, ALPHA.vpc, `mybucket.${S3}`)).toBe("public");
  await converge(stage, [hub(), endpoint("s3", { names: [S3, `*.${S3}`] }), alpha()]);
  expect(answer(stage, ALPHA.vpc, `mybucket.${S3}`)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 5: acceptShadowing takes the loss of the wildcard and of public names, without a word", async () => {
  const stage = createStage(WORLD);
  const accepted = { names: [S3], extraNames: ["s3.amazonaws.com"], acceptShadowing: true };
  const { plan } = await converge(stage, [hub(), endpoint("s3", accepted), alpha()]);
  expect(said(plan)).toEqual([]);
  expect(answer(stage, ALPHA.vpc, S3)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, `mybucket.${S3}`)).toBe("NXDOMAIN");
});

test("semantics 5: names narrowed later take no wildcard and no VPC away, and others may still join", async () => {
  const stage = await stageWith([hub(), endpoint("s3"), alpha()], WORLD);
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [`mybucket.${S3}`]);
  const { plan } = await converge(stage, [
    hub({ guard: { maxRemovalPercent: 100 } }),
    endpoint("s3", { names: [S3] }),
    alpha(),
    beta(),
  ]);
  expect(plan.findings.filter((f) => f.reason === "Shadows")).toEqual([]);
  expect(answer(stage, ALPHA.vpc, `mybucket.${S3}`)).toContain(PRIVATE);
  expect(answer(stage, BETA.vpc, `mybucket.${S3}`)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 5: who is in a zone that hides stays there; who would join it waits", async () => {
  const plain = { names: [S3] };
  const stage = await stageWith([hub(), endpoint("s3", { ...plain, acceptShadowing: true }), alpha()], WORLD);
  const { plan } = await applied(stage, [hub(), endpoint("s3", plain), alpha(), beta()]);
  expect(said(plan)).toEqual(["withheld Shadows"]);
  expect(finding(plan, "Shadows").spoke).toBe("beta");
  expect(answer(stage, ALPHA.vpc, S3)).toContain(PRIVATE);
});

test("a listed wildcard written without its *. is named, and who writes it as an extra name instead is withheld", async () => {
  const stage = createStage(WORLD);
  const registry = `123412341234.${DKR}`;
  const dark = darkNames(stage, [ALPHA.vpc], [registry]);
  const bare = [hub(), endpoint("ecr.dkr", { names: [DKR] }, "dkr"), alpha()];
  const wrong = await stage.operator().plan(bare);
  expect(finding(wrong, "NameNotListed").todo).toBe(`it lists *.${DKR}: write that`);
  const extra = { names: [DKR], extraNames: [DKR] };
  const { plan } = await applied(stage, [hub(), endpoint("ecr.dkr", extra, "dkr"), alpha()]);
  expect(finding(plan, "Shadows").todo).toContain(`write *.${DKR} in names too`);
  expect(answer(stage, ALPHA.vpc, registry)).toBe("public");
  await converge(stage, [hub(), endpoint("ecr.dkr", { names: [`*.${DKR}`] }, "dkr"), alpha()]);
  for (const name of [DKR, registry]) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 5: an extra name under which AWS answers publicly is withheld until it is written with *.", async () => {
  const stage = createStage(WORLD);
  const below = ["mybucket.s3.amazonaws.com", `${REGION}.queue.amazonaws.com`];
  const dark = darkNames(stage, [ALPHA.vpc], below);
  const extra = (...extraNames: string[]) => [hub(), endpoint("s3", { names: [], extraNames }), alpha()];
  const { plan } = await applied(stage, extra("s3.amazonaws.com", "queue.amazonaws.com"));
  expect(said(plan)).toEqual(["withheld Shadows", "withheld Shadows"]);
  const told = plan.findings.map((f) => f.message);
  expect(told).toEqual([
    "a zone queue.amazonaws.com would hide *.queue.amazonaws.com of public DNS in that VPC",
    "a zone s3.amazonaws.com would hide *.s3.amazonaws.com of public DNS in that VPC",
  ]);
  for (const name of below) expect(answer(stage, ALPHA.vpc, name)).toBe("public");
  await converge(stage, extra("*.s3.amazonaws.com", "*.queue.amazonaws.com"));
  for (const name of below) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 5: of any other plain extra name the plan says what is lost, once, while somebody joins", async () => {
  const name = "ssm.corp.example";
  const stage = createStage(WORLD);
  const files = [hub(), endpoint("ssm", { extraNames: [name] }), alpha(), beta()];
  const { plan } = await converge(stage, files);
  expect(said(plan)).toEqual(["note PlainExtraName"]);
  expect(finding(plan, "PlainExtraName")).toMatchObject({
    zone: name,
    todo: expect.stringContaining(`*.${name}`),
  });
  expect(said(await stage.operator().plan(files))).toEqual([]);
  const wildcard = [hub(), endpoint("ssm", { extraNames: [`*.${name}`] }), alpha()];
  expect(said(await createStage(WORLD).operator().plan(wildcard))).toEqual([]);
});

const PARENT = "vendor.example";
const NAME = `xy.eu.${PARENT}`;
const OCSP = `ocsp.${NAME}`;
const record = (name: string) => ({ name, type: "A" as const, values: ["10.9.9.9"] });
const parent = (vpcs: string[], more: string[] = [OCSP]) => ({
  name: PARENT,
  callerReference: "by-hand-1",
  vpcs,
  records: [record(NAME), ...more.map(record)],
});
const vendor = (...extraNames: string[]) => endpoint("ssm", { extraNames }, "vendor");

test.each([
  ["the hub's account", { hub: { zones: [parent([HUB_VPC, ALPHA.vpc])] } }],
  ["the spoke's account", { alpha: { zones: [parent([ALPHA.vpc])] } }],
])(
  "semantics 5: records below a new name in a zone of others above it, of %s, keep the VPC out until the endpoint has them too",
  async (_, parts) => {
    const stage = createStage(world(parts));
    const { id } = zones(stage).find((z) => z.name === PARENT) ?? { id: "" };
    const plan = await stage.operator().plan([hub(), vendor(NAME), alpha(), beta()]);
    expect(finding(plan, "Shadows")).toMatchObject({
      kind: "withheld",
      spoke: "alpha",
      zone: NAME,
      message: expect.stringContaining(`${OCSP} of zone ${id} (${PARENT})`),
      todo: expect.stringContaining(OCSP),
    });
    expect(pairsOf(plan, "associate")).not.toContain(`${NAME} ${ALPHA.vpc}`);
    expect(pairsOf(plan, "associate")).toContain(`${NAME} ${BETA.vpc}`);
    await applied(stage, [hub(), vendor(NAME), alpha(), beta()]);
    expect(answer(stage, ALPHA.vpc, OCSP)).toBe("10.9.9.9");
    await converge(stage, [hub(), vendor(NAME, `*.${OCSP}`), alpha()]);
    expect(answer(stage, ALPHA.vpc, OCSP)).toContain(PRIVATE);
  },
);

test.each([
  [
    "its records are denied to us",
    { alpha: { zones: [parent([ALPHA.vpc])] } },
    "whose records were not read",
  ],
  [
    "it has a wildcard over the name",
    { alpha: { zones: [{ ...parent([ALPHA.vpc]), records: [record(`*.${PARENT}`)] }] } },
    `whose *.${PARENT} answers`,
  ],
  [
    "a rule forwards the name to somebody's servers",
    { alphaVpc: { resolverRules: [{ domain: PARENT, targets: ["10.2.0.2"] }] } },
    `forwards ${PARENT} by rule`,
  ],
])("semantics 5: what nobody can list is told to the VPC that would join: %s", async (why, parts, words) => {
  const stage = createStage(world(parts));
  if (why.includes("denied"))
    stage.cloud.faults.add({ fault: "deny", account: ALPHA.account, operation: "ListResourceRecordSets" });
  const plan = await stage.operator().plan([hub(), vendor(NAME), alpha(), beta()]);
  const told = plan.findings.filter((f) => f.reason === "MayShadow");
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    kind: "note",
    spoke: "alpha",
    zone: NAME,
    message: expect.stringContaining(words),
    todo: expect.stringContaining(`*.${NAME}`),
  });
});

test("a zone above is read once for all that would join, with the credentials that can, and never in a quiet pass", async () => {
  const stage = createStage(world({ hub: { zones: [parent([HUB_VPC, ALPHA.vpc, BETA.vpc], [])] } }));
  const { id } = zones(stage).find((z) => z.name === PARENT) ?? { id: "" };
  const reads = () =>
    stage.cloud.calls
      .list({ operation: "ListResourceRecordSets" })
      .filter(({ params }) => params.HostedZoneId === id);
  await converge(stage, [hub(), vendor(NAME), alpha(), beta()]);
  expect(reads()).toHaveLength(1);
  stage.cloud.calls.clear();
  await stage.operator().plan([hub(), vendor(NAME), alpha(), beta()]);
  expect(reads()).toEqual([]);
});

test("semantics 5: nor is it lost on a spoke that a zone begins with, for want of an anchor", async () => {
  const stage = createStage(world({ hub: { zones: [parent([LOCAL.vpc])] } }));
  const plan = await stage.operator().plan([hub({ anchorVpc: undefined }), vendor(NAME), local()]);
  expect(finding(plan, "NoFirstVpc")).toMatchObject({
    zone: NAME,
    message: expect.stringContaining(`a zone ${NAME} would hide ${OCSP}`),
  });
});

test("semantics 5: records below the name in an adopted zone that the VPC is in are withheld by name, and go on answering", async () => {
  const stage = createStage(world({ hub: { zones: [parent([HUB_VPC, ALPHA.vpc], [OCSP, `a.${OCSP}`])] } }));
  const dark = darkNames(stage, [ALPHA.vpc], [OCSP]);
  const adopting = endpoint(
    "ssm",
    { extraNames: [PARENT], adoptZones: true, names: [SSM], set: "a" },
    "parent",
  );
  const files = (...names: string[]) => [
    hub(),
    adopting,
    endpoint("kms", { extraNames: names, set: "a" }, "child"),
    alpha(),
    beta({ endpoints: { names: ["child"] } }),
  ];
  const { plan } = await applied(stage, files(NAME));
  const told = plan.findings.filter((f) => f.reason === "Shadows");
  expect(told).toMatchObject([{ spoke: "alpha", zone: NAME, message: expect.stringContaining(OCSP) }]);
  expect(told[0]?.todo).toContain(`write a.${OCSP}, ${OCSP} in extraNames`);
  expect(pairsOf(plan, "associate")).toContain(`${NAME} ${BETA.vpc}`);
  expect(answer(stage, ALPHA.vpc, OCSP)).toBe("10.9.9.9");
  await applied(stage, files(NAME, `*.${OCSP}`));
  expect(answer(stage, ALPHA.vpc, OCSP)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, NAME)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 5: what an adopted zone holds below its own name is not lost; a TXT record at its * answers no address", async () => {
  const own = { name: NAME, callerReference: "by-hand-2", vpcs: [HUB_VPC], records: [record(OCSP)] };
  const txt = { name: `*.${S3}`, type: "TXT" as const, values: ['"x"'] };
  const above = parent([ALPHA.vpc]);
  const stage = createStage(
    world({
      endpoints: [
        { id: "vpce-0e00000000000000a", service: "s3" },
        { id: "vpce-0e00000000000000c", service: "ssm" },
      ],
      hub: {
        zones: [above, own, { name: S3, callerReference: "by-hand-s3", vpcs: [HUB_VPC], records: [txt] }],
      },
    }),
  );
  const adopt = { adoptZones: true, set: "a" };
  const { plan } = await applied(stage, [
    hub(),
    endpoint("ssm", { ...adopt, names: [], extraNames: [PARENT, NAME] }, "vendor"),
    endpoint("s3", { ...adopt, names: [S3] }, "s3"),
    alpha(),
  ]);
  expect(plan.findings.filter((f) => f.reason === "Shadows").map((f) => f.zone)).toEqual([S3]);
  expect(answer(stage, ALPHA.vpc, OCSP)).toBe("10.9.9.9");
});
