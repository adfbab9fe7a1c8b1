import type { FindingKind } from "../src/model/finding-kind.ts";
import { REASONS, type ReasonMeaning } from "../src/model/reasons.ts";

const KINDS: Record<FindingKind, string> = {
  unknown: "something could not be seen; nothing was concluded from it, and `plan` exits 1",
  conflict: "somebody else holds the name; `plan` exits 2",
  withheld: "a change that is known and not made; `plan` exits 2",
  window: "planned actions leave a name unresolved, or public, in one VPC for a short while",
  note: "worth knowing; nothing for the operator to do",
};

/** docs/findings.md: every reason that a plan may give, by kind. */
export function findingsPage(): string {
  const reasons = Object.entries<ReasonMeaning>(REASONS);
  const sections = Object.entries(KINDS).map(([kind, meaning]) => {
    const rows = reasons
      .filter(([, reason]) => reason.kinds.includes(kind as FindingKind))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, reason]) => `| \`${name}\` | ${reason.meaning} | ${reason.todo} |`);
    const own =
      kind === "unknown"
        ? "\n\nBesides these the reason is AWS's own error code (`AccessDenied`, `ThrottlingException` …), and the message has AWS's words."
        : "";
    return `## \`${kind}\`\n\n${firstUpper(meaning)}.${own}\n\n| reason | means | what to do |\n|---|---|---|\n${rows.join("\n")}`;
  });
  const only = (when: ReasonMeaning["onlyWhile"]) =>
    reasons.flatMap(([name, { onlyWhile }]) => (onlyWhile === when ? `\`${name}\`` : [])).sort();
  const tail = `${TAIL}\n\n- ${JOINING} ${only("joining").join(", ")}.\n- ${MAKING} ${only("making").join(", ")}.`;
  return `${HEAD}\n\n${sections.join("\n\n")}\n\n${tail}\n`;
}

const TAIL = `## What is told for as long as it holds

Everything above, in each pass, but for what would cost calls for each VPC in each pass. That is looked for only when it may
keep something from being done, and not seen when it comes later:`;
const JOINING = "while the VPC lacks a zone that it should be in, for its own account is asked then alone:";
const MAKING = "while a name is to get further zones:";

const HEAD = `# Findings

<!-- Made from src/model/reasons.ts by \`node tools/docs.ts\`; edit that instead. -->

What a plan has to say besides its actions. Each has a reason, which is stable for machines, a sentence with the place, and
what to do. The sentence names the documents, zones and VPCs; here stands what is common to all.`;

function firstUpper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
