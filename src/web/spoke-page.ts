import { html } from "hono/html";
import { columnsByHub } from "../model/status/cells.ts";
import type { Status } from "../model/status/status.ts";
import { CELL_WORDS, document, dot, type Markup, moment, section } from "./parts.ts";

/** One spoke: its conditions, and each endpoint. Undefined: there is no such spoke. */
export function spokePage(
  status: Status,
  { hub, name }: { readonly hub?: string; readonly name?: string },
): Markup | undefined {
  const spoke = status.objects.find((o) => o.kind === "Spoke" && o.hub === hub && o.name === name);
  if (!spoke) return undefined;
  const cells = [...(spoke.cells ?? "")];
  const columns = columnsByHub(status.endpoints).get(spoke.hub ?? "") ?? [];
  const main = section(
    "spoke",
    html`<h2>Spoke ${spoke.name} of hub ${spoke.hub}</h2>
<p class="num">${spoke.served} of ${spoke.of} endpoints served.</p>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">Condition</th><th scope="col">Reason</th><th scope="col">What is so, and what to do</th><th scope="col">Since</th></tr></thead>
<tbody>${spoke.conditions.map(
      (c) =>
        html`<tr><th scope="row">${c.type}: ${c.status}</th><td class="why">${c.reason}</td><td class="said">${c.message}</td><td class="num">${moment(c.since)}</td></tr>`,
    )}</tbody></table></div>
<h2>Endpoints</h2>
<div class="scroll matrix"><table><tbody>${cells.map((cell, i) =>
      cell === "-"
        ? ""
        : html`<tr><td class="cell">${dot(cell, columns[i] ?? "")}</td><th scope="row">${columns[i]}</th><td>${CELL_WORDS[cell]}</td></tr>`,
    )}</tbody></table></div>`,
  );
  return document(spoke.name, status, main);
}
