# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the actions of Vpc that Ecs had before it, under a version of its own, and that old clients still send so."""

from __future__ import annotations

ECS = "2014-05-26"
ACTIONS = frozenset(
    {
        "ActivateRouterInterface", "ConnectRouterInterface", "CreateRouteEntry", "CreateRouterInterface",
        "CreateVSwitch", "CreateVpc", "DeactivateRouterInterface", "DeleteRouteEntry", "DeleteRouterInterface",
        "DeleteVSwitch", "DeleteVpc", "DescribeRegions", "DescribeRouteTables", "DescribeRouterInterfaces",
        "DescribeVRouters", "DescribeVSwitches", "DescribeVpcs", "DescribeZones", "ModifyRouterInterfaceAttribute",
        "ModifyRouterInterfaceSpec", "ModifyVSwitchAttribute", "ModifyVpcAttribute",
    }
)  # fmt: skip


def serves(action: str, version: str, documented: str) -> bool:
    """Whether the action, which has the documented version, exists in this version too."""
    return version == documented or (version == ECS and action in ACTIONS)
