import type {
  AttributeValue,
  DeleteItemInput,
  DeleteItemOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  QueryInput,
  QueryOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { notServed } from "../reading.ts";
import type { Service } from "../service.ts";
import { check, keyIn, placeholders, refuseTooLarge, refuseUnused, tableOf } from "./access.ts";
import { readCondition } from "./condition.ts";
import { validation } from "./errors.ts";
import type { Item, Table } from "./state.ts";
import { Reader } from "./tokens.ts";
import { readUpdate } from "./update.ts";
import { bytesOf, compared } from "./values.ts";

/** Reads show every write that was answered, consistent or not: a stale answer is one of those that AWS may give. */
export function itemOperations(estate: Estate): Service {
  return {
    GetItem: operation<GetItemInput, GetItemOutput>(({ TableName, Key = {} }, call) => {
      const table = tableOf(estate, TableName, call);
      const item = table.items.get(keyIn(table, Key, true));
      return item ? { Item: item } : {};
    }),

    PutItem: operation<PutItemInput, PutItemOutput>((input, call) => {
      const table = tableOf(estate, input.TableName, call);
      const item = input.Item ?? {};
      refuseTooLarge(item);
      const key = keyIn(table, item, false);
      const standing = table.items.get(key);
      check(input, standing);
      table.items.set(key, item);
      return returned(input.ReturnValues, standing);
    }),

    UpdateItem: operation<UpdateItemInput, UpdateItemOutput>((input, call) => {
      const table = tableOf(estate, input.TableName, call);
      const { Key = {}, UpdateExpression: expression } = input;
      if (expression === undefined) throw notServed("an UpdateItem without UpdateExpression");
      const key = keyIn(table, Key, true);
      const standing = table.items.get(key);
      const reader = new Reader(expression, "UpdateExpression", placeholders(input));
      const update = readUpdate(reader);
      check(input, standing, new Set(reader.used));
      const item = update({ ...Key, ...standing });
      if (keyIn(table, item, false) !== key)
        throw validation(
          "One or more parameter values were invalid: Cannot update attribute that is part of the key",
        );
      refuseTooLarge(item);
      table.items.set(key, item);
      if (input.ReturnValues === "ALL_NEW") return { Attributes: item };
      return returned(input.ReturnValues, standing);
    }),

    DeleteItem: operation<DeleteItemInput, DeleteItemOutput>((input, call) => {
      const table = tableOf(estate, input.TableName, call);
      const key = keyIn(table, input.Key ?? {}, true);
      const standing = table.items.get(key);
      check(input, standing);
      table.items.delete(key);
      return returned(input.ReturnValues, standing);
    }),

    Query: operation<QueryInput, QueryOutput>((input, call) =>
      query(tableOf(estate, input.TableName, call), input),
    ),
  };
}

function returned(wanted: string | undefined, standing: Item | undefined): { Attributes?: Item } {
  if (wanted === undefined || wanted === "NONE") return {};
  if (wanted !== "ALL_OLD") throw notServed(`ReturnValues ${wanted}`);
  return standing ? { Attributes: standing } : {};
}

/** "Query … a single query operation retrieves a maximum of 1 MB". */
const PAGE_BYTES_MAX = 1024 * 1024;

function query(table: Table, input: QueryInput): QueryOutput {
  const { KeyConditionExpression: expression = "", ExclusiveStartKey: start } = input;
  const given = placeholders(input);
  const reader = new Reader(expression, "KeyConditionExpression", given);
  const isIn = readCondition(reader);
  refuseUnused(given, reader.used);
  refuseWithoutHash(table, expression, input.ExpressionAttributeNames ?? {});
  const order = (a: Item, b: Item) => compared(sortOf(table, a), sortOf(table, b)) ?? 0;
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const all = [...table.items.values()]
    .filter(isIn)
    .sort((a, b) => direction * order(a, b))
    .filter((item) => !start || direction * order(item, start) > 0);
  const page: Item[] = [];
  let bytes = 0;
  for (const item of all) {
    if (page.length >= (input.Limit ?? Number.POSITIVE_INFINITY) || bytes >= PAGE_BYTES_MAX) break;
    page.push(item);
    bytes += bytesOf(item);
  }
  const last = page.at(-1);
  // One that ends at its limit says so even where nothing comes after ("Paginating table query results").
  const isCut = page.length < all.length || page.length === input.Limit;
  const more = last && isCut ? { LastEvaluatedKey: keyOf(table, last) } : {};
  return { Items: page, Count: page.length, ScannedCount: page.length, ...more };
}

function refuseWithoutHash({ hash }: Table, expression: string, names: Record<string, string>): void {
  const spelled = expression.replaceAll(/#[\w-]+/g, (name) => names[name] ?? name);
  if (!new RegExp(`(^|[\\s(])${hash}\\s*=`).test(spelled))
    throw validation(`Query condition missed key schema element: ${hash}`);
}

function sortOf({ range }: Table, item: Item): AttributeValue {
  return item[range ?? ""] ?? { S: "" };
}

function keyOf({ hash, range }: Table, item: Item): Item {
  const names = range === undefined ? [hash] : [hash, range];
  return Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
}
