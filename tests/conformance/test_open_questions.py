# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent about spelling, repetition, denial and order: the value that is not the default."""

from __future__ import annotations

import pytest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeRouteTableListRequest import DescribeRouteTableListRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest
from aliyunsdkvpc.request.v20160428.TagResourcesForExpressConnectRequest import TagResourcesForExpressConnectRequest
from aliyunsdkvpc.request.v20160428.UntagResourcesForExpressConnectRequest import UntagResourcesForExpressConnectRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, interface, pair_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_permissions import scenario as limited_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import USER
from ansible_collections.aliops.vpc.tests.conformance.test_switches import names, turn
from ansible_collections.aliops.vpc.tests.scenarios import statement, tutorial, tutorial_vpc


@pytest.mark.parametrize("spec", ["mini.2", "MINI.2", "mini.3"])
def test_a_specification_is_spelled_in_any_case(cloud: Simulator, initiator: Sdk, spec: str) -> None:
    wanted = {**INITIATING, "Spec": spec}
    refusal = (400, "InvalidSpec.ValudNotSupported")
    assert initiator.refused(CreateRouterInterfaceRequest, **wanted) == refusal
    turn(cloud, spec_case_sensitive=False)
    if spec == "mini.3":
        assert initiator.refused(CreateRouterInterfaceRequest, **wanted) == refusal
        return
    created = initiator.call(CreateRouterInterfaceRequest, **wanted)["RouterInterfaceId"]
    assert interface(initiator, created)["Spec"] == "Mini.2"


def test_the_values_of_filters_are_spelled_in_any_case(cloud: Simulator, initiator: Sdk) -> None:
    status = [{"Key": "Status", "Value": ["iDLE"]}]
    turn(cloud)
    assert initiator.call(DescribeRouterInterfacesRequest, Filters=status)["TotalCount"] == 0
    turn(cloud, filter_values_case_sensitive=False, name_filter_wildcards=True)
    assert initiator.call(DescribeRouterInterfacesRequest, Filters=status)["TotalCount"] == 1
    status[0]["Value"] = ["Active"]
    assert initiator.call(DescribeRouterInterfacesRequest, Filters=status)["TotalCount"] == 0
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name="Peer-1")
    assert (names(initiator, "pEER-*"), names(initiator, "pier-*")) == ({"Peer-1"}, set())


@pytest.mark.parametrize("choice", ["known", "unknown"])
def test_a_new_interface_that_is_not_listed_yet(real_time: Simulator, choice: str) -> None:
    turn(real_time, unlisted_interface=choice)
    real_time.control("clock", '{"mode": "manual"}')
    initiator = Sdk(real_time, INITIATOR, "cn-beijing")
    created = initiator.call(CreateRouterInterfaceRequest, **INITIATING)["RouterInterfaceId"]
    named = {"RouterInterfaceId": created, "Name": "named"}
    if choice == "known":
        initiator.call(ModifyRouterInterfaceAttributeRequest, **named)
    else:
        refusal = (404, "InvalidRouterInterfaceId.NotFound")
        assert initiator.refused(ModifyRouterInterfaceAttributeRequest, **named) == refusal
    real_time.control("clock", '{"advance": 2}')
    initiator.call(ModifyRouterInterfaceAttributeRequest, **named)
    assert interface(initiator, created)["Name"] == "named"


@pytest.mark.parametrize(("choice", "status"), [("accepted", "Activating"), ("no_op", "Active")])
def test_the_same_specification_again(real_time: Simulator, choice: str, status: str) -> None:
    turn(real_time, pair_scenario(status="Active"), modify_spec_unchanged=choice)
    initiator = Sdk(real_time, INITIATOR, "cn-beijing")
    same = {"RouterInterfaceId": "ri-A", "Spec": "Mini.2"}
    assert initiator.call(ModifyRouterInterfaceSpecRequest, **same)["Spec"] == "Mini.2"
    assert interface(initiator, "ri-A")["Status"] == status


def test_the_same_specification_again_is_refused(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, pair_scenario(status="Active"), modify_spec_unchanged="refused")
    refusal = initiator.refused(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Mini.2")
    assert refusal == (400, "InvalidSpec.ValudNotSupported")
    initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    assert interface(initiator, "ri-A")["Spec"] == "Large.1"


@pytest.mark.parametrize(("choice", "left"), [("all", []), ("keys", ["team"])])
def test_tag_keys_together_with_all(cloud: Simulator, initiator: Sdk, choice: str, left: list[str]) -> None:
    turn(cloud, untag_all_with_keys=choice)
    target = {"ResourceType": "ROUTERINTERFACE", "ResourceIds": ["ri-A"]}
    tags = [{"Key": "env", "Value": "prod"}, {"Key": "team", "Value": "net"}]
    initiator.call(TagResourcesForExpressConnectRequest, **target, Tags=tags)
    initiator.call(UntagResourcesForExpressConnectRequest, **target, All=True, TagKeys=["env"])
    assert [tag["Key"] for tag in interface(initiator, "ri-A")["Tags"]["Tags"]] == left
    initiator.call(UntagResourcesForExpressConnectRequest, **target, All=True)
    assert interface(initiator, "ri-A")["Tags"] == {"Tags": []}


def test_the_time_of_connection_is_absent_before_it(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud)
    assert interface(initiator, "ri-A")["ConnectedTime"] == ""
    turn(cloud, connected_time_before_connect="absent")
    assert "ConnectedTime" not in interface(initiator, "ri-A")
    initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert interface(initiator, "ri-A")["ConnectedTime"].endswith("Z")


@pytest.mark.parametrize("choice", ["as_denied_code", "not_found"])
def test_a_denial_looks_like_a_failed_lookup(cloud: Simulator, choice: str) -> None:
    turn(cloud, limited_scenario(statement("ecs:*")), denied_lookup=choice)
    sdk = Sdk(cloud, USER, "cn-beijing")
    entry = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": "ri-A"}
    refusals = [
        sdk.refused(DescribeVpcAttributeRequest, VpcId="vpc-AAA"),
        sdk.refused(CreateRouteEntryRequest, **entry, DestinationCidrBlock="10.1.0.0/16"),
    ]
    denied = (403, "Forbidden.RAM")
    lookup = [(400, "Forbidden.VpcNotFound"), (400, "Forbidden.VRouterNotFound")]
    assert refusals == (lookup if choice == "not_found" else [denied, denied])
    assert sdk.refused(DescribeVpcsRequest) == denied


@pytest.mark.parametrize("choice", ["allowed", "refused"])
def test_an_end_without_its_other_end_is_activated(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk, choice: str
) -> None:
    turn(cloud, pair_scenario(status="Inactive"), activate_without_peer=choice)
    acceptor.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-B")
    if choice == "refused":
        assert initiator.refused(ActivateRouterInterfaceRequest, RouterInterfaceId="ri-A") == (400, "IncorrectRIStatus")
    else:
        initiator.call(ActivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert interface(initiator, "ri-A")["Status"] == ("Inactive" if choice == "refused" else "Active")
    turn(cloud, pair_scenario(status="Inactive"), activate_without_peer=choice)
    initiator.call(ActivateRouterInterfaceRequest, RouterInterfaceId="ri-A")


def test_a_token_compares_no_names(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, client_token_compares="all_but_names_and_descriptions")
    first, again = (
        initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1", Name=name, Description=name)
        for name in ("first", "second")
    )
    assert again["RouterInterfaceId"] == first["RouterInterfaceId"]
    assert interface(initiator, first["RouterInterfaceId"])["Name"] == "first"
    other = {**INITIATING, "Spec": "Middle.2"}
    refusal = initiator.refused(CreateRouterInterfaceRequest, **other, ClientToken="token-1")
    assert refusal == (400, "IdempotentParameterMismatch")


@pytest.mark.parametrize(
    ("choice", "code"),
    [("before_signature", "SignatureNonceUsed"), ("after_signature", "SignatureDoesNotMatch")],
)
def test_a_used_nonce_under_a_wrong_signature(cloud: Simulator, choice: str, code: str) -> None:
    turn(cloud, nonce_check=choice)
    parameters = signed("DescribeVpcs")
    assert send(cloud, "GET", "/?" + query(parameters)).status == 200
    assert send(cloud, "GET", "/?" + query({**parameters, "Signature": "Zm9yZ2Vk"})).refusal == (400, code)
    assert send(cloud, "GET", "/?" + query(parameters)).refusal == (400, "SignatureNonceUsed")


@pytest.mark.parametrize(("choice", "count"), [("accepted", 1), ("cut", 0)])
def test_a_list_with_a_gap(cloud: Simulator, choice: str, count: int) -> None:
    turn(cloud, list_index_gaps=choice)
    values = {"Filter.1.Key": "Status", "Filter.1.Value.1": "Active", "Filter.1.Value.3": "Idle"}
    assert get(cloud, "DescribeRouterInterfaces", **values).json["TotalCount"] == count
    values["Filter.1.Value.2"] = "Inactive"
    assert get(cloud, "DescribeRouterInterfaces", **values).json["TotalCount"] == 1
    refusal = (400, "MissingResourceId") if choice == "cut" else (400, "InvalidInstanceIds.NotFound")
    tagged = {"ResourceType": "ROUTERINTERFACE", "ResourceId.2": "ri-nobody", "All": "true"}
    assert get(cloud, "UntagResourcesForExpressConnect", **tagged).refusal == refusal


@pytest.mark.parametrize("wildcards", [False, True])
def test_a_route_tables_name_has_wildcards(cloud: Simulator, initiator: Sdk, wildcards: bool) -> None:
    tables = [{"route_table_id": f"vtb-{name}", "name": name} for name in ("peer-1", "peer-2", "other")]
    named = tutorial_vpc("initiator", route_tables=tables)
    turn(cloud, tutorial(initiator={"vpcs": [named]}), route_table_name_wildcards=wildcards)
    for name, count in (("peer-*", 2 if wildcards else 0), ("peer-1", 1), ("peer", 0)):
        assert initiator.call(DescribeRouteTableListRequest, RouteTableName=name)["TotalCount"] == count
