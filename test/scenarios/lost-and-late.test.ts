import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { describe, expect, it, test } from "vitest";
import { converged } from "../../src/model/report.ts";
import { distort } from "../support/distort.ts";
import { ANCHOR, HUB_VPC, REGION } from "../support/fleet.ts";
import {
  answer,
  byHand,
  converge,
  filesWithout,
  propagate,
  snapshot,
  stageWith,
  vpcInput,
  zoneNamed,
  zones,
} from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, SSM } from "../support/scenario.ts";
import type { Stage } from "../support/stage.ts";

/** Answers that are lost for good, and lists that go on showing, or hiding, what was done. */

const ATTEMPTS = 4;
const REMOVALS = { allowRemovals: () => true };
const always = Number.POSITIVE_INFINITY;

describe("semantics 1, 6: a zone that stays has its aliases, whichever answer of its deletion is lost for good", () => {
  const BARE = hub({ anchorVpc: undefined });
  const SHARED = [BARE, endpoint("ssm", { hubPrivateDns: "off" }), alpha()];
  const ENDED = [BARE, alpha()];

  it.each([
    ["AWS deleted the aliases and nobody heard of it", "loseAnswer", "ChangeResourceRecordSets"],
    ["the zone's deletion never reached AWS", "loseRequest", "DeleteHostedZone"],
  ] as const)("%s", async (_what, fault, operation) => {
    const stage = await stageWith(SHARED);
    const before = answer(stage, HUB_VPC, SSM);
    stage.cloud.faults.add({ fault, operation, nth: 1 });
    stage.cloud.faults.add({ fault: "loseRequest", operation, nth: 2, times: ATTEMPTS - 1 });
    const report = await stage.operator().apply(ENDED, REMOVALS);
    expect(report.outcomes.filter((o) => o.result === "failed").map((o) => o.failure?.operation)).toEqual([
      operation,
    ]);
    await propagate(stage);
    expect(answer(stage, HUB_VPC, SSM)).toBe(before);
    await stage.operator().apply(ENDED, REMOVALS);
    expect(zones(stage)).toEqual([]);
  });

  it("a zone that is gone, though nobody heard of it, is not made anew", async () => {
    const stage = await stageWith(SHARED);
    stage.cloud.faults.add({ fault: "loseAnswer", operation: "DeleteHostedZone", nth: 1, times: ATTEMPTS });
    await stage.operator().apply(ENDED, REMOVALS);
    expect(zones(stage)).toEqual([]);
    await propagate(stage);
    expect(answer(stage, HUB_VPC, SSM)).toBe("public");
  });
});

test("semantics 8, 10: a zone that the list hid, and that another owner took over, is not used by the one who made it", async () => {
  const ours = endpoint("ssm", { hubPrivateDns: "off" });
  const stage = await stageWith([hub({ owner: "old" }), ours, alpha()]);
  const taking = endpoint("ssm", { hubPrivateDns: "off", adoptZones: true, takeOwnership: true });
  await converge(stage, [hub({ owner: "new" }), taking, alpha()]);
  const { id } = zoneNamed(stage, SSM);
  await byHand(stage).send(
    new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: id, VPC: vpcInput(ANCHOR) }),
  );
  const before = snapshot(stage);
  const item = new RegExp(`<HostedZone>(?:(?!</HostedZone>).)*<Name>${SSM}.*?</HostedZone>`, "s");
  distort(stage, "ListHostedZones", { change: (body) => body.replace(item, "") });
  const { plan, outcomes } = await stage.operator().apply([hub({ owner: "old" }), endpoint("ssm"), beta()]);
  expect(plan.actions.map((a) => a.kind)).toContain("createZone");
  expect(outcomes.filter((o) => o.result === "done")).toEqual([]);
  expect(outcomes.find((o) => o.result === "failed")?.failure).toMatchObject({
    kind: "conflict",
    error: "TakenOver",
    message: expect.stringContaining("taken over by owner new"),
  });
  expect(snapshot(stage)).toEqual(before);
});

describe("what was written is confirmed by the zone's own list", () => {
  const FILES = [hub(), endpoint("ssm"), alpha(), beta()];
  const row = `<VPC><VPCRegion>${REGION}</VPCRegion><VPCId>${ALPHA.vpc}</VPCId></VPC>`;

  /** Once AWS has done the operation, GetHostedZone answers as if it had not, so many times. */
  function lagsAfter(stage: Stage, operation: string, change: (body: string) => string, times: number): void {
    let isDone = false;
    stage.cloud.onCall(({ phase, call }) => {
      isDone ||= phase === "after" && call.operation === operation;
    });
    let left = times;
    distort(stage, "GetHostedZone", {
      times: always,
      change: (body) => (isDone && left-- > 0 ? change(body) : body),
    });
  }
  const shows = (body: string) => body.replace("<VPCs>", `<VPCs>${row}`);
  const hides = (body: string) =>
    body.replace(new RegExp(`<VPC>(?:(?!</VPC>).)*${ALPHA.vpc}.*?</VPC>`, "s"), "");

  it.each([
    [
      "a removal that the list never shows",
      FILES,
      filesWithout(FILES, "alpha"),
      "DisassociateVPCFromHostedZone",
      shows,
    ],
    [
      "an association that the list never shows",
      filesWithout(FILES, "alpha"),
      FILES,
      "AssociateVPCWithHostedZone",
      hides,
    ],
  ] as const)("%s is not called done", async (_what, before, after, operation, change) => {
    const stage = await stageWith(before);
    lagsAfter(stage, operation, change, always);
    const report = await stage.operator().apply(after, REMOVALS);
    expect(report.outcomes.filter((o) => o.result !== "done")).toEqual([]);
    expect(report.unconfirmed).toEqual([
      { zone: zoneNamed(stage, SSM).id, name: SSM, pairs: [`${ALPHA.vpc}@${REGION}`] },
    ]);
    expect(converged(report)).toBe(false);
  });

  it("one that the list shows after some looks is", async () => {
    const stage = await stageWith(FILES);
    lagsAfter(stage, "DisassociateVPCFromHostedZone", shows, 3);
    const report = await stage.operator().apply(filesWithout(FILES, "alpha"), REMOVALS);
    expect(report.unconfirmed).toEqual([]);
    expect(converged(report)).toBe(true);
    expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
    expect(zoneNamed(stage, SSM).vpcs).toContain(BETA.vpc);
  });
});
