# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the picture of the cloud: the layout of accounts, VPCs and router interfaces.

The lines between peers are in `picture_lines`, the SVG elements in `svg`, the colours in `templates/page.css`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from vpc_simulator import svg
from vpc_simulator.identities import Account
from vpc_simulator.model import RouteEntry, Router, RouteTable, Vpc, VSwitch
from vpc_simulator.peer_connections import PeerConnection
from vpc_simulator.picture_interfaces import EndRow, css_class, interface_row, link
from vpc_simulator.picture_lines import CARD, MARGIN, SIDE, Lines, Link, Port, left
from vpc_simulator.picture_peers import peer_line, peer_row
from vpc_simulator.picture_routes import black_hole
from vpc_simulator.regions import REGIONS
from vpc_simulator.router_interfaces import BANDWIDTH, INITIATOR, RouterInterface
from vpc_simulator.svg import Sheet
from vpc_simulator.world import World

LINE = 19  # height of a line of text
INNER = CARD - 50  # width of the text in a box
# Draw this many of each kind, and a count of the others.
SHOWN = 24


@dataclass(slots=True)
class Picture:
    """One drawing. `ports` are the ends of lines at router interfaces, `peer_ports` those of connections at VPCs."""

    world: World
    sheet: Sheet = field(default_factory=Sheet)
    ports: dict[str, Port] = field(default_factory=dict)
    peer_ports: dict[tuple[str, str], Port] = field(default_factory=dict)
    due: dict[str, float] = field(default_factory=dict)

    def account(self, account: Account, column: int, top: int) -> int:
        """Draw an account's box with its VPCs. Return its bottom."""
        sheet, x = self.sheet, left(column)
        routers = [router for router in self.world.routers.values() if router.uid == account.uid]
        sheet.owner(account.uid)
        sheet.text(x + 14, top + 27, account.name, "title", CARD - 190)
        sheet.text(x + CARD - 14, top + 27, f"account {account.uid}", "mono small muted end")
        y = top + 40
        for region, group in groupby(sorted(routers[:SHOWN], key=_region), _region):
            sheet.owner(f"{account.uid} {region}")
            sheet.text(x + 14, y + 16, region, "mono region")
            sheet.text(x + CARD - 14, y + 16, REGIONS[region], "small muted end")
            y += 26
            for router in group:
                y = self._router(router, column, y) + 12
        sheet.owner(f"{account.uid} box")
        y = self._omitted(x + 14, y, len(routers), "VPCs and border routers") + 4
        sheet.behind(f'<rect class="account" x="{x}" y="{top}" width="{CARD}" height="{y - top}" rx="12"/>')
        return y

    def _router(self, router: Router, column: int, top: int) -> int:
        """Draw a VPC or a border router with its content. Return its bottom."""
        sheet, x, y = self.sheet, left(column) + 8, top
        subtitle = str(router.cidr) if isinstance(router, Vpc) else "border router"
        state = "" if router.status in ("Available", "active") else f" {router.status}"
        sheet.owner(router.id)
        sheet.text(x + 12, y + 22, router.name or router.id, "name", 200)
        sheet.text(x + CARD - 28, y + 22, subtitle, "mono strong end")
        sheet.text(x + 12, y + 40, f"{router.id}{state}", "mono muted", 340)
        y += 48
        if isinstance(router, Vpc):
            y = self._vswitches(router, x, y)
        for interface_id in list(router.interface_ids)[:SHOWN]:
            y = self._interface(self.world.interfaces[interface_id], column, y)
        sheet.owner(f"{router.id} box")
        y = self._omitted(x + 12, y, len(router.interface_ids), "router interfaces")
        if isinstance(router, Vpc):
            y = self._peer_connections(router, column, y)
        for table_id in router.table_ids[:SHOWN]:
            y = self._table(self.world.tables[table_id], column, y)
        sheet.owner(f"{router.id} box")
        y = self._omitted(x + 12, y, len(router.table_ids), "route tables") + 8
        sheet.behind(f'<rect class="vpc" x="{x}" y="{top}" width="{CARD - 16}" height="{y - top}" rx="8"/>')
        return y

    def _vswitches(self, vpc: Vpc, x: int, y: int) -> int:
        for vswitch in (self.world.vswitches[vswitch_id] for vswitch_id in vpc.vswitch_ids[:SHOWN]):
            y = self._vswitch(vswitch, x, y)
        return self._omitted(x + 12, y, len(vpc.vswitch_ids), "vSwitches")

    def _vswitch(self, vswitch: VSwitch, x: int, y: int) -> int:
        """Draw a vSwitch and the route table that it uses."""
        sheet, table = self.sheet, self.world.tables[vswitch.table_id]
        sheet.owner(vswitch.id)
        sheet.text(x + 12, y + 14, f"vSwitch {vswitch.name or vswitch.id}", "small muted", 140)
        sheet.text(x + CARD - 28, y + 14, f"{vswitch.zone} {vswitch.cidr}", "mono small muted end", 205)
        sheet.text(x + 24, y + 28, f"uses route table {table.name or table.id}", "small muted", INNER - 20)
        return y + LINE + 14

    def _peer_connections(self, vpc: Vpc, column: int, y: int) -> int:
        connections = self.world.peer_connections.of_vpc(vpc.id)
        for connection in connections[:SHOWN]:
            y = self._peer_connection(connection, vpc, column, y)
        self.sheet.owner(f"{vpc.id} peers")
        return self._omitted(left(column) + 20, y, len(connections), "VPC peering connections")

    def _peer_connection(self, connection: PeerConnection, vpc: Vpc, column: int, top: int) -> int:
        end = connection.requester if connection.requester.vpc_id == vpc.id else connection.accepter
        row = peer_row(self.world, connection, end, self.due.get(connection.id))
        self.peer_ports[connection.id, vpc.id] = Port(column, top + 32, vpc.router_id)
        return self._end(row, column, top)

    def _interface(self, interface: RouterInterface, column: int, top: int) -> int:
        self.ports[interface.id] = Port(column, top + 32, interface.router_id)
        row = interface_row(self.world, interface, self.due.get(interface.id))
        bottom = self._end(row, column, top)
        if row.style == "gone":
            self._dead_end(column, top + 32)
        return bottom

    def _end(self, row: EndRow, column: int, top: int) -> int:
        """Draw the box of an interface or a connection. Its state has as many lines as it needs. Return its bottom."""
        sheet, x, y = self.sheet, left(column) + 14, top + 4
        sheet.owner(row.id)
        y = sheet.paragraph(x + 30, y + 17, row.state, f"ink {row.style}", INNER - 24)
        beside = svg.columns(row.name) <= svg.room_for(INNER - 8, "mono") - svg.columns(row.id)
        sheet.text(x + 14, y + 17, row.id, "mono", INNER)
        if row.name:
            y += 0 if beside else LINE - 3
            sheet.text(x + CARD - 36, y + 17, row.name, "small end", INNER)
        sheet.text(x + 14, y + 33, row.kind, "small muted")
        y = sheet.paragraph(x + 14, y + 49, row.peer, "mono small muted", INNER)
        self._box(x, top + 4, y + 8 - top - 4, row.style)
        return y + 14

    def _box(self, x: int, y: int, height: int, style: str) -> None:
        """The box of an interface or a connection, with its colour."""
        sheet = self.sheet
        sheet.behind(f'<rect class="interface {style}" x="{x}" y="{y}" width="{CARD - 28}" height="{height}" rx="6"/>')
        sheet.add(f'<rect class="fill {style}" x="{x}" y="{y}" width="5" height="{height}" rx="2"/>')
        if style in ("gone", "hole"):
            sheet.add(f'<path class="cross {style}" d="M{x + 14} {y + 8}l10 10m0 -10l-10 10"/>')
        else:
            sheet.add(f'<circle class="fill {style}" cx="{x + 19}" cy="{y + 13}" r="5"/>')

    def _dead_end(self, column: int, y: int) -> None:
        """A line that ends at once, for a peer that was deleted."""
        x = left(column) + CARD - 14
        self.sheet.add(f'<path class="cross gone" d="M{x} {y}h18m2 -5l10 10m0 -10l-10 10"/>')

    def _table(self, table: RouteTable, column: int, top: int) -> int:
        """Draw a route table: its system entries as a count. Return its bottom."""
        sheet, x, y = self.sheet, left(column) + 20, top + 4
        sheet.owner(table.id)
        sheet.text(x, y + 14, f"routes of {table.name or table.id}", "small strong", 225)
        entries = [entry for entry in table.entries.values() if entry.type != "System"]
        if system := len(table.entries) - len(entries):
            noun = "entry" if system == 1 else "entries"
            sheet.text(x + CARD - 40, y + 14, f"{system} system {noun}", "small muted end")
        y += LINE
        for entry in entries[:SHOWN]:
            y = self._route(table, entry, x, y)
        sheet.owner(f"{table.id} rest")
        return self._omitted(x, y, len(entries), "route entries")

    def _route(self, table: RouteTable, entry: RouteEntry, x: int, y: int) -> int:
        """Draw a route entry, its state, and below it its next hops. Black holes are marked."""
        sheet = self.sheet
        holes = [black_hole(self.world, table, hop) for hop in entry.next_hops]
        sheet.owner(entry.id)
        sheet.text(x, y + 14, str(entry.destination), "mono small", 200)
        style = "hole" if any(holes) else css_class(entry.status)
        state = f"{entry.status}, black hole" if any(holes) else entry.status
        sheet.text(x + CARD - 40, y + 14, state, f"small end ink {style}")
        for hop, hole in zip(entry.next_hops, holes, strict=True):
            y += 15
            sheet.text(x + 12, y + 14, f"→ {hop.id}", "mono small hole" if hole else "mono small", INNER - 12)
            if hole:
                y += 15
                sheet.text(x + 24, y + 14, f"✕ {hole}", "small hole", INNER - 24)
        return y + LINE

    def _omitted(self, x: int, y: int, count: int, kind: str) -> int:
        if count <= SHOWN:
            return y
        self.sheet.text(x, y + 14, f"and {count - SHOWN} more {kind}", "small muted")
        return y + LINE

    def links(self) -> Iterator[Link]:
        """Each connection, and each pair of interfaces of which one names the other, if both ends are drawn."""
        for connection in self.world.peer_connections:
            first, second = (self.peer_ports.get((connection.id, end.vpc_id)) for end in connection.ends)
            if first and second:
                name = connection.requester.name or self._between(first, second)
                yield Link(connection.id, (first, second), name, *peer_line(connection))
        drawn: set[frozenset[str]] = set()
        for interface in [self.world.interfaces[interface_id] for interface_id in self.ports]:
            peer = self.world.peer_of(interface)
            if peer is None or peer.id not in self.ports or peer is interface:
                continue
            if (pair := frozenset((interface.id, peer.id))) not in drawn:
                drawn.add(pair)
                yield self._link(interface, peer)

    def _link(self, interface: RouterInterface, peer: RouterInterface) -> Link:
        ports = self.ports[interface.id], self.ports[peer.id]
        ends = sorted((interface, peer), key=lambda end: end.role != INITIATOR)
        names = [end.name for end in ends if end.name not in ("", end.id)]
        bandwidth = f"{max(BANDWIDTH[interface.spec], BANDWIDTH[peer.spec])} Mbit/s"
        return Link(
            interface.id,
            ports,
            (names or [self._between(*ports)])[0],
            link(interface, peer)[0],
            bandwidth,
            link(interface, peer)[1],
        )

    def _between(self, *ports: Port) -> str:
        """A name for a peering that has none: those of its routers."""
        routers = [self.world.routers[port.router_id] for port in ports]
        return " – ".join(router.name or router.id for router in routers)


def _region(router: Router) -> str:
    return router.region


def draw(world: World, columns: int) -> Iterator[str]:
    """The accounts as SVG in that many columns, each in the column that is shortest so far."""
    picture = Picture(world, due=_due(world))
    columns = max(min(columns, len(world.accounts)), 1)
    ends = [MARGIN] * columns
    for account in list(world.accounts.values())[:SHOWN]:
        column = ends.index(min(ends))
        ends[column] = picture.account(account, column, ends[column]) + MARGIN
    lines = Lines(picture.sheet, columns, picture.links())
    lines.draw()
    height = max(*ends, lines.bottom)
    return picture.sheet.svg(left(columns - 1) + CARD + SIDE, height, "Accounts, VPCs and their connections")


def _due(world: World) -> dict[str, float]:
    """The time of each object's next event; without the publication of views to the other side."""
    due: dict[str, float] = {}
    for event in world.agenda.pending():
        if event.what != "peer view":
            due.setdefault(event.target, event.due)
    return due
