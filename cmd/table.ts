import { resolve } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { failureOf } from "../src/aws/failure.ts";
import { plural } from "../src/model/counted.ts";
import { gitSourceName, isGitUrl, parseGitUrl, parsePath } from "../src/model/source/git-address.ts";
import { tableClient } from "../src/store/client.ts";
import { moveTable } from "../src/store/move.ts";
import { createTable, describeTable, type TableSeen } from "../src/store/table.ts";
import { machineClock } from "./clock.ts";
import { absentWords, openStore, tableOptions } from "./table-store.ts";
import { print, UserError } from "./terminal.ts";

export type TableFlags = { readonly region?: string };

/** Makes the table, or says that it is there as it should be. */
export async function tableCreate(table: string, flags: TableFlags): Promise<number> {
  const client = clientFor(table, flags);
  const made = await createTable(client, table, machineClock).catch((error: unknown) => {
    throw new UserError(`table ${table}: ${failureOf(error).message}`);
  });
  print(
    made === "created"
      ? `made the table ${table}: on demand, protected from deletion`
      : `the table ${table} is there already`,
  );
  return tableDescribe(table, flags);
}

/** 0: it may be used; 1: it is not there, or not as it must be. */
export async function tableDescribe(table: string, flags: TableFlags): Promise<number> {
  const { region } = tableOptions({ table, ...flags });
  const found = await describeTable(clientFor(table, flags), table);
  if (found.kind === "unreadable") throw new UserError(`table ${table}: ${found.failure.message}`);
  if (!found.value) throw new UserError(absentWords(table, region));
  for (const line of linesOf(found.value)) print(line);
  return found.value.problems.length === 0 ? 0 : 1;
}

export type MoveFlags = TableFlags & {
  readonly source?: string;
  readonly gitPath: string;
  readonly whileHeld?: boolean;
};

/** Hands the table over to another source, or to whoever comes first. */
export async function tableMove(table: string, flags: MoveFlags): Promise<number> {
  const { source, gitPath, whileHeld = false, ...where } = flags;
  const name = source === undefined ? undefined : sourceName(source, gitPath);
  const store = openStore({ table, ...where });
  const moved = await moveTable(store, { whileHeld, ...(name !== undefined && { source: name }) });
  if (moved.kind === "failed") throw new UserError(`table ${table}: ${moved.message}; nothing was moved`);
  if (moved.kind === "held")
    throw new UserError(
      `table ${table}: ${moved.by} holds its lease, and would go on with the old source: end it first, or say --while-held; nothing was moved`,
    );
  const from = moved.from === undefined ? "nobody's" : `${moved.from}'s`;
  print(
    `the table ${table} was ${from}, and is ${name === undefined ? "free for whoever comes first" : `${name}'s`} now`,
  );
  return 0;
}

/** As the daemon names its source. */
function sourceName(source: string, path: string): string {
  if (!isGitUrl(source)) return resolve(source);
  try {
    return gitSourceName(parseGitUrl(source, { unprotected: true }), parsePath(path));
  } catch (cause) {
    throw new UserError(`the source ${source} ${(cause as Error).message}`, { cause });
  }
}

function linesOf({ arn, status, items, bytes, problems }: TableSeen): string[] {
  const size = `${plural(items, "item")}, ${bytes} bytes (AWS counts them every six hours)`;
  return [arn, `${status}, ${size}`, ...problems.map((problem) => `cannot be used: ${problem}`)];
}

function clientFor(table: string, flags: TableFlags): DynamoDBClient {
  return tableClient(tableOptions({ table, ...flags }));
}
