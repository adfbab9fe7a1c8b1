import { html } from "hono/html";
import type { FindingTold, Status } from "../model/status/status.ts";
import type { Markup } from "./parts.ts";

const KINDS: Readonly<Record<string, string>> = {
  unknown: "could not be seen",
  conflict: "held by others",
  withheld: "withheld",
  note: "worth knowing",
  window: "a short gap",
};

/** What is held back and why, by reason: how many, the first in words, and who they are by a search. */
export function held({ findings, objects }: Status): Markup | "" {
  if (findings.length === 0) return "";
  const first = new Map<string, FindingTold>();
  for (const { findings: own = [] } of objects)
    for (const finding of own) {
      const key = `${finding.kind} ${finding.reason}`;
      if (!first.has(key)) first.set(key, finding);
    }
  return html`<h2>What is held back, and what else there is to know</h2>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Reason</th><th scope="col">Times</th><th scope="col">What is so, and what to do</th></tr></thead><tbody>${findings.map(
    ({ kind, reason, count }) => {
      const { message = "", todo } = first.get(`${kind} ${reason}`) ?? {};
      return html`<tr><th scope="row"><a href="/?${new URLSearchParams({ q: reason })}">${reason}</a><div class="dim">${KINDS[kind] ?? kind}</div></th><td class="num why">${count}</td><td class="said"><div class="clamp">${message}</div>${todo === undefined ? "" : html`<div class="dim clamp">${todo}</div>`}</td></tr>`;
    },
  )}</tbody></table></div>`;
}
