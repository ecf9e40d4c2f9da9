# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The next hops and routes of a run's peerings, as they were read and as its tasks left them. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop, interface_key, views
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface, field_values
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import unclear

FIELDS = {kind: {field.name for field in dataclasses.fields(kind)} for kind in (RouterInterface, PeerConnection)}
CREATED = ("created", "recreated")
CONNECTIONS = "router_interface_connections"
# The lists of router interfaces in the results of the modules.
NOUNS = ("router_interfaces", "router_interface_peers", CONNECTIONS)
VPC_PEERS = "vpc_peer_connections"
# What the first of these lists alone changes: in check mode, those of later tasks have it as it was read.
ATTRIBUTES = {field for field in FIELDS[RouterInterface] if field.startswith("health_check_")}
ATTRIBUTES |= {"name", "description", "spec", "tags"}

Result = dict[str, t.Any]
Place = tuple[str, str]


@dataclasses.dataclass
class Estate:
    """The next hops by their keys, and the routes by table and destination."""

    next_hops: dict[str, NextHop] = dataclasses.field(default_factory=dict)
    routes: dict[Place, Result] = dataclasses.field(default_factory=dict)
    # Accounts and regions, None for all of them, of which nothing is known.
    unread: set[tuple[str, str | None]] = dataclasses.field(default_factory=set)
    # The keys of the ends whose next hop is ambiguous.
    unclear: set[str] = dataclasses.field(default_factory=set)
    touched: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    # The names of the accounts by the ids of their VPCs.
    owners: dict[str | None, str] = dataclasses.field(default_factory=dict)
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

    def copied(self) -> Estate:
        """Return an estate that changes by itself; the records, which nobody changes, are the same."""
        return Estate(
            dict(self.next_hops),
            dict(self.routes),
            set(self.unread),
            set(self.unclear),
            {key: set(actions) for key, actions in self.touched.items()},
            dict(self.owners),
            set(self.routers),
            set(self.read_back),
        )

    def read(self, peering: Peering) -> None:
        """Add the snapshot of a peering."""
        doubtful = bool(unclear(peering))
        for side in peering.sides:
            self.owners[side.vpc_id] = side.account
            hop = None if doubtful else peering.have(side, deleting=peering.state == "absent")
            if doubtful:
                self.unclear.add(peering.key(side))
            if hop:
                self.next_hops[peering.key(side)] = hop
            if side.vpc and side.router_id not in self.routers:
                self.routers.add(side.router_id)
                self.routes.update(
                    {(entry.route_table_id, entry.destination): entry.as_result() for entry in side.routes.entries}
                )

    def fill_in(self, record: Result) -> None:
        """Add what the run created before the snapshot, where no list shows it yet."""
        for key, hop in self._next_hops_of(record).items():
            if record["action"] in CREATED and hop.next_hop_id:
                self.next_hops.setdefault(key, hop)

    def count(self, result: Result) -> None:
        """Note the actions of a task on next hops."""
        for record in (record for noun in (*NOUNS, VPC_PEERS) for record in result.get(noun) or ()):
            for key in self._next_hops_of(record):
                self.touched.setdefault(key, set()).add(record["action"])

    def apply_result(self, result: Result) -> None:
        """Apply the result of a task."""
        self.count(result)
        deleted: set[str | None] = set()
        for noun in (*NOUNS, VPC_PEERS):
            for record in result.get(noun) or ():
                for key, hop in self._next_hops_of(record).items():
                    if record["action"] == "deleted":
                        self.next_hops.pop(key, None)
                        deleted.add(hop.next_hop_id)
                    elif noun in ("router_interfaces", VPC_PEERS):
                        self.next_hops[key] = hop
                    else:
                        self._update(key, hop)
                    if noun == CONNECTIONS:
                        self.read_back.add(key)
        self._remove_routes_to(deleted - {None})
        for record in result.get("route_entries") or ():
            place = (record["route_table_id"], record["destination"])
            if record["action"] == "deleted":
                self.routes.pop(place, None)
            else:
                self.routes[place] = record

    def _remove_routes_to(self, deleted: t.Collection[str | None]) -> None:
        """Remove the routes to deleted next hops; their modules delete these before."""
        if deleted:
            self.routes = {place: route for place, route in self.routes.items() if route["next_hop_id"] not in deleted}

    def _update(self, key: str, hop: NextHop) -> None:
        """Update an interface from a later task; keep its attributes, and what a prediction leaves out."""
        known = self.next_hops.get(key)
        given = {
            name: value for name, value in field_values(hop).items() if value is not None and name not in ATTRIBUTES
        }
        self.next_hops[key] = dataclasses.replace(known, **given) if known else hop

    def ends(self, peering: Peering) -> Ends:
        """Return both sides' next hops by their roles, each with its most reliable status."""
        keys = [peering.key(side) for side in peering.sides]
        initiator, acceptor = (self.next_hops.get(key) for key in keys)
        if isinstance(initiator, RouterInterface) and isinstance(acceptor, RouterInterface):
            connected = keys[0] in self.touched and keys[1] not in self.read_back
            if initiator.peer_status and (connected or peering.acceptor.remote):
                # The task that connected them waited for both, and returned the initiator's view.
                acceptor = dataclasses.replace(acceptor, status=initiator.peer_status)
            elif peering.initiator.remote and acceptor.peer_status:
                initiator = dataclasses.replace(initiator, status=acceptor.peer_status)
        return dict(zip((side.role for side in peering.sides), (initiator, acceptor)))

    def _next_hops_of(self, record: Result) -> dict[str, NextHop]:
        """Return the next hops of a record by their keys: an interface, or both sides' views of a connection."""
        if "vpc_peer_connection_id" not in record:
            interface = RouterInterface(**_fields(record, RouterInterface))
            return {interface_key(interface): interface}
        connection = PeerConnection(**_fields(record, PeerConnection))
        if record["action"] == "none" and connection.next_hop_id is None:
            # Somebody else has deleted what was to be deleted.
            return {}
        # The record's tags are those of its account.
        requested = self.owners.get(connection.requester_vpc_id) == record.get("account")
        own_vpc_id = connection.requester_vpc_id if requested else connection.accepter_vpc_id
        return dict(views(connection, own_vpc_id))


def _fields(record: Result, kind: type[RouterInterface | PeerConnection]) -> Result:
    return {key: value for key, value in record.items() if key in FIELDS[kind]}
