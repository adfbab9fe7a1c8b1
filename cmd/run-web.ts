import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Settings } from "../src/daemon/config/settings.ts";
import type { Pulse } from "../src/daemon/pulse.ts";
import type { StatusKeeper } from "../src/daemon/status-keeper.ts";
import { isWebhookFrom } from "../src/model/source/webhook.ts";
import { type WebOptions, webApp } from "../src/web/app.ts";
import type { Metrics } from "../src/web/metrics/metrics.ts";
import { machineClock } from "./clock.ts";
import { systemWords } from "./failure-words.ts";
import { UserError } from "./terminal.ts";

export type Served = {
  readonly keeper: Pick<StatusKeeper, "status">;
  readonly pulse: Pick<Pulse, "turned" | "stuck">;
  readonly metrics: Metrics;
  readonly changes?: WebOptions["changes"];
  readonly reconcile: () => Promise<string>;
};

const TURN_MS = 5000;
const CONNECTIONS_MAX = 200;

/** Page, status and metrics; undefined where none are wanted. Throws UserError where the address cannot be had. */
export async function listen(
  settings: Settings,
  { keeper, pulse, metrics, changes, reconcile }: Served,
): Promise<Server | undefined> {
  const { listen: address, readToken, reconcileToken, webhookSecret } = settings;
  setInterval(pulse.turned, TURN_MS).unref();
  if (address === "off" || settings.once) return undefined;
  const app = webApp({
    now: machineClock.now,
    status: keeper.status,
    stuck: pulse.stuck,
    metrics: metrics.text,
    reconcile,
    ...(changes && { changes }),
    ...(readToken !== undefined && { readToken }),
    ...(reconcileToken !== undefined && { reconcileToken }),
    ...(webhookSecret !== undefined && {
      isWebhook: (headers, body) => isWebhookFrom(webhookSecret, headers, body),
    }),
  });
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 });
  server.on("request", getRequestListener(app.fetch));
  server.maxConnections = CONNECTIONS_MAX;
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(address) ?? [];
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(port), host.replace(/^\[|\]$/g, ""), resolve);
  }).catch((cause: unknown) => {
    throw new UserError(`--listen ${address}: ${systemWords(cause)}`, { cause });
  });
  return server;
}
