# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the checks of a call, the resources of permissions, the details of a denial: each switch, all values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_vpc20160428.models import DescribeVpcsRequest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import RpcRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed, utc
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, INITIATOR_UID
from ansible_collections.aliops.vpc.tests.conformance.test_permissions import VPC
from ansible_collections.aliops.vpc.tests.conformance.test_permissions import scenario as limited_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import ARN, USER, SessionSdk, assume
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import scenario as sessions_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from ansible_collections.aliops.vpc.tests.conformance.test_typed_sdk import client as typed_client
from ansible_collections.aliops.vpc.tests.scenarios import statement, tutorial_vpc
from vpc_simulator.actions import ACTIONS
from vpc_simulator.operations import action_of
from vpc_simulator.parameters import ACTIONS as DATA

DENIED = (403, "Forbidden.RAM")


def as_user(cloud: Simulator, action: str, **changes: str | None) -> tuple[int, str]:
    """Status and code of a user's call; the code of a success is empty."""
    parameters = signed(
        action_of(action), "GET", USER[1], AccessKeyId=USER[0], Version=DATA[action]["version"], **changes
    )
    reply = send(cloud, "GET", "/?" + query(parameters))
    return reply.status, reply.json.get("Code", "")


@pytest.mark.parametrize(
    ("switches", "refusal"),
    [
        ({"time_check": "after_key"}, (404, "InvalidAccessKeyId.NotFound")),
        ({"time_check": "before_key"}, (400, "InvalidTimeStamp.Expired")),
        ({"unknown_key_status": "400"}, (400, "InvalidAccessKeyId.NotFound")),
    ],
)
def test_an_unknown_key_at_a_wrong_time(cloud: Simulator, switches: dict[str, str], refusal: tuple[int, str]) -> None:
    turn(cloud, **switches)
    assert get(cloud, "DescribeVpcs", AccessKeyId="LTAI-nobody", Timestamp=utc(0)).refusal == refusal
    assert get(cloud, "DescribeVpcs", Timestamp=utc(0)).refusal == (400, "InvalidTimeStamp.Expired")


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ("after_signature", "SignatureDoesNotMatch"),
        ("before_signature", "InvalidSecurityToken.MismatchWithAccessKey"),
    ],
)
def test_a_foreign_token_under_a_wrong_signature(cloud: Simulator, choice: str, code: str) -> None:
    turn(cloud, token_check=choice)
    forged = {**signed("DescribeVpcs", SecurityToken="CAIS-nobody"), "Signature": "Zm9yZ2Vk"}
    assert send(cloud, "GET", "/?" + query(forged)).refusal == (400, code)
    foreign = (400, "InvalidSecurityToken.MismatchWithAccessKey")
    assert get(cloud, "DescribeVpcs", SecurityToken="CAIS-nobody").refusal == foreign


@pytest.mark.parametrize(
    ("switches", "second"),
    [
        ({}, (400, "Throttling.User")),
        ({"throttling_code": "Throttling"}, (400, "Throttling")),
        ({"throttling_check": "after_parameters"}, DENIED),
        ({"rate_limited_actions": "Describe*, ConnectRouterInterface"}, DENIED),
    ],
)
def test_a_call_too_many_that_is_not_allowed(
    cloud: Simulator, switches: dict[str, str], second: tuple[int, str]
) -> None:
    turn(cloud, limited_scenario(statement("vpc:Describe*"), quotas={"calls_per_minute": 1}), **switches)
    assert [as_user(cloud, "CreateRouterInterface") for _number in range(2)] == [DENIED, second]
    reads = [as_user(cloud, "DescribeVpcs")[1] for _number in range(2)]
    assert reads == ["", "Throttling.User" if "rate_limited_actions" in switches else ""]


@pytest.mark.parametrize("choice", ["before_parameters", "after_parameters"])
def test_a_malformed_call_that_is_not_allowed(cloud: Simulator, choice: str) -> None:
    turn(cloud, limited_scenario(statement("ecs:*")), permission_check=choice, caller_identity_needs_permission=True)
    refused = {action: as_user(cloud, action) for action in ACTIONS}
    if choice == "before_parameters":
        own = {action for action in refused if action.startswith("VpcPeer.")}
        assert {refused.pop(action) for action in own} == {(400, "Forbidden.NoPermission")}
        assert {action: refusal for action, refusal in refused.items() if refusal[0] != 403} == {}
        assert as_user(cloud, "DescribeVpcs", PageSize="51", Colour="red") == DENIED
        assert cloud.calls()[-1]["unknown_parameters"] == ["Colour"]
    else:
        needy = {
            action
            for action, facts in DATA.items()
            if any(rules.get("required") for name, rules in facts["parameters"].items() if name != "RegionId")
        }
        assert {action for action, refusal in refused.items() if refusal[0] == 400} >= (needy & set(ACTIONS))
        assert as_user(cloud, "DescribeVpcs", PageSize="51") == (400, "InvalidPageSize")
    entry = {"RouteEntries.1.RouteTableId": "vtb-AAA", "RouteEntries.1.DstCidrBlock": "10.1.0.0/16"}
    complete = {**entry, "RouteEntries.1.NextHop": "ri-A"}
    assert as_user(cloud, "CreateRouteEntries", **complete) == DENIED


def test_a_permission_for_some_of_the_tables_of_a_call(cloud: Simulator) -> None:
    turn(cloud, limited_scenario(statement("vpc:*", VPC + "routetable/vtb-AAA")))
    entry = {"RouteEntries.1.RouteTableId": "vtb-AAA"}
    assert as_user(cloud, "CreateRouteEntries", **entry)[0] == 400
    assert as_user(cloud, "CreateRouteEntries", **entry, **{"RouteEntries.2.RouteTableId": "vtb-B"}) == DENIED
    assert as_user(cloud, "CreateRouteEntries", **entry, **{"RouteEntries.2.NextHop": "ri-A"}) == DENIED


CREATE = {"VpcId": "vpc-12345678", "ZoneId": "cn-beijing-h", "CidrBlock": "192.168.9.0/24"}
OWN = f"acs:vpc:*:{INITIATOR_UID}:*"


@pytest.mark.parametrize(
    ("action", "parameters", "resource", "switch", "allowing", "denying"),
    [
        ("CreateVSwitch", CREATE, VPC + "vswitch/*", "create_vswitch_resources", "vswitch", "both"),
        ("CreateVSwitch", CREATE, VPC + "vpc/vpc-12345678", "create_vswitch_resources", "vpc", "vswitch"),
        ("DeleteVSwitch", {}, VPC + "vswitch/vsw-A", "delete_vswitch_resource", "vswitch", "any"),
        ("DeleteVSwitch", {}, VPC + "vpc/vpc-12345678", "delete_vswitch_resource", "vpc", "vswitch"),
        ("DescribeVRouters", {}, VPC + "vrouter/*", "describe_vrouters_resource", "vrouter", "vpc"),
        ("DescribeVRouters", {}, VPC + "vpc/*", "describe_vrouters_resource", "vpc", "*"),
        ("DescribeRegions", {}, OWN, "describe_regions_resource", "account", "*"),
        ("DescribeZones", {}, OWN, "describe_zones_resource", "account", "*"),
        (
            "DeleteExpressConnect",
            {"RouterInterfaceId": "ri-A"},
            VPC + "routerinterface/ri-A",
            "delete_express_connect_resource",
            "one",
            "any",
        ),
    ],
)
def test_a_permission_on_a_resource(
    cloud: Simulator, action: str, parameters: dict[str, str], resource: str, switch: str, allowing: str, denying: str
) -> None:
    vpc = tutorial_vpc("initiator", vswitches=[{"vswitch_id": "vsw-A", "cidr_block": "192.168.1.0/24"}])
    parameters = {"VSwitchId": "vsw-A"} if action == "DeleteVSwitch" else parameters
    codes = {}
    for choice in (allowing, denying):
        turn(cloud, limited_scenario(statement("vpc:*", resource), vpcs=[vpc]), **{switch: choice})
        codes[choice] = as_user(cloud, action, **parameters)[1]
    assert codes[denying] == "Forbidden.RAM"
    assert codes[allowing] == ("InvalidInstanceId.NotFound" if action == "DeleteExpressConnect" else "")


def request(action: str, **parameters: Any) -> RpcRequest:
    rpc = RpcRequest("Vpc", "2016-04-28", action)
    for name, value in parameters.items():
        rpc.add_query_param(name, value)
    return rpc


@pytest.mark.parametrize("code", ["Forbidden.RAM", "NoPermission"])
def test_a_denial_shows_its_reason(cloud: Simulator, code: str) -> None:
    denial = statement("vpc:Create*", effect="Deny")
    turn(cloud, limited_scenario(statement("ecs:*"), denial), access_denied_detail=True, denied_code=code)
    with pytest.raises(ClientException) as refusal:
        typed_client(cloud, USER, "cn-beijing").describe_vpcs(DescribeVpcsRequest(region_id="cn-beijing"))
    detail = dict(refusal.value.access_denied_detail)
    assert detail.pop("EncodedDiagnosticMessage")
    assert detail == {
        "AuthAction": "vpc:DescribeVpcs",
        "AuthPrincipalType": "SubUser",
        "AuthPrincipalOwnerId": INITIATOR_UID,
        "AuthPrincipalDisplayName": f"2{INITIATOR_UID[1:]}",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    }
    with pytest.raises(ServerException) as xml:
        Sdk(cloud, USER, "cn-beijing").call(request("CreateRouterInterface", **INITIATING))
    assert (xml.value.get_http_status(), xml.value.get_error_code()) == (403, code)
    parameters = signed("CreateVpc", "GET", USER[1], AccessKeyId=USER[0], Format="XML")
    text = send(cloud, "GET", "/?" + query(parameters)).text
    assert "<AccessDeniedDetail><AuthAction>vpc:CreateVpc</AuthAction>" in text
    assert "<NoPermissionType>ExplicitDeny</NoPermissionType>" in text
    assert "AccessDeniedDetail" not in get(cloud, "DescribeVpcAttribute", VpcId="vpc-nobody").text


def test_a_denial_names_the_session_and_its_own_policy(cloud: Simulator) -> None:
    turn(cloud, sessions_scenario(), access_denied_detail=True)
    policy = json.dumps({"Version": "1", "Statement": statement("vpc:Create*")})
    credentials = Sdk(cloud, USER, "cn-beijing").call(assume(Policy=policy))["Credentials"]
    SessionSdk(cloud, credentials).refused(request("DescribeVpcs"))
    denied = signed(
        "DescribeVpcs",
        "GET",
        credentials["AccessKeySecret"],
        AccessKeyId=credentials["AccessKeyId"],
        SecurityToken=credentials["SecurityToken"],
    )
    detail = send(cloud, "GET", "/?" + query(denied)).json["AccessDeniedDetail"]
    shown = {name: detail[name] for name in ("AuthPrincipalType", "AuthPrincipalDisplayName", "PolicyType")}
    role = ARN.rpartition("/")[2]
    assert shown == {
        "AuthPrincipalType": "AssumedRoleUser",
        "AuthPrincipalDisplayName": f"{role}:ansible",
        "PolicyType": "SessionPolicy",
    }


def test_a_denial_shows_no_details_by_default(cloud: Simulator) -> None:
    turn(cloud, limited_scenario(statement("ecs:*")))
    denied = signed("DescribeVpcs", "GET", USER[1], AccessKeyId=USER[0])
    assert "AccessDeniedDetail" not in send(cloud, "GET", "/?" + query(denied)).json
