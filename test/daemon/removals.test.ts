import { expect, test } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { type DaemonRun, daemonOn, doneIn, type Repository, repository } from "../support/daemon.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed } from "../support/look.ts";
import { type Remembered, tableOn } from "../support/remembered.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** Semantics 25 and 41: what a hub of twenty spokes may lose within an hour, and what somebody allows it. */

const MINUTE = 60_000;
const FLEET = fleet({ zones: 2, vpcs: 20, accounts: 2 });

type Running = {
  readonly stage: Stage;
  readonly source: Repository;
  readonly table: Remembered;
  run: DaemonRun;
};

/** A daemon with a table that has served them all. */
async function begin(): Promise<Running> {
  const stage = createStage(FLEET.world);
  const source = repository(stage, FLEET.files);
  const table = await tableOn(stage);
  const run = daemonOn(stage, { desiredState: source, losses: table.losses() });
  await run.after(10 * MINUTE);
  expect(left({ stage })).toHaveLength(20);
  return { stage, source, table, run };
}

/** The spokes that are in both zones. */
function left({ stage }: Pick<Running, "stage">): number[] {
  const zones = [0, 1].map((i) => zoneNamed(stage, zoneName(i)).vpcs);
  return Array.from({ length: 20 }, (_, i) => i).filter((i) =>
    zones.every((vpcs) => vpcs.includes(spokeVpc(i))),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Without the spokes of these numbers. */
function less(...gone: readonly number[]): Files {
  return filesWithout(FLEET.files, ...gone.map((i) => `spoke-${i}.yaml`));
}

function annotated(files: Files, digest: string): Files {
  const metadata = `metadata: { name: hub, annotations: { vpce-operator/allow-removals: ${digest} } }`;
  return files.map((f) =>
    f.path === "hub.yaml" ? { ...f, text: f.text.replace("metadata: { name: hub }", metadata) } : f,
  );
}

/** What the last pass says of removals that it holds. */
function held({ run }: Running): Finding | undefined {
  const pass = run.passes.at(-1);
  const findings = pass && "report" in pass ? pass.report.plan.findings : [];
  return findings.find(({ reason }) => reason === "TooManyRemovals" || reason === "LossesNotRemembered");
}

function digestOf(at: Running): string {
  const [, digest = ""] = /allow-removals (\w+)/.exec(held(at)?.todo ?? "") ?? [];
  return digest;
}

/** When what is remembered of the hub's losses was lost. */
async function lostAt({ stage, table }: Running): Promise<number[]> {
  const items = await stage.clock.run(table.store.list("guard"));
  return items.kind === "seen" ? items.value.flatMap(({ value }) => value.lost.map(({ at }) => at)) : [];
}

/** As if the process had been killed: nothing it would still do is done. */
function killed(at: Running, operator: ReturnType<Stage["operator"]>): void {
  operator.abort.abort();
  void at.run.stop();
}

test("of two commits within an hour that each remove 15 % the second waits, and goes ahead by itself when the hour is over", async () => {
  const at = await begin();
  at.stage.cloud.faults.add({ fault: "delay", ms: 4000, operation: "DisassociateVPCFromHostedZone" });
  at.source.commit(less(0, 1, 2));
  await at.run.after(2 * MINUTE);
  const wentAt = at.stage.clock.now();
  expect(left(at)).toEqual(range(3, 20));
  const [remembered] = await lostAt(at);
  const last = at.stage.cloud.calls.list({ operation: "DisassociateVPCFromHostedZone" }).at(-1);
  expect(remembered).toBeGreaterThan((last?.at ?? 0) - 1000); // from when it went, by whole seconds; not from before
  await at.run.after(10 * MINUTE);
  at.source.commit(less(0, 1, 2, 3, 4, 5));
  await at.run.after(2 * MINUTE);
  expect(held(at)?.message).toContain(
    "3 of 17 spoke VPCs and 0 of 2 zones, after 3 spoke VPCs within the last hour",
  );
  while (left(at).length > 14 && at.stage.clock.now() < wentAt + 120 * MINUTE) await at.run.after(MINUTE);
  const waited = at.stage.clock.now() - wentAt;
  expect(waited).toBeGreaterThan(55 * MINUTE);
  expect(waited).toBeLessThan(68 * MINUTE);
  expect(left(at)).toEqual(range(6, 20));
  await at.run.stop();
});

test("killed between claim and removal, another process removes them, and they count once", async () => {
  const at = await begin();
  await at.run.stop();
  const operator = at.stage.operator();
  const table = at.table.losses(2);
  const dying = {
    ...table,
    async claim(plan: Parameters<typeof table.claim>[0]) {
      const failures = await table.claim(plan);
      operator.abort.abort();
      return failures;
    },
    correct: () => new Promise<void>(() => {}),
  };
  at.source.commit(less(0, 1, 2));
  at.run = daemonOn(at.stage, { desiredState: at.source, accounts: operator.accounts, losses: dying });
  await at.run.after(MINUTE);
  expect(await at.stage.clock.run(at.table.store.list("guard"))).toMatchObject({
    value: [
      {
        value: {
          lost: [{ losses: { pairs: [{ vpcs: [0, 1, 2].map((i) => `${spokeVpc(i)}@eu-west-1`) }] } }],
        },
      },
    ],
  });
  expect(left(at)).toHaveLength(20);
  at.run = daemonOn(at.stage, { desiredState: at.source, losses: at.table.losses(3) });
  await at.run.after(5 * MINUTE);
  expect(left(at)).toEqual(range(3, 20));
  at.source.commit(less(0, 1, 2, 3));
  await at.run.after(5 * MINUTE);
  expect(left(at)).toEqual(range(4, 20));
  at.source.commit(less(0, 1, 2, 3, 4));
  await at.run.after(5 * MINUTE);
  expect(held(at)?.message).toContain("after 4 spoke VPCs within the last hour");
  await at.run.stop();
});

test("killed after half the removals of what somebody allowed, another process does the rest, and nothing else", async () => {
  const at = await begin();
  const gone = range(0, 10);
  at.source.commit(less(...gone));
  await at.run.after(2 * MINUTE);
  expect(left(at)).toHaveLength(20);
  const digest = digestOf(at);
  await at.run.stop();
  const operator = at.stage.operator();
  const table = at.table.losses(2);
  const dying = { ...table, correct: () => new Promise<void>(() => {}) };
  let removed = 0;
  const stop = at.stage.cloud.onCall(({ phase, call }) => {
    if (phase === "after" && call.operation === "DisassociateVPCFromHostedZone" && ++removed === 7)
      operator.abort.abort();
  });
  at.source.commit(annotated(less(...gone), digest));
  at.run = daemonOn(at.stage, { desiredState: at.source, accounts: operator.accounts, losses: dying });
  await at.run.after(2 * MINUTE);
  stop();
  killed(at, operator);
  expect(left(at).length).toBeGreaterThan(10);
  expect(left(at).length).toBeLessThan(20);
  at.run = daemonOn(at.stage, { desiredState: at.source, losses: at.table.losses(3) });
  await at.run.after(5 * MINUTE);
  expect(left(at)).toEqual(range(10, 20));
  at.source.commit(annotated(less(...gone, 10, 11), digest));
  await at.run.after(5 * MINUTE);
  expect(left(at)).toEqual(range(12, 20)); // what was allowed does not count
  at.source.commit(annotated(less(...gone, 10, 11, 12), digest));
  await at.run.after(5 * MINUTE);
  expect(held(at)?.message).toContain("after 2 spoke VPCs within the last hour");
  await at.run.stop();
});

test("an annotation lets go what it names, once: what is removed again later is held, under another digest", async () => {
  const at = await begin();
  const gone = range(0, 6);
  at.source.commit(less(...gone));
  await at.run.after(2 * MINUTE);
  const digest = digestOf(at);
  at.source.commit(annotated(less(...gone), digest));
  await at.run.after(2 * MINUTE);
  expect(left(at)).toEqual(range(6, 20));
  at.source.commit(annotated(FLEET.files, digest));
  await at.run.after(10 * MINUTE);
  expect(left(at)).toHaveLength(20);
  for (const again of [gone, range(6, 12)]) {
    at.source.commit(annotated(less(...again), digest));
    await at.run.after(10 * MINUTE);
    expect(left(at)).toHaveLength(20);
    expect(digestOf(at)).toMatch(/^[a-f][0-9a-f]{11}$/);
    expect(digestOf(at)).not.toBe(digest);
  }
  at.source.commit(annotated(less(...range(6, 12)), digestOf(at)));
  await at.run.after(5 * MINUTE);
  expect(left(at)).toEqual([...range(0, 6), ...range(12, 20)]);
  await at.run.stop();
});

test.each(["PutItem", "GetItem"])(
  "while the table does not answer to %s nothing is removed, with words; the rest of the commit is done, and the removal follows",
  async (operation) => {
    const at = await begin();
    at.source.commit(less(19));
    await at.run.after(70 * MINUTE);
    expect(left(at)).toEqual(range(0, 19));
    const mend = at.stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation });
    at.source.commit(less(0));
    await at.run.after(5 * MINUTE);
    expect(left(at)).toEqual(range(0, 20));
    expect(held(at)).toMatchObject({ kind: "withheld", reason: "LossesNotRemembered", hub: "hub" });
    expect(at.table.problems.length).toBeGreaterThan(0);
    mend();
    await at.run.after(10 * MINUTE);
    expect(left(at)).toEqual(range(1, 20));
    expect(held(at)).toBeUndefined();
    await at.run.stop();
  },
);

test.each([-5 * 60, 5 * 60])(
  "the hour is by the table's clock: what a process whose own is %i minutes off wrote down counts for others as long as it should",
  async (minutesOff) => {
    const at = await begin();
    await at.run.stop();
    const off = await tableOn(at.stage, minutesOff * MINUTE);
    at.source.commit(less(0, 1, 2));
    at.run = daemonOn(at.stage, { desiredState: at.source, losses: off.losses(2) });
    await at.run.after(2 * MINUTE);
    expect(left(at)).toEqual(range(3, 20));
    await at.run.stop();
    at.source.commit(less(...range(0, 6)));
    at.run = daemonOn(at.stage, { desiredState: at.source, losses: at.table.losses(3) });
    await at.run.after(45 * MINUTE);
    expect(left(at)).toEqual(range(3, 20));
    await at.run.after(25 * MINUTE);
    expect(left(at)).toEqual(range(6, 20));
    await at.run.stop();
  },
);

test("without a table each plan is weighed by itself; an annotation works all the same", async () => {
  const stage = createStage(FLEET.world);
  const source = repository(stage, FLEET.files);
  const run = daemonOn(stage, { desiredState: source });
  await run.after(10 * MINUTE);
  source.commit(less(0, 1, 2));
  await run.after(5 * MINUTE);
  source.commit(less(0, 1, 2, 3, 4, 5));
  await run.after(5 * MINUTE);
  expect(
    doneIn(run.passes.findLast((pass) => "report" in pass && pass.report.plan.actions.length > 0)),
  ).toMatchObject({
    disassociate: 6,
  });
  const gone = range(0, 12);
  source.commit(less(...gone));
  await run.after(5 * MINUTE);
  const at = { run } as Running;
  const digest = digestOf(at);
  source.commit(annotated(less(...gone), digest));
  await run.after(5 * MINUTE);
  source.commit(annotated(FLEET.files, digest));
  await run.after(10 * MINUTE);
  expect(left({ stage })).toHaveLength(20);
  source.commit(annotated(less(...range(6, 12)), digest));
  await run.after(5 * MINUTE);
  expect(left({ stage })).toHaveLength(20);
  await run.stop();
});

test("what somebody allowed goes wave after wave by one word, without waiting for the next interval", async () => {
  const at = await begin();
  await at.run.stop();
  const gone = range(0, 10);
  at.source.commit(less(...gone));
  at.run = daemonOn(at.stage, { desiredState: at.source, losses: at.table.losses(2), pairsMax: 6 });
  await at.run.after(2 * MINUTE);
  expect(held(at)?.message).toContain("removes 10 of 20 spoke VPCs");
  at.source.commit(annotated(less(...gone), digestOf(at)));
  await at.run.after(4 * MINUTE);
  expect(left(at)).toEqual(range(10, 20));
  expect(held(at)).toBeUndefined();
  await at.run.stop();
});
