import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { converge, settle, watchDns, writesOf } from "../laws/support.ts";
import { distort } from "../support/distort.ts";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, byHand, filesWithout, vpcInput, zoneNamed } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS_ENDPOINT,
  LOCAL,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

const SUBNET = "subnet-0a0000000000000a1";
const GROUP = "sg-0a0000000000000a1";
const OPEN = "sg-0e000000000000001";
const WORLD = world({
  endpoints: [{ id: KMS_ENDPOINT, service: "kms" }],
  hubVpc: {
    subnets: [{ id: SUBNET, cidr: "10.0.0.0/24", zone: `${REGION}a` }],
    securityGroups: [GROUP, OPEN].map((id) => ({ id, name: id, httpsFrom: ["10.0.0.0/8"] })),
  },
});

describe("a managed endpoint goes only when each zone that led there was read by its id", () => {
  const managed = { subnets: [SUBNET], securityGroups: [GROUP] };
  const all: Files = [
    hub(),
    endpoint("ssm", { managed, hubPrivateDns: undefined }),
    endpoint("kms"),
    alpha(),
    beta(),
  ];
  const less = filesWithout(all, "endpoint-ssm");
  const item = (name: string) =>
    new RegExp(`<HostedZone>(?:(?!</HostedZone>).)*<Name>${name}.*?</HostedZone>`, "s");
  const listLacks = (body: string) => body.replace(item(SSM), "");

  async function made(): Promise<Stage> {
    const stage = createStage(WORLD);
    await converge(stage, all);
    await settle(stage);
    stage.cloud.calls.clear();
    return stage;
  }

  it.each([
    ["answers an empty body", () => ""],
    [
      "says that it goes on, and not where",
      (body: string) => listLacks(body).replace("<IsTruncated>false", "<IsTruncated>true"),
    ],
    ["leaves the zone out", listLacks],
    ["is empty", (body: string) => body.replace(/<HostedZones>.*<\/HostedZones>/s, "<HostedZones/>")],
  ])("one ListHostedZones %s", async (_name, change) => {
    const stage = await made();
    const dns = watchDns(stage, [HUB_VPC, ALPHA.vpc, BETA.vpc], [SSM]);
    distort(stage, "ListHostedZones", { change });
    const { plan } = await stage.operator().apply(less);
    await settle(stage);
    expect(dns.outside(plan.findings)).toEqual([]);
    expect(dns.deletedTooEarly()).toEqual([]);
  });

  it("the refusal names the zone, and the next pass removes zone and endpoint in their order", async () => {
    const stage = await made();
    distort(stage, "ListHostedZones", { change: listLacks });
    const { outcomes } = await stage.operator().apply(less);
    const [refused] = outcomes.filter((o) => o.result === "failed");
    expect(refused?.failure).toMatchObject({ kind: "conflict", error: "EndpointInUse" });
    expect(refused?.failure?.message).toContain(zoneNamed(stage, SSM).id);
    expect(writesOf(stage).map((call) => call.operation)).toEqual([]);
    await converge(stage, less);
    const removals = writesOf(stage).map((call) => call.operation);
    expect(removals.slice(-2)).toEqual(["DeleteHostedZone", "DeleteVpcEndpoints"]);
  });

  it("the hub VPC's own zones tell of it when the list never does", async () => {
    const stage = await made();
    distort(stage, "ListHostedZones", { change: listLacks, times: Number.POSITIVE_INFINITY });
    const { outcomes } = await stage.operator().apply(less);
    expect(outcomes.map((o) => o.failure?.error)).toEqual(["EndpointInUse"]);
  });

  it("plain addresses in a zone that the plan's list left out keep the endpoint that they are of", async () => {
    const stage = await made();
    const { network } = stage.cloud.estate;
    const [own] = [...network.endpoints.values()].filter((e) => e.serviceName.endsWith(".ssm"));
    const values = own?.interfaceIds.map((id) => ({ Value: network.interfaces.get(id)?.address ?? "" }));
    const above = `${REGION}.amazonaws.com`;
    const person = byHand(stage);
    const { HostedZone } = await person.send(
      new CreateHostedZoneCommand({ Name: above, CallerReference: "by hand", VPC: vpcInput(LOCAL.vpc) }),
    );
    const record = { Name: SSM, Type: "A", TTL: 60, ResourceRecords: values } as const;
    await person.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: HostedZone?.Id,
        ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: record }] },
      }),
    );
    distort(stage, "ListHostedZones", { change: (body) => body.replace(item(above), "") });
    const { outcomes } = await stage.operator().apply(less, { allowRemovals: () => true });
    const refused = outcomes.flatMap((o) => (o.failure ? [o.failure.error] : []));
    expect(refused).toEqual(["EndpointInUse"]);
    expect(writesOf(stage).map((call) => call.operation)).not.toContain("DeleteVpcEndpoints");
  });

  it("a zone that led there and cannot be read keeps the endpoint", async () => {
    const stage = await made();
    const plan = await stage.operator().plan(less, { allowRemovals: () => true });
    expect(actionsOf(plan, "deleteEndpoint")).toHaveLength(1);
    stage.cloud.onCall(({ phase, call }) => {
      if (phase === "after" && call.operation === "DeleteHostedZone")
        stage.cloud.faults.add({ fault: "deny", operation: "ListResourceRecordSets" });
    });
    const { outcomes } = await stage.operator().apply(less, { allowRemovals: () => true });
    expect(outcomes.filter((o) => o.result === "failed").map((o) => o.failure?.error)).toEqual([
      "AccessDenied",
    ]);
    expect(writesOf(stage).map((call) => call.operation)).not.toContain("DeleteVpcEndpoints");
  });
});
