# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole cross-account peering, up and down, as programs built on the vendor's SDK do it."""

from __future__ import annotations

from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    ACCEPTOR,
    INITIATOR,
    Sdk,
    Simulator,
    running,
    wait_until,
)
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTOR_UID,
    INITIATOR_UID,
    caller_identity,
    connected_pair,
    create_pair,
    interface,
    point,
    routes,
)
from ansible_collections.aliops.vpc.tests.scenarios import tutorial


def test_two_accounts_become_one_network_and_part_again(initiator: Sdk, acceptor: Sdk) -> None:
    assert initiator.call(caller_identity())["AccountId"] == INITIATOR_UID
    assert acceptor.call(caller_identity())["AccountId"] == ACCEPTOR_UID
    assert initiator.call(DescribeVpcAttributeRequest, VpcId="vpc-12345678")["VRouterId"] == "vrt-AAA"

    own, other = connected_pair(initiator, acceptor)
    mine, theirs = interface(initiator, own), interface(acceptor, other)
    assert (mine["Status"], theirs["Status"]) == ("Active", "Active")
    assert (mine["OppositeInterfaceStatus"], mine["OppositeInterfaceSpec"]) == ("Active", "Negative")
    assert (theirs["OppositeBandwidth"], theirs["OppositeVpcInstanceId"]) == (100, "vpc-12345678")
    assert (mine["OppositeInterfaceOwnerId"], mine["Bandwidth"]) == (ACCEPTOR_UID, 100)
    assert all(side["ConnectedTime"] for side in (mine, theirs))

    for sdk, table, destination, hop in (
        (initiator, "vtb-AAA", "172.16.0.0/12", own),
        (acceptor, "vtb-BBB", "192.168.0.0/16", other),
    ):
        sdk.call(
            CreateRouteEntryRequest,
            RouteTableId=table,
            DestinationCidrBlock=destination,
            NextHopType="RouterInterface",
            NextHopId=hop,
        )
        (entry,) = routes(sdk, table, RouteEntryType="Custom")
        assert (entry["Status"], entry["DestinationCidrBlock"]) == ("Available", destination)
        assert entry["NextHops"]["NextHop"][0]["NextHopId"] == hop
        assert initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId=own)[0] == 400
        sdk.call(DeleteRouteEntryRequest, RouteEntryId=entry["RouteEntryId"])
        assert routes(sdk, table, RouteEntryType="Custom") == []

    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=own)
    assert interface(initiator, own)["Status"] == "Inactive"
    assert interface(acceptor, other)["Status"] == "Active"
    assert interface(acceptor, other)["OppositeInterfaceStatus"] == "Inactive"
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId=own)
    left = interface(acceptor, other)
    assert (left["Status"], left["OppositeInterfaceStatus"]) == ("Inactive", "Deleted")
    acceptor.call(DeleteRouterInterfaceRequest, RouterInterfaceId=other)
    for sdk in (initiator, acceptor):
        assert sdk.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0


def test_states_pass_through_their_transient_ones() -> None:
    options = ("--time-scale", "0", "--connect-delay", "0.3")
    with running("--scenario", "tutorial", *options) as cloud:
        initiator, acceptor = Sdk(cloud, INITIATOR, "cn-beijing"), Sdk(cloud, ACCEPTOR, "cn-hangzhou")
        own, other = connected_pair(initiator, acceptor)
        seen = (interface(initiator, own)["Status"], interface(acceptor, other)["Status"])
        assert seen == ("Connecting", "AcceptingConnecting")
        assert initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own) == (400, "IncorrectRIStatus")
        wait_until(lambda: interface(initiator, own)["Status"] == "Active")
        assert interface(acceptor, other)["Status"] == "Active"


def test_lags_hide_what_has_just_happened(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.load(tutorial(delays={"create_lag": 0.3, "opposite_lag": 0.5}))
    own, other = create_pair(initiator, acceptor)
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    wait_until(lambda: initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 1)
    point(acceptor, other, own, INITIATOR_UID, "vrt-AAA")
    point(initiator, own, other, ACCEPTOR_UID, "vrt-BBB")
    refusal = initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    assert refusal == (400, "IncorrectOppositeInterfaceInfo.NotSet")
