import { expect, test } from "vitest";
import { REGION } from "../support/fleet.ts";
import { answer, converge, darkNames, finding, pairsOf, propagate, said, writes } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

/** `codeartifact.R` is above `d.codeartifact.R`, under which every repository has its name. */
const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `d.${API}`;
const REPOSITORY = `acme-111111111111.${REPOSITORIES}`;
const WORLD = world({
  endpoints: [
    { id: "vpce-0e00000000000000a", service: "codeartifact.api" },
    { id: "vpce-0e00000000000000b", service: "codeartifact.repositories" },
    { id: "vpce-0e00000000000000c", service: "kms" },
  ],
});
const api = (spec = {}) => endpoint("codeartifact.api", spec, "api");
const repositories = endpoint("codeartifact.repositories", {}, "repositories");
const both = [hub(), api(), repositories];

test("semantics 5: a zone above another service's private name is withheld, and the plan names what it would hide", async () => {
  const stage = createStage(WORLD);
  const { plan } = await stage.operator().apply([hub(), api(), alpha()]);
  expect(finding(plan, "Shadows")).toMatchObject({
    kind: "withheld",
    spoke: "alpha",
    zone: API,
    message: `a zone ${API} would hide ${REPOSITORIES} of com.amazonaws.${REGION}.codeartifact.repositories in that VPC`,
    todo: expect.stringContaining("acceptShadowing: true"),
  });
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toBe("public");
});

test("semantics 5: acceptShadowing takes the loss", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [hub(), api({ acceptShadowing: true }), alpha()]);
  expect(answer(stage, ALPHA.vpc, API)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toBe("NXDOMAIN");
});

test("semantics 5: shared with the same VPC, the deeper zone is joined first and left last, and no name goes dark", async () => {
  const stage = createStage(WORLD, { insyncMs: 30_000 });
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [API, REPOSITORY]);
  await converge(stage, [...both, alpha(), beta()]);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toContain(PRIVATE);
  await converge(stage, [...both, beta()]);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toBe("public");
  expect([...dark]).toEqual([]);
});

test("semantics 5: one spoke has both, another only the API: the one joins, the other waits", async () => {
  const stage = createStage(WORLD);
  const { plan } = await stage.operator().apply([...both, alpha(), beta({ endpoints: { names: ["api"] } })]);
  expect(said(plan)).toEqual(["withheld Shadows"]);
  expect(finding(plan, "Shadows")).toMatchObject({ spoke: "beta", vpc: { id: BETA.vpc } });
  expect(pairsOf(plan, "associate")).toEqual([`${REPOSITORIES} ${ALPHA.vpc}`, `${API} ${ALPHA.vpc}`]);
});

test("semantics 5: the deeper zone cannot be taken from a VPC that keeps the one above", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [...both, alpha()]);
  stage.cloud.calls.clear();
  const { plan } = await stage.operator().apply([...both, alpha({ endpoints: { names: ["api"] } })]);
  expect(finding(plan, "Shadows")).toMatchObject({
    kind: "withheld",
    zone: REPOSITORIES,
    vpc: { id: ALPHA.vpc },
    message: `without zone ${REPOSITORIES}, zone ${API} would hide that name in ${ALPHA.vpc}`,
  });
  expect(writes(stage)).toEqual([]);
});

test("semantics 5: the deeper endpoint's document cannot go before the one above", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [...both, alpha()]);
  const { plan } = await stage.operator().apply([hub(), api(), alpha()]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(["withheld Shadows"]);
  expect(finding(plan, "Shadows").todo).toContain(`take ${API} away from that VPC too`);
});

test("semantics 5: a spoke that changes from the repositories to the API waits: leaving would hide what joining covers", async () => {
  const stage = createStage(WORLD);
  await converge(stage, [...both, alpha({ endpoints: { names: ["repositories"] } })]);
  const { plan } = await stage.operator().apply([...both, alpha({ endpoints: { names: ["api"] } })]);
  expect(finding(plan, "Shadows")).toMatchObject({ zone: API, spoke: "alpha" });
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).not.toBe("NXDOMAIN");
});

test("semantics 5: both documents deleted: the zone above goes first, and no name goes dark", async () => {
  const stage = createStage(WORLD, { insyncMs: 30_000 });
  const files = [...both, endpoint("kms"), alpha(), beta()];
  await converge(stage, files);
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [API, REPOSITORY, KMS]);
  const allowRemovals = () => true;
  const report = await stage.operator().apply([hub(), endpoint("kms"), alpha(), beta()], { allowRemovals });
  expect(report.outcomes.every((o) => o.result === "done")).toBe(true);
  await propagate(stage);
  expect([...dark]).toEqual([]);
  expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
});

test("semantics 5: a name of one's own service beneath its other name is no shadow", async () => {
  const names = [SSM, `fips.${SSM}`];
  const stage = createStage(world({ services: { ssm: names } }));
  const { plan } = await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(said(plan)).toEqual([]);
  for (const name of names) expect(answer(stage, ALPHA.vpc, name)).toContain(PRIVATE);
});
