# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ClientToken: the same call again is the same object, another call under it is refused."""

from __future__ import annotations

from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, connected_pair, routes
from ansible_collections.aliops.vpc.tests.scenarios import tutorial


def test_a_repeated_creation_creates_once(initiator: Sdk, acceptor: Sdk) -> None:
    first = initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    again = initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    assert again["RouterInterfaceId"] == first["RouterInterfaceId"]
    assert again["RequestId"] != first["RequestId"]
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 1
    other = {**INITIATING, "Spec": "Middle.2"}
    refusal = initiator.refused(CreateRouterInterfaceRequest, **other, ClientToken="token-1")
    assert refusal == (400, "IdempotentParameterMismatch")
    # tokens belong to an account and an action
    theirs = {**INITIATING, "RouterId": "vrt-BBB", "OppositeRegionId": "cn-beijing"}
    acceptor.call(CreateRouterInterfaceRequest, **theirs, ClientToken="token-1")
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId=first["RouterInterfaceId"], ClientToken="token-1")
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId=first["RouterInterfaceId"], ClientToken="token-1")
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0


def test_a_refused_call_leaves_its_token_unused(cloud: Simulator, initiator: Sdk) -> None:
    wrong = {**INITIATING, "RouterId": "vrt-nobody"}
    initiator.refused(CreateRouterInterfaceRequest, **wrong, ClientToken="token-1")
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    cloud.load(tutorial(switches={"client_token_consumed_by_failure": True}))
    initiator.refused(CreateRouterInterfaceRequest, **wrong, ClientToken="token-1")
    refusal = initiator.refused(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    assert refusal == (400, "IdempotentParameterMismatch")


def test_a_repeated_route_is_no_duplicate(initiator: Sdk, acceptor: Sdk) -> None:
    hop, _other = connected_pair(initiator, acceptor)
    entry = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.1.0.0/16", "NextHopType": "RouterInterface"}
    ids = {
        initiator.call(CreateRouteEntryRequest, **entry, NextHopId=hop, ClientToken="token-1")["RouteEntryId"]
        for _number in range(2)
    }
    assert ids == {route["RouteEntryId"] for route in routes(initiator, "vtb-AAA", RouteEntryType="Custom")}
    refusal = initiator.refused(CreateRouteEntryRequest, **entry, NextHopId=hop, ClientToken="token-2")
    assert refusal == (400, "InvalidCIDRBlock.Duplicate")
    assert initiator.refused(CreateRouterInterfaceRequest, **INITIATING, ClientToken="x" * 65) == (
        400,
        "InvalidClientToken",
    )
