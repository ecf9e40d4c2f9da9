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

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, Sdk

INITIATOR_UID, ACCEPTOR_UID = "1231579085529123", "1231579085529124"
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
    """The one interface with this id."""
    filters = [{"Key": "RouterInterfaceId", "Value": [interface_id]}]
    answer = sdk.call(DescribeRouterInterfacesRequest, Filters=filters)
    (found,) = answer["RouterInterfaceSet"]["RouterInterfaceType"]
    return dict(found)


def routes(sdk: Sdk, table: str, **filters: Any) -> list[dict[str, Any]]:
    answer = sdk.call(DescribeRouteEntryListRequest, RouteTableId=table, MaxResult=100, **filters)
    return list(answer["RouteEntrys"]["RouteEntry"])


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


def pair_scenario(of_initiator: str = "", of_ri: str = "", status: str = "Idle") -> str:
    """The tutorial with a pair that points at each other."""
    tutorial = (SCENARIOS / "tutorial.yml").read_text()
    first = (
        f"{of_initiator}    router_interfaces:\n"
        "      - {router_interface_id: ri-A, router_id: vrt-AAA, role: InitiatingSide, spec: Mini.2,"
        f" status: {status}, opposite_region: cn-hangzhou, opposite_router_type: VRouter, opposite_interface_id: ri-B,"
        f' opposite_router_id: vrt-BBB, opposite_interface_owner_id: "{ACCEPTOR_UID}"{of_ri}}}\n'
    )
    second = (
        "    router_interfaces:\n"
        "      - {router_interface_id: ri-B, router_id: vrt-BBB, role: AcceptingSide,"
        f" status: {status}, opposite_region: cn-beijing, opposite_router_type: VRouter, opposite_interface_id: ri-A,"
        f' opposite_router_id: vrt-AAA, opposite_interface_owner_id: "{INITIATOR_UID}"}}\n'
    )
    head, tail = tutorial.split("  - name: acceptor\n")
    return f"{head}{first}  - name: acceptor\n{tail}{second}"
