# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading VPCs and vSwitches."""

from __future__ import annotations

from typing import Any

from vpc_simulator.call import Call, Response, action, has_tags, in_list_order, page, tag_filter, tag_list
from vpc_simulator.clock import timestamp
from vpc_simulator.model import Vpc, VSwitch
from vpc_simulator.policies import wildcard

MAX_IDS = 20


@action("DescribeVpcs")
def describe_vpcs(call: Call) -> Response:
    """The VPCs that the caller sees in the region; VpcId takes up to 20 ids, separated by commas."""
    ids = [vpc_id.strip() for vpc_id in call.get("VpcId", "").split(",") if vpc_id.strip()]
    if len(ids) > MAX_IDS:
        raise call.error("InvalidVpcIdNumber.NotSupported")
    if call.get("ResourceGroupId", "") not in {"", *call.account.resource_groups}:
        raise call.error("InvalidResourceGroupId")
    call.stop_if_dry_run()
    tags = tag_filter(call, "Tag")
    vpcs = [
        vpc
        for vpc in call.world.vpcs_seen_by(call.account.uid, call.region).values()
        if (not ids or vpc.id in ids)
        and _matches_name(call, vpc)
        and call.get("ResourceGroupId", vpc.resource_group_id) == vpc.resource_group_id
        and str(call.get("VpcOwnerId", vpc.uid)) == vpc.uid
        and not call.get("IsDefault")
        and call.get("EnableIpv6", bool(vpc.ipv6_blocks)) == bool(vpc.ipv6_blocks)
        and "DhcpOptionsSetId" not in call.parameters
        and has_tags(vpc.tags, tags)
    ]
    rows, paging = page(call, in_list_order(call, vpcs))
    return {**paging, "Vpcs": {"Vpc": [_render_in_list(vpc) for vpc in rows]}}


def _matches_name(call: Call, vpc: Vpc) -> bool:
    name = call.get("VpcName", vpc.name)
    if call.switches.vpc_name_wildcards:
        return wildcard(name).fullmatch(vpc.name)
    return bool(name == vpc.name)


@action("DescribeVpcAttribute")
def describe_vpc_attribute(call: Call) -> Response:
    """One VPC that the caller sees in the region."""
    vpc = call.world.vpcs_seen_by(call.account.uid, call.region).get(call.get("VpcId"))
    if vpc is None:
        raise call.error("InvalidVpcId.NotFound")
    call.stop_if_dry_run()
    counts = {"VSwitch": len(vpc.vswitch_ids), "VRouter": 1, "RouteTable": len(vpc.table_ids)}
    return {
        **_render(vpc),
        "ClassicLinkEnabled": False,
        "SupportIpv4Gateway": False,
        "CloudResources": {
            "CloudResourceSetType": [{"ResourceType": kind, "ResourceCount": n} for kind, n in counts.items() if n]
        },
    }


def _render(vpc: Vpc) -> dict[str, Any]:
    return {
        "VpcId": vpc.id,
        "VpcName": vpc.name,
        "Description": vpc.description,
        "CidrBlock": str(vpc.cidr),
        "Ipv6CidrBlock": next(map(str, vpc.ipv6_blocks), ""),
        "EnabledIpv6": bool(vpc.ipv6_blocks),
        "Status": vpc.status,
        "CreationTime": timestamp(vpc.created_at),
        "RegionId": vpc.region,
        "OwnerId": int(vpc.uid),
        "VRouterId": vpc.router_id,
        "IsDefault": False,
        "ResourceGroupId": vpc.resource_group_id,
        "DhcpOptionsSetId": "",
        "DhcpOptionsSetStatus": "",
        "DnsHostnameStatus": "ENABLED" if vpc.dns_hostnames else "DISABLED",
        "VSwitchIds": {"VSwitchId": list(vpc.vswitch_ids)},
        "UserCidrs": {"UserCidr": list(vpc.user_cidrs)},
        "SecondaryCidrBlocks": {"SecondaryCidrBlock": [str(block) for block in vpc.secondary_cidrs]},
        "Ipv6CidrBlocks": {
            "Ipv6CidrBlock": [{"Ipv6CidrBlock": str(block), "Ipv6Isp": isp} for block, isp in vpc.ipv6_blocks.items()]
        },
        "Tags": {"Tag": tag_list(vpc.tags)},
    }


def _render_in_list(vpc: Vpc) -> dict[str, Any]:
    return {
        **_render(vpc),
        "CenStatus": "Attached" if vpc.cen_attached else "Detached",
        "RouterTableIds": {"RouterTableIds": list(vpc.table_ids)},
        "NatGatewayIds": {"NatGatewayIds": []},
    }


@action("DescribeVSwitches")
def describe_vswitches(call: Call) -> Response:
    """The vSwitches that the caller sees in the region, which is the VPC's without RegionId."""
    world = call.world
    if not call.get("RegionId") and not call.get("VpcId") and not call.host_region:
        raise call.missing("RegionId")
    vpc = world.vpcs.get(call.get("VpcId", ""))
    region = vpc.region if vpc and vpc.is_seen_by(call.account.uid) and not call.get("RegionId") else call.region
    call.stop_if_dry_run()
    tags = tag_filter(call, "Tag")
    vswitches = [
        vswitch
        for vswitch in _vswitches(call, region)
        if call.get("VpcId", vswitch.vpc_id) == vswitch.vpc_id
        and call.get("VSwitchName", vswitch.name) == vswitch.name
        and call.get("ZoneId", vswitch.zone) == vswitch.zone
        and call.get("RouteTableId", vswitch.table_id) == vswitch.table_id
        and str(call.get("VSwitchOwnerId", vswitch.uid)) == vswitch.uid
        and not call.get("IsDefault")
        and call.get("EnableIpv6", vswitch.ipv6 is not None) == (vswitch.ipv6 is not None)
        and call.get("ResourceGroupId") in (None, world.vpcs[vswitch.vpc_id].resource_group_id)
        and has_tags(vswitch.tags, tags)
    ]
    rows, paging = page(call, in_list_order(call, vswitches))
    return {**paging, "VSwitches": {"VSwitch": [render_vswitch(call, vswitch) for vswitch in rows]}}


def _vswitches(call: Call, region: str) -> list[VSwitch]:
    """The vSwitches that the caller sees in the region, or the one that the call names."""
    if "VSwitchId" not in call.parameters:
        return call.world.vswitches_seen_by(call.account.uid, region)
    vswitch = _seen_vswitch(call, call.get("VSwitchId"), region)
    return [vswitch] if vswitch else []


def _seen_vswitch(call: Call, vswitch_id: str, region: str) -> VSwitch | None:
    vswitch = call.world.vswitches.get(vswitch_id)
    seen = vswitch and call.world.vpcs[vswitch.vpc_id].is_seen_by(call.account.uid)
    return vswitch if vswitch and seen and vswitch.region == region else None


@action("DescribeVSwitchAttributes")
def describe_vswitch_attributes(call: Call) -> Response:
    """One vSwitch that the caller sees in the region."""
    vswitch = _seen_vswitch(call, call.get("VSwitchId"), call.region)
    if vswitch is None:
        raise call.error("InvalidVSwitchId.NotFound")
    call.stop_if_dry_run()
    return render_vswitch(call, vswitch)


def _share_type(call: Call, vpc: Vpc) -> str:
    if not vpc.shared_with:
        return ""
    return "Sharing" if vpc.uid == call.account.uid else "Shared"


def render_vswitch(call: Call, vswitch: VSwitch) -> dict[str, Any]:
    """A vSwitch as the caller sees it."""
    world = call.world
    return {
        "VSwitchId": vswitch.id,
        "VSwitchName": vswitch.name,
        "Description": vswitch.description,
        "VpcId": vswitch.vpc_id,
        "ZoneId": vswitch.zone,
        "CidrBlock": str(vswitch.cidr),
        "Ipv6CidrBlock": str(vswitch.ipv6 or ""),
        "EnabledIpv6": vswitch.ipv6 is not None,
        # the first address and the last three are reserved
        "AvailableIpAddressCount": vswitch.cidr.num_addresses - 4,
        "Status": vswitch.status,
        "IsDefault": False,
        "CreationTime": timestamp(vswitch.created_at),
        "OwnerId": int(vswitch.uid),
        "ResourceGroupId": world.vpcs[vswitch.vpc_id].resource_group_id,
        "NetworkAclId": "",
        "ShareType": _share_type(call, world.vpcs[vswitch.vpc_id]),
        "RouteTable": {"RouteTableId": vswitch.table_id, "RouteTableType": world.tables[vswitch.table_id].type},
        "Tags": {"Tag": tag_list(vswitch.tags)},
    }
