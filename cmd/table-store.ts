import { userInfo } from "node:os";
import { createHttpHandler } from "../src/aws/http-handler.ts";
import type { Failure } from "../src/model/failure.ts";
import { type TableOptions, tableClient } from "../src/store/client.ts";
import { createStore, type Store } from "../src/store/store.ts";
import { describeTable } from "../src/store/table.ts";
import { ownCredentialsOf } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { networkFrom } from "./network.ts";
import { UserError } from "./terminal.ts";

export type StoreFlags = { readonly table: string; readonly region?: string };

/** How this machine reaches the table. Throws UserError where no Region is named. */
export function tableOptions({ table, region: given }: StoreFlags): TableOptions {
  const region = given ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined)
    throw new UserError("which Region is the table in? Say --region, or set AWS_REGION");
  const requestHandler = createHttpHandler(networkFrom(process.env));
  const credentials = ownCredentialsOf(region, requestHandler);
  return { table, region, clock: machineClock, random: Math.random, requestHandler, credentials };
}

export function openStore(flags: StoreFlags): Store {
  return createStore(tableOptions(flags));
}

/** What could not be read or written there, with what to do where there is no such table. */
export function tableError(flags: StoreFlags, { kind, message }: Failure): UserError {
  const { table, region } = tableOptions(flags);
  return new UserError(kind === "gone" ? absentWords(table, region) : `table ${table}: ${message}`);
}

export function absentWords(table: string, region: string): string {
  return `there is no table ${table} in ${region}: vpce-operator table create ${table} --region ${region}`;
}

/** Throws UserError with what to do where the table is not there, not as it must be, or not to be seen. */
export async function refuseUnusable(options: TableOptions): Promise<void> {
  const { table, region } = options;
  const found = await describeTable(tableClient(options), table);
  if (found.kind === "unreadable") throw new UserError(`table ${table}: ${found.failure.message}`);
  if (!found.value) throw new UserError(absentWords(table, region));
  const { problems } = found.value;
  if (problems.length > 0) throw new UserError(`table ${table} cannot be used: ${problems.join("; ")}`);
}

/** Who asks, for people: the name that this machine knows somebody by. */
export function author(): string {
  return userInfo().username;
}
