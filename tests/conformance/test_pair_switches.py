# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent about two interfaces that do or do not belong together: each switch, all values."""

from __future__ import annotations

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTOR_UID,
    INITIATOR_UID,
    interface,
    pair_scenario,
    point,
)
from ansible_collections.aliops.vpc.tests.conformance.test_interface_switches import with_route
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial

CONNECT = {"RouterInterfaceId": "ri-A"}
PEER_CODES = ["IncorrectOppositeInterfaceInfo", "IncorrectOppositeInterfaceInfo.NotSet"]


@pytest.mark.parametrize("code", PEER_CODES)
def test_the_peer_does_not_exist(cloud: Simulator, initiator: Sdk, code: str) -> None:
    turn(cloud, connect_peer_not_found_code=code)
    point(initiator, "ri-A", "ri-nobody", ACCEPTOR_UID, "vrt-BBB")
    assert initiator.refused(ConnectRouterInterfaceRequest, **CONNECT) == (400, code)


@pytest.mark.parametrize("code", PEER_CODES)
def test_the_peer_points_elsewhere(cloud: Simulator, initiator: Sdk, acceptor: Sdk, code: str) -> None:
    turn(cloud, connect_peer_mismatch_code=code)
    point(acceptor, "ri-B", "ri-other", INITIATOR_UID, "vrt-AAA")
    assert initiator.refused(ConnectRouterInterfaceRequest, **CONNECT) == (400, code)


@pytest.mark.parametrize("code", ["IncorrectRIStatus", "IncorrectStatus"])
def test_a_wrong_state(cloud: Simulator, initiator: Sdk, code: str) -> None:
    turn(cloud, pair_scenario(status="Active"), wrong_state_code=code)
    assert initiator.refused(ConnectRouterInterfaceRequest, **CONNECT) == (400, code)


@pytest.mark.parametrize("follows", [True, False])
def test_the_peer_of_a_deleted_interface(cloud: Simulator, initiator: Sdk, acceptor: Sdk, follows: bool) -> None:
    turn(cloud, tutorial(pair("Inactive", "Active")), peer_of_deleted_becomes_inactive=follows)
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A")
    left = interface(acceptor, "ri-B")
    assert (left["Status"], left["OppositeInterfaceStatus"]) == ("Inactive" if follows else "Active", "Deleted")


@pytest.mark.parametrize("choice", ["resolved", "mutual"])
def test_the_view_of_a_peer_that_points_elsewhere(cloud: Simulator, initiator: Sdk, acceptor: Sdk, choice: str) -> None:
    turn(cloud, opposite_view=choice)
    assert interface(initiator, "ri-A")["OppositeInterfaceStatus"] == "Idle"
    point(acceptor, "ri-B", "ri-other", INITIATOR_UID, "vrt-AAA")
    assert ("OppositeInterfaceStatus" in interface(initiator, "ri-A")) == (choice == "resolved")


@pytest.mark.parametrize("code", ["IncorrectStatus", "InvalidParam.ModifyRouterInterface"])
@pytest.mark.parametrize("unchanged", [True, False])
def test_the_peer_of_a_connected_interface_is_named(
    cloud: Simulator, initiator: Sdk, code: str, unchanged: bool
) -> None:
    turn(
        cloud,
        pair_scenario(status="Active"),
        modify_opposite_outside_idle_code=code,
        modify_opposite_unchanged_allowed=unchanged,
    )
    other = {"RouterInterfaceId": "ri-A", "OppositeInterfaceId": "ri-other", "OppositeRouterType": "VRouter"}
    assert initiator.refused(ModifyRouterInterfaceAttributeRequest, **other) == (400, code)
    same = {**other, "OppositeInterfaceId": "ri-B"}
    if unchanged:
        initiator.call(ModifyRouterInterfaceAttributeRequest, **same)
    else:
        assert initiator.refused(ModifyRouterInterfaceAttributeRequest, **same) == (400, code)


@pytest.mark.parametrize("works", [True, False])
def test_the_specification_of_an_inactive_initiator(cloud: Simulator, initiator: Sdk, works: bool) -> None:
    turn(cloud, pair_scenario(status="Inactive"), modify_spec_when_inactive=works)
    change = {"RouterInterfaceId": "ri-A", "Spec": "Large.1"}
    if works:
        initiator.call(ModifyRouterInterfaceSpecRequest, **change)
    else:
        refusal = initiator.refused(ModifyRouterInterfaceSpecRequest, **change)
        assert refusal == (400, "InvalidInstance.StatusError")
    own = interface(initiator, "ri-A")
    assert (own["Status"], own["Spec"]) == ("Inactive", "Large.1" if works else "Mini.2")


@pytest.mark.parametrize(
    "code",
    [
        "RouterInterfaceReferredByRouteEntry",
        "ReferredByRouteEntry.RouterInterface",
        "DependencyViolation.RouterInterfaceReferedByRouteEntry",
    ],
)
def test_an_interface_in_use_is_deleted(cloud: Simulator, initiator: Sdk, code: str) -> None:
    turn(cloud, with_route("Inactive"), delete_referenced_code=code)
    assert initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A") == (400, code)
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-2")
