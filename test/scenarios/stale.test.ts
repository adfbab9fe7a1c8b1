import { beforeAll, describe, expect, it } from "vitest";
import { inventory } from "../../src/simulator/inventory.ts";
import { converge, snapshot } from "../support/look.ts";
import { alpha, beta, endpoint, gamma, hub, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

const BASE = [hub(), endpoint("ssm"), alpha(), beta()];
/** For how many reads the lists lag, and by how many writes. */
const LAGS = [
  { times: 2, writes: 1 },
  { times: 12, writes: 3 },
  { times: 30, writes: 50 },
];

/** Applies `files` twice while lists lag: what one process has made, the next one may not see. */
async function throughLag(stage: Stage, files: Files, lag: { times: number; writes: number }) {
  const first = stage.operator();
  for (const operation of ["List*", "GetHostedZone"])
    stage.cloud.faults.add({ fault: "stale", operation, ...lag });
  await first.apply(files);
  await stage.operator().apply(files);
  stage.cloud.faults.clear();
  stage.cloud.calls.clear();
}

async function inPeace(before: Files, after: Files): Promise<unknown> {
  const stage = createStage(world());
  await converge(stage, before);
  await converge(stage, after);
  return snapshot(stage);
}

const names = ({ cloud }: Stage) => inventory(cloud.estate).zones.map((zone) => zone.name);
const changes = [
  { what: "a spoke added", before: BASE, after: [...BASE, gamma()], removes: false },
  { what: "an endpoint added", before: BASE, after: [...BASE, endpoint("kms")], removes: false },
  { what: "from nothing", before: [hub()], after: BASE, removes: false },
  { what: "a spoke removed", before: [...BASE, gamma()], after: BASE, removes: true },
];

describe.each(changes)("lists that lag behind, $what", ({ before, after, removes }) => {
  let undisturbed: unknown;
  beforeAll(async () => {
    undisturbed = await inPeace(before, after);
  });

  it.each(LAGS)(
    "for $times reads, $writes writes late: no zone twice, nothing removed that is desired",
    async (lag) => {
      const stage = createStage(world());
      await converge(stage, before);
      const gone: string[] = [];
      stage.cloud.onCall(({ phase, call }) => {
        if (phase === "after" && /^(Disassociate|DeleteHostedZone)/.test(call.operation))
          gone.push(call.params.VPCId ?? call.operation);
      });
      await throughLag(stage, after, lag);
      expect(new Set(gone).size).toBeLessThanOrEqual(removes ? 1 : 0);
      await converge(stage, after);
      expect(names(stage)).toEqual([...new Set(names(stage))]);
      expect(snapshot(stage)).toEqual(undisturbed);
    },
  );
});

it("a zone that somebody deleted and made again under its name, between plan and deletion, is not deleted", async () => {
  const stage = createStage(world());
  await converge(stage, BASE);
  const { byId } = stage.cloud.estate.zones;
  const [old] = [...byId.values()];
  if (!old) throw new Error("no zone");
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "before" || call.operation !== "DisassociateVPCFromHostedZone" || !byId.has(old.id)) return;
    byId.delete(old.id);
    byId.set("ZNEWNEWNEW", { ...structuredClone(old), id: "ZNEWNEWNEW", callerReference: "somebody's" });
  });
  await stage.operator().apply([hub()], { allowRemovals: () => true });
  stop();
  expect([...byId.keys()]).toEqual(["ZNEWNEWNEW"]);
  expect(byId.get("ZNEWNEWNEW")?.records.size).toBe(old.records.size);
});

it("a zone that was deleted and made again under its name is not taken for the old one", async () => {
  const stage = createStage(world());
  await converge(stage, BASE);
  await stage.operator().apply([hub()], { allowRemovals: () => true });
  await converge(stage, BASE);
  stage.cloud.faults.add({ fault: "stale", operation: "List*", writes: 50, times: 4 });
  await stage.operator().apply([hub()], { allowRemovals: () => true });
  await stage.operator().apply(BASE);
  stage.cloud.faults.clear();
  await converge(stage, BASE);
  expect(names(stage)).toHaveLength(1);
});
