# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the rules of route entries whose next hop is a VPC peering connection, and what it blocks. Changes nothing."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

from vpc_simulator.call import Call
from vpc_simulator.errors import ApiError
from vpc_simulator.model import Network, NextHop, RouteEntry, Router, RouteTable, Vpc
from vpc_simulator.peer_connections import TERMINAL, PeerConnection
from vpc_simulator.world import World

HOP_TYPE = "VpcPeer"


def _states(text: str) -> set[str]:
    return {state.strip() for state in text.split(",")}


def check_peer_hop(call: Call, table: RouteTable, hop: NextHop, destination: Network) -> None:
    """Check that the table's VPC is an end of the connection, and that it is Activated. Raises ApiError."""
    if isinstance(destination, IPv6Network) and call.switches.peer_ipv6_routes == "refused":
        raise call.error("UnsupportedFeature.VpcPeerIpv6")
    connection = call.world.peer_connections.get(hop.id)
    if connection is None or connection.status == "Deleted" or not connection.has_vpc(table.vpc_id):
        raise call.error("ResourceNotFound.VpcPeer", fill=(HOP_TYPE,))
    if connection.status not in _states(call.switches.peer_route_states):
        raise _wrong_status(call, connection)


def check_peer_is_stable(call: Call, entry: RouteEntry) -> None:
    """Refuse to delete a route entry while its connection changes."""
    connection = call.world.peer_connections.get(entry.next_hop_id)
    if connection and connection.status in _states(call.switches.peer_route_deletion_refused):
        raise _wrong_status(call, connection)


def _wrong_status(call: Call, connection: PeerConnection) -> ApiError:
    value = connection.id if call.switches.peer_message_value == "id" else connection.status
    return call.error("IncorrectStatus.VpcPeer", fill=(HOP_TYPE, value))


def peer_hop_fields(world: World, entry: RouteEntry, hop: NextHop) -> dict[str, Any]:
    """The further fields of a next hop VpcPeer in DescribeRouteEntryList, if a switch gives it them."""
    connection = world.peer_connections.get(hop.id)
    if connection is None or world.switches.peer_hop_fields == "type_and_id":
        return {}
    vpc_id = world.tables[entry.table_id].vpc_id
    own, other = connection.ends if connection.requester.vpc_id == vpc_id else connection.ends[::-1]
    related = {"InstanceId": other.vpc_id, "InstanceType": "VPC", "RegionId": other.region}
    return {"Enabled": 1, "Weight": hop.weight, "NextHopRegionId": own.region, "NextHopRelatedInfo": related}


def check_no_peer_connection(
    call: Call, router: Router, opposite_router_id: str, scopes: tuple[str, ...] = ("create", "activate")
) -> None:
    """A VPC peering connection between the two VPCs prevents a router interface if the switch has one of the scopes.

    Raises ApiError.
    """
    opposite = call.world.routers.get(opposite_router_id)
    if call.switches.peer_blocks_ri not in scopes or not isinstance(router, Vpc) or not isinstance(opposite, Vpc):
        return
    connections = call.world.peer_connections.between(router.id, opposite.id)
    if any(connection.status not in TERMINAL for connection in connections):
        raise call.error("ResourceAlreadyExist.VpcPeer", fill=(HOP_TYPE,))


def check_no_peers_of_vpc(call: Call, vpc: Vpc) -> None:
    """Refuse to delete a VPC that a connection names. Raises ApiError."""
    if call.world.peer_connections.of_vpc(vpc.id):
        raise call.error("DependencyViolation.VpcPeer")
