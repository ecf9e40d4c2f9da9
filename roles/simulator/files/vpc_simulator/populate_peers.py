# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the VPC peering connections of scenarios: reads them into the world, and writes the world's as a scenario has
them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vpc_simulator.clock import timestamp
from vpc_simulator.peer_connections import (
    CONNECTION_STATES,
    EXPIRY,
    LINK_TYPES,
    NO_BANDWIDTH,
    PeerConnection,
    PeerEnd,
)
from vpc_simulator.peer_lifecycle import (
    delete_peer,
    finish_creation,
    mark_deleted,
    move_peer,
    plan_expiry,
    plan_removal_of_terminal,
)
from vpc_simulator.reader import Section
from vpc_simulator.world import World

Time = Callable[[str], float | None]


def add_peer_connection(world: World, section: Section, parse_time: Time) -> None:
    """Add the connection of a section of `vpc_peer_connections`. Raises ScenarioError."""
    connection_id = section.string("instance_id", "") or f"pcc-{world.random_text(18)}"
    if connection_id in world.peer_connections:
        raise section.error("instance_id", f"{connection_id} is given twice")
    requester, accepter = _end(world, section, "vpc_id", ""), _end(world, section, "accepting_vpc_id", "accepting_")
    if requester.vpc_id == accepter.vpc_id:
        raise section.error("accepting_vpc_id", "is the same VPC as vpc_id")
    status = section.string("status", "Activated", CONNECTION_STATES)
    created = section.parsed("created_at", parse_time, "") or _default_creation(world, status)
    inter_region = requester.region != accepter.region
    connection = PeerConnection(
        connection_id,
        requester,
        accepter,
        _bandwidth(section, inter_region),
        _link_type(section, inter_region),
        status,
        created_at=created,
        modified_at=section.parsed("modified_at", parse_time, "") or created,
        visible_at=world.now,
        business_status=section.string("business_status", "Normal", ("Normal", "FinancialLocked")),
        managed_service=section.string("managed_service", ""),
    )
    _check_only_one(world, section, connection)
    section.refuse_unknown()
    world.peer_connections.add(connection)


def _default_creation(world: World, status: str) -> float:
    """The present; an Expired connection has waited for as long as one does."""
    return world.now - EXPIRY if status == "Expired" else world.now


def _end(world: World, section: Section, name: str, prefix: str) -> PeerEnd:
    """The side of a VPC, which its key names, with the labels of that side."""
    vpc = world.vpcs.get(section.string(name))
    if vpc is None:
        raise section.error(name, "is not a VPC of this scenario")
    group = section.string(f"{prefix}resource_group_id", f"rg-default-{vpc.uid}")
    world.accounts[vpc.uid].resource_groups.add(group)
    labels = (section.string(f"{prefix}name", ""), section.string(f"{prefix}description", ""), group)
    return PeerEnd(vpc.uid, vpc.region, vpc.id, *labels, section.string_map(f"{prefix}tags"))


def _bandwidth(section: Section, inter_region: bool) -> int:
    if not inter_region:
        if section.has("bandwidth"):
            raise section.error("bandwidth", "a connection within a region has none")
        section.get("bandwidth")
        return NO_BANDWIDTH
    return section.integer("bandwidth", 1024)


def _link_type(section: Section, inter_region: bool) -> str:
    link_type = section.string("link_type", "Gold" if inter_region else "", LINK_TYPES)
    if bool(link_type) != inter_region:
        raise section.error("link_type", "only a connection between regions has one, and it has one")
    return link_type


def _check_only_one(world: World, section: Section, connection: PeerConnection) -> None:
    if connection.status != "Deleted" and world.peer_connections.between(
        connection.requester.vpc_id, connection.accepter.vpc_id
    ):
        raise section.error("accepting_vpc_id", "the two VPCs already have a connection")


def resume_peer_connections(world: World) -> None:
    """Plan the next step of every connection; transient states continue as if they had just begun."""
    for connection in list(world.peer_connections):
        modified = connection.modified_at
        if connection.status == "Accepting":
            plan_expiry(world, connection)
        elif connection.status in ("Rejected", "Expired"):
            plan_removal_of_terminal(world, connection)
        elif connection.status == "Creating":
            finish_creation(world, connection)
        elif connection.status == "Updating":
            move_peer(world, connection, "Updating", "Activated", "vpc_peer_update_delay")
        elif connection.status == "Deleting":
            delete_peer(world, connection)
        elif connection.status == "Deleted":
            mark_deleted(world, connection)
        connection.modified_at = modified


def dump_peer_connections(world: World) -> list[dict[str, Any]]:
    """The connections as sections of `vpc_peer_connections`, without the keys that hold their defaults."""
    return [_dump(connection) for connection in world.peer_connections]


def _dump(connection: PeerConnection) -> dict[str, Any]:
    requester, accepter = connection.ends
    section: dict[str, Any] = {
        "instance_id": connection.id,
        "vpc_id": requester.vpc_id,
        "accepting_vpc_id": accepter.vpc_id,
        "status": connection.status,
        "created_at": timestamp(connection.created_at),
        "modified_at": timestamp(connection.modified_at),
        "business_status": connection.business_status,
        "managed_service": connection.managed_service,
    }
    if connection.inter_region:
        section.update(bandwidth=connection.bandwidth, link_type=connection.link_type)
    for prefix, end in (("", requester), ("accepting_", accepter)):
        labels = {
            "name": end.name,
            "description": end.description,
            "resource_group_id": end.resource_group_id,
            "tags": dict(end.tags),
        }
        section.update({f"{prefix}{name}": value for name, value in labels.items()})
    return {name: value for name, value in section.items() if value not in ("", {})}
