import type { Seen } from "../model/failure.ts";
import type { Status } from "../model/status/status.ts";
import { statusFrom } from "../model/status/written.ts";
import type { Store } from "./store.ts";

/** How things stood when a holder last wrote it down. Undefined: none did yet. */
export async function lastStatus({ status }: Pick<Store, "status">): Promise<Seen<Status | undefined>> {
  const seen = await status.read();
  return seen.kind === "unreadable" || seen.value === undefined
    ? (seen as Seen<undefined>)
    : statusFrom(seen.value);
}
