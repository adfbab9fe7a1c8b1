import { describe, expect, it, test } from "vitest";
import { EMPTY_FLEET, type ObjectStatus, type Status } from "../model/status/status.ts";
import { type WebOptions, webApp } from "./app.ts";

const TOKEN = "token-of-more-than-thirty-two-bytes-01";
const HOSTILE = `<script>alert(1)</script>" onload="x`;

const spoke = (name: string, cells = "s", message = "as desired"): ObjectStatus => ({
  kind: "Spoke",
  name,
  hub: "hub",
  cells,
  served: cells === "s" ? 1 : 0,
  of: 1,
  conditions: [
    {
      type: "Ready",
      status: cells === "s" ? "True" : "False",
      reason: cells === "s" ? "AsDesired" : "Shadows",
      message,
      since: 0,
      revision: "abc",
    },
  ],
});

const status = (more: Partial<Status> = {}): Status => ({
  version: 1,
  at: 0,
  process: { label: "one", state: "leading", since: 0, version: "0.1.0" },
  source: { name: "folder" },
  requests: [],
  ...EMPTY_FLEET,
  endpoints: ["hub/ssm"],
  ...more,
});

function app(more: Partial<WebOptions> = {}, shown = status()) {
  const asked: number[] = [];
  const options: WebOptions = {
    now: () => 1000,
    stuck: () => undefined,
    status: () => shown,
    metrics: async () => "metrics",
    reconcile: async () => `r${asked.push(1)}`,
    ...more,
  };
  const web = webApp(options);
  const get = (path: string, headers: Record<string, string> = {}) =>
    web.request(path, { headers: { host: "127.0.0.1:8080", ...headers } });
  const post = (headers: Record<string, string> = {}, body = "") =>
    web.request("/reconcile", { method: "POST", body, headers, duplex: "half" } as RequestInit);
  return { get, post, asked };
}

describe("the probes", () => {
  it("say that the loop turns, and that it has stopped", async () => {
    expect((await app().get("/healthz")).status).toBe(200);
    const stopped = await app({ stuck: () => "the end of pass 1-1 did not come in time" }).get("/healthz");
    expect([stopped.status, await stopped.text()]).toEqual([503, expect.stringContaining("pass 1-1")]);
  });

  it.each([
    ["leading", 200],
    ["standby", 200],
    ["draining", 503],
    ["failed", 503],
  ] as const)("%s is ready by %i", async (state, code) => {
    const shown = status({ process: { label: "one", state, since: 0, version: "0.1.0" } });
    expect((await app({}, shown).get("/readyz")).status).toBe(code);
  });

  it("need no token and no name, for whoever probes has neither", async () => {
    const { get } = app({ readToken: TOKEN });
    expect((await get("/healthz", { host: "10.0.0.9" })).status).toBe(200);
  });
});

describe("who may read", () => {
  it.each(["/", "/status.json", "/metrics", "/spoke/hub/a"])(
    "%s is for the loopback alone where there is no token, by its own names",
    async (path) => {
      const shown = status({ objects: [spoke("a")] });
      expect((await app({}, shown).get(path)).status).toBe(200);
      expect((await app({}, shown).get(path, { host: "evil.example" })).status).toBe(421);
    },
  );

  it.each(["", "[", "a b", "127.0.0.1.evil.example", "localhost@evil.example"])(
    "a Host of %j is refused, and nothing fails over it",
    async (host) => {
      expect((await app().get("/", { host })).status).toBe(421);
    },
  );

  it("may be a browser, which sends the token as the password of any user", async () => {
    const { get } = app({ readToken: TOKEN });
    expect((await get("/")).headers.get("www-authenticate")).toContain("Basic");
    const basic = (words: string) => ({ authorization: `Basic ${Buffer.from(words).toString("base64")}` });
    expect((await get("/", basic(`me:${TOKEN}`))).status).toBe(200);
    expect((await get("/", basic(TOKEN))).status).toBe(401);
    expect((await get("/", basic(`${TOKEN}:`))).status).toBe(401);
  });

  it("with a token is whoever has it", async () => {
    const { get } = app({ readToken: TOKEN });
    expect((await get("/status.json")).status).toBe(401);
    expect((await get("/status.json", { authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}`, host: "op.example" };
    expect((await get("/status.json", headers)).status).toBe(200);
  });
});

describe("POST /reconcile", () => {
  const bearer = { authorization: `Bearer ${TOKEN}` };

  it("is answered with an id, for the bearer", async () => {
    const { post, asked } = app({ reconcileToken: TOKEN });
    const answer = await post(bearer);
    expect([answer.status, await answer.json()]).toEqual([202, { id: "r1" }]);
    expect((await post({ authorization: "Bearer x" })).status).toBe(401);
    expect(asked).toHaveLength(1);
  });

  it("takes six a minute from all together", async () => {
    const { post } = app({ reconcileToken: TOKEN });
    const codes = [];
    for (let i = 0; i < 8; i++) codes.push((await post(bearer)).status);
    expect(codes).toEqual([202, 202, 202, 202, 202, 202, 429, 429]);
  });

  it("is for nobody where no token is set, whatever is sent", async () => {
    expect((await app().post({ authorization: "Bearer undefined" })).status).toBe(404);
  });

  it.each([
    ["leading", 202],
    ["standby", 202],
    ["draining", 503],
  ] as const)(
    "of an instance that is %s is answered by %i: one that stands by passes it on",
    async (state, code) => {
      const process = { label: "one", state, since: 0, version: "0.1.0" } as const;
      expect((await app({ reconcileToken: TOKEN }, status({ process })).post(bearer)).status).toBe(code);
    },
  );

  it("that cannot be passed on is not taken, and says why", async () => {
    const reconcile = () => Promise.reject(new Error("table fleet: not reached"));
    const answer = await app({ reconcileToken: TOKEN, reconcile }).post(bearer);
    expect([answer.status, await answer.text()]).toEqual([
      503,
      "nobody was asked: table fleet: not reached\n",
    ]);
  });

  it("does not read what somebody without the token sends", async () => {
    const { post } = app({ reconcileToken: TOKEN });
    let read = 0;
    const body = new ReadableStream({
      pull(to) {
        read += 1;
        to.enqueue(new Uint8Array(1_000_000));
      },
    });
    expect((await post({}, body as unknown as string)).status).toBe(401);
    expect(read).toBeLessThan(3);
  });

  it("takes a webhook that its verifier knows by the very bytes, and no long body", async () => {
    const { post } = app({ isWebhook: (_, body) => Buffer.from(body).equals(Buffer.from("signed")) });
    expect((await post({}, "signed")).status).toBe(202);
    expect((await post({}, "other")).status).toBe(401);
    expect((await post({}, "x".repeat(1_000_001))).status).toBe(413);
  });

  it("reads no more than a webhook may have of a body that does not say its length and never ends", async () => {
    const { post } = app({ isWebhook: () => true });
    let read = 0;
    const body = new ReadableStream({
      pull(to) {
        read += 1;
        to.enqueue(new Uint8Array(65_536));
      },
    });
    expect((await post({}, body as unknown as string)).status).toBe(413);
    expect(read).toBeLessThan(30);
  });
});

describe("the page", () => {
  it("brings nothing to life that a file or AWS wrote", async () => {
    const shown = status({
      objects: [spoke(HOSTILE, "w", HOSTILE)],
      plan: [HOSTILE],
      source: { name: HOSTILE, refusal: { reason: HOSTILE, message: HOSTILE, since: 0 } },
      paused: { reason: HOSTILE, since: 0 },
    });
    const { get } = app({}, shown);
    const pages = [await get("/"), await get(`/?q=${encodeURIComponent(HOSTILE)}`)];
    pages.push(await get(`/spoke/hub/${encodeURIComponent(HOSTILE)}`));
    for (const page of pages) {
      expect(page.status).toBe(200);
      const text = await page.text();
      expect(text).not.toContain("<script>alert");
      expect(text).not.toContain(`" onload="`);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  it("shows a hundred spokes at a time, those that are searched for, or those that are not ready", async () => {
    const many = Array.from({ length: 250 }, (_, i) => spoke(`spoke-${i}`, i % 50 === 0 ? "w" : "s"));
    const { get } = app({}, status({ objects: many }));
    const rows = async (query: string) =>
      (await (await get(`/${query}`)).text()).match(/href="\/spoke\//g)?.length ?? 0;
    expect(await rows("")).toBe(100);
    expect(await rows("?page=3")).toBe(50);
    expect(await rows("?page=99999")).toBe(50);
    expect(await rows("?q=spoke-24")).toBe(11);
    expect(await rows("?show=unready")).toBe(5);
    expect(await rows("?q=nobody")).toBe(0);
  });

  it("of a spoke tells each name with its zone and what holds it, all findings, and what was changed", async () => {
    const held = {
      kind: "conflict" as const,
      reason: "NameHeldByZone",
      endpoint: "ssm",
      zone: "ssm.private",
    };
    const note = { kind: "note" as const, reason: "SecurityGroupCloses", message: HOSTILE };
    const findings = [{ ...held, message: "zone Z9 holds it", todo: "leave it" }, note];
    const name = { hub: "hub", endpoint: "ssm", state: "shared" as const };
    const shown = status({
      objects: [{ ...spoke("a", "c"), findings }],
      privateNames: [
        { ...name, name: "ssm.private", zones: ["Z1"] },
        { ...name, name: "ssm.other", zones: ["Z2", "Z3"] },
      ],
    });
    const change = { action: "associate", key: "associate x", hub: "hub", spoke: "a", at: 0 } as const;
    const changes = async () => [{ ...change, because: "", result: "failed" as const, problem: HOSTILE }];
    const text = await (await app({ changes }, shown).get("/spoke/hub/a")).text();
    const [held1, other] = text.split("<tr>").filter((row) => row.includes("ssm."));
    for (const part of ["Z1", "conflict", "NameHeldByZone: zone Z9 holds it"]) expect(held1).toContain(part);
    for (const part of ["Z2, Z3", "served"]) expect(other).toContain(part);
    expect(other).not.toContain("NameHeldByZone");
    for (const part of ["SecurityGroupCloses", "leave it", "associate x", "failed:"])
      expect(text).toContain(part);
    expect(text).not.toContain("<script>alert");
  });

  it("tells what is held back by reason, with its words, and finds the spokes by it", async () => {
    const findings = [{ kind: "note" as const, reason: "SecurityGroupCloses", message: "not admitted" }];
    const shown = status({
      objects: [{ ...spoke("a"), findings }, spoke("b")],
      findings: [{ kind: "note", reason: "SecurityGroupCloses", count: 1 }],
    });
    const { get } = app({}, shown);
    expect(await (await get("/")).text()).toContain("not admitted");
    const found = await (await get("/?q=securitygroupcloses")).text();
    expect(found).toContain('href="/spoke/hub/a"');
    expect(found).not.toContain('href="/spoke/hub/b"');
  });

  it("that has not changed is not sent again", async () => {
    const { get } = app();
    const tag = (await get("/")).headers.get("etag") ?? "";
    expect((await get("/", { "if-none-match": tag })).status).toBe(304);
  });
});

test("every answer forbids foreign code, framing and sniffing", async () => {
  for (const path of ["/", "/healthz", "/metrics", "/nothing"]) {
    const { headers } = await app().get(path);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});
