# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service refuses of router interfaces, and what happens on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ActivateRouterInterfaceRequest import ActivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfaceAttributeRequest import (
    DescribeRouterInterfaceAttributeRequest,
)
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest
from harness import INITIATOR, SCENARIOS, Sdk, Simulator, running
from raw import get
from story import (
    ACCEPTING,
    ACCEPTOR_UID,
    INITIATING,
    INITIATOR_UID,
    connected_pair,
    create_pair,
    interface,
    point,
)

TUTORIAL = (SCENARIOS / "tutorial.yml").read_text()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"Role": "Boss"}, (400, "InvalidRole.ValueNotSupported")),
        ({"RouterType": "Router"}, (400, "InvalidRouterType.ValueNotSupported")),
        ({"RouterType": "VBR"}, (404, "InvalidRouterId.NotFound")),
        ({"RouterId": "vrt-nobody"}, (404, "InvalidRouterId.NotFound")),
        ({"Spec": "middle.1"}, (400, "InvalidSpec.ValudNotSupported")),
        ({"Spec": "Negative"}, (400, "InvalidSpec.ValudNotSupported")),
        ({"Role": "AcceptingSide"}, (400, "InvalidSpec.ValudNotSupported")),
        ({"OppositeRegionId": "cn-atlantis"}, (404, "InvalidRegionId.NotFound")),
        ({"Name": "1st"}, (400, "InvalidName.Malformed")),
        ({"Description": "http://x"}, (400, "InvalidDescription.Malformed")),
        ({"InstanceChargeType": "PrePaid"}, (400, "MissingPeriod")),
        (
            {"InstanceChargeType": "PrePaid", "Period": 1, "OppositeRegionId": "cn-beijing"},
            (400, "InvalidPrice.NotFound"),
        ),
    ],
)
def test_creation_is_refused(initiator: Sdk, changes: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert initiator.refused(CreateRouterInterfaceRequest, **{**INITIATING, **changes}) == refusal
    assert initiator.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0


def test_a_fresh_interface(initiator: Sdk) -> None:
    own = initiator.call(CreateRouterInterfaceRequest, **INITIATING, Tagss=[{"Key": "env", "Value": ""}])
    fresh = interface(initiator, own["RouterInterfaceId"])
    assert fresh["Name"] == own["RouterInterfaceId"]
    assert fresh["RouterInterfaceId"].startswith("ri-2ze")
    assert len(fresh["RouterInterfaceId"]) == 24
    expected = {
        "Status": "Idle", "BusinessStatus": "Normal", "ChargeType": "AfterPay", "Bandwidth": 100, "ConnectedTime": "",
        "VpcInstanceId": "vpc-12345678", "CrossBorder": False, "HasReservationData": "false",
        "OppositeRouterType": "VRouter", "EndTime": "2999-09-08T16:00:00Z",
        "Tags": {"Tags": [{"Key": "env", "Value": ""}]},
    }  # fmt: skip
    assert {name: fresh[name] for name in expected} == expected
    assert not {"OppositeInterfaceId", "OppositeInterfaceStatus", "OppositeInterfaceOwnerId"} & set(fresh)
    flat = initiator.call(DescribeRouterInterfaceAttributeRequest, InstanceId=own["RouterInterfaceId"])
    assert (flat["Code"], flat["Success"], flat["FastLinkMode"]) == ("200", True, "false")
    assert flat["Status"] == "Idle"


def test_the_sixth_interface_exceeds_the_quota(initiator: Sdk) -> None:
    for _ in range(5):
        initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    assert initiator.refused(CreateRouterInterfaceRequest, **INITIATING) == (400, "QuotaExceeded")


def test_names_need_not_be_unique(initiator: Sdk) -> None:
    for _ in range(2):
        initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name="twin")
    filters = [{"Key": "Name", "Value": ["twin"]}]
    assert initiator.call(DescribeRouterInterfacesRequest, Filters=filters)["TotalCount"] == 2


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
    ("extra", "refusal"),
    [
        ("    overdue: true\n", (400, "Forbidden.BillsOutstanding")),
        ("    site: international\n", (404, "CROSS_BID.FORBIDDEN")),
    ],
)
def test_accounts_that_may_not_connect(cloud: Simulator, initiator: Sdk, extra: str, refusal: tuple[int, str]) -> None:
    cloud.control("scenario", _pair(extra))
    assert initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A") == refusal


def _pair(of_initiator: str = "", of_ri: str = "", status: str = "Idle") -> str:
    """The tutorial with a pair that points at each other."""
    first = (
        f"{of_initiator}    router_interfaces:\n"
        "      - {router_interface_id: ri-A, router_id: vrt-AAA, role: InitiatingSide, spec: Mini.2,"
        f" status: {status}, opposite_region: cn-hangzhou, opposite_router_type: VRouter, opposite_interface_id: ri-B,"
        f' opposite_router_id: vrt-BBB, opposite_interface_owner_id: "{ACCEPTOR_UID}"{of_ri}}}\n'
    )
    second = (
        "    router_interfaces:\n"
        "      - {router_interface_id: ri-B, router_id: vrt-BBB, role: AcceptingSide,"
        f" status: {status}, opposite_region: cn-beijing, opposite_router_type: VRouter, opposite_interface_id: ri-A,"
        f' opposite_router_id: vrt-AAA, opposite_interface_owner_id: "{INITIATOR_UID}"}}\n'
    )
    head, tail = TUTORIAL.split("  - name: acceptor\n")
    return f"{head}{first}  - name: acceptor\n{tail}{second}"


def test_a_locked_interface_stays_as_it_is(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.control("scenario", _pair(of_ri=", business_status: FinancialLocked", status="Active"))
    locked = (400, "Forbidden.FinancialLocked")
    assert initiator.refused(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A") == locked
    assert initiator.refused(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Mini.5") == locked
    assert initiator.refused(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-A", Name="new") == locked
    assert interface(acceptor, "ri-B")["OppositeInterfaceBusinessStatus"] == "FinancialLocked"


def test_opposite_attributes_are_frozen_once_connected(initiator: Sdk, acceptor: Sdk) -> None:
    own, other = connected_pair(initiator, acceptor)
    point(initiator, own, other, ACCEPTOR_UID, "vrt-BBB")
    modify: dict[str, Any] = {"RouterInterfaceId": own}
    refusal = initiator.refused(
        ModifyRouterInterfaceAttributeRequest, **modify, OppositeInterfaceId="ri-new", Name="new"
    )
    assert refusal == (400, "IncorrectStatus")
    assert interface(initiator, own)["Name"] == own
    initiator.call(ModifyRouterInterfaceAttributeRequest, **modify, Name="new", Description="to shared")
    changed = interface(initiator, own)
    assert (changed["Name"], changed["Description"], changed["OppositeInterfaceId"]) == ("new", "to shared", other)
    for name, value, code in (
        ("Name", "a b", "InvalidName.Malformed"),
        ("Description", "x", "InvalidDescription.Malformed"),
        ("OppositeRouterType", "Router", "InvalidOppositeRouterType.ValueNotSupported"),
        ("HealthCheckSourceIp", "192.168.0.1", "InvalidHealthCheckIP.Malformd"),
    ):
        assert initiator.refused(ModifyRouterInterfaceAttributeRequest, **modify, **{name: value}) == (400, code)


def test_the_router_type_left_out_becomes_vbr(initiator: Sdk) -> None:
    """The documented default, and a trap: Connect will fail."""
    wanted = {name: value for name, value in INITIATING.items() if name != "OppositeRouterType"}
    own = initiator.call(CreateRouterInterfaceRequest, **wanted)["RouterInterfaceId"]
    initiator.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=own, Name="new")
    assert "OppositeRouterType" not in interface(initiator, own)
    initiator.call(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId=own, OppositeRouterId="vrt-BBB")
    assert interface(initiator, own)["OppositeRouterType"] == "VBR"


def test_freezing_and_thawing_one_side(initiator: Sdk, acceptor: Sdk) -> None:
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


def test_the_peer_follows_when_the_switch_says_so(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.control("scenario", TUTORIAL + "switches: {peer_follows: true}\n")
    own, other = connected_pair(initiator, acceptor)
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=own)
    assert interface(acceptor, other)["Status"] == "Inactive"


def test_bandwidth_is_the_initiators(initiator: Sdk, acceptor: Sdk) -> None:
    own, other = connected_pair(initiator, acceptor)
    assert initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId=own, Spec="Large.2")["Spec"] == "Large.2"
    assert interface(initiator, own)["Bandwidth"] == 2000
    assert interface(acceptor, other)["OppositeBandwidth"] == 2000
    refusal = acceptor.refused(ModifyRouterInterfaceSpecRequest, RouterInterfaceId=other, Spec="Large.2")
    assert refusal == (400, "InvalidSpec.ValudNotSupported")


def test_only_idle_and_inactive_interfaces_are_deleted(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    own, other = connected_pair(initiator, acceptor)
    refusal = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId=own)
    assert refusal == (400, "InvalidInstance.StatusError")
    nobody = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-nobody")
    assert nobody == (404, "InvalidRouterInterfaceId.NotFound")
    cloud.control("scenario", _pair(of_ri=", charge_type: Prepaid"))
    prepaid = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert prepaid == (500, "InvalidRouterInterfaceChargeType.Malformed")
    assert interface(acceptor, "ri-B")["Status"] == "Idle"
    assert other


def test_deleting_an_end_that_was_never_connected_leaves_the_other_alone(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk
) -> None:
    cloud.control("scenario", _pair())
    assert interface(acceptor, "ri-B")["OppositeInterfaceStatus"] == "Idle"
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A")
    left = interface(acceptor, "ri-B")
    assert (left["Status"], left["OppositeInterfaceId"]) == ("Idle", "ri-A")
    assert "OppositeInterfaceStatus" not in left


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
    slow.control("scenario", _pair(status=state))
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
    cloud.control("scenario", _pair(status=state))
    found = initiator.call(DescribeRouterInterfacesRequest)["RouterInterfaceSet"]["RouterInterfaceType"]
    assert [one["Status"] for one in found] == ([settled] if settled else [])


def test_filters_and_order(initiator: Sdk, cloud: Simulator) -> None:
    ids = [
        initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name=f"n{i}")["RouterInterfaceId"] for i in range(3)
    ]

    def found(*filters: tuple[str, list[str]]) -> list[str]:
        asked = [{"Key": key, "Value": values} for key, values in filters]
        answer = initiator.call(DescribeRouterInterfacesRequest, Filters=asked)
        return [one["RouterInterfaceId"] for one in answer["RouterInterfaceSet"]["RouterInterfaceType"]]

    assert found() == ids[::-1]
    assert found(("RouterInterfaceId", ids[:2])) == ids[1::-1]
    assert found(("RouterInterfaceId", ids[:2]), ("Name", ["n1", "n2"])) == [ids[1]]
    assert found(("Status", ["idle"])) == []
    assert (
        found(("RouterInterfaceOwnerId", [INITIATOR_UID]), ("RouterType", ["VRouter"]), ("RouterId", ["vrt-AAA"]))
        == ids[::-1]
    )
    pages = [initiator.call(DescribeRouterInterfacesRequest, PageSize=2, PageNumber=number) for number in (1, 2, 3)]
    sizes = [len(page["RouterInterfaceSet"]["RouterInterfaceType"]) for page in pages]
    assert (sizes, {page["TotalCount"] for page in pages}) == ([2, 1, 0], {3})
    message = get(cloud, "DescribeRouterInterfaces", **{"Filter.1.Key": "Name", "Filter.2.Key": "Colour"}).json[
        "Message"
    ]
    assert message == "Specified filter key is not supported: Filter.2.key"


def test_acceptors_have_no_bandwidth(acceptor: Sdk) -> None:
    other = acceptor.call(CreateRouterInterfaceRequest, **ACCEPTING)["RouterInterfaceId"]
    assert interface(acceptor, other)["Bandwidth"] == 0
