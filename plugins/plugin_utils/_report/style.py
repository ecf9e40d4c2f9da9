# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stylesheet of the report's page. Holds colours and sizes only; colours mean something or are grey."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f7f7f5; --surface: #ffffff; --ink: #1d2126; --soft: #5b616a; --line: #dfe0dc; --wash: #f3f3f0;
  --good: #1a7045; --warn: #8f5200; --bad: #b8232a; --plan: #2f51bb; --calm: #7d838c;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121417; --surface: #1a1d21; --ink: #e8eaed; --soft: #a5acb6; --line: #31363d; --wash: #23272d;
    --good: #5cc58f; --warn: #e5a14b; --bad: #f58a8e; --plan: #9db3ff; --calm: #8a919b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 var(--sans);
  -webkit-text-size-adjust: 100%; }
main, footer { max-width: 1120px; margin: 0 auto; padding: 40px 24px 0; }
footer { padding-bottom: 48px; font-size: 13px; color: var(--soft); }
p, ol, ul, dl, dd { margin: 0; padding: 0; }
ol, ul { list-style: none; }
code { font-family: var(--mono); font-size: .87em; overflow-wrap: anywhere; }
strong, b { font-weight: 600; }
h1 { font-size: 32px; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; margin: 8px 0 6px;
  text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 13px; font-weight: 600; letter-spacing: .02em; color: var(--soft); margin: 36px 0 10px; }
.over { font-size: 13px; color: var(--soft); display: flex; gap: 8px 14px; flex-wrap: wrap; align-items: center; }
.lead { color: var(--soft); max-width: 72ch; overflow-wrap: anywhere; }
.mark { display: inline-flex; align-items: baseline; gap: 7px; font-weight: 600; }
.mark:not(:empty)::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 50%;
  background: currentColor; align-self: center; }
.sign { display: inline-block; min-width: 1.1em; font-family: var(--mono); text-align: center; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.plan { color: var(--plan); } .calm { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 40px; margin: 18px 0 0; }
.facts div { display: flex; flex-direction: column-reverse; }
.facts dt { font-size: 13px; color: var(--soft); }
.facts dd { font-size: 22px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
details { font-size: 13px; color: var(--soft); }
summary { cursor: pointer; width: fit-content; border-radius: 4px; }
summary:focus-visible { outline: 2px solid var(--plan); outline-offset: 2px; }
.fold > summary { padding: 11px 20px; font-size: 14px; }
.fold.list > ul { padding: 0 20px 12px; }

.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0 0 10px; font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 8px; }
.legend svg.lying { width: 46px; }
.picture { padding: 14px; font-size: 13px; line-height: 1.4; }
.picture .fold > summary { padding: 6px 4px; }
.picture .fold[open] > summary { margin-bottom: 8px; }
.hub + .hub, .hub + .fold, .fold + .fold { margin-top: 10px; }
.picture .fold { color: var(--ink); }
.link { display: grid; grid-template-columns: minmax(0, 1fr) minmax(150px, 216px) minmax(0, 1fr); }
.near, .far { background: var(--wash); padding: 8px 12px; overflow-wrap: anywhere; }
.near, .far { border-radius: 9px; }
.hub > .link:not(:last-child) .near { border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
.hub > .link:not(:first-child) .near { border-top: 1px solid var(--line); border-top-left-radius: 0;
  border-top-right-radius: 0; }
.hub > .link:not(:last-child) .far { margin-bottom: 6px; }
.again { display: none; }
.end { margin-top: 4px; padding-left: 15px; position: relative; }
.dot { position: absolute; left: 0; top: 5px; width: 8px; height: 8px; border-radius: 50%;
  background: currentColor; }
.sub, .aside, .rule { color: var(--soft); font-size: 13px; }
.warn.sub { color: var(--warn); }
.ways { align-self: center; text-align: center; position: relative; min-width: 0; overflow-wrap: anywhere; }
.ways .name { display: flex; flex-wrap: wrap; gap: 0 8px; justify-content: center; padding: 0 10px; }
.ways .sub { font-size: 12px; padding: 0 10px; }
.way { position: relative; height: 15px; display: flex; align-items: center; justify-content: center; }
.word { position: relative; background: var(--surface); padding: 0 5px; font-size: 12px; font-weight: 600; }
svg.lying { width: 100%; height: 12px; display: block; overflow: visible; flex: none; }
.way svg.lying { position: absolute; left: 0; }
svg.upright { display: none; overflow: visible; }
svg line { stroke: currentColor; stroke-width: 2; }
svg path { fill: currentColor; }
svg.good { color: var(--good); } svg.calm { color: var(--calm); }
svg.partly-captured line, svg.partly-lost line { stroke-width: 2.5; stroke-dasharray: 11 5; }
svg.captured line { stroke-width: 2.5; stroke-dasharray: 11 4 2 4; }
svg.lost line { stroke-width: 3.5; stroke-dasharray: 0 7; stroke-linecap: round; }
svg .cross { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; }
svg.planned line { stroke-dasharray: 6 4; }
svg.unused line, svg.unknown line { stroke-width: 1.5; stroke-dasharray: 2 5; }

.rows > li { display: grid; grid-template-columns: 124px minmax(0, 1fr) auto; gap: 4px 20px; padding: 12px 20px;
  border-top: 1px solid var(--line); align-items: baseline; overflow-wrap: anywhere; }
.rows:first-child > li:first-child { border-top: 0; }
.rows > li.wide { grid-template-columns: minmax(0, 1fr); }
.rows + .fold, .fold + .fold.list { border-top: 1px solid var(--line); }
.rows .aside { text-align: right; font-variant-numeric: tabular-nums; }
.rows .sub li { margin-top: 2px; }
.rows > li > .sign { justify-self: start; }
.findings > li, .pairs + .pairs, .findings + details, details + details { margin-top: 5px; }
.findings p, .pairs p { font-size: 14px; } .findings .sub { font-size: 13px; }
.changes li { display: grid; grid-template-columns: 1.4em minmax(0, 1fr); font-size: 14px; color: var(--ink); }
.rows > .ladder { grid-template-columns: minmax(110px, auto) minmax(0, 1fr) auto; }
.rungs { display: flex; font-size: 13px; }
.rungs li { flex: 1 1 0; position: relative; padding: 16px 8px 0 0; color: var(--soft); }
.rungs li::before { content: ""; position: absolute; top: 4px; left: 5px; right: 0; height: 2px;
  background: var(--line); }
.rungs li:last-child::before { display: none; }
.rungs li::after { content: ""; position: absolute; top: 0; left: 0; width: 10px; height: 10px; border-radius: 50%;
  border: 2px solid var(--calm); background: var(--surface); }
.rungs .past::before { background: var(--calm); } .rungs .past::after { background: var(--calm); }
.rungs .here { color: var(--ink); font-weight: 600; }
.rungs .here.good::after { background: var(--good); border-color: var(--good); }
.rungs .here.warn::after { background: var(--warn); border-color: var(--warn); }
.rungs .here.bad::after { background: var(--bad); border-color: var(--bad); }

@media (max-width: 700px) {
  main, footer { padding: 24px 14px 0; }
  footer { padding-bottom: 32px; }
  h1 { font-size: 25px; }
  h2 { margin-top: 28px; }
  .facts { gap: 8px 26px; }
  .facts dd { font-size: 19px; }
  .picture { padding: 10px; }
  .link { grid-template-columns: minmax(0, 1fr); }
  .link + .link { margin-top: 14px; }
  .hub > .link:nth-child(n) .near, .hub > .link:nth-child(n) .far { border-radius: 9px; border-top: 0; margin: 0; }
  .again { display: block; font-weight: 600; }
  .ways { text-align: left; padding: 8px 0 8px 56px; min-height: 56px; }
  .ways .name { justify-content: flex-start; }
  .ways .name, .ways .sub { padding: 0; }
  .way { position: static; display: block; height: auto; }
  .way svg.lying { display: none; }
  .way .word { padding: 0; }
  .way.there .word::before { content: "\\2193  "; } .way.back .word::before { content: "\\2191  "; }
  svg.upright { display: block; position: absolute; top: 0; left: 14px; width: 12px; height: 100%; }
  .back svg.upright { left: 34px; }
  .rows > li, .rows > .ladder { grid-template-columns: minmax(0, 1fr); padding: 11px 14px; }
  .rows .aside { text-align: left; }
  .fold > summary { padding: 11px 14px; }
  .rungs { flex-wrap: wrap; gap: 4px 14px; }
  .rungs li { flex: none; padding: 0 0 0 18px; }
  .rungs li::before { display: none; }
  .rungs li::after { top: 5px; }
}
@media print {
  body { background: #fff; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
