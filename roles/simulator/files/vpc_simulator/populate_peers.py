# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the VPC peering connections of scenarios: reads them into the world, and plans their next steps."""

from __future__ import annotations

from vpc_simulator.clock import seconds_of
from vpc_simulator.peer_connections import (
    CONNECTION_STATES,
    EXPIRY,
    LINK_TYPES,
    NO_BANDWIDTH,
    TERMINAL,
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
from vpc_simulator.regions import REGIONS
from vpc_simulator.world import World


def add_peer_connection(world: World, section: Section) -> None:
    """Add the connection of a section of `vpc_peer_connections`. Raises ScenarioError."""
    connection_id = section.string("instance_id", "") or f"pcc-{world.ids.text(18)}"
    if connection_id in world.peer_connections:
        raise section.error("instance_id", f"{connection_id} is given twice")
    status = section.string("status", "Activated", CONNECTION_STATES)
    requester, accepter = (
        _end(world, section, name, prefix, status)
        for name, prefix in (("vpc_id", ""), ("accepting_vpc_id", "accepting_"))
    )
    if requester.vpc_id == accepter.vpc_id:
        raise section.error("accepting_vpc_id", "is the same VPC as vpc_id")
    created = section.parsed("created_at", seconds_of, "") or _default_creation(world, status)
    inter_region = requester.region != accepter.region
    connection = PeerConnection(
        connection_id,
        requester,
        accepter,
        _bandwidth(section, inter_region),
        _link_type(section, inter_region),
        status,
        created_at=created,
        modified_at=section.parsed("modified_at", seconds_of, "") or created,
        visible_at=world.now + section.number("listed_in", 0.0),
        business_status=section.string("business_status", "Normal", ("Normal", "FinancialLocked")),
        managed_service=section.string("managed_service", ""),
    )
    _check_only_one(world, section, connection)
    section.refuse_unknown()
    world.peer_connections.add(connection)


def _default_creation(world: World, status: str) -> float:
    """The present; an Expired connection has waited for as long as one does."""
    return world.now - EXPIRY if status == "Expired" else world.now


def _end(world: World, section: Section, name: str, prefix: str, status: str) -> PeerEnd:
    """The side of a VPC, which its key names, with the labels of that side."""
    uid, region = _place(world, section, name, prefix, status)
    group = section.string(f"{prefix}resource_group_id", f"rg-default-{uid}")
    world.accounts[uid].resource_groups.add(group)
    labels = (section.string(f"{prefix}name", ""), section.string(f"{prefix}description", ""), group)
    return PeerEnd(uid, region, section.string(name), *labels, section.string_map(f"{prefix}tags"))


def _place(world: World, section: Section, name: str, prefix: str, status: str) -> tuple[str, str]:
    """Account and region of a side: those of its VPC. Only a Deleted connection can lack it, and has them itself."""
    uid = section.string(f"{prefix}owner_id", "")
    region = section.string(f"{prefix}region", "", ("", *REGIONS))
    vpc = world.vpcs.get(section.string(name))
    if vpc is None:
        if status != "Deleted" or uid not in world.accounts or not region:
            raise section.error(name, "is not a VPC of this scenario")
        return uid, region
    for key, given, own in (("owner_id", uid, vpc.uid), ("region", region, vpc.region)):
        if given not in ("", own):
            raise section.error(f"{prefix}{key}", f"that of {vpc.id} is {own}")
    return vpc.uid, vpc.region


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
    """Refuse a second connection of a pair. A Rejected or Expired one counts as long as it prevents another one."""
    ended = {"Deleted"} if world.switches.terminal_blocks else {"Deleted", *TERMINAL}
    others = world.peer_connections.between(connection.requester.vpc_id, connection.accepter.vpc_id)
    if connection.status not in ended and any(other.status not in ended for other in others):
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
