# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing VPCs, border routers, vSwitches, route tables and routes as a scenario has them."""

from __future__ import annotations

from typing import Any

from vpc_simulator.clock import exact_timestamp
from vpc_simulator.dump_keys import compact, seconds_left
from vpc_simulator.model import NextHop, RouteEntry, Router, RouteTable, Vbr, Vpc, VSwitch
from vpc_simulator.world import World


def dump_vpc(world: World, vpc: Vpc) -> dict[str, Any]:
    """A VPC with its vSwitches and route tables."""
    return compact(
        region=vpc.region,
        vpc_id=vpc.id,
        vrouter_id=vpc.router_id,
        name=vpc.name,
        description=vpc.description,
        cidr_block=str(vpc.cidr),
        secondary_cidr_blocks=[str(block) for block in vpc.secondary_cidrs],
        user_cidrs=list(vpc.user_cidrs),
        ipv6_cidr_blocks={str(block): isp for block, isp in vpc.ipv6_blocks.items()},
        cen_attached=vpc.cen_attached,
        dns_hostnames=vpc.dns_hostnames,
        cloud_box=vpc.cloud_box,
        shared_with=list(vpc.shared_with),
        status=vpc.status,
        resource_group_id=vpc.resource_group_id,
        tags=dict(vpc.tags),
        created_at=exact_timestamp(vpc.created_at),
        vswitches=[_vswitch(world.vswitches[vswitch_id]) for vswitch_id in vpc.vswitch_ids],
        route_tables=[_custom_table(world, world.tables[table_id]) for table_id in vpc.table_ids[1:]],
        **_router_keys(world, vpc),
    ) | _propagation(world.tables[vpc.table_ids[0]])


def dump_vbr(world: World, vbr: Vbr) -> dict[str, Any]:
    """A border router with its route table."""
    return {
        **compact(
            vbr_id=vbr.id,
            region=vbr.region,
            name=vbr.name,
            status=vbr.status,
            created_at=exact_timestamp(vbr.created_at),
            **_router_keys(world, vbr),
        ),
        "access_point_id": vbr.access_point_id,
        **_propagation(world.tables[vbr.table_ids[0]]),
    }


def _router_keys(world: World, router: Router) -> dict[str, Any]:
    """The keys of a router's system route table, and of deleted interfaces that still count."""
    table = world.tables[router.table_ids[0]]
    next_task = router.last_route_task_at + world.switches.route_task_gap
    return {
        "route_table_id": table.id,
        "route_table_name": table.name,
        "route_table_description": table.description,
        "route_table_tags": dict(table.tags),
        "routes": [_route(entry) for entry in table.entries.values()],
        "interfaces_count_for": seconds_left(world, router.lingering_interfaces_until),
        "route_tasks_wait_for": seconds_left(world, next_task),
    }


def _custom_table(world: World, table: RouteTable) -> dict[str, Any]:
    vpc = world.vpcs[table.vpc_id]
    return compact(
        route_table_id=table.id,
        name=table.name,
        description=table.description,
        tags=dict(table.tags),
        created_at=exact_timestamp(table.created_at),
        vswitch_ids=[name for name in vpc.vswitch_ids if world.vswitches[name].table_id == table.id],
        routes=[_route(entry) for entry in table.entries.values()],
    ) | _propagation(table)


def _propagation(table: RouteTable) -> dict[str, Any]:
    # False is the value that must not be left out
    return {} if table.propagates else {"route_propagation": False}


def _vswitch(vswitch: VSwitch) -> dict[str, Any]:
    return compact(
        vswitch_id=vswitch.id,
        cidr_block=str(vswitch.cidr),
        ipv6_cidr_block=str(vswitch.ipv6 or ""),
        zone_id=vswitch.zone,
        name=vswitch.name,
        description=vswitch.description,
        status=vswitch.status,
        deleting=vswitch.deleting,
        tags=dict(vswitch.tags),
        created_at=exact_timestamp(vswitch.created_at),
    )


def _route(entry: RouteEntry) -> dict[str, Any]:
    return compact(
        route_entry_id=entry.id,
        destination=str(entry.destination),
        name=entry.name,
        description=entry.description,
        type=entry.type,
        modified_at=exact_timestamp(entry.modified_at),
    ) | ({} if entry.type == "System" else {**_next_hops(entry.next_hops), "status": entry.status})


def _next_hops(hops: tuple[NextHop, ...]) -> dict[str, Any]:
    if len(hops) == 1 and not hops[0].weight:
        return {"next_hop_type": hops[0].type, "next_hop_id": hops[0].id}
    return {"next_hops": [{"next_hop_id": hop.id, "weight": hop.weight} for hop in hops]}
