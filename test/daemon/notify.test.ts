import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { post } from "../../cmd/run-notify.ts";
import { type Message, messageOf, signatureOf } from "../../src/daemon/notify/message.ts";
import { notify } from "../../src/daemon/notify/notifier.ts";
import { EMPTY_FLEET, type ObjectStatus, type Status } from "../../src/model/status/status.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";

const MINUTE = 60_000;

const CALM: Status = {
  version: 1,
  at: 0,
  process: { label: "one", state: "leading", since: 0, version: "0.1.0" },
  source: { name: "folder" },
  requests: [],
  ...EMPTY_FLEET,
};
const PAUSED: Status = { ...CALM, paused: { reason: "change freeze (anna)", since: 0 } };
const REFUSED: Status = {
  ...CALM,
  source: { name: "folder", refusal: { reason: "InvalidDocuments", message: "hub.yaml:1:1", since: 0 } },
};

function spoke(name: string, reason: string): ObjectStatus {
  const findings = [{ kind: "withheld" as const, reason, message: `${name} waits` }];
  return { kind: "Spoke", name, hub: "hub", conditions: [], findings, served: 0, of: 1 };
}

function begin(first: Status) {
  const clock = new VirtualClock();
  const sent: Message[] = [];
  const problems: string[] = [];
  const stop = new AbortController();
  const at: { status: Status; fails: boolean; puzzle?: string } = { status: first, fails: false };
  const tries: number[] = [];
  const ended = notify(
    {
      clock,
      random: () => 1,
      status: () => at.status,
      puzzle: () => at.puzzle,
      link: "https://operator.example/",
      async send(message) {
        tries.push(clock.now());
        if (at.fails) throw new Error("nobody there");
        sent.push(message);
      },
      problem: (words) => void problems.push(words),
    },
    stop.signal,
  );
  const later = (ms: number) => clock.run(clock.sleep(ms));
  const end = () => {
    stop.abort();
    return clock.run(ended);
  };
  return { at, sent, problems, tries, later, end, clock };
}

const edges = ({ began, ended }: Message) => [
  ...began.map(({ what, reason }) => `+ ${what} ${reason}`),
  ...ended.map(({ what, reason }) => `- ${what} ${reason}`),
];

describe("a notification", () => {
  test("is sent when a trouble begins and when it ends, once, with a link", async () => {
    const { at, sent, later, end } = begin(CALM);
    await later(10 * MINUTE);
    expect(sent).toEqual([]);
    at.status = PAUSED;
    await later(10 * MINUTE);
    at.status = CALM;
    await later(10 * MINUTE);
    expect(sent.map(edges)).toEqual([["+ paused Paused"], ["- paused Paused"]]);
    expect(sent[0]).toMatchObject({ status: "https://operator.example/", instance: "one", source: "folder" });
    await end();
  });

  test("comes once a minute at most, with all that came meanwhile, what was soon over too", async () => {
    const { at, sent, later, end } = begin(PAUSED);
    await later(10_000);
    at.status = REFUSED;
    await later(10_000);
    at.status = CALM;
    await later(10_000);
    expect(sent.map(edges)).toEqual([["+ paused Paused"]]);
    await later(MINUTE);
    expect(sent.map(edges).at(-1)).toEqual([
      "+ refused InvalidDocuments",
      "- paused Paused",
      "- refused InvalidDocuments",
    ]);
    await end();
  });

  test("groups what is alike in a hub, and is silent of what the next pass does by itself", async () => {
    const held = ["a", "b", "c"].map((name) => spoke(name, "Shadows"));
    const { sent, later, end } = begin({ ...CALM, objects: [...held, spoke("d", "NextPass")] });
    await later(MINUTE);
    expect(sent[0]?.began).toEqual([
      expect.objectContaining({ what: "withheld", reason: "Shadows", where: "hub hub", count: 3 }),
    ]);
    await end();
  });

  test("that does not arrive is tried ever more rarely, and tells in the end what is so then", async () => {
    const { at, sent, problems, tries, later, end } = begin(CALM);
    at.fails = true;
    at.status = PAUSED;
    await later(120 * MINUTE + 2000);
    expect(tries.length).toBeGreaterThan(7);
    expect(tries.length).toBeLessThan(14);
    at.status = REFUSED;
    at.fails = false;
    await later(20 * MINUTE);
    expect(sent.map(edges)).toEqual([["+ paused Paused", "+ refused InvalidDocuments", "- paused Paused"]]);
    expect(problems).toEqual(["a notification did not arrive: nobody there", "notifications arrive again"]);
    await end();
  });

  test("is sent by the holder alone, and not again by the next one for what stood when it took over", async () => {
    const lastPass = { id: "1-1", startedAt: 0, endedAt: 1, result: "open", revision: "a" } as const;
    const known = { ...PAUSED, lastPass: { ...lastPass, actions: 0, done: 0, failed: 0 } };
    const standby = { ...known.process, state: "standby" as const };
    const { at, sent, later, end } = begin({ ...known, process: standby });
    await later(10 * MINUTE);
    at.status = { ...known, process: { ...known.process, since: 10 * MINUTE } };
    await later(10 * MINUTE);
    expect(sent).toEqual([]);
    at.status = { ...REFUSED, lastPass: known.lastPass, process: at.status.process };
    await later(MINUTE);
    expect(sent.map(edges)).toEqual([["+ refused InvalidDocuments", "- paused Paused"]]);
    await end();
  });

  test("is sent by who gave the lease back because it understands something not: perhaps nobody acts any more", async () => {
    const { at, sent, later, end } = begin(CALM);
    await later(MINUTE);
    const reason = "stands by, for what people ask is not understood";
    const standby = { ...CALM, process: { ...CALM.process, state: "standby" as const } };
    Object.assign(at, { puzzle: reason, status: { ...standby, paused: { reason, since: MINUTE } } });
    await later(10 * MINUTE);
    expect(sent.map(edges)).toEqual([["+ paused Paused"]]);
    Object.assign(at, { puzzle: undefined, status: standby });
    await later(10 * MINUTE);
    expect(sent).toHaveLength(1); // another has it now, or this one will tell
    await end();
  });

  test("is small whatever the fleet", () => {
    const trouble = {
      what: "withheld",
      reason: "R",
      count: 1,
      message: "x".repeat(10_000),
      since: 0,
    } as const;
    const began = Array.from({ length: 500 }, (_, i) => ({ ...trouble, where: `hub ${i}` }));
    const message = messageOf({ began, ended: began }, { instance: "one", source: "s" }, 0);
    expect(message.more).toBe(980);
    expect(JSON.stringify(message).length).toBeLessThan(20_000);
  });
});

describe("its way", () => {
  const message = messageOf({ began: [], ended: [] }, { instance: "one", source: "folder" }, 0);

  async function receiving(code: number, headers: Record<string, string> = {}) {
    const got: { body: string; headers: IncomingHttpHeaders }[] = [];
    const server = createServer((asked, answer) => {
      let body = "";
      asked.on("data", (chunk) => {
        body += chunk;
      });
      asked.on("end", () => {
        got.push({ body, headers: asked.headers });
        answer.writeHead(code, headers).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/hook`, got, close: () => server.close() };
  }

  test("is one POST of JSON, signed over its bytes", async () => {
    const { url, got, close } = await receiving(204);
    await post(url, message, { network: {}, secret: "a-secret-of-two-parties" });
    expect(JSON.parse(got[0]?.body ?? "")).toEqual(message);
    const signature = got[0]?.headers["x-vpce-operator-signature-256"];
    expect(signature).toBe(signatureOf(got[0]?.body ?? "", "a-secret-of-two-parties"));
    expect(JSON.stringify(got)).not.toContain("a-secret-of-two-parties");
    close();
  });

  test.each([500, 403, 302])("that ends in %i is one on which it did not arrive", async (code) => {
    const elsewhere = await receiving(200);
    const { url, close } = await receiving(code, { location: elsewhere.url });
    await expect(post(url, message, { network: {} })).rejects.toThrow(`answers ${code}`);
    expect(elsewhere.got).toEqual([]);
    close();
    elsewhere.close();
  });
});
