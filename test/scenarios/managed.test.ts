import { DeleteVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { Endpoint } from "../../src/simulator/ec2/state.ts";
import { HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, answer, converge, finding, said, snapshot } from "../support/look.ts";
import { ALPHA, alpha, beta, endpoint, hub, PRIVATE, SSM, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const GROUP = "sg-0a0000000000000a1";
const OTHER_GROUP = "sg-0a0000000000000b1";

/** A hub VPC without endpoints, with two subnets and two groups that endpoints can be made in. */
const EMPTY = world({
  endpoints: [],
  hubVpc: {
    subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })),
    securityGroups: [GROUP, OTHER_GROUP].map((id) => ({ id, name: id, httpsFrom: ["10.0.0.0/8"] })),
  },
});

const managed = (spec: object = {}) =>
  endpoint("ssm", {
    hubPrivateDns: undefined,
    managed: { subnets: SUBNETS, securityGroups: [GROUP], ...spec },
  });

function live(stage: Stage) {
  const now = stage.clock.now();
  return [...stage.cloud.estate.network.endpoints.values()].filter(
    (e) => e.goneAt === undefined || e.goneAt > now,
  );
}

test("semantics 11, 32: a managed endpoint is created with private DNS off, tagged, and serves when it is available", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  await converge(stage, files);
  const [made, ...more] = live(stage);
  expect(more).toEqual([]);
  expect(made).toMatchObject({ privateDns: false, subnetIds: SUBNETS, groupIds: [GROUP], vpcId: HUB_VPC });
  expect(made?.tags.get("vpce-operator/owner")).toBe("network-platform");
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 32: no alias is written and no client joins before the endpoint is available", async () => {
  const stage = createStage(EMPTY, { endpointPendingMs: 180_000 });
  await converge(stage, [hub(), managed(), alpha()]);
  const log = stage.cloud.calls.list({ write: true });
  const at = (operation: string) => log.find((c) => c.operation === operation)?.at ?? 0;
  expect(at("ChangeResourceRecordSets") - at("CreateVpcEndpoint")).toBeGreaterThanOrEqual(180_000);
  expect(at("AssociateVPCWithHostedZone")).toBeGreaterThan(at("ChangeResourceRecordSets"));
});

test("a lost answer to CreateVpcEndpoint makes no second endpoint, nor does a process that died after it", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  stage.cloud.faults.add({ fault: "loseAnswer", operation: "CreateVpcEndpoint", times: 1 });
  const dying = stage.operator();
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.operation === "ChangeResourceRecordSets") dying.abort.abort();
  });
  await dying.apply(files);
  stop();
  await converge(stage, files);
  expect(live(stage)).toHaveLength(1);
});

/** Somebody deletes the endpoint in the console, and AWS shows it no more. */
async function endpointDeletedByHand(stage: Stage): Promise<void> {
  const input = { VpcEndpointIds: live(stage).map(({ id }) => id) };
  await stage.clock.run(
    new EC2Client(clientSettings(stage.cloud, HUB)).send(new DeleteVpcEndpointsCommand(input)),
  );
  await stage.clock.run(stage.clock.sleep(300_000));
  expect(live(stage)).toEqual([]);
}

test("semantics 11: a ClientToken of an endpoint that is gone answers that one, so another token makes the next", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  await converge(stage, files);
  for (let times = 0; times < 2; times++) {
    await endpointDeletedByHand(stage);
    await converge(stage, files);
    expect(live(stage)).toHaveLength(1);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  }
});

test("semantics 11: a document that was deleted and comes back, under another name, gets its endpoint again", async () => {
  const stage = createStage(EMPTY);
  await converge(stage, [hub(), managed(), alpha()]);
  await converge(stage, [hub(), alpha()]);
  await stage.clock.run(stage.clock.sleep(300_000));
  const { path, text } = managed();
  await converge(stage, [
    hub(),
    { path, text: text.replace('"name":"ssm"', '"name":"systems-manager"') },
    alpha(),
  ]);
  expect(live(stage)).toHaveLength(1);
});

test("semantics 11: a token that another request used already does not stop the pass", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  const plan = await stage.operator().plan(files);
  const [create] = plan.actions.filter((action) => action.kind === "createEndpoint");
  const key = `${HUB} ${REGION} CreateVpcEndpoint ${create?.clientToken}`;
  stage.cloud.estate.network.clientTokens.set(key, { parameters: "others", made: {} as Endpoint });
  await converge(stage, files);
  expect(live(stage)).toHaveLength(1);
});

test("what AWS lets one modify is kept equal; the tags of others stay", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  await converge(stage, files);
  const [made] = live(stage);
  made?.tags.set("cost-center", "42");
  if (made) made.groupIds = [OTHER_GROUP];
  const plan = await stage.operator().plan(files);
  expect(actionsOf(plan)).toEqual([expect.stringMatching(/^modifyEndpoint /)]);
  const policy = { Statement: [{ Effect: "Allow", Principal: "*", Action: "ssm:*", Resource: "*" }] };
  const changed = [hub(), managed({ policy, tags: { team: "platform" } }), alpha()];
  await converge(stage, changed);
  expect(made).toMatchObject({ groupIds: [GROUP] });
  expect(JSON.parse(made?.policy ?? "")).toEqual(policy);
  expect(Object.fromEntries(made?.tags ?? [])).toMatchObject({ "cost-center": "42", team: "platform" });
});

test("semantics 6: an endpoint's document is deleted: clients, alias and zone, and the endpoint last", async () => {
  const stage = createStage(EMPTY);
  await converge(stage, [hub(), managed(), alpha(), beta()]);
  const gone = [hub(), alpha({ endpoints: "all" }), beta()];
  await converge(stage, gone);
  await stage.clock.run(stage.clock.sleep(120_000));
  expect(live(stage)).toEqual([]);
  const order = stage.cloud.calls.list({ write: true }).map((c) => c.operation);
  expect(order.lastIndexOf("DeleteVpcEndpoints")).toBeGreaterThan(order.lastIndexOf("DeleteHostedZone"));
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
});

test("semantics 32: from an existing endpoint to a managed one: made, aliases moved in one batch, the old one is not ours and stays", async () => {
  const stage = createStage(
    world({
      hubVpc: {
        subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })),
      },
    }),
  );
  await converge(stage, [hub(), endpoint("ssm", { hubPrivateDns: undefined }), alpha()]);
  const before = answer(stage, ALPHA.vpc, SSM);
  await converge(stage, [
    hub(),
    endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } }),
    alpha(),
  ]);
  expect(live(stage).filter((e) => e.serviceName.endsWith(".ssm"))).toHaveLength(2);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, SSM)).not.toBe(before);
});

test("semantics 32: back from managed to an existing one: aliases first, 60 s, then our endpoint is deleted", async () => {
  const stage = createStage(
    world({
      hubVpc: {
        subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })),
      },
    }),
  );
  await converge(stage, [
    hub(),
    endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } }),
    alpha(),
  ]);
  stage.cloud.calls.clear();
  const existing = endpoint("ssm", { hubPrivateDns: undefined, existing: { id: "vpce-0e000000000000001" } });
  await converge(stage, [hub(), existing, alpha()]);
  const log = stage.cloud.calls.list({ write: true });
  const at = (operation: string) => log.find((c) => c.operation === operation)?.at ?? 0;
  expect(at("DeleteVpcEndpoints") - at("ChangeResourceRecordSets")).toBeGreaterThan(80_000);
});

/** The hub VPC with the existing endpoints, and a subnet that managed ones can be made in. */
const WITH_SUBNETS = {
  hubVpc: { subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })) },
};
const existing = (spec: object = {}) =>
  endpoint("ssm", { hubPrivateDns: undefined, existing: { id: SSM_ENDPOINT }, ...spec });

/** The provider decides about the next endpoint that is made, or it fails. */
function holdNext(stage: Stage, held: Endpoint["held"]): void {
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "CreateVpcEndpoint") return;
    for (const made of live(stage)) made.held = held;
    stop();
  });
}

test("semantics 32: an endpoint that waits for acceptance is told, and no pass waits for it; accepted, it serves", async () => {
  const stage = createStage(EMPTY);
  const files = [hub(), managed(), alpha()];
  holdNext(stage, { state: "pendingAcceptance" });
  const since = stage.clock.now();
  const { outcomes } = await stage.operator().apply(files);
  expect(outcomes.flatMap((o) => (o.result === "failed" ? [o.failure?.error] : []))).toEqual([
    "PendingAcceptance",
  ]);
  expect(stage.clock.now() - since).toBeLessThan(60_000);
  const plan = await stage.operator().plan(files);
  expect(finding(plan, "PendingAcceptance").kind).toBe("withheld");
  expect(actionsOf(plan)).toEqual([]);
  for (const made of live(stage)) made.held = undefined;
  await converge(stage, files);
  expect(live(stage)).toHaveLength(1);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test.each(["failed", "expired"] as const)(
  "semantics 32: an endpoint that %s is told with AWS's words, another one is made, and it is deleted",
  async (state) => {
    const stage = createStage(EMPTY);
    const files = [hub(), managed(), alpha()];
    holdNext(stage, { state, lastError: { code: "InternalError", message: "no capacity" } });
    const { outcomes } = await stage.operator().apply(files);
    expect(outcomes.flatMap((o) => (o.result === "failed" ? [o.failure?.error] : []))).toEqual([
      "EndpointFailed",
    ]);
    const [broken] = live(stage);
    const { plan } = await converge(stage, files);
    expect(finding(plan, "EndpointFailed").message).toContain(`${broken?.id} is ${state}: no capacity`);
    await stage.clock.run(stage.clock.sleep(120_000));
    expect(live(stage).map((e) => e.id)).not.toContain(broken?.id);
    expect(live(stage)).toHaveLength(1);
  },
);

test("semantics 32: an endpoint that its provider rejected is told and kept: another one would be rejected too", async () => {
  const stage = createStage(EMPTY);
  await converge(stage, [hub(), managed(), alpha()]);
  for (const made of live(stage)) made.held = { state: "rejected" };
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub(), managed(), alpha(), beta()]);
  expect(said(plan)).toEqual(
    expect.arrayContaining(["withheld EndpointRejected", "withheld EndpointStalled"]),
  );
  expect(actionsOf(plan)).toEqual([]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 32: our endpoint stays while an alias that we may not change leads to it", async () => {
  const stage = createStage(world(WITH_SUBNETS));
  await converge(stage, [
    hub(),
    endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } }),
  ]);
  const [made] = live(stage).filter((e) => e.id !== SSM_ENDPOINT && e.serviceName.endsWith(".ssm"));
  const { byId } = stage.cloud.estate.zones;
  for (const zone of byId.values()) zone.callerReference = "terraform-1"; // as if somebody else had made it
  const adopting = existing({ adoptZones: true });
  const plan = await stage.operator().plan([hub(), adopting]);
  expect(said(plan)).toEqual(expect.arrayContaining(["withheld AdoptedRecord", "withheld EndpointInUse"]));
  expect(finding(plan, "EndpointInUse").message).toContain(made?.id);
  expect(actionsOf(plan, "deleteEndpoint")).toEqual([]);
  await converge(stage, [hub(), existing({ adoptZones: true, takeRecords: true })]);
  await stage.clock.run(stage.clock.sleep(120_000));
  expect(live(stage).map((e) => e.id)).not.toContain(made?.id);
});

test("semantics 9, 32: our endpoint stays while plain addresses of an adopted zone are its own", async () => {
  const stage = createStage(world(WITH_SUBNETS));
  await converge(stage, [
    hub(),
    endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } }),
  ]);
  const { zones, network } = stage.cloud.estate;
  const [made] = live(stage).filter((e) => e.id !== SSM_ENDPOINT && e.serviceName.endsWith(".ssm"));
  const addresses = made?.interfaceIds.map((id) => network.interfaces.get(id)?.address);
  for (const zone of zones.byId.values()) {
    zone.callerReference = "terraform-1";
    for (const record of zone.records.values())
      if (record.AliasTarget)
        Object.assign(record, {
          AliasTarget: undefined,
          TTL: 60,
          ResourceRecords: addresses?.map((Value) => ({ Value })),
        });
  }
  const plan = await stage.operator().plan([hub(), existing({ adoptZones: true })]);
  expect(finding(plan, "EndpointInUse").message).toContain(made?.id);
  expect(actionsOf(plan, "deleteEndpoint")).toEqual([]);
  await converge(stage, [hub(), existing({ adoptZones: true, takeRecords: true })]);
  await stage.clock.run(stage.clock.sleep(120_000));
  expect(live(stage).map((e) => e.id)).not.toContain(made?.id);
});
