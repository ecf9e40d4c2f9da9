# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The router interfaces and routes of a run's peerings, as they were read and as its tasks left them. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import key_of, unclear

FIELDS = {field.name for field in dataclasses.fields(RouterInterface)}
CREATED = ("created", "recreated")
CONNECTIONS = "router_interface_connections"
# The lists of router interfaces in the results of the modules.
NOUNS = ("router_interfaces", "router_interface_peers", CONNECTIONS)

Result = dict[str, t.Any]
Place = tuple[str, str]
Ends = dict[str, t.Optional[RouterInterface]]


@dataclasses.dataclass
class Estate:
    """The interfaces by their keys, and the routes by table and destination."""

    interfaces: dict[str, RouterInterface] = dataclasses.field(default_factory=dict)
    routes: dict[Place, Result] = dataclasses.field(default_factory=dict)
    # Accounts and regions, None for all of them, of which nothing is known.
    unread: set[tuple[str, str | None]] = dataclasses.field(default_factory=set)
    # The keys of the ends whose interface is ambiguous.
    unclear: set[str] = dataclasses.field(default_factory=set)
    touched: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    routers: set[str | None] = dataclasses.field(default_factory=set)
    # The interfaces that their own account read after all of their changes.
    read_back: set[str] = dataclasses.field(default_factory=set)

    @functools.cached_property
    def destinations(self) -> dict[Place, list[str]]:
        """Return the custom entries' destinations by table and next hop; to be called once all results are applied."""
        by_hop: dict[Place, list[str]] = {}
        for route in self.routes.values():
            if route["kind"] == "Custom" and route["next_hop_id"]:
                by_hop.setdefault((route["route_table_id"], route["next_hop_id"]), []).append(route["destination"])
        return by_hop

    @functools.cached_property
    def to_come(self) -> dict[str, list[str]]:
        """Return by table the destinations whose next hop does not exist yet; to be called like ``destinations``."""
        by_table: dict[str, list[str]] = {}
        for route in self.routes.values():
            if route["kind"] == "Custom" and not route["next_hop_id"]:
                by_table.setdefault(route["route_table_id"], []).append(route["destination"])
        return by_table

    def read(self, peering: Peering) -> None:
        """Add the snapshot of a peering."""
        doubtful = bool(unclear(peering))
        for side in peering.sides:
            interface = None if doubtful else peering.have(side, going=peering.state == "absent")
            if doubtful:
                self.unclear.add(key_of(peering.want(side)))
            if interface:
                self.interfaces[key_of(peering.want(side))] = interface
            if side.vpc and side.router_id not in self.routers:
                self.routers.add(side.router_id)
                self.routes.update(
                    {(entry.route_table_id, entry.destination): entry.as_result() for entry in side.routes.entries}
                )

    def fill_in(self, record: Result) -> None:
        """Add an interface that the run created before the snapshot, where no list shows one yet."""
        interface = _interface(record)
        if record["action"] in CREATED and interface.router_interface_id:
            self.interfaces.setdefault(key_of(interface), interface)

    def count(self, result: Result) -> None:
        """Note the actions of a task on router interfaces."""
        for record in (record for noun in NOUNS for record in result.get(noun) or ()):
            self.touched.setdefault(key_of(_interface(record)), set()).add(record["action"])

    def apply_result(self, result: Result) -> None:
        """Apply the result of a task."""
        self.count(result)
        for noun in NOUNS:
            for record in result.get(noun) or ():
                interface = _interface(record)
                if record["action"] == "deleted":
                    self._remove(interface)
                elif noun == "router_interfaces":
                    self.interfaces[key_of(interface)] = interface
                else:
                    self._update(interface)
                if noun == CONNECTIONS:
                    self.read_back.add(key_of(interface))
        for record in result.get("route_entries") or ():
            place = (record["route_table_id"], record["destination"])
            if record["action"] == "deleted":
                self.routes.pop(place, None)
            else:
                self.routes[place] = record

    def _remove(self, interface: RouterInterface) -> None:
        """Remove an interface, with the routes that its module deletes before it."""
        self.interfaces.pop(key_of(interface), None)
        hop = interface.router_interface_id
        for place in [place for place, route in self.routes.items() if hop and route["next_hop_id"] == hop]:
            del self.routes[place]

    def _update(self, interface: RouterInterface) -> None:
        """Update an interface; keep the fields that the prediction of a new one leaves out."""
        known = self.interfaces.get(key_of(interface))
        given = {name: value for name, value in vars(interface).items() if value is not None}
        self.interfaces[key_of(interface)] = dataclasses.replace(known, **given) if known else interface

    def ends(self, peering: Peering) -> Ends:
        """Return both sides' interfaces by their roles, each with its most reliable status."""
        keys = [key_of(peering.want(side)) for side in peering.sides]
        initiator, acceptor = (self.interfaces.get(key) for key in keys)
        connected = keys[0] in self.touched and keys[1] not in self.read_back
        if initiator and acceptor and initiator.peer_status and (connected or peering.acceptor.remote):
            # The task that connected them waited for both, and returned the initiator's view.
            acceptor = dataclasses.replace(acceptor, status=initiator.peer_status)
        elif initiator and acceptor and peering.initiator.remote and acceptor.peer_status:
            initiator = dataclasses.replace(initiator, status=acceptor.peer_status)
        return dict(zip((side.role for side in peering.sides), (initiator, acceptor)))


def _interface(record: Result) -> RouterInterface:
    return RouterInterface(**{key: value for key, value in record.items() if key in FIELDS})
