/** The look of the page: one column, quiet colours, light and dark, and a sheet for print. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --panel: #ffffff; --line: #e1e4e8; --text: #1b1f24; --muted: #57606a; --rule: #8c959f; --edge: #3d444d; --blue: #0072b2; --idle: #bfd9ea;
  --met: #00694c; --met-back: #dff3ec; --missed: #a33f00; --missed-back: #fdebdf; --other: #5a4500; --other-back: #fdf3d3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --panel: #171c22; --line: #2c333b; --text: #e6edf3; --muted: #9ba7b4; --rule: #6e7781; --edge: #e6edf3; --blue: #3f9bd8; --idle: #2b4256;
    --met: #5fd6b0; --met-back: #10332a; --missed: #ffa36b; --missed-back: #3d2213; --other: #f0d774; --other-back: #37300f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 56px; }
h1 { font-size: 27px; line-height: 1.2; margin: 0; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0; }
p { margin: 4px 0 0; }
a { color: var(--blue); }
code, pre, td.mono, dd.mono, span.mono { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.9em; }
.muted { color: var(--muted); }
.head { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 6px 20px; justify-content: space-between; }
.head > div:first-child { display: contents; } .head h1 { flex: 1 1 300px; min-width: 0; }
.head p { flex: 1 0 100%; order: 1; min-width: 0; margin: 0; }
.verdict { border-radius: 999px; padding: 5px 14px; font-weight: 600; }
.verdict.met { background: var(--met-back); color: var(--met); }
.verdict.missed { background: var(--missed-back); color: var(--missed); }
.warning { background: var(--missed-back); color: var(--missed); border-radius: 12px; padding: 12px 16px; font-weight: 600; }
.verdict.undecided, .verdict.partial, .verdict.none { background: var(--other-back); color: var(--other); }
.cards { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; margin: 22px 0 16px; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.card b { display: block; font-size: 22px; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.card b.long { font-size: 17px; line-height: 1.3; }
.card span { color: var(--muted); font-size: 13px; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; margin: 16px 0; }
section > h2 + * { margin-top: 10px; }
section > .statement { margin-top: 2px; color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: 13px; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; } table:has(th:nth-child(7)) .n { white-space: normal; } table:has(th:nth-child(7)) :is(td.mono, th) { overflow-wrap: anywhere; }
td.mono { overflow-wrap: break-word; } #metrics td.mono { min-width: 230px; }
.panels { display: flex; flex-wrap: wrap; gap: 4px 40px; } .panels > .scroll { max-width: 100%; }
caption { text-align: left; font-weight: 600; padding: 10px 0 4px; }
.factors { width: auto; } .factors th { white-space: nowrap; } .factors :is(th.axis, thead th) { color: var(--muted); }
.factors :is(thead th[scope=col]:not(.axis), td) { text-align: center; } .factors th.axis { font-weight: 400; font-style: italic; }
.factors td { border: 2px solid var(--panel); padding: 4px 10px; white-space: nowrap; border-radius: 6px; print-color-adjust: exact; }
.factors small { display: block; color: inherit; font-size: 0.82em; }
.factors td.best { outline: 2.5px solid #e69f00; outline-offset: -3px; }
.s0 { background: rgb(0 114 178 / 50%); } .s1 { background: rgb(0 114 178 / 38%); } .s2 { background: rgb(0 114 178 / 28%); }
.s3 { background: rgb(0 114 178 / 19%); } .s4 { background: rgb(0 114 178 / 11%); } .s5 { background: rgb(0 114 178 / 4%); }
#all .scroll, #rest .scroll { margin-top: 8px; }
.verdicts tr:has(+ .why) td { border-bottom: 0; } .verdicts .why td { padding-top: 0; } .verdicts .n { white-space: normal; min-width: 84px; }
.reference table { table-layout: fixed; } .reference td { overflow-wrap: anywhere; }
.reference th:nth-child(1) { width: 22%; } .reference th:nth-child(2), .reference th:nth-child(4) { width: 11%; } .reference th:nth-child(3) { width: 14%; } .reference th:last-child { width: 30%; }
.mark { font-weight: 700; white-space: nowrap; }
td .mono { overflow-wrap: anywhere; }
.mark.met { color: var(--met); }
.mark.missed { color: var(--missed); }
.mark.undecided { color: var(--other); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 20px; }
pre { margin: 8px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; background: var(--page); border-radius: 8px; padding: 10px 12px; }
.word { display: inline-block; max-width: 100%; }
details { margin-top: 10px; }
summary { cursor: pointer; font-weight: 600; }
input[type=search] {
  width: 100%; max-width: 340px; padding: 7px 11px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--page); color: var(--text); font: inherit;
}
.chart { margin-top: 10px; overflow: hidden; } .chart:empty { min-height: 120px; }
.chart svg, .on-paper svg { display: block; } .on-paper { overflow: hidden; position: absolute; visibility: hidden; width: 0; height: 0; }
.hint { color: var(--muted); font-size: 12.5px; margin-top: 2px; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; margin: 16px 0; }
.two > section { min-width: 0; margin: 0; }
#tip {
  position: fixed; z-index: 9; pointer-events: none; display: none; max-width: 320px; padding: 7px 10px; border-radius: 8px;
  background: var(--panel); color: var(--text); border: 1px solid var(--line); box-shadow: 0 4px 16px #0004;
  font-size: 12.5px; line-height: 1.4;
}
#tip table { width: auto; } #tip td { border: 0; padding: 0 10px 0 0; } #tip td:first-child { color: var(--muted); }
#tip td:last-child { padding: 0; text-align: right; overflow-wrap: anywhere; }
footer { color: var(--muted); font-size: 13px; margin-top: 20px; }
@media (max-width: 760px) { .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (max-width: 860px) { .n { white-space: normal; } th, td { padding-right: 9px; } td { font-size: 13.5px; } th { font-size: 12.5px; } #metrics td.mono { min-width: 0; } }
@media (max-width: 560px) {
  main { padding: 18px 10px 40px; } section { padding: 14px 12px; } h1 { font-size: 22px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 6px; } .hint { display: none; }
  .factors :is(td, thead th, tbody th) { white-space: normal; padding: 3px 1px; font-size: 11.5px; } .factors small { font-size: 9.5px; }
  :is(.rows, .verdicts) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  :is(.rows, .verdicts), :is(.rows, .verdicts) tbody { display: block; }
  :is(.rows, .verdicts) tr { border-bottom: 1px solid var(--line); } :is(.rows, .verdicts) tbody tr:last-child { border-bottom: 0; }
  :is(.rows, .verdicts) tbody tr:not([hidden]) { display: grid; gap: 2px 12px; padding: 7px 0; }
  :is(.rows, .verdicts) td, .rows td:last-child { border: 0; padding: 0; white-space: normal; min-width: 0; overflow-wrap: anywhere; }
  .rows tbody tr:not([hidden]) { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .rows td { grid-column: 1 / -1; text-align: left; } .rows td:first-child { font-weight: 600; } .rows td.brief { grid-column: auto; } .rows td.medium { grid-column: span 2; }
  .rows td:empty { display: none; }
  .rows td[data-label]::before { content: attr(data-label); display: block; color: var(--muted); font: 12px/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
  .verdicts tbody tr:not([hidden]) { grid-template-columns: auto 1fr; } .verdicts td:nth-child(2) { grid-column: 1 / -1; order: 1; } .verdicts td:empty { display: none; }
  .verdicts tr:has(+ .why) { border-bottom: 0; padding-bottom: 0 !important; } .verdicts .why { padding-top: 0 !important; }
  .verdict { border-radius: 12px; } th, td { padding-right: 8px; } td, th { font-size: 13.5px; }
  .cards { gap: 8px; } .card { padding: 9px 11px; } .card b { font-size: 19px; } .card b.long { font-size: 16px; }
}
/* On phones and on paper a metric is its name and value, and below them what it says. */
@media (max-width: 560px), print {
  #metrics, #metrics tbody { display: block; } #metrics :is(thead, td:nth-child(3)) { display: none; }
  #metrics tbody tr:not([hidden]) { display: grid; grid-template-columns: 1fr auto; gap: 1px 12px; padding: 5px 0; border-bottom: 1px solid var(--line); }
  #metrics td { border: 0; padding: 0; grid-column: auto; font-size: 13px; } #metrics td:nth-child(2) { text-align: right; white-space: normal; }
  #metrics td:last-child { grid-column: 1 / -1; color: var(--muted); font-size: 12px; line-height: 1.35; } :is(#metrics, #unmeasured) td::before { display: none; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --panel: #ffffff; --line: #d0d7de; --text: #000000; --muted: #444c56; --rule: #8c959f; --edge: #3d444d; --blue: #0072b2; --idle: #bfd9ea;
    --met: #00694c; --met-back: #ffffff; --missed: #a33f00; --missed-back: #ffffff; --other: #5a4500; --other-back: #ffffff;
  }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  section, .card { break-inside: avoid; } section.long { break-inside: auto; } .hint, input[type=search], #tip { display: none; }
  .chart svg, .on-paper svg { max-width: 100%; height: auto; } .on-screen { display: none; } .on-paper { position: static; visibility: visible; width: auto; height: auto; }
  .cards { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; margin: 14px 0 10px; } .card { padding: 7px 10px; } .card b { font-size: 13pt; } .card b.long { font-size: 10.5pt; }
  #metrics tbody { columns: 2; column-gap: 28px; } #metrics tbody tr { break-inside: avoid; } :is(#all, #rest) > summary { list-style: none; }
  .verdict { border: 1px solid currentColor; }
  .n { white-space: normal; } td, #metrics td { font-size: 8.5pt; } #metrics td:last-child { font-size: 7.5pt; } th { font-size: 8pt; } th, td { padding-right: 7px; } #metrics td.mono { min-width: 0; } .scroll { overflow: visible; } .factors :is(td, th) { white-space: normal; padding: 3px 5px; } .factors tr { break-inside: avoid; }
}
`;
