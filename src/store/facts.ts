import type { TableRef } from "../model/desired/types.ts";
import type { Failure, Seen } from "../model/failure.ts";
import type { TableFacts } from "../model/table-facts.ts";
import { seen } from "./items.ts";
import { lastStatus } from "./last-status.ts";
import { pauseIn } from "./requests.ts";
import type { Store } from "./store.ts";

/** What the table remembers, for somebody who only reads it; what could not be read is said. */
export async function readFacts(store: Store, { name, region }: TableRef): Promise<TableFacts> {
  const [lease, source, wishes, status] = await Promise.all([
    seen(() => store.lease.read()),
    store.get("source", "last-good"),
    store.requests.list(),
    lastStatus(store),
  ]);
  const unread = [lease, source, wishes, status].map(failureIn).find((failure) => failure !== undefined);
  const item = lease.kind === "seen" && lease.value.kind === "item" ? lease.value.item : undefined;
  const pause = wishes.kind === "seen" ? pauseIn(wishes.value) : undefined;
  const last = source.kind === "seen" ? source.value : undefined;
  return {
    name,
    region,
    ...(item && item.holder !== "" && { leader: { label: item.label || item.holder, epoch: item.epoch } }),
    ...(pause && {
      paused: { reason: pause.reason ?? "no reason given", author: pause.author, since: pause.at },
    }),
    ...(last && { lastGood: { url: last.url, ref: last.ref, commit: last.commit } }),
    ...(unread && { unread: wordsFor(unread, name, region) }),
  };
}

function wordsFor({ kind, message }: Failure, name: string, region: string): string {
  return kind === "gone" ? `there is none: vpce-operator table create ${name} --region ${region}` : message;
}

function failureIn(read: Seen<unknown>): Failure | undefined {
  return read.kind === "unreadable" ? read.failure : undefined;
}
