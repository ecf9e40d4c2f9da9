# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters of each action, compared with the facts of the API contract; and the refusals of wrong parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get
from vpc_simulator.actions import ACTIONS
from vpc_simulator.operations import action_of
from vpc_simulator.parameters import ACTIONS as DATA

CONTRACT: dict[str, Any] = {
    name: facts
    for path in sorted(Path(__file__).parent.glob("contract_parameters*.json"))
    for name, facts in json.loads(path.read_text()).items()
}
REQUIRED = sorted(
    (action, name)
    for action in ACTIONS
    for name, facts in CONTRACT[action]["parameters"].items()
    if facts.get("required") and name.count(".") < 2
)


def differences(action: str) -> Iterator[str]:
    """The differences between the simulator's facts of an action and those of the contract."""
    parameters = {
        name: {key: value for key, value in rules.items() if key in ("type", "required")}
        for name, rules in DATA[action]["parameters"].items()
    }
    documented = CONTRACT[action]["parameters"]
    for name in sorted({*parameters, *documented}):
        if parameters.get(name) != documented.get(name):
            yield f"{action}.{name}: is {parameters.get(name)}, in the contract {documented.get(name)}"
    for fact in ("product", "version", "client_token", "dry_run"):
        if DATA[action][fact] != CONTRACT[action][fact]:
            yield f"{action}: {fact} is {DATA[action][fact]}, in the contract {CONTRACT[action][fact]}"


def test_an_action_has_the_contracts_parameters() -> None:
    """Names, types and which are mandatory; and no parameter that is not the API's."""
    offenders = [difference for action in sorted(ACTIONS) for difference in differences(action)]
    assert ACTIONS
    assert not offenders, "\n".join(offenders)


def _samples(action: str) -> dict[str, str]:
    """A value for each mandatory parameter, of its type and of its enumeration."""
    samples: dict[str, str] = {}
    for name, rules in DATA[action]["parameters"].items():
        if rules.get("required"):
            wire = name.replace(".N", ".1")
            samples[wire] = str(rules.get("enum", ["1"])[0])
    samples.pop("RouteEntries.1", None)
    for name in ("RegionId", "OppositeRegionId"):
        if name in samples:
            samples[name] = "cn-beijing"
    return samples


@pytest.mark.parametrize(("action", "name"), REQUIRED)
def test_a_mandatory_parameter_is_missed(cloud: Simulator, action: str, name: str) -> None:
    wire = name.replace(".N", ".1")
    changes: dict[str, str | None] = {
        key: value for key, value in _samples(action).items() if key != wire and not key.startswith(wire + ".")
    }
    changes[wire] = None
    reply = get(cloud, action_of(action), Version=CONTRACT[action]["version"], **changes)
    assert reply.status == 400
    assert reply.json["Code"].startswith("Missing"), reply.text
    assert name.split(".")[0] in reply.json["Code"] + reply.json["Message"] or reply.json["Code"] == "MissingParameter"


@pytest.mark.parametrize(
    ("action", "changes", "refusal"),
    [
        ("DescribeRouterInterfaces", {"PageSize": "51"}, (404, "InvalidRegionId.NotFound")),
        ("DescribeRouterInterfaces", {"PageNumber": "0"}, (404, "InvalidRegionId.NotFound")),
        ("DescribeVpcs", {"PageSize": "51"}, (400, "InvalidPageSize")),
        ("DescribeVpcs", {"PageNumber": "one"}, (400, "InvalidPageNumber")),
        ("DescribeVpcs", {"DryRun": "perhaps"}, (400, "InvalidDryRun")),
        ("DescribeVpcs", {"DryRun": "True"}, (400, "DryRunOperation")),
        ("DescribeVpcs", {"VpcId": ",".join(f"vpc-{n}" for n in range(21))}, (400, "InvalidVpcIdNumber.NotSupported")),
        ("DescribeVpcs", {"Tag.1.Key": "aliyun"}, (400, "InvalidTagKey")),
        ("DescribeRouterInterfaces", {"Filter.1.Key": "status"}, (404, "InvalidFilterKey.ValueNotSupported")),
        ("DescribeRouteEntryList", {"RouteTableId": "vtb-AAA", "IpVersion": "4"}, (400, "IllegalParam.IpVersion")),
        ("DescribeRouteEntryList", {"RouteTableId": "vtb-AAA", "MaxResult": "101"}, (400, "InvalidMaxResult")),
    ],
)
def test_a_wrong_value_is_refused(
    cloud: Simulator, action: str, changes: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert get(cloud, action, **changes).refusal == refusal


def test_lists_tolerate_gaps_and_know_their_limits(cloud: Simulator) -> None:
    gap = {"Filter.2.Key": "Status", "Filter.2.Value.3": "Idle", "Filter.4.Key": "Name", "Filter.4.Value.1": "x"}
    assert get(cloud, "DescribeRouterInterfaces", **gap).json["TotalCount"] == 0
    many: dict[str, str | None] = {f"Filter.{n}.Key": "Status" for n in range(1, 7)}
    assert get(cloud, "DescribeRouterInterfaces", **many).refusal == (400, "InvalidFilter")


def test_unknown_parameters_are_ignored_and_logged(cloud: Simulator) -> None:
    odd: dict[str, str | None] = {
        "Colour": "red", "Filter.1.Colour": "red", "Filter.x.Key": "Name", "OwnerId": "1", "VpcId.1": "vpc-1"
    }  # fmt: skip
    assert get(cloud, "DescribeRouterInterfaces", **odd).status == 200
    assert sorted(cloud.calls()[-1]["unknown_parameters"]) == ["Colour", "Filter.1.Colour", "Filter.x.Key", "VpcId.1"]
