# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading route tables and routers: DescribeRouteTableList, DescribeRouteTables and DescribeVRouters."""

from __future__ import annotations

from typing import Any

from vpc_simulator.call import Call, Response, action, has_tags, in_list_order, page, tag_filter, tag_list
from vpc_simulator.clock import timestamp
from vpc_simulator.model import RouteEntry, RouteTable, Vpc
from vpc_simulator.policies import wildcard
from vpc_simulator.world import World


@action("DescribeRouteTableList")
def describe_route_table_list(call: Call) -> Response:
    """The caller's route tables in the region; RouterType VBR selects those of border routers."""
    world = call.world
    tags = tag_filter(call, "Tag")
    tables = [
        table
        for table in world.tables_of(call.account.uid, call.region)
        if world.routers[table.router_id].router_type == call.get("RouterType", "VRouter")
        and call.get("RouteTableId", table.id) == table.id
        and _matches_name(call, table)
        and call.get("RouteTableType", table.type) == table.type
        and call.get("RouterId", table.router_id) == table.router_id
        and call.get("VpcId", table.vpc_id) == table.vpc_id
        and call.get("ResourceGroupId") in (None, resource_group(world, table))
        and has_tags(table.tags, tags)
    ]
    rows, paging = page(call, in_list_order(call, tables))
    return {**paging, "RouterTableList": {"RouterTableListType": [_render(world, table) for table in rows]}}


def resource_group(world: World, table: RouteTable) -> str:
    router = world.routers[table.router_id]
    return router.resource_group_id if isinstance(router, Vpc) else f"rg-default-{router.uid}"


def attached_vswitches(world: World, table: RouteTable) -> list[str]:
    vpc = world.vpcs.get(table.vpc_id)
    return [vswitch for vswitch in (vpc.vswitch_ids if vpc else ()) if world.vswitches[vswitch].table_id == table.id]


def _render(world: World, table: RouteTable) -> dict[str, Any]:
    router = world.routers[table.router_id]
    return {
        "RouteTableId": table.id,
        "RouteTableName": table.name,
        "RouteTableType": table.type,
        "AssociateType": "VSwitch",
        "Status": router.status if isinstance(router, Vpc) else "Available",
        "RouterId": table.router_id,
        "RouterType": router.router_type,
        "VpcId": table.vpc_id,
        "OwnerId": int(table.uid),
        "ResourceGroupId": resource_group(world, table),
        "RoutePropagationEnable": table.propagates,
        "CreationTime": timestamp(table.created_at),
        "Description": table.description,
        "VSwitchIds": {"VSwitchId": attached_vswitches(world, table)},
        "GatewayIds": {"GatewayIds": []},
        "Tags": {"Tag": tag_list(table.tags)},
    }


def _matches_name(call: Call, table: RouteTable) -> bool:
    name = call.get("RouteTableName", table.name)
    if call.switches.route_table_name_wildcards:
        return name == table.name or wildcard(name).fullmatch(table.name)
    return bool(name == table.name)


@action("DescribeRouteTables")
def describe_route_tables(call: Call) -> Response:
    """Tables with their entries, as old programs read them; Type filters the entries."""
    world = call.world
    router_id = _named_router(call)
    tables = [
        table
        for table in world.tables_of(call.account.uid, call.region)
        if router_id in (None, table.router_id)
        and call.get("RouterType") in (None, world.routers[table.router_id].router_type)
        and call.get("RouteTableId", table.id) == table.id
        and _matches_name(call, table)
        and call.get("ResourceGroupId") in (None, resource_group(world, table))
    ]
    rows, paging = page(call, in_list_order(call, tables))
    return {**paging, "RouteTables": {"RouteTable": [_render_with_entries(call, table) for table in rows]}}


def _named_router(call: Call) -> str | None:
    """The router of the request, which must name a table or a router."""
    vrouter, router = call.get("VRouterId"), call.get("RouterId")
    if vrouter and router:
        raise call.invalid("RouterId")
    if not (vrouter or router or call.get("RouteTableId") or call.get("RouteTableName")):
        raise call.missing("VRouterId")
    owner = call.world.routers.get(vrouter or router or "")
    if (vrouter or router) and (owner is None or (owner.uid, owner.region) != (call.account.uid, call.region)):
        raise call.error("InvalidVRouterId.NotFound" if vrouter else "OperationFailed.VRouterNotExist")
    return vrouter or router or None


def _render_with_entries(call: Call, table: RouteTable) -> dict[str, Any]:
    world = call.world
    router = world.routers[table.router_id]
    entries = [entry for entry in table.entries.values() if call.get("Type", entry.type) == entry.type]
    return {
        "RouteTableId": table.id,
        "RouteTableType": table.type,
        "VRouterId": table.router_id,
        "Status": router.status if isinstance(router, Vpc) else "Available",
        "CreationTime": timestamp(table.created_at),
        "ResourceGroupId": resource_group(world, table),
        "VSwitchIds": {"VSwitchId": attached_vswitches(world, table)},
        "RouteEntrys": {"RouteEntry": [_render_entry(entry) for entry in entries]},
    }


def _render_entry(entry: RouteEntry) -> dict[str, Any]:
    """An entry. System entries have no id here, and only several next hops are a list."""
    next_hops = entry.next_hops if len(entry.next_hops) > 1 else ()
    return {
        "RouteTableId": entry.table_id,
        "RouteEntryId": "" if entry.type == "System" else entry.id,
        "RouteEntryName": entry.name,
        "Description": entry.description,
        "DestinationCidrBlock": str(entry.destination),
        "Type": entry.type,
        "Status": entry.status,
        "NextHopType": entry.next_hop_type,
        "InstanceId": "" if next_hops else entry.next_hop_id,
        "NextHops": {
            "NextHop": [
                {"NextHopType": hop.type, "NextHopId": hop.id, "Enabled": 1, "Weight": hop.weight} for hop in next_hops
            ]
        },
    }


@action("DescribeVRouters")
def describe_vrouters(call: Call) -> Response:
    """The caller's routers in the region, one for each VPC."""
    vpcs = [
        vpc
        for vpc in call.world.vpcs_of(call.account.uid, call.region).values()
        if call.get("VRouterId", vpc.router_id) == vpc.router_id
    ]
    rows, paging = page(call, in_list_order(call, vpcs))
    routers = [
        {
            "VRouterId": vpc.router_id,
            "VRouterName": "",
            "Description": "",
            "RegionId": vpc.region,
            "VpcId": vpc.id,
            "CreationTime": timestamp(vpc.created_at),
            "RouteTableIds": {"RouteTableId": list(vpc.table_ids)},
        }
        for vpc in rows
    ]
    return {**paging, "VRouters": {"VRouter": routers}}
