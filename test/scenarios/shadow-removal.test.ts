import { ChangeResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { ANCHOR, HUB, HUB_VPC, OPERATOR, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  filesWithout,
  finding,
  pairsOf,
  propagate,
  said,
  zoneNamed,
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
  SSM_ENDPOINT,
  spoke,
  vpcOf,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** `codeartifact.R` is above `d.codeartifact.R`, under which every repository has its name. */
const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `d.${API}`;
const REPOSITORY = `acme.${REPOSITORIES}`;
const API_ENDPOINT = { id: "vpce-0e00000000000000a", service: "codeartifact.api" };
const REPOSITORIES_ENDPOINT = { id: "vpce-0e00000000000000b", service: "codeartifact.repositories" };
const endpoints = [API_ENDPOINT, REPOSITORIES_ENDPOINT];
const api = (spec = {}) => endpoint("codeartifact.api", spec, "api");
const repositories = (spec = {}) => endpoint("codeartifact.repositories", spec, "repositories");
const generous = hub({ guard: { maxRemovalPercent: 100 } });

/** Applies, and looks when DNS has settled. */
async function settle(stage: Stage, files: Parameters<typeof converge>[1]) {
  const { plan } = await stage.operator().apply(files);
  await propagate(stage);
  return plan;
}

test("semantics 5: a zone above that a foreign record keeps holds back the removal of what lies beneath", async () => {
  const stage = createStage(world({ endpoints }));
  await converge(stage, [hub(), api(), repositories(), alpha()]);
  const ResourceRecordSet = {
    Name: `x.${API}`,
    Type: "TXT" as const,
    TTL: 60,
    ResourceRecords: [{ Value: '"x"' }],
  };
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneNamed(stage, API).id,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet }] },
    }),
  );
  const plan = await settle(stage, [generous, alpha()]);
  expect(said(plan)).toEqual(["withheld ForeignRecords", "withheld Shadows"]);
  expect(actionsOf(plan, "disassociate")).toEqual([]);
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toContain(PRIVATE);
});

test("semantics 5, 9: an adopted zone above keeps its pairs, so what lies beneath stays as well", async () => {
  const zones = [
    {
      name: API,
      vpcs: [ANCHOR, ALPHA.vpc, BETA.vpc],
      records: [{ name: API, alias: { endpoint: API_ENDPOINT.id } }],
    },
  ];
  const stage = createStage(world({ endpoints, hub: { zones } }));
  const files = [hub(), api({ adoptZones: true }), repositories(), beta()];
  await converge(stage, [...files, alpha()]);
  const plan = await settle(stage, files);
  expect(finding(plan, "Shadows")).toMatchObject({ zone: REPOSITORIES, vpc: { id: ALPHA.vpc } });
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toContain(PRIVATE);
});

test("semantics 5, 6: the last VPC of a zone above stays in what lies beneath", async () => {
  const stage = createStage(world({ endpoints }));
  const files = [
    hub({ anchorVpc: undefined }),
    api(),
    repositories(),
    beta({ endpoints: { names: ["repositories"] } }),
  ];
  await converge(stage, [...files, local()]);
  const plan = await settle(stage, files);
  expect(said(plan)).toEqual(["withheld LastVpc", "withheld Shadows"]);
  expect(answer(stage, LOCAL.vpc, REPOSITORY)).toContain(PRIVATE);
});

test("semantics 5, 12: while a hub cannot be read, a zone of it may lie above: what lies beneath stays", async () => {
  const other = { account: "555555555555", vpc: "vpc-0a000000000000055", anchor: "vpc-0a000000000000056" };
  const accounts = {
    [other.account]: {
      roles: [{ name: "hub", trusts: [OPERATOR] }],
      vpcs: [vpcOf(other.vpc, 50, { endpoints: [REPOSITORIES_ENDPOINT] }), vpcOf(other.anchor, 51)],
    },
  };
  const stage = createStage(world({ endpoints: [API_ENDPOINT], accounts }));
  const { account, vpc } = other;
  const role = { arn: `arn:aws:iam::${account}:role/hub` };
  const files = [
    hub(),
    hub({ account, vpc, anchorVpc: { vpc: other.anchor }, role }, "other"),
    api(),
    repositories({ hubs: ["other"] }),
    alpha(),
  ];
  const both = spoke("both", ALPHA, { hub: "other" });
  await converge(stage, [...files, both]);
  stage.cloud.faults.add({ fault: "deny", operation: "ListHostedZones", account: HUB });
  const paused = alpha({ suspend: true }); // else it would be waited for as what the removal's other half may be
  const plan = await settle(stage, [...filesWithout(files, "spoke-alpha"), paused]);
  expect(finding(plan, "Shadows").message).toContain("a zone of hub hub, which could not be seen");
  expect(answer(stage, ALPHA.vpc, REPOSITORY)).toContain("10.50.");
});

test("semantics 5: the hub VPC's own private DNS above keeps it in the zone beneath", async () => {
  const stage = createStage(
    world({ endpoints: [{ ...API_ENDPOINT, privateDns: true }, REPOSITORIES_ENDPOINT] }),
  );
  await settle(stage, [hub(), repositories({ hubPrivateDns: "off" }), beta()]);
  expect(answer(stage, HUB_VPC, REPOSITORY)).toContain(PRIVATE);
  const plan = await settle(stage, [hub(), repositories(), beta()]);
  expect(finding(plan, "Shadows").message).toContain(`the private DNS of ${API_ENDPOINT.id}`);
  expect(answer(stage, HUB_VPC, REPOSITORY)).toContain(PRIVATE);
});

test("semantics 3, 5: a zone above does not count on zones of an endpoint that turns out incomplete", async () => {
  const OTHER = `other.${REGION}.amazonaws.com`;
  const stage = createStage(
    world({
      services: { "codeartifact.repositories": [`*.${REPOSITORIES}`, OTHER] },
      endpoints,
      hub: { zones: [{ name: OTHER, vpcs: [HUB_VPC], callerReference: "somebody" }] },
    }),
  );
  const off = { hubPrivateDns: "off" };
  const plan = await settle(stage, [hub({ anchorVpc: undefined }), api(off), repositories(off), alpha()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(answer(stage, HUB_VPC, REPOSITORY)).toBe("public");
});

test("semantics 5: a name of the same service that is narrowed away is hidden like any other", async () => {
  const names = [`svc.${REGION}.amazonaws.com`, `deep.svc.${REGION}.amazonaws.com`] as const;
  const stage = createStage(
    world({ services: { svc: [...names] }, endpoints: [{ id: SSM_ENDPOINT, service: "svc" }] }),
  );
  const plan = await settle(stage, [hub(), endpoint("svc", { names: [names[0]] }), alpha()]);
  expect(finding(plan, "Shadows")).toMatchObject({
    spoke: "alpha",
    todo: expect.stringContaining("newNames"),
  });
  expect(answer(stage, ALPHA.vpc, names[1])).toBe("public");
});

test("semantics 3, 30: a switch that waits keeps the whole endpoint back when one of its zones would begin with the hub VPC", async () => {
  const SECOND = `second.${REGION}.amazonaws.com`;
  const stage = createStage(
    world({
      services: { ssm: [SSM, SECOND] },
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
      hubVpc: { resolverRules: [{ domain: SSM }] },
      hub: { zones: [{ name: SECOND, vpcs: [LOCAL.vpc], callerReference: "somebody" }] },
    }),
  );
  const turnOff = endpoint("ssm", { hubPrivateDns: "turnOff", allowGap: true });
  const { plan } = await stage.operator().apply([hub({ anchorVpc: undefined }), turnOff, local(), alpha()]);
  expect(said(plan)).toContain("withheld TurnOffWaits");
  expect(pairsOf(plan, "createZone")).toEqual([]);
  expect(pairsOf(plan, "associate")).toEqual([]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
});
