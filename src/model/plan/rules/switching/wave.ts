import type { Hub, Spoke } from "../../../desired/types.ts";
import { type Finding, finding } from "../../../finding.ts";
import type { Switch } from "./switches.ts";

/** The part of a hub's spokes that begins a switch in one pass (semantics 62). */
const SHARE = 0.2;

/** Who begins a switch by this plan, and who has to wait: for `until`, of the wave before, or for a place. */
export type Wave = {
  readonly begins: ReadonlySet<Spoke>;
  readonly waits: readonly Spoke[];
  readonly until?: Spoke;
};

/** `spokes`: how many the hub has. `ready`: who could begin. `begun`: those that begin by other steps of this plan. */
export function waveOf(
  switches: readonly Switch[],
  { spokes, ready, begun }: { spokes: number; ready: (spoke: Spoke) => boolean; begun: number },
): Wave {
  const inTurn = switches
    .filter(({ phase, spoke }) => phase === "before" && ready(spoke))
    .map((one) => one.spoke);
  const until = switches.find(({ phase }) => phase === "midway")?.spoke;
  const places = until ? 0 : Math.max(0, Math.max(1, Math.floor(spokes * SHARE)) - begun);
  return { begins: new Set(inTurn.slice(0, places)), waits: inTurn.slice(places), ...(until && { until }) };
}

export function nextWave(hub: Hub, { waits, until }: Wave): Finding[] {
  const [first] = waits;
  if (!first) return [];
  const others = waits.length === 1 ? "" : ` and ${waits.length - 1} more`;
  const why = until
    ? `spoke ${until.name} of the wave before is not served by all that its document asks for yet`
    : `a fifth of the spokes of hub ${hub.name} change at a time`;
  return [
    finding(
      "withheld",
      { hub: hub.name },
      {
        reason: "NextWave",
        message: `spoke ${first.name}${others} will change between zones and rules by a later wave: ${why}`,
        todo: until
          ? `see what is said of spoke ${until.name}; then run again (the daemon goes on by itself)`
          : "run again when this wave is served (the daemon goes on by itself)",
      },
    ),
  ];
}
