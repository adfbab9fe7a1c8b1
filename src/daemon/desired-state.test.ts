import { expect, test } from "vitest";
import type { Commit, Head } from "../model/source/commit.ts";
import type { Refusal } from "../model/source/refusal.ts";
import type { Reading, Source } from "../operator/sources/source.ts";
import { VirtualClock } from "../simulator/virtual-clock.ts";
import { createDesiredState, type DesiredStateOptions } from "./desired-state.ts";

const HUB = `apiVersion: vpce-operator/v1
kind: Hub
metadata: { name: hub }
spec: { owner: team, account: "111111111111", region: eu-west-1, vpc: vpc-0a000001 }
`;
const PLACE = { url: "https://git.example/net.git", ref: "main", path: "." };
const commit = (id: string): Commit => ({ ...PLACE, commit: id, tree: `tree of ${id}` });
const never = new AbortController().signal;

function reading(id: string, relation: Head["relation"], text = HUB, more: Partial<Head> = {}): Reading {
  return {
    kind: "read",
    contents: { place: ".", files: [{ path: "hub.yaml", text }], unread: [], others: 0 },
    revision: id,
    tree: more.tree ?? `tree of ${id}`,
    removals: "allowed",
    head: { ...commit(id), relation, signature: "unasked", ...more },
  };
}

/** A source that shows one reading after the other, and the memory of a table. */
function state(
  readings: readonly Reading[],
  remembered?: Commit,
  recall?: Source["recall"],
  after: () => Reading = () => ({ kind: "failed", message: "gone" }),
  stranger?: DesiredStateOptions["stranger"],
) {
  const told: { attempted: string | undefined; refusal: Refusal | undefined }[] = [];
  const shown = [...readings];
  let last = remembered;
  const source: Source = {
    name: "test",
    poll: async () => shown.shift() ?? after(),
    ...(recall && { recall }),
  };
  const desired = createDesiredState({
    source,
    secrets: { env: {}, file: () => undefined },
    clock: new VirtualClock(0),
    ...(stranger && { stranger }),
    told: (attempted, refusal) => void told.push({ attempted, refusal }),
    memory: {
      last: () => last,
      accepted: () => new Set(["accepted"]),
      rules: async (one) => {
        last = one;
      },
    },
  });
  const remember = (one: Commit) => {
    last = one;
  };
  return { desired, told, last: () => last, remember };
}

test("a head that descends rules, and is remembered; one of the same tree changes nothing", async () => {
  const tree = { tree: "tree of a" };
  const { desired, last } = state([
    reading("a", "same"),
    reading("b", "descends", HUB, tree),
    reading("c", "descends"),
  ]);
  expect(await desired.refresh(never)).toBe(true);
  expect(await desired.refresh(never)).toBe(false);
  expect(desired.ruling()?.revision).toBe("b");
  expect(await desired.refresh(never)).toBe(true);
  expect(last()?.commit).toBe("c");
});

test("documents for another instance are refused, and what ruled before goes on", async () => {
  const text = HUB.replace("owner: team", "owner: others");
  const { desired, told, last } = state(
    [reading("a", "same"), reading("b", "descends", text)],
    undefined,
    undefined,
    undefined,
    async ({ hubs: [hub] }) =>
      hub?.owner === "team" ? undefined : { reason: "OtherOwners", message: "theirs" },
  );
  await desired.refresh(never);
  await desired.refresh(never);
  expect(told[1]).toEqual({
    attempted: "b",
    refusal: { reason: "OtherOwners", message: "theirs", revision: "b", problems: [] },
  });
  expect(desired.ruling()?.revision).toBe("a");
  expect(last()?.commit).toBe("a");
});

test("a last good commit for another instance is not taken up again", async () => {
  const recall = async () => reading("a", "same");
  const stranger = async () => ({ reason: "OtherTable", message: "theirs" }) as const;
  const { desired } = state([reading("a", "same")], commit("a"), recall, undefined, stranger);
  await desired.refresh(never);
  expect(desired.ruling()).toBeUndefined();
});

test.each([
  ["is invalid", reading("b", "descends", "kind: Hub"), "InvalidDocuments"],
  ["is older", reading("b", "older"), "OlderCommit"],
  ["is of a rewritten history", reading("b", "rewritten"), "RewrittenHistory"],
  ["cannot be read", { kind: "failed", message: "no network" } as Reading, "SourceUnreadable"],
])(
  "while the head %s, the last good commit goes on ruling, and the refusal is told",
  async (_, next, reason) => {
    const { desired, told, last } = state([reading("a", "same"), next]);
    await desired.refresh(never);
    expect(await desired.refresh(never)).toBe(false);
    expect(desired.ruling()?.revision).toBe("a");
    expect(last()?.commit).toBe("a");
    expect(told.at(-1)?.refusal?.reason).toBe(reason);
  },
);

test("a rewritten history that somebody accepted rules", async () => {
  const { desired, last } = state([reading("a", "same"), reading("accepted", "rewritten")]);
  await desired.refresh(never);
  expect(await desired.refresh(never)).toBe(true);
  expect(last()?.commit).toBe("accepted");
});

test("a process that begins while the head is no good goes on with the commit that ruled before", async () => {
  const recall = async ({ commit: id }: Commit) => reading(id, "same");
  const { desired } = state([reading("b", "descends", "kind: Hub")], commit("a"), recall);
  expect(await desired.refresh(never)).toBe(true);
  expect(desired.ruling()?.revision).toBe("a");
});

test("a process that leads again goes on with what ruled meanwhile, not with what it held itself", async () => {
  const recall = async ({ commit: id }: Commit) => reading(id, "same");
  const { desired, remember } = state(
    [reading("a", "same"), { kind: "failed", message: "no network" }],
    undefined,
    recall,
  );
  await desired.refresh(never);
  remember(commit("b")); // another instance has led
  expect(await desired.refresh(never)).toBe(true);
  expect(desired.ruling()?.revision).toBe("b");
});

test("a source that throws is one that cannot be read", async () => {
  const { desired, told } = state([reading("a", "same")], undefined, undefined, () => {
    throw new Error("the token's file is empty");
  });
  await desired.refresh(never);
  expect(await desired.refresh(never)).toBe(false);
  expect(desired.ruling()?.revision).toBe("a");
  expect(told.at(-1)?.refusal?.reason).toBe("SourceUnreadable");
});

test("without a good head, and without the commit that ruled before, nothing rules", async () => {
  const recall = async (): Promise<Reading> => ({ kind: "failed", message: "gone" });
  const { desired, told } = state([reading("b", "descends", "kind: Hub")], commit("a"), recall);
  expect(await desired.refresh(never)).toBe(false);
  expect(desired.ruling()).toBeUndefined();
  expect(told.at(-1)?.refusal).toBeDefined();
});

test("a folder that has settled is a change: what was not removed may be now", async () => {
  const folder = (removals: "allowed" | "unsettled"): Reading => {
    const { head: _, ...shown } = reading("hash", "same") as Extract<Reading, { kind: "read" }>;
    return { ...shown, removals };
  };
  const { desired } = state([folder("unsettled"), folder("allowed"), folder("allowed")]);
  expect([await desired.refresh(never), await desired.refresh(never), await desired.refresh(never)]).toEqual([
    true,
    true,
    false,
  ]);
});
