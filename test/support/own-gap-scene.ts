import { propagate } from "./look.ts";
import { handing, ownWorld } from "./own-endpoint-scene.ts";
import { sharedBy } from "./resolver-scene.ts";
import { ALPHA, hub, SSM } from "./scenario.ts";
import { createStage, type Files, type Stage, type StageOptions } from "./stage.ts";

/** S2's spoke, and a hub without Resolver endpoints: between alpha's own endpoint and zones nothing can stand in. */
const GAP = {
  redundantEndpoints: "remove",
  acceptDifferences: ["clients"],
  mode: "phz-association",
  allowGap: true,
};

/** The zones are there, and alpha's document says nothing of them yet. */
export async function gapScene(
  parts: Parameters<typeof ownWorld>[0] = {},
  options: StageOptions = {},
  ofHub: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly stage: Stage; readonly files: (spec?: object) => Files }> {
  const stage = createStage(ownWorld(parts), options);
  const own = hub(ofHub);
  await stage.operator().apply([own, sharedBy("ssm")]);
  await propagate(stage);
  return { stage, files: (spec = {}) => [own, sharedBy("ssm"), handing({ ...GAP, ...spec })] };
}

export type Spell = { readonly said: string; readonly ms: number };

/** What alpha is told for the name, and for how long, in order: `10.1.` its own endpoint's address, `10.0.` the hub's. */
export function spellsOf({ clock, cloud }: Stage, vpc = ALPHA.vpc, name = SSM): readonly Spell[] {
  const spells: { said: string; ms: number }[] = [];
  let since = clock.now();
  const look = () => {
    const { rcode, addresses, from } = cloud.resolve(vpc, name);
    const said = from.kind === "public" ? "public" : (addresses[0]?.slice(0, 5) ?? rcode);
    const last = spells.at(-1);
    if (last) last.ms = clock.now() - since;
    if (last?.said === said) return;
    since = clock.now();
    spells.push({ said, ms: 0 });
  };
  look();
  clock.onStep(look);
  return spells;
}

/** How long each public spell was, in seconds. */
export function publicSeconds(spells: readonly Spell[]): number[] {
  return spells.flatMap(({ said, ms }) => (said === "public" ? [Math.round(ms / 1000)] : []));
}
