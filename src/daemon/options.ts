import type { Accounts } from "../aws/accounts.ts";
import type { Clock } from "../model/clock.ts";
import type { KnownSpoke } from "../model/leaving.ts";
import type { OwnVpc } from "../model/own-vpc.ts";
import type { Definitions } from "../operator/definitions.ts";
import type { InventoryStore } from "../operator/inventory.ts";
import type { LossStore } from "../operator/losses.ts";
import type { Journal } from "../operator/open-steps.ts";
import type { Leadership } from "./leadership.ts";
import type { DesiredState, Requests, Rollouts, Witness } from "./ports.ts";
import type { TriggerOptions } from "./triggers.ts";

export type DaemonOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly accounts: Accounts;
  readonly leadership: Leadership;
  readonly desiredState: DesiredState;
  readonly requests: Requests;
  /** What we added to zones of others; absent: without a table. */
  readonly inventory?: InventoryStore;
  /** What hubs lost, and what was allowed. */
  readonly losses: LossStore;
  /** What steps that darken a name would put back; absent: without a table. */
  readonly journal?: Journal;
  readonly definitions?: Definitions;
  /** Absent: there is no table. */
  readonly rollouts?: Rollouts;
  /** Where this process runs, if that is known. */
  readonly ownVpc?: OwnVpc;
  /** Spokes as the last status knows them. */
  readonly known?: () => readonly KnownSpoke[];
  readonly witness: Witness;
  /** Aborted: end what is under way, give the lease back, stop. */
  readonly stop: AbortSignal;
  /** Look and plan, and never write. */
  readonly dryRun?: boolean;
  /** Make one pass, and end. */
  readonly once?: boolean;
  /** Between two looks at the source. */
  readonly pollMs?: number;
  readonly concurrency?: number;
  /** Associations, and disassociations, that a pass plans for a hub. */
  readonly pairsMax?: number;
} & Pick<TriggerOptions, "intervalMs" | "debounceMs" | "retryMs">;
