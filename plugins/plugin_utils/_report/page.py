# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page about a run: one HTML file that loads nothing and runs nothing. Pure; its content is chosen in content."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.plugin_utils._report import sections
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.headline import headline
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.ladder import ladder
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Child, Markup, join, tag, void
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import Report
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.network import network
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.style import STYLE

# Nothing may be loaded, not even by a name that somebody crafted.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
FOOTER = "Made by aliops.vpc. This page holds no credential and loads nothing."


def page(report: Report) -> str:
    """Return the page."""
    first = headline(report)
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="referrer", content="no-referrer"),
        tag("title", first.title),
        tag("style", Markup(STYLE)),
    )
    body = tag(
        "main",
        tag("p", tag("span", first.kind, class_=f"mark {first.tone}"), tag("span", report.made_at), class_="over"),
        tag("h1", first.title),
        tag("p", first.lead, class_="lead"),
        _facts(report),
        network(report.links) if report.links else None,
        ladder(report.links),
        sections.drift(report),
        sections.losses(report),
        sections.changes(report),
        sections.reachability(report),
        sections.steps(report),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{tag("head", head)}{tag("body", body, tag("footer", FOOTER))}</html>\n'


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
