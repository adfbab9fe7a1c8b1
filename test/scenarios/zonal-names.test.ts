import { EC2Client, ModifyVpcEndpointCommand } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  converge,
  finding,
  propagate,
  said,
  snapshot,
  writes,
  zoneNamed,
} from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, PRIVATE, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** `zonalNames`: each name for single Availability Zones too, by zone id, following the endpoint's subnets. */

const ENDPOINT = "vpce-0e0000000000000f1";
const PARTNER = `com.amazonaws.vpce.${REGION}.vpce-svc-0f00000000000f001`;
const KAFKA = "4ny6k.partner.example";
const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"] as const;
/** The hub account's zones a and b, by id, and their subnets' ranges. */
const RANGES = ["10.0.10.", "10.0.20."] as const;

const WORLD = (endpoints: readonly object[] = [{ id: ENDPOINT, service: PARTNER }]) =>
  world({
    services: { [PARTNER]: [] },
    endpoints: endpoints as never,
    hubVpc: {
      subnets: SUBNETS.map((id, i) => ({ id, cidr: `${RANGES[i]}0/24`, zone: `${REGION}${"ab"[i]}` })),
    },
  });

const kafka = (spec: object = {}) =>
  endpoint("kafka", { service: PARTNER, names: [], extraNames: [`*.${KAFKA}`], zonalNames: true, ...spec });
const managed = (subnets: readonly string[], spec: object = {}) =>
  kafka({ hubPrivateDns: undefined, managed: { subnets }, ...spec });

function idsOf({ cloud }: Stage): string[] {
  return SUBNETS.map((id) => cloud.estate.network.subnets.get(id)?.zoneId ?? "");
}

/** Somebody takes the endpoint out of its second Availability Zone. */
async function leaveSecondZone({ cloud, clock }: Stage): Promise<void> {
  const person = new EC2Client({ ...clientSettings(cloud, HUB), region: REGION });
  const input = { VpcEndpointId: ENDPOINT, RemoveSubnetIds: [SUBNETS[1]] };
  await clock.run(person.send(new ModifyVpcEndpointCommand(input)));
}

const names = (stage: Stage) =>
  [...zoneNamed(stage, KAFKA).records].flatMap(({ Type, Name }) => (Type === "A" ? [Name] : []));

test("a wildcard name leads to the endpoint, and beneath each zone's id to its address in that zone alone", async () => {
  const stage = createStage(WORLD());
  const files = [hub(), kafka(), alpha()];
  await converge(stage, files);
  const [a = "", b = ""] = idsOf(stage);
  expect(answer(stage, ALPHA.vpc, `lkc.${KAFKA}`)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, `e-1.${a}.${KAFKA}`)).toBe(answer(stage, ALPHA.vpc, `${a}.${KAFKA}`));
  for (const [i, id] of [a, b].entries()) {
    expect(answer(stage, ALPHA.vpc, `e-1.${id}.${KAFKA}`)).toContain(RANGES[i]);
    expect(answer(stage, ALPHA.vpc, `e-1.${id}.${KAFKA}`)).not.toContain(RANGES[1 - i]);
  }
  const plan = await stage.operator().plan(files);
  expect([actionsOf(plan), said(plan)]).toEqual([[], []]);
});

test("a plain name has one name for each zone, and no wildcard", async () => {
  const stage = createStage(WORLD());
  await converge(stage, [hub(), kafka({ extraNames: [KAFKA] }), alpha()]);
  const ids = idsOf(stage);
  expect(names(stage).sort()).toEqual(
    [KAFKA, ...ids.map((id) => `${id}.${KAFKA}`)].map((n) => `${n}.`).sort(),
  );
});

test("without zonalNames no subnet is asked for and no such name is made", async () => {
  const stage = createStage(WORLD());
  await converge(stage, [hub(), kafka({ zonalNames: undefined }), alpha()]);
  stage.cloud.calls.clear();
  await stage.operator().plan([hub(), kafka({ zonalNames: undefined }), alpha()]);
  expect(stage.cloud.calls.list({ operation: "DescribeSubnets" })).toEqual([]);
  expect(names(stage)).toHaveLength(2);
});

test("when the endpoint leaves an Availability Zone its names there go, in one batch, and the wildcard answers in their place", async () => {
  const stage = createStage(WORLD());
  const files = [hub(), kafka(), alpha()];
  await converge(stage, files);
  const [a = "", b = ""] = idsOf(stage);
  await leaveSecondZone(stage);
  stage.cloud.calls.clear();
  await converge(stage, files);
  expect(writes(stage)).toHaveLength(1);
  expect(names(stage).join()).not.toContain(b);
  expect(answer(stage, ALPHA.vpc, `e-1.${b}.${KAFKA}`)).toBe(answer(stage, ALPHA.vpc, `lkc.${KAFKA}`));
  expect(answer(stage, ALPHA.vpc, `e-1.${a}.${KAFKA}`)).toContain(RANGES[0]);
  expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
});

test("names of a zone are gone and forgotten by the lost answer of the batch that took them away", async () => {
  const stage = createStage(WORLD());
  const files = [hub(), kafka(), alpha()];
  await converge(stage, files);
  await leaveSecondZone(stage);
  stage.cloud.faults.add({ fault: "loseAnswer", operation: "ChangeResourceRecordSets", nth: 1 });
  const { outcomes } = await stage.operator().apply(files);
  expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
});

test("a managed endpoint has its zonal names before the first spoke joins, and keeps a subnet until its names left DNS", async () => {
  const stage = createStage(WORLD([]));
  await converge(stage, [hub(), managed(SUBNETS), alpha()]);
  const [a = "", b = ""] = idsOf(stage);
  for (const [i, id] of [a, b].entries())
    expect(answer(stage, ALPHA.vpc, `e-1.${id}.${KAFKA}`)).toContain(RANGES[i]);
  expect(actionsOf(await stage.operator().plan([hub(), managed(SUBNETS), alpha()]))).toEqual([]);
  stage.cloud.calls.clear();
  await converge(stage, [hub(), managed([SUBNETS[0]]), alpha()]);
  const calls = stage.cloud.calls.list({ write: true }).map((call) => call.operation);
  expect(calls).toEqual(["ChangeResourceRecordSets", "ModifyVpcEndpoint"]);
  const looks = stage.cloud.calls.list().map((call) => call.operation);
  expect(looks.lastIndexOf("GetChange")).toBeLessThan(looks.indexOf("ModifyVpcEndpoint"));
  expect(answer(stage, ALPHA.vpc, `e-1.${b}.${KAFKA}`)).toContain(RANGES[0]);
});

test("semantics 12: a managed endpoint keeps its subnets while it cannot be seen whether names lead there", async () => {
  const stage = createStage(WORLD([]));
  await converge(stage, [hub(), managed(SUBNETS), alpha()]);
  stage.cloud.faults.add({ fault: "deny", operation: "ListResourceRecordSets" });
  const plan = await stage.operator().plan([hub(), managed([SUBNETS[0]]), alpha()]);
  expect(actionsOf(plan, "modifyEndpoint")).toEqual([]);
  expect(finding(plan, "RecordsNotRead").message).toContain("keeps its subnets");
});

test("a subnet that is added to a managed endpoint brings its names in the pass after", async () => {
  const stage = createStage(WORLD([]));
  await converge(stage, [hub(), managed([SUBNETS[0]]), alpha()]);
  const files = [hub(), managed(SUBNETS), alpha()];
  await stage.operator().apply(files);
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, `e-1.${idsOf(stage)[1]}.${KAFKA}`)).toContain(RANGES[1]);
});

test("without zonalNames any more the names go that were made for it, and the zone can be deleted", async () => {
  const stage = createStage(WORLD());
  await converge(stage, [hub(), kafka(), alpha()]);
  await converge(stage, [hub(), kafka({ zonalNames: undefined }), alpha()]);
  expect(names(stage).sort()).toEqual([`${KAFKA}.`, `\\052.${KAFKA}.`].sort());
  await converge(stage, [hub(), kafka(), alpha()]);
  await converge(stage, [hub()]);
  expect(() => zoneNamed(stage, KAFKA)).toThrow();
});

test("semantics 9: an alias to an Availability Zone that somebody wrote into our zone is reported and left alone", async () => {
  const stage = createStage(WORLD());
  const files = [hub(), kafka({ zonalNames: undefined }), alpha()];
  await converge(stage, [hub(), kafka(), alpha()]);
  const zone = stage.cloud.estate.zones.byId.get(zoneNamed(stage, KAFKA).id);
  zone?.tags.delete("vpce-operator/zonal-names"); // as if a person had made them
  const before = snapshot(stage);
  const plan = await stage.operator().plan(files);
  expect(said(plan)).toEqual(["note ForeignRecord"]);
  expect(actionsOf(plan)).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 9: one that somebody wrote before zonalNames, at another Availability Zone, is never taken for ours", async () => {
  const stage = createStage(WORLD());
  await converge(stage, [hub(), kafka({ zonalNames: undefined }), alpha()]);
  const zone = stage.cloud.estate.zones.byId.get(zoneNamed(stage, KAFKA).id);
  const [apex] = [...(zone?.records.values() ?? [])].filter((record) => record.Type === "A");
  const theirs = { ...apex?.AliasTarget, DNSName: "vpce-0dead-0abc-eu-west-1c.x.vpce.amazonaws.com." };
  zone?.records.set("by hand", { ...apex, Name: `euw1-az9.${KAFKA}.`, AliasTarget: theirs } as never);
  await stage.operator().apply([hub(), kafka(), alpha()]);
  await propagate(stage);
  const plan = await stage.operator().plan([hub(), kafka({ zonalNames: undefined }), alpha()]);
  expect(said(plan)).toContain("note ForeignRecord");
  const deleted = plan.actions.flatMap((a) => (a.kind === "changeRecords" ? (a.deletes ?? []) : []));
  expect(deleted).toHaveLength(4);
  expect(deleted.map(({ name }) => name).join()).not.toContain("az9");
});

test("semantics 12: subnets that could not be read change no name, and nobody joins meanwhile", async () => {
  const stage = createStage(WORLD());
  await converge(stage, [hub(), kafka(), alpha()]);
  await leaveSecondZone(stage);
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeSubnets" });
  const plan = await stage.operator().plan([hub(), kafka(), alpha(), beta()]);
  expect(finding(plan, "ZonalNamesUnknown").todo).toContain("ec2:DescribeSubnets");
  expect(actionsOf(plan)).toEqual([]);
});

test("semantics 25: zonal names of two endpoints that go in one plan are held back by the guard", async () => {
  const SECOND = PARTNER.replace("f001", "f002");
  const other = "other.partner.example";
  const stage = createStage(
    world({
      services: { [PARTNER]: [], [SECOND]: [] },
      endpoints: [
        { id: ENDPOINT, service: PARTNER },
        { id: "vpce-0e0000000000000f2", service: SECOND },
      ],
    }),
  );
  const both = (zonalNames?: true): Files => [
    hub(),
    kafka({ zonalNames }),
    endpoint("second", { service: SECOND, names: [], extraNames: [`*.${other}`], zonalNames }),
    beta(),
  ];
  await converge(stage, both(true));
  const plan = await stage.operator().plan(both());
  expect(said(plan)).toContain("withheld TooManyRemovals");
  expect(actionsOf(plan)).toEqual([]);
  await propagate(stage);
  expect(answer(stage, BETA.vpc, `x.${other}`)).toContain(PRIVATE);
});
