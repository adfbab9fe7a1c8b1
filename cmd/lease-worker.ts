import { randomUUID } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createHttpHandler } from "../src/aws/http-handler.ts";
import type { ToLease } from "../src/daemon/lease/link.ts";
import { runLease } from "../src/daemon/lease/runner.ts";
import type { WorkerSettings } from "../src/daemon/lease/worker-link.ts";
import { leaseTimes } from "../src/model/lease/times.ts";
import { leaseTable } from "../src/store/lease-table.ts";
import { ownCredentialsOf } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { machineLeaseClock } from "./lease-clock.ts";

// The thread of the lease, and nothing in any other: the image compiles every file of the bundle once by importing it.
if (parentPort) {
  const port = parentPort;
  const { table, region, holder, label, leaseMs, network } = workerData as WorkerSettings;
  const times = leaseTimes(leaseMs);
  const requestHandler = createHttpHandler(network);
  const credentials = ownCredentialsOf(region, requestHandler);
  const options = { table, region, clock: machineClock, random: Math.random, requestHandler, credentials };
  const runner = runLease({
    party: { holder, label, times },
    table: leaseTable(options, times.requestMs),
    clock: machineLeaseClock,
    freshId: randomUUID,
    publish: (view) => port.postMessage(view),
  });
  port.on("message", (message: ToLease) => runner.tell(message));
}
