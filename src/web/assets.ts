/** Served from here: no build step, no foreign origin. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --s: #1a7f37; --p: #0969da; --w: #8a5a00; --c: #cf222e; --f: #6a1b4d; --u: #8250df; --none: transparent; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --dim: #9198a1; --line: #30363d; --card: #161b22;
  --s: #3fb950; --p: #58a6ff; --w: #d29922; --c: #ff6a61; --f: #f3b5dc; --u: #bc8cff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
a { color: var(--p); } a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--p); outline-offset: 2px; }
h3 { font-size: .95rem; margin: 1rem 0 .35rem; }
.dim { color: var(--dim); } .num { font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin-top: 1rem; padding: 0; }
.cards > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; overflow-wrap: anywhere; }
dt { color: var(--dim); font-size: .85rem; } dd { margin: 0; font-size: 1.05rem; }
.alert { border-left: 4px solid var(--c); background: var(--card); padding: .6rem .8rem; margin: 1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.alert.warn { border-color: var(--w); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.said { min-width: 17rem; } td.why, td.num, td.name, tbody th { white-space: nowrap; } th .dim { font-weight: 400; } .matrix tbody th, .matrix thead th:first-child { width: 1%; }
tbody tr:last-child > * { border-bottom: 0; } thead th { color: var(--dim); font-weight: 600; font-size: .85rem; }
td.cell { white-space: nowrap; padding: .35rem .25rem; text-align: center; width: 1.9rem; }
th { overflow-wrap: normal; vertical-align: bottom; } tbody th { vertical-align: top; } th.col { padding: .35rem .25rem; vertical-align: bottom; } th.col span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 400; }
.dot { display: inline-block; width: 1.25rem; height: 1.25rem; line-height: 1.25rem; border-radius: .25rem; font-size: .75rem; text-align: center; color: var(--bg); background: var(--none); }
.dot.s { background: var(--s); } .dot.p { background: var(--p); } .dot.w { background: var(--w); } .dot.c { background: var(--c); } .dot.f { background: var(--f); } .dot.u { background: var(--u); } .dot.none { color: var(--dim); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; padding: 0; list-style: none; font-size: .9rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; } input, select, button { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; }
pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem; font-size: .85rem; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
progress { width: 100%; accent-color: var(--p); } footer { padding: 2rem 1rem; }
#stale { position: sticky; top: 0; } body:not(.stale) #stale { display: none; }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }
@media (max-width: 40rem) { tbody th { white-space: normal; min-width: 7rem; } .clamp { -webkit-line-clamp: 2; }
  .stack thead { display: none; } .stack :is(th, td) { display: block; border: 0; white-space: normal; min-width: 0; padding-block: .1rem; }
  .stack tr { display: block; border-bottom: 1px solid var(--line); padding-block: .4rem; } .stack tr:last-child { border: 0; } .cards { grid-template-columns: 1fr 1fr; } th, td { padding: .3rem .4rem; } }
`;

/**
 * Every five seconds the same page is asked for, and its sections are taken in that have changed: but for the one with the
 * form, which is the reader's, and with the focus and the place that a table was scrolled to left as they were.
 */
export const SCRIPT = `
let tag;
const sent = new Map();
for (const section of document.querySelectorAll("main section")) sent.set(section.id, section.innerHTML);
function takeIn(next) {
  const now = document.getElementById(next.id);
  if (!now || now.querySelector("form") || sent.get(next.id) === next.innerHTML) return;
  sent.set(next.id, next.innerHTML);
  const href = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const open = [...now.querySelectorAll("details")].map((d) => d.open);
  const scrolled = [...now.querySelectorAll(".scroll, pre")].map((s) => [s.scrollLeft, s.scrollTop]);
  now.replaceWith(next);
  next.querySelectorAll("details").forEach((d, i) => { if (open[i]) d.open = true; });
  next.querySelectorAll(".scroll, pre").forEach((s, i) => { if (scrolled[i]) s.scrollTo(...scrolled[i]); });
  if (href !== null) [...next.querySelectorAll("a")].find((a) => a.getAttribute("href") === href)?.focus({ preventScroll: true });
}
async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {} });
    document.body.classList.toggle("stale", !answer.ok && answer.status !== 304);
    if (!answer.ok) return;
    const text = await answer.text();
    tag = answer.headers.get("ETag");
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const section of page.querySelectorAll("main section")) takeIn(section);
    const [to, from] = [document, page].map((d) => d.getElementById("instance"));
    if (to && from) to.textContent = from.textContent;
    tell();
  } catch { document.body.classList.add("stale"); }
}
const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
function tell() {
  for (const time of document.querySelectorAll("time")) {
    const seconds = Math.round((Date.now() - Date.parse(time.dateTime)) / 1000);
    const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? UNITS[3];
    const span = Math.floor(Math.abs(seconds) / size) + " " + unit;
    time.title ||= time.textContent;
    time.textContent = seconds < 0 ? "in " + span : span + " ago";
  }
}
tell();
setInterval(tell, 1000);
setInterval(refresh, 5000);
`;
