import {
  ChangeResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { settle } from "../laws/support.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { actionsOf, converge, said, zoneNamed } from "../support/look.ts";
import { ALPHA, alpha, beta, endpoint, hub, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 9: in an adopted zone others write too, and what they wrote since the plan was made stays. */

const files = (spec: object = {}) => [
  hub(),
  endpoint("ssm", { hubPrivateDns: "off", adoptZones: true, ...spec }),
  alpha(),
  beta(),
];
const PLAIN: ResourceRecordSet = { Name: SSM, Type: "A", TTL: 60, ResourceRecords: [{ Value: "10.77.7.7" }] };

/** A zone that Terraform keeps, in which the hub VPC and alpha are. */
function adopted(records: readonly object[] = []): Stage {
  const zone = { name: SSM, vpcs: [HUB_VPC, ALPHA.vpc], callerReference: "terraform-1", records };
  return createStage(world({ hub: { zones: [zone as never] } }));
}

/** Somebody writes in the zone just before the operator's own change arrives. */
function meanwhile(stage: Stage, Action: "CREATE" | "UPSERT", set: ResourceRecordSet): void {
  const terraform = new Route53Client(clientSettings({ handle: stage.cloud.handle }, HUB));
  const { handle } = stage.cloud;
  let isFirst = true;
  stage.cloud.handle = async (request, options) => {
    if (isFirst && request.method === "POST" && request.path.includes("/rrset")) {
      isFirst = false;
      const HostedZoneId = zoneNamed(stage, SSM).id;
      const Changes = [{ Action, ResourceRecordSet: set }];
      await terraform.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
    }
    return handle(request, options);
  };
}

const address = (stage: Stage) =>
  zoneNamed(stage, SSM).records.find((record) => record.Type === "A") as ResourceRecordSet | undefined;

describe("in an adopted zone", () => {
  it("a record made since the reading stays, and the refusal says what is there and what to do", async () => {
    const stage = adopted();
    meanwhile(stage, "CREATE", PLAIN);
    const { outcomes } = await stage.operator().apply(files());
    const [refused, ...others] = outcomes.filter((o) => o.result === "failed");
    expect(others).toEqual([]);
    expect(refused?.failure).toMatchObject({ kind: "conflict", error: "RecordChanged" });
    expect(refused?.failure?.message).toMatch(
      /A ssm.* is A 10\.77\.7\.7 by now.*plan again.*takeRecords: true/,
    );
    await settle(stage);
    expect(address(stage)?.ResourceRecords).toEqual([{ Value: "10.77.7.7" }]);
    expect(stage.cloud.calls.list({ write: true }).map((c) => c.operation)).not.toContain(
      "AssociateVPCWithHostedZone",
    );
    expect(said(await stage.operator().plan(files()))).toContain("withheld AdoptedRecord");
  });

  it("an alias that somebody turned elsewhere since the reading stays as they want it", async () => {
    const stage = adopted();
    await converge(stage, files({ takeRecords: true }));
    const ours = address(stage) as ResourceRecordSet;
    const theirs = { HostedZoneId: "Z0OTHER", DNSName: "balancer.example.com.", EvaluateTargetHealth: false };
    const switched = files({ takeRecords: true, evaluateTargetHealth: false });
    meanwhile(stage, "UPSERT", { ...ours, AliasTarget: theirs });
    const { outcomes } = await stage.operator().apply(switched);
    expect(outcomes.flatMap((o) => o.failure?.error ?? [])).toContain("RecordChanged");
    expect(address(stage)?.AliasTarget).toEqual(theirs);
  });

  it("the same record made by somebody else meanwhile is as good as ours", async () => {
    const stage = adopted();
    await converge(stage, files());
    const made = address(stage) as ResourceRecordSet;
    const another = adopted();
    meanwhile(another, "CREATE", made);
    const { outcomes } = await another.operator().apply(files());
    expect(outcomes.filter((o) => o.result !== "done")).toEqual([]);
  });

  it("a lost answer to the alias's creation is found to have been done", async () => {
    const stage = adopted();
    stage.cloud.faults.add({ fault: "loseAnswer", operation: "ChangeResourceRecordSets", nth: 1 });
    const { outcomes } = await stage.operator().apply(files());
    expect(outcomes.filter((o) => o.result !== "done")).toEqual([]);
    expect(address(stage)?.AliasTarget?.DNSName).toContain(SSM_ENDPOINT);
  });

  it("takeRecords takes a plain record that was seen", async () => {
    const stage = adopted([{ name: SSM, type: "A", ttl: 60, values: ["10.77.7.7"] }]);
    await converge(stage, files({ takeRecords: true }));
    expect(address(stage)?.AliasTarget?.DNSName).toContain(SSM_ENDPOINT);
    expect(actionsOf(await stage.operator().plan(files({ takeRecords: true })))).toEqual([]);
  });
});
