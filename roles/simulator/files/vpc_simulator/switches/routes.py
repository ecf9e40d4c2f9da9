# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the switches of route tables and route entries."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices


@dataclasses.dataclass(eq=False)
class RouteSwitches(Choices):
    """Switches of routes, with their values."""

    unknown_table_code: Annotated[
        str,
        "A route entry is to be created or changed in a table that is not the account's.",
        "InvalidRouteTableId.NotFound",
        "Forbidden.VRouterNotFound",
    ] = "InvalidRouteTableId.NotFound"
    modify_route_to_interface: Annotated[
        str,
        "ModifyRouteEntry to another router interface; refused with InvalidNextHopType.",
        "accepted",
        "refused",
    ] = "accepted"
    max_route_weight: Annotated[int, "The greatest Weight of one of several next hops."] = 255
    route_task_scope: Annotated[
        str, "Route tasks exclude each other within a VPC, or within a table.", "vpc", "table"
    ] = "vpc"
    deleting_route_is_a_task: Annotated[
        bool, "A route entry that is being deleted keeps other route tasks waiting."
    ] = True
    route_list_next_hop_type: Annotated[
        str, "What DescribeRouteEntryList lists without a NextHopType; its page says Instance.", "any", "Instance"
    ] = "any"
    route_table_name_wildcards: Annotated[bool, "`*` in the parameter RouteTableName matches any string."] = False
    route_task_gap: Annotated[float, "Seconds that must pass between two route tasks of one scope."] = 0.0
    route_next_hop_states: Annotated[
        str, "The states in which a router interface may become a next hop, comma separated."
    ] = "Active,Inactive"
    route_outside_peer_vpc: Annotated[
        str,
        "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY refuses 0.0.0.0/0 only, every destination outside the "
        "peer VPC, or nothing.",
        "default_route",
        "all",
        "none",
    ] = "default_route"
    route_ten_slash_eight: Annotated[
        str, "A route entry for exactly 10.0.0.0/8, which needs a whitelist.", "refused", "allowed"
    ] = "refused"
    route_host_bits: Annotated[str, "A destination with host bits set, as 10.0.0.1/16.", "refused", "normalised"] = (
        "refused"
    )
    route_ipv6_code: Annotated[
        str,
        "A route entry for IPv6 through a router interface.",
        "UnsupportedFeature.RouterInterfaceIpv6",
        "OperationDenied.RouterInterfaceIpv6NotEnabled",
        "OperationDenied.RouterInterfaceIpv6",
    ] = "UnsupportedFeature.RouterInterfaceIpv6"
    batch_vswitch_overlap: Annotated[
        str,
        "CreateRouteEntries: a destination that contains a vSwitch; its page forbids any overlap.",
        "refused",
        "allowed",
    ] = "refused"
