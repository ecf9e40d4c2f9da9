# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RAM policies that allow VPC peering connections with accounts of a resource directory, or of one of its folders."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import B_HANGZHOU, OWN, PeerSdk, scenario
from ansible_collections.aliops.vpc.tests.conformance.raw import query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID
from ansible_collections.aliops.vpc.tests.scenarios import as_text, statement, vpc_peer

USER = ("LTAI-directory-user", "not-a-secret-user")
FOLDER = "rd-one/r-root/fd-network"
DENIED = (400, "Forbidden.NoPermission")
ACTIONS = ["vpc:CreateVpcPeerConnection", "vpc:AcceptVpcPeerConnection"]


def user(cloud: Simulator, condition: dict[str, Any], other: str = FOLDER, own: str = "", **top: Any) -> PeerSdk:
    """A RAM user whom a policy denies connections under a condition; `other` is the other account's folder.

    A request from the other account waits for its acceptance.
    """
    deny = statement(ACTIONS, effect="Deny", Condition=condition)
    content = scenario(vpc_peer("Accepting", vpc_id=B_HANGZHOU, accepting_vpc_id="vpc-a-beijing-2"), **top)
    first, second = content["accounts"]
    first["policies"] = {"peering": {"Version": "1", "Statement": [statement("*"), deny]}}
    first["access_keys"].append({"id": USER[0], "secret": USER[1], "user": "ansible", "policies": ["peering"]})
    first["resource_directory"], second["resource_directory"] = own, other
    cloud.load(content)
    return PeerSdk(cloud, USER, "cn-beijing")


def outcomes(sdk: PeerSdk) -> set[bool]:
    """Whether the creation and the acceptance are allowed."""
    codes = [
        sdk.create_refused(DryRun="true"),
        sdk.peer_refused("AcceptVpcPeerConnection", InstanceId="pcc-one", DryRun="true")[1],
    ]
    assert set(codes) <= {"DryRunOperation", "Forbidden.NoPermission"}
    return {code == "DryRunOperation" for code in codes}


@pytest.mark.parametrize(
    ("condition", "other", "allowed"),
    [
        # only accounts of one directory
        ({"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, FOLDER, True),
        ({"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, "rd-one", True),
        ({"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, "rd-two/r-root", False),
        ({"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, "", False),
        ({"StringEquals": {"acs:TargetRDId": ["rd-one", "rd-two"]}}, FOLDER, False),
        ({"StringEquals": {"acs:TargetRDId": ["rd-one", "rd-two"]}}, "", True),
        # only accounts of one folder, or one account
        ({"StringNotLike": {"acs:TargetRDPath": f"{FOLDER}/*"}}, FOLDER, True),
        ({"StringNotLike": {"acs:TargetRDPath": f"{FOLDER}/*"}}, f"{FOLDER}/fd-inner", True),
        ({"StringNotLike": {"acs:TargetRDPath": f"{FOLDER}/*"}}, "rd-one/r-root/fd-other", False),
        ({"StringNotLike": {"acs:TargetRDPath": f"{FOLDER}/*"}}, "", False),
        ({"StringNotEquals": {"acs:TargetRDPath": f"{FOLDER}/{ACCEPTOR_UID}"}}, FOLDER, True),
    ],
)
def test_the_directory_of_the_other_side(
    cloud: Simulator, condition: dict[str, Any], other: str, allowed: bool
) -> None:
    # the own directory, which a mistake would use instead of the other's
    assert outcomes(user(cloud, condition, other, own="rd-own/r-own")) == {allowed}


def test_within_an_account_the_own_directory_counts(cloud: Simulator) -> None:
    condition = {"StringNotEquals": {"acs:TargetRDId": "rd-own"}}
    assert user(cloud, condition, own="rd-own").create_refused(**OWN, DryRun="true") == "DryRunOperation"
    assert user(cloud, condition, own="").create_refused(**OWN, DryRun="true") == "Forbidden.NoPermission"


def test_an_unknown_account_belongs_to_no_directory(cloud: Simulator) -> None:
    sdk = user(cloud, {"StringNotEquals": {"acs:TargetRDId": "rd-one"}})
    assert sdk.create_refused(AcceptingAliUid="1999999999999999") == "Forbidden.NoPermission"
    unknown = {"InstanceId": "pcc-nobody"}
    assert sdk.peer_refused("AcceptVpcPeerConnection", **unknown) == DENIED


def test_the_permission_is_checked_after_the_parameters(cloud: Simulator) -> None:
    """With a switch; AcceptingAliUid is a number then."""
    condition = {"StringNotEquals": {"acs:TargetRDId": "rd-one"}}
    switches = {"permission_check": "after_parameters"}
    assert outcomes(user(cloud, condition, switches=switches)) == {True}
    assert outcomes(user(cloud, condition, "rd-two", switches=switches)) == {False}


def test_other_actions_have_no_such_keys(cloud: Simulator) -> None:
    sdk = user(cloud, {"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, "")
    assert sdk.status("pcc-one") == "Accepting"
    sdk.call(DescribeVpcsRequest)
    sdk.peer("RejectVpcPeerConnection", InstanceId="pcc-one")
    sdk.peer("DeleteVpcPeerConnection", InstanceId="pcc-one")


def test_the_denial_shows_that_it_is_explicit(cloud: Simulator) -> None:
    user(cloud, {"StringNotEquals": {"acs:TargetRDId": "rd-one"}}, "", switches={"access_denied_detail": True})
    key = {"AccessKeyId": USER[0], "Version": "2022-01-01"}
    sent = signed("AcceptVpcPeerConnection", "GET", USER[1], InstanceId="pcc-one", **key)
    reply = send(cloud, "GET", "/?" + query(sent))
    assert reply.refusal == DENIED
    detail = reply.json["AccessDeniedDetail"]
    assert (detail["NoPermissionType"], detail["AuthAction"]) == ("ExplicitDeny", "vpc:AcceptVpcPeerConnection")


@pytest.mark.parametrize("text", ["one", "rd-", "rd-one//fd", "rd-one/", "rd one"])
def test_a_malformed_path_is_refused(cloud: Simulator, text: str) -> None:
    content = scenario()
    content["accounts"][0]["resource_directory"] = text
    message = f"accounts[0].resource_directory: {text!r} is not the path of a folder, as rd-ID/r-ID/fd-ID"
    assert cloud.refused("scenario", as_text(content)) == message
