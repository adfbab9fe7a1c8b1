import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { clientSettings } from "../client-settings.ts";
import { createCloud } from "../cloud.ts";
import { VirtualClock } from "../virtual-clock.ts";

const TableName = "things";
const Key = (sk: string) => ({ pk: { S: "p" }, sk: { S: sk } });

/** A client of one account, and a table in it. */
async function withTable(
  work: (client: DynamoDBClient, other: DynamoDBClient) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock });
  const client = new DynamoDBClient(clientSettings(cloud, "111111111111"));
  const other = new DynamoDBClient(clientSettings(cloud, "222222222222"));
  const run = async () => {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
      }),
    );
    await clock.sleep(10_000);
    await work(client, other);
  };
  await clock.run(run());
}

const put = (sk: string, n: number, more = {}) =>
  new PutItemCommand({ TableName, Item: { ...Key(sk), n: { N: String(n) } }, ...more });

async function refused(work: Promise<unknown>): Promise<string> {
  const error = (await work.then(
    () => ({ name: "answered" }),
    (error: unknown) => error,
  )) as Error;
  return error.name;
}

describe("condition expressions", () => {
  const cases: [expression: string, holds: boolean][] = [
    ["attribute_exists(pk)", true],
    ["attribute_not_exists(pk)", false],
    ["n = :seven", true],
    ["#n <> :seven", false],
    ["n < :ten AND n >= :seven", true],
    ["n > :ten OR n = :seven AND missing = :seven", false],
    ["(n > :ten OR n = :seven) AND NOT missing = :seven", true],
    ["NOT n = :ten AND begins_with(sk, :a)", true],
    ["missing <> :seven", true],
    ["sk = :seven", false],
  ];
  test.each(cases)("%s", (ConditionExpression, holds) =>
    withTable(async (client) => {
      await client.send(put("a1", 7));
      const all = { ":seven": { N: "7" }, ":ten": { N: "10" }, ":a": { S: "a" } };
      const used = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression));
      const outcome = await refused(
        client.send(
          put("a1", 8, {
            ConditionExpression,
            ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
            ...(ConditionExpression.includes("#n") && { ExpressionAttributeNames: { "#n": "n" } }),
          }),
        ),
      );
      expect(outcome).toBe(holds ? "answered" : "ConditionalCheckFailedException");
    }),
  );

  test("numbers compare as numbers, however they are written", () =>
    withTable(async (client) => {
      await client.send(put("a", 9));
      const condition = { ConditionExpression: "n < :n", ExpressionAttributeValues: { ":n": { N: "10" } } };
      expect(await refused(client.send(put("a", 1, condition)))).toBe("answered");
    }));

  test("a refusal brings the item where it is asked for", () =>
    withTable(async (client) => {
      await client.send(put("a", 7));
      const condition = { ConditionExpression: "attribute_not_exists(pk)" };
      const asked = { ...condition, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
      await expect(client.send(put("a", 8, asked))).rejects.toMatchObject({ Item: { n: { N: "7" } } });
      await expect(client.send(put("a", 8, condition))).rejects.not.toHaveProperty("Item.n");
    }));

  test.each([
    ["size(n) > :n", "NotImplemented"],
    ["n BETWEEN :n AND :n", "NotImplemented"],
    ["n IN (:n)", "NotImplemented"],
    ["a.b = :n", "NotImplemented"],
    ["n = :n extra", "ValidationException"],
    ["n = :other", "ValidationException"],
    ["attribute_exists(n)", "ValidationException"], // :n is given and not used
  ])("%s: %s", (ConditionExpression, name) =>
    withTable(async (client) => {
      const more = { ConditionExpression, ExpressionAttributeValues: { ":n": { N: "1" } } };
      expect(await refused(client.send(put("a", 1, more)))).toBe(name);
    }),
  );
});

describe("items", () => {
  test("are set and unset by update, deleted by key, and are of one account alone", () =>
    withTable(async (client, other) => {
      await client.send(put("a", 7));
      const update = new UpdateItemCommand({
        TableName,
        Key: Key("a"),
        UpdateExpression: "SET #m = :m REMOVE n",
        ExpressionAttributeNames: { "#m": "m" },
        ExpressionAttributeValues: { ":m": { S: "new" } },
        ReturnValues: "ALL_NEW",
      });
      expect((await client.send(update)).Attributes).toEqual({ ...Key("a"), m: { S: "new" } });
      const get = new GetItemCommand({ TableName, Key: Key("a"), ConsistentRead: true });
      expect(await refused(other.send(get))).toBe("ResourceNotFoundException");
      await client.send(new DeleteItemCommand({ TableName, Key: Key("a") }));
      expect((await client.send(get)).Item).toBeUndefined();
    }));

  test("without their key, or above 400 KB, are refused", () =>
    withTable(async (client) => {
      const without = new PutItemCommand({ TableName, Item: { pk: { S: "p" } } });
      expect(await refused(client.send(without))).toBe("ValidationException");
      const large = new PutItemCommand({ TableName, Item: { ...Key("a"), s: { S: "x".repeat(410_000) } } });
      expect(await refused(client.send(large))).toBe("ValidationException");
    }));

  test("come from a query in the order of the sort key, page by page", () =>
    withTable(async (client) => {
      for (const sk of ["b2", "a1", "b1", "c"]) await client.send(put(sk, 1));
      const query = { TableName, KeyConditionExpression: "pk = :p AND begins_with(sk, :b)", Limit: 1 };
      const ExpressionAttributeValues = { ":p": { S: "p" }, ":b": { S: "b" } };
      const first = await client.send(new QueryCommand({ ...query, ExpressionAttributeValues }));
      expect(first.Items?.map(({ sk }) => sk?.S)).toEqual(["b1"]);
      const more = { ExpressionAttributeValues, ExclusiveStartKey: first.LastEvaluatedKey };
      const second = await client.send(new QueryCommand({ ...query, ...more }));
      expect(second).toMatchObject({ Items: [{ sk: { S: "b2" } }], LastEvaluatedKey: Key("b2") });
      const beyond = { ExpressionAttributeValues, ExclusiveStartKey: second.LastEvaluatedKey };
      const third = await client.send(new QueryCommand({ ...query, ...beyond }));
      expect(third).toMatchObject({ Items: [], Count: 0 });
      expect(third.LastEvaluatedKey).toBeUndefined();
    }));
});

describe("tables", () => {
  test("are made once, and not used before they are active", async () => {
    const clock = new VirtualClock();
    const client = new DynamoDBClient(clientSettings(createCloud({ clock }), "111111111111"));
    const table = {
      TableName,
      BillingMode: "PAY_PER_REQUEST" as const,
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" as const }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" as const }],
    };
    const run = async () => {
      await client.send(new CreateTableCommand(table));
      expect(await refused(client.send(new CreateTableCommand(table)))).toBe("ResourceInUseException");
      const early = new GetItemCommand({ TableName, Key: { pk: { S: "p" } } });
      expect(await refused(client.send(early))).toBe("ResourceNotFoundException");
      const described = await client.send(new DescribeTableCommand({ TableName }));
      expect(described.Table?.TableStatus).toBe("CREATING");
      await clock.sleep(10_000);
      expect(await refused(client.send(early))).toBe("answered");
    };
    await clock.run(run());
  });

  test("with provisioned capacity are said not to be served", () =>
    withTable(async (client) => {
      const provisioned = new CreateTableCommand({
        TableName: "other",
        BillingMode: "PROVISIONED",
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      });
      expect(await refused(client.send(provisioned))).toBe("NotImplemented");
    }));

  test("show their time to live", () =>
    withTable(async (client) => {
      const TimeToLiveSpecification = { AttributeName: "expires", Enabled: true };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    }));
});
