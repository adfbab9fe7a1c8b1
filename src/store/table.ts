import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { failureOf } from "../aws/failure.ts";
import type { Clock } from "../model/clock.ts";
import type { Seen } from "../model/failure.ts";
import { number } from "./encoding.ts";
import { seen } from "./items.ts";
import { KEY, SHAPE, TTL_ATTRIBUTE } from "./records.ts";

export type TableSeen = {
  readonly arn: string;
  readonly status: string;
  readonly items: number;
  readonly bytes: number;
  /** Why the program will not use it, a sentence each; empty: it will. */
  readonly problems: readonly string[];
};

/** Undefined: there is no such table. */
export function describeTable(client: DynamoDBClient, table: string): Promise<Seen<TableSeen | undefined>> {
  return seen(async () => {
    const description = await tableOf(client, table);
    if (!description) return undefined;
    const {
      TableArn: arn = "",
      TableStatus: status = "",
      ItemCount: items = 0,
      TableSizeBytes: bytes = 0,
    } = description;
    return { arn, status, items, bytes, problems: problemsOf(description) };
  });
}

/**
 * Makes the table, or finds it made as it should be. The lease's item comes with it, held by nobody, so that the first
 * daemon need not wait for an unknown holder's lease to run out. Throws what AWS threw.
 */
export async function createTable(
  client: DynamoDBClient,
  table: string,
  clock: Clock,
): Promise<"created" | "existed"> {
  const isThere = (await tableOf(client, table)) !== undefined;
  if (!isThere) {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: Object.values(KEY).map((name) => ({
          AttributeName: name,
          AttributeType: "S" as const,
        })),
        KeySchema: [
          { AttributeName: KEY.partition, KeyType: "HASH" },
          { AttributeName: KEY.sort, KeyType: "RANGE" },
        ],
        DeletionProtectionEnabled: true,
      }),
    );
  }
  await untilActive(client, table, clock);
  if (isThere) return "existed";
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
    }),
  );
  await client
    .send(
      new PutItemCommand({
        TableName: table,
        Item: FREE_LEASE,
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    )
    .catch((error: Error) => {
      if (error.name !== "ConditionalCheckFailedException") throw error; // a daemon that waited for the table was first
    });
  return "created";
}

/** As a holder leaves it that gave it back and had let nothing through for a minute. */
const FREE_LEASE = {
  pk: { S: "lease" },
  sk: { S: "lease" },
  shape: number(SHAPE),
  holder: { S: "" },
  label: { S: "" },
  epoch: number(0),
  version: number(1),
  id: { S: "table create" },
  acts: { BOOL: false },
};

async function tableOf(client: DynamoDBClient, table: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table }))).Table;
  } catch (error) {
    if (failureOf(error).kind === "gone") return undefined;
    throw error;
  }
}

async function untilActive(client: DynamoDBClient, table: string, clock: Clock): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if ((await tableOf(client, table))?.TableStatus === "ACTIVE") return;
    await clock.sleep(POLL_MS);
  }
  throw new Error(
    `the table ${table} is not ACTIVE after ${(TRIES_MAX * POLL_MS) / 1000} s: look at it in the console`,
  );
}

const TRIES_MAX = 60;
const POLL_MS = 2000;

function problemsOf({
  KeySchema,
  AttributeDefinitions,
  Replicas,
  GlobalTableVersion,
}: TableDescription): string[] {
  const problems: string[] = [];
  const keys = (KeySchema ?? [])
    .map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`)
    .join(", ");
  const types = new Set((AttributeDefinitions ?? []).map(({ AttributeType }) => AttributeType));
  if (keys !== `${KEY.partition} HASH, ${KEY.sort} RANGE` || types.size !== 1 || !types.has("S"))
    problems.push(
      `its key must be ${KEY.partition} (HASH) and ${KEY.sort} (RANGE), both strings; make another table: vpce-operator table create`,
    );
  if ((Replicas ?? []).length > 0 || GlobalTableVersion !== undefined)
    problems.push(
      "it is a global table: in two Regions two processes could hold its lease at once; remove its replicas, or take a table without",
    );
  return problems;
}
