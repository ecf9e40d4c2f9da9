# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns creating and deleting VPCs and vSwitches."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, ip_network

from vpc_simulator.actions.ipv6 import requested_vpc_blocks, requested_vswitch_block
from vpc_simulator.actions.peer_routes import check_no_peers_of_vpc
from vpc_simulator.actions.resource_groups import requested_group
from vpc_simulator.call import Call, Response, action, new_tags
from vpc_simulator.errors import ApiError
from vpc_simulator.lifecycle import remove_interface, remove_vswitch_later
from vpc_simulator.model import Vpc, VSwitch
from vpc_simulator.regions import zones

RESERVED = tuple(IPv4Network(block) for block in ("100.64.0.0/10", "224.0.0.0/4", "127.0.0.0/8", "169.254.0.0/16"))
MAX_USER_CIDRS = 3


def _cidr(text: str, refusal: ApiError, reserved: Sequence[IPv4Network] = RESERVED) -> IPv4Network:
    try:
        cidr = ip_network(text)
    except ValueError:
        raise refusal from None
    if not isinstance(cidr, IPv4Network) or any(cidr.subnet_of(block) for block in reserved):
        raise refusal
    return cidr


@action("CreateVpc")
def create_vpc(call: Call) -> Response:
    """Create a VPC with its router and system route table; it is Pending at first."""
    refuse_ipam(call)
    cidr = vpc_cidr(call, call.get("CidrBlock", call.switches.default_vpc_block))
    user_cidrs, tags, group = _user_cidrs(call), new_tags(call, "Tag"), requested_group(call)
    ipv6_blocks = requested_vpc_blocks(call, "EnableIpv6")
    if len(call.world.vpcs_of(call.account.uid, call.region)) >= call.account.quotas["vpcs_per_region"]:
        raise call.error("QuotaExceeded.Vpc")
    call.stop_if_dry_run()
    vpc = call.world.add_vpc(
        call.account.uid,
        call.region,
        cidr,
        name=call.get("VpcName", ""),
        description=call.get("Description", ""),
        resource_group_id=group,
        user_cidrs=user_cidrs,
        ipv6_blocks=ipv6_blocks,
        dns_hostnames=call.get("EnableDnsHostname", False),
        tags=tags,
        status="Pending",
    )

    def settle() -> None:
        vpc.status = "Available"

    call.world.after("vpc_delay", "Pending to Available", vpc.id, settle)
    return {
        "VpcId": vpc.id,
        "VRouterId": vpc.router_id,
        "RouteTableId": vpc.table_ids[0],
        "ResourceGroupId": vpc.resource_group_id,
    }


def refuse_ipam(call: Call) -> None:
    """Refuse the parameters of IPAM, which the simulator lacks."""
    for name in ("Ipv4IpamPoolId", "Ipv4CidrMask", "CidrMask"):
        if name in call.parameters:
            raise call.invalid(name)


def vpc_cidr(call: Call, text: str) -> IPv4Network:
    """The block of a VPC. Raises ApiError."""
    cidr = _cidr(text, call.error("InvalidParameter"))
    if not 8 <= cidr.prefixlen <= 28:
        raise call.error("InvalidParameter")
    return cidr


def _user_cidrs(call: Call) -> list[str]:
    """The blocks of UserCidr, at most three, separated by commas."""
    cidrs = [text.strip() for text in call.get("UserCidr", "").split(",") if text.strip()]
    if len(cidrs) > MAX_USER_CIDRS:
        raise call.invalid("UserCidr")
    return [str(_cidr(text, call.invalid("UserCidr"), reserved=())) for text in cidrs]


@action("CreateVSwitch")
def create_vswitch(call: Call) -> Response:
    """Create a vSwitch and its `local` route entry; one vSwitch at a time in a VPC."""
    vpc = own_vpc(call, call.get("VpcId"))
    if vpc.region != call.region:
        raise call.error("InvalidVpcId.NotFound")
    if call.get("ZoneId") not in zones(vpc.region):
        raise call.error("InvalidZoneId.NotFound")
    refuse_ipam(call)
    cidr = _check_vswitch_cidr(call, vpc)
    ipv6, tags = requested_vswitch_block(call, vpc), new_tags(call, "Tag")
    _check_vswitch_tasks(call, vpc)
    if len(vpc.vswitch_ids) >= call.account.quotas["vswitches_per_vpc"]:
        raise call.error("QuotaExceeded.VSwitch")
    vswitch = call.world.add_vswitch(
        vpc,
        cidr,
        zone_id=call.get("ZoneId"),
        name=call.get("VSwitchName", ""),
        description=call.get("Description", ""),
        tags=tags,
        ipv6=ipv6,
        status="Pending",
    )

    def settle() -> None:
        vswitch.status = "Available"

    call.world.after("vswitch_delay", "Pending to Available", vswitch.id, settle)
    return {"VSwitchId": vswitch.id}


def own_vpc(call: Call, vpc_id: str) -> Vpc:
    """The caller's VPC in the region of the call. Raises ApiError."""
    vpc = call.world.vpcs_of(call.account.uid, call.region).get(vpc_id)
    if vpc is None:
        raise call.error("InvalidVpcId.NotFound")
    return vpc


def own_vswitch(call: Call, vswitch_id: str) -> VSwitch:
    """The caller's vSwitch in the region of the call. Raises ApiError."""
    vswitch = call.world.vswitches.get(vswitch_id)
    if vswitch is None or vswitch.uid != call.account.uid or vswitch.region != call.region:
        raise call.error("InvalidVSwitchId.NotFound")
    return vswitch


def _check_vswitch_cidr(call: Call, vpc: Vpc) -> IPv4Network:
    cidr = _cidr(call.get("CidrBlock"), call.error("InvalidCidrBlock.Malformed"))
    if not 16 <= cidr.prefixlen <= 29:
        raise call.error("InvalidCirdrBlock.MaskLength")
    if not any(cidr.subnet_of(block) for block in vpc.ipv4_blocks):
        raise call.error("InvalidParameter")
    if any(cidr.overlaps(call.world.vswitches[other].cidr) for other in vpc.vswitch_ids):
        raise call.error("InvalidCidrBlock.Overlapped")
    if any(cidr in call.world.tables[table].by_destination for table in vpc.table_ids):
        raise call.error("InvalidCidrBlock.Overlapped", 1)
    return cidr


def _check_vswitch_tasks(call: Call, vpc: Vpc) -> None:
    world = call.world
    if vpc.status != "Available":
        raise call.error("IncorrectVpcStatus")
    if any(world.vswitches[other].status != "Available" for other in vpc.vswitch_ids):
        raise call.error("IncorrectVSwitchStatus", 1)
    if any(entry.status != "Available" for entry in world.entries_of(vpc)):
        raise call.error("IncorrectRouteEntryStatus")


@action("DeleteVpc")
def delete_vpc(call: Call) -> Response:
    """Delete an empty VPC; its router interfaces count until a lag after their deletion has passed."""
    vpc = own_vpc(call, call.get("VpcId"))
    world = call.world
    if vpc.status != "Available":
        raise call.error("IncorrectVpcStatus")
    interfaces = [world.interfaces[interface_id] for interface_id in vpc.interface_ids]
    if call.get("ForceDelete") and call.switches.force_delete_vpc == "takes_interfaces":
        interfaces = [interface for interface in interfaces if interface.status not in ("Idle", "Inactive")]
    if interfaces or vpc.lingering_interfaces_until > world.now:
        raise call.error("DependencyViolation.RouterInterface")
    check_no_peers_of_vpc(call, vpc)
    if vpc.vswitch_ids:
        raise call.error("DependencyViolation.VSwitch")
    if any(world.tables[table].custom_entries for table in vpc.table_ids):
        raise call.error("DependencyViolation.RouteEntry")
    call.stop_if_dry_run()
    for interface_id in list(vpc.interface_ids):
        remove_interface(world, world.interfaces[interface_id])
    world.remove_vpc(vpc)
    return {}


@action("DeleteVSwitch")
def delete_vswitch(call: Call) -> Response:
    """Delete a vSwitch without a custom table, and its `local` entry; it is Pending until the delay has passed."""
    world = call.world
    vswitch = own_vswitch(call, call.get("VSwitchId"))
    vpc = world.vpcs[vswitch.vpc_id]
    if vswitch.status != "Available":
        raise call.error("IncorrectVSwitchStatus")
    if any(entry.status != "Available" for entry in world.entries_of(vpc)):
        raise call.error("IncorrectRouteEntryStatus")
    if world.tables[vswitch.table_id].type != "System":
        raise call.error("DependencyViolation")
    call.stop_if_dry_run()
    remove_vswitch_later(world, vswitch)
    return {}
