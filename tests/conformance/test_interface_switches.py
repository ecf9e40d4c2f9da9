# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent about changing, deactivating and deleting interfaces: each switch, all values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteVpcRequest import DeleteVpcRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcAttributeRequest import DescribeVpcAttributeRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.ModifyRouteEntryRequest import ModifyRouteEntryRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTING, interface, pair_scenario, routes
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from ansible_collections.aliops.vpc.tests.scenarios import Data, ends, pair, route, tutorial, tutorial_vpc

BAD_SPEC = (400, "InvalidSpec.ValudNotSupported")


class Standing:
    """A cloud whose time stands still, and both accounts' clients."""

    def __init__(self, cloud: Simulator) -> None:
        self.cloud = cloud
        self.initiator, self.acceptor = Sdk(cloud, INITIATOR, "cn-beijing"), Sdk(cloud, ACCEPTOR, "cn-hangzhou")

    def turn(self, scenario: str, **switches: Any) -> None:
        turn(self.cloud, scenario, **switches)
        self.cloud.control("clock", json.dumps({"mode": "manual"}))

    def advance(self, seconds: float) -> None:
        self.cloud.control("clock", json.dumps({"advance": seconds}))

    def states(self) -> tuple[str, str]:
        """The Status of the initiator's and of the acceptor's end."""
        return interface(self.initiator, "ri-A")["Status"], interface(self.acceptor, "ri-B")["Status"]


@pytest.fixture(name="standing", scope="module")
def cloud_that_stands_still() -> Iterator[Standing]:
    with running("--scenario", "tutorial") as simulator:
        yield Standing(simulator)


def with_route(status: str, **keys: Any) -> Data:
    """A pair with a second interface of the initiator, and a route entry whose next hop is the first."""
    second = {"router_interface_id": "ri-2", "opposite_interface_id": "ri-other"}
    own, _other = ends(status, **keys)
    routed = tutorial_vpc("initiator", routes=[route("10.1.0.0/16", "ri-A", route_entry_id="rte-1")])
    return tutorial(pair(status), initiator={"vpcs": [routed], "router_interfaces": [own, {**own, **second}]})


@pytest.mark.parametrize(("choice", "kind"), [("ignored", "AfterPay"), ("as_asked", "Prepaid")])
def test_the_charge_type_of_an_acceptor(cloud: Simulator, acceptor: Sdk, choice: str, kind: str) -> None:
    turn(cloud, acceptor_charge_type=choice)
    prepaid = {**ACCEPTING, "InstanceChargeType": "PrePaid", "Period": 1}
    created = acceptor.call(CreateRouterInterfaceRequest, **prepaid)
    assert ("OrderId" in created, interface(acceptor, created["RouterInterfaceId"])["ChargeType"]) == (
        choice == "as_asked",
        kind,
    )
    same_region = {**prepaid, "OppositeRegionId": "cn-hangzhou"}
    if choice == "as_asked":
        assert acceptor.refused(CreateRouterInterfaceRequest, **same_region) == (400, "InvalidPrice.NotFound")
    else:
        acceptor.call(CreateRouterInterfaceRequest, **same_region)


@pytest.mark.parametrize(
    ("choice", "allowed"), [("Negative", ["Negative"]), ("refused", []), ("any", ["Negative", "Large.1"])]
)
def test_the_specification_of_an_acceptor_is_changed(
    cloud: Simulator, acceptor: Sdk, choice: str, allowed: list[str]
) -> None:
    turn(cloud, pair_scenario(status="Active"), modify_spec_of_acceptor=choice)
    for spec in ("Negative", "Large.1"):
        change = {"RouterInterfaceId": "ri-B", "Spec": spec}
        if spec in allowed:
            acceptor.call(ModifyRouterInterfaceSpecRequest, **change)
            assert interface(acceptor, "ri-B")["Spec"] == spec
        else:
            assert acceptor.refused(ModifyRouterInterfaceSpecRequest, **change) == BAD_SPEC


@pytest.mark.parametrize("moves", [False, True])
def test_the_peer_of_a_changed_specification(standing: Standing, moves: bool) -> None:
    standing.turn(pair_scenario(status="Active"), modify_spec_moves_peer=moves)
    standing.initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    assert standing.states() == ("Activating", "Activating" if moves else "Active")
    standing.advance(10)
    assert standing.states() == ("Active", "Active")
    seen = interface(standing.acceptor, "ri-B")
    assert (seen["OppositeInterfaceSpec"], seen["OppositeBandwidth"]) == ("Large.1", 1000)


@pytest.mark.parametrize("choice", ["at_once", "in_steps"])
def test_the_specification_of_an_idle_initiator(standing: Standing, choice: str) -> None:
    standing.turn(pair_scenario(), modify_spec_when_idle=choice, spec_change_state="Modifying")
    standing.initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    connect = {"RouterInterfaceId": "ri-A"}
    if choice == "in_steps":
        assert standing.states()[0] == "Modifying"
        assert standing.initiator.refused(ConnectRouterInterfaceRequest, **connect) == (400, "IncorrectRIStatus")
        standing.advance(5)
    own = interface(standing.initiator, "ri-A")
    assert (own["Status"], own["Spec"], own["ConnectedTime"]) == ("Idle", "Large.1", "")
    standing.initiator.call(ConnectRouterInterfaceRequest, **connect)


def test_a_deletion_does_not_deactivate_an_idle_peer(standing: Standing) -> None:
    standing.turn(pair_scenario(), modify_spec_when_idle="in_steps")
    standing.acceptor.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-B")
    standing.initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Large.1")
    standing.advance(5)
    assert interface(standing.initiator, "ri-A")["Status"] == "Idle"


@pytest.mark.parametrize("choice", ["in_place", "Modifying"])
@pytest.mark.parametrize("status", ["Idle", "Active"])
def test_attributes_are_changed(standing: Standing, choice: str, status: str) -> None:
    standing.turn(pair_scenario(status=status), modify_attribute_state=choice)
    change = {"RouterInterfaceId": "ri-A", "Name": "renamed"}
    standing.initiator.call(ModifyRouterInterfaceAttributeRequest, **change)
    assert standing.states()[0] == (status if choice == "in_place" else "Modifying")
    if choice == "Modifying":
        refusal = standing.initiator.refused(ModifyRouterInterfaceAttributeRequest, **change)
        assert refusal == (400, "IncorrectStatus")
    standing.advance(5)
    assert (standing.states()[0], interface(standing.initiator, "ri-A")["Name"]) == (status, "renamed")


@pytest.mark.parametrize("choice", ["unchanged", "cleared"])
def test_opposite_attributes_that_are_not_sent(cloud: Simulator, initiator: Sdk, choice: str) -> None:
    turn(cloud, modify_opposite_omitted=choice)
    change = {"OppositeInterfaceId": "ri-C", "OppositeRouterType": "VRouter"}
    initiator.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-A", **change)
    own = interface(initiator, "ri-A")
    assert {name: own[name] for name in change} == change
    assert ("OppositeRouterId" in own) == (choice == "unchanged")
    initiator.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-A", Name="renamed")
    assert interface(initiator, "ri-A")["OppositeInterfaceId"] == "ri-C"


@pytest.mark.parametrize(("choice", "kind"), [("VBR", "VRouter"), ("always_VBR", "VBR"), ("unchanged", "VRouter")])
def test_the_type_of_the_opposite_router_is_not_sent(cloud: Simulator, initiator: Sdk, choice: str, kind: str) -> None:
    turn(cloud, modify_opposite_router_type_default=choice)
    initiator.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-A", OppositeInterfaceId="ri-C")
    assert interface(initiator, "ri-A")["OppositeRouterType"] == kind


@pytest.mark.parametrize("choice", ["allowed", "refused"])
def test_an_interface_in_use_is_deactivated(cloud: Simulator, initiator: Sdk, acceptor: Sdk, choice: str) -> None:
    turn(cloud, with_route("Active"), deactivate_with_routes=choice)
    acceptor.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-B")
    if choice == "refused":
        refusal = initiator.refused(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
        assert refusal == (400, "RouterInterfaceReferredByRouteEntry")
    else:
        initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert interface(initiator, "ri-A")["Status"] == ("Active" if choice == "refused" else "Inactive")


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_a_route_entry_is_moved(cloud: Simulator, initiator: Sdk, choice: str) -> None:
    turn(cloud, with_route("Inactive"), modify_route_to_interface=choice)
    move = {"RouteEntryId": "rte-1", "NewNextHopId": "ri-2", "NewNextHopType": "RouterInterface"}
    if choice == "refused":
        assert initiator.refused(ModifyRouteEntryRequest, **move) == (400, "InvalidNextHopType")
    else:
        initiator.call(ModifyRouteEntryRequest, **move)
    initiator.call(ModifyRouteEntryRequest, RouteEntryId="rte-1", RouteEntryName="renamed")
    (entry,) = routes(initiator, "vtb-AAA", NextHopType="RouterInterface")
    hops = [hop["NextHopId"] for hop in entry["NextHops"]["NextHop"]]
    assert (entry["RouteEntryName"], hops) == ("renamed", ["ri-A" if choice == "refused" else "ri-2"])


@pytest.mark.parametrize(("limit", "codes"), [(255, ["INVALID_WEIGHT_PARAM"]), (300, [])])
def test_weights_of_next_hops(cloud: Simulator, initiator: Sdk, limit: int, codes: list[str]) -> None:
    turn(cloud, with_route("Inactive", opposite_router_type="VBR"), max_route_weight=limit)
    hops = [{"NextHopType": "RouterInterface", "NextHopId": hop_id, "Weight": 300} for hop_id in ("ri-A", "ri-2")]
    entry = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.2.0.0/16", "NextHopLists": hops}
    if codes:
        assert initiator.refused(CreateRouteEntryRequest, **entry) == (400, *codes)
    else:
        initiator.call(CreateRouteEntryRequest, **entry)


@pytest.mark.parametrize("choice", ["refused", "takes_interfaces"])
def test_a_vpc_with_interfaces_is_deleted_by_force(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk, choice: str
) -> None:
    empty = tutorial_vpc("initiator", vswitches=[])
    turn(cloud, tutorial(pair("Inactive", "Active"), initiator={"vpcs": [empty]}), force_delete_vpc=choice)
    force = {"VpcId": "vpc-12345678", "ForceDelete": True}
    dependent = (400, "DependencyViolation.RouterInterface")
    assert initiator.refused(DeleteVpcRequest, VpcId="vpc-12345678") == dependent
    assert acceptor.refused(DeleteVpcRequest, VpcId="vpc-87654321", ForceDelete=True) == dependent
    if choice == "refused":
        assert initiator.refused(DeleteVpcRequest, **force) == dependent
        return
    initiator.call(DeleteVpcRequest, **force)
    assert initiator.call(DescribeVpcsRequest)["TotalCount"] == 0
    left = interface(acceptor, "ri-B")
    assert (left["Status"], left["OppositeInterfaceStatus"]) == ("Inactive", "Deleted")


@pytest.mark.parametrize("block", ["172.16.0.0/12", "192.168.0.0/16"])
def test_the_default_block_of_a_vpc(cloud: Simulator, initiator: Sdk, block: str) -> None:
    turn(cloud, default_vpc_block=block)
    vpc_id = initiator.call(CreateVpcRequest)["VpcId"]
    assert initiator.call(DescribeVpcAttributeRequest, VpcId=vpc_id)["CidrBlock"] == block


@pytest.mark.parametrize("wildcards", [False, True])
def test_the_name_of_a_vpc_has_wildcards(cloud: Simulator, initiator: Sdk, wildcards: bool) -> None:
    turn(cloud, vpc_name_wildcards=wildcards)
    for name in ("prod-1", "prod-2"):
        initiator.call(CreateVpcRequest, VpcName=name)
    counts = [initiator.call(DescribeVpcsRequest, VpcName=name)["TotalCount"] for name in ("prod-*", "prod-1", "prod")]
    assert counts == [2 if wildcards else 0, 1, 0]
