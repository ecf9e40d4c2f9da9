# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting and separating two router interfaces: what Connect requires, deactivation, transient states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    ACCEPTOR,
    INITIATOR,
    Sdk,
    Simulator,
    running,
)
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTOR_UID,
    INITIATOR_UID,
    connected_pair,
    create_pair,
    interface,
    pair_scenario,
    point,
)
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial

OPPOSITE = {
    "OppositeInterfaceOwnerId": ACCEPTOR_UID,
    "OppositeRouterId": "vrt-BBB",
    "OppositeRouterType": "VRouter",
}


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        ({}, None, "IncorrectOppositeInterfaceInfo.NotSet"),
        (None, {}, "IncorrectOppositeInterfaceInfo.NotSet"),
        ({}, {"OppositeRouterId": ""}, "IncorrectOppositeInterfaceInfo.NotSet"),
        ({"OppositeInterfaceId": "ri-nobody"}, {}, "IncorrectOppositeInterfaceInfo"),
        ({"OppositeInterfaceOwnerId": INITIATOR_UID}, {}, "IncorrectOppositeInterfaceInfo"),
        ({"OppositeRouterId": "vrt-CCC"}, {}, "IncorrectOppositeInterfaceInfo"),
        ({"OppositeRouterId": "vrt-AAA"}, {}, "IncorrectOppositeInterfaceInfo"),
        ({"OppositeRouterType": "VBR"}, {}, "IncorrectOppositeInterfaceInfo"),
        ({}, {"OppositeInterfaceId": "ri-nobody"}, "IncorrectOppositeInterfaceInfo"),
        ({}, {"OppositeInterfaceOwnerId": ACCEPTOR_UID}, "IncorrectOppositeInterfaceInfo"),
        ({}, {"OppositeRouterId": "vrt-BBB"}, "IncorrectOppositeInterfaceInfo"),
    ],
)
def test_connecting_needs_both_sides_to_point_at_each_other(
    initiator: Sdk, acceptor: Sdk, mine: dict[str, str] | None, theirs: dict[str, str] | None, code: str
) -> None:
    own, other = create_pair(initiator, acceptor)
    back = {"OppositeInterfaceOwnerId": INITIATOR_UID, "OppositeRouterId": "vrt-AAA", "OppositeRouterType": "VRouter"}
    for sdk, ri, opposite, usual, changes in (
        (initiator, own, other, OPPOSITE, mine),
        (acceptor, other, own, back, theirs),
    ):
        if changes is not None:
            wanted = {"OppositeInterfaceId": opposite, **usual, **changes}
            kept = {name: value for name, value in wanted.items() if value}
            sdk.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=ri, **kept)
    assert initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own) == (400, code)
    assert interface(initiator, own)["Status"] == "Idle"
    assert interface(acceptor, other)["Status"] == "Idle"


def test_only_the_initiator_connects(initiator: Sdk, acceptor: Sdk) -> None:
    _own, other = create_pair(initiator, acceptor)
    refusal = acceptor.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=other)
    assert refusal == (400, "IncorrectRole.NotInitiatingSide")


def test_two_routers_have_one_connection(initiator: Sdk, acceptor: Sdk) -> None:
    connected_pair(initiator, acceptor)
    own, other = create_pair(initiator, acceptor)
    point(acceptor, other, own, INITIATOR_UID, "vrt-AAA")
    point(initiator, own, other, ACCEPTOR_UID, "vrt-BBB")
    refusal = initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    assert refusal == (400, "Forbidden.OnlyOneConnection")


@pytest.mark.parametrize(
    ("account", "refusal"),
    [
        ({"overdue": True}, (400, "Forbidden.BillsOutstanding")),
        ({"site": "international"}, (404, "CROSS_BID.FORBIDDEN")),
    ],
)
def test_accounts_that_may_not_connect(
    cloud: Simulator, initiator: Sdk, account: dict[str, Any], refusal: tuple[int, str]
) -> None:
    cloud.load(tutorial(pair("Idle"), initiator=account))
    assert initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A") == refusal


def test_one_side_is_deactivated_and_activated(initiator: Sdk, acceptor: Sdk) -> None:
    own, other = connected_pair(initiator, acceptor)
    target = {"RouterInterfaceId": other}
    assert acceptor.refused(ActivateRouterInterfaceRequest, **target) == (400, "IncorrectRIStatus")
    acceptor.call(DeactivateRouterInterfaceRequest, **target)
    assert acceptor.refused(DeactivateRouterInterfaceRequest, **target) == (400, "IncorrectRIStatus")
    assert interface(initiator, own)["OppositeInterfaceStatus"] == "Inactive"
    assert interface(initiator, own)["Status"] == "Active"
    acceptor.call(ActivateRouterInterfaceRequest, **target)
    assert interface(initiator, own)["OppositeInterfaceStatus"] == "Active"
    assert initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own) == (400, "IncorrectRIStatus")


def test_the_peer_follows_with_the_switch(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.load(tutorial(switches={"peer_follows": True}))
    own, other = connected_pair(initiator, acceptor)
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=own)
    assert interface(acceptor, other)["Status"] == "Inactive"


@pytest.mark.parametrize("state", ["Activating", "Modifying"])
def test_an_end_that_becomes_active_is_inactive_when_its_peer_was_deleted(real_time: Simulator, state: str) -> None:
    real_time.control("scenario", pair_scenario("Active", switches={"spec_change_state": state}))
    real_time.control("clock", '{"mode": "manual"}')
    initiator, acceptor = Sdk(real_time, INITIATOR, "cn-beijing"), Sdk(real_time, ACCEPTOR, "cn-hangzhou")
    acceptor.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-B")
    real_time.control("clock", '{"advance": 10}')
    acceptor.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-B")
    real_time.control("clock", '{"advance": 1}')
    initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    assert interface(initiator, "ri-A")["Status"] == state
    real_time.control("clock", '{"advance": 60}')
    assert interface(initiator, "ri-A")["Status"] == "Inactive"


TRANSIENT = {
    "Connecting": "Active",
    "AcceptingConnecting": "Active",
    "Activating": "Active",
    "Modifying": "Active",
    "Deactivating": "Inactive",
    "Deleting": None,
}


@pytest.fixture(scope="module")
def slow() -> Iterator[Simulator]:
    """A cloud in which everything takes hours."""
    with running("--scenario", "empty", "--time-scale", "1000") as simulator:
        yield simulator


@pytest.mark.parametrize("state", TRANSIENT)
def test_a_transient_state_refuses_everything(slow: Simulator, state: str) -> None:
    slow.control("scenario", pair_scenario(status=state))
    initiator = Sdk(slow, INITIATOR, "cn-beijing")
    assert interface(initiator, "ri-A")["Status"] == state
    target: dict[str, Any] = {"RouterInterfaceId": "ri-A"}
    for action in (ConnectRouterInterfaceRequest, ActivateRouterInterfaceRequest, DeactivateRouterInterfaceRequest):
        assert initiator.refused(action, **target) == (400, "IncorrectRIStatus")
    assert initiator.refused(ModifyRouterInterfaceAttributeRequest, **target, Name="new") == (400, "IncorrectStatus")
    status_error = (400, "InvalidInstance.StatusError")
    assert initiator.refused(ModifyRouterInterfaceSpecRequest, **target, Spec="Mini.5") == status_error
    assert initiator.refused(DeleteRouterInterfaceRequest, **target) == status_error
    entry = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.1.0.0/16", "NextHopType": "RouterInterface"}
    refusal = initiator.refused(CreateRouteEntryRequest, **entry, NextHopId="ri-A")
    assert refusal == (400, "IncorrectStatus.RouterInterface")


@pytest.mark.parametrize(("state", "settled"), TRANSIENT.items())
def test_a_transient_state_of_a_scenario_moves_on(
    cloud: Simulator, initiator: Sdk, state: str, settled: str | None
) -> None:
    cloud.control("scenario", pair_scenario(status=state))
    rows = initiator.call(DescribeRouterInterfacesRequest)["RouterInterfaceSet"]["RouterInterfaceType"]
    assert [row["Status"] for row in rows] == ([settled] if settled else [])
