# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent: each switch turned, and what it changes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfaceAttributeRequest import (
    DescribeRouterInterfaceAttributeRequest,
)
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import (
    INITIATING,
    connected_pair,
    interface,
    pair_scenario,
    routes,
)
from ansible_collections.aliops.vpc.tests.conformance.test_permissions import scenario as limited_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import USER
from ansible_collections.aliops.vpc.tests.scenarios import Keys, pair, route, statement, tutorial, tutorial_vpc


def turn(cloud: Simulator, scenario: str | Keys | None = None, /, **switches: Any) -> None:
    """Begin with a pair whose ends name each other, or another scenario, and these switches."""
    content = yaml.safe_load(scenario) if isinstance(scenario, str) else scenario or tutorial(pair("Idle"))
    cloud.load({**content, "switches": switches})


def names(sdk: Sdk, *values: str) -> set[str]:
    filters = [{"Key": "Name", "Value": list(values)}]
    listed = sdk.call(DescribeRouterInterfacesRequest, Filters=filters)["RouterInterfaceSet"]["RouterInterfaceType"]
    return {row["Name"] for row in listed}


def test_the_name_filter_has_wildcards(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud)
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name="peer-1")
    assert (names(initiator, "peer-*"), names(initiator, "peer-1")) == (set(), {"peer-1"})
    turn(cloud, name_filter_wildcards=True)
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name="peer-1")
    assert names(initiator, "peer-*") == {"peer-1"}
    assert names(initiator, "peer.1", "peer") == set()


def test_a_denial_has_the_other_code(cloud: Simulator) -> None:
    turn(cloud, limited_scenario(statement("ecs:*")), denied_code="Forbidden")
    assert Sdk(cloud, USER, "cn-beijing").refused(DescribeRouterInterfacesRequest) == (403, "Forbidden")


def test_initiators_on_vpcs_are_no_longer_sold(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, vpc_initiators_sold=False)
    assert initiator.refused(CreateRouterInterfaceRequest, **INITIATING) == (400, "COMMODITY.INVALID_COMPONENT")


def test_the_quotas_code_has_a_suffix(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, interface_quota_code="QuotaExceeded.RiPerUser")
    for _number in range(4):
        initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    assert initiator.refused(CreateRouterInterfaceRequest, **INITIATING) == (400, "QuotaExceeded.RiPerUser")


def test_an_unknown_interface_is_refused(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, describe_unknown_interface="refused")
    refusal = initiator.refused(DescribeRouterInterfaceAttributeRequest, InstanceId="ri-nobody")
    assert refusal == (404, "InvalidRouterInterfaceId.NotFound")


@pytest.mark.parametrize("state", ["Idle", "Inactive"])
def test_a_connection_fails_while_it_is_made(cloud: Simulator, initiator: Sdk, state: str) -> None:
    turn(cloud, connect_check="asynchronous", failed_connect_state=state)
    initiator.call(
        ModifyRouterInterfaceAttributeRequest,
        RouterInterfaceId="ri-A",
        OppositeInterfaceId="ri-nobody",
        OppositeRouterType="VRouter",
    )
    initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert interface(initiator, "ri-A")["Status"] == state


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_vpcs_overlap(cloud: Simulator, initiator: Sdk, choice: str) -> None:
    overlapping = tutorial_vpc("acceptor", cidr_block="192.168.128.0/17", vswitches=[])
    turn(cloud, tutorial(pair("Idle"), acceptor={"vpcs": [overlapping]}), connect_overlapping_vpcs=choice)
    if choice == "accepted":
        initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    else:
        refusal = initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
        assert refusal == (400, "IncorrectOppositeInterfaceInfo")


@pytest.mark.parametrize("state", ["Activating", "Modifying"])
def test_another_specification_is_on_its_way(real_time: Simulator, state: str) -> None:
    turn(real_time, pair_scenario(status="Active"), spec_change_state=state)
    initiator = Sdk(real_time, INITIATOR, "cn-beijing")
    initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    assert interface(initiator, "ri-A")["Status"] == state


@pytest.mark.parametrize("is_task", [True, False])
def test_a_deletion_keeps_other_tasks_waiting(real_time: Simulator, is_task: bool) -> None:
    routed = tutorial_vpc("initiator", routes=[route("10.1.0.0/16", "ri-A", route_entry_id="rte-1")])
    turn(real_time, tutorial(pair("Active"), initiator={"vpcs": [routed]}), deleting_route_is_a_task=is_task)
    initiator = Sdk(real_time, INITIATOR, "cn-beijing")
    initiator.call(DeleteRouteEntryRequest, RouteEntryId="rte-1")
    entry = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": "ri-A"}
    wanted = {**entry, "DestinationCidrBlock": "10.2.0.0/16"}
    if is_task:
        assert initiator.refused(CreateRouteEntryRequest, **wanted) == (400, "TaskConflict")
    else:
        initiator.call(CreateRouteEntryRequest, **wanted)


def test_a_list_of_entries_without_a_next_hop_type(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    turn(cloud, route_list_next_hop_type="Instance")
    own, _other = connected_pair(initiator, acceptor)
    entry = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": own}
    initiator.call(CreateRouteEntryRequest, **entry, DestinationCidrBlock="10.1.0.0/16")
    assert routes(initiator, "vtb-AAA") == []
    assert len(routes(initiator, "vtb-AAA", NextHopType="RouterInterface")) == 1
