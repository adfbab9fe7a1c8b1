import { Hono } from "hono";
import { etag } from "hono/etag";
import type { Desired } from "../src/model/desired/types.ts";
import { planOf } from "../src/model/plan/plan.ts";
import { webApp } from "../src/web/app.ts";
import { threadMs } from "./fastest.ts";
import { quietObserved, withoutSpokes } from "./quiet.ts";
import { atMost, type Row, row } from "./row.ts";
import { statusOf } from "./status.ts";

const REPEATS = 5;
/** One alone is shorter than two steps of the thread's clock. */
const BATCH = 10;
/** Every tenth spoke is on its way. */
const LACKING = 10;

/** For how long a request holds up the loop, in milliseconds, by a status of the largest fleet that is meant. */
export async function pageRows(desired: Desired): Promise<Row[]> {
  const lacking = desired.spokes.filter((_, i) => i % LACKING === 0);
  const status = statusOf(desired, planOf(desired, withoutSpokes(quietObserved(desired), lacking)));
  const app = webApp({
    now: Date.now,
    status: () => status,
    stuck: () => undefined,
    metrics: async () => "",
  });
  const text = await bodyOf(app, "/");
  const page = await fastestOf(app, "/");
  const found = await fastestOf(app, "/?q=spoke-99&show=unready");
  const json = JSON.stringify(status);
  const parse = await fastest(async () => JSON.parse(json));
  const fixed = new Hono().use(etag()).get("/", (c) => c.html(text));
  const still = await fastestOf(fixed, "/");
  const size = `${(text.length / 1e6).toFixed(1)} MB of page, ${(json.length / 1e6).toFixed(1)} MB of status`;
  return [
    row("scale/page-fleet", page, parse, atMost(1), `ms ÷ JSON.parse of the status; ${size}`),
    row("scale/page-search", found, parse, atMost(1), "ms ÷ the same, through ten thousand spokes"),
    row("scale/page-static", page, still, undefined, "ms ÷ the same page as a text that is there"),
  ];
}

async function bodyOf(app: Hono, path: string): Promise<string> {
  const answer = await app.request(path, { headers: { host: "127.0.0.1" } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function fastestOf(app: Hono, path: string): Promise<number> {
  return fastest(() => bodyOf(app, path));
}

/** By the thread's own time: what else the machine does holds up no loop. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const since = threadMs();
    for (let j = 0; j < BATCH; j++) await work();
    best = Math.min(best, (threadMs() - since) / BATCH);
  }
  return best;
}
