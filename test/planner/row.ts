import type { ActionKind } from "../../src/model/action/action.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Spoilt } from "./estate.ts";

/** One case of the planner: what is spoilt in the healthy estate, and all that the plan says of it. */
export type Row = {
  /** A sentence that can be false. */
  readonly sentence: string;
  readonly spoilt: Spoilt;
  /** All findings, in order, as `told` writes them. */
  readonly findings: readonly string[];
  /** The kinds of all actions, in order. */
  readonly actions: readonly ActionKind[];
  /** The kinds of all that is held back. Absent: not looked at, but that nothing is both held and done. */
  readonly held?: readonly ActionKind[];
  /** Whom it associates, by id. Absent: not looked at. */
  readonly joins?: readonly string[];
  /** What a message or a `todo` must contain. */
  readonly says?: readonly string[];
};

/** Kind, reason and where: `conflict NameHeldByRule hub ssm alpha ssm.eu-west-1.amazonaws.com`; a VPC where no spoke is named. */
export function told(finding: Finding): string {
  const { kind, reason, hub, endpoint, spoke, zone, vpc } = finding;
  const where = [hub, endpoint, spoke, zone, spoke ? undefined : vpc?.id];
  return [kind, reason, ...where.filter((part) => part !== undefined)].join(" ");
}
