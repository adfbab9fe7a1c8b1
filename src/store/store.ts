import { createServerTime } from "../aws/server-time.ts";
import type { Seen } from "../model/failure.ts";
import { leaseTimes } from "../model/lease/times.ts";
import { type TableOptions, tableClient } from "./client.ts";
import { decoded, encoded, foreign, type Item, number } from "./encoding.ts";
import { type History, tableHistory } from "./history.ts";
import { seen, tableItems, type Written } from "./items.ts";
import { type LeaseTable, leaseTable } from "./lease-table.ts";
import { RECORDS, type RecordKind, type RecordOf, TTL_ATTRIBUTE } from "./records.ts";
import { type Requests, tableRequests } from "./requests.ts";
import { type StatusChunks, tableStatus } from "./status.ts";

/**
 * What the program remembers beyond AWS and Git. What could not be read is `unreadable`, never "not there"; what the
 * holder writes bears its epoch, and a write of an older epoch than stands there is refused (semantics 38).
 */
export type Store = {
  /** Epoch milliseconds by DynamoDB's clock, as its last answer told; before the first, by the machine's. */
  now(): number;
  readonly lease: LeaseTable;
  get<K extends RecordKind>(kind: K, key: string): Promise<Seen<RecordOf<K> | undefined>>;
  list<K extends RecordKind>(kind: K): Promise<Seen<readonly Keyed<RecordOf<K>>[]>>;
  put<K extends RecordKind>(kind: K, key: string, value: RecordOf<K>, epoch: number): Promise<Written>;
  remove(kind: RecordKind, key: string, epoch: number): Promise<Written>;
  readonly requests: Requests;
  readonly status: StatusChunks;
  readonly history: History;
};

export type Keyed<T> = { readonly key: string; readonly value: T };

/** The mark of what was removed is kept so long: until then a write of an older epoch that comes late finds it. */
const REMOVED_KEPT_MS = 24 * 3_600_000;

export function createStore(options: TableOptions, requestMs = leaseTimes().requestMs): Store {
  const { clock, table } = options;
  const time = createServerTime(clock, 0);
  const requestHandler = time.watching(options.requestHandler);
  const items = tableItems(tableClient({ ...options, requestHandler }), table);
  return {
    now: time.now,
    lease: leaseTable(options, requestMs),
    async get(kind, key) {
      const found = await items.get(kind, key);
      if (found.kind === "unreadable") return found;
      return seen(async () => (found.value ? valueIn(kind, found.value) : undefined));
    },
    async list(kind) {
      const found = await items.query(kind);
      if (found.kind === "unreadable") return found;
      return seen(async () =>
        found.value.flatMap((item) => {
          const value = valueIn(kind, item);
          return value === undefined ? [] : [{ key: item.sk?.S ?? "", value }];
        }),
      );
    },
    async put(kind, key, value, epoch) {
      const item = await seen(async () => encoded(value)); // what does not fit into an item holds up no pass
      if (item.kind === "unreadable") return { kind: "failed", failure: item.failure };
      return items.put({ pk: { S: kind }, sk: { S: key }, ...item.value }, epoch);
    },
    remove(kind, key, epoch) {
      const expires = number(Math.floor((clock.now() + REMOVED_KEPT_MS) / 1000));
      const mark = { pk: { S: kind }, sk: { S: key }, ...encoded(null), [TTL_ATTRIBUTE]: expires };
      return items.put(mark, epoch);
    },
    requests: tableRequests(items, clock),
    status: tableStatus(items),
    history: tableHistory(items),
  };
}

/** Undefined: it was removed. */
function valueIn<K extends RecordKind>(kind: K, item: Item): RecordOf<K> | undefined {
  const value = decoded(item);
  if (value === null) return undefined;
  const parsed = RECORDS[kind].safeParse(value);
  if (!parsed.success) throw foreign(item, parsed.error);
  return parsed.data as RecordOf<K>;
}
