import { html } from "hono/html";
import { plural } from "../model/counted.ts";
import { duration } from "../model/render/words.ts";
import { columnsByHub } from "../model/status/cells.ts";
import { isReady, type ObjectStatus, type Status } from "../model/status/status.ts";
import { held } from "./held.ts";
import { CELL_WORDS, document, dot, joined, type Markup, moment, section, shortRevision } from "./parts.ts";

/** Spokes in one answer: a page of ten thousand is read by nobody. */
const ROWS = 100;

type Query = Readonly<Partial<Record<"q" | "show" | "page", string>>>;

/** The fleet: what the process does, what is wrong, and a matrix of spokes and endpoints. */
export function fleetPage(status: Status, query: Query): Markup {
  const parts = {
    alerts: alerts(status),
    cards: cards(status),
    progress: progress(status),
    trouble: trouble(status),
    held: held(status),
    filter: filter(query),
    matrix: matrix(status, query),
    plan: plan(status),
  };
  const main = html`${Object.entries(parts).map(([id, content]) => section(id, content))}`;
  return document("Fleet", status, main);
}

function alerts({ paused, source, lastPass }: Status): Markup {
  return html`${
    paused
      ? html`<p class="alert warn" role="status">Paused ${moment(paused.since)}: ${paused.reason}. Nothing is changed until somebody resumes.</p>`
      : ""
  }${
    source.refusal
      ? html`<p class="alert" role="alert">${source.refusal.reason}, first seen ${moment(source.refusal.since)}. What ruled before goes on.\n${source.refusal.message}</p>`
      : ""
  }${lastPass?.error !== undefined ? html`<p class="alert" role="alert">The last pass failed: ${lastPass.error}</p>` : ""}`;
}

function cards({ names, lease, source, lastPass, nextPassAt, objects }: Status): Markup {
  const spokes = objects.filter(({ kind }) => kind === "Spoke");
  const ready = spokes.filter(isReady).length;
  const rows: readonly (readonly [string, string | Markup])[] = [
    ["Names shared", `${names.served} of ${names.of}`],
    ["Spokes ready", `${ready} of ${spokes.length}`],
    ["Applied", revisionCard(source.lastApplied)],
    ["Last seen", revisionCard(source.lastAttempted)],
    ["Last pass", lastPass ? html`${lastPass.result}, ${moment(lastPass.endedAt)}` : "none yet"],
    ["Next pass", nextPassAt ? moment(nextPassAt) : "–"],
    ["Lease", leaseCard(lease)],
    ["Source", source.name],
  ];
  return html`<dl class="cards">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd class="num">${value}</dd></div>`)}</dl>`;
}

function revisionCard(seen: Status["source"]["lastApplied"]): Markup | string {
  return seen ? html`${shortRevision(seen.revision)}, ${moment(seen.at)}` : "nothing yet";
}

function leaseCard(lease: Status["lease"]): Markup | string {
  if (!lease) return "none: one instance";
  const { held, holder, epoch = 0, since } = lease;
  if (held) return html`held here, epoch ${epoch}, taken ${moment(since)}`;
  return holder === undefined ? "not held here" : html`${holder}, epoch ${epoch}, seen ${moment(since)}`;
}

function progress({ pass }: Status): Markup | "" {
  if (!pass) return "";
  const left = pass.secondsLeft === undefined ? "" : `, about ${duration(pass.secondsLeft)} left`;
  const what = pass.phase === "observing" ? "Reading AWS" : "Applying";
  return html`<h2>${what}: ${pass.done} of ${pass.of}${left}</h2>
<progress max="${Math.max(1, pass.of)}" value="${pass.done}" aria-label="${what}"></progress>
<p class="dim">Pass ${pass.id}, begun ${moment(pass.startedAt)}, for ${pass.why.join(", ")}${pass.watching ? `; it only looks (${pass.watching})` : ""}.</p>`;
}

function trouble({ objects }: Status): Markup | "" {
  const unready = objects.filter((object) => object.kind !== "Spoke" && !isReady(object));
  if (unready.length === 0) return "";
  return html`<h2>Hubs and endpoints that are not ready</h2>
<div class="scroll"><table class="stack"><tbody>${unready
    .slice(0, ROWS)
    .map(
      (object) =>
        html`<tr><th scope="row">${object.kind} ${object.name}</th><td class="why">${object.conditions[0]?.reason}</td><td class="said">${object.conditions[0]?.message}</td></tr>`,
    )}</tbody></table></div>`;
}

function filter({ q = "", show = "all" }: Query): Markup {
  return html`<h2>Spokes</h2>
<form method="get" role="search"><label>Search <input type="search" name="q" value="${q}" placeholder="spoke, reason, words"></label>
<label>Show <select name="show"><option value="all"${show === "all" ? " selected" : ""}>all</option><option value="unready"${show === "unready" ? " selected" : ""}>not ready</option></select></label><button>Filter</button></form>`;
}

function matrix(status: Status, { q = "", show = "all", page = "1" }: Query): Markup {
  const { objects } = status;
  const spokes = objects.filter(({ kind }) => kind === "Spoke");
  const found = spokes.filter(
    (spoke) => isFound(spoke, q.toLowerCase()) && (show !== "unready" || !isReady(spoke)),
  );
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const at = Math.min(pages, Math.max(1, Number.parseInt(page, 10) || 1));
  const shown = found.slice((at - 1) * ROWS, at * ROWS);
  const link = (to: number) => `/?${new URLSearchParams({ q, show, page: String(to) })}`;
  return html`<ul class="legend">${Object.entries(CELL_WORDS).map(([cell, words]) => html`<li>${dot(cell, "legend")} ${words}</li>`)}</ul>
${found.length === 0 ? empty(spokes.length) : tables(shown, status)}
<p class="dim num">${found.length} of ${spokes.length} spokes${pages > 1 ? html`, page ${at} of ${pages}: ${at > 1 ? html`<a href="${link(at - 1)}">before</a> ` : ""}${at < pages ? html`<a href="${link(at + 1)}">next</a>` : ""}` : ""}</p>`;
}

function empty(count: number): Markup {
  return count === 0
    ? html`<p class="alert warn">No spokes are known yet: the first pass has not ended, or no document names one.</p>`
    : html`<p class="alert warn">No spoke fits. <a href="/">Show all</a></p>`;
}

/** A table for each hub, as its endpoints are the columns. */
function tables(spokes: readonly ObjectStatus[], { endpoints, objects }: Status): Markup {
  const columns = columnsByHub(endpoints);
  const isOnlyHub = objects.filter(({ kind }) => kind === "Hub").length <= 1;
  const hubs = [...Map.groupBy(spokes, ({ hub = "" }) => hub)];
  return html`${hubs.map(
    ([hub, own]) => html`${isOnlyHub ? "" : html`<h3>Hub ${hub}</h3>`}${table(own, columns.get(hub) ?? [])}`,
  )}`;
}

function table(spokes: readonly ObjectStatus[], endpoints: readonly string[]): Markup {
  const made = new Map<string, Markup>(); // most rows are alike
  function rowOf(cells: string): Markup {
    const each = (cell: string, i: number) => html`<td class="cell">${dot(cell, endpoints[i] ?? "")}</td>`;
    const row = made.get(cells) ?? joined([...cells].map(each));
    made.set(cells, row);
    return row;
  }
  return html`<div class="scroll matrix" tabindex="0" role="region" aria-label="Spokes and endpoints"><table>
<thead><tr><th scope="col">Spoke</th>${endpoints.map((name) => html`<th scope="col" class="col" title="${name}"><span>${name}</span></th>`)}<th scope="col">Condition</th></tr></thead>
<tbody>${spokes.map(
    (spoke) =>
      html`<tr><th scope="row"><a href="/spoke/${encodeURIComponent(spoke.hub ?? "")}/${encodeURIComponent(spoke.name)}">${spoke.name}</a></th>${rowOf(spoke.cells ?? "")}<td class="said">${spoke.conditions[0]?.status === "True" ? html`<span class="dim">as desired</span>` : html`<div class="clamp">${spoke.conditions[0]?.reason}: ${spoke.conditions[0]?.message}</div>`}</td></tr>`,
  )}</tbody></table></div>`;
}

function plan({ plan: lines }: Status): Markup | "" {
  if (lines.length === 0) return "";
  return html`<h2>The last plan</h2>
<details><summary>Show it (${plural(lines.length, "line")})</summary><pre tabindex="0">${lines.join("\n")}</pre></details>`;
}

function isFound({ name, hub = "", conditions, findings = [] }: ObjectStatus, words: string): boolean {
  if (words === "") return true;
  const said = [...conditions, ...findings].flatMap(({ reason, message }) => [reason, message]);
  const text = [name, hub, ...said].join(" ");
  return text.toLowerCase().includes(words);
}
