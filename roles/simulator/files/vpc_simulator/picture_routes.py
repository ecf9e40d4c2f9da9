# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns which next hops of route entries are black holes: they exist no more, or do not forward."""

from __future__ import annotations

from vpc_simulator.model import NextHop, RouteTable
from vpc_simulator.peer_connections import PeerConnection
from vpc_simulator.picture_interfaces import FORWARDING, peer_fault
from vpc_simulator.router_interfaces import RouterInterface
from vpc_simulator.world import World


def black_hole(world: World, table: RouteTable, hop: NextHop) -> str:
    """Why the next hop drops the traffic, or an empty string. Kinds of next hops without a record never do."""
    if hop.type == "RouterInterface":
        return _interface_fault(world, table, world.interfaces.get(hop.id))
    if hop.type == "VpcPeer":
        return _connection_fault(table, world.peer_connections.get(hop.id))
    return ""


def _interface_fault(world: World, table: RouteTable, interface: RouterInterface | None) -> str:
    if interface is None:
        return "does not exist"
    if interface.router_id != table.router_id:
        return "belongs to another router"
    if interface.status not in FORWARDING:
        return f"is {interface.status}"
    if interface.business_status != "Normal":
        return f"is {interface.business_status}"
    return peer_fault(world, interface)


def _connection_fault(table: RouteTable, connection: PeerConnection | None) -> str:
    if connection is None:
        return "does not exist"
    if not connection.has_vpc(table.vpc_id):
        return "belongs to other VPCs"
    if connection.status not in ("Activated", "Updating"):
        return f"is {connection.status}"
    return "" if connection.business_status == "Normal" else f"is {connection.business_status}"
