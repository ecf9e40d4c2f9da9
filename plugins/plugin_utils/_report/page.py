# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page about a run: one HTML file that loads nothing and runs nothing. Pure; its content is chosen in model."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.ladder import rows_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Child, Markup, join, tag, void
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    TONE_OF_SEVERITY,
    TONE_OF_VERDICT,
    Report,
    Result,
    Step,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.style import STYLE
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.svg import topology

# Nothing may be loaded, not even by a name that somebody crafted.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(report: Report) -> str:
    """Return the page."""
    title, tone, lead = _headline(report)
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(STYLE)),
    )
    body = tag(
        "main",
        tag("div", tag("span", _kind(report), class_=f"mark {tone}"), tag("span", report.made_at), class_="over"),
        tag("h1", title),
        tag("p", lead, class_="lead"),
        _facts(report),
        tag("figure", topology(report.links), class_="panel") if report.links else None,
        _ladder(report),
        _findings(report),
        _pairs(report),
        _steps(report),
        tag("footer", "Made by aliops.vpc. This page holds no credential and loads nothing."),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{tag("head", head)}{tag("body", body)}</html>\n'


def _kind(report: Report) -> str:
    if report.state == "audit":
        return "Audit"
    return "Prediction, nothing was written" if report.check else "Run"


def _headline(report: Report) -> tuple[str, str, str]:
    """Return the page's title, its tone and a sentence below it."""
    active = sum(link.active for link in report.links)
    states = f"{_count(active, 'peering')} of {len(report.links)} active on both sides."
    if report.unreadable:
        return "Something could not be read", "bad", " ".join(report.unreadable)
    if report.state == "audit":
        if not report.findings:
            return "No drift", "good", f"Actual and desired state match. {states}"
        severities = [finding["severity"] for finding in report.findings]
        counted = [f"{severities.count(severity)} {_spaced(severity)}" for severity in dict.fromkeys(severities)]
        return _count(len(severities), "finding"), TONE_OF_SEVERITY[severities[0]], f"{', '.join(counted)}."
    if not report.writes:
        return "Nothing to do", "good", f"Actual and desired state match. {states}"
    changed = _count(sum(link.action != "none" for link in report.links) or len(report.links), "peering")
    if report.check:
        return (
            f"{changed} would change",
            "plan",
            "Drawn as predicted. Ids that only the service assigns are not known yet.",
        )
    complete = active == len(report.links)
    return f"{changed} changed", "good" if complete or report.state == "absent" else "warn", states


def _facts(report: Report) -> Markup:
    written = "write calls to come" if report.check else "write calls"
    facts: list[tuple[str, Child]] = [
        ("peering" if len(report.links) == 1 else "peerings", len(report.links)),
        (written, report.writes),
        ("read calls", report.reads),
    ]
    if report.elapsed:
        facts.append(("at work", f"{report.elapsed:.1f} s"))
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts), class_="facts")


def _ladder(report: Report) -> Markup | None:
    rows = rows_of(report.links)
    return _section("From router interfaces to VPC peering connections", rows) if rows else None


def _findings(report: Report) -> Markup | None:
    if not report.findings:
        return None
    rows = [
        tag(
            "li",
            tag("span", _spaced(finding["severity"]), class_=f"mark {TONE_OF_SEVERITY[finding['severity']]}"),
            tag(
                "div",
                tag("p", finding["text"]),
                tag("p", f"{finding['peering']}, {finding['side']} {finding['account']}", class_="sub"),
            ),
            tag("span", _spaced(finding["rule"]), class_="aside"),
        )
        for finding in report.findings
    ]
    return _section("Drift", rows)


def _pairs(report: Report) -> Markup | None:
    rows = [
        tag(
            "li",
            tag("span", _spaced(pair["verdict"]), class_=f"mark {TONE_OF_VERDICT[pair['verdict']]}"),
            tag(
                "div",
                tag(
                    "div",
                    tag("code", pair["initiator"]),
                    tag("span", "\u2194"),
                    tag("code", pair["acceptor"]),
                    class_="pair",
                ),
                tag("ul", *(tag("li", reason) for reason in _reasons(pair)), class_="sub"),
            ),
            tag("span", pair["peering"], class_="aside"),
        )
        for pair in report.pairs
    ]
    return _section("Reachability", rows) if rows else None


def _reasons(pair: Result) -> t.Iterator[str]:
    for way, source in (("forward", pair["initiator"]), ("backward", pair["acceptor"])):
        route = pair[way]
        if not route["lost"]:
            continue
        because = [f"{by['destination']} in {by['route_table_id']} has next hop {by['next_hop']}" for by in route["by"]]
        yield f"From {source} to {', '.join(route['lost'])}: {'; '.join(because) or 'no route'}."


def _steps(report: Report) -> Markup | None:
    rows = [
        tag(
            "li",
            tag("span", step.account, class_="mark bad" if step.failed else None),
            tag("div", tag("p", step.title), _records(step), _calls(step, report.check)),
            tag("span", f"{step.elapsed:.1f} s" if step.elapsed is not None else None, class_="aside"),
        )
        for step in report.steps
    ]
    title = "Planned steps" if report.check else "Steps"
    return _section(title, rows, "ol") if rows else None


def _records(step: Step) -> Markup:
    items = [tag("li", f"{action} ", tag("code", label)) for action, label in step.records]
    if step.failed:
        items.append(tag("li", step.failed))
    return tag("ul", *items, class_="sub")


def _calls(step: Step, check: bool) -> Markup | None:
    if not step.writes:
        return None
    counted = collections.Counter(step.writes)
    calls = ", ".join(f"{action} \u00d7 {number}" if number > 1 else action for action, number in counted.items())
    if check or not step.request_ids:
        return tag("p", tag("code", calls), class_="sub")
    details = [*_lines("Request ids", step.request_ids), *_lines("Seen while waiting", step.progress)]
    return tag("details", tag("summary", tag("code", calls)), *details)


def _lines(title: str, lines: t.Sequence[str]) -> list[Markup]:
    return [tag("p", title), tag("ul", *(tag("li", tag("code", line)) for line in lines))] if lines else []


def _section(title: str, rows: t.Sequence[Markup], kind: str = "ul") -> Markup:
    return tag("section", tag("h2", title), tag(kind, *rows, class_="panel rows"))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
