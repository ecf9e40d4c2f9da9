# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Router interfaces: which calls the service refuses, and what changes on the other side."""

from __future__ import annotations

from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfaceAttributeRequest import (
    DescribeRouterInterfaceAttributeRequest,
)
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceAttributeRequest import ModifyRouterInterfaceAttributeRequest
from aliyunsdkvpc.request.v20160428.ModifyRouterInterfaceSpecRequest import ModifyRouterInterfaceSpecRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTING,
    ACCEPTOR_UID,
    INITIATING,
    INITIATOR_UID,
    connected_pair,
    interface,
    pair_scenario,
    point,
)
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial


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
    for _number in range(5):
        initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    assert initiator.refused(CreateRouterInterfaceRequest, **INITIATING) == (400, "QuotaExceeded")


def test_names_need_not_be_unique(initiator: Sdk) -> None:
    for _number in range(2):
        initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name="twin")
    filters = [{"Key": "Name", "Value": ["twin"]}]
    assert initiator.call(DescribeRouterInterfacesRequest, Filters=filters)["TotalCount"] == 2


def test_a_locked_interface_stays_as_it_is(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.load(tutorial(pair("Active", initiating={"business_status": "FinancialLocked"})))
    locked = (400, "Forbidden.FinancialLocked")
    assert initiator.refused(DeactivateRouterInterfaceRequest, RouterInterfaceId="ri-A") == locked
    assert initiator.refused(ModifyRouterInterfaceSpecRequest, RouterInterfaceId="ri-A", Spec="Mini.5") == locked
    assert initiator.refused(ModifyRouterInterfaceAttributeRequest, RouterInterfaceId="ri-A", Name="new") == locked
    assert interface(acceptor, "ri-B")["OppositeInterfaceBusinessStatus"] == "FinancialLocked"


def test_opposite_attributes_are_fixed_once_connected(initiator: Sdk, acceptor: Sdk) -> None:
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


def test_bandwidth_is_the_initiators(initiator: Sdk, acceptor: Sdk) -> None:
    own, other = connected_pair(initiator, acceptor)
    assert initiator.call(ModifyRouterInterfaceSpecRequest, RouterInterfaceId=own, Spec="Large.2")["Spec"] == "Large.2"
    assert interface(initiator, own)["Bandwidth"] == 2000
    assert interface(acceptor, other)["OppositeBandwidth"] == 2000
    refusal = acceptor.refused(ModifyRouterInterfaceSpecRequest, RouterInterfaceId=other, Spec="Large.2")
    assert refusal == (400, "InvalidSpec.ValudNotSupported")


def test_only_idle_and_inactive_interfaces_are_deleted(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    own, _other = connected_pair(initiator, acceptor)
    refusal = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId=own)
    assert refusal == (400, "InvalidInstance.StatusError")
    nobody = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-nobody")
    assert nobody == (404, "InvalidRouterInterfaceId.NotFound")
    cloud.load(tutorial(pair("Idle", initiating={"charge_type": "Prepaid"})))
    prepaid = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert prepaid == (500, "InvalidRouterInterfaceChargeType.Malformed")
    assert interface(acceptor, "ri-B")["Status"] == "Idle"


def test_deleting_an_end_that_was_never_connected_leaves_the_other_alone(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk
) -> None:
    cloud.control("scenario", pair_scenario())
    assert interface(acceptor, "ri-B")["OppositeInterfaceStatus"] == "Idle"
    initiator.call(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-A")
    left = interface(acceptor, "ri-B")
    assert (left["Status"], left["OppositeInterfaceId"]) == ("Idle", "ri-A")
    assert "OppositeInterfaceStatus" not in left


def test_filters_and_order(initiator: Sdk, cloud: Simulator) -> None:
    ids = [
        initiator.call(CreateRouterInterfaceRequest, **INITIATING, Name=f"n{i}")["RouterInterfaceId"] for i in range(3)
    ]

    def listed(*filters: tuple[str, list[str]]) -> list[str]:
        asked = [{"Key": key, "Value": values} for key, values in filters]
        response = initiator.call(DescribeRouterInterfacesRequest, Filters=asked)
        return [row["RouterInterfaceId"] for row in response["RouterInterfaceSet"]["RouterInterfaceType"]]

    assert listed() == ids[::-1]
    assert listed(("RouterInterfaceId", ids[:2])) == ids[1::-1]
    assert listed(("RouterInterfaceId", ids[:2]), ("Name", ["n1", "n2"])) == [ids[1]]
    assert listed(("Status", ["idle"])) == []
    assert (
        listed(("RouterInterfaceOwnerId", [INITIATOR_UID]), ("RouterType", ["VRouter"]), ("RouterId", ["vrt-AAA"]))
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
