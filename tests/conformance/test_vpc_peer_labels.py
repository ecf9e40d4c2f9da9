# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags and resource groups of VPC peering connections: each side's own, in the region that the service requires."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import A_BEIJING_2, PeerSdk, begin
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import vpc_peer

TYPE = {"ResourceType": "PeerConnection"}
ONE = {**TYPE, "ResourceId.1": "pcc-one", "RegionId": "cn-beijing"}
ENV = {"Tag.1.Key": "env", "Tag.1.Value": "prod"}


def tags(sdk: PeerSdk) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in sdk.get("pcc-one")["Tags"]}


def test_each_account_has_its_own_tags(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer(tags={"team": "net"}))
    assert a.peer("TagResources", **ONE, **ENV)["Success"] is True
    b.peer("TagResources", **ONE, **{"Tag.1.Key": "side", "Tag.1.Value": ""})
    assert (tags(a), tags(b)) == ({"team": "net", "env": "prod"}, {"side": ""})
    response = a.peer("ListTagResources", **ONE)
    assert (response["MaxResults"], response["NextToken"]) == (50, "")
    row = {"ResourceId": "pcc-one", "ResourceType": "PeerConnection", "RegionNo": "cn-beijing"}
    assert response["TagResources"] == [
        {**row, "TagKey": "team", "TagValue": "net"},
        {**row, "TagKey": "env", "TagValue": "prod"},
    ]
    assert a.peer("UnTagResources", **ONE, **{"TagKey.1": "team"})["Success"] is True
    assert (tags(a), tags(b)) == ({"env": "prod"}, {"side": ""})
    b.peer("UnTagResources", **ONE, All="true")
    assert (tags(a), tags(b)) == ({"env": "prod"}, {})


def test_tags_of_an_acceptance(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer("Accepting"))
    accepted = {"InstanceId": "pcc-one", "ResourceGroupId": "rg-accepter", **ENV}
    refusal = (400, "OperationFailed.NotExist.ResourceGroup")
    assert b.peer_refused("AcceptVpcPeerConnection", **{**accepted, "ResourceGroupId": "nobody"}) == refusal
    b.peer("AcceptVpcPeerConnection", **accepted)
    assert (tags(a), tags(b)) == ({}, {"env": "prod"})
    groups = (a.get("pcc-one")["ResourceGroupId"], b.get("pcc-one")["ResourceGroupId"])
    assert groups == (f"rg-default-{INITIATOR_UID}", "rg-accepter")


@pytest.mark.parametrize("shared", [True, False])
def test_labels_of_both_sides(cloud: Simulator, shared: bool) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"shared_labels": shared})
    b.peer("TagResources", **ONE, **ENV)
    b.peer(
        "MoveResourceGroup", **{**TYPE, "ResourceId": "pcc-one", "RegionId": "cn-beijing"}, NewResourceGroupId="rg-x"
    )
    assert tags(b) == {"env": "prod"}
    assert tags(a) == ({"env": "prod"} if shared else {})
    assert b.get("pcc-one")["ResourceGroupId"] == "rg-x"
    assert a.get("pcc-one")["ResourceGroupId"] == ("rg-x" if shared else f"rg-default-{INITIATOR_UID}")


def test_a_move_is_refused(cloud: Simulator) -> None:
    a, b = begin(cloud, vpc_peer())
    move = {**TYPE, "ResourceId": "pcc-one", "RegionId": "cn-beijing", "NewResourceGroupId": "rg-new"}
    for changes, code in (
        ({"ResourceId": "pcc-nobody"}, "ResourceNotFound.VpcPeer"),
        ({"RegionId": "cn-hangzhou"}, "ResourceNotFound.VpcPeer"),
        ({"ResourceType": "VPC"}, "ResourceNotFound.VpcPeer"),
        ({"NewResourceGroupId": "nobody"}, "OperationFailed.NotExist.ResourceGroup"),
        ({"NewResourceGroupId": f"rg-default-{ACCEPTOR_UID}"}, "OperationFailed.NotExist.ResourceGroup"),
    ):
        assert a.peer_refused("MoveResourceGroup", **{**move, **changes}) == (400, code), changes
    assert a.peer("MoveResourceGroup", **move)["Success"] is True
    assert a.listed(ResourceGroupId="rg-new") == ["pcc-one"]
    assert b.listed(ResourceGroupId="rg-new") == []


@pytest.mark.parametrize(
    ("choice", "accepted"),
    [("requester", {"cn-beijing"}), ("own", {"cn-hangzhou"}), ("any", {"cn-beijing", "cn-hangzhou"})],
)
def test_the_region_of_the_accepters_labels(cloud: Simulator, choice: str, accepted: set[str]) -> None:
    a, b = begin(cloud, vpc_peer(), switches={"accepter_label_region": choice})
    for region in ("cn-beijing", "cn-hangzhou", "us-east-1"):
        parameters = {**ONE, "RegionId": region, **ENV}
        if region in accepted:
            b.peer("TagResources", **parameters)
        else:
            assert b.peer_refused("TagResources", **parameters) == (400, "InvalidInstanceIds.NotFound")
    assert (
        a.peer_refused("TagResources", **{**ONE, "RegionId": "cn-hangzhou"}, **ENV)[1] == "InvalidInstanceIds.NotFound"
    )


@pytest.mark.parametrize(
    ("action", "changes", "code"),
    [
        ("TagResources", {"ResourceType": "VPC"}, "InvalidInstanceType.NotFound"),
        ("TagResources", {"ResourceId.2": "pcc-nobody"}, "InvalidInstanceIds.NotFound"),
        ("TagResources", {"Tag.1.Key": "aliyun"}, "Forbidden.TagKeys"),
        ("TagResources", {"Tag.1.Key": "acs:x"}, "Forbidden.TagKeys"),
        ("TagResources", {"Tag.1.Key": "http://x"}, "IllegalParam.TagKey"),
        ("TagResources", {"Tag.1.Key": "x" * 129}, "IllegalParam.TagKey"),
        ("TagResources", {"Tag.1.Value": "x" * 129}, "IllegalParam.TagValue"),
        ("TagResources", {"Tag.2.Key": "env"}, "Forbidden.TagKey.Duplicated"),
        ("TagResources", {f"Tag.{n}.Key": f"key-{n}" for n in range(1, 21)}, "NumberExceed.Tags"),
        ("TagResources", {f"Tag.{n}.Key": f"key-{n}" for n in range(1, 22)}, "NumberExceed.Tags"),
        ("TagResources", {f"ResourceId.{n}": "pcc-one" for n in range(1, 52)}, "NumberExceed.ResourceIds"),
        ("UnTagResources", {"TagKey.1": "acs:x"}, "Forbidden.TagKeys"),
        ("UnTagResources", {f"TagKey.{n}": f"key-{n}" for n in range(1, 22)}, "NumberExceed.Tags"),
        ("ListTagResources", {"Tag.1.Value": "prod"}, "InvalidTagKey"),
        ("ListTagResources", {"ResourceType": "VPC"}, "InvalidInstanceType.NotFound"),
        ("ListTagResources", {"ResourceId.1": "pcc-nobody"}, "InvalidInstanceIds.NotFound"),
        ("ListTagResources", {"MaxResults": "51"}, "IllegalParam.MaxResults"),
    ],
)
def test_tags_are_refused(cloud: Simulator, action: str, changes: dict[str, Any], code: str) -> None:
    a, _b = begin(cloud, vpc_peer(tags={"team": "net"}))
    parameters = {**ONE, **(ENV if action == "TagResources" else {}), **changes}
    assert a.peer_refused(action, **parameters) == (400, code)
    assert tags(a) == {"team": "net"}


def test_lists_of_tags(cloud: Simulator) -> None:
    a, _b = begin(
        cloud,
        vpc_peer(tags={"env": "prod", "team": "net"}),
        vpc_peer(instance_id="pcc-two", accepting_vpc_id=A_BEIJING_2, tags={"env": "test"}),
    )
    here = {**TYPE, "RegionId": "cn-beijing"}

    def pairs(**filters: Any) -> list[tuple[str, str]]:
        rows = a.peer("ListTagResources", **here, **filters)["TagResources"]
        return [(row["ResourceId"], row["TagKey"]) for row in rows]

    of_pcc_one = [("pcc-one", "env"), ("pcc-one", "team")]
    assert a.peer_refused("ListTagResources", **here) == (400, "BothEmpty.TagsAndResources")
    assert pairs(**{"Tag.1.Key": "env"}) == [*of_pcc_one, ("pcc-two", "env")]
    assert pairs(**ENV) == of_pcc_one
    assert pairs(**ENV, Category="Custom") == of_pcc_one
    assert pairs(**ENV, Category="System") == []
    first = a.peer("ListTagResources", **here, **ENV, MaxResults=1)
    assert pairs(**ENV, MaxResults=1, NextToken=first["NextToken"]) == of_pcc_one[1:]
