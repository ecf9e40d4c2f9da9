# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing VPC peering connections as a scenario has them."""

from __future__ import annotations

from typing import Any

from vpc_simulator.clock import exact_timestamp
from vpc_simulator.dump_keys import compact, seconds_left
from vpc_simulator.peer_connections import PeerConnection, PeerEnd
from vpc_simulator.world import World


def dump_peer_connections(world: World) -> list[dict[str, Any]]:
    """The connections as sections of `vpc_peer_connections`."""
    return [_connection(world, connection) for connection in world.peer_connections]


def _connection(world: World, connection: PeerConnection) -> dict[str, Any]:
    requester, accepter = connection.ends
    keys = compact(
        instance_id=connection.id,
        vpc_id=requester.vpc_id,
        accepting_vpc_id=accepter.vpc_id,
        status=connection.status,
        created_at=exact_timestamp(connection.created_at),
        modified_at=exact_timestamp(connection.modified_at),
        business_status=connection.business_status,
        managed_service=connection.managed_service,
        listed_in=seconds_left(world, connection.visible_at),
        **_end(world, requester, ""),
        **_end(world, accepter, "accepting_"),
    )
    if connection.inter_region:
        keys.update(bandwidth=connection.bandwidth, link_type=connection.link_type)
    return keys


def _end(world: World, end: PeerEnd, prefix: str) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "name": end.name,
        "description": end.description,
        "resource_group_id": end.resource_group_id,
        "tags": dict(end.tags),
    }
    if end.vpc_id not in world.vpcs:
        # a connection that has ended may outlive its VPC
        keys.update(owner_id=end.uid, region=end.region)
    return {f"{prefix}{name}": value for name, value in keys.items()}
