# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shape of a response, how two shapes differ, and the documented ones against the facts of the API contract."""

from __future__ import annotations

import json
import pathlib

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._model.response_shapes import RESPONSES, documented
from ansible_collections.aliops.vpc.plugins.module_utils._model.shapes import (
    CUT,
    DEEPEST,
    Difference,
    differences,
    shape_of,
)

CONTRACT = json.loads(
    (pathlib.Path(__file__).parents[3] / "conformance" / "contract_responses.json").read_text(encoding="utf-8")
)


def test_a_shape_has_every_field_and_no_value() -> None:
    response = {
        "RequestId": "4-2",
        "TotalCount": 2,
        "Ratio": 0.5,
        "Open": True,
        "Vpcs": {"Vpc": [{"VpcId": "vpc-1", "OwnerId": 1}, {"VpcId": "vpc-2", "OwnerId": "2", "VpcName": None}]},
        "Empty": {"Tag": []},
    }
    assert shape_of(response) == {
        "RequestId": "string",
        "TotalCount": "integer",
        "Ratio": "number",
        "Open": "boolean",
        "Vpcs": {"Vpc": [{"VpcId": "string", "OwnerId": "integer|string", "VpcName?": "null"}]},
        "Empty": {"Tag": []},
    }


def test_fields_that_some_rows_lack_are_optional() -> None:
    rows = [{"Tags": [{"Key": "a", "Value": "b"}, {"Key": "c"}]}, {"Tags": [{"Key": "d", "Value": "e"}]}, {"Tags": []}]
    assert shape_of(rows) == [{"Tags": [{"Key": "string", "Value?": "string"}]}]


def test_a_field_that_is_an_object_or_a_string_has_both_types() -> None:
    assert shape_of([{"Tags": {"Tag": []}}, {"Tags": ""}, {"Tags": None}]) == [{"Tags": "null|object|string"}]


def test_a_response_that_is_too_deep_is_cut() -> None:
    value: object = "deep"
    for _level in range(DEEPEST * 10):
        value = [value]
    assert str(shape_of(value)).count("[") == DEEPEST + 1
    assert CUT in str(shape_of(value))


@pytest.mark.parametrize(
    ("expected", "actual", "difference"),
    [
        ({"A": "string"}, {"A": "string", "B": "integer"}, Difference("B", "unknown", "", "integer")),
        ({"A": [{"B": "string"}]}, {"A": [{"C": {}, "B": "string"}]}, Difference("A[].C", "unknown", "", "object")),
        ({"A": {"B": "string"}}, {"A": {}}, Difference("A.B", "missing", "string", "")),
        ({"A": [{"B": "string"}]}, {"A": [{"B?": "string"}]}, Difference("A[].B", "missing", "string", "string")),
        ({"A": "integer"}, {"A": "string"}, Difference("A", "type", "integer", "string")),
        ({"A": "integer"}, {"A": "integer|string"}, Difference("A", "type", "integer", "integer|string")),
        ({"A": ["string"]}, {"A": {"Tag": []}}, Difference("A", "type", "array", "object")),
    ],
)
def test_each_kind_of_difference(expected: dict[str, str], actual: dict[str, str], difference: Difference) -> None:
    assert list(differences(expected, actual)) == [difference]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"A?": "string", "B": "null|string"}, {"B": "null"}),
        ({"A": [{"B": "string"}]}, {"A": []}),
        ({"A?": "string"}, {"A": "string"}),
    ],
)
def test_allowed_variants_are_no_difference(expected: dict[str, str], actual: dict[str, str]) -> None:
    assert list(differences(expected, actual)) == []


@pytest.mark.parametrize("operation", RESPONSES)
def test_a_documented_response_equals_the_contracts(operation: str) -> None:
    assert RESPONSES[operation] == CONTRACT[operation]


def test_a_response_is_found_by_action_and_product() -> None:
    assert documented("GetCdtServiceStatus", "CDT") == {"RequestId": "string", "Enabled": "boolean"}
    assert documented("GetCallerIdentity", "Sts") == CONTRACT["GetCallerIdentity"]
    assert documented("CreateVpc") is None
