import { expect, test } from "vitest";
import { seededRandom } from "../../src/simulator/random.ts";
import { daemonOn, repository } from "../support/daemon.ts";
import { EXTERNAL_ID, fleet, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { actionsOf, darkNames, filesWithout, zones } from "../support/look.ts";
import { createStage } from "../support/stage.ts";

/**
 * A day of commits, denials and crashes. Whatever comes: spokes that every commit wants never lose a name that they had,
 * and when it is quiet again everything is as the last commit says, with nothing left over.
 */

const SIZE = { zones: 3, vpcs: 6, accounts: 3 };
const STEADY = [0, 1];
const EVENTS = 14;
const MINUTE = 60_000;

/** Commits that take many spokes away are what this is about; the guard has tests of its own. */
function unguarded<F extends ReturnType<typeof fleet>>(own: F): F {
  const guard = "  guard: { maxRemovalPercent: 100 }\n";
  return {
    ...own,
    files: own.files.map((f) => (f.path === "hub.yaml" ? { ...f, text: f.text + guard } : f)),
  };
}

test.each([1, 2, 3, 4, 5, 6])("seed %i", async (seed) => {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const own = unguarded(fleet(SIZE));
  const stage = createStage(own.world, { insyncMs: 5_000 });
  const source = repository(stage, own.files);
  let operator = stage.operator();
  const begin = () => daemonOn(stage, { desiredState: source, accounts: operator.accounts, pollMs: 10_000 });
  let run = begin();
  await run.after(10 * MINUTE);
  const names = Array.from({ length: SIZE.zones }, (_, i) => zoneName(i));
  const dark = darkNames(stage, STEADY.map(spokeVpc), names);
  let files = own.files;
  let mend = () => {};
  for (let event = 0; event < EVENTS; event++) {
    switch (below(4)) {
      case 0:
      case 1: {
        const gone = [2, 3, 4, 5].filter(() => random() < 0.25).map((i) => `spoke-${i}`);
        files = filesWithout(own.files, ...gone);
        source.commit(files);
        break;
      }
      case 2:
        mend();
        mend = stage.cloud.faults.add({
          fault: "deny",
          account: spokeAccount(below(SIZE.accounts), SIZE.accounts),
          probability: 0.5,
        });
        break;
      default:
        operator.abort.abort(); // a crash: nothing more is sent, nothing is given back
        void run.stop();
        operator = stage.operator();
        run = begin();
    }
    await run.after(below(4 * MINUTE));
  }
  mend();
  run.ask("requested");
  await run.after(40 * MINUTE);
  expect([...dark]).toEqual([]);
  expect(actionsOf(await stage.operator().plan(files))).toEqual([]);
  expect(zones(stage).flatMap(({ authorizations }) => [...authorizations])).toEqual([]);
  expect(JSON.stringify(run.passes)).not.toContain(EXTERNAL_ID);
  await run.stop();
});
