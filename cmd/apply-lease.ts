import { randomUUID } from "node:crypto";
import type { Gate } from "../src/aws/gate.ts";
import { byHand, type Turn } from "../src/daemon/by-hand.ts";
import { PATIENCE_MS } from "../src/daemon/lease/contend.ts";
import { ownersIn, tableIn, tableInWords } from "../src/model/desired/table.ts";
import type { Desired, TableRef } from "../src/model/desired/types.ts";
import { duration } from "../src/model/render/words.ts";
import { pauseIn, pauseInWords } from "../src/store/requests.ts";
import { createStore, type Store } from "../src/store/store.ts";
import { machineClock } from "./clock.ts";
import { keepLease } from "./lease.ts";
import { refuseUnusable, tableOptions } from "./table-store.ts";
import { complain, HELD_BY_ANOTHER, UserError } from "./terminal.ts";

/** As one pass by hand sees it; the gate is the lease's, where there is one. */
export type HeldTurn = Omit<Turn, "known" | "inventory" | "losses" | "journal" | "definitions"> &
  Partial<Pick<Turn, "known" | "inventory" | "losses" | "journal" | "definitions">> & {
    readonly gate?: Gate;
  };

export type LeaseChoice = { readonly withoutLease?: boolean; readonly signal: AbortSignal };

/**
 * The work of an apply, under the lease of the table that its documents name. Throws UserError where another holds it, or
 * the table cannot be used. Undefined: interrupted before it had the lease.
 */
export async function underLease<T>(
  desired: Desired,
  { withoutLease = false, signal }: LeaseChoice,
  work: (turn: HeldTurn) => Promise<T>,
): Promise<T | undefined> {
  const table = tableIn(desired);
  if (!table) return work(alone(signal, "there is no table to remember the rollout by"));
  const options = tableOptions({ table: table.name, region: table.region });
  if (withoutLease) {
    complain(dangerWords(table));
    await refusePaused(createStore(options), table);
    return work(alone(signal, "without the lease nobody can tell what the daemon does of it meanwhile"));
  }
  await refuseUnusable(options).catch((error: Error) => {
    throw new UserError(`${error.message}\n${NOTHING}; --without-lease goes on all the same`, {
      cause: error,
    });
  });
  const keeper = keepLease({ table: table.name, region: table.region });
  const outcome = await byHand(
    {
      keeper,
      store: createStore(options),
      clock: machineClock,
      owners: ownersIn(desired),
      signal,
      freshId: randomUUID,
      told: (words) => complain(`table ${table.name}: ${words}`),
    },
    (turn) => work({ ...turn, gate: keeper.gate }),
  );
  if (outcome.kind === "done") return outcome.value;
  if (outcome.kind === "aborted") return undefined;
  if (outcome.kind === "refused") throw new UserError(`table ${table.name}: ${outcome.why}\n${NOTHING}`);
  throw new UserError(heldWords(table.name, outcome.by), { exitCode: HELD_BY_ANOTHER });
}

const NOTHING = "nothing was changed";

/** Told whenever it waits or refuses for another's sake. */
function heldWords(table: string, by: string): string {
  const waited = duration(PATIENCE_MS / 1000);
  return `table ${table}: ${by} held the lease all the while, for ${waited}; ${NOTHING}\nThe daemon applies what is committed; to apply by hand, end it first.`;
}

function dangerWords(table: TableRef): string {
  return `without the lease of ${tableInWords(table)}: should a daemon or another apply act now, both act at once, and names may go dark`;
}

/** Who pauses means everybody. A table that cannot be read is what `--without-lease` is for. */
async function refusePaused({ requests }: Store, { name }: TableRef): Promise<void> {
  const wishes = await requests.list();
  const pause = wishes.kind === "seen" ? pauseIn(wishes.value) : undefined;
  if (pause) throw new UserError(`table ${name}: it is paused: ${pauseInWords(pause)}\n${NOTHING}`);
}

/** `noRollout`: why what a hub's rollout orders is not done. */
function alone(signal: AbortSignal, noRollout: string): HeldTurn {
  const closed = { kind: "closed", why: noRollout } as const;
  return {
    signal,
    stopped: () => undefined,
    quietUntil: 0,
    rollouts: async ({ hubs }) => new Map(hubs.map(({ name }) => [name, closed])),
    ended: async () => {},
  };
}
