# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A data centre's lines: border routers as initiators, routes over two of them, tables of their own for vSwitches."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import A, Cloud

LINE = {
    "name": "line",
    "role": "initiator",
    "router_id": "vbr-1",
    "access_point_id": "ap-1",
    "spec": "Mini.2",
    "peer_region": "cn-beijing",
    "peer_account_id": A,
    "peer_router_id": "vrt-AAA",
}
HOME = {
    "name": "home",
    "role": "acceptor",
    "router_id": "vrt-AAA",
    "peer_region": "cn-beijing",
    "peer_account_id": A,
    "peer_router_id": "vbr-1",
    "peer_access_point_id": "ap-1",
}


def lines(*interfaces: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return two border routers in the first account as a change for ``load``."""
    vbrs = [
        {"vbr_id": f"vbr-{n}", "region": "cn-beijing", "access_point_id": f"ap-{n}", "status": "active"} for n in (1, 2)
    ]
    return {f"account_{A}": {"vbrs": vbrs, "router_interfaces": list(interfaces)}}


def ends(number: int) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Return both ends of a connected line."""
    common = {"status": "Active", "opposite_region": "cn-beijing", "opposite_interface_owner_id": A}
    return (
        {
            **common,
            "router_interface_id": f"ri-line{number}",
            "router_id": f"vbr-{number}",
            "role": "InitiatingSide",
            "opposite_interface_id": f"ri-home{number}",
            "opposite_router_id": "vrt-AAA",
            "opposite_router_type": "VRouter",
        },
        {
            **common,
            "router_interface_id": f"ri-home{number}",
            "router_id": "vrt-AAA",
            "role": "AcceptingSide",
            "opposite_interface_id": f"ri-line{number}",
            "opposite_router_id": f"vbr-{number}",
            "opposite_router_type": "VBR",
        },
    )


def test_a_line_is_joined_with_a_vpc_and_parted_again(cloud: Cloud) -> None:
    cloud.load(**lines())
    line = cloud.converge("router_interfaces", interfaces=[LINE]).first
    home = cloud.converge(
        "router_interfaces", interfaces=[{**HOME, "peer_router_interface_id": line["router_interface_id"]}]
    ).first
    assert (line["router_type"], home["peer_router_type"]) == ("VBR", "VBR")
    key = {"router_id": "vbr-1", "role": "initiator", "peer_router_id": "vrt-AAA"}
    named = {"peer_account_id": A, "peer_router_interface_id": home["router_interface_id"]}
    cloud.converge("router_interface_peers", peers=[{**key, **named}])
    connected = cloud.converge("router_interface_connections", connections=[key]).first
    assert (connected["status"], connected["peer_status"]) == ("Active", "Active")
    checked = {"health_check_source_ip": "192.168.100.9", "health_check_target_ip": "10.0.0.9"}
    assert cloud.converge("router_interfaces", interfaces=[{**HOME, **checked}]).first["health_check_source_ip"]
    cloud.converge("router_interfaces", state="absent", interfaces=[key])
    cloud.converge("router_interfaces", state="absent", interfaces=[{"router_id": "vrt-AAA", "name": "home"}])
    assert cloud.simulator.control("state")["accounts"][0]["router_interfaces"] == []


def test_a_route_over_two_lines(cloud: Cloud) -> None:
    cloud.load(**lines(*ends(1), *ends(2)))
    hops = [{"next_hop_id": f"ri-home{number}", "weight": 100} for number in (1, 2)]
    entry = {"route_table_id": "vtb-AAA", "destination": "10.0.0.0/16", "next_hops": hops}
    made = cloud.converge("route_entries", entries=[entry])
    assert made["writes"] == ["CreateRouteEntry"]
    assert made.first["next_hop_id"] == "ri-home1,ri-home2"
    gone = cloud.converge("route_entries", entries=[entry], state="absent")
    assert gone["writes"] == ["DeleteRouteEntry"]


@pytest.mark.parametrize(("tables", "expected"), [("system", ["vtb-AAA"]), ("used", ["vtb-AAA", "vtb-own"])])
def test_every_table_that_a_vswitch_uses(cloud: Cloud, tables: str, expected: list[str]) -> None:
    vpc = {
        "region": "cn-beijing",
        "vpc_id": "vpc-12345678",
        "cidr_block": "192.168.0.0/16",
        "vrouter_id": "vrt-AAA",
        "route_table_id": "vtb-AAA",
        "vswitches": [
            {"vswitch_id": "vsw-AAA", "cidr_block": "192.168.100.0/24"},
            {"vswitch_id": "vsw-own", "cidr_block": "192.168.101.0/24"},
        ],
        "route_tables": [
            {"route_table_id": "vtb-own", "vswitch_ids": ["vsw-own"]},
            {"route_table_id": "vtb-unused"},
        ],
    }
    changes = lines(*ends(1))
    changes[f"account_{A}"]["vpcs"] = [vpc]
    cloud.load(**changes)
    entry = {"vpc_id": "vpc-12345678", "tables": tables, "destination": "10.0.0.0/16", "next_hop_id": "ri-home1"}
    made = cloud.converge("route_entries", entries=[entry])
    assert sorted(one["route_table_id"] for one in made["route_entries"]) == expected
