# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the IPv6 blocks of VPCs and vSwitches: what a request may set, and the blocks that follow from it."""

from __future__ import annotations

from ipaddress import IPv6Network

from vpc_simulator.call import Call
from vpc_simulator.model import Vpc, VSwitch

DEFAULT_ISP = "BGP"
VSWITCH_PREFIX = 64


def requested_vpc_blocks(call: Call, switch: str) -> dict[IPv6Network, str]:
    """The IPv6 block of the parameter `switch` and its ISP. Raises ApiError for what only IPAM or a reservation has."""
    for name in ("Ipv6CidrBlock", "Ipv6CidrMask", "Ipv6IpamPoolId"):
        if name in call.parameters:
            raise call.invalid(name)
    if not call.get(switch):
        if "Ipv6Isp" in call.parameters:
            raise call.invalid("Ipv6Isp")
        return {}
    return {call.world.ids.ipv6_block(): call.get("Ipv6Isp", DEFAULT_ISP)}


def requested_vswitch_block(call: Call, vpc: Vpc, own: VSwitch | None = None) -> IPv6Network | None:
    """The /64 block with the number Ipv6CidrBlock in a block of the VPC. `own` may have it already. Raises ApiError."""
    number = call.get("Ipv6CidrBlock")
    if number is None:
        for name in ("VpcIpv6CidrBlock", "Ipv6CidrMask"):
            if name in call.parameters:
                raise call.invalid(name)
        return None
    if not vpc.ipv6_blocks:
        raise call.invalid("Ipv6CidrBlock")
    block = vswitch_block(_vpc_block(call, vpc), number)
    others = (call.world.vswitches[vswitch_id] for vswitch_id in vpc.vswitch_ids)
    if any(other.ipv6 == block for other in others if other is not own):
        raise call.error("InvalidCidrBlock.Overlapped")
    return block


def vswitch_block(block: IPv6Network, number: int) -> IPv6Network:
    """The /64 block of that number, 0 to 255, in a VPC's /56 block."""
    return IPv6Network((int(block.network_address) + (number << VSWITCH_PREFIX), VSWITCH_PREFIX))


def _vpc_block(call: Call, vpc: Vpc) -> IPv6Network:
    """The VPC's block that VpcIpv6CidrBlock names; without it the first."""
    name = call.get("VpcIpv6CidrBlock")
    blocks = {str(block): block for block in vpc.ipv6_blocks}
    if name is None:
        return next(iter(blocks.values()))
    if name not in blocks:
        raise call.invalid("VpcIpv6CidrBlock")
    return blocks[name]
