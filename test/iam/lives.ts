import { readFileSync } from "node:fs";
import {
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect } from "vitest";
import { parse, stringify } from "yaml";
import { converged } from "../../src/model/report.ts";
import { findEstate } from "../../src/reconcilers/import.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { attached } from "../support/attached.ts";
import { type Asked, askedOn } from "../support/iam/suite.ts";
import { propagate } from "../support/look.ts";
import { definitionsInMemory } from "../support/own-endpoint-scene.ts";
import { ruleByHand, withResolver } from "../support/resolver-scene.ts";
import { sample } from "../support/sample-files.ts";
import { createStage, desiredFrom, type Files, type Operator, type Stage } from "../support/stage.ts";

/** What the operator asked of AWS in one story of the sample, and all that was called. */
export type Life = { readonly asked: readonly Asked[]; readonly operations: ReadonlySet<string> };

/** The sample's stories, which between them need every permission of docs/iam. */
export const LIVES = {
  shared: sharedLife,
  managed: managedLife,
  taken: takenLife,
  turnedOff: turnedOffLife,
  ruled: ruledLife,
  resolverMade: resolverMadeLife,
  attached: attachedLife,
  handedOver: handedOverLife,
  handedOverByWindow: handedOverByWindowLife,
};

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

/** The sample applied cold, imported, an address of others in one of its zones, then less an endpoint and two spokes. */
function sharedLife(): Promise<Life> {
  const gone = /(session-manager|payments-dev|data-prod)\.yaml$/;
  return live(async (apply, stage) => {
    await apply(sample().filter(({ path }) => !path.endsWith("payments-dev.yaml")));
    await apply(nearlyFull(sample()));
    await apply(sample().map(withExtraName));
    const zone = [...stage.cloud.estate.zones.byId.values()].find((z) => !z.name.startsWith("legacy"));
    const plain = { Name: zone?.name, Type: "AAAA", TTL: 60, ResourceRecords: [{ Value: "2001:db8::1" }] };
    zone?.records.set("by hand", plain as never);
    expect(await importAll(stage)).toMatchObject({ kind: "seen", value: { unread: [] } });
    zone?.records.delete("by hand");
    await apply(sample().filter(({ path }) => !gone.test(path)));
  });
}

/** Below a zone of the payments account, whose records are read. */
function withExtraName(file: Files[number]): Files[number] {
  const service = "service: ssm\n";
  return {
    ...file,
    text: file.text.replace(service, `${service}  extraNames: [x.legacy.ap-southeast-2.amazonaws.com]\n`),
  };
}

/** AWS is asked how many VPCs the zones take. */
function nearlyFull(files: Files): Files {
  const quota = "spec:\n  quotas: { vpcsPerZone: 5 }\n";
  return files.map((f) =>
    f.text.includes("kind: Hub") ? { ...f, text: f.text.replace("spec:\n", quota) } : f,
  );
}

function importAll({ clock, operator }: Stage): Promise<unknown> {
  const { hubs, spokes } = desiredFrom(sample());
  const { accounts } = operator();
  const [hub] = hubs;
  if (!hub) throw new Error("the sample has a hub");
  const others = spokes.filter((s) => s.account !== hub.account);
  const sessions = new Set(others.map((s) => accounts.session(s.account, s.role)));
  const home = { id: hub.vpc, region: hub.region };
  return clock.run(findEstate(accounts.session(hub.account, hub.role), home, [...sessions]));
}

/** The sample with one endpoint more: made, bent by hand, mended, given a policy, and no longer wanted. */
function managedLife(): Promise<Life> {
  return live(async (apply, { cloud }) => {
    await apply([...sample(), document("secretsmanager", { managed: MANAGED })]);
    const { endpoints } = cloud.estate.network;
    const made = [...endpoints.values()].find((e) => e.serviceName.endsWith(".secretsmanager"));
    if (!made) throw new Error("the endpoint was not made");
    made.groupIds = ["sg-0bad000000000000a"];
    made.subnetIds = MANAGED.subnets.slice(1);
    made.tags.delete("vpce-operator/owner");
    const Statement = [{ Effect: "Allow", Principal: "*", Action: "secretsmanager:*", Resource: "*" }];
    await apply([
      ...sample(),
      document("secretsmanager", { managed: { ...MANAGED, policy: { Statement } } }),
    ]);
    await apply(sample());
  });
}

/** A zone of somebody else's is adopted, and its CNAME taken over. */
function takenLife(): Promise<Life> {
  return live(
    (apply) => apply([...sample(), document("ecr.dkr", { adoptZones: true, takeRecords: true })]),
    ({ accounts }) => {
      const name = "dkr.ecr.ap-southeast-2.amazonaws.com";
      const records = [{ name: `*.${name}`, type: "CNAME", values: ["elsewhere.example."] }];
      accounts["111111111111"].zones = [{ name, vpcs: ["vpc-0a2c402000000000a"], records }];
      const groups = { securityGroups: ["sg-0551110000000000a"] };
      accounts["111111111111"].vpcs[0].endpoints.push({ service: "ecr.dkr", privateDns: false, ...groups });
    },
  );
}

/** The sandbox lies behind a transit gateway, and payments has a peering that nobody has accepted. */
function attachedLife(): Promise<Life> {
  return live(
    async (apply, stage) => {
      const [hub, sandbox] = ["vpc-0a11ce0000000000a", "vpc-0e11000000000000a"];
      const sides = [
        { vpc: hub, to: "10.1.0.0/16" },
        { vpc: sandbox, to: "10.0.0.0/16" },
      ];
      await attached(stage, { account: "111111111111", region: "ap-southeast-2", sides });
      await peeringAsked(stage, {
        account: "222222222222",
        region: "ap-southeast-2",
        vpc: "vpc-0b22000000000000a",
      });
      await apply(sample(), false);
    },
    (world) => {
      world.network = "asWritten";
      const accounts = world.accounts as Record<string, { vpcs: { id: string; subnets?: number }[] }>;
      const placed = ["vpc-0e11000000000000a", "vpc-0b22000000000000a"];
      for (const { vpcs = [] } of Object.values(accounts))
        for (const vpc of vpcs) if (placed.includes(vpc.id)) vpc.subnets = 1;
    },
  );
}

async function peeringAsked(
  { cloud, clock }: Stage,
  { account, region, vpc }: { account: string; region: string; vpc: string },
): Promise<void> {
  const client = new EC2Client({ ...clientSettings(cloud, account), region });
  const peer = { PeerVpcId: "vpc-0a11ce0000000000a", PeerOwnerId: "111111111111" };
  const made = await clock.run(client.send(new CreateVpcPeeringConnectionCommand({ VpcId: vpc, ...peer })));
  await clock.run(clock.sleep(60_000));
  const Filters = [{ Name: "vpc-id", Values: [vpc] }];
  const { RouteTables = [] } = await clock.run(client.send(new DescribeRouteTablesCommand({ Filters })));
  const VpcPeeringConnectionId = made.VpcPeeringConnection?.VpcPeeringConnectionId;
  for (const { RouteTableId } of RouteTables) {
    const route = { RouteTableId, DestinationCidrBlock: "10.0.0.0/16", VpcPeeringConnectionId };
    await clock.run(client.send(new CreateRouteCommand(route)));
  }
}

function turnedOffLife(): Promise<Life> {
  return live((apply) => apply([...sample(), document("kms", { hubPrivateDns: "turnOff" })]));
}

/** Of an account of its own, and of the hub's. */
const RULED = /payments|sandbox/;

/** Spokes by Resolver rules: shared, a target more, a rule of others adopted, and all taken back. */
function ruledLife(): Promise<Life> {
  return live(
    async (apply, stage) => {
      const scene = await withResolver(stage, "vpc-0a11ce0000000000a", "ap-southeast-2");
      const resolver = (adopt: string) =>
        `  resolver: { inbound: { id: ${scene.inbound} }, outbound: { id: ${scene.outbound} }${adopt} }\n`;
      const ruled = (spoke: string, adopt = "") =>
        sample().map(({ path, text: written }) => {
          const isHub = written.includes("kind: Hub");
          const hub = isHub ? written.replace("spec:\n", `spec:\n${resolver(adopt)}`) : written;
          return { path, text: RULED.test(path) ? hub.replace("spec:\n", `spec:\n${spoke}`) : hub };
        });
      await ruleByHand(stage, scene, "ssm.ap-southeast-2.amazonaws.com", "ap-southeast-2");
      const mode = "  mode: resolver-rule\n";
      for (let pass = 0; pass < 4; pass++) await apply(ruled(mode, ", adoptRules: true"), false);
      const made = [...stage.cloud.estate.resolver.rules.values()];
      made.find((rule) => rule.creatorRequestId.startsWith("vpceop/"))?.targets.pop();
      const claims = ", adoptRules: true, takeOwnership: true";
      await apply(ruled(mode, claims), false);
      const none = ruled(`${mode}  endpoints: none\n`, claims);
      const gone = none.filter(({ path }) => !path.includes("payments"));
      for (let pass = 0; pass < 6; pass++) await apply(gone, false);
    },
    (world) => {
      world.organization = {
        id: "o-a1b2c3d4e5",
        management: "999999999999",
        accounts: ["111111111111", "222222222222", "333333333333", "444444444444"],
      };
    },
  );
}

/** Payments has an endpoint of its own: the hub takes its names over, and gives them back. */
function handedOverLife(): Promise<Life> {
  return live(async (apply, stage) => {
    const scene = await withResolver(stage, "vpc-0a11ce0000000000a", "ap-southeast-2");
    const resolver = `  resolver: { inbound: { id: ${scene.inbound} }, outbound: { id: ${scene.outbound} } }\n`;
    const handed = (words: string) =>
      sample().map(({ path, text: written }) => {
        const isHub = written.includes("kind: Hub");
        const hub = isHub ? written.replace("spec:\n", `spec:\n${resolver}`) : written;
        const spoke = `spec:\n  mode: resolver-rule\n  acceptSourceChange: true\n${words}`;
        return { path, text: path.includes("payments-prod") ? hub.replace("spec:\n", spoke) : hub };
      });
    const remove = "  redundantEndpoints: remove\n  acceptDifferences: [policy, clients]\n";
    for (let pass = 0; pass < 6; pass++) await apply(handed(remove), false);
    const [own] = [...stage.cloud.estate.network.endpoints.values()].filter(({ tags }) =>
      tags.has("vpceop/handed-over"),
    );
    expect(own).toMatchObject({ privateDns: false });
    await apply(handed("  redundantEndpoints: keep\n"), false);
    expect(own).toMatchObject({ privateDns: true });
    const operator = stage.operator({ definitions: definitionsInMemory().store });
    for (let pass = 0; pass < 3; pass++) {
      await operator.apply(handed(remove), { allowRemovals: () => true });
      await stage.clock.run(stage.clock.sleep(pass === 0 ? 25 * 3_600_000 : 120_000));
    }
    expect(stage.cloud.estate.network.endpoints.has(own?.id ?? "")).toBe(false);
  }, withOwnEndpoint);
}

/** The same where no rules can stand in: by a window. */
function handedOverByWindowLife(): Promise<Life> {
  return live(async (apply, stage) => {
    const handed = (words: string) =>
      sample().map(({ path, text: written }) => {
        const spoke = `spec:\n  acceptSourceChange: true\n  allowGap: true\n${words}`;
        return { path, text: path.includes("payments-prod") ? written.replace("spec:\n", spoke) : written };
      });
    const remove = "  redundantEndpoints: remove\n  acceptDifferences: [policy, clients]\n";
    for (let pass = 0; pass < 3; pass++) await apply(handed(remove), false);
    const [own] = [...stage.cloud.estate.network.endpoints.values()].filter(({ tags }) =>
      tags.has("vpceop/handed-over"),
    );
    expect(own).toMatchObject({ privateDns: false });
    for (let pass = 0; pass < 2; pass++) await apply(handed("  redundantEndpoints: keep\n"), false);
    expect(own).toMatchObject({ privateDns: true });
  }, withOwnEndpoint);
}

function withOwnEndpoint(world: Parameters<NonNullable<Parameters<typeof live>[1]>>[0]): void {
  world.organization = {
    id: "o-a1b2c3d4e5",
    management: "999999999999",
    accounts: ["111111111111", "222222222222", "333333333333", "444444444444"],
  };
  const payments = world.accounts["222222222222"];
  const [vpc] = payments.vpcs;
  Object.assign(vpc, { subnets: 1, endpoints: [{ service: "ssm", privateDns: true }] });
  const peering = {
    id: "pcx-0b22000000000000a",
    from: vpc.id,
    to: "vpc-0a11ce0000000000a",
    routed: true,
  };
  world.network = "asWritten";
  payments.peerings = [peering];
}

/** Resolver endpoints are made, one loses an interface and its protocol by hand, and both are deleted. */
function resolverMadeLife(): Promise<Life> {
  return live(async (apply, stage) => {
    const managed = {
      addresses: MANAGED.subnets.map((subnet) => ({ subnet })),
      securityGroups: MANAGED.securityGroups,
    };
    const written = (one: object | "none") =>
      sample().map(({ path, text: before }) => {
        const field = `  resolver: ${JSON.stringify({ inbound: one, outbound: one })}\n`;
        return {
          path,
          text: before.includes("kind: Hub") ? before.replace("spec:\n", `spec:\n${field}`) : before,
        };
      });
    await apply(written({ managed }), false);
    const [one] = stage.cloud.estate.resolver.endpoints.values();
    if (!one?.addresses[0]) throw new Error("no Resolver endpoint was made");
    one.addresses[0].held = { status: "FAILED_RESOURCE_GONE", message: "" };
    one.protocols = ["DoH"];
    for (let pass = 0; pass < 3; pass++) await apply(written({ managed }), false);
    for (let pass = 0; pass < 3; pass++) await apply(written("none"), false);
    expect(stage.cloud.estate.resolver.endpoints.size).toBe(0);
  });
}

const MANAGED = {
  subnets: ["subnet-0a11ce0000000000a", "subnet-0a11ce0000000000b"],
  securityGroups: ["sg-0551110000000000a"],
};

/** The demo's world, where the hub VPC's subnets have names, the hub has a share and a spoke has a Resolver rule. */
async function live(
  story: (apply: (files: Files, isDone?: boolean) => Promise<void>, stage: Stage) => Promise<void>,
  // biome-ignore lint/suspicious/noExplicitAny: a world file, parsed
  change: (world: any) => void = () => {},
): Promise<Life> {
  const world = parse(text("cmd/demo/world.yaml"));
  change(world);
  const [hubVpc] = world.accounts["111111111111"].vpcs;
  hubVpc.subnets = MANAGED.subnets.map((id, i) => ({
    id,
    cidr: `10.0.${i}.0/24`,
    zone: `ap-southeast-2${"ab"[i]}`,
  }));
  hubVpc.securityGroups.push({ id: "sg-0bad000000000000a", name: "closed" });
  world.accounts["222222222222"].vpcs[0].resolverRules = [{ domain: "corp.example", targets: ["10.2.0.2"] }];
  world.accounts["222222222222"].zones = [
    { name: "legacy.ap-southeast-2.amazonaws.com", vpcs: ["vpc-0b22000000000000a"] },
  ];
  const stage = createStage(stringify(world));
  const operator: Operator = stage.operator();
  await story(async (files, isDone = true) => {
    const report = await operator.apply(files, { allowRemovals: () => true });
    if (isDone) expect(converged(report)).toBe(true);
    else await propagate(stage);
  }, stage);
  const operations = new Set(stage.cloud.calls.list().map(({ operation }) => operation));
  return { asked: askedOn(stage.cloud), operations };
}

function document(service: string, spec: object): Files[number] {
  const metadata = { name: service };
  const written = { hubs: ["shared-apse2"], service, ...spec };
  const text = JSON.stringify({ apiVersion: "vpce-operator/v1", kind: "Endpoint", metadata, spec: written });
  return { path: `endpoints/${service}.yaml`, text };
}
