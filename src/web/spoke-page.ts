import { html } from "hono/html";
import type { Change } from "../model/history.ts";
import { columnsByHub } from "../model/status/cells.ts";
import type { FindingTold, ObjectStatus, Status } from "../model/status/status.ts";
import { CELL_WORDS, document, dot, type Markup, moment, section } from "./parts.ts";

/** One spoke: its conditions, each name with its zone and what holds it, all that was found, and what was changed. */
export function spokePage(status: Status, spoke: ObjectStatus, changes: readonly Change[]): Markup {
  const parts = {
    conditions: conditions(spoke),
    names: names(status, spoke),
    findings: findings(spoke),
    history: history(changes),
  };
  return document(
    spoke.name,
    status,
    html`${Object.entries(parts).map(([id, content]) => section(id, content))}`,
  );
}

export function spokeIn({ objects }: Status, hub: string, name: string): ObjectStatus | undefined {
  return objects.find((o) => o.kind === "Spoke" && o.hub === hub && o.name === name);
}

function conditions({ name, hub, served, of, conditions }: ObjectStatus): Markup {
  return html`<h2>Spoke ${name} of hub ${hub}</h2>
<p class="num">${served} of ${of} names served.</p>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Condition</th><th scope="col">Reason</th><th scope="col">What is so, and what to do</th><th scope="col">Since</th><th scope="col">Seen by</th></tr></thead>
<tbody>${conditions.map(
    (c) =>
      html`<tr><th scope="row">${c.type}: ${c.status}</th><td class="why">${c.reason}</td><td class="said">${c.message}</td><td class="num">${moment(c.since)}</td><td class="num" title="${c.revision}">${c.revision.slice(0, 12)}</td></tr>`,
  )}</tbody></table></div>`;
}

function names(
  { endpoints, privateNames }: Status,
  { hub = "", cells = "", findings = [] }: ObjectStatus,
): Markup {
  const columns = columnsByHub(endpoints).get(hub) ?? [];
  const byEndpoint = Map.groupBy(
    privateNames.filter((name) => name.hub === hub),
    ({ endpoint }) => endpoint,
  );
  const rows = [...cells].flatMap((cell, i) => {
    const endpoint = columns[i] ?? "";
    return cell === "-" ? [] : [{ cell, endpoint, names: byEndpoint.get(endpoint) ?? [] }];
  });
  if (rows.length === 0) return html`<h2>Names</h2><p class="dim">Its document wants no endpoint.</p>`;
  return html`<h2>Names</h2>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Endpoint</th><th scope="col">Name</th><th scope="col">Here</th><th scope="col">Zone</th><th scope="col">What holds it up</th></tr></thead>
<tbody>${rows.map(({ cell, endpoint, names }) =>
    (names.length > 0 ? names : [undefined]).map((name) => {
      const held = findings.filter((f) => isAbout(f, endpoint, name?.name));
      const here = cell !== "s" && held.length === 0 && isNamed(findings, endpoint) ? "s" : cell;
      return html`<tr><th scope="row">${endpoint}</th><td class="name">${name?.name ?? "–"}</td><td class="why">${dot(here, endpoint)} ${CELL_WORDS[here]}</td><td class="name">${name?.zones.join(", ") || "none yet"}</td><td class="said">${held.map(({ reason, message }) => html`<div>${reason}: ${message}</div>`)}</td></tr>`;
    }),
  )}</tbody></table></div>`;
}

function isAbout({ kind, endpoint, zone }: FindingTold, of: string, name: string | undefined): boolean {
  if (kind === "note" || kind === "window") return false;
  return (endpoint ?? of) === of && (zone ?? name) === name;
}

/** Whether what is held up of the endpoint is held up name by name: then the others are served. */
function isNamed(findings: readonly FindingTold[], of: string): boolean {
  const own = findings.filter(({ endpoint }) => endpoint === of);
  return own.length > 0 && own.every(({ zone }) => zone !== undefined);
}

function findings({ findings = [], moreFindings = 0 }: ObjectStatus): Markup | "" {
  if (findings.length === 0) return "";
  return html`<h2>What the last plan says of it</h2>
<div class="scroll"><table class="stack"><tbody>${findings.map(
    ({ kind, reason, message, todo }) =>
      html`<tr><th scope="row">${reason}</th><td class="why">${kind}</td><td class="said">${message}${todo === undefined ? "" : html`<div class="dim">${todo}</div>`}</td></tr>`,
  )}</tbody></table></div>${moreFindings > 0 ? html`<p class="dim">And ${moreFindings} more.</p>` : ""}`;
}

function history(changes: readonly Change[]): Markup {
  if (changes.length === 0)
    return html`<h2>History</h2><p class="dim">Nothing of it was changed lately, as far as this instance knows.</p>`;
  return html`<h2>History</h2>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody>${changes.map(
    ({ at, key, result, because, problem }) =>
      html`<tr><td class="num">${moment(at)}</td><th scope="row" class="said">${key}</th><td class="said">${result === "done" ? because : html`<strong>failed:</strong> ${problem ?? because}`}</td></tr>`,
  )}</tbody></table></div>`;
}
