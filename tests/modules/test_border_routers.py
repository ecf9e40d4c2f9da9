# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A data centre's lines: border routers as initiators, routes over two of them, tables of their own for vSwitches."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import A, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import border_routers, tutorial_vpc

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


def test_a_line_is_joined_with_a_vpc_and_parted_again(cloud: Cloud) -> None:
    cloud.load(border_routers())
    line = cloud.converge("router_interfaces", interfaces=[LINE]).first
    home = cloud.converge(
        "router_interfaces", interfaces=[{**HOME, "peer_router_interface_id": line["router_interface_id"]}]
    ).first
    assert (line["router_type"], home["peer_router_type"]) == ("VBR", "VBR")
    key = {"router_id": "vbr-1", "role": "initiator", "peer_router_id": "vrt-AAA"}
    peer = {"peer_account_id": A, "peer_router_interface_id": home["router_interface_id"]}
    cloud.converge("router_interface_peers", peers=[{**key, **peer}])
    connected = cloud.converge("router_interface_connections", connections=[key]).first
    assert (connected["status"], connected["peer_status"]) == ("Active", "Active")
    health_check = {"health_check_source_ip": "192.168.100.9", "health_check_target_ip": "10.0.0.9"}
    assert cloud.converge("router_interfaces", interfaces=[{**HOME, **health_check}]).first["health_check_source_ip"]
    cloud.converge("router_interfaces", state="absent", interfaces=[key])
    cloud.converge("router_interfaces", state="absent", interfaces=[{"router_id": "vrt-AAA", "name": "home"}])
    assert cloud.simulator.control("state")["accounts"][0]["router_interfaces"] == []


def test_a_route_over_two_lines(cloud: Cloud) -> None:
    cloud.load(border_routers(1, 2))
    hops = [{"next_hop_id": f"ri-vpc-{number}", "weight": 100} for number in (1, 2)]
    entry = {"route_table_id": "vtb-AAA", "destination": "10.0.0.0/16", "next_hops": hops}
    created = cloud.converge("route_entries", entries=[entry])
    assert created["writes"] == ["CreateRouteEntry"]
    assert created.first["next_hop_id"] == "ri-vpc-1,ri-vpc-2"
    deleted = cloud.converge("route_entries", entries=[entry], state="absent")
    assert deleted["writes"] == ["DeleteRouteEntry"]


@pytest.mark.parametrize(("tables", "expected"), [("system", ["vtb-AAA"]), ("used", ["vtb-AAA", "vtb-own"])])
def test_every_table_that_a_vswitch_uses(cloud: Cloud, tables: str, expected: list[str]) -> None:
    vswitches = [
        {"vswitch_id": "vsw-AAA", "cidr_block": "192.168.100.0/24"},
        {"vswitch_id": "vsw-own", "cidr_block": "192.168.101.0/24"},
    ]
    own = {"route_table_id": "vtb-own", "vswitch_ids": ["vsw-own"]}
    vpc = tutorial_vpc("initiator", vswitches=vswitches, route_tables=[own, {"route_table_id": "vtb-unused"}])
    cloud.load(border_routers(1, vpcs=[vpc]))
    entry = {"vpc_id": "vpc-12345678", "tables": tables, "destination": "10.0.0.0/16", "next_hop_id": "ri-vpc-1"}
    created = cloud.converge("route_entries", entries=[entry])
    assert sorted(record["route_table_id"] for record in created["route_entries"]) == expected
