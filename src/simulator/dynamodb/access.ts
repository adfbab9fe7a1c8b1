import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Estate } from "../estate.ts";
import type { Call, Json } from "../service.ts";
import { type Condition, readCondition } from "./condition.ts";
import { conditionFailed, noTable, validation } from "./errors.ts";
import type { Item, Table } from "./state.ts";
import { type Placeholders, Reader } from "./tokens.ts";
import { bytesOf, refuseMalformed } from "./values.ts";

const ARN = /^arn:[\w-]+:dynamodb:([\w-]+):(\d{12}):table\/(.+)$/;

export const tableKey = (account: string, region: string, name: string): string =>
  `${account} ${region} ${name}`;

/** The table of that name, or ARN, that serves by now. */
export function tableOf(estate: Estate, name: string | undefined, { account, region }: Call): Table {
  const found = anyTable(estate, name, { account, region });
  if (found && found.activeAt <= estate.surroundings.clock.now()) return found;
  throw noTable();
}

/** One that is still being made, too. Another account's does not exist without a policy of its own, which is not served. */
export function anyTable(
  { tables }: Estate,
  name = "",
  { account, region }: Pick<Call, "account" | "region">,
): Table | undefined {
  const [, ofRegion = region, ofAccount = account, bare = name] = ARN.exec(name) ?? [];
  return ofAccount === account ? tables.get(tableKey(account, ofRegion, bare)) : undefined;
}

/** The key in an item, or of a `Key`, which has nothing else. */
export function keyIn(table: Table, item: Item, isWhole: boolean): string {
  const names = table.range === undefined ? [table.hash] : [table.hash, table.range];
  if (isWhole && Object.keys(item).length !== names.length)
    throw validation("The provided key element does not match the schema");
  return JSON.stringify(names.map((name) => keyText(table, name, item[name], isWhole)));
}

function keyText(table: Table, name: string, value: AttributeValue | undefined, isWhole: boolean): string {
  const type =
    table.shape.AttributeDefinitions?.find((one) => one.AttributeName === name)?.AttributeType ?? "S";
  const text = type === "B" ? value?.B && Buffer.from(value.B).toString("hex") : value?.[type as "S" | "N"];
  if (text === undefined && isWhole) throw validation("The provided key element does not match the schema");
  if (text === undefined)
    throw validation(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  if (text === "")
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  return type === "N" ? String(Number(text)) : text;
}

type Conditional = {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
};

export function placeholders({
  ExpressionAttributeNames,
  ExpressionAttributeValues,
}: Conditional): Placeholders {
  if (ExpressionAttributeValues) refuseMalformed(ExpressionAttributeValues);
  return { names: ExpressionAttributeNames ?? {}, values: ExpressionAttributeValues ?? {} };
}

/** Throws ConditionalCheckFailedException unless the item that stands there, if any, meets the request's condition. */
export function check(input: Conditional, standing: Item | undefined, used = new Set<string>()): void {
  const { ConditionExpression: expression } = input;
  const given = placeholders(input);
  let meets: Condition = () => true;
  if (expression !== undefined) {
    const reader = new Reader(expression, "ConditionExpression", given);
    meets = readCondition(reader);
    for (const name of reader.used) used.add(name);
  }
  refuseUnused(given, used);
  if (meets(standing ?? {})) return;
  const isAsked = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  throw conditionFailed(isAsked ? (standing as Json | undefined) : undefined);
}

export function refuseUnused({ names, values }: Placeholders, used: ReadonlySet<string>): void {
  for (const [what, given] of [
    ["Names", names],
    ["Values", values],
  ] as const) {
    const unused = Object.keys(given).filter((name) => !used.has(name));
    if (unused.length > 0)
      throw validation(
        `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${unused.join(", ")}}`,
      );
  }
}

const ITEM_BYTES_MAX = 400 * 1024;

export function refuseTooLarge(item: Item): void {
  refuseMalformed(item);
  if (bytesOf(item) > ITEM_BYTES_MAX) throw validation("Item size has exceeded the maximum allowed size");
}
