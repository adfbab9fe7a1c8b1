import { expect, test } from "vitest";
import type { Status } from "../model/status/status.ts";
import type { LeaseFacts } from "./lease/view.ts";
import type { PassEnd, Requests, Ruling } from "./ports.ts";
import { noRequests } from "./requests.ts";
import { createStatusKeeper } from "./status-keeper.ts";

const REQUEST = { id: "r1", at: 5 };

function keeper(asked: () => Status["requests"] = () => [], people: Partial<Requests> = {}) {
  const at = { now: 0 };
  let lease: LeaseFacts | undefined;
  const kept = createStatusKeeper({
    now: () => at.now,
    label: "one",
    version: "0.1.0",
    source: "folder",
    lease: () => lease,
    requests: { ...noRequests, ...people, asked },
  });
  return {
    ...kept,
    at,
    leaseIs: (facts: LeaseFacts) => {
      lease = facts;
    },
  };
}

test("the lease is told as it is before any pass was made, since it is so", () => {
  const { status, at, leaseIs } = keeper();
  expect(status().lease).toBeUndefined();
  at.now = 10;
  leaseIs({ held: false, holder: "two", epoch: 3 });
  expect(status().lease).toEqual({ held: false, holder: "two", epoch: 3, since: 10 });
  at.now = 20;
  leaseIs({ held: true, holder: "one", epoch: 4 });
  expect(status().lease).toEqual({ held: true, holder: "one", epoch: 4, since: 20 });
  at.now = 30;
  expect(status().lease?.since).toBe(20);
});

test("whoever stands by tells of a pause what the holder wrote, and nothing of its own", () => {
  const unknown = { paused: () => "it is not known yet" };
  const standby = keeper(() => [], unknown);
  expect(standby.status().paused).toBeUndefined();
  const holder = keeper(() => [], { paused: () => "change freeze" });
  holder.witness.state("leading");
  standby.recall(JSON.parse(JSON.stringify(holder.status())));
  expect(standby.status().paused).toEqual({ reason: "change freeze", since: 0 });
});

test("whoever stands by serves what the holder wrote, of when the holder wrote it", () => {
  const [holder, standby] = [keeper(), keeper()];
  const written = { ...holder.status(), at: 7, names: { served: 3, of: 4 } };
  standby.at.now = 90_000;
  standby.recall(JSON.parse(JSON.stringify(written)));
  expect(standby.status()).toMatchObject({
    at: 7,
    names: { served: 3, of: 4 },
    process: { state: "standby" },
  });
  standby.recall(undefined); // nobody wrote anything, or it could not be read
  expect(standby.status().at).toBe(7);
});

test("a request is told once by whoever heard of it, and met as soon as anybody says so", () => {
  const standby = keeper();
  standby.at.now = 5;
  standby.asked("r1");
  expect(standby.status().requests).toEqual([REQUEST]);

  const met = { ...REQUEST, acknowledgedAt: 9 };
  const holder = keeper(() => [met]);
  expect(holder.status().requests).toEqual([met]);

  standby.recall(JSON.parse(JSON.stringify(holder.status())));
  expect(standby.status().requests).toEqual([met]);
});

const NOTHING = { hubs: [], endpoints: [], spokes: [], warnings: [] };

function ruling(commit: string, tree: string): Ruling {
  const place = { url: "u", ref: "main", path: "." };
  return {
    desired: NOTHING as unknown as Ruling["desired"],
    revision: commit,
    removals: "allowed",
    commit: { ...place, commit, tree },
  };
}

function passBy(by: Ruling): PassEnd {
  const report = {
    plan: { actions: [], held: [], findings: [], names: [], hubCounts: [] },
    outcomes: [],
    unconfirmed: [],
  };
  return { id: "1-1", startedAt: 1, endedAt: 2, cut: false, ruling: by, report } as unknown as PassEnd;
}

test("a commit with the documents of the one that was acted by is applied as soon as it rules, by the same leader", () => {
  const { status, sourced, witness } = keeper();
  const applied = () => status().source.lastApplied?.revision;
  witness.state("leading");
  sourced("a", undefined, ruling("a", "tree 1"));
  expect(applied()).toBeUndefined();
  sourced("b", undefined, ruling("b", "tree 1")); // while the pass by "a" is under way
  witness.passEnds(passBy(ruling("a", "tree 1")));
  expect(applied()).toBe("b");
  const refusal = { reason: "Unsigned", message: "not signed", problems: [] } as const;
  sourced("c", refusal, ruling("b", "tree 1"));
  expect(applied()).toBe("b");
  sourced("d", undefined, ruling("d", "tree 2"));
  expect(applied()).toBe("b");
  sourced("e", undefined, ruling("e", "tree 1"));
  expect(applied()).toBe("e");
  witness.state("standby"); // who leads now may have acted by something else
  witness.state("leading");
  sourced("f", undefined, ruling("f", "tree 1"));
  expect(applied()).toBe("e");
});
