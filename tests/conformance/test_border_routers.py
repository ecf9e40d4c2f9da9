# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Border routers: their interfaces, health checks, entries in their tables, and several next hops towards them."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteExpressConnectRequest import DeleteExpressConnectRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import (
    INITIATING,
    INITIATOR_UID,
    connected_pair,
    interface,
    pair_scenario,
    routes,
)
from ansible_collections.aliops.vpc.tests.scenarios import Data, as_text, border_routers, tutorial

ON_BORDER: dict[str, str] = {
    "Role": "InitiatingSide",
    "RouterType": "VBR",
    "RouterId": "vbr-1",
    "AccessPointId": "ap-1",
    "OppositeRegionId": "cn-beijing",
    "OppositeRouterType": "VRouter",
    "OppositeRouterId": "vrt-AAA",
    "Spec": "Mini.2",
}


def scenario(connected: bool = True) -> Data:
    """The tutorial with three border routers in the first account, the third one out of order.

    The first two are connected with the VPC, by ri-line-1 and ri-line-2 and by ri-vpc-1 and ri-vpc-2.
    """
    return tutorial(border_routers(*((1, 2) if connected else ()), statuses=("active", "active", "terminated")))


@pytest.fixture
def lines(cloud: Simulator, initiator: Sdk) -> Sdk:
    cloud.load(scenario())
    return initiator


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"AccessPointId": ""}, (400, "MissingAccessPointId")),
        ({"AccessPointId": "ap-2"}, (400, "InvalidAccessPointId")),
        ({"Role": "AcceptingSide", "Spec": "Negative"}, (400, "InvalidRole.ValueNotSupported")),
        ({"RouterType": "VRouter"}, (404, "InvalidRouterId.NotFound")),
        ({"RouterId": "vrt-AAA"}, (404, "InvalidRouterId.NotFound")),
        ({"RouterId": "vbr-4"}, (404, "InvalidRouterId.NotFound")),
        ({"RouterId": "vbr-3", "AccessPointId": "ap-3"}, (400, "InvalidVBRStatus")),
        ({"OppositeRouterType": "VBR"}, (400, "MissingOppositeAccessPointId")),
        ({"FastLinkMode": True, "OppositeRouterId": "vrt-BBB"}, (400, "InvalidOppositeRouterId")),
        (
            {"HealthCheckSourceIp": "192.168.0.9", "HealthCheckTargetIp": "10.0.0.1"},
            (400, "InvalidHealthCheckSourceIp"),
        ),
    ],
)
def test_creation_on_a_border_router_is_refused(
    cloud: Simulator, initiator: Sdk, changes: dict[str, Any], refusal: tuple[int, str]
) -> None:
    cloud.load(scenario(connected=False))
    assert initiator.refused(CreateRouterInterfaceRequest, **{**ON_BORDER, **changes}) == refusal
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0


def test_a_line_is_connected_with_a_vpc(cloud: Simulator, initiator: Sdk) -> None:
    cloud.load(scenario(connected=False))
    line = initiator.call(CreateRouterInterfaceRequest, **ON_BORDER)["RouterInterfaceId"]
    vpc = initiator.call(
        CreateRouterInterfaceRequest,
        Role="AcceptingSide",
        RouterType="VRouter",
        RouterId="vrt-AAA",
        Spec="Negative",
        OppositeRegionId="cn-beijing",
        OppositeRouterType="VBR",
        OppositeRouterId="vbr-1",
        OppositeAccessPointId="ap-1",
        OppositeInterfaceId=line,
        OppositeInterfaceOwnerId=INITIATOR_UID,
    )["RouterInterfaceId"]
    initiator.call(
        ModifyRouterInterfaceAttributeRequest,
        RouterInterfaceId=line,
        OppositeInterfaceId=vpc,
        OppositeInterfaceOwnerId=INITIATOR_UID,
    )
    initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId=line)
    mine, other = interface(initiator, line), interface(initiator, vpc)
    assert (mine["Status"], other["Status"]) == ("Active", "Active")
    assert (mine["RouterType"], mine["AccessPointId"], mine["VpcInstanceId"]) == ("VBR", "ap-1", "")
    assert (other["OppositeAccessPointId"], mine["OppositeVpcInstanceId"]) == ("ap-1", "vpc-12345678")


def test_a_fast_link_creates_both_ends_and_one_call_deletes_them(cloud: Simulator, initiator: Sdk) -> None:
    cloud.load(scenario(connected=False))
    line = initiator.call(CreateRouterInterfaceRequest, **ON_BORDER, FastLinkMode=True)["RouterInterfaceId"]
    mine = interface(initiator, line)
    assert (mine["Status"], mine["FastLinkMode"]) == ("Active", True)
    other = interface(initiator, mine["OppositeInterfaceId"])
    assert (other["Status"], other["Role"], other["OppositeInterfaceId"]) == ("Active", "AcceptingSide", line)
    hop = {"NextHopType": "RouterInterface", "NextHopId": other["RouterInterfaceId"]}
    initiator.call(CreateRouteEntryRequest, RouteTableId="vtb-AAA", DestinationCidrBlock="10.1.0.0/16", **hop)
    refusal = initiator.refused(DeleteExpressConnectRequest, RouterInterfaceId=line)
    assert refusal == (400, "RouterInterfaceReferredByRouteEntry")
    initiator.call(DeleteExpressConnectRequest, RouterInterfaceId=line, Force=True)
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    assert routes(initiator, "vtb-AAA", RouteEntryType="Custom") == []


def test_an_express_connection_across_accounts_cannot_be_deleted(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk
) -> None:
    own, other = connected_pair(initiator, acceptor)
    refusal = initiator.refused(DeleteExpressConnectRequest, RouterInterfaceId=own)
    assert refusal == (404, "InvalidInstanceId.NotFound")
    assert interface(acceptor, other)["Status"] == "Active"
    switches = {"delete_express_connect_across_accounts": "own_side"}
    cloud.control("scenario", pair_scenario("Active", switches=switches))
    initiator.call(DeleteExpressConnectRequest, RouterInterfaceId="ri-A")
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    assert interface(acceptor, "ri-B")["OppositeInterfaceStatus"] == "Deleted"


def test_the_states_in_which_an_express_connection_is_deleted(cloud: Simulator, initiator: Sdk) -> None:
    cloud.load(tutorial(switches={"delete_express_connect_states": "Active,Inactive"}))
    single = initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"]
    refusal = initiator.refused(DeleteExpressConnectRequest, RouterInterfaceId=single)
    assert refusal == (400, "InvalidInstance.StatusError")


@pytest.mark.parametrize(
    ("interface_id", "values", "code"),
    [
        ("ri-vpc-1", {"HealthCheckSourceIp": "192.168.0.9"}, "InvalidHealthCheckIP.Malformd"),
        ("ri-vpc-1", {"HealthCheckSourceIp": "x", "HealthCheckTargetIp": "10.0.0.1"}, "InvalidHealthCheckIP.Malformd"),
        ("ri-vpc-1", {"HealthCheckSourceIp": "10.0.0.9", "HealthCheckTargetIp": "10.0.0.1"}, "IllegalParam.HcSourceIp"),
        (
            "ri-line-1",
            {"HealthCheckSourceIp": "192.168.0.9", "HealthCheckTargetIp": "10.0.0.1"},
            "InvalidParam.ModifyRouterInterface",
        ),
        (
            "ri-vpc-1",
            {"HealthCheckSourceIp": "192.168.0.9", "HealthCheckTargetIp": "10.0.0.1", "DeleteHealthCheckIp": True},
            "InvalidParam.ModifyRouterInterface",
        ),
        ("ri-vpc-1", {"HcRate": 0}, "IllegalParam.HcRate"),
        ("ri-vpc-1", {"HcThreshold": 0}, "IllegalParam.HcThreshold"),
    ],
)
def test_a_health_check_is_refused(lines: Sdk, interface_id: str, values: dict[str, Any], code: str) -> None:
    refusal = lines.refused(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=interface_id, **values)
    assert refusal == (400, code)


def test_a_health_check_is_set_and_cleared(cloud: Simulator, lines: Sdk) -> None:
    values = {"HealthCheckSourceIp": "192.168.0.9", "HealthCheckTargetIp": "10.0.0.1", "HcRate": 2000, "HcThreshold": 8}
    lines.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-vpc-1", **values)
    shown = interface(lines, "ri-vpc-1")
    assert {name: shown[name] for name in values} == values
    lines.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-vpc-1", DeleteHealthCheckIp=True)
    assert interface(lines, "ri-vpc-1")["HealthCheckSourceIp"] == ""
    reply = get(cloud, "DescribeRouterInterfaceAttribute", InstanceId="ri-vpc-1")
    assert reply.json["HealthCheckStatus"] == "NoHealthCheckConfig"


def test_a_border_routers_table(cloud: Simulator, lines: Sdk) -> None:
    (table,) = lines.call(DescribeRouteTableListRequest, RouterType="VBR", RouterId="vbr-1")["RouterTableList"][
        "RouterTableListType"
    ]
    assert (table["RouteTableId"], table["VpcId"], table["RouterType"]) == ("vtb-line-1", "", "VBR")
    assert lines.call(DescribeRouteTableListRequest)["TotalCount"] == 1
    assert routes(lines, "vtb-line-1") == []
    hop = {"NextHopType": "RouterInterface", "NextHopId": "ri-line-1"}
    entry = {"RouteTableId": "vtb-line-1", **hop}
    lines.call(CreateRouteEntryRequest, **entry, DestinationCidrBlock="192.168.0.0/16")
    (shown,) = routes(lines, "vtb-line-1")
    assert shown["NextHops"]["NextHop"][0]["NextHopRelatedInfo"]["InstanceId"] == "vpc-12345678"
    for destination, code in (
        ("192.168.0.0/16", "Duplicated.VpcNextHop"),
        ("2001:db8::/32", "OperationUnsupported.Ipv6ForVBR"),
    ):
        assert lines.refused(CreateRouteEntryRequest, **entry, DestinationCidrBlock=destination) == (400, code)
    others = {**entry, "NextHopId": "ri-vpc-1", "DestinationCidrBlock": "10.1.0.0/16"}
    assert lines.refused(CreateRouteEntryRequest, **others) == (400, "INVALID_VPC_ID")
    idle = {**entry, "RouteTableId": "vtb-line-3", "DestinationCidrBlock": "10.1.0.0/16"}
    assert lines.refused(CreateRouteEntryRequest, **idle) == (400, "InvalidVBRStatus")
    # a leased line is the next hop of any destination
    wide = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": "ri-vpc-1"}
    lines.call(CreateRouteEntryRequest, **wide, DestinationCidrBlock="0.0.0.0/0")


def hops(*ids: str, weight: int = 100) -> list[dict[str, Any]]:
    return [{"NextHopType": "RouterInterface", "NextHopId": hop_id, "Weight": weight} for hop_id in ids]


ENTRY = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.1.0.0/16"}


def test_traffic_is_shared_among_lines(lines: Sdk) -> None:
    created = lines.call(CreateRouteEntryRequest, **ENTRY, NextHopLists=hops("ri-vpc-1", "ri-vpc-2"))["RouteEntryId"]
    (shown,) = routes(lines, "vtb-AAA", NextHopId="ri-vpc-2")
    assert shown["RouteEntryId"] == created
    next_hops = [(hop["NextHopId"], hop["Weight"], hop["NextHopRelatedInfo"]) for hop in shown["NextHops"]["NextHop"]]
    assert next_hops == [
        (f"ri-vpc-{n}", 100, {"InstanceId": f"vbr-{n}", "InstanceType": "VBR", "RegionId": "cn-beijing"})
        for n in (1, 2)
    ]
    lines.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-vpc-2")
    refusal = lines.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-vpc-2")
    assert refusal == (400, "RouterInterfaceReferredByRouteEntry")
    for named, code in (
        ({"NextHopId": "ri-vpc-1"}, "InvalidNextHopList.Size"),
        ({"NextHopLists": hops("ri-vpc-1")}, "InvalidNextHopList.Size"),
        ({"NextHopLists": hops("ri-vpc-1", "ri-line-2")}, "InvalidRouteEntry.NotFound"),
        ({"NextHopId": "ri-vpc-1", "NextHopLists": hops("ri-vpc-1", "ri-vpc-2")}, "ParamExclusive.NextHopIdAndList"),
    ):
        assert lines.refused(DeleteRouteEntryRequest, **ENTRY, **named) == (400, code)
    lines.call(DeleteRouteEntryRequest, **ENTRY, NextHopLists=hops("ri-vpc-2", "ri-vpc-1"))
    assert routes(lines, "vtb-AAA", RouteEntryType="Custom") == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (hops("ri-vpc-1"), "InvalidNexthopListSize"),
        (hops(*["ri-vpc-1"] * 5), "InvalidNexthopListSize"),
        (hops("ri-vpc-1", "ri-vpc-1"), "InvalidNexthop"),
        (hops("ri-vpc-1", "ri-nobody"), "InvalidRouterInterface"),
        (hops("ri-vpc-1", "ri-line-2"), "INVALID_VPC_ID"),
        (hops("ri-vpc-1", "ri-vpc-2", weight=256), "INVALID_WEIGHT_PARAM"),
        ([{"NextHopId": "ri-vpc-1"}, {"NextHopId": "ri-vpc-2"}], "IllegalParam.NextHopId"),
    ],
)
def test_sharing_traffic_is_refused(lines: Sdk, wanted: list[dict[str, Any]], code: str) -> None:
    assert lines.refused(CreateRouteEntryRequest, **ENTRY, NextHopLists=wanted) == (400, code)
    assert routes(lines, "vtb-AAA", RouteEntryType="Custom") == []


def test_only_lines_share_traffic(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    own, _other = connected_pair(initiator, acceptor)
    refusal = initiator.refused(CreateRouteEntryRequest, **ENTRY, NextHopLists=hops(own, own))
    assert refusal == (400, "InvalidNexthop")
    content = scenario()
    content["accounts"][0]["router_interfaces"][3]["opposite_router_type"] = "VRouter"
    cloud.load(content)
    refusal = initiator.refused(CreateRouteEntryRequest, **ENTRY, NextHopLists=hops("ri-vpc-1", "ri-vpc-2"))
    assert refusal == (400, "OperationUnsupported.InvalidRouterInterfaceType")


def test_a_border_router_only_initiates_in_a_scenario_too(cloud: Simulator) -> None:
    content = scenario()
    content["accounts"][0]["router_interfaces"][0]["role"] = "AcceptingSide"
    refusal = cloud.refused("scenario", as_text(content))
    assert refusal == "accounts[0].router_interfaces[0].role: a border router is always the initiator"
