# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing router interfaces, and what the other sides see of them, as a scenario has them."""

from __future__ import annotations

from typing import Any

from vpc_simulator.clock import exact_timestamp
from vpc_simulator.dump_keys import compact, seconds_left
from vpc_simulator.router_interfaces import PeerView, RouterInterface
from vpc_simulator.world import World


def dump_interface(world: World, interface: RouterInterface) -> dict[str, Any]:
    """A router interface of a VPC or of a border router."""
    connected = interface.connected_at
    return {
        **compact(
            router_interface_id=interface.id,
            description=interface.description,
            business_status=interface.business_status,
            charge_type=interface.charge_type,
            fast_link=interface.fast_link,
            resource_group_id=interface.resource_group_id,
            tags=dict(interface.tags),
            listed_in=seconds_left(world, interface.visible_at),
        ),
        "name": interface.name,
        "router_id": interface.router_id,
        "role": interface.role,
        "spec": interface.spec,
        "status": interface.status,
        "created_at": exact_timestamp(interface.created_at),
        "modified_at": exact_timestamp(interface.modified_at),
        # an empty one counts: the state alone may look like that of an interface that was connected
        "connected_at": "" if connected is None else exact_timestamp(connected),
        **_opposite(world, interface),
        **_health_check(interface),
    }


def _opposite(world: World, interface: RouterInterface) -> dict[str, Any]:
    return compact(
        opposite_region=interface.opposite_region,
        opposite_interface_id=interface.opposite_interface_id,
        opposite_interface_owner_id=interface.opposite_owner,
        opposite_router_id=interface.opposite_router_id,
        opposite_router_type=interface.opposite_router_type,
        opposite_access_point_id=interface.opposite_access_point_id,
        opposite_seen_in=seconds_left(world, interface.opposite_seen_at),
    )


def _health_check(interface: RouterInterface) -> dict[str, Any]:
    return compact(
        health_check_source_ip=interface.health_source,
        health_check_target_ip=interface.health_target,
        health_check_rate=interface.health_rate or None,
        health_check_threshold=interface.health_threshold or None,
    )


def dump_peer_views(world: World) -> list[dict[str, Any]]:
    """The views that are not those of the interfaces as they are: views that lag, and those of deleted interfaces."""
    lagging = [
        {"router_interface_id": interface_id, **_seen(world.peer_views.get(interface_id))}
        for interface_id, interface in sorted(world.interfaces.items())
        if world.peer_views.get(interface_id) != interface.view()
    ]
    deleted = sorted({*world.peer_views, *world.publishing} - world.interfaces.keys())
    return lagging + [_view_of_deleted(world, interface_id) for interface_id in deleted]


def _view_of_deleted(world: World, interface_id: str) -> dict[str, Any]:
    view = world.peer_views.get(interface_id)
    keys = {"router_interface_id": interface_id, **_seen(view)}
    if interface_id not in world.publishing:
        return keys
    following = world.publishing[interface_id]
    if following is None:
        return {**keys, "next_status": "gone"}
    # the fields of what comes next, as nothing is to be seen yet
    fields = {} if view else {name: value for name, value in _seen(following).items() if name != "status"}
    return {**keys, **fields, "next_status": "Deleted"}


def _seen(view: PeerView | None) -> dict[str, Any]:
    if view is None:
        return {}
    return compact(
        status=view.status,
        owner_id=view.uid,
        region=view.region,
        router_type=view.router_type,
        router_id=view.router_id,
        business_status=view.business_status,
        spec=view.spec,
        vpc_id=view.vpc_id,
        opposite_interface_id=view.opposite_interface_id,
    )
