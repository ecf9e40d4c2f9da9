# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared VPCs and VPCs with a CloudBox: what other accounts see of them, and that only their owner connects them."""

from __future__ import annotations

from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.CreateVSwitchRequest import CreateVSwitchRequest
from aliyunsdkvpc.request.v20160428.DeleteVpcRequest import DeleteVpcRequest
from aliyunsdkvpc.request.v20160428.DeleteVSwitchRequest import DeleteVSwitchRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteEntryListRequest import DescribeRouteEntryListRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchAttributesRequest import DescribeVSwitchAttributesRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchesRequest import DescribeVSwitchesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING_2,
    B_HANGZHOU,
    CROSS,
    PeerSdk,
    accounts,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTING, ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.conformance.test_vpc_peer_terraform import Provider
from ansible_collections.aliops.vpc.tests.conformance.test_vpc_peer_typed import arguments
from ansible_collections.aliops.vpc.tests.conformance.typed import Typed
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

REFUSAL = "OperationDenied.OperateShareResource"
# the first account's view of a VPC that the second one shares with it
SHARED = {**CROSS, "RegionId": "cn-hangzhou", "VpcId": B_HANGZHOU}
TO_ITS_OWN = {"AcceptingAliUid": INITIATOR_UID, "AcceptingRegionId": "cn-beijing", "AcceptingVpcId": A_BEIJING_2}


def shared(**top: Any) -> dict[str, Any]:
    """The second account shares its VPC in Hangzhou with the first."""
    content = scenario(**top)
    content["accounts"][1]["vpcs"][0]["shared_with"] = [INITIATOR_UID]
    return content


@pytest.fixture
def viewer(cloud: Simulator) -> PeerSdk:
    """The account with which the VPC is shared, in its region."""
    cloud.load(shared())
    return PeerSdk(cloud, INITIATOR, "cn-hangzhou")


def test_a_shared_vpc_is_seen_with_its_owner(cloud: Simulator, viewer: PeerSdk) -> None:
    rows = viewer.call(DescribeVpcsRequest)["Vpcs"]["Vpc"]
    assert {row["VpcId"]: row["OwnerId"] for row in rows} == {
        "vpc-a-hangzhou": int(INITIATOR_UID),
        B_HANGZHOU: int(ACCEPTOR_UID),
    }
    (row,) = viewer.call(DescribeVpcsRequest, VpcOwnerId=ACCEPTOR_UID)["Vpcs"]["Vpc"]
    assert row["VSwitchIds"]["VSwitchId"] == ["vsw-BBB"]
    assert viewer.call(DescribeVpcAttributeRequest, VpcId=B_HANGZHOU)["OwnerId"] == int(ACCEPTOR_UID)
    elsewhere = PeerSdk(cloud, INITIATOR, "cn-beijing")
    assert elsewhere.refused(DescribeVpcAttributeRequest, VpcId=B_HANGZHOU)[1] == "InvalidVpcId.NotFound"
    cloud.load(scenario())
    assert viewer.refused(DescribeVpcAttributeRequest, VpcId=B_HANGZHOU)[1] == "InvalidVpcId.NotFound"


def test_vswitches_of_a_shared_vpc_are_seen_with_their_share_type(cloud: Simulator, viewer: PeerSdk) -> None:
    owner = PeerSdk(cloud, ACCEPTOR, "cn-hangzhou")
    for sdk, share_type in ((viewer, "Shared"), (owner, "Sharing")):
        (row,) = sdk.call(DescribeVSwitchesRequest, VpcId=B_HANGZHOU)["VSwitches"]["VSwitch"]
        (named,) = sdk.call(DescribeVSwitchesRequest, VSwitchId="vsw-BBB")["VSwitches"]["VSwitch"]
        whole = sdk.call(DescribeVSwitchAttributesRequest, VSwitchId="vsw-BBB")
        assert {vswitch["ShareType"] for vswitch in (row, named, whole)} == {share_type}
        assert row["OwnerId"] == int(ACCEPTOR_UID)
        elsewhere = PeerSdk(cloud, INITIATOR if sdk is viewer else ACCEPTOR, "cn-beijing")
        refusal = elsewhere.refused(DescribeVSwitchAttributesRequest, VSwitchId="vsw-BBB")
        assert refusal == (404, "InvalidVSwitchId.NotFound")
    cloud.load(scenario())
    (row,) = owner.call(DescribeVSwitchesRequest, VpcId=B_HANGZHOU)["VSwitches"]["VSwitch"]
    assert row["ShareType"] == ""
    assert viewer.call(DescribeVSwitchesRequest, VSwitchId="vsw-BBB")["VSwitches"]["VSwitch"] == []
    assert viewer.refused(DescribeVSwitchAttributesRequest, VSwitchId="vsw-BBB")[1] == "InvalidVSwitchId.NotFound"


def test_a_viewer_changes_nothing_in_a_shared_vpc(viewer: PeerSdk) -> None:
    new = {"VpcId": B_HANGZHOU, "CidrBlock": "172.16.9.0/24", "ZoneId": "cn-hangzhou-h"}
    assert viewer.refused(CreateVSwitchRequest, **new)[1] == "InvalidVpcId.NotFound"
    assert viewer.refused(DeleteVSwitchRequest, VSwitchId="vsw-BBB")[1] == "InvalidVSwitchId.NotFound"
    assert viewer.refused(DeleteVpcRequest, VpcId=B_HANGZHOU)[1] == "InvalidVpcId.NotFound"
    assert viewer.refused(CreateRouterInterfaceRequest, **ACCEPTING)[1] == "InvalidRouterId.NotFound"
    assert viewer.refused(DescribeRouteEntryListRequest, RouteTableId="vtb-BBB")[1] == "InvalidRouteTable.NotFound"


def test_a_shared_vpc_counts_for_no_quota_of_a_viewer(cloud: Simulator, viewer: PeerSdk) -> None:
    cloud.load(shared(quotas={"vpcs_per_region": 2}))
    assert len(viewer.call(DescribeVpcsRequest)["Vpcs"]["Vpc"]) == 2
    viewer.call(CreateVpcRequest, CidrBlock="10.0.0.0/8")


def test_only_the_owner_connects_a_shared_vpc(cloud: Simulator, viewer: PeerSdk) -> None:
    assert viewer.create_refused(**{**SHARED, **TO_ITS_OWN}) == REFUSAL
    # as the accepter's VPC, with the account that only sees it
    seen = {"AcceptingAliUid": INITIATOR_UID, "AcceptingRegionId": "cn-hangzhou", "AcceptingVpcId": B_HANGZHOU}
    assert accounts(cloud)[0].create_refused(**seen) == REFUSAL
    # a VPC that is not shared with that account does not exist for it
    other = {"AcceptingRegionId": "cn-beijing", "AcceptingVpcId": "vpc-b-beijing", "AcceptingAliUid": INITIATOR_UID}
    assert accounts(cloud)[0].create_refused(**other) == "ResourceNotFound.Vpc"
    a, b = accounts(cloud)
    pcc = a.create()
    b.peer("AcceptVpcPeerConnection", InstanceId=pcc)
    assert a.status(pcc) == "Activated"


def test_a_viewer_does_not_see_a_connection_of_the_owner(cloud: Simulator) -> None:
    own = {"vpc_id": B_HANGZHOU, "accepting_vpc_id": "vpc-b-beijing"}
    content = scenario(vpc_peer(**own))
    content["accounts"][1]["vpcs"][0]["shared_with"] = [INITIATOR_UID]
    cloud.load(content)
    viewer = PeerSdk(cloud, INITIATOR, "cn-hangzhou")
    assert viewer.listed() == []
    for action in ("ModifyVpcPeerConnection", "DeleteVpcPeerConnection"):
        assert viewer.peer_refused(action, InstanceId="pcc-one") == (400, "ResourceNotFound.InstanceId")


@pytest.mark.parametrize("options", [{}, {"signature_algorithm": "v2"}], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
def test_the_typed_sdks_read_and_are_refused(cloud: Simulator, options: dict[str, str]) -> None:
    cloud.load(shared())
    viewer = Typed(cloud, INITIATOR, "cn-hangzhou", **options)
    rows = viewer.call("DescribeVSwitches", VpcId=B_HANGZHOU)["VSwitches"]["VSwitch"]
    assert [row["ShareType"] for row in rows] == ["Shared"]
    assert len(viewer.call("DescribeVpcs")["Vpcs"]["Vpc"]) == 2
    assert [fault for faults in viewer.faults.values() for fault in faults] == []
    with pytest.raises(ClientException) as refusal:
        viewer.call("VpcPeer.CreateVpcPeerConnection", **arguments({**SHARED, **TO_ITS_OWN}))
    assert (refusal.value.status_code, refusal.value.code) == (400, REFUSAL)
    assert "The operation is not allowed because of operating shared resource." in str(refusal.value)


@pytest.mark.parametrize(
    ("side", "code", "text"),
    [
        (0, "OperationDenied.CloudBoxExistsInVpc", "in vpc."),
        (1, "OperationDenied.CloudBoxExistsInAcceptingVpc", "in accepting vpc."),
    ],
)
def test_a_vpc_with_a_cloud_box_is_not_connected(cloud: Simulator, side: int, code: str, text: str) -> None:
    content = scenario()
    content["accounts"][side]["vpcs"][0]["cloud_box"] = True
    cloud.load(content)
    for dry_run in ("true", "false"):
        assert accounts(cloud)[0].create_refused(DryRun=dry_run) == code
    refused = Provider(cloud, INITIATOR).write("CreateVpcPeerConnection", **CROSS)
    assert refused.refusal == (400, code)
    assert refused.json["Message"] == f"The operation is not allowed because the CloudBox device exists {text}"
    # its other VPCs can still be connected
    assert accounts(cloud)[0].create_refused(**TO_ITS_OWN, DryRun="true") == ("DryRunOperation" if side else code)


def test_the_order_of_the_refusals(cloud: Simulator) -> None:
    """Sites, then the owner, then a CloudBox, then unpaid bills."""
    content = shared()
    content["accounts"][0].update(overdue=True)
    content["accounts"][1]["vpcs"][0]["cloud_box"] = True
    cloud.load(content)
    a = PeerSdk(cloud, INITIATOR, "cn-hangzhou")
    assert a.create_refused(**{**SHARED, **TO_ITS_OWN}) == REFUSAL
    assert a.create_refused() == "OperationDenied.CloudBoxExistsInAcceptingVpc"
    del content["accounts"][1]["vpcs"][0]["cloud_box"]
    cloud.load(content)
    assert a.create_refused() == "IncorrectBusinessStatus.VpcPeer"
    content["accounts"][1]["site"] = "international"
    cloud.load(content)
    assert a.create_refused() == "OperationFailed.CrossBusinessNotAllowed"
