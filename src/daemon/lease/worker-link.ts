import { Worker } from "node:worker_threads";
import type { Network } from "../../aws/http-handler.ts";
import type { LeaseLink } from "./link.ts";
import type { LeaseView } from "./view.ts";

/** What the thread of the lease needs to begin; plain data. Credentials it finds by itself. */
export type WorkerSettings = {
  readonly table: string;
  readonly region: string;
  readonly holder: string;
  readonly label: string;
  readonly leaseMs: number;
  readonly network: Network;
};

/**
 * The lease in a thread of its own, with its own client: neither a plan that takes the processor for seconds nor a full
 * pool of connections holds up a renewal. When the thread ends by itself, the lease is over for this process.
 */
export function workerLink(program: URL, settings: WorkerSettings): LeaseLink {
  const worker = new Worker(program, { workerData: settings });
  let tell: (view: LeaseView) => void = () => {};
  let problem: string | undefined;
  worker.on("message", (view: LeaseView) => tell(view));
  worker.on("error", (error) => {
    problem = `the thread of the lease failed: ${error instanceof Error ? error.message : String(error)}`;
  });
  worker.on("exit", () => tell({ phase: "stopped", ...(problem !== undefined && { problem }) }));
  return {
    post: (message) => worker.postMessage(message),
    onView(listener) {
      tell = listener;
    },
    close: () => void worker.terminate(),
  };
}
