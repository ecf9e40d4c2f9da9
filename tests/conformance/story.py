# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the steps of a peering as an SDK program takes them, for tests to begin from."""

from __future__ import annotations

from typing import Any

from aliyunsdkcore.request import RpcRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteEntryListRequest import DescribeRouteEntryListRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk

INITIATOR_UID, ACCEPTOR_UID = scenarios.INITIATOR.uid, scenarios.ACCEPTOR.uid
INITIATING = {
    "Role": "InitiatingSide",
    "RouterType": "VRouter",
    "RouterId": "vrt-AAA",
    "OppositeRegionId": "cn-hangzhou",
    "OppositeRouterType": "VRouter",
    "Spec": "Middle.1",
    "InstanceChargeType": "PostPaid",
}
ACCEPTING = {
    "Role": "AcceptingSide",
    "RouterType": "VRouter",
    "RouterId": "vrt-BBB",
    "OppositeRegionId": "cn-beijing",
    "OppositeRouterType": "VRouter",
    "Spec": "Negative",
}


def caller_identity() -> RpcRequest:
    """GetCallerIdentity; the package with its class is one of its own."""
    return RpcRequest("Sts", "2015-04-01", "GetCallerIdentity")


def interface(sdk: Sdk, interface_id: str) -> dict[str, Any]:
    """The interface with this id."""
    filters = [{"Key": "RouterInterfaceId", "Value": [interface_id]}]
    response = sdk.call(DescribeRouterInterfacesRequest, Filters=filters)
    (row,) = response["RouterInterfaceSet"]["RouterInterfaceType"]
    return dict(row)


def routes(sdk: Sdk, table: str, **filters: Any) -> list[dict[str, Any]]:
    response = sdk.call(DescribeRouteEntryListRequest, RouteTableId=table, MaxResult=100, **filters)
    return list(response["RouteEntrys"]["RouteEntry"])


def create_pair(initiator: Sdk, acceptor: Sdk) -> tuple[str, str]:
    """Both ends, Idle, without a peer."""
    return (
        initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"],
        acceptor.call(CreateRouterInterfaceRequest, **ACCEPTING)["RouterInterfaceId"],
    )


def point(sdk: Sdk, own: str, opposite: str, owner: str, router: str) -> dict[str, Any]:
    return sdk.call(
        ModifyRouterInterfaceAttributeRequest,
        RouterInterfaceId=own,
        OppositeInterfaceId=opposite,
        OppositeInterfaceOwnerId=owner,
        OppositeRouterId=router,
        OppositeRouterType="VRouter",
    )


def connected_pair(initiator: Sdk, acceptor: Sdk) -> tuple[str, str]:
    """Both ends, Active; without waiting this needs a cloud without delays."""
    own, other = create_pair(initiator, acceptor)
    point(acceptor, other, own, INITIATOR_UID, "vrt-AAA")
    point(initiator, own, other, ACCEPTOR_UID, "vrt-BBB")
    initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    return own, other


def pair_scenario(status: str = "Idle", **changes: Any) -> str:
    """The tutorial with a pair whose ends name each other, and other changes, as text."""
    return scenarios.as_text(scenarios.tutorial(scenarios.pair(status), **changes))
