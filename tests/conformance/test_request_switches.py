# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent about parameters, regions, tokens, filters and pages: each switch, all values."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from ansible_collections.aliops.vpc.tests.conformance.story import INITIATING, interface
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from vpc_simulator.switches import Switches


def test_every_switch_is_turned_in_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [field.name for field in dataclasses.fields(Switches) if field.name not in tests] == []


@pytest.mark.parametrize(
    ("form", "code"), [("Missing<Param>", "MissingRouterInterfaceId"), ("MissingParameter", "MissingParameter")]
)
def test_a_mandatory_parameter_is_absent(cloud: Simulator, form: str, code: str) -> None:
    turn(cloud, missing_parameter_form=form)
    reply = get(cloud, "ConnectRouterInterface")
    assert reply.refusal == (400, code)
    assert "RouterInterfaceId" in reply.json["Message"]


@pytest.mark.parametrize(
    ("choice", "code", "left"), [("absent", "", "first"), ("checked", "InvalidDescription.Malformed", "first"),
                                 ("taken", "", "")]
)  # fmt: skip
def test_an_optional_string_is_empty(cloud: Simulator, initiator: Sdk, choice: str, code: str, left: str) -> None:
    turn(cloud, empty_strings=choice)
    target = {"RouterInterfaceId": "ri-A"}
    get(cloud, "ModifyRouterInterfaceAttribute", **target, Description="first")
    assert get(cloud, "ModifyRouterInterfaceAttribute", **target, Description="").json.get("Code", "") == code
    assert interface(initiator, "ri-A")["Description"] == left
    # an empty value of any other type than a string is no value
    number = get(cloud, "ModifyRouterInterfaceAttribute", **target, HcRate="").json.get("Code", "")
    assert number == ("" if choice == "absent" else "InvalidHcRate")


@pytest.mark.parametrize(("region", "count"), [("cn-hangzhou", 0), ("cn-beijing", 1)])
def test_a_call_that_names_no_region(cloud: Simulator, region: str, count: int) -> None:
    turn(cloud, default_region=region)
    assert get(cloud, "DescribeRouteTables", RegionId=None, VRouterId="vrt-AAA").json.get("TotalCount", 0) == count
    assert cloud.calls()[-1]["region"] == region


@pytest.mark.parametrize(("lifetime", "same"), [(86400.0, True), (60.0, False)])
def test_a_token_is_remembered(cloud: Simulator, initiator: Sdk, lifetime: float, same: bool) -> None:
    turn(cloud, client_token_lifetime=lifetime)
    cloud.control("clock", json.dumps({"mode": "manual"}))
    ids = []
    for _time in range(2):
        ids.append(initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="t")["RouterInterfaceId"])
        cloud.control("clock", json.dumps({"advance": 61}))
    assert (ids[0] == ids[1]) == same


@pytest.mark.parametrize(("choice", "shown"), [("empty", {"NextToken": ""}), ("absent", {})])
def test_the_token_of_the_last_page(cloud: Simulator, choice: str, shown: dict[str, str]) -> None:
    turn(cloud, last_page_next_token=choice)
    asked = {"RouteTableId": "vtb-AAA", "MaxResult": "1"}
    first = get(cloud, "DescribeRouteEntryList", **asked).json
    assert first["NextToken"]
    last = get(cloud, "DescribeRouteEntryList", **asked, NextToken=first["NextToken"]).json
    assert {name: value for name, value in last.items() if name == "NextToken"} == shown


@pytest.mark.parametrize("sensitive", [True, False])
def test_the_keys_of_filters_are_spelled_in_any_case(cloud: Simulator, sensitive: bool) -> None:
    turn(cloud, filter_keys_case_sensitive=sensitive)
    reply = get(cloud, "DescribeRouterInterfaces", **{"Filter.1.Key": "sTATUS", "Filter.1.Value.1": "Idle"})
    if sensitive:
        assert reply.refusal == (404, "InvalidFilterKey.ValueNotSupported")
    else:
        assert reply.json["TotalCount"] == 1
    odd = {"Filter.1.Key": "Colour", "Filter.1.Value.1": "red"}
    assert get(cloud, "DescribeRouterInterfaces", **odd).refusal == (404, "InvalidFilterKey.ValueNotSupported")
