# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every action of VpcPeer and CDT through the vendor's typed SDKs, with both signatures: each field has its type."""

from __future__ import annotations

from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    B_HANGZHOU,
    CROSS,
    OWN,
    scenario,
)
from ansible_collections.aliops.vpc.tests.conformance.typed import Typed
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer
from vpc_simulator.actions import ACTIONS

TAGS = [{"Key": "env", "Value": "prod"}]


def arguments(base: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The parameters of a creation with the types that the SDK's models have."""
    return {**base, "AcceptingAliUid": int(base["AcceptingAliUid"]), **changes}


def both_accounts(cloud: Simulator, options: dict[str, str]) -> tuple[Typed, Typed]:
    a = Typed(cloud, INITIATOR, "cn-beijing", **options)
    b = Typed(cloud, ACCEPTOR, "cn-hangzhou", **options)
    b.faults = a.faults
    return a, b


def create_and_accept(a: Typed, b: Typed) -> str:
    labels = {"Name": "prod-shared", "Description": "between", "Bandwidth": 200, "LinkType": "Gold", "Tag": TAGS}
    token = {"ClientToken": "token-1", "DryRun": False, "ResourceGroupId": "rg-a"}
    pcc = str(a.call("VpcPeer.CreateVpcPeerConnection", **arguments(CROSS, **labels, **token))["InstanceId"])
    waiting = b.call("VpcPeer.GetVpcPeerConnectionAttribute", InstanceId=pcc)
    assert (waiting["Status"], waiting["Bandwidth"], waiting["LinkType"]) == ("Accepting", 200, "Gold")
    b.call("VpcPeer.AcceptVpcPeerConnection", InstanceId=pcc, ClientToken="token-2", ResourceGroupId="rg-b", Tag=TAGS)
    return pcc


def read(a: Typed, b: Typed, pcc: str) -> None:
    for side in (a, b):
        seen = side.call("VpcPeer.GetVpcPeerConnectionAttribute", InstanceId=pcc)
        assert (seen["Status"], seen["GmtExpired"], seen["Tags"]) == ("Activated", None, TAGS)
        filters = {"VpcId": [B_HANGZHOU, A_BEIJING], "Tags": TAGS, "MaxResults": 1, "Name": "prod-shared"}
        (row,) = side.call("VpcPeer.ListVpcPeerConnections", **filters)["VpcPeerConnects"]
        assert row["InstanceId"] == pcc
    assert a.call("VpcPeer.ListVpcPeerConnections", VpcId=[A_BEIJING, A_BEIJING_2])["VpcPeerConnects"] == []


def label(a: Typed, pcc: str) -> None:
    tagged = {"ResourceType": "PeerConnection", "ResourceId": [pcc]}
    assert a.call("VpcPeer.TagResources", **tagged, Tag=[{"Key": "team", "Value": "net"}])["Success"] is True
    assert len(a.call("VpcPeer.ListTagResources", **tagged)["TagResources"]) == 2
    assert a.call("VpcPeer.UnTagResources", **tagged, TagKey=["team"])["Success"] is True
    moved = {"ResourceType": "PeerConnection", "ResourceId": pcc, "NewResourceGroupId": "rg-x"}
    assert a.call("VpcPeer.MoveResourceGroup", **moved)["Success"] is True


def change_and_delete(a: Typed, b: Typed, pcc: str) -> None:
    a.call("VpcPeer.ModifyVpcPeerConnection", InstanceId=pcc, Name="other", Bandwidth=100, LinkType="Platinum")
    with pytest.raises(ClientException) as refusal:
        b.call("VpcPeer.AcceptVpcPeerConnection", InstanceId=pcc)
    assert (refusal.value.status_code, refusal.value.code) == (400, "IncorrectStatus.VpcPeer")
    b.call("VpcPeer.DeleteVpcPeerConnection", InstanceId=pcc, Force=True)
    again = a.call("VpcPeer.CreateVpcPeerConnection", **arguments(CROSS))["InstanceId"]
    b.call("VpcPeer.RejectVpcPeerConnection", InstanceId=again)
    assert a.call("VpcPeer.GetVpcPeerConnectionAttribute", InstanceId=again)["Status"] == "Rejected"


def open_cdt(b: Typed) -> None:
    for kind in ("Cdt", "CdtCb"):
        assert b.call(f"CDT.Get{kind}ServiceStatus")["Enabled"] is False
        b.call(f"CDT.Open{kind}Service")
        assert b.call(f"CDT.Get{kind}ServiceStatus")["Enabled"] is True


@pytest.mark.parametrize("options", [{}, {"signature_algorithm": "v2"}], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
def test_responses_are_as_the_typed_sdks_declare(cloud: Simulator, options: dict[str, str]) -> None:
    cloud.load(scenario())
    a, b = both_accounts(cloud, options)
    pcc = create_and_accept(a, b)
    read(a, b, pcc)
    label(a, pcc)
    change_and_delete(a, b, pcc)
    within = a.call("VpcPeer.CreateVpcPeerConnection", **arguments(OWN))["InstanceId"]
    assert a.call("VpcPeer.GetVpcPeerConnectionAttribute", InstanceId=within)["Bandwidth"] == -1
    open_cdt(b)
    expected = {operation for operation in ACTIONS if operation.startswith(("VpcPeer.", "CDT."))}
    assert set(a.faults) == expected
    assert [fault for faults in a.faults.values() for fault in faults] == []
    assert [call for call in cloud.calls() if call["unknown_parameters"]] == []


@pytest.mark.parametrize("options", [{}, {"signature_algorithm": "v2"}], ids=["ACS3-HMAC-SHA256", "HMAC-SHA1"])
def test_a_dry_run_is_an_error(cloud: Simulator, options: dict[str, str]) -> None:
    cloud.load(scenario(vpc_peer("Accepting")))
    a, b = both_accounts(cloud, options)
    for side, action in ((b, "AcceptVpcPeerConnection"), (a, "DeleteVpcPeerConnection")):
        with pytest.raises(ClientException) as refusal:
            side.call(f"VpcPeer.{action}", InstanceId="pcc-one", DryRun=True)
        assert (refusal.value.status_code, refusal.value.code) == (400, "DryRunOperation")
