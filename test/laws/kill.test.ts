import { describe, expect, it } from "vitest";
import { converged } from "../../src/model/report.ts";
import { askingVpcs, filesOf, hostNames } from "../support/random-world.ts";
import { EVERYTHING, LIFE, SCENARIOS, type Scenario, SHARDED } from "./scenarios.ts";
import { countActs, distinctWrites, killAt, settle, staged, state, tooOften, watchDns } from "./support.ts";

describe.each(SCENARIOS)("a process that dies in the middle: $name", (scenario) => {
  it.each(["before", "after"] as const)(
    "%s any of its writes leaves nothing that the next one does not finish",
    async (side) => {
      const reference = await run(scenario);
      expect(reference.writes).toBeGreaterThan(0);
      for (let nth = 1; nth <= reference.writes; nth++) {
        const { stage, killed, acts, dns, findings } = await runKilled(scenario, nth, side);
        const where = `killed ${side} write ${nth} of ${reference.writes}`;
        expect(killed, where).toBe(true);
        expect(withoutLeave(state(stage)), where).toEqual(withoutLeave(reference.state));
        expect(tooOften(acts), where).toEqual([]);
        const again = await stage.operator().plan(filesOf(scenario.after));
        expect(again.actions, where).toEqual([]);
        expect(strayLeave(state(stage)), where).toBe(
          again.findings.filter((f) => f.reason === "AdoptedAuthorization").length,
        );
        expect(dns?.outside(scenario.after.anchor ? [] : findings) ?? [], where).toEqual([]);
        expect(dns?.gaps(findings) ?? [], where).toEqual([]);
        expect(dns?.deletedTooEarly() ?? [], where).toEqual([]);
      }
    },
  );
});

async function run(scenario: Scenario) {
  const stage = await staged(scenario);
  const report = await stage.operator().apply(filesOf(scenario.after));
  expect(converged(report)).toBe(true);
  const writes = distinctWrites(stage);
  await settle(stage);
  return { state: state(stage), writes };
}

/** Dies at the nth write; a new process with an empty memory takes over at once. */
async function runKilled(scenario: Scenario, nth: number, side: "before" | "after") {
  const stage = await staged(scenario);
  const files = filesOf(scenario.after);
  const acts = countActs(stage);
  const { world = EVERYTHING } = scenario;
  const isWatched = [...LIFE, ...SHARDED].includes(scenario); // those take longest, and have the most to lose
  const dns = isWatched ? watchDns(stage, askingVpcs(world), hostNames(world)) : undefined;
  const victim = stage.operator();
  const died = killAt(stage, victim, nth, side);
  const { plan } = await victim.apply(files);
  const killed = died();
  const report = await stage.operator().apply(files);
  expect(converged(report), `after being killed ${side} write ${nth}`).toBe(true);
  await settle(stage);
  return { stage, killed, acts, dns, findings: [...plan.findings, ...report.plan.findings] };
}

type State = ReturnType<typeof state>;

const isAdopted = ({ callerReference, tags }: State["zones"][number]) =>
  !callerReference.startsWith("vpceop/") && tags["vpce-operator/claim"] === undefined;

/** In an adopted zone an authorization that a dead process made cannot be told from somebody else's: it is reported. */
function withoutLeave({ zones, endpoints }: State) {
  return { endpoints, zones: zones.map((z) => (isAdopted(z) ? { ...z, authorizations: [] } : z)) };
}

function strayLeave({ zones }: State): number {
  return zones.filter(isAdopted).flatMap((z) => z.authorizations).length;
}
