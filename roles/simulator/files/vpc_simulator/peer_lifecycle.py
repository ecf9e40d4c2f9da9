# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the state machine of VPC peering connections: transient states, expiry, removal.

The actions check whether a transition is allowed.
"""

from __future__ import annotations

from vpc_simulator.lifecycle import run_route_task
from vpc_simulator.model import RouteEntry, RouteTable
from vpc_simulator.peer_connections import TERMINAL, PeerConnection, PeerEnd
from vpc_simulator.world import World

EXPIRES = "Accepting to Expired"
VANISHES = "terminal state to gone"


def set_peer_status(world: World, connection: PeerConnection, status: str) -> None:
    """Enter a state; a request that waits for its accepter expires, unless another state comes first."""
    connection.status = status
    connection.modified_at = world.now
    world.agenda.cancel(EXPIRES, connection.id)
    if status == "Accepting":
        plan_expiry(world, connection)
    elif status in TERMINAL:
        plan_removal_of_terminal(world, connection)


def plan_expiry(world: World, connection: PeerConnection) -> None:
    world.agenda.plan(
        connection.expires_at, EXPIRES, connection.id, lambda: set_peer_status(world, connection, "Expired")
    )


def plan_removal_of_terminal(world: World, connection: PeerConnection) -> None:
    """By a switch, a Rejected or Expired connection vanishes by itself."""
    lifetime = world.switches.vpc_peer_terminal_lifetime
    if lifetime:
        world.agenda.plan(
            connection.modified_at + lifetime, VANISHES, connection.id, lambda: _remove(world, connection)
        )


def move_peer(world: World, connection: PeerConnection, via: str, to: str, delay: str) -> None:
    """Enter the transient state at once and the next state after the delay."""
    set_peer_status(world, connection, via)

    def arrive() -> None:
        if world.peer_connections.get(connection.id) is connection and connection.status == via:
            set_peer_status(world, connection, to)

    world.after(delay, f"{via} to {to}", connection.id, arrive)


def finish_creation(world: World, connection: PeerConnection) -> None:
    """Creating, then Accepting; within one account the service accepts by itself."""
    to = "Activated" if connection.same_account else "Accepting"
    move_peer(world, connection, "Creating", to, "vpc_peer_create_delay")


def delete_peer(world: World, connection: PeerConnection) -> None:
    """Deleting, then Deleted, which stays readable until a lag has passed."""
    set_peer_status(world, connection, "Deleting")
    world.agenda.cancel(VANISHES, connection.id)

    def arrive() -> None:
        if world.peer_connections.get(connection.id) is connection:
            mark_deleted(world, connection)

    world.after("vpc_peer_delete_delay", "Deleting to Deleted", connection.id, arrive)


def mark_deleted(world: World, connection: PeerConnection) -> None:
    set_peer_status(world, connection, "Deleted")
    world.after("vpc_peer_deleted_lag", "Deleted to gone", connection.id, lambda: _remove(world, connection))


def _remove(world: World, connection: PeerConnection) -> None:
    if world.peer_connections.get(connection.id) is connection:
        world.peer_connections.remove(connection)


def routes_of_end(world: World, connection: PeerConnection, end: PeerEnd) -> list[tuple[RouteTable, RouteEntry]]:
    """The route entries in any state of the end's VPC with this connection as a next hop."""
    vpc = world.vpcs.get(end.vpc_id)
    tables = [world.tables[table_id] for table_id in vpc.table_ids] if vpc else []
    return [(table, entry) for table in tables for entry in table.entries.values() if entry.has_next_hop(connection.id)]


def delete_routes(world: World, routes: list[tuple[RouteTable, RouteEntry]]) -> None:
    for table, entry in routes:
        run_route_task(world, table, entry, "Deleting")
