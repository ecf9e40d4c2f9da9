# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns calls to VpcPeer through aliyun-python-sdk-core, and scenarios with VPCs to join. Imports nothing of the
plugins."""

from __future__ import annotations

from typing import Any

import yaml
from aliyunsdkcore.request import RpcRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, SCENARIOS, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID

VERSION = "2022-01-01"
# Each VPC's account, region and route table; the first two are the tutorial's.
A_BEIJING, B_HANGZHOU = "vpc-12345678", "vpc-87654321"
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
TAG_ENV = {"Tag.1.Key": "env", "Tag.1.Value": "prod"}


def scenario(*connections: dict[str, Any], **top: Any) -> str:
    """The tutorial with more VPCs, and these VPC peering connections."""
    content = yaml.safe_load((SCENARIOS / "tutorial.yml").read_text())
    first, second = content["accounts"]
    for account, vpc_id, region in (
        (first, A_BEIJING_2, "cn-beijing"),
        (first, A_HANGZHOU, "cn-hangzhou"),
        (second, B_BEIJING, "cn-beijing"),
        *((second, vpc_id, "cn-beijing") for vpc_id in B_MANY),
    ):
        account["vpcs"].append(
            {
                "vpc_id": vpc_id,
                "region": region,
                "cidr_block": "10.0.0.0/8",
                "vrouter_id": vpc_id.replace("vpc", "vrt"),
                "route_table_id": vpc_id.replace("vpc", "vtb"),
            }
        )
    return str(yaml.safe_dump({**content, "vpc_peer_connections": list(connections), **top}))


def connection(status: str = "Activated", **changes: Any) -> dict[str, Any]:
    """A connection of a scenario between the two accounts' tutorial VPCs."""
    ends = {"vpc_id": A_BEIJING, "accepting_vpc_id": B_HANGZHOU}
    return {"instance_id": "pcc-one", **ends, "status": status, **changes}


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
        answer = self.peer("ListVpcPeerConnections", **{"MaxResults": 100, **filters})
        return [row["InstanceId"] for row in answer["VpcPeerConnects"]]


def accounts(cloud: Simulator) -> tuple[PeerSdk, PeerSdk]:
    """The requester and the accepter."""
    return PeerSdk(cloud, INITIATOR, "cn-beijing"), PeerSdk(cloud, ACCEPTOR, "cn-hangzhou")


def begin(cloud: Simulator, *connections: dict[str, Any], **top: Any) -> tuple[PeerSdk, PeerSdk]:
    """Load the scenario with these connections. Return the requester and the accepter."""
    cloud.control("scenario", scenario(*connections, **top))
    return accounts(cloud)
