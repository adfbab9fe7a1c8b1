import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { RequestHandler } from "../../src/aws/request-handler.ts";
import { lossesToRead } from "../../src/daemon/losses.ts";
import { createTableInventory } from "../../src/daemon/table-inventory.ts";
import { createTableMemory } from "../../src/daemon/table-memory.ts";
import type { TableRef } from "../../src/model/desired/types.ts";
import { tableClient } from "../../src/store/client.ts";
import { readFacts } from "../../src/store/facts.ts";
import { moveTable } from "../../src/store/move.ts";
import type { PersonRequest } from "../../src/store/records.ts";
import { describeTable } from "../../src/store/table.ts";
import { fleet } from "../support/fleet.ts";
import { type IamQuestion, isAllowed } from "../support/iam/evaluate.ts";
import { createStage, desiredFrom, type Stage } from "../support/stage.ts";
import { type TableStage, tableOn } from "../support/table.ts";

/** The policies of the table in docs/iam against the calls that are made of it: no action too few, and none too many. */
const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
type Policy = { Statement: { Action: string | string[] }[] };
const policy = (name: string): Policy => JSON.parse(text(`docs/iam/${name}.json`));
const TABLE = "arn:aws:dynamodb:ap-southeast-2:999999999999:table/vpce-operator";
const REF = { name: "vpce-operator", region: "eu-west-1" } as TableRef;
const never = new AbortController().signal;
const { files, world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });

/** What DynamoDB tells IAM of a call: the operation, and the partition that it touches. */
type Touched = { readonly operation: string; readonly partition: string | undefined };

type Actor = (table: TableStage, stage: Stage) => Promise<unknown>;
const request = (kind: PersonRequest["kind"], at: number): PersonRequest => ({
  kind,
  id: `${kind}-${at}`,
  at,
  author: "kim",
});

/** Who asks of the table, and by which policy. */
const ACTORS: Record<string, Actor> = {
  "table-policy": holdAndRemember,
  "table-people-policy": async ({ store }) => {
    for (const kind of ["pause", "resume", "reconcile", "accept", "forget"] as const)
      await store.requests.ask(request(kind, 1));
  },
  "table-read-policy": async ({ store }) => {
    await readFacts(store, REF);
    await lossesToRead(store).read(desiredFrom(files).hubs);
    await createTableInventory({ store, problem: () => {}, superseded: () => {} }).read();
    await Promise.all([store.status.read(), store.history.since(0)]);
  },
  "table-admin-policy": async (_, stage) => {
    const made = await tableOn(stage, "another");
    await describeTable(tableClient(made.options), "another");
    await moveTable(made.store, { source: "/state" });
  },
};

/** A term of the daemon, and all that it writes and reads in it. */
async function holdAndRemember({ store, keeper, options }: TableStage, { clock }: Stage): Promise<void> {
  await describeTable(tableClient(options), options.table);
  const holder = keeper("daemon-a");
  const term = await holder.acquire(never);
  const epoch = term?.epoch ?? 0;
  const memory = createTableMemory({ store, clock, source: "/state", problem: () => undefined });
  await memory.begin(epoch, never);
  await memory.stranger(desiredFrom(files));
  await memory.commits.rules({ url: "u", ref: "main", path: ".", commit: "c", tree: "t" });
  await store.requests.ask(request("reconcile", clock.now()));
  await memory.requests.refresh(never);
  await memory.requests.acknowledge(clock.now(), new Set());
  await store.status.write({ any: "status" }, epoch);
  await store.status.read();
  await store.history.add({ at: clock.now(), pass: "1-1", entries: [{}] }, epoch);
  await store.list("zone");
  await store.remove("zone", "Z1", epoch);
  await clock.sleep(6000, never);
  await holder.release();
}

describe("the policies of the table in docs/iam", () => {
  const touched = new Map<string, readonly Touched[]>();
  beforeAll(async () => {
    for (const [name, act] of Object.entries(ACTORS)) touched.set(name, await callsOf(act));
  });

  it.each(Object.keys(ACTORS))("%s allows every call, and no action that is not made", async (name) => {
    const calls = touched.get(name) ?? [];
    const refused: string[] = [];
    for (const call of calls)
      if (!(await allows(name, call))) refused.push(`${call.operation} ${call.partition}`);
    expect(refused).toEqual([]);
    const actions = policy(name).Statement.flatMap(({ Action }) => Action);
    expect(new Set(actions)).toEqual(new Set(calls.map(({ operation }) => `dynamodb:${operation}`)));
  });

  it("were asked about every operation that the source can call", () => {
    const asked = new Set([...touched.values()].flat().map(({ operation }) => operation));
    expect(operationsInSource().filter((operation) => !asked.has(operation))).toEqual([]);
  });

  it("let who may pause write neither lease nor what rules, nor read anything", async () => {
    const may = (operation: string, partition: string) =>
      allows("table-people-policy", { operation, partition });
    expect(await may("PutItem", "requests")).toBe(true);
    for (const partition of ["lease", "source", "binding", "zone"])
      expect(await may("PutItem", partition)).toBe(false);
    for (const operation of ["GetItem", "Query", "UpdateItem", "DeleteItem"])
      expect(await may(operation, "requests")).toBe(false);
  });

  it("let who only reads write nothing, and see no open step and no rollout", async () => {
    const may = (operation: string, partition: string) =>
      allows("table-read-policy", { operation, partition });
    expect(await may("PutItem", "requests")).toBe(false);
    for (const partition of ["open", "rollout"]) expect(await may("Query", partition)).toBe(false);
  });
});

async function callsOf(act: Actor): Promise<readonly Touched[]> {
  const stage = createStage(world);
  const calls: Touched[] = [];
  const handle: RequestHandler["handle"] = (sent, options) => {
    const { headers, body } = sent as { headers: Record<string, string>; body: Uint8Array };
    const [, operation = ""] = (headers["x-amz-target"] ?? "").split(".");
    if (recording)
      calls.push({ operation, partition: partitionIn(JSON.parse(new TextDecoder().decode(body))) });
    return stage.cloud.handle(sent as never, options as never) as never;
  };
  let recording = false;
  const recorded = { ...stage, cloud: { ...stage.cloud, handle } } as Stage;
  const table = await tableOn(recorded);
  recording = true;
  await stage.clock.run(act(table, { ...recorded, clock: stage.clock }));
  return calls;
}

type Keys = {
  Key?: { pk: { S: string } };
  Item?: { pk: { S: string } };
  ExpressionAttributeValues?: { ":pk"?: { S: string } };
};

function partitionIn({ Key, Item, ExpressionAttributeValues }: Keys): string | undefined {
  return (Key?.pk ?? Item?.pk ?? ExpressionAttributeValues?.[":pk"])?.S;
}

function allows(name: string, { operation, partition }: Touched): Promise<boolean> {
  const question: IamQuestion = {
    action: `dynamodb:${operation}`,
    resource: TABLE,
    ...(partition !== undefined && { context: { "dynamodb:LeadingKeys": [partition] } }),
  };
  return isAllowed(question, {
    principal: "arn:aws:iam::999999999999:role/vpce-operator",
    policies: [policy(name)],
  });
}

function operationsInSource(): string[] {
  const found = readdirSync(new URL("src/store", ROOT), { encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...text(`src/store/${path}`).matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name),
    );
  expect(found.length).toBeGreaterThan(6);
  return [...new Set(found)];
}
