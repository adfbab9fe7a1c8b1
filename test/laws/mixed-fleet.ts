import { associationsIn, rulesIn } from "../support/resolver-scene.ts";
import { world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { drawn, passes } from "./each-write.ts";
import { hubsIn, type MixedLife, NAMES, partsOf, VPCS } from "./mixed-lives.ts";
import { distinctWrites, killAt, settle } from "./support.ts";

/** Semantics 60, where one estate has spokes of zones and of rules: whatever disturbs its passes, no name becomes worse. */

/** How a life ends that nothing disturbs, and by how many writes. */
export type Reference = { readonly writes: number; readonly shown: Shown };
export type Shown = ReturnType<typeof shown>;

/** What a disturbed life ends with, and what was worse in it than before and than what the undisturbed one ends with. */
export type Ending = { readonly shown: Shown; readonly worse: readonly string[] };

export async function inPeace(life: MixedLife): Promise<Reference & Ending> {
  const { stage, files } = await staged(life);
  const worse = watch(stage);
  await passes(stage, files);
  const ending = shown(stage);
  return { writes: distinctWrites(stage), shown: ending, worse: worse(ending) };
}

/** Undefined: AWS answers otherwise in this run than in the reference's, and it does not come to that write. */
export async function killed(
  life: MixedLife,
  reference: Reference,
  nth: number,
  side: "before" | "after",
): Promise<Ending | undefined> {
  const { stage, files } = await staged(life, nth);
  const worse = watch(stage);
  const victim = stage.operator();
  const died = killAt(stage, victim, nth, side);
  await passes(stage, files, victim);
  if (!died()) return undefined;
  await passes(stage, files);
  return { shown: shown(stage), worse: worse(reference.shown) };
}

/** `disturb` answers what puts an end to the disturbance; it lasts for so many passes. */
export async function disturbed(
  life: MixedLife,
  reference: Reference,
  seed: number,
  { count, disturb }: { readonly count: number; readonly disturb: (stage: Stage) => void },
): Promise<Ending & { readonly meanwhile: Shown; readonly before: Shown }> {
  const { stage, files } = await staged(life, seed);
  const before = shown(stage);
  const worse = watch(stage);
  disturb(stage);
  for (let pass = 0; pass < count; pass++) {
    await stage.operator().apply(files);
    await settle(stage);
  }
  const meanwhile = shown(stage);
  stage.cloud.faults.clear();
  await passes(stage, files);
  return { before, meanwhile, shown: shown(stage), worse: worse(reference.shown) };
}

async function staged(life: MixedLife, seed?: number): Promise<{ stage: Stage; files: Files }> {
  const stage = createStage(world(partsOf(life)), { behaviours: drawn(seed) });
  const hubs = await hubsIn(stage);
  await passes(stage, life.before(hubs));
  await life.between?.(stage);
  await settle(stage);
  stage.cloud.calls.clear();
  return { stage, files: life.after(hubs) };
}

function shown(stage: Stage) {
  const { zones } = stage.cloud.estate;
  const all = [...zones.byId.values()];
  const own = all.filter(({ callerReference }) => callerReference.startsWith("vpceop/"));
  const answers = VPCS.flatMap((vpc) => NAMES.map((name) => [`${vpc} ${name}`, gradeOf(stage, vpc, name)]));
  return {
    answers: Object.fromEntries(answers) as Readonly<Record<string, Grade>>,
    associations: associationsIn(stage).toSorted(),
    rules: rulesIn(stage).length,
    zones: all.map(({ name, vpcs }) => `${name} ${[...vpcs.keys()].toSorted().join(" ")}`).toSorted(),
    authorizations: own.reduce((count, { authorizations }) => count + authorizations.size, 0),
  };
}

type Grade = "private" | "public" | "dead";

const RANK: Readonly<Record<Grade, number>> = { private: 2, public: 1, dead: 0 };

function gradeOf({ cloud }: Stage, vpc: string, name: string): Grade {
  const { addresses } = cloud.resolve(vpc, name);
  if (addresses.length === 0) return "dead";
  return addresses.some((ip) => ip.startsWith("10.")) ? "private" : "public";
}

/** At each event: what was answered better before, and is answered better in the end. */
function watch(stage: Stage): (ending: Shown) => readonly string[] {
  const best = new Map<string, Grade>();
  const fallen = new Map<string, Set<Grade>>();
  const look = () => {
    for (const vpc of VPCS)
      for (const name of NAMES) {
        const key = `${vpc} ${name}`;
        const grade = gradeOf(stage, vpc, name);
        const before = best.get(key) ?? grade;
        best.set(key, RANK[grade] > RANK[before] ? grade : before);
        if (RANK[grade] < RANK[before]) fallen.set(key, (fallen.get(key) ?? new Set()).add(grade));
      }
  };
  look();
  stage.clock.onStep(look);
  return ({ answers }) =>
    [...fallen].flatMap(([key, grades]) => {
      const end = answers[key] ?? "dead";
      return [...grades].filter((grade) => RANK[grade] < RANK[end]).map((grade) => `${key} was ${grade}`);
    });
}
