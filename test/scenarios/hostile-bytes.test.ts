import { describe, expect, it, test } from "vitest";
import { forecastOf } from "../../src/model/cost/forecast.ts";
import type { Plan } from "../../src/model/plan/plan.ts";
import { planJson } from "../../src/model/render/json.ts";
import { planMarkdown } from "../../src/model/render/markdown.ts";
import { reportText } from "../../src/model/render/report.ts";
import { planText } from "../../src/model/render/text.ts";
import { distort } from "../support/distort.ts";
import { filesWithout, finding, stageWith } from "../support/look.ts";
import { alpha, endpoint, hub, SSM, world } from "../support/scenario.ts";
import { createStage, desiredFrom, type Files } from "../support/stage.ts";

/** What AWS answers may carry reaches neither a terminal nor Markdown raw; JSON stays exact. */

const FILES = [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), endpoint("kms"), alpha()];
const always = Number.POSITIVE_INFINITY;

function shown(plan: Plan, files: Files) {
  const forecast = forecastOf(plan.actions);
  const desired = desiredFrom(files);
  return { text: planText(plan, forecast, desired), markdown: planMarkdown(plan, forecast, desired) };
}

describe("a zone's comment with an escape sequence, a direction override, an image and a mention", () => {
  const hostile = "service=&#x1b;[2J&#x202e;![x](https://evil.example/p.png)@org";

  async function planned() {
    const stage = await stageWith(FILES);
    const change = (body: string) => body.replace(/service=com\.amazonaws\.eu-west-1\.ssm/g, hostile);
    distort(stage, "ListHostedZones", { change, times: always });
    const files = filesWithout(FILES, "endpoint-ssm");
    return { plan: await stage.operator().plan(files), files };
  }

  it("is written out in text and comes to nothing in Markdown", async () => {
    const { plan, files } = await planned();
    const { text, markdown } = shown(plan, files);
    expect(text).toContain("\\u001b[2J\\u202e![x](https://evil.example/p.png)@org");
    expect(`${text}${markdown}`).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(markdown).toContain("\\u001b\\[2J\\\\u202e!\\[x\\](https\\://evil.example/p.png)@<!-- -->org");
  });

  it("stands in JSON as AWS answered it", async () => {
    const { plan } = await planned();
    const json = JSON.stringify(planJson(plan, forecastOf(plan.actions)));
    expect(JSON.parse(json).actions.at(-1).because).toContain(
      "\u001b[2J\u202e![x](https://evil.example/p.png)@org",
    );
  });
});

it("a message of several lines is one item of a list, and one line of a report", async () => {
  const stage = createStage(world());
  const message = "first\r\nsecond | third <b>";
  stage.cloud.faults.add({
    fault: "error",
    code: "InvalidInput",
    message,
    operation: "AssociateVPCWithHostedZone",
  });
  stage.cloud.faults.add({
    fault: "error",
    code: "InvalidInput",
    message,
    operation: "DescribeVpcEndpointServices",
    nth: 2,
  });
  const report = await stage.operator().apply(FILES);
  const { markdown } = shown(await stage.operator().plan(FILES), FILES);
  expect(markdown).toContain("second \\| third &lt;b&gt;");
  expect(reportText(report)).toMatch(/InvalidInput: first\\u000d\\u000asecond \| third <b>$/m);
});

test("nine thousand records of somebody in one of our zones are counted, and the first few named", async () => {
  const stage = await stageWith(FILES);
  const many = Array.from(
    { length: 9000 },
    (_, i) =>
      `<ResourceRecordSet><Name>host-${i}.${SSM}.</Name><Type>A</Type><TTL>1</TTL></ResourceRecordSet>`,
  ).join("");
  const change = (body: string) =>
    body.includes(SSM) ? body.replace("<ResourceRecordSets>", `<ResourceRecordSets>${many}`) : body;
  distort(stage, "ListResourceRecordSets", { change, times: always });
  const plan = await stage.operator().plan(FILES);
  expect(finding(plan, "ForeignRecord").message).toMatch(
    new RegExp(
      `^9000 records in our zone are not ours \\(host-0.${SSM} A, .* and 8995 more\\); they are left alone`,
    ),
  );
  expect(shown(plan, FILES).markdown.length).toBeLessThan(2000);
});
