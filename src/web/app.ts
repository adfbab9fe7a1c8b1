import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import type { Change } from "../model/history.ts";
import type { Status } from "../model/status/status.ts";
import { SCRIPT, STYLE } from "./assets.ts";
import { fleetPage } from "./page.ts";
import { spokeIn, spokePage } from "./spoke-page.ts";

export type WebOptions = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly status: () => Status;
  /** Why the loop does not turn; undefined while it does. */
  readonly stuck: () => string | undefined;
  readonly metrics: () => Promise<string>;
  /** What passes changed of a spoke, the newest first. */
  readonly changes?: (hub: string, spoke: string) => Promise<readonly Change[]>;
  /** Somebody asks for a pass; answers the request's id. Rejects where it cannot be passed on. Absent: nobody may. */
  readonly reconcile?: () => Promise<string>;
  /** Bearer of `POST /reconcile`. */
  readonly reconcileToken?: string;
  /** Whether a request is from the Git host's webhook. Signatures are over the very bytes. */
  readonly isWebhook?: (headers: Readonly<Record<string, string>>, body: Uint8Array) => boolean;
  /**
   * Asked for by everything else but the two probes: as a bearer token, or as a password, which a browser can send. Absent:
   * the loopback alone is served, and its names are checked.
   */
  readonly readToken?: string;
};

/** One bucket for all who ask: a leaked token must not make passes without end. */
const ASKS_PER_MINUTE = 6;
const BODY_BYTES_MAX = 1_000_000;

/**
 * | path | answers |
 * |---|---|
 * | `GET /healthz` | 200 while the loop turns; never asks AWS or the table |
 * | `GET /readyz` | 200 for who leads or stands by |
 * | `GET /metrics` | Prometheus |
 * | `GET /status.json` | the status |
 * | `GET /`, `/spoke/HUB/NAME` | the page |
 * | `POST /reconcile` | 202 and the request's id, which the status acknowledges |
 */
export function webApp(options: WebOptions): Hono {
  const app = new Hono();
  const asks: number[] = [];
  const mayAsk = () => {
    const since = options.now() - 60_000;
    while (asks.length > 0 && (asks[0] as number) <= since) asks.shift();
    return asks.length < ASKS_PER_MINUTE && asks.push(options.now()) > 0;
  };
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "no-referrer",
    }),
  );
  app.get("/healthz", (c) => {
    const why = options.stuck();
    return why === undefined ? c.text("ok\n") : c.text(`the loop does not turn: ${why}\n`, 503);
  });
  app.get("/readyz", (c) => {
    const { state } = options.status().process;
    return c.text(`${state}\n`, state === "leading" || state === "standby" ? 200 : 503);
  });
  app.post("/reconcile", (c) => reconcile(c.req.raw, options, mayAsk));
  app.use(async (c, next) => {
    const refusal = refusalOf(c.req.raw, options);
    if (!refusal) return next();
    return c.text(refusal.words, refusal.code, refusal.code === 401 ? { "WWW-Authenticate": CHALLENGE } : {});
  });
  app.get("/metrics", async (c) => c.body(await options.metrics(), 200, { "Content-Type": METRICS_TYPE }));
  app.use(etag());
  app.get("/status.json", (c) => c.json(options.status()));
  app.get("/style.css", (c) => c.body(STYLE, 200, { "Content-Type": "text/css" }));
  app.get("/page.js", (c) => c.body(SCRIPT, 200, { "Content-Type": "text/javascript" }));
  app.get("/", (c) => c.html(fleetPage(options.status(), c.req.query())));
  app.get("/spoke/:hub/:name", async (c) => {
    const { hub, name } = c.req.param();
    const status = options.status();
    const spoke = spokeIn(status, hub, name);
    if (!spoke) return c.text("no such spoke\n", 404);
    return c.html(spokePage(status, spoke, (await options.changes?.(hub, name)) ?? []));
  });
  return app;
}

const CHALLENGE = 'Basic realm="vpce-operator: the token is the password", charset="UTF-8"';
const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

async function reconcile(request: Request, options: WebOptions, mayAsk: () => boolean): Promise<Response> {
  const { reconcile: ask, reconcileToken, isWebhook, status } = options;
  if (!ask || (reconcileToken === undefined && !isWebhook))
    return text("nobody may ask: no token is set", 404);
  const unheard = await unheardAsker(request, options);
  if (unheard) return unheard;
  const { state } = status().process;
  if (state !== "leading" && state !== "standby")
    return text(`this instance is ${state}: ask another one, or the table (vpce-operator reconcile)`, 503);
  if (!mayAsk())
    return new Response(`${ASKS_PER_MINUTE} a minute are enough\n`, {
      status: 429,
      headers: { "Retry-After": "60" },
    });
  try {
    return Response.json({ id: await ask() }, { status: 202 });
  } catch (error) {
    return text(`nobody was asked: ${error instanceof Error ? error.message : error}`, 503);
  }
}

/** Undefined: who asks has the token, or is the Git host. Only for the latter the body is read. */
async function unheardAsker(
  request: Request,
  { reconcileToken, isWebhook }: WebOptions,
): Promise<Response | undefined> {
  if (isToken(bearerOf(request), reconcileToken)) return undefined;
  const body = isWebhook ? await bodyOf(request) : new Uint8Array();
  if (body === undefined) return text(`at most ${BODY_BYTES_MAX} bytes`, 413);
  return isWebhook?.(Object.fromEntries(request.headers), body)
    ? undefined
    : text("needs its bearer token, or a signed webhook", 401);
}

/** Undefined: longer than anybody may send; it is not read on. */
async function bodyOf(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Who may read: whoever has the token; without one whoever is on this machine and means this machine (DNS rebinding). */
function refusalOf(
  request: Request,
  { readToken }: WebOptions,
): { readonly words: string; readonly code: 401 | 421 } | undefined {
  if (readToken !== undefined)
    return isToken(bearerOf(request) ?? passwordOf(request), readToken)
      ? undefined
      : { words: "needs its token, as a bearer or as a password\n", code: 401 };
  const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/i;
  return isLocal.test(request.headers.get("host") ?? "")
    ? undefined
    : { words: "this host name is not served here\n", code: 421 };
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

function passwordOf(request: Request): string | undefined {
  const [, packed] = /^Basic ([\w+/=]+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return packed && /^[^:]*:(.*)$/s.exec(Buffer.from(packed, "base64").toString())?.[1];
}

/** In a time that tells nothing of how much was right. */
function isToken(given: string | undefined, token: string | undefined): boolean {
  if (token === undefined || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(token));
}

function digest(words: string): Buffer {
  return createHash("sha256").update(words).digest();
}

function text(words: string, status: number): Response {
  return new Response(`${words}\n`, { status });
}
