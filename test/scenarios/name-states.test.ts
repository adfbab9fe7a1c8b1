import { ChangeResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { byHand, filesWithout, stageWith, zoneNamed } from "../support/look.ts";
import { alpha, endpoint, hub, KMS, SSM, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha()];

async function statesIn(stage: Stage, files = FILES) {
  const { names } = await stage.operator().plan(files);
  return Object.fromEntries(names.map(({ name, state }) => [name, state]));
}

test("a name is shared when its zone has its alias; without it, it is planned", async () => {
  expect(await statesIn(createStage(world()))).toEqual({ [SSM]: "planned", [KMS]: "planned" });
  const stage = await stageWith(FILES);
  expect(await statesIn(stage)).toEqual({ [SSM]: "shared", [KMS]: "shared" });
  const { id, records } = zoneNamed(stage, SSM);
  const Changes = records
    .filter(({ Type }) => Type === "A")
    .map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
  );
  expect(await statesIn(stage)).toEqual({ [SSM]: "planned", [KMS]: "shared" });
});

test("of records that may not be read nobody knows whether they serve", async () => {
  const stage = await stageWith(FILES);
  stage.cloud.faults.add({ fault: "deny", operation: "ListResourceRecordSets" });
  expect(await statesIn(stage)).toEqual({ [SSM]: "unknown", [KMS]: "unknown" });
});

test("in a part of a plan, the names of the rest are withheld", async () => {
  const stage = createStage(world());
  const only = [{ kind: "endpoint", name: "ssm" }] as const;
  const { names } = await stage.operator().plan(filesWithout(FILES), { only });
  expect(names).toMatchObject([
    { name: KMS, state: "withheld" },
    { name: SSM, state: "planned" },
  ]);
});

test("a name whose zone nobody has joined yet is not shared: planned when somebody is to join, withheld when nobody can", async () => {
  const stage = await stageWith([hub(), endpoint("ssm"), endpoint("kms")]);
  expect(await statesIn(stage, [hub(), endpoint("ssm"), endpoint("kms")])).toMatchObject({ [SSM]: "shared" });
  expect(await statesIn(stage)).toEqual({ [SSM]: "planned", [KMS]: "planned" });
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeVpcs" });
  expect(await statesIn(stage)).toEqual({ [SSM]: "withheld", [KMS]: "withheld" });
});
