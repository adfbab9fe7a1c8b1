import { expect, test } from "vitest";
import { daemonOn, doneIn, repository } from "../support/daemon.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, writes, zoneNamed, zones } from "../support/look.ts";
import { withSpec } from "../support/running.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** What happens while nobody looks: commits in mid-pass, between two looks, while suspended, or while no process runs. */
const MINUTE = 60_000;
const SIZE = { zones: 3, vpcs: 4, accounts: 2 };

function begin(files: (all: Files) => Files = (all) => all) {
  const own = fleet(SIZE);
  const stage = createStage(own.world, { insyncMs: 5_000 });
  const source = repository(stage, files(own.files));
  const start = () => daemonOn(stage, { desiredState: source, pollMs: 10_000 });
  return { own, stage, source, start };
}

const spokesIn = (stage: Stage, zone: number) =>
  [0, 1, 2, 3].filter((spoke) => zoneNamed(stage, zoneName(zone)).vpcs.includes(spokeVpc(spoke)));
const leftOver = (stage: Stage) => zones(stage).flatMap(({ authorizations }) => [...authorizations]);

/** Commits that take much away are what this is about; the guard has tests of its own. */
function unguarded(files: Files): Files {
  const guard = "  guard: { maxRemovalPercent: 100 }\n";
  return files.map((file) => (file.path === "hub.yaml" ? { ...file, text: file.text + guard } : file));
}

function renamed(files: Files, from: string, to: string): Files {
  return files.map(({ path, text }) => ({
    path: path.replace(`${from}.yaml`, `${to}.yaml`),
    text: text.replace(`name: ${from} }`, `name: ${to} }`),
  }));
}

test("what a commit made by half, and the next one drops, is removed, and leaves no authorization behind", async () => {
  const own = fleet({ zones: 6, vpcs: 20, accounts: 10 });
  const stage = createStage(own.world, { insyncMs: 5_000 });
  const whole = unguarded(own.files);
  const before = filesWithout(whole, "e4", "e5", "spoke-3", "spoke-7");
  const source = repository(stage, before);
  const run = daemonOn(stage, { desiredState: source, pollMs: 2_000 });
  await run.after(15 * MINUTE);
  source.commit(whole);
  await run.after(5_500);
  source.commit(before);
  await run.after(25 * MINUTE);
  const half = run.passes.find(({ cut }) => cut);
  expect(doneIn(half)).toMatchObject({ createZone: 2, changeRecords: 2 });
  expect(doneIn(half).associate ?? 0).toBeLessThan(48);
  expect(zones(stage)).toHaveLength(4);
  for (const { vpcs } of zones(stage)) {
    expect(vpcs).toHaveLength(19); // the anchor, and 18 spokes
    expect(vpcs).not.toContain(spokeVpc(7));
  }
  expect(leftOver(stage)).toEqual([]);
  await run.stop();
});

test("an endpoint that came and went between two looks leaves no trace", async () => {
  const { own, stage, source, start } = begin((all) => filesWithout(all, "e2"));
  const run = start();
  await run.after(10 * MINUTE);
  stage.cloud.calls.clear();
  source.commit(own.files);
  source.commit(filesWithout(own.files, "e2"));
  await run.after(10 * MINUTE);
  expect(writes(stage)).toEqual([]);
  expect(zones(stage)).toHaveLength(2);
  await run.stop();
});

test("a spoke whose choice went there and back between two looks keeps every association", async () => {
  const { own, stage, source, start } = begin();
  const run = start();
  await run.after(10 * MINUTE);
  stage.cloud.calls.clear();
  source.commit(withSpec(own.files, "spoke-1", "endpoints: { names: [e0] }"));
  source.commit(own.files);
  await run.after(10 * MINUTE);
  expect(writes(stage)).toEqual([]);
  await run.stop();
});

test.each([
  ["spoke-1", "payments"],
  ["e1", "parameters"],
])(
  "a document renamed while no process ran, %s to %s, changes no association, zone or record",
  async (from, to) => {
    const { own, stage, source, start } = begin();
    const before = start();
    await before.after(10 * MINUTE);
    await before.stop();
    source.commit(renamed(own.files, from, to));
    stage.cloud.calls.clear();
    const run = start();
    await run.after(15 * MINUTE);
    expect(writes(stage)).toEqual([]);
    expect(run.passes.at(-1)).toMatchObject({ report: { plan: { actions: [] } } });
    await run.stop();
  },
);

test("a hub suspended across commits and a restart with an empty memory goes on with the last of them", async () => {
  const { own, stage, source, start } = begin((all) => filesWithout(all, "spoke-3"));
  const suspended = (files: Files) =>
    files.map((file) =>
      file.path === "hub.yaml" ? { ...file, text: `${file.text}  suspend: true\n` } : file,
    );
  const first = start();
  await first.after(10 * MINUTE);
  stage.cloud.calls.clear();
  source.commit(suspended(filesWithout(own.files, "spoke-3")));
  await first.after(6 * MINUTE);
  source.commit(suspended(filesWithout(own.files, "spoke-0")));
  await first.after(6 * MINUTE);
  await first.stop();
  const next = start();
  source.commit(suspended(filesWithout(own.files, "spoke-1")));
  await next.after(6 * MINUTE);
  expect(writes(stage)).toEqual([]);
  source.commit(filesWithout(own.files, "spoke-1"));
  await next.after(10 * MINUTE);
  for (const zone of [0, 1, 2]) expect(spokesIn(stage, zone)).toEqual([0, 2, 3]);
  expect(doneIn(next.passes.find((pass) => Object.keys(doneIn(pass)).length > 0))).toMatchObject({
    associate: 3,
    disassociate: 3,
  });
  await next.stop();
});

test("a spoke suspended across commits keeps what it has, gone or changed in between, and then follows its document", async () => {
  const { own, stage, source, start } = begin();
  const run = start();
  await run.after(10 * MINUTE);
  source.commit(withSpec(own.files, "spoke-2", "suspend: true, endpoints: { names: [e0] }"));
  await run.after(6 * MINUTE);
  source.commit(withSpec(own.files, "spoke-2", "suspend: true, endpoints: { names: [e1] }"));
  await run.after(6 * MINUTE);
  for (const zone of [0, 1, 2]) expect(spokesIn(stage, zone)).toContain(2);
  source.commit(withSpec(own.files, "spoke-2", "endpoints: { names: [e1] }"));
  await run.after(10 * MINUTE);
  expect([0, 1, 2].map((zone) => spokesIn(stage, zone).includes(2))).toEqual([false, true, false]);
  await run.stop();
});
