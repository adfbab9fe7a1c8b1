import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ChangeTagsForResourceCommand } from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../src/aws/accounts.ts";
import { type ByHandOptions, byHand, type Turn } from "../../src/daemon/by-hand.ts";
import { lossesToRead } from "../../src/daemon/losses.ts";
import { hubHash } from "../../src/model/desired/show.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import type { AccountId, EndpointId, Region } from "../../src/model/ids.ts";
import type { Report } from "../../src/model/report.ts";
import { EMPTY_FLEET } from "../../src/model/status/status.ts";
import { planPass, runPass } from "../../src/operator/pass.ts";
import { tableClient } from "../../src/store/client.ts";
import { fleet } from "../support/fleet.ts";
import { actionsOf, digestIn, filesWithout, said } from "../support/look.ts";
import { createStage, desiredFrom, type Stage } from "../support/stage.ts";
import { withRollout } from "../support/staged.ts";
import { type TableStage, tableOn } from "../support/table.ts";

/** One pass by hand under the table's lease (semantics 38). */
const { world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });

async function scene() {
  const stage = createStage(world);
  return { stage, table: await tableOn(stage), told: [] as string[] };
}

function options(
  { stage, table, told }: { stage: Stage; table: TableStage; told: string[] },
  more: Partial<ByHandOptions> = {},
): ByHandOptions {
  const { clock } = stage;
  return {
    keeper: table.keeper("laptop"),
    store: table.store,
    clock,
    owners: ["network-platform"],
    signal: new AbortController().signal,
    told: (words) => told.push(words),
    freshId: () => "step",
    ...more,
  };
}

const leaseItem = (stage: Stage) =>
  [...stage.cloud.estate.tables.values()][0]?.items.get('["lease","lease"]');

test("holds the lease while it works, gives it back, and writes down whose the table is", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const work = async () => {
    await clock.sleep(60_000);
    return leaseItem(one.stage)?.label?.S;
  };
  expect(await clock.run(byHand(options(one), work))).toEqual({ kind: "done", value: "laptop" });
  expect(leaseItem(one.stage)?.holder).toEqual({ S: "" });
  expect(await clock.run(one.table.store.get("binding", "table"))).toMatchObject({
    value: { owners: ["network-platform"] },
  });
});

test("gives the lease back when the work fails, too", async () => {
  const one = await scene();
  const fails = byHand(options(one), () => Promise.reject(new Error("no")));
  await expect(one.stage.clock.run(fails)).rejects.toThrow("no");
  expect(leaseItem(one.stage)?.holder).toEqual({ S: "" });
});

test("waits 30 s for a lease that another holds, says whose it is, and does nothing", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const daemon = one.table.keeper("daemon-a");
  const run = async () => {
    await daemon.acquire(new AbortController().signal);
    const since = clock.now();
    const outcome = await byHand(options(one), () => Promise.reject(new Error("it worked")));
    expect(outcome).toEqual({ kind: "held", by: "daemon-a" });
    expect(clock.now() - since).toBeGreaterThanOrEqual(30_000);
    expect(clock.now() - since).toBeLessThan(33_000);
    expect(one.told).toEqual(["stands by: daemon-a holds the lease, epoch 1"]);
    await daemon.release();
  };
  await clock.run(run());
});

test("takes over from a holder that died within the 30 s, and is told to be quiet for a minute", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const item = leaseItem(one.stage);
  // Held, and never renewed any more, by somebody who acted.
  Object.assign(item ?? {}, { holder: { S: "dead" }, label: { S: "dead" }, acts: { BOOL: true } });
  const quietMs = (turn: Turn) => Promise.resolve(turn.quietUntil - clock.now());
  const outcome = await clock.run(byHand(options(one), quietMs));
  expect(outcome).toMatchObject({ kind: "done" });
  expect(outcome.kind === "done" && outcome.value).toBeGreaterThan(58_000);
});

test("one after the other of two at once", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const turns: string[] = [];
  const work = (name: string) => async () => {
    turns.push(`${name} begins`);
    await clock.sleep(10_000);
    turns.push(`${name} ends`);
  };
  const both = Promise.all([
    byHand(options(one, { keeper: one.table.keeper("a") }), work("a")),
    byHand(options(one, { keeper: one.table.keeper("b") }), work("b")),
  ]);
  expect((await clock.run(both)).map(({ kind }) => kind)).toEqual(["done", "done"]);
  const [first] = turns[0]?.split(" ") ?? [];
  expect(turns.slice(0, 2)).toEqual([`${first} begins`, `${first} ends`]);
  expect(turns).toHaveLength(4);
});

test.each([
  ["of other owners", ["others"], "it belongs to network-platform, and these documents to others"],
  ["of other owners beside one of the table's", ["network-platform", "others"], undefined],
])("documents %s: %j are refused, unless the table knows one of theirs", async (_, owners, why) => {
  const one = await scene();
  const { clock } = one.stage;
  await clock.run(byHand(options(one), async () => 0));
  const outcome = await clock.run(byHand(options(one, { owners }), async () => 1));
  if (why === undefined) expect(outcome).toEqual({ kind: "done", value: 1 });
  else expect(outcome).toEqual({ kind: "refused", why: expect.stringContaining(why) });
});

test("where a later holder wrote whose it is, nothing is done", async () => {
  const one = await scene();
  const { clock } = one.stage;
  await clock.run(one.table.store.put("binding", "table", { owners: [] }, 9));
  expect(await clock.run(byHand(options(one), async () => 1))).toEqual({
    kind: "refused",
    why: "whose it is could not be written: another instance holds a later epoch",
  });
});

test("a paused table lets nobody begin, and says who paused it and why", async () => {
  const one = await scene();
  const { clock } = one.stage;
  await clock.run(one.table.store.requests.ask(pauseAt(clock.now())));
  expect(await clock.run(byHand(options(one), async () => 0))).toEqual({
    kind: "refused",
    why: "it is paused: incident 7 (kim)",
  });
});

describe("spokes whose documents are gone by now", () => {
  const told = { served: 0, of: 0, conditions: [] };
  const spoke = (name: string, more: object = {}) =>
    ({ kind: "Spoke", name, hub: "hub", vpc: `vpc-${name}@eu-west-1`, ...told, ...more }) as const;

  async function known(written: object) {
    const one = await scene();
    const { clock } = one.stage;
    const { store } = one.table;
    const status = {
      version: 1,
      at: 1,
      process: { label: "daemon", state: "leading", since: 1, version: "1" },
      source: { name: "/state" },
      requests: [],
      ...EMPTY_FLEET,
      objects: [spoke("a", { suspended: true }), spoke("b"), { kind: "Hub", name: "hub", ...told }],
      ...written,
    };
    await clock.run(store.status.write(status, 0));
    const forget = { kind: "forget", id: "1", author: "kim", at: 1, subject: "b" } as const;
    await clock.run(store.requests.ask(forget));
    return clock.run(byHand(options(one), async ({ known }) => known));
  }

  test("are known by the last status, and who was suspended; not those that somebody has forgotten", async () => {
    const value = [{ hub: "hub", name: "a", vpc: "vpc-a@eu-west-1", suspended: true }];
    expect(await known({})).toEqual({ kind: "done", value });
  });

  test("are not passed over where the status is of a later version: nothing is done then", async () => {
    expect(await known({ version: 2 })).toEqual({
      kind: "refused",
      why: expect.stringContaining("the status is of version 2"),
    });
  });
});

test("a request that is not understood stops it like a pause", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const client = tableClient(one.table.options);
  const later = { pk: { S: "requests" }, sk: { S: "freeze" }, shape: { N: "2" } };
  const work = async ({ signal, stopped }: Turn) => {
    await client.send(new PutItemCommand({ TableName: one.table.options.table, Item: later }));
    await clock.sleep(60_000, signal);
    return stopped();
  };
  const value = expect.stringMatching(/^what people ask is not understood: .* form 2/);
  expect(await clock.run(byHand(options(one), work))).toEqual({ kind: "done", value });
});

test("a pause in the middle stops it within seconds, and a table that cannot be read does not", async () => {
  const one = await scene();
  const { clock, cloud } = one.stage;
  const work = async ({ signal, stopped }: Turn) => {
    cloud.faults.add({ operation: "Query", fault: "deny" });
    await clock.sleep(20_000, signal);
    expect(signal.aborted).toBe(false);
    cloud.faults.clear();
    await one.table.store.requests.ask(pauseAt(clock.now()));
    const since = clock.now();
    await clock.sleep(60_000, signal);
    expect(clock.now() - since).toBeLessThan(6_000);
    return stopped();
  };
  expect(await clock.run(byHand(options(one), work))).toEqual({
    kind: "done",
    value: "paused meanwhile: incident 7 (kim)",
  });
});

test("when the lease is lost nothing is sent any more, and that is said", async () => {
  const one = await scene();
  const { clock, cloud } = one.stage;
  const given = options(one);
  const { options: table } = one.table;
  const accounts = createAccounts({ ...table, gate: given.keeper.gate });
  const session = accounts.session("999999999999" as AccountId, undefined);
  const tag = new ChangeTagsForResourceCommand({
    ResourceType: "hostedzone",
    ResourceId: "Z0000000000000000000",
    AddTags: [{ Key: "a", Value: "b" }],
  });
  const work = async ({ stopped, signal }: Turn) => {
    const before = await session.route53.send(tag).catch((error: Error) => error.name);
    cloud.faults.add({ service: "dynamodb", fault: "loseRequest" });
    await clock.sleep(30_000, signal);
    const sent = cloud.calls.list({ operation: "ChangeTagsForResource" }).length;
    const after = await session.route53.send(tag).catch((error: Error) => error.message);
    expect(cloud.calls.list({ operation: "ChangeTagsForResource" }).length).toBe(sent);
    cloud.faults.clear();
    return [before, after, stopped(), signal.aborted];
  };
  const outcome = await clock.run(byHand(given, work));
  expect(outcome).toMatchObject({
    kind: "done",
    value: [
      "NoSuchHostedZone",
      expect.stringContaining("has lost the lease"),
      "the lease was lost: another instance may act now, and does what is left",
      true,
    ],
  });
});

test("what was done stands in the history", async () => {
  const one = await scene();
  const { files, world: whole } = fleet({ zones: 1, vpcs: 1, accounts: 1 });
  const stage = createStage(whole);
  const report: Report = await stage.operator().apply(files);
  const { clock } = one.stage;
  await clock.run(byHand(options(one), ({ ended }) => ended(report)));
  const history = await clock.run(one.table.store.history.since(0));
  expect(history).toMatchObject({ value: [{ pass: "1-apply" }] });
  expect(JSON.stringify(history)).toContain("associate");
});

function pauseAt(at: number) {
  return { kind: "pause", id: "p", at, author: "kim", reason: "incident 7" } as const;
}

test("semantics 41: what one apply removed counts for the next, and a plan that nobody carries out shows it", async () => {
  const { files, world: whole } = fleet({ zones: 1, vpcs: 10, accounts: 1 });
  const stage = createStage(whole);
  await stage.operator().apply(files);
  const table = await tableOn(stage);
  const { clock } = stage;
  const { accounts } = stage.operator();
  const less = (...gone: number[]) => desiredFrom(filesWithout(files, ...gone.map((i) => `spoke-${i}.yaml`)));
  const apply = (desired: Desired, named: string[] = []) => {
    const one = options({ stage, table, told: [] });
    const work = ({ losses, signal }: Turn) =>
      runPass(desired, { accounts, clock, signal, losses }, { named });
    return clock.run(byHand(one, work)).then((outcome) => {
      if (outcome.kind !== "done") throw new Error(outcome.kind);
      return outcome.value;
    });
  };
  expect((await apply(less(0, 1))).outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
  const held = await apply(less(0, 1, 2));
  expect(said(held.plan)).toEqual(["withheld TooManyRemovals"]);
  const context = {
    accounts,
    clock,
    signal: new AbortController().signal,
    losses: lossesToRead(table.store),
  };
  expect(said(await clock.run(planPass(less(0, 1, 2), context)))).toEqual(["withheld TooManyRemovals"]);
  const named = [digestIn(held.plan)];
  expect((await apply(less(0, 1, 2), named)).outcomes.map(({ result }) => result)).toEqual(["done"]);
  expect(said((await apply(less(0, 1, 2, 3), named)).plan)).toEqual(["withheld TooManyRemovals"]);
  stage.cloud.faults.add({ fault: "deny", service: "dynamodb" });
  const blind = await clock.run(planPass(less(0, 1, 2, 3), context));
  expect([...said(blind), ...actionsOf(blind, "disassociate")]).toHaveLength(1);
});

test("semantics 45: by hand a rollout is read and not written: what the daemon completed goes to all, what it did not begin with to the canary", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const desired = desiredFrom(withRollout(fleet({ zones: 1, vpcs: 1, accounts: 1 }).files, "{ canary: 1 }"));
  const [hub] = desired.hubs;
  if (!hub) throw new Error("no hub");
  const phase = async () => {
    const gates = await clock.run(byHand(options(one), (turn: Turn) => turn.rollouts(desired)));
    const gate = gates.kind === "done" && gates.value !== "shown" ? gates.value.get(hub.name) : undefined;
    return gate?.kind === "kept" ? gate.state.phase : gate;
  };
  const key = `${hub.account} ${hub.vpc}@${hub.region}`;
  expect(await phase()).toBe("canary");
  expect(await clock.run(one.table.store.get("rollout", key))).toEqual({ kind: "seen", value: undefined });
  const done = { hub: hub.name, desired: hubHash(desired, hub), revision: "a", since: 0, chosen: [] };
  await clock.run(one.table.store.put("rollout", key, { ...done, phase: "done" }, 1));
  expect(await phase()).toBe("done");
});

test("semantics 59: what an endpoint of a spoke's own is made again by stands on the table, whoever asks", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const definition = {
    id: "vpce-0b000000000000001" as EndpointId,
    account: "222222222222" as AccountId,
    region: "eu-west-1" as Region,
    hub: "hub",
    spoke: "alpha",
    at: 1,
    input: { ServiceName: "com.amazonaws.eu-west-1.ssm", SubnetIds: ["subnet-0a"] },
  };
  const { id, ...value } = definition;
  const kept = () => clock.run(one.table.store.list("definition"));
  await clock.run(byHand(options(one), ({ definitions }) => definitions.keep(definition)));
  expect(await kept()).toEqual({ kind: "seen", value: [{ key: id, value }] });
  await clock.run(byHand(options(one), ({ definitions }) => definitions.forget(id)));
  expect(await kept()).toEqual({ kind: "seen", value: [] });
});

test("semantics 59: what does not stand there because of a later holder keeps the endpoint as it is", async () => {
  const one = await scene();
  const { clock } = one.stage;
  const definition = {
    id: "vpce-0b000000000000001",
    account: "",
    region: "",
    hub: "",
    spoke: "",
    at: 1,
    input: {},
  };
  const late = byHand(options(one), async ({ definitions, stopped }) => {
    await one.table.store.put("definition", definition.id, { ...definition, hub: "later" }, 99);
    const refused = await definitions.keep(definition as never).catch(({ message }: Error) => message);
    return [refused, stopped()];
  });
  expect(await clock.run(late)).toMatchObject({
    value: [expect.stringContaining("another instance holds a later epoch"), expect.stringContaining("lost")],
  });
});
