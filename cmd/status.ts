import { setTimeout as sleep } from "node:timers/promises";
import { plural } from "../src/model/counted.ts";
import { visible } from "../src/model/render/escape.ts";
import { duration } from "../src/model/render/words.ts";
import { isReady, type Status } from "../src/model/status/status.ts";
import { statusFrom } from "../src/model/status/written.ts";
import { lastStatus } from "../src/store/last-status.ts";
import { machineClock } from "./clock.ts";
import { readSecretFile } from "./desired.ts";
import { openStore, tableError } from "./table-store.ts";
import { complain, print, printJson, TIME_OVER, UserError } from "./terminal.ts";

export type StatusFlags = {
  readonly url: string;
  readonly table?: string;
  readonly region?: string;
  readonly watch?: boolean;
  readonly output: "text" | "json";
};
export type WaitFlags = StatusFlags & { readonly commit: string; readonly timeout: number };

const WATCH_MS = 5000;

/** How things stand, from a running instance or from the table. 0: every document is ready and nothing is refused. */
export async function status(flags: StatusFlags): Promise<number> {
  for (;;) {
    const now = await readStatus(flags);
    if (flags.output === "json") printJson(now);
    else print(statusText(now));
    if (!flags.watch) return isWell(now) ? 0 : 1;
    await sleep(WATCH_MS);
  }
}

/** For pipelines: until the last whole pass acted by this commit. 0: it did, and all is as desired; 1: it is not. */
export async function waitFor(flags: WaitFlags): Promise<number> {
  const { commit, timeout } = flags;
  const until = machineClock.now() + timeout;
  let said = "";
  for (;;) {
    const now = await readStatus(flags).catch((error: unknown) => (error as Error).message);
    if (typeof now !== "string" && isApplied(now, commit)) return appliedCode(now, commit);
    if (typeof now !== "string" && isRefused(now, commit))
      throw new UserError(`${commit} is refused: ${now.source.refusal?.message}`);
    const words = typeof now === "string" ? now : waitingWords(now);
    if (words !== said) complain(words);
    said = words;
    if (machineClock.now() >= until)
      throw new UserError(
        `${commit} was not applied within ${duration(timeout / 1000)}; vpce-operator status says what it waits for`,
        {
          exitCode: TIME_OVER,
        },
      );
    await sleep(WATCH_MS);
  }
}

function appliedCode(now: Status, commit: string): number {
  if (isWell(now)) {
    print(`${commit} is applied, and everything is as desired`);
    return 0;
  }
  print(`${commit} is applied, and something is not as desired:\n${statusText(now)}`);
  return 1;
}

async function readStatus({ url, table, region }: StatusFlags): Promise<Status> {
  if (table !== undefined) return onTable(table, region);
  const seen = statusFrom(await overHttp(url));
  if (seen.kind === "unreadable") throw new UserError(`${url}: ${seen.failure.message}`);
  return seen.value;
}

async function onTable(table: string, region: string | undefined): Promise<Status> {
  const flags = { table, ...(region !== undefined && { region }) };
  const seen = await lastStatus(openStore(flags));
  if (seen.kind === "unreadable") throw tableError(flags, seen.failure);
  if (seen.value === undefined)
    throw new UserError(`table ${table}: no pass has ended yet: the log of the daemon says what it does`);
  return seen.value;
}

async function overHttp(url: string): Promise<unknown> {
  const { VPCE_OPERATOR_READ_TOKEN: own, VPCE_OPERATOR_READ_TOKEN_FILE: file } = process.env;
  const token = own ?? (file === undefined ? undefined : readSecretFile(file));
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const answer = await fetch(new URL("/status.json", url), { headers }).catch((cause: Error) => {
    const why = (cause.cause as Error | undefined)?.message ?? cause.message;
    throw new UserError(
      `${url} does not answer (${why}): is the daemon running there? Say --url, or --table`,
      { cause },
    );
  });
  if (!answer.ok) throw new UserError(`${url}: ${answer.status} ${(await answer.text()).trim()}`);
  return answer.json();
}

function isWell({ objects, source, paused }: Status): boolean {
  return objects.length > 0 && objects.every(isReady) && !source.refusal && !paused;
}

function isApplied({ source }: Status, commit: string): boolean {
  return source.lastApplied?.revision.startsWith(commit) ?? false;
}

function isRefused({ source }: Status, commit: string): boolean {
  return source.refusal !== undefined && (source.lastAttempted?.revision.startsWith(commit) ?? false);
}

function waitingWords(now: Status): string {
  const { source, pass } = now;
  if (source.refusal) return source.refusal.message;
  const rollout = rolloutWords(now);
  if (rollout !== undefined) return rollout;
  if (pass) return `pass ${pass.id}: ${pass.phase} ${pass.done} of ${pass.of}`;
  return `applied: ${source.lastApplied?.revision ?? "nothing yet"}; last seen: ${source.lastAttempted?.revision ?? "nothing yet"}`;
}

/** Of a commit that its canary has, and not all. */
function rolloutWords({ objects }: Status): string | undefined {
  const conditions = objects.flatMap((object) => (object.kind === "Hub" ? object.conditions : []));
  return conditions.find(({ reason }) => reason === "RolloutCanary")?.message;
}

function leaseWords(lease: Status["lease"]): string {
  if (!lease) return ", without a lease: nothing keeps a second instance from acting";
  const epoch = lease.epoch === undefined ? "" : `, epoch ${lease.epoch}`;
  return lease.held || lease.holder === undefined ? epoch : `: ${lease.holder} holds the lease${epoch}`;
}

function statusText(now: Status): string {
  const { process, lease, source, paused, pass, lastPass, names, objects } = now;
  const unready = objects.filter((object) => !isReady(object));
  const lines = [
    `${process.label} is ${process.state}${leaseWords(lease)}; as of ${new Date(now.at).toISOString()}`,
    `source ${source.name}: applied ${source.lastApplied?.revision ?? "nothing"}, last seen ${source.lastAttempted?.revision ?? "nothing"}`,
    ...(source.refusal ? `refused (${source.refusal.reason}): ${source.refusal.message}`.split("\n") : []),
    ...(paused ? [`paused: ${paused.reason}`] : []),
    ...(pass ? [`pass ${pass.id}: ${pass.phase} ${pass.done} of ${pass.of}`] : []),
    ...(lastPass
      ? [
          `last pass ${lastPass.id}: ${lastPass.result}, ${plural(lastPass.done, "action")} done, ${lastPass.failed} failed`,
        ]
      : []),
    `${names.served} of ${names.of} names shared; ${plural(objects.length - unready.length, "document")} ready, ${unready.length} not`,
    ...unready.map(
      ({ kind, name, conditions: [first] }) => `  ${kind} ${name}: ${first?.reason}: ${first?.message}`,
    ),
  ];
  return lines.map(visible).join("\n");
}
