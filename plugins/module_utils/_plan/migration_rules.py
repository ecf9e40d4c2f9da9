# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a peering cannot be moved from or to, each with its cure; and how far the other account has come. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import (
    ACTIVE,
    PREPARED,
    RETIRED,
    Ladder,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends, is_dead
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import named, protected
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_interfaces import REACTIVATED

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration import Goal

REPAIR = "repair the peering first: run aliops.vpc.peer_vpcs with its method: router_interface"


def refusals(ladder: Ladder, goal: Goal) -> t.Iterator[str]:
    """Yield why a peering cannot be moved to the goal."""
    peering, interfaces = ladder.peering, ladder.interfaces
    exists = any(connection and connection.is_in_use for connection in map(ladder.connection, peering.own_sides))
    if not exists and not interfaces and not (goal.may_interrupt and goal.to_connection):
        yield (
            f"{peering.name}: there is neither a pair of router interfaces to move nor a VPC peering connection:"
            " create it with aliops.vpc.peer_vpcs."
        )
        return
    if is_gone(ladder) and (goal.rung == PREPARED or not (goal.may_interrupt or goal.rung == RETIRED)):
        yield (
            f"{peering.name}: {_remains(ladder)}, so there is no way back to {goal.rung}: most accounts cannot buy"
            " router interfaces any more. If this one can, run aliops.vpc.peer_vpcs with method: router_interface."
        )
        return
    for interface in interfaces if goal.needs_active and not is_gone(ladder) else ():
        if interface.status not in (*ACTIVE, *REACTIVATED):
            yield f"{peering.name}: {interface.label} is {interface.status}, so {goal.rung} is out of reach: {REPAIR}."
    if deletes(ladder, goal):
        yield from deletion_refusals(ladder, goal)
    if goal.adopt == "never" and (foreign := foreign_ends(ladder.pair)):
        yield f"{peering.name}: {named(foreign)} were created by somebody else: set peering_adopt=warn to move them."


def deletion_refusals(ladder: Ladder, goal: Goal) -> t.Iterator[str]:
    """Yield why the router interfaces of a peering cannot be deleted."""
    if not ladder.interfaces:
        return
    if goal.rung == RETIRED and not goal.retire_confirmed:
        ids = " and ".join(str(interface.router_interface_id) for interface in ladder.interfaces)
        yield (
            f"{ladder.peering.name}: peering_migrate_to=retired deletes {ids}, which most accounts cannot buy again:"
            " set peering_confirm_retire=true to confirm that."
        )
    reason = None if goal.adopt == "always" else protected(ladder.pair)
    if reason:
        yield reason


def warnings(ladder: Ladder) -> t.Iterator[str]:
    """Yield what should be known of a pair that somebody else created."""
    foreign = foreign_ends(ladder.pair)
    if foreign:
        yield (
            f"{ladder.peering.name}: {named(foreign)} were created by somebody else, and their routes are moved all the"
            " same. peering_adopt=never refuses this."
        )


def is_gone(ladder: Ladder) -> bool:
    """Return whether one of the own sides has no router interface any more, or one whose peer was deleted."""
    own = [ladder.interface(side) for side in ladder.peering.own_sides]
    return any(interface is None or is_dead(interface) for interface in own)


def deletes(ladder: Ladder, goal: Goal) -> bool:
    """Return whether the goal has no router interfaces: an interruption may have deleted one of them already."""
    return goal.rung == RETIRED or (goal.may_interrupt and goal.to_connection and is_gone(ladder))


def peer_is(ladder: Ladder, side: Side, rungs: t.Container[str]) -> bool:
    """Return whether a peer has reached one of some rungs; this run itself moves one whose credential it has.

    An inactive or deleted interface of the peer shows it as well.
    """
    peer, interface = ladder.peering.peer_of(side), ladder.interface(side)
    if not peer.remote or (interface and interface.peer_status in ("Inactive", "Deleted")):
        return True
    return reported(peer) in rungs


def reported(peer: Side) -> str | None:
    """Return the rung that the handshake file of a remote side holds, or None."""
    return peer.vpc.get("migration") if peer.vpc else None


def several_hops(at: str, entry: RouteEntry) -> str:
    """Return the refusal of a route that cannot be moved."""
    return (
        f"{at}: {entry.label} has the next hops {entry.next_hop_id}, and the API cannot change several next hops:"
        " delete the entry, or give it one next hop."
    )


def quota(table: str, total: int, limit: int, goal: Goal) -> str:
    """Return the refusal of more routes than a table may have."""
    in_place = ", or set peering_migrate_routes=in_place" if goal.more_specific else ""
    return (
        f"{table} would have {total} custom route entries while they move, and the quota is {limit}: raise it and set"
        f" peering_quotas.routes_per_table{in_place}."
    )


def left_alone(peering: Peering) -> str:
    """Return the warning of a peering that the run is not about."""
    why = "is to be removed" if peering.state == "absent" else f"has method: {peering.method}"
    cure = "" if peering.state == "absent" else "; set method: vpc_peer to move it"
    return f"{peering.name} stays as it is, because it {why}{cure}."


def _remains(ladder: Ladder) -> str:
    ids = [f"only {interface.router_interface_id} is left of its router interfaces" for interface in ladder.interfaces]
    return ids[0] if ids else "its router interfaces are deleted"
