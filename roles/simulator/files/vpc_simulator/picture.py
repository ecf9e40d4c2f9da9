# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the picture of the cloud: the layout of accounts, VPCs and router interfaces, and the lines between peers.

The SVG elements are in `svg`, the colours in `templates/page.css`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from vpc_simulator.identities import Account
from vpc_simulator.model import BANDWIDTH, INITIATOR, RouteEntry, Router, RouterInterface, RouteTable, Vpc
from vpc_simulator.peer_connections import PeerConnection, PeerEnd
from vpc_simulator.picture_peers import peer_line, peer_row
from vpc_simulator.regions import REGIONS
from vpc_simulator.svg import Sheet
from vpc_simulator.world import World

CARD, GUTTER, MARGIN, SIDE = 388, 168, 12, 30  # widths; a line within a column runs beside it
LINE, INTERFACE = 19, 62  # heights
# Draw this many of each kind, and a count of the others.
SHOWN = 24
STEADY = {"Active": "good", "Available": "good", "Idle": "idle", "Inactive": "inactive", "Deleting": "bad"}


def css_class(status: str) -> str:
    """The CSS class of a state; all transient states share one."""
    return STEADY.get(status, "moving")


@dataclass(slots=True)
class Picture:
    """One drawing. `ports` are the ends of lines: the column and height of a router interface, or of a VPC peering
    connection at a VPC."""

    world: World
    sheet: Sheet = field(default_factory=Sheet)
    ports: dict[str, tuple[int, int]] = field(default_factory=dict)
    peer_ports: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    due: dict[str, float] = field(default_factory=dict)

    def account(self, account: Account, column: int, top: int) -> int:
        """Draw an account's box with its VPCs. Return its bottom."""
        sheet, x = self.sheet, _left(column)
        routers = [router for router in self.world.routers.values() if router.uid == account.uid]
        sheet.text(x + 14, top + 27, account.name, "title", CARD - 170)
        sheet.text(x + CARD - 14, top + 27, f"account {account.uid}", "mono muted end")
        y = top + 40
        for region, group in groupby(sorted(routers[:SHOWN], key=_region), _region):
            sheet.text(x + 14, y + 16, region, "mono region")
            sheet.text(x + CARD - 14, y + 16, REGIONS[region], "small muted end")
            y += 26
            for router in group:
                y = self._router(router, column, y) + 12
        y = self._omitted(x + 14, y, len(routers), "VPCs and border routers") + 4
        sheet.behind(f'<rect class="account" x="{x}" y="{top}" width="{CARD}" height="{y - top}" rx="12"/>')
        return y

    def _router(self, router: Router, column: int, top: int) -> int:
        """Draw a VPC or a border router with its content. Return its bottom."""
        sheet, x, y = self.sheet, _left(column) + 8, top
        subtitle = str(router.cidr) if isinstance(router, Vpc) else "border router"
        sheet.text(x + 12, y + 22, router.name or router.id, "name", 190)
        sheet.text(x + CARD - 28, y + 22, subtitle, "mono strong end")
        state = "" if router.status in ("Available", "active") else f" {router.status}"
        sheet.text(x + 12, y + 40, f"{router.id}{state}", "mono muted", 340)
        y += 48
        if isinstance(router, Vpc):
            y = self._vswitches(router, x, y)
        for interface_id in list(router.interface_ids)[:SHOWN]:
            y = self._interface(self.world.interfaces[interface_id], column, y)
        y = self._omitted(x + 12, y, len(router.interface_ids), "router interfaces")
        if isinstance(router, Vpc):
            y = self._peer_connections(router, column, y)
        for table_id in router.table_ids[:SHOWN]:
            y = self._table(self.world.tables[table_id], column, y)
        y = self._omitted(x + 12, y, len(router.table_ids), "route tables") + 8
        sheet.behind(f'<rect class="vpc" x="{x}" y="{top}" width="{CARD - 16}" height="{y - top}" rx="8"/>')
        return y

    def _vswitches(self, vpc: Vpc, x: int, y: int) -> int:
        for vswitch in (self.world.vswitches[vswitch_id] for vswitch_id in vpc.vswitch_ids[:SHOWN]):
            self.sheet.text(x + 12, y + 14, f"vSwitch {vswitch.name or vswitch.id}", "small muted", 160)
            self.sheet.text(x + CARD - 28, y + 14, f"{vswitch.zone} {vswitch.cidr}", "mono small muted end", 210)
            y += LINE
        return self._omitted(x + 12, y, len(vpc.vswitch_ids), "vSwitches")

    def _peer_connections(self, vpc: Vpc, column: int, y: int) -> int:
        connections = self.world.peer_connections.of_vpc(vpc.id)
        for connection in connections[:SHOWN]:
            end = connection.requester if connection.requester.vpc_id == vpc.id else connection.accepter
            y = self._peer_connection(connection, end, column, y)
        return self._omitted(_left(column) + 20, y, len(connections), "VPC peering connections")

    def _peer_connection(self, connection: PeerConnection, end: PeerEnd, column: int, top: int) -> int:
        sheet, x, y = self.sheet, _left(column) + 14, top + 4
        row = peer_row(self.world, connection, end, self.due.get(connection.id))
        self._box(x, y, row.style)
        sheet.text(x + 30, y + 17, row.state, f"ink {row.style}", 190)
        sheet.text(x + CARD - 36, y + 17, row.kind, "small muted end")
        sheet.text(x + 14, y + 34, row.id, "mono", 185)
        sheet.text(x + CARD - 36, y + 34, row.name, "small end", 135)
        sheet.text(x + 14, y + 50, row.peer, "mono small muted", CARD - 56)
        self.peer_ports[connection.id, end.vpc_id] = (column, y + (INTERFACE - 6) // 2)
        return top + INTERFACE

    def _box(self, x: int, y: int, style: str) -> None:
        """The box of an interface or a connection, with its colour."""
        sheet = self.sheet
        sheet.behind(f'<rect class="interface" x="{x}" y="{y}" width="{CARD - 28}" height="{INTERFACE - 6}" rx="6"/>')
        sheet.add(f'<rect class="fill {style}" x="{x}" y="{y}" width="5" height="{INTERFACE - 6}" rx="2"/>')
        sheet.add(f'<circle class="fill {style}" cx="{x + 19}" cy="{y + 13}" r="5"/>')

    def _interface(self, interface: RouterInterface, column: int, top: int) -> int:
        sheet, x, y = self.sheet, _left(column) + 14, top + 4
        style = css_class(interface.status)
        self._box(x, y, style)
        sheet.text(x + 30, y + 17, self._state(interface), f"ink {style}", 190)
        sheet.text(x + CARD - 36, y + 17, _kind(interface), "small muted end")
        sheet.text(x + 14, y + 34, interface.id, "mono", 185)
        if interface.name != interface.id:
            sheet.text(x + CARD - 36, y + 34, interface.name, "small end", 135)
        sheet.text(x + 14, y + 50, self._peer(interface), "mono small muted", CARD - 56)
        self.ports[interface.id] = (column, y + (INTERFACE - 6) // 2)
        return top + INTERFACE

    def _state(self, interface: RouterInterface) -> str:
        """The state, and its remaining time if it is transient."""
        state = interface.status
        if interface.business_status != "Normal":
            state += f", {interface.business_status}"
        if interface.visible_at > self.world.now:
            state += ", not listed yet"
        if interface.id in self.due:
            state += f", {max(self.due[interface.id] - self.world.now, 0):.0f} s left"
        return state

    def _peer(self, interface: RouterInterface) -> str:
        if not interface.opposite_interface_id:
            return "no peer yet"
        suffix = "" if self.world.peer_of(interface) else " (not found)"
        return f"peer {interface.opposite_interface_id}{suffix}"

    def _table(self, table: RouteTable, column: int, top: int) -> int:
        """Draw a route table: its system entries as a count. Return its bottom."""
        sheet, x, y = self.sheet, _left(column) + 20, top + 4
        sheet.text(x, y + 14, f"routes of {table.name or table.id}", "small muted", 200)
        entries = [entry for entry in table.entries.values() if entry.type != "System"]
        if system := len(table.entries) - len(entries):
            sheet.text(x + CARD - 40, y + 14, f"{system} system entries", "small muted end")
        y += LINE
        for entry in entries[:SHOWN]:
            sheet.text(x, y + 14, str(entry.destination), "mono small", 108)
            sheet.text(x + CARD - 40, y + 14, self._route_state(entry), f"small end ink {css_class(entry.status)}")
            for hop in entry.next_hops:
                sheet.text(x + 108, y + 14, f"→ {hop.id}", "mono small", 176)
                y += LINE
        return self._omitted(x, y, len(entries), "route entries")

    def _route_state(self, entry: RouteEntry) -> str:
        existing: dict[str, Container[str]] = {
            "RouterInterface": self.world.interfaces,
            "VpcPeer": self.world.peer_connections,
        }
        missing = any(hop.type in existing and hop.id not in existing[hop.type] for hop in entry.next_hops)
        return f"{entry.status}, no next hop" if missing else entry.status

    def _omitted(self, x: int, y: int, count: int, kind: str) -> int:
        if count <= SHOWN:
            return y
        self.sheet.text(x, y + 14, f"and {count - SHOWN} more {kind}", "small muted")
        return y + LINE

    def lines(self) -> None:
        """Draw each connection, and a line between two interfaces of which one names the other, if both are drawn."""
        for connection in self.world.peer_connections:
            ports = [self.peer_ports.get((connection.id, end.vpc_id)) for end in connection.ends]
            if ports[0] and ports[1]:
                self._line(ports[0], ports[1], *peer_line(connection))
        for interface in [self.world.interfaces[interface_id] for interface_id in self.ports]:
            peer = self.world.peer_of(interface)
            if peer is None or peer.id not in self.ports or peer is interface:
                continue
            mutual = interface.points_at(peer) and peer.points_at(interface)
            if mutual and interface.id > peer.id:
                continue  # drawn from the other side
            label, style = link(interface, peer) if mutual else ("one-sided", "idle oneway")
            bandwidth = f"{max(BANDWIDTH[interface.spec], BANDWIDTH[peer.spec])} Mbit/s"
            self._line(self.ports[interface.id], self.ports[peer.id], (label, bandwidth), style)

    def _line(self, from_port: tuple[int, int], to_port: tuple[int, int], label: tuple[str, str], style: str) -> None:
        (start, y1), (end, y2) = from_port, to_port
        x1, x2 = (_left(column) + CARD - 14 for column in (start, end))
        if start == end:
            bulge = x1 + min(24 + abs(y2 - y1) // 12, 2 * SIDE)
            curve = f"M{x1} {y1}C{bulge} {y1} {bulge} {y2} {x2} {y2}"
        else:
            x1, x2 = (x1, _left(end) + 14) if start < end else (_left(start) + 14, x2)
            bend = (x2 - x1) // 2
            curve = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
            self.sheet.label((x1 + x2) // 2, (y1 + y2) // 2, label, style)
        arrow = ' marker-end="url(#arrow)"' if "oneway" in style else ""
        self.sheet.add(f'<path class="line {style}" d="{curve}"{arrow}/>')
        for x, y in ((x1, y1), (x2, y2)):
            self.sheet.add(f'<circle class="port {style}" cx="{x}" cy="{y}" r="5"/>')


def _region(router: Router) -> str:
    return router.region


def _left(column: int) -> int:
    return MARGIN + column * (CARD + GUTTER)


def _kind(interface: RouterInterface) -> str:
    role = "initiator" if interface.role == INITIATOR else "acceptor"
    return role if interface.spec == "Negative" else f"{role}, {interface.spec}"


def link(interface: RouterInterface, peer: RouterInterface) -> tuple[str, str]:
    """The state of the connection between two interfaces that name each other, and its CSS class."""
    states = {interface.status, peer.status}
    if states == {"Active"}:
        return "connected", "good"
    if states & {"Connecting", "AcceptingConnecting"}:
        return "connecting", "moving"
    if "Deleting" in states:
        return "deleting", "bad"
    if "Idle" in states:
        return "not connected", "idle"
    return "inactive", "inactive"


def draw(world: World, columns: int) -> Iterator[str]:
    """The accounts as SVG in that many columns, each in the column that is shortest so far."""
    picture = Picture(world, due=_due(world))
    columns = max(min(columns, len(world.accounts)), 1)
    ends = [MARGIN] * columns
    for account in list(world.accounts.values())[:SHOWN]:
        column = ends.index(min(ends))
        ends[column] = picture.account(account, column, ends[column]) + MARGIN
    picture.lines()
    return picture.sheet.svg(_left(columns - 1) + CARD + SIDE, max(ends), "Accounts, VPCs and their connections")


def _due(world: World) -> dict[str, float]:
    """The time of each object's next event; without the publication of views to the other side."""
    due: dict[str, float] = {}
    for event in world.agenda.pending():
        if event.what != "peer view":
            due.setdefault(event.target, event.due)
    return due
