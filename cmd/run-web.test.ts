import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { Settings } from "../src/daemon/config/settings.ts";
import { createPulse } from "../src/daemon/pulse.ts";
import { noRequests } from "../src/daemon/requests.ts";
import { createStatusKeeper } from "../src/daemon/status-keeper.ts";
import { createMetrics } from "../src/web/metrics/metrics.ts";
import { machineClock } from "./clock.ts";
import { listen } from "./run-web.ts";

const SECRET = "a-secret-that-the-git-host-knows";

test("with a webhook's secret alone, its host may ask for a pass over HTTP, and nobody else", async () => {
  const { now } = machineClock;
  const names = { label: "one", version: "0.1.0", source: "folder" };
  const keeper = createStatusKeeper({ now, ...names, lease: () => undefined, requests: noRequests });
  const metrics = createMetrics({ now, status: keeper.status, callsMade: () => [], gateWaitedMs: () => 0 });
  const settings = { listen: "127.0.0.1:0", once: false, webhookSecret: SECRET } as Settings;
  const reconcile = async () => "r1";
  const server = await listen(settings, { keeper, pulse: createPulse(now), metrics, reconcile });
  if (!server) throw new Error("nothing listens");
  const { port } = server.address() as AddressInfo;
  const body = JSON.stringify({ ref: "refs/heads/mäin" });
  const post = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/reconcile`, { method: "POST", body, headers })).status;
  const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
  expect(await post({ "x-hub-signature-256": signature })).toBe(202);
  expect(await post({ "x-hub-signature-256": signature.replace(/.$/, "x") })).toBe(401);
  expect(await post({ "x-long": "x".repeat(20_000) })).toBe(431);
  expect(server).toMatchObject({ maxConnections: 200, headersTimeout: 10_000, requestTimeout: 30_000 });
  expect(await post({ "x-gitlab-token": SECRET })).toBe(202);
  expect(await post({ authorization: `Bearer ${SECRET}` })).toBe(401);
  server.closeAllConnections();
  server.close();
});
