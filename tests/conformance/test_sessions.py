# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sts: who a caller is, roles and who may assume them, sessions and how long they last."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTOR_UID,
    INITIATOR_UID,
    caller_identity,
)
from ansible_collections.aliops.vpc.tests.scenarios import access_key, as_text, owner_key, tutorial

ARN = f"acs:ram::{ACCEPTOR_UID}:role/vpc-interconnect"
USER = ("LTAI-user", "not-a-secret-user")
SESSION = {
    "access_key_id": "STS.declared",
    "secret": "not-a-secret-session",
    "security_token": "CAIS-declared",
    "role": "vpc-interconnect",
}
TRUST_WITH_ID = {
    "Version": "1",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [f"acs:ram::{INITIATOR_UID}:user/ansible"]},
            "Condition": {"StringEquals": {"sts:ExternalId": "shared-word"}},
        }
    ],
}


def scenario(role: dict[str, Any] | None = None, sessions: tuple[dict[str, Any], ...] = ()) -> str:
    """The tutorial with a user in the first account, and a role in the second that trusts the first."""
    user = access_key(USER, user="ansible")
    trusting = {"name": "vpc-interconnect", **({"trusted_uids": [INITIATOR_UID]} if role is None else role)}
    return as_text(
        tutorial(
            initiator={"access_keys": [owner_key("initiator"), user]},
            acceptor={"roles": [trusting], "sessions": list(sessions)},
        )
    )


def assume(**parameters: Any) -> RpcRequest:
    """AssumeRole as a request; the package with its class is one of its own."""
    request = RpcRequest("Sts", "2015-04-01", "AssumeRole")
    for name, value in {"RoleArn": ARN, "RoleSessionName": "ansible", **parameters}.items():
        request.add_query_param(name, value)
    return request


class SessionSdk(Sdk):
    """The calls of a session."""

    def __init__(self, simulator: Simulator, credentials: dict[str, str], region: str = "cn-hangzhou") -> None:
        self.endpoint = simulator.address
        names = ("AccessKeyId", "AccessKeySecret", "SecurityToken")
        self.client = AcsClient(region_id=region, credential=StsTokenCredential(*(credentials[n] for n in names)))


def declared(cloud: Simulator, **changes: str) -> SessionSdk:
    credentials = {
        "AccessKeyId": SESSION["access_key_id"],
        "AccessKeySecret": SESSION["secret"],
        "SecurityToken": SESSION["security_token"],
    }
    return SessionSdk(cloud, {**credentials, **changes})


@pytest.fixture
def user(cloud: Simulator) -> Sdk:
    cloud.control("scenario", scenario())
    return Sdk(cloud, USER, "cn-beijing")


def test_a_session_acts_in_the_roles_account(cloud: Simulator, user: Sdk) -> None:
    response = user.call(assume(DurationSeconds=900))
    assert response["AssumedRoleUser"]["Arn"] == f"{ARN}/ansible"
    assert response["AssumedRoleUser"]["AssumedRoleId"].endswith(":ansible")
    session = SessionSdk(cloud, response["Credentials"])
    (vpc,) = session.call(DescribeVpcsRequest)["Vpcs"]["Vpc"]
    assert str(vpc["OwnerId"]) == ACCEPTOR_UID
    identity = session.call(caller_identity())
    assert {name: identity[name] for name in ("AccountId", "IdentityType", "UserId", "Arn")} == {
        "AccountId": ACCEPTOR_UID,
        "IdentityType": "AssumedRoleUser",
        "UserId": None,
        "Arn": f"acs:ram::{ACCEPTOR_UID}:assumed-role/vpc-interconnect/ansible",
    }
    assert identity["PrincipalId"] == response["AssumedRoleUser"]["AssumedRoleId"] == f"{identity['RoleId']}:ansible"
    assert cloud.calls()[-1]["account"] == ACCEPTOR_UID
    shown = str(cloud.calls()) + str(cloud.control("state"))
    for name in ("AccessKeySecret", "SecurityToken"):
        assert response["Credentials"][name] not in shown


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"RoleArn": "vpc-interconnect"}, (400, "InvalidParameter.RoleArn")),
        ({"RoleArn": ARN + "-2"}, (404, "EntityNotExist.Role")),
        ({"RoleArn": ARN.replace(ACCEPTOR_UID, "1" * 16)}, (404, "EntityNotExist.Role")),
        ({"RoleSessionName": "x"}, (400, "InvalidParameter.RoleSessionName")),
        ({"RoleSessionName": "a b"}, (400, "InvalidParameter.RoleSessionName")),
        ({"DurationSeconds": 899}, (400, "InvalidParameter.DurationSeconds")),
        ({"DurationSeconds": 3601}, (400, "InvalidParameter.DurationSeconds")),
        ({"Policy": "{"}, (400, "InvalidParameter.PolicyGrammar")),
        ({"Policy": "[]"}, (400, "InvalidParameter.PolicyGrammar")),
        ({"Policy": "x" * 2049}, (400, "InvalidParameter.PolicyGrammar")),
        ({"ExternalId": "a b"}, (400, "InvalidExternalId")),
    ],
)
def test_assuming_a_role_is_refused(user: Sdk, parameters: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert user.refused(assume(**parameters)) == refusal


def test_the_account_itself_assumes_no_role(cloud: Simulator, user: Sdk) -> None:
    assert Sdk(cloud, INITIATOR, "cn-beijing").refused(assume()) == (403, "NoPermission")


def test_only_whom_the_role_trusts_assumes_it(cloud: Simulator, user: Sdk) -> None:
    cloud.control("scenario", scenario(role={"trusted_uids": [ACCEPTOR_UID]}))
    assert user.refused(assume()) == (403, "NoPermission")
    cloud.control("scenario", scenario(role={"trust_policy": TRUST_WITH_ID, "max_session_duration": 7200}))
    assert user.refused(assume()) == (403, "NoPermission")
    assert user.refused(assume(ExternalId="other-word")) == (403, "NoPermission")
    user.call(assume(ExternalId="shared-word", DurationSeconds=7200))


def test_a_session_needs_its_token(cloud: Simulator) -> None:
    other = {**SESSION, "access_key_id": "STS.other", "security_token": "CAIS-other"}
    cloud.control("scenario", scenario(sessions=(SESSION, other)))
    assert declared(cloud).call(DescribeVpcsRequest)["TotalCount"] == 1
    wrong = declared(cloud, SecurityToken="a-token-of-yesterday")
    assert wrong.refused(DescribeVpcsRequest) == (400, "InvalidSecurityToken.Malformed")
    anothers = declared(cloud, SecurityToken="CAIS-other")
    assert anothers.refused(DescribeVpcsRequest) == (400, "InvalidSecurityToken.MismatchWithAccessKey")
    without = Sdk(cloud, (SESSION["access_key_id"], SESSION["secret"]), "cn-hangzhou")
    assert without.refused(DescribeVpcsRequest) == (400, "MissingSecurityToken")
    permanent = get(cloud, "DescribeVpcs", SecurityToken="a-token-of-yesterday")
    assert permanent.refusal == (400, "InvalidSecurityToken.MismatchWithAccessKey")
    forged = declared(cloud, AccessKeySecret="wrong")
    assert forged.refused(DescribeVpcsRequest) == (400, "InvalidAccessKeySecret")


def test_a_session_may_have_ended_before_the_scenario_begins(cloud: Simulator) -> None:
    cloud.control("scenario", scenario(sessions=({**SESSION, "expires_in": 0},)))
    assert declared(cloud).refused(DescribeVpcsRequest) == (400, "InvalidSecurityToken.Expired")


@pytest.mark.parametrize(
    ("role", "session", "message"),
    [
        ({}, {}, "accounts[1].roles[0].trust_policy: set either trust_policy or trusted_uids"),
        ({"trusted_uids": ["1"]}, {}, "accounts[1].roles[0].trusted_uids: '1' is not an account's 16 digits"),
        (
            {"trusted_uids": [], "max_session_duration": 60},
            {},
            "accounts[1].roles[0].trusted_uids: Statement[0].Principal.RAM: expected a string or a list of strings",
        ),
        (None, {"role": "nobody"}, "accounts[1].sessions[0].role: is not a role of this account"),
        (None, {"access_key_id": USER[0]}, f"accounts[1].sessions[0].access_key_id: {USER[0]} is given twice"),
        (None, {"policy": {}}, 'accounts[1].sessions[0].policy: Version: must be "1"'),
    ],
)
def test_a_wrong_role_or_session_does_not_load(
    cloud: Simulator, role: dict[str, Any] | None, session: dict[str, Any], message: str
) -> None:
    assert cloud.refused("scenario", scenario(role, ({**SESSION, **session},))).startswith(message)
