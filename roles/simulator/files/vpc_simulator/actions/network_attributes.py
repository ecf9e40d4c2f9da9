# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the actions that change VPCs, vSwitches and route tables, and that move VPCs between resource groups."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

from vpc_simulator.actions.ipv6 import requested_vpc_blocks, requested_vswitch_block, vswitch_block
from vpc_simulator.actions.resource_groups import requested_group
from vpc_simulator.actions.vpcs import own_vpc, own_vswitch, vpc_cidr
from vpc_simulator.call import Call, Response, action
from vpc_simulator.model import Vpc, VSwitch


@action("ModifyVpcAttribute")
def modify_vpc_attribute(call: Call) -> Response:
    """Change name, description, blocks and host names of a VPC, all or nothing."""
    vpc = own_vpc(call, call.get("VpcId"))
    if vpc.status != "Available":
        raise call.error("IncorrectVpcStatus")
    changes = _sent(call, {"VpcName": "name", "Description": "description", "EnableDnsHostname": "dns_hostnames"})
    if "CidrBlock" in call.parameters:
        changes["cidr"] = _changed_cidr(call, vpc)
    changes["ipv6_blocks"] = _changed_ipv6(call, vpc)
    for attribute, value in changes.items():
        setattr(vpc, attribute, value)
    return {}


def _sent(call: Call, attributes: dict[str, str]) -> dict[str, Any]:
    """The attributes whose parameters were sent."""
    return {attribute: call.get(name) for name, attribute in attributes.items() if name in call.parameters}


def _changed_cidr(call: Call, vpc: Vpc) -> Any:
    """The new block, which contains every vSwitch that no secondary block contains."""
    cidr = vpc_cidr(call, call.get("CidrBlock"))
    vswitches = (call.world.vswitches[vswitch_id] for vswitch_id in vpc.vswitch_ids)
    blocks = [cidr, *vpc.secondary_cidrs]
    if not all(any(vswitch.cidr.subnet_of(block) for block in blocks) for vswitch in vswitches):
        raise call.error("InvalidParameter")
    return cidr


def _changed_ipv6(call: Call, vpc: Vpc) -> dict[IPv6Network, str]:
    """The IPv6 blocks after the change. A block that exists stays as it is, unless no vSwitch needs it any more."""
    blocks = vpc.ipv6_blocks
    if not blocks:
        return requested_vpc_blocks(call, "EnableIPv6")
    for name, values in (("Ipv6CidrBlock", map(str, blocks)), ("Ipv6Isp", blocks.values())):
        if name in call.parameters and call.get(name) not in values:
            raise call.invalid(name)
    if call.get("EnableIPv6", True):
        return blocks
    if any(call.world.vswitches[vswitch_id].ipv6 for vswitch_id in vpc.vswitch_ids):
        raise call.invalid("EnableIPv6")
    return {}


@action("ModifyVSwitchAttribute")
def modify_vswitch_attribute(call: Call) -> Response:
    """Change name, description and IPv6 block of a vSwitch, which is Pending until the change is made."""
    vswitch = own_vswitch(call, call.get("VSwitchId"))
    if vswitch.status != "Available":
        raise call.error("IncorrectVSwitchStatus")
    labels = _sent(call, {"VSwitchName": "name", "Description": "description"})
    ipv6 = _changed_vswitch_block(call, vswitch)
    vswitch.status = "Pending"

    def settle() -> None:
        for attribute, value in labels.items():
            setattr(vswitch, attribute, value)
        if ipv6 != vswitch.ipv6:
            call.world.set_vswitch_ipv6(vswitch, ipv6)
        vswitch.status = "Available"

    call.world.after("vswitch_delay", "Pending to Available", vswitch.id, settle)
    return {}


def _changed_vswitch_block(call: Call, vswitch: VSwitch) -> IPv6Network | None:
    """The IPv6 block after the change; enabled without a number it is the first that is free."""
    vpc = call.world.vpcs[vswitch.vpc_id]
    enabled = call.get("EnableIPv6")
    requested = requested_vswitch_block(call, vpc, vswitch)
    if enabled is False:
        if requested:
            raise call.invalid("Ipv6CidrBlock")
        return None
    if requested or vswitch.ipv6 or not enabled:
        return requested or vswitch.ipv6
    if not vpc.ipv6_blocks:
        raise call.invalid("EnableIPv6")
    used = {call.world.vswitches[other].ipv6 for other in vpc.vswitch_ids}
    free = (vswitch_block(block, number) for block in vpc.ipv6_blocks for number in range(256))
    return next((block for block in free if block not in used), None)


@action("ModifyRouteTableAttributes")
def modify_route_table_attributes(call: Call) -> Response:
    """Change name, description and propagation of a route table."""
    table = call.world.tables.get(call.get("RouteTableId"))
    if table is None or (table.uid, table.region) != (call.account.uid, call.region):
        raise call.error("InvalidRouteTableId.NotFound")
    attributes = {"RouteTableName": "name", "Description": "description", "RoutePropagationEnable": "propagates"}
    for attribute, value in _sent(call, attributes).items():
        setattr(table, attribute, value)
    return {}


@action("MoveResourceGroup")
def move_resource_group(call: Call) -> Response:
    """Move a VPC, with its vSwitches and tables, into another resource group. Nothing else of Vpc is simulated."""
    if call.get("ResourceType").lower() != "vpc":
        raise call.invalid("ResourceType")
    vpc = call.world.vpcs_of(call.account.uid, call.region).get(call.get("ResourceId"))
    if vpc is None:
        raise call.error("InvalidResourceId.NotFound")
    group = requested_group(call, "NewResourceGroupId")
    vpc.resource_group_id = group or vpc.resource_group_id
    call.account.resource_groups.add(vpc.resource_group_id)
    return {}
