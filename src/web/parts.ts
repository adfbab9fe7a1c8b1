import { html, raw } from "hono/html";
import type { Status } from "../model/status/status.ts";

/** What `html` makes: text in which nothing of a file or of AWS comes to life. */
export type Markup = ReturnType<typeof html>;

/** A letter of `cells`, in words; the letter is shown too, so that nobody depends on colours. */
export const CELL_WORDS: Readonly<Record<string, string>> = {
  s: "served",
  p: "on its way",
  w: "withheld",
  c: "conflict",
  f: "failed",
  u: "unknown",
  "-": "not wanted",
};

/** As one, for `html` looks at each of a list, and of cells there are ten thousand. */
export function joined(parts: readonly Markup[]): Markup {
  return raw(parts.join(""));
}

export function dot(cell: string, where: string): Markup {
  const words = CELL_WORDS[cell] ?? cell;
  const [kind, letter] = cell === "-" ? ["none", "·"] : [cell, cell];
  return html`<span class="dot ${kind}" role="img" aria-label="${words}" title="${where}: ${words}">${letter}</span>`;
}

/** A moment, told by the clock; the page's script says how long ago that is. So a page that has not changed is the same. */
export function moment(at: number | undefined): Markup {
  if (at === undefined) return html`never`;
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

/** What the page's script takes in by itself when it has changed. */
export function section(id: string, content: Markup | string): Markup {
  return html`<section id="${id}">${content}</section>`;
}

export function shortRevision(revision: string | undefined): string {
  return revision === undefined ? "none" : revision.slice(0, 12);
}

export function document(title: string, { process, at }: Status, main: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · vpce-operator</title>
<link rel="stylesheet" href="/style.css">
<script src="/page.js" defer></script>
</head>
<body>
<p id="stale" class="alert" role="alert">This instance does not answer: what is here is old.</p>
<header><h1><a href="/">vpce-operator</a></h1><span class="dim" id="instance">${process.label} · ${process.state} · ${process.version}</span></header>
<main>${main}${section("as-of", html`<p class="dim">As of ${moment(at)}.</p>`)}</main>
<footer class="dim"><a href="/status.json">status.json</a> · <a href="/metrics">metrics</a></footer>
</body>
</html>`;
}
