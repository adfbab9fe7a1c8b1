import { expect, test } from "vitest";
import { planExitCode } from "../../cmd/plan.ts";
import { distort } from "../support/distort.ts";
import { OPERATOR } from "../support/fleet.ts";
import { converge, finding, said, stageWith } from "../support/look.ts";
import { alpha, beta, endpoint, hub, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** What keeps us from seeing is told with the one to blame: not every denial is the role's. */

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const EXPIRED = {
  fault: "error",
  code: "ExpiredToken",
  status: 403,
  message: "The token is expired",
} as const;

/** AWS's answers are dated so much later than the machine's clock says. */
function setBack(stage: Stage, ms: number): void {
  const { handle } = stage.cloud;
  stage.cloud.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const date = new Date(stage.clock.now() + ms).toUTCString();
    return { response: { ...response, headers: { ...response.headers, date } } };
  };
}

test("the operator's own credentials that ran out are said once, and no role is blamed", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ ...EXPIRED, account: OPERATOR });
  const { plan } = await stage.operator().apply(FILES);
  expect(said(plan)).toEqual(["unknown ExpiredToken"]);
  expect(plan.findings[0]).toMatchObject({
    message: expect.stringMatching(
      /the operator's own credentials ran out \(The token is expired\): sign in again/,
    ),
    todo: expect.stringContaining("AWS_PROFILE"),
  });
});

test("where they run out before the spokes are asked, every spoke says the same, and none to look at its role", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ ...EXPIRED, operation: "AssumeRole", nth: 2, times: 1000 });
  const { findings } = await stage.operator().plan(FILES);
  const words = findings.map((f) => f.message.replace(/^.* could not be seen: /, ""));
  expect(findings.map((f) => f.spoke).sort()).toEqual(["alpha", "alpha", "beta", "beta"]);
  expect(new Set(words)).toEqual(new Set([expect.stringMatching(/^the operator's own credentials ran out/)]));
  expect(new Set(findings.map((f) => f.todo))).toEqual(new Set([expect.stringContaining("AWS_PROFILE")]));
});

test("a clock that is wrong by an hour is a note, by how much, and nothing fails for it", async () => {
  const stage = createStage(world());
  setBack(stage, 3_600_000);
  await converge(stage, FILES);
  const plan = await stage.operator().plan(FILES);
  expect(finding(plan, "ClockSkewed")).toMatchObject({
    kind: "note",
    message: expect.stringContaining("this machine's clock is 60 minutes behind AWS's"),
  });
  expect(planExitCode(plan)).toBe(0);
});

test.each([503, 502])(
  "an HTML %i from one service is a short trouble: asked again, and nobody hears of it",
  async (status) => {
    const page = { status, body: "<html>\n<br>503\n</html>" };
    const stage = createStage(world());
    for (const operation of ["GetHostedZone", "DescribeVpcs", "ListResolverRuleAssociations", "AssumeRole"])
      distort(stage, operation, { instead: page });
    await converge(stage, FILES);
  },
);

test("one that lasts is told by its status, in one line, for a service of another protocol too", async () => {
  const stage = createStage(world());
  const page = { status: 503, body: "<html>" };
  distort(stage, "ListResolverRuleAssociations", { instead: page, times: Number.POSITIVE_INFINITY });
  const { findings } = await stage.operator().plan(FILES);
  for (const { message } of findings.filter((f) => f.kind === "unknown"))
    expect(message).toMatch(/HTTP 503 from simulated\.amazonaws\.com, in a form that cannot be read$/);
  expect(findings.filter((f) => f.kind === "unknown").length).toBeGreaterThan(0);
});

test.each([
  [
    "moto's web page",
    { status: 404, body: "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n" },
  ],
  [
    "LocalStack's 501",
    { status: 501, body: "<Error><Code>InternalFailure</Code><Message>No moto route</Message></Error>" },
  ],
])(
  "semantics 26: a call that an emulator lacks is the same note whatever it answers: %s",
  async (_what, instead) => {
    const stage = await stageWith(FILES);
    const missing = { instead, times: Number.POSITIVE_INFINITY };
    distort(stage, "ListVPCAssociationAuthorizations", missing);
    const plan = await stage.operator({ endpoint: "http://127.0.0.1:4566" }).plan(FILES);
    expect(plan.findings).toEqual([
      {
        kind: "note",
        reason: "Unsupported",
        hub: "hub",
        account: "111111111111",
        message:
          "the authorizations of our zones are not looked at: this endpoint does not implement ListVPCAssociationAuthorizations",
      },
    ]);
    expect(plan.actions).toEqual([]);
  },
);
