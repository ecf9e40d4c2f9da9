# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading VPCs and vSwitches."""

from __future__ import annotations

from typing import Any

from vpc_simulator.call import Answer, Call, action, has_tags, in_order, page, tag_list, wanted_tags
from vpc_simulator.clock import timestamp
from vpc_simulator.model import Vpc, VSwitch
from vpc_simulator.policies import wildcard
from vpc_simulator.world import World

MAX_IDS = 20


@action("DescribeVpcs")
def describe_vpcs(call: Call) -> Answer:
    """The caller's VPCs in the region; VpcId may hold up to 20 ids, comma separated."""
    ids = [one.strip() for one in call.get("VpcId", "").split(",") if one.strip()]
    if len(ids) > MAX_IDS:
        raise call.error("InvalidVpcIdNumber.NotSupported")
    call.stop_if_dry_run()
    tags = wanted_tags(call, "Tag")
    found = [
        vpc
        for vpc in call.world.vpcs_of(call.account.uid, call.region).values()
        if (not ids or vpc.id in ids)
        and _has_name_asked_for(call, vpc)
        and call.get("ResourceGroupId", vpc.resource_group_id) == vpc.resource_group_id
        and str(call.get("VpcOwnerId", vpc.uid)) == vpc.uid
        and not call.get("IsDefault")
        and not call.get("EnableIpv6")
        and "DhcpOptionsSetId" not in call.parameters
        and has_tags(vpc.tags, tags)
    ]
    shown, numbers = page(call, in_order(call, found))
    return {**numbers, "Vpcs": {"Vpc": [_look_in_list(vpc) for vpc in shown]}}


def _has_name_asked_for(call: Call, vpc: Vpc) -> bool:
    name = call.get("VpcName", vpc.name)
    if call.switches.vpc_name_wildcards:
        return bool(wildcard(name).fullmatch(vpc.name))
    return bool(name == vpc.name)


@action("DescribeVpcAttribute")
def describe_vpc_attribute(call: Call) -> Answer:
    """One VPC of the caller in the region."""
    vpc = call.world.vpcs_of(call.account.uid, call.region).get(call.get("VpcId"))
    if vpc is None:
        raise call.error("InvalidVpcId.NotFound")
    call.stop_if_dry_run()
    counts = {"VSwitch": len(vpc.vswitch_ids), "VRouter": 1, "RouteTable": len(vpc.table_ids)}
    return {
        **_look(vpc),
        "ClassicLinkEnabled": False,
        "SupportIpv4Gateway": False,
        "CloudResources": {
            "CloudResourceSetType": [{"ResourceType": kind, "ResourceCount": n} for kind, n in counts.items() if n]
        },
    }


def _look(vpc: Vpc) -> dict[str, Any]:
    return {
        "VpcId": vpc.id,
        "VpcName": vpc.name,
        "Description": vpc.description,
        "CidrBlock": str(vpc.cidr),
        "Ipv6CidrBlock": "",
        "EnabledIpv6": False,
        "Status": vpc.status,
        "CreationTime": timestamp(vpc.created_at),
        "RegionId": vpc.region,
        "OwnerId": int(vpc.uid),
        "VRouterId": vpc.router_id,
        "IsDefault": False,
        "ResourceGroupId": vpc.resource_group_id,
        "DhcpOptionsSetId": "",
        "DhcpOptionsSetStatus": "",
        "DnsHostnameStatus": "DISABLED",
        "VSwitchIds": {"VSwitchId": list(vpc.vswitch_ids)},
        "UserCidrs": {"UserCidr": list(vpc.user_cidrs)},
        "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
        "Ipv6CidrBlocks": {"Ipv6CidrBlock": []},
        "Tags": {"Tag": tag_list(vpc.tags)},
    }


def _look_in_list(vpc: Vpc) -> dict[str, Any]:
    return {
        **_look(vpc),
        "CenStatus": "Detached",
        "RouterTableIds": {"RouterTableIds": list(vpc.table_ids)},
        "NatGatewayIds": {"NatGatewayIds": []},
    }


@action("DescribeVSwitches")
def describe_vswitches(call: Call) -> Answer:
    """The caller's vSwitches in the region. Without RegionId the VPC tells the region."""
    world = call.world
    vpc = world.vpcs.get(call.get("VpcId", ""))
    region = vpc.region if vpc and vpc.uid == call.account.uid and not call.get("RegionId") else call.region
    call.stop_if_dry_run()
    tags = wanted_tags(call, "Tag")
    found = [
        vswitch
        for vswitch in world.vswitches_of(call.account.uid, region)
        if call.get("VpcId", vswitch.vpc_id) == vswitch.vpc_id
        and call.get("VSwitchId", vswitch.id) == vswitch.id
        and call.get("VSwitchName", vswitch.name) == vswitch.name
        and call.get("ZoneId", vswitch.zone) == vswitch.zone
        and call.get("RouteTableId", vswitch.table_id) == vswitch.table_id
        and str(call.get("VSwitchOwnerId", vswitch.uid)) == vswitch.uid
        and not call.get("IsDefault")
        and not call.get("EnableIpv6")
        and call.get("ResourceGroupId") in (None, world.vpcs[vswitch.vpc_id].resource_group_id)
        and has_tags(vswitch.tags, tags)
    ]
    shown, numbers = page(call, in_order(call, found))
    return {**numbers, "VSwitches": {"VSwitch": [_look_at_vswitch(world, vswitch) for vswitch in shown]}}


def _look_at_vswitch(world: World, vswitch: VSwitch) -> dict[str, Any]:
    return {
        "VSwitchId": vswitch.id,
        "VSwitchName": vswitch.name,
        "Description": vswitch.description,
        "VpcId": vswitch.vpc_id,
        "ZoneId": vswitch.zone,
        "CidrBlock": str(vswitch.cidr),
        "Ipv6CidrBlock": "",
        "EnabledIpv6": False,
        # the first and the last three addresses are reserved
        "AvailableIpAddressCount": vswitch.cidr.num_addresses - 4,
        "Status": vswitch.status,
        "IsDefault": False,
        "CreationTime": timestamp(vswitch.created_at),
        "OwnerId": int(vswitch.uid),
        "ResourceGroupId": world.vpcs[vswitch.vpc_id].resource_group_id,
        "NetworkAclId": "",
        "ShareType": "",
        "RouteTable": {"RouteTableId": vswitch.table_id, "RouteTableType": world.tables[vswitch.table_id].type},
        "Tags": {"Tag": tag_list(vswitch.tags)},
    }
