import { expect, test } from "vitest";
import { pathText } from "../../src/model/render/path.ts";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { tracePath } from "../../src/operator/path.ts";
import { byGateway, GATEWAY, GATEWAY_TABLE, hubWithGateway, NETWORK } from "../support/by-gateway.ts";
import { HUB } from "../support/fleet.ts";
import { answer, converge, finding, propagate, said } from "../support/look.ts";
import { accept, type Peered, peered, route } from "../support/peered.ts";
import {
  ALPHA,
  alpha,
  endpoint,
  hub,
  KMS_ENDPOINT,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, desiredFrom } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), alpha()];
const alphaSays = ({ stage }: Pick<Peered, "stage">) => answer(stage, ALPHA.vpc, SSM);

test("semantics 66: without a return route names wait, the route table is named, and once it is there they come", async () => {
  const at = await peered();
  await route(at, "there");
  const { plan } = await at.stage.operator().apply(FILES);
  const { kind, message, todo } = finding(plan, "PathBlocked");
  expect(kind).toBe("withheld");
  expect(message).toMatch(
    /from spoke alpha to ssm .* route table rtb-\w+ has no route to 10\.1\.\S+\/24 of subnet-\w+ \(account 111111111111/,
  );
  const told = /^add a route to (10\.1\.\S+\/24) to rtb-\w+ in account 111111111111; add a route to (\S+) to/;
  const [, one, other] = told.exec(todo ?? "") ?? [];
  expect([one, other].sort()).toEqual(["10.1.0.0/24", "10.1.1.0/24"]);
  expect(await alphaSays(at)).not.toContain(PRIVATE);
  await route(at, "back");
  const after = await converge(at.stage, FILES);
  await propagate(at.stage);
  expect(said(after.plan)).toEqual([]);
  expect(await alphaSays(at)).toContain(PRIVATE);
});

test.each([
  ["withhold", false, "withheld PathBlocked"],
  ["report", true, "note PathBlocked"],
  ["off", true, undefined],
] as const)("pathCheck %s joins without a path: %s", async (pathCheck, isServed, told) => {
  const { stage } = await peered();
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha({ pathCheck })]);
  await propagate(stage);
  expect(said(plan)).toEqual(told ? [told] : []);
  expect((await alphaSays({ stage })).includes(PRIVATE)).toBe(isServed);
});

test("semantics 66: a peering that waits for acceptance withholds, and serves when it is accepted", async () => {
  const at = await peered({ accept: false });
  expect(said(await at.stage.operator().plan(FILES))).toEqual(["withheld PathBlocked"]);
  await accept(at);
  await route(at, "there");
  await route(at, "back");
  expect(said((await converge(at.stage, FILES)).plan)).toEqual([]);
});

test("semantics 66: denied reads are said once, and names are shared all the same", async () => {
  const at = await peered();
  at.stage.cloud.faults.add({ fault: "deny", operation: "DescribeRouteTables", account: ALPHA.account });
  const { plan } = await converge(at.stage, FILES);
  await propagate(at.stage);
  expect(said(plan)).toEqual(["note PathNotChecked"]);
  expect(finding(plan, "PathNotChecked").message).toContain(
    "ec2:DescribeRouteTables is not allowed in 222222222222",
  );
  expect(await alphaSays(at)).toContain(PRIVATE);
});

test("semantics 66: what is throttled holds the join for this pass, and for no longer", async () => {
  const at = await peered();
  await route(at, "there");
  await route(at, "back");
  const mend = at.stage.cloud.faults.add({
    fault: "error",
    code: "InternalError",
    status: 500,
    operation: "DescribeNetworkAcls",
    account: HUB,
  });
  const { plan } = await at.stage.operator().apply(FILES);
  expect(plan.findings.map(({ kind, spoke }) => [kind, spoke])).toEqual([["unknown", "alpha"]]);
  expect(plan.actions.filter(({ spoke }) => spoke === "alpha")).toEqual([]);
  mend();
  expect(said((await converge(at.stage, FILES)).plan)).toEqual([]);
});

test("semantics 66: a path that breaks later is told by the daemon's hourly look, and nothing is taken away", async () => {
  const at = await peered();
  await route(at, "there");
  await route(at, "back");
  const operator = at.stage.operator({ memory: createMemory(at.stage.clock) });
  expect(said((await operator.apply(FILES)).plan)).toEqual([]);
  await propagate(at.stage);
  expect((await operator.plan(FILES)).actions).toEqual([]);
  const network = at.stage.cloud.estate.network;
  for (const table of network.routeTables.values()) if (table.account === HUB) table.routes.clear();
  await at.stage.clock.run(at.stage.clock.sleep(3_700_000));
  const plan = await operator.plan(FILES);
  expect(said(plan)).toEqual(["note PathBlocked"]);
  expect(plan.actions).toEqual([]);
  expect(await alphaSays(at)).toContain(PRIVATE);
  // A pass that a commit waits for looks at nobody who lacks nothing, and goes on telling what was seen.
  await at.stage.clock.run(at.stage.clock.sleep(3_700_000));
  at.stage.cloud.calls.clear();
  expect(said(await operator.plan(FILES, { hurry: true }))).toEqual(["note PathBlocked"]);
  expect(at.stage.cloud.calls.list({ account: ALPHA.account, service: "ec2" })).toEqual([]);
});

test("the command shows each hop, there and back, and where packets stop, whatever pathCheck says", async () => {
  const at = await peered();
  await route(at, "there");
  const desired = desiredFrom([hub(), endpoint("ssm"), alpha({ pathCheck: "off" })]);
  const shown = async () => {
    const { accounts } = at.stage.operator();
    const seen = await at.stage.clock.run(tracePath({ spoke: "alpha", endpoint: "ssm" }, desired, accounts));
    return seen.kind === "seen" ? pathText(seen.value) : seen.failure.message;
  };
  const before = await shown();
  expect(before).toMatch(
    /✓ rtb-\w+ sends 10\.0\.\S+ \(10\.0\.0\.0\/16\) to pcx-\w+ \(account 222222222222\)/,
  );
  expect(before).toMatch(
    /✗ route table rtb-\w+ has no route to 10\.1\.\S+\/24 of subnet-\w+ \(account 111111111111\)\n\s+→ add a route/,
  );
  await route(at, "back");
  expect(await shown()).toContain("endpoint ssm: reachable, from every client subnet");
});

test("the command shows of each endpoint its own addresses, though a plan judges what is alike once", async () => {
  const at = await peered();
  const desired = desiredFrom([hub(), endpoint("ssm"), endpoint("kms"), alpha()]);
  const { accounts } = at.stage.operator();
  const seen = await at.stage.clock.run(tracePath({ spoke: "alpha" }, desired, accounts));
  if (seen.kind !== "seen") throw new Error(seen.failure.message);
  const shown = seen.value.endpoints.map(({ endpoint: name, walks }) => [
    name,
    [...new Set(walks.map(({ address }) => address))].sort(),
  ]);
  const { interfaces } = at.stage.cloud.estate.network;
  const own = (id: string) =>
    [...interfaces.values()]
      .flatMap(({ endpointId, address }) => (endpointId === id ? [address] : []))
      .sort();
  expect(Object.fromEntries(shown)).toEqual({ kms: own(KMS_ENDPOINT), ssm: own(SSM_ENDPOINT) });
});

test("semantics 66: a gateway of a network account is read once, by its own role, and names are shared over it", async () => {
  const stage = byGateway();
  const files = [hubWithGateway(), endpoint("ssm"), alpha({ pathCheck: "require" })];
  const operator = stage.operator();
  expect(said((await operator.apply(files)).plan)).toEqual([]);
  await propagate(stage);
  expect(await alphaSays({ stage })).toContain(PRIVATE);
  const inNetwork = operator.accounts.callsMade().filter(({ account }) => account === NETWORK);
  expect(inNetwork.map(({ operation, count }) => [operation, count])).toEqual([
    ["GetCallerIdentity", 1],
    ["DescribeTransitGatewayAttachments", 1],
    ["SearchTransitGatewayRoutes", 1],
  ]);
});

test("semantics 66: what its route table lacks is named, with the account, and withholds", async () => {
  const stage = byGateway();
  const table = stage.cloud.estate.network.transit.tables.get(GATEWAY_TABLE);
  const files = [hubWithGateway(), endpoint("ssm"), alpha()];
  table?.routes.set("10.0.0.0/16", undefined); // a blackhole
  const plan = await stage.operator().plan(files);
  expect(said(plan)).toEqual(["withheld PathBlocked"]);
  expect(finding(plan, "PathBlocked").message).toContain(
    `route to 10.0.0.0/16 of transit gateway route table ${GATEWAY_TABLE} is a blackhole (account ${NETWORK},`,
  );
  table?.routes.clear();
  expect(said((await converge(stage, files)).plan)).toEqual([]);
});

test("a gateway of an account that no document names is said to be so, and its owner's role, once it may not read", async () => {
  const stage = byGateway();
  const unnamed = await stage.operator().plan(FILES);
  expect(said(unnamed)).toEqual(["note PathNotChecked"]);
  expect(finding(unnamed, "PathNotChecked").todo).toMatch(
    new RegExp(`^name ${GATEWAY} in the hub's network.transitGateway, with the account that owns it`),
  );
  stage.cloud.faults.add({ fault: "deny", operation: "SearchTransitGatewayRoutes", account: NETWORK });
  const denied = await stage.operator().plan([hubWithGateway(), endpoint("ssm"), alpha()]);
  expect(finding(denied, "PathNotChecked").todo).toContain(
    `allow ec2:SearchTransitGatewayRoutes in ${NETWORK}`,
  );
});

test("semantics 66: a prefix list whose read was throttled holds the join for this pass; one that is denied does not", async () => {
  const at = await peered();
  const { network } = at.stage.cloud.estate;
  for (const table of network.routeTables.values())
    if (table.vpcId === ALPHA.vpc) table.routes.set("pl-0b000000000000001", at.pcx);
  await route(at, "there");
  await route(at, "back");
  const operation = "GetManagedPrefixListEntries";
  const failing = { fault: "error", code: "InternalError", status: 500, operation } as const;
  const mend = at.stage.cloud.faults.add(failing);
  const held = await at.stage.operator().plan(FILES);
  expect(held.findings.map(({ kind, spoke }) => [kind, spoke])).toEqual([["unknown", "alpha"]]);
  expect(held.actions.filter(({ spoke }) => spoke === "alpha")).toEqual([]);
  mend();
  at.stage.cloud.faults.add({ fault: "deny", operation });
  const plan = await at.stage.operator().plan(FILES);
  expect(said(plan)).toEqual(["note PathNotChecked"]);
  expect(plan.actions.filter(({ spoke }) => spoke === "alpha")).not.toEqual([]);
});

test("what an endpoint does not offer is not said to be forbidden", async () => {
  const at = await peered();
  await route(at, "there");
  await route(at, "back");
  at.stage.cloud.faults.add({
    ...{ fault: "error", code: "NotImplemented", status: 501 },
    operation: "DescribeNetworkAcls",
  });
  const { message, todo } = finding(await at.stage.operator().plan(FILES), "PathNotChecked");
  expect(message).toContain("ec2:DescribeNetworkAcls does not tell in");
  expect(`${message} ${todo}`).not.toMatch(/allow/);
});

test("of a VPC without subnets one call is made and nothing else: nobody there could lose a name", async () => {
  const stage = createStage(world());
  await converge(stage, FILES);
  const reads = stage.cloud.calls
    .list({})
    .filter(({ operation }) => /Subnets|RouteTables|NetworkAcls|Interfaces|Peering|Gateway/.test(operation));
  expect(reads.map(({ operation }) => operation)).toEqual(["DescribeSubnets"]);
});

test("reads are one of each kind for all VPCs of an account, and one for the hub", async () => {
  const at = await peered();
  await route(at, "there");
  await route(at, "back");
  await at.stage.operator().plan(FILES);
  const counts = new Map<string, number>();
  for (const { operation, account } of at.stage.cloud.calls.list({}))
    if (
      /Subnets|RouteTables|NetworkAcls|Interfaces|PeeringConnections$|Gateway/.test(operation) &&
      !/^(Create|Accept)/.test(operation)
    )
      counts.set(`${account} ${operation}`, (counts.get(`${account} ${operation}`) ?? 0) + 1);
  const kinds = [
    "DescribeNetworkAcls",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "DescribeVpcPeeringConnections",
  ];
  for (const account of [HUB, ALPHA.account]) {
    for (const kind of kinds)
      expect([account, kind, counts.get(`${account} ${kind}`)]).toEqual([account, kind, 1]);
    expect(counts.get(`${account} DescribeRouteTables`)).toBe(2); // one of the scene's own
  }
});
