import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { FailureError } from "../aws/failure.ts";
import type { Seen } from "../model/failure.ts";
import { decoded, encoded, ITEM_BYTES_MAX, type Item, number } from "./encoding.ts";
import { type Items, seen, type Written } from "./items.ts";
import { SHAPE } from "./records.ts";

/** The status of the last pass, however large: a head that names its chunks. A reader sees one whole, never a mixture. */
export type StatusChunks = {
  write(status: unknown, epoch: number): Promise<Written>;
  /** Undefined: none was written yet. */
  read(): Promise<Seen<unknown>>;
};

type Head = { readonly id: string; readonly slot: "a" | "b"; readonly chunks: number };

const PARTITION = "status";
const HEAD = "head";

/** Chunks of the next status take the slot that the head does not name; only then the head changes over. */
export function tableStatus(items: Items): StatusChunks {
  async function head(): Promise<Seen<Head | undefined>> {
    const found = await items.get(PARTITION, HEAD);
    if (found.kind === "unreadable") return found;
    return seen(async () => (found.value ? (decoded(found.value) as Head) : undefined));
  }

  return {
    async write(status, epoch) {
      const last = await head();
      if (last.kind === "unreadable") return { kind: "failed", failure: last.failure };
      const slot = last.value?.slot === "a" ? "b" : "a";
      const id = randomUUID();
      const packed = gzipSync(JSON.stringify(status));
      const chunks = Math.ceil(packed.byteLength / ITEM_BYTES_MAX);
      for (let n = 0; n < chunks; n++) {
        const part = packed.subarray(n * ITEM_BYTES_MAX, (n + 1) * ITEM_BYTES_MAX);
        const item = {
          ...place(chunkKey(slot, n)),
          shape: number(SHAPE),
          id: { S: id },
          packed: { B: part },
        };
        const result = await items.put(item, epoch);
        if (result.kind !== "written") return result;
      }
      return items.put({ ...place(HEAD), ...encoded({ id, slot, chunks } satisfies Head) }, epoch);
    },
    async read() {
      const named = await head();
      if (named.kind === "unreadable" || named.value === undefined) return named;
      const { id, slot, chunks } = named.value;
      const found = await items.query(PARTITION, { prefix: `${slot}#` });
      if (found.kind === "unreadable") return found;
      return seen(async () => {
        const parts = found.value.filter((item) => item.id?.S === id).map((item) => item.packed?.B);
        if (parts.length !== chunks) throw torn();
        return JSON.parse(gunzipSync(Buffer.concat(parts as Uint8Array[])).toString());
      });
    },
  };
}

/** Two statuses later the slot is another's: the next read finds it whole. */
function torn(): FailureError {
  const message = "the status was written anew while it was read: read it again";
  return new FailureError({ kind: "transient", error: "StatusChanged", message });
}

function chunkKey(slot: Head["slot"], n: number): string {
  return `${slot}#${String(n).padStart(4, "0")}`;
}

function place(sk: string): Item {
  return { pk: { S: PARTITION }, sk: { S: sk } };
}
