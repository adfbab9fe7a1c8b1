import type { Desired } from "../../../desired/types.ts";
import type { Turns } from "../../../turns.ts";
import type { Draft } from "../../wanted/draft.ts";
import { draftsInTurns } from "../../wanted/drafts.ts";
import { bridged } from "./bridge.ts";

/** What is planned, and the drafts of it; made anew only where rules stand in for zones for a while. */
export function* bridgedInTurns(
  documents: Desired,
  observed: Parameters<typeof draftsInTurns>[1],
): Turns<{ readonly desired: Desired; readonly drafts: readonly Draft[] }> {
  const drafts = yield* draftsInTurns(documents, observed);
  const desired = bridged(documents, drafts, observed);
  return { desired, drafts: desired === documents ? drafts : yield* draftsInTurns(desired, observed) };
}
