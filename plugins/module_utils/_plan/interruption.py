# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From peerings whose two links the service does not allow at once to the entries that replace one by the other. Pure.

The router interfaces go before the VPC peering connection comes, so there is a time without any route.
"""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import ACTIVE, Ladder
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peering_interfaces as interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration import Goal
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_routes import (
    created,
    custom_via,
    deleted,
    hop_of,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_rules import deletion_refusals, several_hops
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_connections import plan_connection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.step_entries import StepEntries
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import wanted_routes

STEPS = ("route_deletions", "deactivations", "retirements", "vpc_peers", "routes")
# Measured on the simulator with its default delays, and rounded up (docs/peering.md).
SECONDS = 25


def is_blocked(ladder: Ladder) -> bool:
    """Return whether a pair of router interfaces may be in the way of a connection that does not exist yet."""
    connections = [ladder.connection(side) for side in ladder.peering.own_sides]
    return bool(ladder.interfaces) and not any(connection and connection.is_in_use for connection in connections)


def refusals(ladders: t.Sequence[Ladder], goal: Goal) -> list[str]:
    """Return why the peerings, whose pairs are in the way of their connections, cannot be moved."""
    reasons = list(_others_in_the_way(ladders)) if goal.may_interrupt else []
    for ladder in ladders:
        name = ladder.peering.name
        if not goal.to_connection:
            reasons.append(
                f"{name}: the service does not allow both links at once, so the step prepared is not possible. A later"
                f" step interrupts the traffic for about {SECONDS} s (measured on the simulator), and deletes the"
                " router interfaces where the service insists on it: choose one in peering_migrate_to,"
                " together with peering_allow_interruption=true."
            )
        elif not goal.may_interrupt:
            reasons.append(
                f"{name}: the service does not allow both links at once. Moving the peering interrupts its traffic for"
                f" about {SECONDS} s (measured on the simulator), and deletes its router interfaces where the service"
                " insists on it: set peering_allow_interruption=true to allow that."
            )
        elif len(ladder.peering.own_sides) < 2:
            reasons.append(
                f"{name}: the service does not allow both links at once, and the interruption would last until the"
                " other account has run: run once with the credentials of both accounts."
            )
    return reasons


def _others_in_the_way(ladders: t.Sequence[Ladder]) -> t.Iterator[str]:
    """Yield the interfaces to other VPCs: if they are in the way too, the deletion of the pair would be for nothing."""
    going = {interface.router_interface_id for ladder in ladders for interface in ladder.interfaces}
    for ladder in ladders:
        for side in ladder.peering.own_sides:
            ids = [
                str(interface.router_interface_id)
                for interface in side.interfaces
                if interface.router_interface_id not in going
                and interface.peer_router_type != "VBR"
                and interface.status != "Deleting"
            ]
            if ids:
                yield (
                    f"{where(ladder.peering, side)}: {side.vpc_id} has other router interfaces, {', '.join(ids)}, which"
                    " may be in the way of a VPC peering connection too: move their peerings in the same run, or delete"
                    " them first."
                )


class Interruption(StepEntries):
    """Plans the replacement of pairs of router interfaces by connections."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(STEPS)
        self.goal = goal

    def replace(self, ladder: Ladder) -> None:
        """Plan the replacement of a peering's router interfaces by its connection."""
        peering = ladder.peering
        self.refused += deletion_refusals(ladder, self.goal)
        for side in peering.own_sides:
            self._interface(ladder, side)
        try:
            plan = plan_connection(peering, {side.role: peering.have(side) for side in peering.sides})
        except (RefusedError, OptionError) as error:
            self.refuse(peering.name, error)
            return
        if plan:
            self.add("vpc_peers", peering, plan.side, plan.entry)
        for side in peering.own_sides:
            self._routes(ladder, side)

    def _interface(self, ladder: Ladder, side: Side) -> None:
        interface = ladder.interface(side)
        if interface is None:
            return
        entry = interfaces.existing_entry(ladder.pair, ladder.pair_side(side), interface)
        if interface.status in ACTIVE:
            self.add("deactivations", ladder.peering, side, entry)
        self.add("retirements", ladder.peering, side, entry)

    def _routes(self, ladder: Ladder, side: Side) -> None:
        """Plan the deletion of the routes to a side's interface, and those to the connection in their place."""
        interface, wanted = ladder.interface(side), dict.fromkeys(wanted_routes(ladder.peering, side))
        own = custom_via(side, [str(interface.router_interface_id)] if interface else [])
        self.refused += [several_hops(where(ladder.peering, side), entry) for entry in own if entry.next_hops]
        unwanted = [entry.label for entry in own if entry.key not in wanted]
        if unwanted:
            self.refused.append(
                f"{where(ladder.peering, side)}: {', '.join(unwanted)} would be lost, because a run that is killed"
                " could not create it again: name it in routes of this side, or delete it."
            )
        for entry in own:
            self.add("route_deletions", ladder.peering, side, deleted(entry))
        hop, gone = hop_of(ladder, side, to_connection=True), {entry.key for entry in own}
        for key in wanted:
            existing = side.routes.by_key.get(key)
            if existing is None or existing.status == "Deleting" or key in gone:
                self.add("routes", ladder.peering, side, created(key, hop, ladder.peering.name))


def plan(ladders: t.Sequence[Ladder], goal: Goal) -> Interruption:
    """Return the plan that replaces the router interfaces of peerings by their connections."""
    interruption = Interruption(goal)
    for ladder in ladders:
        interruption.replace(ladder)
    return interruption
