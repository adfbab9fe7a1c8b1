import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { failureOf } from "../aws/failure.ts";
import type { Failure, Seen } from "../model/failure.ts";
import { type Item, number } from "./encoding.ts";

/** `superseded`: a holder of a higher epoch wrote there, so this process is none any more and must not act. */
export type Written =
  | { readonly kind: "written" }
  | { readonly kind: "superseded" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Why it does not stand there, in words; undefined when it does. */
export function whyUnwritten(written: Written): string | undefined {
  if (written.kind === "failed") return written.failure.message;
  return written.kind === "superseded" ? LATER_EPOCH : undefined;
}

export const LATER_EPOCH = "another instance holds a later epoch";

/** The calls that are made of one table; consistent reads only. What they throw is told as a value. */
export type Items = {
  get(pk: string, sk: string): Promise<Seen<Item | undefined>>;
  /** All pages, by ascending sort key. */
  query(pk: string, range?: SortRange): Promise<Seen<readonly Item[]>>;
  /** Unless an item of a higher epoch stands there; without an epoch over whatever stands there. */
  put(item: Item, epoch?: number): Promise<Written>;
  /** Sets attributes of an item that is there, still has that id, and no higher epoch. */
  set(pk: string, sk: string, id: string, attributes: Item, epoch: number): Promise<Written>;
};

export type SortRange = { readonly from: string } | { readonly prefix: string };

const NOT_HIGHER = "(attribute_not_exists(#epoch) OR #epoch <= :epoch)";

export function tableItems(client: DynamoDBClient, TableName: string): Items {
  return {
    get: (pk, sk) =>
      seen(async () => {
        const Key = { pk: { S: pk }, sk: { S: sk } };
        return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
      }),
    query: (pk, range) =>
      seen(async () => {
        const items: Item[] = [];
        let ExclusiveStartKey: Item | undefined;
        do {
          const command = new QueryCommand({
            TableName,
            ConsistentRead: true,
            ...rangeOf(pk, range),
            ...(ExclusiveStartKey && { ExclusiveStartKey }),
          });
          const page = await client.send(command);
          items.push(...(page.Items ?? []));
          ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey);
        return items;
      }),
    put: (item, epoch) =>
      written(() =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: epoch === undefined ? item : { ...item, epoch: number(epoch) },
            ...(epoch !== undefined && {
              ConditionExpression: NOT_HIGHER,
              ExpressionAttributeNames: { "#epoch": "epoch" },
              ExpressionAttributeValues: { ":epoch": number(epoch) },
            }),
          }),
        ),
      ),
    set: (pk, sk, id, attributes, epoch) =>
      written(() => {
        const all = Object.entries({ ...attributes, epoch: number(epoch) });
        return client.send(
          new UpdateItemCommand({
            TableName,
            Key: { pk: { S: pk }, sk: { S: sk } },
            UpdateExpression: `SET ${all.map(([name]) => `#${name} = :${name}`).join(", ")}`,
            ConditionExpression: `#id = :id AND ${NOT_HIGHER}`,
            ExpressionAttributeNames: Object.fromEntries(
              [["id"], ...all].map(([name]) => [`#${name}`, String(name)]),
            ),
            ExpressionAttributeValues: Object.fromEntries([
              [":id", { S: id }],
              ...all.map(([name, value]) => [`:${name}`, value]),
            ]),
          }),
        );
      }),
  };
}

function rangeOf(pk: string, range: SortRange | undefined) {
  const values: Item = { ":pk": { S: pk } };
  if (!range) return { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: values };
  const [expression, value] =
    "from" in range ? ["sk >= :sk", range.from] : ["begins_with(sk, :sk)", range.prefix];
  return {
    KeyConditionExpression: `pk = :pk AND ${expression}`,
    ExpressionAttributeValues: { ...values, ":sk": { S: value } },
  };
}

/** What reading, or making sense of what was read, threw is the reason why it could not be seen. */
export async function seen<T>(read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { kind: "seen", value: await read() };
  } catch (error) {
    return { kind: "unreadable", failure: failureOf(error) };
  }
}

async function written(write: () => Promise<unknown>): Promise<Written> {
  try {
    await write();
    return { kind: "written" };
  } catch (error) {
    if ((error as Error).name === "ConditionalCheckFailedException") return { kind: "superseded" };
    return { kind: "failed", failure: failureOf(error) };
  }
}
