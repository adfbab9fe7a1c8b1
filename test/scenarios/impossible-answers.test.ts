import { describe, expect, it, test } from "vitest";
import { converged } from "../../src/model/report.ts";
import { settle, watchDns } from "../laws/support.ts";
import { distort } from "../support/distort.ts";
import {
  answer,
  converge,
  filesWithout,
  finding,
  propagate,
  said,
  snapshot,
  stageWith,
  zoneNamed,
} from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 12: an answer that AWS cannot give is unknown, never empty, whoever gave it. */

const FILES = [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const WITHOUT_SSM = filesWithout(FILES, "endpoint-ssm");
const PAGE = "<html><head><title>Sign in</title></head><body>Please sign in</body></html>";
const always = Number.POSITIVE_INFINITY;
const STRANGERS: readonly [string, string][] = [
  ["an empty body", ""],
  ["a proxy's page", PAGE],
];

const writes = ({ cloud }: Stage) => cloud.calls.list({ write: true }).map((call) => call.operation);

describe("a private zone without a VPC is no answer: AWS keeps one in it", () => {
  const withoutVpcs = (body: string) => body.replace(/<VPCs>.*<\/VPCs>/s, "<VPCs></VPCs>");

  it.each([
    ["no VPC in it", withoutVpcs] as const,
    ...STRANGERS.map(([name, body]) => [name, () => body] as const),
  ])("one GetHostedZone with %s is asked again", async (_name, change) => {
    const stage = await stageWith(FILES);
    const struck = distort(stage, "GetHostedZone", { change });
    expect(await stage.operator().plan(FILES)).toMatchObject({ actions: [], findings: [] });
    expect(struck()).toBe(1);
  });

  it("a zone of which AWS never says more is unknown: nothing of it is removed", async () => {
    const stage = await stageWith(FILES);
    const before = zoneNamed(stage, SSM);
    distort(stage, "GetHostedZone", { change: withoutVpcs, of: zoneNamed(stage, SSM).id, times: always });
    const { plan } = await stage.operator().apply(filesWithout(WITHOUT_SSM, "alpha"));
    expect(plan.actions.filter((a) => "zone" in a && a.zone.name === SSM)).toEqual([]);
    expect(finding(plan, "IncompleteAnswer")).toMatchObject({
      kind: "unknown",
      zone: SSM,
      message: expect.stringContaining("GetHostedZone was answered without VPCs"),
    });
    expect(zoneNamed(stage, SSM)).toEqual(before);
    expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  });
});

describe("a write that was answered by somebody else proves nothing", () => {
  it.each(STRANGERS)(
    "an alias change answered 200 with %s is made again before anybody joins",
    async (_name, body) => {
      const stage = createStage(world());
      distort(stage, "ChangeResourceRecordSets", { instead: { status: 200, body } });
      const dns = watchDns(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
      const report = await stage.operator().apply(FILES);
      expect(converged(report)).toBe(true);
      await propagate(stage);
      expect(dns.outside(report.plan.findings)).toEqual([]);
      expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
    },
  );

  it("when it never gets through, the change fails, and nobody joins that endpoint's zone", async () => {
    const stage = createStage(world());
    distort(stage, "ChangeResourceRecordSets", { instead: { status: 200, body: PAGE }, times: always });
    const { outcomes } = await stage.operator().apply(FILES);
    expect(outcomes.filter((o) => o.result === "failed").map((o) => o.failure?.error)).toEqual([
      "IncompleteAnswer",
      "IncompleteAnswer",
    ]);
    expect(writes(stage)).not.toContain("AssociateVPCWithHostedZone");
  });

  it.each([
    "CreateHostedZone",
    "ChangeTagsForResource",
    "CreateVPCAssociationAuthorization",
    "AssociateVPCWithHostedZone",
    "DeleteVPCAssociationAuthorization",
  ])("%s answered by a page is made after all", async (operation) => {
    const stage = createStage(world());
    const struck = distort(stage, operation, { instead: { status: 200, body: PAGE } });
    await converge(stage, FILES);
    expect(struck()).toBe(1);
    expect(stage.cloud.estate.zones.byId.size).toBe(2);
    expect([...stage.cloud.estate.zones.byId.values()].flatMap((z) => [...z.authorizations.keys()])).toEqual(
      [],
    );
  });
});

describe("tags that are left out are not seen", () => {
  const theirs = [
    hub({ owner: "other-team" }),
    endpoint("ssm", { adoptZones: true, takeOwnership: true }),
    beta(),
  ];

  it.each([
    ["an empty body", () => ""],
    [
      "no set in it",
      (body: string) => body.replace(/<ResourceTagSets>.*<\/ResourceTagSets>/s, "<ResourceTagSets/>"),
    ],
    ["a set without Tags", (body: string) => body.replace(/<Tags>.*?<\/Tags>/gs, "")],
  ])(
    "a zone that another owner took over stays theirs when ListTagsForResources comes with %s",
    async (_name, change) => {
      const stage = await stageWith(filesWithout(FILES, "beta"));
      await stage.operator().apply(theirs);
      await settle(stage);
      const before = snapshot(stage);
      distort(stage, "ListTagsForResources", { change, times: always });
      const { plan } = await stage.operator().apply(filesWithout(FILES, "beta"));
      expect(said(plan)).toContain("unknown IncompleteAnswer");
      await settle(stage);
      expect(snapshot(stage)).toEqual(before);
      expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
    },
  );
});

test("a page in place of every answer is unknown, with where to look", async () => {
  const stage = createStage(world());
  stage.cloud.handle = async () => ({ response: { statusCode: 200, headers: {}, body: Buffer.from(PAGE) } });
  const plan = await stage.operator().plan(FILES);
  expect(said(plan)).toEqual(["unknown IncompleteAnswer"]);
  expect(plan.findings[0]?.message).toContain("is AWS_ENDPOINT_URL right, does a proxy answer in its place?");
});
