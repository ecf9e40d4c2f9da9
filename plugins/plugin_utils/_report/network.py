# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the peerings: a VPC with its sides of peerings, the ways, and the VPCs at the other ends. Pure; styles nothing.

The picture is a grid of HTML, so that text wraps and can be copied; only the ways are SVG. On narrow screens the style
puts one below the other, and shows the upright lines.
"""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.groups import Hub, hubs, picture
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Child, Markup, join, tag
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    BAD,
    CALM,
    FLOWS,
    GOES,
    GOOD,
    LOST,
    PLAN,
    TONE_OF_SEVERITY,
    UP,
    WARN,
    WORD_OF_MARK,
    End,
    Flow,
    Link,
    Vpc,
    spaced,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.parts import fold, mark_of

# The heads of arrows, by whether they are upright and point forward; and the cross on a way that loses all.
HEADS = {
    (False, True): "M0 6l-9 -5v10z",
    (False, False): "M0 6l9 -5v10z",
    (True, True): "M6 0l-5 -9h10z",
    (True, False): "M6 0l-5 9h10z",
}
CROSSES = {False: "M-5 1l10 10m0 -10l-10 10", True: "M1 -5l10 10m0 -10l-10 10"}
# More destinations of one route table are behind a fold.
DESTINATIONS = 3
FOLDED = {
    BAD: "more {}: no traffic",
    WARN: "more {}: a part of the traffic",
    PLAN: "more {}: planned",
    GOOD: "{}: traffic goes both ways",
    CALM: "{}: no link",
}
# The statuses that the name of a missing next hop expresses.
NO_HOP = ("absent", "ambiguous", "unknown")


def network(links: t.Sequence[Link]) -> Markup:
    """Return the picture with its legend; what needs no look is behind a fold."""
    parts = picture(links)
    folds = [_folded(tone, folded) for tone, folded in parts.folded]
    body = (_drawn(parts.shown) if parts.shown else None, *folds)
    return tag("section", tag("h2", "Peerings"), _legend(links), tag("div", *body, class_="panel picture"))


def _folded(tone: str, links: t.Sequence[Link]) -> Markup:
    title = f"{len(links)} {FOLDED[tone].format('peering' if len(links) == 1 else 'peerings')}"
    return fold(tag("span", title, class_=f"mark {tone}"), _drawn(links), "fold")


def _legend(links: t.Sequence[Link]) -> Markup:
    """Return the meaning of the lines and marks that the picture has."""
    flows = {end.flow.name for link in links for end in link.ends}
    marks = {link.mark for link in links} - {"="}
    return tag(
        "ul",
        *(tag("li", _line(flow, forward=True), flow.meaning) for flow in FLOWS if flow.name in flows),
        *(tag("li", mark_of(mark), word) for mark, word in WORD_OF_MARK.items() if mark in marks),
        class_="legend",
        aria_label="Legend",
    )


def _drawn(links: t.Sequence[Link]) -> Markup:
    return join(*(_hub(hub) for hub in hubs(links)))


def _hub(hub: Hub) -> Markup:
    rows = [
        tag(
            "li",
            tag(
                "div",
                _vpc(hub.vpc) if number == 0 else tag("p", _id(hub.vpc.vpc_id), class_="again"),
                _end(link, own),
                class_="near",
            ),
            _ways(link, own, far),
            tag("div", _vpc(far.vpc), _end(link, far), class_="far"),
            class_="link",
        )
        for number, (link, own, far) in enumerate(hub.spokes)
    ]
    return tag("ul", *rows, class_="hub")


def _vpc(vpc: Vpc) -> Markup:
    place = " \u00b7 ".join(filter(None, (vpc.region, vpc.name)))
    return join(
        tag("p", tag("strong", vpc.account), " ", tag("code", vpc.account_id) if vpc.account_id else None),
        tag("p", tag("strong", _id(vpc.vpc_id)), " ", place),
        tag("p", tag("code", ", ".join(vpc.blocks)), class_="sub") if vpc.blocks else None,
        *(tag("p", "unpaired: ", tag("code", interface), class_="sub warn") for interface in vpc.unpaired),
    )


def _id(vpc_id: str | None) -> Markup:
    return tag("code", vpc_id or "unknown VPC")


def _end(link: Link, end: End) -> Markup:
    """Return a side: its router interface, unless both share a connection, and its routes."""
    tone = GOOD if end.status in UP else CALM if link.tone == CALM else BAD
    dot = tag("i", class_=f"dot {PLAN if link.tone == PLAN else tone}")
    words = end.role if end.status in NO_HOP and not end.was else f"{end.statuses}, {end.role}"
    hop = join(tag("code", end.next_hop_id), " ") if end.next_hop_id else f"{link.hop(end)}, "
    first = (dot, end.role) if link.shared else (dot, hop, tag("span", words))
    return tag(
        "div",
        tag("p", *first),
        tag("p", end.former, class_="sub") if end.former else None,
        *(_table(*table) for table in end.tables),
        None if end.tables else tag("p", "no routes", class_="sub"),
        class_="end",
    )


def _table(table: str, destinations: t.Sequence[str]) -> Markup:
    arrow = f"{table} \u2192 " if table else "\u2192 "
    if len(destinations) <= DESTINATIONS:
        return tag("p", tag("code", f"{arrow}{', '.join(destinations)}"), class_="sub")
    title = join(tag("code", f"{arrow}{destinations[0]}"), f" and {len(destinations) - 1} more")
    return fold(title, tag("code", ", ".join(destinations[1:])))


def _ways(link: Link, own: End, far: End) -> Markup:
    """Return the name of a peering between its two ways, the one to the far side above."""
    severity = _severity(link.severity) if link.severity else None
    return tag(
        "div",
        tag("p", mark_of(link.mark), tag("strong", link.name), severity, class_="name"),
        _way(own.flow, forward=True),
        tag("p", tag("code", link.hop(link.known_end)), class_="sub") if link.shared else None,
        tag("p", link.details if link.shared else link.capacity, class_="sub"),
        _way(far.flow, forward=False),
        tag("p", f"waiting: {link.waiting}", class_="sub") if link.waiting else None,
        class_="ways",
    )


def _severity(severity: str) -> Markup:
    return tag("span", spaced(severity), class_=f"mark {TONE_OF_SEVERITY[severity]}")


def _way(flow: Flow, *, forward: bool) -> Markup:
    """Return a way: its line, lying and upright, and its word, which only readers hear of when all is well."""
    word = tag("span", flow.word, class_="unseen" if flow is GOES else "word")
    return tag(
        "div",
        _line(flow, forward=forward),
        _line(flow, forward=forward, upright=True),
        word,
        class_=f"way {flow.name} {flow.tone} {'there' if forward else 'back'}",
    )


def _line(flow: Flow, *, forward: bool, upright: bool = False) -> Markup:
    """Return a line with an arrow at its end; its length is that of the room, so places are percentages."""
    along, across = ("y", "x") if upright else ("x", "y")
    places: dict[str, Child] = {f"{along}1": 0, f"{along}2": "100%", f"{across}1": 6, f"{across}2": 6}
    end: dict[str, Child] = {along: "100%" if forward else 0}
    aside: dict[str, Child] = {along: "18%"}
    return tag(
        "svg",
        tag("line", **places),
        tag("svg", tag("path", d=HEADS[upright, forward]), overflow="visible", **end),
        tag("svg", tag("path", d=CROSSES[upright], class_="cross"), overflow="visible", **aside)
        if flow is LOST
        else None,
        class_=f"{'upright' if upright else 'lying'} {flow.name} {flow.tone}",
        aria_hidden="true",
    )
