import * as z from "zod";
import { selector } from "./endpoint-choice.ts";
import { count } from "./fields.ts";

const SPOKES = "must be a whole number from 1 to 10000, or { matchLabels: {…} }";

/** What resolvers remember of a name that was not there may last as long as this, so clients show by then what is wrong. */
const PAUSE_MINUTES = 15;

/** How a change comes to a hub's spokes (semantics 45). */
export const rollout = z.strictObject({
  canary: z
    .union([z.int(SPOKES).min(1, SPOKES).max(10_000, SPOKES), selector], SPOKES)
    .describe(
      "The spokes that a change reaches first: by labels, or how many. A number takes those whose documents changed first, then by name.",
    ),
  pauseMinutes: count(1, 1440, PAUSE_MINUTES).describe(
    "For so long the canary must have been seen served before the others follow.",
  ),
  wholeZones: z
    .boolean()
    .default(false)
    .describe(
      "Make at once what no canary can try, because it is for all spokes: zones and endpoints made or deleted, aliases that lead elsewhere, private DNS switched off. Without it these are withheld.",
    ),
});
