# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RAM: what policies allow users, roles and sessions; and which policies do not load."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntriesRequest import CreateRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.TagResourcesRequest import TagResourcesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, INITIATOR_UID, caller_identity
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import ARN, USER, SessionSdk, assume
from ansible_collections.aliops.vpc.tests.scenarios import (
    access_key,
    as_text,
    owner_key,
    policy,
    statement,
    tutorial,
)
from vpc_simulator.actions import ACTIONS
from vpc_simulator.ram import RESOURCES

DENIED = (403, "Forbidden.RAM")
VPC = f"acs:vpc:cn-beijing:{INITIATOR_UID}:"


def scenario(*statements: dict[str, Any], attached: bool = True, **account: Any) -> str:
    """The tutorial with a user of the first account to whom one policy is attached, and more keys of the account."""
    user = access_key(USER, user="ansible", policies=["peering"] if attached else [])
    own = {"access_keys": [owner_key("initiator"), user], "policies": {"peering": policy(*statements)}}
    return as_text(tutorial(initiator={**own, **account}))


def user(cloud: Simulator, *statements: dict[str, Any], attached: bool = True) -> Sdk:
    cloud.control("scenario", scenario(*statements, attached=attached))
    return Sdk(cloud, USER, "cn-beijing")


def test_every_action_needs_a_permission() -> None:
    assert set(ACTIONS) <= set(RESOURCES)


def test_a_user_without_a_policy_may_only_read_its_identity(cloud: Simulator) -> None:
    sdk = user(cloud, attached=False)
    assert sdk.refused(DescribeVpcsRequest) == DENIED
    assert sdk.call(caller_identity())["IdentityType"] == "RAMUser"


@pytest.mark.parametrize(
    ("actions", "resources", "allowed"),
    [
        ("vpc:*", "*", True),
        ("*", "*", True),
        ("VPC:describevpcs", "*", True),
        (["ecs:*", "vpc:Describe*"], VPC + "*", True),
        ("vpc:Describe?pcs", VPC + "vpc/*", True),
        ("vpc:DescribeVpcs", f"acs:vpc:*:{INITIATOR_UID}:vpc/*", True),
        ("vpc:DescribeVpcs", "acs:vpc:*:*:vpc/*", True),
        ("vpc:DescribeVpcs", VPC.replace("beijing", "hangzhou") + "*", False),
        ("vpc:DescribeVpcs", VPC + "vpc/vpc-12345678", False),
        ("vpc:DescribeVpcs", VPC.replace(INITIATOR_UID, "1" * 16) + "*", False),
        ("vpc:DescribeVpc", "*", False),
        ("ecs:*", "*", False),
    ],
)
def test_actions_and_resources_have_wildcards(cloud: Simulator, actions: Any, resources: str, allowed: bool) -> None:
    sdk = user(cloud, statement(actions, resources))
    if allowed:
        assert sdk.call(DescribeVpcsRequest)["TotalCount"] == 1
    else:
        assert sdk.refused(DescribeVpcsRequest) == DENIED


def test_a_denial_wins(cloud: Simulator) -> None:
    sdk = user(cloud, statement("vpc:*"), statement("vpc:Create*", effect="Deny"))
    sdk.call(DescribeVpcsRequest)
    assert sdk.refused(CreateRouterInterfaceRequest, **INITIATING) == DENIED
    assert sdk.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    rest = {"Effect": "Allow", "NotAction": "vpc:Create*", "Resource": "*"}
    assert user(cloud, rest).call(DescribeVpcsRequest)["TotalCount"] == 1
    assert user(cloud, rest).refused(CreateRouterInterfaceRequest, **INITIATING) == DENIED


def test_a_resource_is_named_by_its_id(cloud: Simulator) -> None:
    sdk = user(cloud, statement("vpc:*", [VPC + "vpc/vpc-12345678", VPC + "routetable/vtb-AAA"]))
    sdk.call(DescribeVpcAttributeRequest, VpcId="vpc-12345678")
    assert sdk.refused(DescribeVpcAttributeRequest, VpcId="vpc-other") == DENIED
    tag = {"ResourceType": "VPC", "Tags": [{"Key": "env", "Value": "prod"}]}
    sdk.call(TagResourcesRequest, **tag, ResourceIds=["vpc-12345678"])
    assert sdk.refused(TagResourcesRequest, **tag, ResourceIds=["vpc-12345678", "vpc-other"]) == DENIED
    entry = {"DestinationCidrBlock": "10.1.0.0/16", "NextHopType": "RouterInterface", "NextHopId": "ri-nobody"}
    # the permission is checked before everything else
    assert sdk.refused(CreateRouteEntryRequest, **entry, RouteTableId="vtb-AAA") == (400, "InvalidRouterInterface")
    assert sdk.refused(CreateRouteEntryRequest, **entry, RouteTableId="vtb-other") == DENIED
    entries = [
        {"RouteTableId": table, "DstCidrBlock": "10.1.0.0/16", "NextHop": "ri-nobody"}
        for table in ("vtb-AAA", "vtb-other")
    ]
    assert sdk.refused(CreateRouteEntriesRequest, RouteEntriess=entries) == DENIED
    assert sdk.call(CreateRouteEntriesRequest, RouteEntriess=entries[:1])["FailedCount"] == 1
    assert sdk.refused(DeleteRouteEntryRequest, RouteEntryId="rte-nobody") == DENIED
    assert sdk.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-nobody") == DENIED


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"IpAddress": {"acs:SourceIp": ["192.0.2.0/24", "127.0.0.0/8"]}}, True),
        ({"IpAddress": {"acs:SourceIp": "192.0.2.1"}}, False),
        ({"NotIpAddress": {"acs:SourceIp": "127.0.0.1"}}, False),
        ({"Bool": {"acs:SecureTransport": "false"}}, True),
        ({"Bool": {"acs:SecureTransport": "true"}}, False),
        ({"DateGreaterThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
        ({"DateLessThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
        (
            {
                "DateGreaterThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"},
                "IpAddress": {"acs:SourceIp": "192.0.2.1"},
            },
            False,
        ),
    ],
)
def test_conditions_must_all_hold(cloud: Simulator, condition: dict[str, Any], allowed: bool) -> None:
    sdk = user(cloud, statement("vpc:*", Condition=condition))
    if allowed:
        sdk.call(DescribeVpcsRequest)
    else:
        assert sdk.refused(DescribeVpcsRequest) == DENIED


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"Effect": "Perhaps"}, "Statement[0].Effect: must be Allow or Deny"),
        ({"Action": 1}, "Statement[0].Action: expected a string or a list of strings"),
        ({"NotAction": "*"}, "Statement[0]: set either Action or NotAction"),
        ({"Principal": {"RAM": ["*"]}}, "Statement[0]: 'Principal' is not supported; supported: Action, Condition"),
        (
            {"Condition": {"StringEquals": {"vpc:TargetAccountRDId": "rd-1"}}},
            "Statement[0].Condition.StringEquals: 'vpc:TargetAccountRDId' is not supported; supported: acs:CurrentTime",
        ),
        (
            {"Condition": {"StringLike": {"acs:SourceIp": "127.*"}}},
            "Statement[0].Condition.StringLike.acs:SourceIp: StringLike cannot be used with acs:SourceIp",
        ),
        (
            {"Condition": {"IpAddress": {"acs:SourceIp": "localhost"}}},
            "Statement[0].Condition.IpAddress.acs:SourceIp: 'localhost' does not appear to be",
        ),
        (
            {"Condition": {"NumericEquals": {"acs:CurrentTime": "1"}}},
            "Statement[0].Condition: 'NumericEquals' is not supported",
        ),
    ],
)
def test_an_unsupported_policy_does_not_load(cloud: Simulator, wrong: dict[str, Any], message: str) -> None:
    text = scenario({**statement("*"), **wrong})
    assert cloud.refused("scenario", text).startswith(f"accounts[0].policies.peering: {message}")


def test_the_account_itself_cannot_be_limited(cloud: Simulator) -> None:
    for user, message in (
        ({"policies": ["peering"]}, "policies restrict a user or a role, never the account itself"),
        ({"user": "ansible", "policies": ["other"]}, "this account has no policy 'other'"),
    ):
        keys = [owner_key("initiator"), access_key(USER, **user)]
        refusal = cloud.refused("scenario", scenario(statement("*"), access_keys=keys))
        assert refusal == f"accounts[0].access_keys[1].policies: {message}"


def test_a_role_limits_its_sessions_and_their_own_policy_narrows_them(cloud: Simulator) -> None:
    assuming = statement("sts:AssumeRole", ARN.replace("::", ":*:"))
    user = access_key(USER, user="ansible", policies=["caller"])
    # a policy's Statement may be one mapping
    user_account = {"access_keys": [user], "policies": {"caller": {"Version": "1", "Statement": assuming}}}
    role_account = {
        "policies": {"reader": policy(statement(["vpc:Describe*", "vpc:CreateRouterInterface"]))},
        "roles": [{"name": "vpc-interconnect", "trusted_uids": [INITIATOR_UID], "policies": ["reader"]}],
    }
    cloud.load(tutorial(initiator=user_account, acceptor=role_account))
    sdk = Sdk(cloud, USER, "cn-beijing")
    assert sdk.refused(DescribeVpcsRequest) == DENIED
    other = ARN.replace("interconnect", "other")
    assert sdk.refused(assume(RoleArn=other)) == (403, "NoPermission")

    session = SessionSdk(cloud, sdk.call(assume())["Credentials"])
    assert session.call(DescribeVpcsRequest)["TotalCount"] == 1
    assert session.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-1") == DENIED
    wide = json.dumps({"Version": "1", "Statement": statement(["vpc:DescribeVpcs", "vpc:ConnectRouterInterface"])})
    narrow = SessionSdk(cloud, sdk.call(assume(Policy=wide))["Credentials"])
    assert narrow.call(DescribeVpcsRequest)["TotalCount"] == 1
    for request, parameters in (
        (ConnectRouterInterfaceRequest, {"RouterInterfaceId": "ri-1"}),
        (DescribeRouterInterfacesRequest, {}),
    ):
        assert narrow.refused(request, **parameters) == DENIED
