import type { LoggedCall } from "../../src/simulator/calls.ts";
import type { Stage } from "../support/stage.ts";

/**
 * Changes in AWS that one process sent beside another, or after another had taken the lease, by the mark in their user
 * agents; and those without a mark. Each look is at what was sent since the last one, and empties the log.
 */
export function watchHolders(stage: Stage, attemptMs: number): () => string[] {
  const takenAt = watchTakeOvers(stage);
  const { calls } = stage.cloud;
  let last = { mark: "", epoch: 0, until: 0 };

  function wrongWith({ at, operation }: LoggedCall, mark: string, epoch: number): string | undefined {
    const what = `${operation} was sent by ${mark || "nobody"}`;
    if (mark === "") return what;
    if (mark !== last.mark && (epoch <= last.epoch || at < last.until)) return `${what} beside ${last.mark}`;
    return at > (takenAt.get(epoch + 1) ?? Infinity) ? `${what}, and another had the lease` : undefined;
  }

  return () => {
    const changes = calls.list({ write: true }).filter(({ service }) => service !== "dynamodb");
    calls.clear();
    return changes
      .toSorted((a, b) => a.at - b.at)
      .flatMap((call) => {
        const { mark, epoch } = markOf(call);
        const wrong = wrongWith(call, mark, epoch);
        const until = call.at + Math.min(call.tookMs, attemptMs); // its process has given it up by then
        last = { mark, epoch, until: mark === last.mark ? Math.max(last.until, until) : until };
        return wrong ?? [];
      });
  };
}

/** When each epoch began. */
function watchTakeOvers({ clock, cloud }: Stage): ReadonlyMap<number, number> {
  const takenAt = new Map<number, number>();
  cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "PutItem") return;
    const [table] = cloud.estate.tables.values();
    const epoch = Number(table?.items.get('["lease","lease"]')?.epoch?.N);
    if (!takenAt.has(epoch)) takenAt.set(epoch, clock.now());
  });
  return takenAt;
}

function markOf({ agent }: LoggedCall): { readonly mark: string; readonly epoch: number } {
  const [, mark = "", epoch = "0"] = /md\/lease#(\S+\.(\d+))/.exec(agent) ?? [];
  return { mark, epoch: Number(epoch) };
}
