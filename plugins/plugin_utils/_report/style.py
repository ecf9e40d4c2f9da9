# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stylesheet of the report's page. Holds colours and sizes only; colours mean something or are grey."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f7f7f5; --surface: #ffffff; --ink: #1d2126; --soft: #646a73; --line: #e3e4e1; --wash: #f1f1ee;
  --good: #1f7a4d; --warn: #a65f00; --bad: #c0272d; --plan: #3457c4; --calm: #9aa0a8;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121417; --surface: #1a1d21; --ink: #e8eaed; --soft: #9aa1ab; --line: #2c3036; --wash: #22262b;
    --good: #5cc58f; --warn: #e5a14b; --bad: #f2787c; --plan: #8ba6ff; --calm: #6b727c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 var(--sans);
  -webkit-text-size-adjust: 100%; }
main { max-width: 1040px; margin: 0 auto; padding: 48px 24px 64px; }
code, .mono { font-family: var(--mono); font-size: .87em; overflow-wrap: anywhere; }
h1 { font-size: 34px; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; margin: 10px 0 8px;
  text-wrap: balance; }
h2 { font-size: 13px; font-weight: 600; letter-spacing: .02em; color: var(--soft); margin: 52px 0 14px; }
p { margin: 0; }
.over { font-size: 13px; color: var(--soft); display: flex; gap: 8px 14px; flex-wrap: wrap; align-items: center; }
.lead { color: var(--soft); max-width: 62ch; }
.mark { display: inline-flex; align-items: center; gap: 7px; font-weight: 600; }
.mark::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.plan { color: var(--plan); } .calm { color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: 16px 44px; margin: 28px 0 0; padding: 0; }
.facts div { display: flex; flex-direction: column-reverse; }
.facts dt { font-size: 13px; color: var(--soft); }
.facts dd { margin: 0; font-size: 24px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
figure { margin: 36px 0 0; padding: 28px; }
figure svg { display: block; width: 100%; height: auto; }
figure .tall { display: none; }
ol, ul { list-style: none; margin: 0; padding: 0; }
.rows > li { display: grid; grid-template-columns: 124px 1fr auto; gap: 4px 20px; padding: 16px 22px;
  border-top: 1px solid var(--line); align-items: baseline; }
.rows > li:first-child { border-top: 0; }
.rows .aside { color: var(--soft); font-size: 13px; text-align: right; font-variant-numeric: tabular-nums; }
.rows .sub { color: var(--soft); font-size: 13px; }
.rows .sub li { margin-top: 2px; }
.pair { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
.rungs { display: flex; font-size: 13px; }
.rungs + .aside { min-width: 190px; }
.rungs li { flex: 1 1 0; position: relative; padding: 16px 8px 0 0; color: var(--soft); }
.rungs li::before { content: ""; position: absolute; top: 4px; left: 5px; right: -5px; height: 2px;
  background: var(--line); }
.rungs li:last-child::before { display: none; }
.rungs li::after { content: ""; position: absolute; top: 0; left: 0; width: 10px; height: 10px; border-radius: 50%;
  border: 2px solid var(--calm); background: var(--surface); box-sizing: border-box; }
.rungs .past::before { background: var(--calm); } .rungs .past::after { background: var(--calm); }
.rungs .here { color: var(--ink); font-weight: 600; }
.rungs .here.good::after { background: var(--good); border-color: var(--good); }
.rungs .here.warn::after { background: var(--warn); border-color: var(--warn); }
.rungs .here.bad::after { background: var(--bad); border-color: var(--bad); }
details { font-size: 13px; color: var(--soft); margin-top: 6px; }
summary { cursor: pointer; width: fit-content; }
footer { margin-top: 44px; font-size: 13px; color: var(--soft); }
svg text { font-family: var(--sans); fill: var(--ink); font-size: 13px; }
svg .id { font-family: var(--mono); font-size: 12px; }
svg .small { fill: var(--soft); font-size: 12px; }
svg .head { font-weight: 600; font-size: 14px; }
svg .name { font-weight: 600; }
svg .account { fill: var(--wash); }
svg .vpc { fill: var(--surface); stroke: var(--line); }
svg .label { fill: var(--surface); }
svg .rule { stroke: var(--line); }
svg .way { fill: none; stroke-width: 2; }
svg .s-good { stroke: var(--good); } svg .f-good { fill: var(--good); }
svg .s-warn { stroke: var(--warn); } svg .f-warn { fill: var(--warn); }
svg .s-bad { stroke: var(--bad); stroke-dasharray: 2 5; stroke-linecap: round; } svg .f-bad { fill: var(--bad); }
svg .s-plan { stroke: var(--plan); stroke-dasharray: 7 5; } svg .f-plan { fill: var(--plan); }
svg .s-calm { stroke: var(--calm); } svg .f-calm { fill: var(--calm); }
@media (max-width: 700px) {
  main { padding: 28px 16px 48px; }
  h1 { font-size: 27px; }
  h2 { margin-top: 40px; }
  figure { padding: 14px; margin-top: 28px; }
  figure .wide { display: none; }
  figure .tall { display: block; }
  .facts { gap: 14px 32px; }
  .rows > li { grid-template-columns: 1fr; padding: 14px 16px; }
  .rows .aside { text-align: left; }
  .rungs { flex-wrap: wrap; gap: 4px 14px; }
  .rungs + .aside { min-width: 0; }
  .rungs li { flex: none; padding: 0 0 0 18px; }
  .rungs li::before { display: none; }
  .rungs li::after { top: 5px; }
}
@media print { body { background: #fff; } details { display: none; } }
"""
