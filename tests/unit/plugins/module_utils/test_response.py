# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fields of a response, each with every kind of wrong value; tests of whole modules meet some of them by chance."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response

# Values of JSON that are neither of the right type nor missing.
ODD: dict[str, list[t.Any]] = {
    "string": [0, 1, True, False, 1.5, [], ["a"], {}, {"a": 1}],
    "token": [0, 1, True, [], ["a"], {}, {"a": 1}, " ", "two words", "{{ 1 }}", "a\n", "x" * 257],
    "account": [True, 1.5, [], {}, "1234", "12345x", "1" * 21, "-12345"],
    "number": [True, 1.5, [], {}, "one", "1.0", "1" * 19],
    "block": [0, [], {}, "10.0.0.1/8", "10.0.0.0/33", "ten"],
    "inner": [0, 1, True, "", "a", [], [{}]],
    "values": [0, 1, True, "", "a", {}, {"a": 1}],
    "rows": [0, True, "a", {}, {"a": 1}, [None], [1], ["a"], [[]], [{}, "a"]],
    "tokens": [0, True, "a", {}, [None], [1], [""], ["two words"], [["a"]], [{}]],
}
RIGHT: list[tuple[str, t.Any, t.Any]] = [
    ("string", "", None),
    ("string", "any words {{ 1 }}", "any words {{ 1 }}"),
    ("token", "ri-1,ri-2", "ri-1,ri-2"),
    ("account", 1231579085529123, "1231579085529123"),
    ("number", "07", 7),
    ("number", 0, 0),
    ("block", "10.0.0.0/255.0.0.0", "10.0.0.0/8"),
    ("block", "pl-1", "pl-1"),
    ("values", [1, "a"], [1, "a"]),
    ("tokens", ["a", "b"], ("a", "b")),
]


@pytest.mark.parametrize(("read", "value"), [(read, value) for read, values in ODD.items() for value in values])
def test_an_odd_field_is_an_error_that_names_it(read: str, value: t.Any) -> None:
    response = Response({"Outer": {"Field": value}}, "DescribeVpcs", "cn-beijing", "R-1").inner("Outer")
    with pytest.raises(CallError, match=r"DescribeVpcs failed in cn-beijing: .*Outer\.Field") as caught:
        getattr(response, read)("Field")
    assert (caught.value.code, caught.value.request_id) == ("SDK.UnexpectedAnswer", "R-1")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(("read", "value", "expected"), RIGHT)
def test_a_field_in_each_of_its_spellings(read: str, value: t.Any, expected: t.Any) -> None:
    assert getattr(Response({"Field": value}), read)("Field") == expected


@pytest.mark.parametrize("read", ODD)
def test_a_missing_field_is_empty(read: str) -> None:
    for fields in ({}, {"Field": None}):
        assert not getattr(Response(fields), read)("Field")


@pytest.mark.parametrize("missing", [{}, {"Id": None}, {"Id": ""}])
def test_a_missing_required_field_is_an_error(missing: dict[str, t.Any]) -> None:
    with pytest.raises(CallError, match="Id is missing"):
        Response(missing).need("Id")
    with pytest.raises(CallError, match="Id is missing"):
        Response(missing).need_ident("Id", "router_id")


def test_an_id_of_another_kind_is_refused() -> None:
    assert Response({"Id": "vbr-1"}).need_ident("Id", "router_id") == "vbr-1"
    with pytest.raises(CallError, match="Id is 'ri-1', and must begin with vrt- or vbr-"):
        Response({"Id": "ri-1"}).ident("Id", "router_id")


@pytest.mark.parametrize("fields", [{}, {"Vpcs": None}, {"Vpcs": {}}, {"Vpcs": {"Vpc": None}}, {"Vpcs": {"Vpc": []}}])
def test_a_missing_list_is_empty(fields: dict[str, t.Any]) -> None:
    """Callers that accept this have compared it with a count."""
    assert Response(fields).rows("Vpcs.Vpc") == []
    with pytest.raises(CallError, match="Vpcs is 'a', not an object"):
        Response({"Vpcs": "a"}).rows("Vpcs.Vpc")
