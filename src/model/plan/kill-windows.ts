import type { Finding } from "../finding.ts";
import type { Reason } from "../reasons.ts";

/** Windows between two calls that a table closes after a kill: what would put it back stands there (semantics 36). */
const BETWEEN_CALLS: ReadonlySet<string> = new Set<Reason>(["Move", "LastVpcOfZone"]);

/** Without a table nobody knows of a step that a killed process began, until the next pass sees what it left. */
export function withKills(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) =>
    finding.kind === "window" && BETWEEN_CALLS.has(finding.reason)
      ? { ...finding, message: `${finding.message}; if the process is killed in between, ${LEFT}` }
      : finding,
  );
}

const LEFT = "it stays so until the next pass: no table remembers what would put it back";
