# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the lines between the peers: one bundle for each pair of routers, with one label that nothing overlaps.

A line leaves its port for a lane in the gutter, which all lines of that router share, and passes its bundle's label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from vpc_simulator.svg import Sheet

CARD, GUTTER, MARGIN, SIDE = 388, 200, 12, 30  # widths; without a gutter, lines run in the side
PLATE_WIDTH, PLATE_HEIGHT = 148, 54
LANES = 4
# The style of a bundle is the first of these that a line of it has.
WORST = ("gone", "bad", "hole", "moving", "idle oneway", "idle", "inactive", "good")


def left(column: int) -> int:
    """The left edge of a column."""
    return MARGIN + column * (CARD + GUTTER)


@dataclass(frozen=True, slots=True)
class Port:
    """The place where lines meet the box of an interface or a connection."""

    column: int
    y: int
    router_id: str


@dataclass(frozen=True, slots=True)
class Link:
    """One connection of two ports."""

    key: str
    ports: tuple[Port, Port]
    name: str
    state: str
    bandwidth: str
    style: str

    @property
    def routers(self) -> frozenset[str]:
        return frozenset(port.router_id for port in self.ports)


class Lines:
    """The bundles of one drawing. `bottom` is the lowest point of the labels."""

    def __init__(self, sheet: Sheet, columns: int, links: Iterable[Link]) -> None:
        self.bottom = 0
        self._sheet = sheet
        self._columns = columns
        self._taken: dict[int, list[tuple[int, int]]] = {}
        self._lanes: dict[str, int] = {}
        self._bundles: dict[frozenset[str], list[Link]] = {}
        for link in links:
            self._bundles.setdefault(link.routers, []).append(link)
        self._degree = Counter(router_id for routers in self._bundles for router_id in routers)

    def draw(self) -> None:
        """Draw all bundles; those that cross no column take their places first."""
        for bundle in sorted(self._bundles.values(), key=self._span):
            if self._columns == 1:
                for link in bundle:
                    self._line_beside(link)
            else:
                self._bundle(bundle)

    def _span(self, bundle: list[Link]) -> tuple[int, int]:
        first, second = bundle[0].ports
        return abs(first.column - second.column), self._spoke(bundle[0]).y

    def _spoke(self, link: Link) -> Port:
        """The port of the router that has fewer peers; the label is beside it."""
        return min(link.ports, key=lambda port: (self._degree[port.router_id], -port.column))

    def _bundle(self, bundle: list[Link]) -> None:
        spoke = self._spoke(bundle[0])
        gutter = self._gutter(bundle[0], spoke)
        middle = left(gutter) + CARD + GUTTER // 2
        y = self._place(gutter, self._crossed(bundle[0], gutter), spoke.y)
        style = min((link.style for link in bundle), key=WORST.index)
        for link in bundle:
            points = self._points(link, gutter, middle, y)
            self._line(link, points)
        self._sheet.owner(f"label {bundle[0].key}")
        lines = (bundle[0].name, _summary(bundle), bundle[0].bandwidth)
        self._sheet.label(middle, y, (PLATE_WIDTH, PLATE_HEIGHT), lines, style)
        self.bottom = max(self.bottom, y + PLATE_HEIGHT // 2 + MARGIN)

    def _gutter(self, link: Link, spoke: Port) -> int:
        """The gutter beside the spoke, on the side of the other port. The last column has none to its right."""
        columns = [port.column for port in link.ports]
        if columns[0] == columns[1]:
            return min(spoke.column, self._columns - 2)
        return spoke.column - 1 if spoke.column == max(columns) else spoke.column

    @staticmethod
    def _crossed(link: Link, gutter: int) -> list[int]:
        """The gutters that the line crosses at the height of its label."""
        return [
            crossed for port in link.ports for crossed in (*range(port.column, gutter), *range(gutter + 1, port.column))
        ]

    def _place(self, gutter: int, crossed: list[int], wanted: int) -> int:
        """The free height that is nearest to the wanted one."""
        rooms = [(gutter, PLATE_HEIGHT // 2 + 3), *((other, 3) for other in crossed)]
        for distance in count(0, 2):
            for y in (wanted + distance, wanted - distance):
                if y >= MARGIN + PLATE_HEIGHT // 2 and all(self._is_free(place, y, room) for place, room in rooms):
                    for place, room in rooms:
                        self._taken.setdefault(place, []).append((y - room, y + room))
                    return y
        raise AssertionError("unreachable: the heights have no end")

    def _is_free(self, gutter: int, y: int, room: int) -> bool:
        return all(y + room < top or y - room > bottom for top, bottom in self._taken.get(gutter, ()))

    def _lane(self, router_id: str) -> int:
        """The distance of a router's lane from the cards."""
        return 6 + 5 * self._lanes.setdefault(router_id, len(self._lanes) % LANES)

    def _points(self, link: Link, gutter: int, middle: int, y: int) -> list[tuple[int, int]]:
        first, second = (self._way(port, gutter, y) for port in link.ports)
        return [*first, (middle, y), *reversed(list(second))]

    def _way(self, port: Port, gutter: int, y: int) -> Iterator[tuple[int, int]]:
        """The corners from a port to the height of the label."""
        to_right = port.column <= gutter
        edge = left(port.column) + (CARD if to_right else 0)
        lane = edge + (self._lane(port.router_id) if to_right else -self._lane(port.router_id))
        self._stub(port, edge)
        yield from ((edge, port.y), (lane, port.y), (lane, y))

    def _line_beside(self, link: Link) -> None:
        """A line without a label, in the side, in the lane of the router with more peers."""
        hub = max(link.ports, key=lambda port: self._degree[port.router_id])
        lane = left(0) + CARD + self._lane(hub.router_id)
        edge = left(0) + CARD
        first, second = link.ports
        self._line(link, [(edge, first.y), (lane, first.y), (lane, second.y), (edge, second.y)])
        for port in link.ports:
            self._stub(port, edge)

    def _stub(self, port: Port, edge: int) -> None:
        """The piece of a line on the card, from its edge to the port."""
        x = left(port.column) + (CARD - 14 if edge > left(port.column) else 14)
        self._sheet.owner(f"port {port.router_id} {port.y} {edge}")
        self._sheet.add(f'<path class="stub" d="M{edge} {port.y}H{x}"/>')
        self._sheet.add(f'<circle class="port" cx="{x}" cy="{port.y}" r="4"/>')

    def _line(self, link: Link, points: list[tuple[int, int]]) -> None:
        path = "L".join(f"{x} {y}" for x, y in points)
        arrow = ' marker-end="url(#arrow)"' if "oneway" in link.style else ""
        self._sheet.owner(f"line {link.key}")
        self._sheet.beneath(f'<path class="line {link.style}" d="M{path}"{arrow}/>')


def _summary(bundle: list[Link]) -> str:
    """The state on a bundle's label; of several that differ, how many forward."""
    states = {link.state for link in bundle}
    if len(bundle) == 1:
        return bundle[0].state
    if len(states) == 1:
        return f"{len(bundle)} {bundle[0].state}"
    return f"{sum(link.style == 'good' for link in bundle)} of {len(bundle)} connected"
