import { Counter, Histogram } from "prom-client";
import type { ActionKind } from "../../model/action/action.ts";
import type { Outcome } from "../../model/outcome.ts";
import { REFUSAL_REASONS } from "../../model/source/refusal.ts";
import type { Meters } from "./meters.ts";

const RESULTS = ["converged", "open", "cut", "failed"] as const;

/** Every kind, for the compiler sees to it. */
const ACTIONS: Readonly<Record<ActionKind, true>> = {
  createZone: true,
  changeRecords: true,
  tagZone: true,
  awaitInsync: true,
  authorize: true,
  associate: true,
  deauthorize: true,
  disassociate: true,
  move: true,
  deleteZone: true,
  createEndpoint: true,
  awaitEndpoint: true,
  modifyEndpoint: true,
  tagEndpoint: true,
  turnOffPrivateDns: true,
  deleteEndpoint: true,
  createRule: true,
  updateRule: true,
  tagRule: true,
  awaitRule: true,
  associateRule: true,
  awaitAssociation: true,
  awaitSure: true,
  disassociateRule: true,
  deleteRule: true,
  createShare: true,
  addToShare: true,
  removeFromShare: true,
  awaitShared: true,
  deleteShare: true,
  handOver: true,
  tryTakeBack: true,
  takeBack: true,
  awaitPrivateDns: true,
  startLinger: true,
  endHandOver: true,
  deleteOwn: true,
  createResolverEndpoint: true,
  awaitResolverEndpoint: true,
  addResolverAddress: true,
  removeResolverAddress: true,
  setResolverProtocols: true,
  deleteResolverEndpoint: true,
};
const ACTION_RESULTS: Readonly<Record<Outcome["result"], true>> = {
  done: true,
  failed: true,
  skipped: true,
  remaining: true,
};

export type PassCounted = {
  readonly result: (typeof RESULTS)[number];
  readonly seconds: number;
  /** By the action's kind and result. */
  readonly actions: readonly { readonly kind: ActionKind; readonly result: Outcome["result"] }[];
  /** Changes that mended what others had changed. */
  readonly repaired: number;
};

export type PassMetrics = {
  passEnded(pass: PassCounted): void;
  refused(reason: string): void;
};

/** What passes did, counted as they end. */
export function passMetrics({ described }: Meters): PassMetrics {
  const passes = new Counter(described("passes_total", "Passes, by how they ended.", ["result"]));
  const seconds = new Histogram({
    ...described("pass_duration_seconds", "From a pass's beginning to its end.", ["result"]),
    buckets: [1, 3, 10, 30, 100, 300, 1000, 3600],
  });
  const actions = new Counter(
    described("actions_total", "Actions of passes, by kind and what became of them.", ["action", "result"]),
  );
  const drift = new Counter(
    described(
      "drift_repaired_total",
      "Changes that repaired what others had changed: not explained by other documents, a retry, an obstacle's end or a first pass.",
    ),
  );
  const refused = new Counter(
    described("refused_revisions_total", "Times that a source began to show what does not rule, by reason.", [
      "reason",
    ]),
  );
  for (const result of RESULTS) {
    passes.inc({ result }, 0);
    seconds.zero({ result });
  }
  for (const reason of Object.keys(REFUSAL_REASONS)) refused.inc({ reason }, 0);
  for (const action of Object.keys(ACTIONS))
    for (const result of Object.keys(ACTION_RESULTS)) actions.inc({ action, result }, 0);

  return {
    passEnded({ result, seconds: took, actions: all, repaired }) {
      passes.inc({ result });
      seconds.observe({ result }, took);
      for (const { kind, result: became } of all) actions.inc({ action: kind, result: became });
      drift.inc(repaired);
    },
    refused: (reason) => refused.inc({ reason }),
  };
}
