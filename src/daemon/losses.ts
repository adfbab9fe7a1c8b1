import type { Clock } from "../model/clock.ts";
import type { Hub } from "../model/desired/types.ts";
import type { Failure, Seen } from "../model/failure.ts";
import { claimOf, corrected, upshotOf } from "../model/plan/guard/claim.ts";
import type { HubLosses } from "../model/plan/guard/guard.ts";
import { NOTHING_LOST, type PastLosses } from "../model/plan/guard/hour.ts";
import { hubKey } from "../model/plan/guard/loss.ts";
import type { LossStore } from "../operator/losses.ts";
import { LATER_EPOCH } from "../store/items.ts";
import { packedPast, pastIn } from "../store/past-losses.ts";
import type { Store } from "../store/store.ts";
import type { TableTerm } from "./table-term.ts";

export type TableLossesOptions = TableTerm & {
  readonly store: Pick<Store, "get" | "put" | "now">;
};

export type TableLosses = LossStore & { begin(epoch: number): void };

/** On the table, by DynamoDB's clock: an item for each hub that lost something, or was allowed to. */
export function createTableLosses({ store, problem, superseded }: TableLossesOptions): TableLosses {
  let epoch = 0;
  return {
    begin(term) {
      epoch = term;
    },
    ...keptBy({
      now: store.now,
      problem,
      async read(hub) {
        const seen = await store.get("guard", hubKey(hub));
        if (seen.kind === "unreadable")
          problem(`what ${hub.name} lost could not be read: ${seen.failure.message}`);
        if (seen.kind === "unreadable") return seen;
        return { kind: "seen", value: seen.value ? pastIn(seen.value) : NOTHING_LOST };
      },
      async write(hub, past) {
        const written = await store.put("guard", hubKey(hub), packedPast(past), epoch);
        if (written.kind === "written") return undefined;
        if (written.kind === "failed") return written.failure;
        superseded();
        return SUPERSEDED;
      },
    }),
  };
}

/** For a plan that nobody carries out. Of a table that does not tell the plan's head tells; it is weighed by itself. */
export function lossesToRead(store: TableLossesOptions["store"]): LossStore {
  const losses = createTableLosses({ store, problem: () => {}, superseded: () => {} });
  return {
    ...losses,
    async read(hubs) {
      const past = await losses.read(hubs);
      return (hub) => {
        const seen = past(hub);
        return seen.kind === "seen"
          ? seen
          : { kind: "seen", value: { past: NOTHING_LOST, now: store.now() } };
      };
    },
  };
}

/** Of one process, without a table: what was allowed. Each plan is weighed by itself. */
export function createProcessLosses({ now }: Pick<Clock, "now">): LossStore {
  const all = new Map<string, PastLosses>();
  return keptBy({
    now,
    problem: () => {},
    read: async (hub) => ({ kind: "seen", value: all.get(hubKey(hub)) ?? NOTHING_LOST }),
    async write(hub, { allowed }) {
      all.set(hubKey(hub), { ...NOTHING_LOST, allowed });
      return undefined;
    },
  });
}

const SUPERSEDED: Failure = { kind: "transient", error: "Superseded", message: LATER_EPOCH };

type Keeper = {
  readonly now: () => number;
  readonly problem: (message: string) => void;
  read(hub: Hub): Promise<Seen<PastLosses>>;
  /** Why it was not written, if so. */
  write(hub: Hub, past: PastLosses): Promise<Failure | undefined>;
};

function keptBy({ now, problem, read, write }: Keeper): LossStore {
  /** Of the pass under way: what was written before its first removal. */
  let claims = new Map<Hub, HubLosses>();

  async function told(hub: Hub, past: PastLosses): Promise<Failure | undefined> {
    const failure = await write(hub, past);
    if (failure) problem(`what ${hub.name} loses could not be written down: ${failure.message}`);
    return failure;
  }

  return {
    async read(hubs) {
      claims = new Map();
      const seen = new Map(await Promise.all(hubs.map(async (hub) => [hub, await read(hub)] as const)));
      return (hub) => {
        const past = seen.get(hub) ?? { kind: "unreadable", failure: NOT_READ };
        return past.kind === "seen" ? { kind: "seen", value: { past: past.value, now: now() } } : past;
      };
    },
    async claim({ losses = [], actions }) {
      const keys = new Set(actions.map(({ key }) => key));
      const failures = new Map<Hub, Failure>();
      const each = losses.map(async (one) => {
        const claim = claimOf(one, now(), (action) => keys.has(action));
        const failure = claim && (await told(one.hub, claim));
        if (failure) failures.set(one.hub, failure);
        else if (claim) claims.set(one.hub, one);
      });
      await Promise.all(each);
      return failures;
    },
    async correct({ outcomes }) {
      const results = new Map(outcomes.map(({ key, result }) => [key, result]));
      const each = [...claims.values()].map(async (claim) => {
        const stands = await read(claim.hub); // and AWS's clock with it
        if (stands.kind === "unreadable" || !claim.known) return;
        await told(claim.hub, corrected(stands.value, claim.known.past, upshotOf(claim, results), now()));
      });
      await Promise.all(each);
      claims = new Map();
    },
  };
}

const NOT_READ: Failure = { kind: "transient", error: "NotRead", message: "not read" };
