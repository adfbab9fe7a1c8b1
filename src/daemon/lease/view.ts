import type { LeaseItem } from "../../model/lease/item.ts";
import type { Readings } from "../../model/lease/readings.ts";
import type { LeasePhase, LeaseState } from "../../model/lease/state.ts";
import type { Status } from "../../model/status/status.ts";

/** What the main thread knows of the lease; the worker tells it after each change. Plain data. */
export type LeaseView = {
  readonly phase: LeasePhase;
  readonly held?: {
    readonly epoch: number;
    readonly confirmedAt: Readings;
    readonly announcedAt?: Readings;
    /** When it was acquired after somebody who had let attempts through. */
    readonly inheritedAt?: Readings;
  };
  /** Who holds it, as last seen. */
  readonly other?: Pick<LeaseItem, "holder" | "label" | "epoch">;
  /** The item is of a later form, which this version does not understand. */
  readonly newer?: number;
  /** Why the table could not be read or written the last time. */
  readonly problem?: string;
};

export type LeaseFacts = Omit<NonNullable<Status["lease"]>, "since">;

export const STANDING_BY: LeaseView = { phase: "standby" };

export function viewOf({ phase, held, seen, newer, problem }: LeaseState): LeaseView {
  return {
    phase,
    ...(held && {
      held: {
        epoch: held.item.epoch,
        confirmedAt: held.confirmedAt,
        ...(held.announcedAt && { announcedAt: held.announcedAt }),
        ...(held.inheritedAt && { inheritedAt: held.inheritedAt }),
      },
    }),
    ...(seen &&
      seen.item.holder !== "" && {
        other: { holder: seen.item.holder, label: seen.item.label, epoch: seen.item.epoch },
      }),
    ...(newer !== undefined && { newer }),
    ...(problem !== undefined && { problem }),
  };
}

/** What a status tells of it; `label` is this instance's own. */
export function leaseFacts({ held, phase, other }: LeaseView, label: string): LeaseFacts {
  if (phase === "holding" && held) return { held: true, holder: label, epoch: held.epoch };
  return { held: false, ...(other && { holder: other.label || other.holder, epoch: other.epoch }) };
}

/** A sentence for people. */
export function leaseInWords({ phase, held, other, newer, problem }: LeaseView): string {
  if (newer !== undefined)
    return `stands by: the table's lease is of form ${newer}, which a newer version of vpce-operator wrote; run that one here too`;
  const trouble = problem === undefined ? "" : `; the table was not reached the last time (${problem})`;
  if (phase === "holding" && held) return `holds the lease, epoch ${held.epoch}${trouble}`;
  if (phase === "releasing") return "gives the lease back";
  if (phase === "stopped") return "has done with the lease";
  const who = other
    ? `${other.label || other.holder} holds the lease, epoch ${other.epoch}`
    : "waits for the lease";
  return `stands by: ${who}${trouble}`;
}
