# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From peerings to the entries that each step's module gets, with the same planners that the modules use. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import HOP_TYPES
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peering_connections as connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peering_interfaces as interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._plan.step_entries import Entry, StepEntries, route_options
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import all_wanted, surplus, wanted_routes

# The steps of a run, in order: all deletions come before the first creation.
DELETIONS = ("deletions", "vpc_peer_deletions")
STEPS = (*DELETIONS, "router_interfaces", "peers", "connections", "vpc_peers", "routes")


def unclear(peering: Peering) -> list[str]:
    """Return why the next hop of a peering is ambiguous, when several fit."""
    try:
        existing = peering.as_existing()
        for side in existing.sides:
            existing.have(side, deleting=peering.state == "absent")
    except RefusedError as error:
        return error.role_reasons
    return []


def plan(peerings: t.Sequence[Peering], on_conflict: str, *, purge: bool = True) -> dict[str, t.Any]:
    """Return the plan of all peerings as plain data: ``refused`` sentences, and the entries of each of STEPS.

    ``purge`` adds the deletion of custom routes to a peering's own next hops that no peering wants.
    """
    planner = Planner(on_conflict)
    doubts = [unclear(peering) for peering in peerings]
    planner.refused += [f"{peering.name}: {reason}" for peering, why in zip(peerings, doubts) for reason in why]
    existing = [peering.as_existing() for peering, why in zip(peerings, doubts) if not why]
    present = [peering for peering in existing if peering.state == "present"]
    for peering in existing:
        if peering.state == "absent":
            planner.absent(peering)
    for peering in present:
        planner.present(peering)
    wanted = all_wanted(present) if purge else set()
    for peering in present if purge else ():
        planner.purge(peering, wanted)
    # An entry of each step may be wrong in the same way.
    return {**planner.steps, "refused": list(dict.fromkeys(planner.refused))}


class Planner(StepEntries):
    """Plans the creation, repair and removal of peerings."""

    def __init__(self, on_conflict: str) -> None:
        super().__init__(STEPS)
        self._on_conflict = on_conflict
        # The route entries that are deleted with their next hops before others are created.
        self._deleted_routes: set[tuple[str, str, str]] = set()

    def present(self, peering: Peering) -> None:
        """Plan the creation or repair of a peering, as far as the credentials of this run reach."""
        have: Ends = {side.role: peering.have(side) for side in peering.sides}
        if peering.by_connection:
            self._present_connection(peering, have)
        else:
            self._present_interfaces(peering, interfaces.interfaces_of(have))

    def _present_interfaces(self, peering: Peering, have: interfaces.Interfaces) -> None:
        for side in peering.own_sides:
            try:
                for step, entry in interfaces.interface_entries(peering, side, have):
                    self.add(step, peering, side, entry)
                if interfaces.carries(peering, side, have):
                    self._routes(peering, side, have[side.role])
            except RefusedError as error:
                self.refuse(where(peering, side), error)
        for side, entry in interfaces.connected_sides(peering, have):
            try:
                if side.role == "initiator":
                    interfaces.refuse_unconnectable(peering, have)
            except RefusedError as error:
                self.refuse(where(peering, side), error)
            self.add("connections", peering, side, entry)

    def _present_connection(self, peering: Peering, have: Ends) -> None:
        side = peering.own_sides[0]
        try:
            plan_ = connections.plan_connection(peering, have)
        except (RefusedError, OptionError) as error:
            self.refuse(where(peering, side), error)
            return
        if plan_ and plan_.needed:
            self.add("vpc_peers", peering, plan_.side, plan_.entry)
        for side in peering.own_sides if plan_ and plan_.carries else ():
            try:
                self._routes(peering, side, have[side.role])
            except RefusedError as error:
                self.refuse(where(peering, side), error)

    def absent(self, peering: Peering) -> None:
        """Plan the removal of a peering: its link, with the routes whose next hops it is."""
        ends = [(side, peering.have(side, deleting=True)) for side in peering.own_sides]
        for side, hop in ends:
            if hop and side.vpc:
                self._deleted_routes |= {route.key for route in side.routes.custom_via(hop.next_hop_id)}
        for side, hop in ends:
            try:
                if isinstance(hop, RouterInterface):
                    self.add("deletions", peering, side, interfaces.deletion(peering, side, hop))
                elif isinstance(hop, PeerConnection):
                    plan_ = connections.plan_deletion(peering, hop)
                    self.add("vpc_peer_deletions", peering, plan_.side, plan_.entry)
                    # Both sides have the same connection.
                    return
            except (RefusedError, OptionError) as error:
                self.refuse(where(peering, side), error)

    def purge(self, peering: Peering, wanted: t.Container[tuple[str, str, str]]) -> None:
        """Plan the deletion of routes to a peering's own next hops that no peering wants."""
        for side in peering.own_sides:
            for route in surplus(peering, side, peering.have(side), wanted):
                self.add("routes", peering, side, {**route_options(route), "state": "absent"})

    def _routes(self, peering: Peering, side: Side, hop: NextHop | None) -> None:
        want = [
            RouteEntry(
                region=region,
                route_table_id=table,
                destination=block,
                next_hop_type=HOP_TYPES[peering.method],
                next_hop_id=hop.next_hop_id if hop else None,
            )
            for region, table, block in wanted_routes(peering, side)
        ]
        changes: list[Change[RouteEntry]] = plan_routes(want, self._staying(side.routes), "present", self._on_conflict)
        identity = {} if hop else _identity(peering, side)
        for change in changes:
            if change.writes or (change.before and change.before.status != "Available"):
                new = {} if change.before else {"name": peering.name, "new": True}
                self.add("routes", peering, side, {**route_options(change.want), **identity, **new})

    def _staying(self, routes: Routes) -> Routes:
        """Return the entries that this run does not delete before it creates others."""
        if self._deleted_routes.isdisjoint(routes.by_key):
            return routes
        return Routes(entry for entry in routes.entries if entry.key not in self._deleted_routes)


def _identity(peering: Peering, side: Side) -> Entry:
    """Return the option that names a next hop without an id."""
    if peering.by_connection:
        return {"next_hop_connection": connections.pair_of(peering, side)}
    return {"next_hop_interface": interfaces.identity(peering.want(side))}
