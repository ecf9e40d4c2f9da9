# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading route tables and routers: DescribeRouteTableList and DescribeVRouters."""

from __future__ import annotations

from typing import Any

from vpc_simulator.call import Answer, Call, action, has_tags, in_order, page, tag_list, wanted_tags
from vpc_simulator.clock import timestamp
from vpc_simulator.model import RouteTable
from vpc_simulator.world import World


@action("DescribeRouteTableList")
def describe_route_table_list(call: Call) -> Answer:
    """The caller's route tables in the region. There are no border routers, so RouterType VBR lists nothing."""
    world = call.world
    tags = wanted_tags(call, "Tag")
    found = [
        table
        for table in world.tables_of(call.account.uid, call.region)
        if call.get("RouterType", "VRouter") == "VRouter"
        and call.get("RouteTableId", table.id) == table.id
        and call.get("RouteTableName", table.name) == table.name
        and call.get("RouteTableType", table.type) == table.type
        and call.get("RouterId", table.router_id) == table.router_id
        and call.get("VpcId", table.vpc_id) == table.vpc_id
        and has_tags(table.tags, tags)
    ]
    shown, numbers = page(call, in_order(call, found))
    return {**numbers, "RouterTableList": {"RouterTableListType": [_look(world, table) for table in shown]}}


def _look(world: World, table: RouteTable) -> dict[str, Any]:
    vpc = world.vpcs[table.vpc_id]
    return {
        "RouteTableId": table.id,
        "RouteTableName": table.name,
        "RouteTableType": table.type,
        "AssociateType": "VSwitch",
        "Status": vpc.status,
        "RouterId": table.router_id,
        "RouterType": "VRouter",
        "VpcId": table.vpc_id,
        "OwnerId": int(table.uid),
        "ResourceGroupId": vpc.resource_group_id,
        "RoutePropagationEnable": True,
        "CreationTime": timestamp(table.created_at),
        "Description": "",
        "VSwitchIds": {
            "VSwitchId": [vswitch for vswitch in vpc.vswitch_ids if world.vswitches[vswitch].table_id == table.id]
        },
        "GatewayIds": {"GatewayIds": []},
        "Tags": {"Tag": tag_list(table.tags)},
    }


@action("DescribeVRouters")
def describe_vrouters(call: Call) -> Answer:
    """The caller's routers in the region, one per VPC."""
    found = [
        vpc
        for vpc in call.world.vpcs_of(call.account.uid, call.region).values()
        if call.get("VRouterId", vpc.router_id) == vpc.router_id
    ]
    shown, numbers = page(call, in_order(call, found))
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
        for vpc in shown
    ]
    return {**numbers, "VRouters": {"VRouter": routers}}
