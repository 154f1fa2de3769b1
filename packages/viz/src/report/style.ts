/** The style of the page: light or dark like the reader's system, one column on a phone. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --ink: #202020; --soft: #5c6066; --line: #d9dce1; --card: #f6f7f9; --mark: #fff3c4; --shade: rgb(0 0 0 / .18);
  --chart-ink: var(--ink); --chart-paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14161a; --ink: #e6e8ec; --soft: #a2a8b1; --line: #343942; --card: #1c1f25; --mark: #453a12; --shade: rgb(255 255 255 / .22); --chart-paper: #14161a; }
  .card { filter: brightness(1.25); }
  picture { filter: brightness(.88); }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
h4 { font-size: .875rem; margin: .75rem 0 .4rem; color: var(--soft); font-weight: 600; }
p { margin: .5rem 0; max-width: 44rem; }
.notes, figcaption, footer { color: var(--soft); font-size: .875rem; }
.side { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); align-items: start; }
.results { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
.results > :first-child { flex: 3 1 33rem; min-width: 0; }
.results > .card { flex: 2 1 26rem; min-width: min(100%, 20rem); }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .5rem; overflow: hidden; background: var(--chart-paper); max-width: 36rem; }
.card svg { display: block; width: 100%; }
/* A shade at the right edge, covered by paper once the table is scrolled to its end. */
.scroll { overflow-x: auto; background: linear-gradient(to left, var(--paper) 40%, transparent) right / 2rem 100% no-repeat local,
  linear-gradient(to left, var(--shade), transparent) right / .6rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .3rem 1.5rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th, .group th { font-weight: 600; }
.group th { padding-top: .8rem; color: var(--soft); font-size: .8125rem; }
tbody th { min-width: 9rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
.differs { background: var(--mark); }
.differs th { font-weight: 600; }
.examples { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
figure { margin: 0 0 1.25rem; }
img { display: block; max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
figcaption { margin-top: .3rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  font: .875rem/1.6 ui-monospace, monospace; }
details > summary { cursor: pointer; margin: .5rem 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .75rem; }
@media (max-width: 40rem) { table { font-size: .875rem; } th, td { padding-right: .9rem; } tbody th { min-width: 7rem; } }
@media print { h2, figure, .card { break-inside: avoid; } .scroll { overflow: visible; } }
`;
