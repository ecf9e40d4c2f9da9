# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route tables: custom ones with their vSwitches, the deprecated list with entries inside, IPv6."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteVSwitchRequest import DeleteVSwitchRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTablesRequest import DescribeRouteTablesRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchesRequest import DescribeVSwitchesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import connected_pair, pair_scenario, routes
from ansible_collections.aliops.vpc.tests.scenarios import as_text, route, tutorial, tutorial_vpc


def scenario(*vswitch_ids: str) -> str:
    """The tutorial with a second route table that holds entries of others, and these vSwitches."""
    private = {
        "route_table_id": "vtb-CCC",
        "name": "private",
        "vswitch_ids": list(vswitch_ids),
        "routes": [
            route("0.0.0.0/0", "ngw-1", next_hop_type="NatGateway"),
            route("::/0", "ipv6gw-1", next_hop_type="IPv6Gateway"),
            route("10.7.0.0/16", "tr-1", next_hop_type="Attachment", type="CEN"),
        ],
    }
    vswitches = [*tutorial_vpc("initiator")["vswitches"], {"vswitch_id": "vsw-CCC", "cidr_block": "192.168.101.0/24"}]
    vpc = tutorial_vpc("initiator", vswitches=vswitches, route_tables=[private])
    return as_text(tutorial(initiator={"vpcs": [vpc]}))


def listed(sdk: Sdk, **filters: Any) -> dict[str, dict[str, Any]]:
    response = sdk.call(DescribeRouteTablesRequest, **filters)
    return {table["RouteTableId"]: table for table in response["RouteTables"]["RouteTable"]}


def test_vswitches_are_attached_to_a_custom_table(cloud: Simulator, initiator: Sdk) -> None:
    cloud.control("scenario", scenario("vsw-CCC"))
    tables = initiator.call(DescribeRouteTableListRequest)["RouterTableList"]["RouterTableListType"]
    assert {table["RouteTableId"]: table["VSwitchIds"]["VSwitchId"] for table in tables} == {
        "vtb-AAA": ["vsw-AAA"],
        "vtb-CCC": ["vsw-CCC"],
    }
    (vswitch,) = initiator.call(DescribeVSwitchesRequest, RouteTableId="vtb-CCC")["VSwitches"]["VSwitch"]
    assert vswitch["RouteTable"] == {"RouteTableId": "vtb-CCC", "RouteTableType": "Custom"}
    assert initiator.refused(DeleteVSwitchRequest, VSwitchId="vsw-CCC") == (400, "DependencyViolation")
    initiator.call(DeleteVSwitchRequest, VSwitchId="vsw-AAA")
    refusal = cloud.refused("scenario", scenario("vsw-BBB"))
    assert refusal == "accounts[0].vpcs[0].route_tables[0].vswitch_ids: vsw-BBB is not a vSwitch of the VPC"


def test_tables_are_listed_with_their_entries(cloud: Simulator, initiator: Sdk) -> None:
    cloud.control("scenario", scenario("vsw-CCC"))
    both = listed(initiator, VRouterId="vrt-AAA")
    assert set(both) == {"vtb-AAA", "vtb-CCC"} == set(listed(initiator, RouterId="vrt-AAA", RouterType="VRouter"))
    private = both["vtb-CCC"]
    assert (private["RouteTableType"], private["VSwitchIds"]["VSwitchId"]) == ("Custom", ["vsw-CCC"])
    entries = {entry["DestinationCidrBlock"]: entry for entry in private["RouteEntrys"]["RouteEntry"]}
    assert {name: (entry["NextHopType"], entry["InstanceId"]) for name, entry in entries.items()} == {
        "100.64.0.0/10": ("service", ""),
        "192.168.100.0/24": ("local", ""),
        "192.168.101.0/24": ("local", ""),
        "0.0.0.0/0": ("NatGateway", "ngw-1"),
        "::/0": ("IPv6Gateway", "ipv6gw-1"),
        "10.7.0.0/16": ("Attachment", "tr-1"),
    }
    assert entries["192.168.101.0/24"]["RouteEntryId"] == ""
    of_others = listed(initiator, RouteTableName="private", Type="CEN")["vtb-CCC"]["RouteEntrys"]["RouteEntry"]
    assert [entry["DestinationCidrBlock"] for entry in of_others] == ["10.7.0.0/16"]
    assert listed(initiator, RouteTableId="vtb-BBB") == {}


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({}, (400, "MissingVRouterId")),
        ({"VRouterId": "vrt-AAA", "RouterId": "vrt-AAA"}, (400, "InvalidRouterId")),
        ({"VRouterId": "vrt-BBB"}, (400, "InvalidVRouterId.NotFound")),
        ({"RouterId": "vrt-BBB"}, (400, "OperationFailed.VRouterNotExist")),
        ({"RouteTableId": "vtb-AAA", "Type": "Own"}, (400, "IllegalParam.Type")),
    ],
)
def test_a_listing_of_tables_is_refused(initiator: Sdk, asked: dict[str, str], refusal: tuple[int, str]) -> None:
    assert initiator.refused(DescribeRouteTablesRequest, **asked) == refusal


def test_entries_for_ipv6_are_read_but_no_interface_carries_ipv6(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk
) -> None:
    cloud.control("scenario", scenario())
    (row,) = routes(initiator, "vtb-CCC", IpVersion="ipv6")
    assert row["DestinationCidrBlock"] == "::/0"
    own, _other = connected_pair(initiator, acceptor)
    entry = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "2001:db8::/32", "NextHopId": own}
    refusal = initiator.refused(CreateRouteEntryRequest, **entry, NextHopType="RouterInterface")
    assert refusal == (400, "UnsupportedFeature.RouterInterfaceIpv6")
    assert initiator.refused(CreateRouteEntryRequest, **entry) == (400, "IllegalParam.NextHopId")
    code = "OperationDenied.RouterInterfaceIpv6NotEnabled"
    cloud.control("scenario", pair_scenario("Active", switches={"route_ipv6_code": code}))
    refusal = initiator.refused(
        CreateRouteEntryRequest, **{**entry, "NextHopId": "ri-A"}, NextHopType="RouterInterface"
    )
    assert refusal == (400, code)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"destination": "10.0.0.1/8", "next_hop_id": "x"}, "destination: 10.0.0.1/8 has host bits set"),
        ({"destination": "10.0.0.0/8"}, "next_hop_id: set either next_hop_id or next_hops"),
        (
            {"destination": "10.0.0.0/8", "next_hop_id": "x", "next_hops": [{"next_hop_id": "y"}]},
            "next_hop_id: set either next_hop_id or next_hops",
        ),
    ],
)
def test_a_wrong_route_does_not_load(cloud: Simulator, entry: dict[str, Any], message: str) -> None:
    content = tutorial(initiator={"vpcs": [tutorial_vpc("initiator", routes=[entry])]})
    assert cloud.refused("scenario", as_text(content)) == f"accounts[0].vpcs[0].routes[0].{message}"
