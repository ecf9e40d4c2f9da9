# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and regions do not see each other."""

from __future__ import annotations

import pytest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteEntryListRequest import DescribeRouteEntryListRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfaceAttributeRequest import (
    DescribeRouterInterfaceAttributeRequest,
)
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.DescribeVRoutersRequest import DescribeVRoutersRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchesRequest import DescribeVSwitchesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTING, INITIATING, connected_pair

LISTS = [
    DescribeRouterInterfacesRequest,
    DescribeRouteTableListRequest,
    DescribeVpcsRequest,
    DescribeVRoutersRequest,
    DescribeVSwitchesRequest,
]


@pytest.mark.parametrize("listing", LISTS)
def test_a_list_holds_what_is_in_the_account_and_region(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk, listing: type
) -> None:
    connected_pair(initiator, acceptor)
    assert initiator.call(listing)["TotalCount"] == 1
    assert Sdk(cloud, ACCEPTOR, "cn-beijing").call(listing)["TotalCount"] == 0
    assert Sdk(cloud, INITIATOR, "cn-hangzhou").call(listing)["TotalCount"] == 0


@pytest.mark.parametrize(
    "request_class",
    [
        ActivateRouterInterfaceRequest,
        ConnectRouterInterfaceRequest,
        DeactivateRouterInterfaceRequest,
        DeleteRouterInterfaceRequest,
        ModifyRouterInterfaceAttributeRequest,
    ],
)
def test_anothers_interface_does_not_exist(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk, request_class: type
) -> None:
    own, other = connected_pair(initiator, acceptor)
    before = cloud.control("state")["accounts"]
    elsewhere = Sdk(cloud, INITIATOR, "cn-hangzhou")
    for sdk, interface_id in ((initiator, other), (elsewhere, own), (elsewhere, other)):
        refusal = sdk.refused(request_class, RouterInterfaceId=interface_id)
        assert refusal == (404, "InvalidRouterInterfaceId.NotFound")
    assert cloud.control("state")["accounts"] == before


@pytest.mark.parametrize("region", ["cn-beijing", "cn-hangzhou"])
def test_anothers_vpc_router_and_table_do_not_exist(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk, region: str
) -> None:
    own, other = connected_pair(initiator, acceptor)
    stranger = Sdk(cloud, ACCEPTOR, region)
    assert stranger.refused(DescribeVpcAttributeRequest, VpcId="vpc-12345678") == (404, "InvalidVpcId.NotFound")
    wanted = {**ACCEPTING, "RouterId": "vrt-AAA"}
    assert stranger.refused(CreateRouterInterfaceRequest, **wanted) == (404, "InvalidRouterId.NotFound")
    listing = stranger.refused(DescribeRouteEntryListRequest, RouteTableId="vtb-AAA")
    assert listing == (400, "InvalidRouteTable.NotFound")
    entry = {"DestinationCidrBlock": "10.1.0.0/16", "NextHopType": "RouterInterface"}
    creating = stranger.refused(CreateRouteEntryRequest, RouteTableId="vtb-AAA", NextHopId=own, **entry)
    assert creating == (404, "InvalidRouteTableId.NotFound")
    hop = initiator.refused(CreateRouteEntryRequest, RouteTableId="vtb-AAA", NextHopId=other, **entry)
    assert hop == (400, "InvalidRouterInterface")
    response = stranger.call(DescribeRouterInterfaceAttributeRequest, InstanceId=own)
    assert "RouterInterfaceId" not in response


def test_a_router_serves_only_its_region(cloud: Simulator) -> None:
    elsewhere = Sdk(cloud, INITIATOR, "cn-hangzhou")
    assert elsewhere.refused(CreateRouterInterfaceRequest, **INITIATING) == (404, "InvalidRouterId.NotFound")
