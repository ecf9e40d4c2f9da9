# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The topology as inline SVG: a wide picture with each VPC once, and a tall one for phones. Pure; styles nothing.

Lengths are in the picture's own units, which are CSS pixels as long as there is room. SVG does not wrap text, so long
text is cut, and is complete in a title.
"""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Markup, join, tag
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import UP, End, Link, Vpc, VpcKey

WIDE, CARD, TALL = 936, 316, 340
PADDING, GAP = 12, 14
ACCOUNT_HEAD, VPC_HEAD, PORT = 34, 68, 56
# How many characters fit into a card.
FITS, FITS_MONO = 42, 36


@dataclasses.dataclass
class Card:
    """A VPC with the ends of peerings on it, and its place."""

    vpc: Vpc
    ends: list[tuple[Link, End]] = dataclasses.field(default_factory=list)

    @property
    def height(self) -> int:
        """Return how high the card is."""
        return VPC_HEAD + PORT * len(self.ends)


Column = dict[VpcKey, Card]
Port = tuple[int, float]
Ports = dict[tuple[str, str], Port]


def topology(links: t.Sequence[Link]) -> Markup:
    """Return both pictures; the page shows the one that fits."""
    return join(_wide(links), _tall(links))


def _wide(links: t.Sequence[Link]) -> Markup:
    """Each VPC once, with those that it peers with in the other column as far as that is possible."""
    left, right = _columns(links)
    ports: Ports = {}
    height = max(_height(left), _height(right))
    cards = [
        _stack(column, x, (height - _height(column)) / 2, ports) for column, x in ((left, 0), (right, WIDE - CARD))
    ]
    places = [[ports[(link.name, end.role)] for end in link.ends] for link in links]
    # Ways lie over the cards' ground, and names over all ways.
    ways = [_ways(link, *ends) for link, ends in zip(links, places)]
    names = [_name(link, *ends) for link, ends in zip(links, places)]
    return _svg("wide", WIDE, height, [*cards, *ways, *names], links)


def _columns(links: t.Sequence[Link]) -> tuple[Column, Column]:
    """Share the VPCs out: a VPC stands on the left or on the right, its peers opposite.

    Where three VPCs peer with each other that cannot be: then one of them stands in both columns.
    """
    peers: dict[VpcKey, list[VpcKey]] = collections.defaultdict(list)
    for link in links:
        initiator, acceptor = (end.vpc.key for end in link.ends)
        peers[initiator].append(acceptor)
        peers[acceptor].append(initiator)
    place: dict[VpcKey, int] = {}
    for start in peers:
        waiting = collections.deque([start] if start not in place else [])
        place.setdefault(start, 0)
        while waiting:
            vpc = waiting.popleft()
            for peer in peers[vpc]:
                if peer not in place:
                    place[peer] = 1 - place[vpc]
                    waiting.append(peer)
    columns: tuple[Column, Column] = ({}, {})
    for link in links:
        first = place[link.ends[0].vpc.key]
        for end, column in zip(link.ends, (first, 1 - first)):
            columns[column].setdefault(end.vpc.key, Card(end.vpc)).ends.append((link, end))
    return columns


def _accounts(column: Column) -> list[tuple[list[Card], int]]:
    """Return the cards of each account in a column, and how high they are together."""
    accounts: dict[str, list[Card]] = collections.defaultdict(list)
    for card in column.values():
        accounts[card.vpc.account].append(card)
    return [(cards, ACCOUNT_HEAD + sum(card.height + PADDING for card in cards)) for cards in accounts.values()]


def _height(column: Column) -> int:
    return sum(height + GAP for _cards, height in _accounts(column)) - GAP


def _stack(column: Column, x: int, y: float, ports: Ports) -> Markup:
    """Draw the accounts of a column below each other, and note where the ends of peerings are."""
    drawn = []
    for cards, height in _accounts(column):
        drawn.append(_account(cards[0].vpc, x, y, CARD, height))
        inner = y + ACCOUNT_HEAD
        for card in cards:
            drawn.append(_card(card, x + PADDING, inner, CARD - 2 * PADDING))
            for number, (link, end) in enumerate(card.ends):
                edge = x + CARD - PADDING if x == 0 else x + PADDING
                ports[(link.name, end.role)] = (edge, inner + VPC_HEAD + PORT * (number + 0.5))
            inner += card.height + PADDING
        y += height + GAP
    return join(*drawn)


def _ways(link: Link, initiator: Port, acceptor: Port) -> Markup:
    (x1, y1), (x2, y2) = initiator, acceptor
    forward = _way(link.ends[0], x1, y1 - 7, x2, y2 - 7)
    backward = _way(link.ends[1], x2, y2 + 7, x1, y1 + 7)
    return tag("g", tag("title", f"{link.name}: {_state(link)}"), forward, backward)


def _name(link: Link, initiator: Port, acceptor: Port) -> Markup:
    x, y = (initiator[0] + acceptor[0]) / 2, (initiator[1] + acceptor[1]) / 2
    name = _cut(link.name, 26)
    if link.shared:
        return _connection(link, name, x, y)
    width = 8 * len(name) + 26
    return join(
        tag("rect", x=x - width / 2, y=y - 14, width=width, height=28, rx=14, class_="label"),
        tag("text", name, x=x, y=y + 4.5, text_anchor="middle", class_="name"),
    )


def _connection(link: Link, name: str, x: float, y: float) -> Markup:
    """Draw the VPC peering connection, which both sides share, between them."""
    hop = _cut(link.hop(link.known_end), FITS_MONO)
    width = 8 * max(len(name), len(hop), len(link.details)) + 26
    texts = ((name, -11, "name"), (hop, 5, _kind_of(link.known_end)), (link.details, 21, "small"))
    return join(
        tag("rect", x=x - width / 2, y=y - 27, width=width, height=54, rx=14, class_="label"),
        *(tag("text", text, x=x, y=y + below, text_anchor="middle", class_=kind) for text, below, kind in texts),
    )


def _kind_of(end: End) -> str | None:
    return "id" if end.next_hop_id else None


def _way(end: End, x1: float, y1: float, x2: float, y2: float) -> Markup:
    # The line ends where its arrow's point is.
    tip = x2 - 9 if x2 > x1 else x2 + 9
    bend = (tip - x1) * 0.45
    curve = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {tip - bend:g} {y2:g} {tip:g} {y2:g}"
    size = 9 if x2 > x1 else -9
    arrow = f"M{x2:g} {y2:g}l{-size} -4.5v9z"
    return join(tag("path", d=curve, class_=f"way s-{end.tone}"), tag("path", d=arrow, class_=f"f-{end.tone}"))


def _tall(links: t.Sequence[Link]) -> Markup:
    """One peering below the other, its initiator on top."""
    drawn, y = [], 0.0
    for number, link in enumerate(links):
        if number:
            drawn.append(tag("line", x1=0, x2=TALL, y1=y, y2=y, class_="rule"))
            y += 2 * GAP
        middles = []
        for end in link.ends:
            card = Card(end.vpc, [(link, end)])
            height = ACCOUNT_HEAD + card.height + PADDING
            drawn.append(_account(end.vpc, 0, y, TALL, height))
            drawn.append(_card(card, PADDING, y + ACCOUNT_HEAD, TALL - 2 * PADDING))
            middles.append((y, y + height))
            y += height + 88
        y -= 88 - 2 * GAP
        drawn.append(_upright(link, middles[0][1], middles[1][0]))
    return _svg("tall", TALL, y - 2 * GAP, drawn, links)


def _upright(link: Link, top: float, bottom: float) -> Markup:
    def way(end: End, x: float, start: float, stop: float) -> Markup:
        size = 9 if stop > start else -9
        line = tag("path", d=f"M{x:g} {start:g}V{stop - size:g}", class_=f"way s-{end.tone}")
        return join(line, tag("path", d=f"M{x:g} {stop:g}l-4.5 {-size}h9z", class_=f"f-{end.tone}"))

    name, middle = _cut(link.name, 34), (top + bottom) / 2
    lines = [link.hop(link.known_end), link.details] if link.shared else [_state(link)]
    return join(
        way(link.ends[0], 32, top, bottom),
        way(link.ends[1], 48, bottom, top),
        tag("text", name, x=66, y=middle - 2, class_="name"),
        *(tag("text", line, x=66, y=middle + 16 * (n + 1), class_="small") for n, line in enumerate(lines)),
    )


def _account(vpc: Vpc, x: float, y: float, width: int, height: float) -> Markup:
    spans = [tag("tspan", _cut(vpc.account, 18), class_="head")]
    if vpc.account_id:
        spans.append(tag("tspan", f"  {vpc.account_id}", class_="id small", dx=6))
    return join(
        tag("rect", x=x, y=y, width=width, height=height, rx=12, class_="account"),
        tag("text", *spans, x=x + PADDING + 2, y=y + 22),
    )


def _card(card: Card, x: float, y: float, width: int) -> Markup:
    vpc = card.vpc
    named = f"{vpc.region} \u00b7 {vpc.name}" if vpc.name else vpc.region
    drawn = [
        tag("rect", x=x, y=y, width=width, height=card.height, rx=8, class_="vpc"),
        tag("text", vpc.vpc_id or "unknown VPC", x=x + 14, y=y + 23, class_="id head"),
        tag("text", _cut(named, FITS), x=x + 14, y=y + 41, class_="small"),
        tag("text", tag("title", ", ".join(vpc.blocks)), _some(vpc.blocks), x=x + 14, y=y + 57, class_="id small"),
    ]
    for number, (link, end) in enumerate(card.ends):
        drawn.append(_port(link, end, x, y + VPC_HEAD + PORT * number, width))
    return join(*drawn)


def _port(link: Link, end: End, x: float, y: float, width: int) -> Markup:
    """Draw the routes of a side, with its router interface; a connection is drawn between the sides."""
    hop, status = link.hop(end), "good" if end.status in UP else "calm" if end.status == "absent" else "bad"
    tone = link.tone if link.tone == "plan" else status
    upper = (end.role, None) if link.shared else (_cut(hop, FITS_MONO), _kind_of(end))
    routes = f"\u2192 {_some(end.routes)}" if end.routes else "no routes" if link.shared else ""
    lower = routes if link.shared else f"{end.status}  {routes}".rstrip()
    return tag(
        "g",
        tag("title", f"{end.role} of {link.name}: {hop}, {end.status}; routes: {', '.join(end.routes) or 'none'}"),
        tag("line", x1=x, x2=x + width, y1=y, y2=y, class_="rule"),
        tag("circle", cx=x + 19, cy=y + 21, r=4.5, class_=f"f-{tone}"),
        tag("text", upper[0], x=x + 32, y=y + 25, class_=upper[1]),
        tag("text", lower, x=x + 32, y=y + 43, class_="small"),
    )


def _svg(kind: str, width: int, height: float, drawn: t.Sequence[Markup], links: t.Sequence[Link]) -> Markup:
    labels = [f"{link.name}: {' to '.join(end.vpc.account for end in link.ends)}, {_state(link)}" for link in links]
    return tag(
        "svg",
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height:g}",
        class_=kind,
        role="img",
        aria_label="; ".join(labels),
    )


def _state(link: Link) -> str:
    statuses = list(dict.fromkeys(end.status for end in link.ends))
    if link.shared or len(statuses) > 1:
        return link.details
    return ", ".join(filter(None, (f"{statuses[0]} on both sides", link.capacity)))


def _some(blocks: t.Sequence[str]) -> str:
    """Return as many blocks as fit, and how many more there are."""
    if len(", ".join(blocks)) <= FITS_MONO - 2:
        return ", ".join(blocks)
    return f"{blocks[0]} and {len(blocks) - 1} more" if len(blocks) > 1 else _cut(blocks[0], FITS_MONO)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}\u2026"
