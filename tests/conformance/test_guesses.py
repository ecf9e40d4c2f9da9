# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes, texts and statuses that no document has for an action can be replaced; the documented ones cannot."""

from __future__ import annotations

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkvpc.request.v20160428.CreateRouteEntriesRequest import CreateRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeleteRouterInterfaceRequest import DeleteRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.TagResourcesRequest import TagResourcesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, pair_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from vpc_simulator.errors import CATALOGUE

STRANGE = {**INITIATING, "RouterId": "vrt-nobody"}
ENTRY = {"NextHopType": "RouterInterface", "NextHopId": "ri-A", "DestinationCidrBlock": "10.1.0.0/16"}


def refusal_of(sdk: Sdk, **parameters: str) -> tuple[int, str, str]:
    """Status, code and text of CreateRouterInterface's refusal."""
    with pytest.raises(ServerException) as refused:
        sdk.call(CreateRouterInterfaceRequest, **parameters)
    error = refused.value
    return error.get_http_status(), error.get_error_code(), error.get_error_msg()


def test_a_guessed_refusal_is_replaced(cloud: Simulator, initiator: Sdk) -> None:
    text = "The specified RouterId does not exist in our records."
    assert refusal_of(initiator, **STRANGE) == (404, "InvalidRouterId.NotFound", text)
    turn(cloud, guessed_codes="CreateRouterInterface/InvalidRouterId.NotFound=InvalidParameter")
    assert refusal_of(initiator, **STRANGE) == (404, "InvalidParameter", text)
    assert cloud.calls()[-1]["code"] == "InvalidParameter"
    turn(cloud, guessed_texts="code_only", guessed_status="403")
    refused = (403, "InvalidRouterId.NotFound", "The request failed: InvalidRouterId.NotFound.")
    assert refusal_of(initiator, **STRANGE) == refused


def test_a_documented_refusal_stays(cloud: Simulator, initiator: Sdk) -> None:
    turn(cloud, guessed_texts="code_only", guessed_status="500")
    documented = (400, "InvalidRole.ValueNotSupported", "The specified Role is not valid.")
    assert refusal_of(initiator, **{**INITIATING, "Role": "Both"}) == documented
    # only the text of this refusal is guessed
    status, code, text = refusal_of(initiator, **{**INITIATING, "Spec": "Huge.9"})
    assert (status, code, text) == (400, "InvalidSpec.ValudNotSupported", f"The request failed: {code}.")


def test_a_guessed_status_of_a_known_code(cloud: Simulator, initiator: Sdk) -> None:
    for status in ("404", "400"):
        turn(cloud, delete_unknown_interface_code="InvalidInstanceId.NotFound", guessed_status=status)
        refused = initiator.refused(DeleteRouterInterfaceRequest, RouterInterfaceId="ri-nobody")
        assert refused == (int(status), "InvalidInstanceId.NotFound")


def test_codes_taken_from_a_sister_action(cloud: Simulator, initiator: Sdk) -> None:
    others = "TagResources/InvalidInstanceIds.NotFound=InvalidResourceId.NotFound, CreateRouteEntries/INVALID_VPC_ID=X"
    unknown = {"ResourceType": "VPC", "ResourceIds": ["vpc-nobody"], "Tags": [{"Key": "env", "Value": "prod"}]}
    assert initiator.refused(TagResourcesRequest, **unknown) == (400, "InvalidInstanceIds.NotFound")
    turn(cloud, guessed_codes=others)
    assert initiator.refused(TagResourcesRequest, **unknown) == (400, "InvalidResourceId.NotFound")


def test_codes_of_single_entries_of_a_batch(cloud: Simulator, initiator: Sdk) -> None:
    entry = {"RouteTableId": "vtb-AAA", "DstCidrBlock": "10.1.0.0/16", "NextHop": "ri-nobody"}
    entries = [{**entry, "NextHopType": "RouterInterface"}]
    for text, code in (("", "InvalidRouterInterface"), ("CreateRouteEntries/InvalidRouterInterface=Other", "Other")):
        turn(cloud, guessed_codes=text)
        (failed,) = initiator.call(CreateRouteEntriesRequest, RouteEntriess=entries)["FailedRouteEntries"]
        assert failed["FailedCode"] == code


def test_the_gateways_codes_belong_to_all_actions(cloud: Simulator) -> None:
    turn(cloud, guessed_codes="*/InvalidSecurityToken.MismatchWithAccessKey=InvalidSecurityToken.Malformed")
    refused = get(cloud, "DescribeVpcs", SecurityToken="CAIS-nobody").refusal
    assert refused == (400, "InvalidSecurityToken.Malformed")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("CreateRouterInterface/InvalidRole.ValueNotSupported=Other", "is documented"),
        ("CreateRouterInterface/Nonsense=Other", "with a code that the action has"),
        ("InvalidRouterId.NotFound=Other", "with a code that the action has"),
        ("CreateRouterInterface/InvalidRouterId.NotFound", "with a code that the action has"),
    ],
)
def test_only_a_guess_can_be_replaced(cloud: Simulator, wrong: str, reason: str) -> None:
    assert reason in cloud.refused("scenario", pair_scenario(switches={"guessed_codes": wrong}))


def test_marks_are_understood() -> None:
    marks = {mark for codes in CATALOGUE.values() for rows in codes.values() for row in rows for mark in row[2:]}
    assert marks == {"code", "text", "status", "text, status"}


@pytest.mark.parametrize(("form", "code"), [("Invalid<Param>", "InvalidPeriod"), ("InvalidParameter",) * 2])
def test_a_value_without_a_code_of_its_own(cloud: Simulator, initiator: Sdk, form: str, code: str) -> None:
    turn(cloud, invalid_parameter_form=form)
    prepaid = {**INITIATING, "InstanceChargeType": "PrePaid", "PricingCycle": "Year", "Period": 9}
    assert initiator.refused(CreateRouterInterfaceRequest, **prepaid) == (400, code)
    number = "InvalidHcRate" if form == "Invalid<Param>" else code
    wrong = {"RouterInterfaceId": "ri-A", "HcRate": "often"}
    assert get(cloud, "ModifyRouterInterfaceAttribute", **wrong).refusal == (400, number)


@pytest.mark.parametrize("code", ["InvalidRouteTableId.NotFound", "Forbidden.VRouterNotFound"])
def test_a_table_of_another_account(cloud: Simulator, initiator: Sdk, code: str) -> None:
    turn(cloud, unknown_table_code=code)
    status = 400 if code.startswith("Forbidden") else 404
    assert initiator.refused(CreateRouteEntryRequest, **ENTRY, RouteTableId="vtb-BBB") == (status, code)
    named = {"RouteTableId": "vtb-BBB", "DestinationCidrBlock": "10.1.0.0/16", "NextHopId": "ri-A"}
    assert initiator.refused(DeleteRouteEntryRequest, **named) == (404, "InvalidRouteTableId.NotFound")
