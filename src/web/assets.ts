/** Served from here: no build step, no foreign origin. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --s: #2da44e; --p: #0969da; --w: #bf8700; --c: #cf222e; --f: #a40e26; --u: #8250df; --none: transparent; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --dim: #9198a1; --line: #30363d; --card: #161b22;
  --s: #3fb950; --p: #58a6ff; --w: #d29922; --c: #f85149; --f: #ff7b72; --u: #bc8cff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
a { color: var(--p); } a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--p); outline-offset: 2px; }
.dim { color: var(--dim); } .num { font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin-top: 1rem; padding: 0; }
.cards > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; overflow-wrap: anywhere; }
dt { color: var(--dim); font-size: .85rem; } dd { margin: 0; font-size: 1.05rem; }
.alert { border-left: 4px solid var(--c); background: var(--card); padding: .6rem .8rem; margin: 1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.alert.warn { border-color: var(--w); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tbody tr:last-child > * { border-bottom: 0; } thead th { color: var(--dim); font-weight: 600; font-size: .85rem; }
td.cell { padding: .35rem .25rem; text-align: center; width: 1.9rem; }
th { overflow-wrap: normal; } th.col { padding: .35rem .25rem; vertical-align: bottom; } th.col span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 400; }
.dot { display: inline-block; width: 1.25rem; height: 1.25rem; line-height: 1.25rem; border-radius: .25rem; font-size: .75rem; text-align: center; color: var(--bg); background: var(--none); }
.dot.s { background: var(--s); } .dot.p { background: var(--p); } .dot.w { background: var(--w); } .dot.c { background: var(--c); } .dot.f { background: var(--f); } .dot.u { background: var(--u); } .dot.none { color: var(--dim); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; padding: 0; list-style: none; font-size: .9rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; } input, select, button { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; }
pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem; font-size: .85rem; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
progress { width: 100%; accent-color: var(--p); } footer { padding: 2rem 1rem; }
@media (max-width: 40rem) { .cards { grid-template-columns: 1fr 1fr; } th, td { padding: .3rem .4rem; } }
`;

/** Every five seconds the same page is asked for, and taken in when it has changed; what somebody types is left alone. */
export const SCRIPT = `
let tag;
async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {} });
    document.body.classList.toggle("stale", !answer.ok && answer.status !== 304);
    if (!answer.ok) return;
    tag = answer.headers.get("ETag");
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const now = document.querySelector("main");
    if (!next || now.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
    const open = [...now.querySelectorAll("details")].map((d) => d.open);
    now.replaceWith(next);
    document.querySelectorAll("main details").forEach((d, i) => { if (open[i] !== undefined) d.open = open[i]; });
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
