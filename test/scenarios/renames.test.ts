import { expect, test } from "vitest";
import { converge } from "../support/look.ts";
import { ALPHA, alpha, beta, endpoint, hub, spoke, world } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";

const named = (name: string, files: Files) =>
  files.map((file) => ({
    ...file,
    text: file.text.replaceAll(':"hub"', `:"${name}"`).replaceAll('["hub"]', `["${name}"]`),
  }));

test.each<[string, Files, Record<string, string>]>([
  [
    "a hub",
    named("core", [hub({}, "core"), endpoint("ssm"), endpoint("kms"), alpha(), beta()]),
    { "vpce-operator/hub": "core" },
  ],
  [
    "an endpoint",
    [hub(), endpoint("ssm", {}, "sessions"), endpoint("kms"), alpha(), beta()],
    { "vpce-operator/endpoint": "sessions" },
  ],
  ["a spoke", [hub(), endpoint("ssm"), endpoint("kms"), spoke("payments", ALPHA), beta()], {}],
])("renaming %s changes the tags that repeat its name, and nothing else", async (_, renamed, tags) => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  const { actions, findings } = await stage.operator().plan(renamed);
  expect(findings).toEqual([]);
  expect(actions.filter((a) => a.kind !== "tagZone")).toEqual([]);
  for (const action of actions) expect(action).toMatchObject({ tags });
  expect(actions.length > 0).toBe(Object.keys(tags).length > 0);
  stage.cloud.calls.clear();
  await stage.operator().apply(renamed);
  const writes = stage.cloud.calls.list({ write: true, service: "route53" }).map((c) => c.operation);
  expect(writes.filter((operation) => operation !== "ChangeTagsForResource")).toEqual([]);
  expect((await stage.operator().plan(renamed)).actions).toEqual([]);
});
