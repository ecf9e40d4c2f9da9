# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns calls to VpcPeer through aliyun-python-sdk-core, and the networks that they join. Imports nothing of the
plugins."""

from __future__ import annotations

from typing import Any

from aliyunsdkcore.request import RpcRequest

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import Data, tutorial, tutorial_vpc, vpc

VERSION = "2022-01-01"
# Each VPC's account, region and route table; the first two are the tutorial's.
A_BEIJING, B_HANGZHOU = scenarios.INITIATOR.vpc_id, scenarios.ACCEPTOR.vpc_id
A_BEIJING_2, A_HANGZHOU, B_BEIJING = "vpc-a-beijing-2", "vpc-a-hangzhou", "vpc-b-beijing"
B_MANY = [f"vpc-b-{number}" for number in range(25)]
CROSS = {
    "RegionId": "cn-beijing",
    "VpcId": A_BEIJING,
    "AcceptingAliUid": ACCEPTOR_UID,
    "AcceptingRegionId": "cn-hangzhou",
    "AcceptingVpcId": B_HANGZHOU,
}
# within one account and one region
OWN = {**CROSS, "AcceptingAliUid": INITIATOR_UID, "AcceptingRegionId": "cn-beijing", "AcceptingVpcId": A_BEIJING_2}
GROUPS = [f"rg-{name}" for name in ("a", "b", "x", "new", "tf", "accepter")]
TAG_ENV = {"Tag.1.Key": "env", "Tag.1.Value": "prod"}


def scenario(*connections: Data, **top: Any) -> Data:
    """The tutorial with more VPCs, and these VPC peering connections; CDT is not open."""
    own = [vpc("a-beijing-2", "cn-beijing", "10.0.0.0/8"), vpc("a-hangzhou", "cn-hangzhou", "10.0.0.0/8")]
    others = [vpc_id.removeprefix("vpc-") for vpc_id in (B_BEIJING, *B_MANY)]
    return tutorial(
        initiator={"vpcs": [tutorial_vpc("initiator"), *own], "resource_groups": GROUPS, "cdt": False},
        acceptor={
            "cdt": False,
            "vpcs": [tutorial_vpc("acceptor"), *(vpc(name, "cn-beijing", "10.0.0.0/8") for name in others)],
            "resource_groups": GROUPS,
        },
        vpc_peer_connections=list(connections),
        **top,
    )


class PeerSdk(Sdk):
    """One account's calls to VpcPeer and CDT, as this collection's modules make them; `call` is for Vpc."""

    def __init__(self, cloud: Simulator, key: tuple[str, str], region: str) -> None:
        super().__init__(cloud, key, region)
        self.region = region

    def request(self, action: str, parameters: dict[str, Any], product: str = "VpcPeer") -> RpcRequest:
        request = RpcRequest(product, {"VpcPeer": VERSION, "CDT": "2021-08-13"}[product], action)
        request.set_method("POST")
        for name, value in parameters.items():
            request.add_query_param(name, value)
        return request

    def peer(self, action: str, /, **parameters: Any) -> dict[str, Any]:
        return self.call(self.request(action, parameters))

    def peer_refused(self, action: str, /, **parameters: Any) -> tuple[int, str]:
        return self.refused(self.request(action, parameters))

    def cdt(self, action: str) -> dict[str, Any]:
        return self.call(self.request(action, {}, "CDT"))

    def create(self, **changes: Any) -> str:
        return str(self.peer("CreateVpcPeerConnection", **{**CROSS, **changes})["InstanceId"])

    def create_refused(self, **changes: Any) -> str:
        """The code of a creation that is refused, which always is HTTP 400."""
        status, code = self.peer_refused("CreateVpcPeerConnection", **{**CROSS, **changes})
        assert status == 400
        return code

    def get(self, connection_id: str) -> dict[str, Any]:
        return self.peer("GetVpcPeerConnectionAttribute", InstanceId=connection_id)

    def status(self, connection_id: str) -> str:
        return str(self.get(connection_id)["Status"])

    def listed(self, **filters: Any) -> list[str]:
        response = self.peer("ListVpcPeerConnections", **{"MaxResults": 100, **filters})
        return [row["InstanceId"] for row in response["VpcPeerConnects"]]


def accounts(cloud: Simulator) -> tuple[PeerSdk, PeerSdk]:
    """The requester and the accepter."""
    return PeerSdk(cloud, INITIATOR, "cn-beijing"), PeerSdk(cloud, ACCEPTOR, "cn-hangzhou")


def begin(cloud: Simulator, *connections: Data, **top: Any) -> tuple[PeerSdk, PeerSdk]:
    """Load the scenario with these connections. Return the requester and the accepter."""
    cloud.load(scenario(*connections, **top))
    return accounts(cloud)
