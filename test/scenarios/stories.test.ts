import { AuthorizeSecurityGroupIngressCommand, EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/model/plan/plan.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { subnetsIn } from "../../src/simulator/ec2/state.ts";
import { HUB } from "../support/fleet.ts";
import { finding, propagate, said } from "../support/look.ts";
import { reach } from "../support/reach.ts";
import type { Files, Stage } from "../support/stage.ts";
import {
  filesOf,
  routeBack,
  S0,
  S1,
  S3,
  type SpokeStory,
  type Story,
  storyStage,
} from "../support/stories.ts";

/** How others share endpoints, told with their networks: names resolve *and* workloads connect, or nothing has changed. */
const STORIES = [
  { told: "S0: zones over a peering connection", ...S0 },
  { told: "S1: the Region's rule over a transit gateway", ...S1 },
  { told: "S3: zones in one account, over peering connections and a security group", ...S3 },
];

/** Passes until one has nothing to do. */
async function settle(stage: Stage, files: Files): Promise<Plan> {
  for (let pass = 0; pass < 12; pass++) {
    const { plan, outcomes } = await stage.operator().apply(files);
    expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
    await propagate(stage);
    if (plan.actions.length === 0) return plan;
  }
  throw new Error("it does not settle");
}

/** What workloads of the spoke meet, over its subnets and all names: each outcome once, addresses left out. */
function met({ cloud }: Stage, { names }: Story, { vpc, subnets }: SpokeStory): string[] {
  const own = subnets ?? subnetsIn(cloud.estate.network, vpc).map(({ id }) => id);
  const all = own.flatMap((subnet) => names.flatMap((name) => reach(cloud, subnet, name)));
  return [...new Set(all.map((one) => one.split(" ")[0] ?? ""))];
}

const withheld = (plan: Plan) => said(plan).filter((one) => !one.startsWith("note"));

describe.each(STORIES)("$told", (story) => {
  const everywhere = (stage: Stage) => story.spokes.map((spoke) => met(stage, story, spoke));
  const all = (what: string) => story.spokes.map(() => [what]);
  const [first, ...others] = story.spokes as [SpokeStory, ...SpokeStory[]];

  test("before: public; after: every name leads to the endpoint, which answers; after removal: public", async () => {
    const stage = storyStage(story);
    expect(everywhere(stage)).toEqual(all("public"));
    expect(said(await settle(stage, filesOf(story)))).toEqual([]);
    expect(everywhere(stage)).toEqual(all("answered"));
    for (const { vpc } of story.spokes)
      expect(stage.cloud.resolve(vpc, story.names[0] ?? "").from.kind).toBe(story.way);
    await settle(stage, filesOf(story, { endpoints: "none" }));
    expect(everywhere(stage)).toEqual(all("public"));
  });

  test("without the hub's route back a spoke waits, and comes by the next pass once somebody adds it", async () => {
    const stage = storyStage(story);
    await routeBack(stage, story, first, "remove");
    const files = filesOf(story);
    const plan = await settle(stage, files);
    expect(said(plan)).toEqual(["withheld PathBlocked"]);
    const { spoke, message, todo } = finding(plan, "PathBlocked");
    expect(spoke).toBe(first.name);
    expect(message).toMatch(/route table (rtb-\w+) has no route to .+ \(account 111111111111/);
    expect(todo).toMatch(/^add a route to \S+ to rtb-\w+ in account 111111111111/);
    expect(met(stage, story, first)).toEqual(["public"]);
    for (const spoke of others) expect(met(stage, story, spoke)).toEqual(["answered"]);
    await routeBack(stage, story, first, "add");
    const report = await stage.operator().apply(files);
    await propagate(stage);
    expect(withheld(report.plan)).toEqual([]);
    expect(everywhere(stage)).toEqual(all("answered"));
  });
});

test("S3: whose range the endpoints' group does not admit waits, the group is named, and comes once it is admitted", async () => {
  const stage = storyStage(S3, (world) => world.replace("[10.1.0.0/16, 10.2.0.0/16]", "[10.1.0.0/16]"));
  const files = filesOf(S3);
  const everywhere = () => S3.spokes.flatMap((spoke) => met(stage, S3, spoke));
  const plan = await settle(stage, files);
  expect(withheld(plan)).toEqual(["withheld PathBlocked"]);
  expect(finding(plan, "PathBlocked")).toMatchObject({
    spoke: "spoke-2",
    message: expect.stringMatching(/sg-0a53000000000000a do not let TCP 443 in from 10\.2\./),
  });
  expect(everywhere()).toEqual(["answered", "public"]);
  const range = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.2.0.0/16" }] };
  const input = { GroupId: "sg-0a53000000000000a", IpPermissions: [range] };
  const ec2 = new EC2Client(clientSettings(stage.cloud, HUB, S3.region));
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupIngressCommand(input)));
  expect(withheld((await stage.operator().apply(files)).plan)).toEqual([]);
  await propagate(stage);
  expect(everywhere()).toEqual(["answered", "answered"]);
});

test("S1: while queries do not get from one Resolver endpoint to the other nobody has a rule; mended, all have", async () => {
  const stage = storyStage(S1, (world) => world.replace("dnsFrom: [10.0.0.0/8]", "dnsFrom: [10.9.0.0/16]"));
  const files = filesOf(S1);
  const everywhere = () => S1.spokes.map((spoke) => met(stage, S1, spoke));
  const plan = await settle(stage, files);
  expect(new Set(withheld(plan))).toEqual(new Set(["withheld HopBlocked"]));
  const blocked = plan.findings.filter(({ reason }) => reason === "HopBlocked");
  expect(blocked.map(({ spoke, message }) => [spoke, message.includes("sg-0a51000000000000b")])).toEqual([
    ["spoke-1", true],
    ["spoke-2", true],
  ]);
  expect(everywhere()).toEqual([["public"], ["public"]]);
  const ranges = { FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: "10.0.0.0/16" }] };
  const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({ IpProtocol, ...ranges }));
  const input = { GroupId: "sg-0a51000000000000b", IpPermissions };
  const ec2 = new EC2Client(clientSettings(stage.cloud, HUB, S1.region));
  await stage.clock.run(ec2.send(new AuthorizeSecurityGroupIngressCommand(input)));
  await settle(stage, files);
  expect(everywhere()).toEqual([["answered"], ["answered"]]);
});
