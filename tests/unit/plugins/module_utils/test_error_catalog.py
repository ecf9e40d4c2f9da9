# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of error codes: its hints, and that a failed call carries them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import refusal
from ansible_collections.aliops.vpc.plugins.module_utils._model import error_catalog


def faults_of_hint(hint: str) -> t.Iterator[str]:
    if not (hint[0].isupper() or hint.startswith("role_")):
        yield "begins with a small letter"
    if hint.endswith("."):
        yield "ends with a dot"
    if "\n" in hint:
        yield "has several lines"


def test_a_hint_is_one_sentence_without_its_dot() -> None:
    offenders = [f"{code}: {fault}" for code, hint in error_catalog.HINTS.items() for fault in faults_of_hint(hint)]
    assert error_catalog.HINTS
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("QuotaExceeded.Vpc", "Raise the quota"),
        ("InvalidSecurityToken.Malformed", "Check access_key_id"),
        ("InvalidSecurityToken.Expired", "The temporary credential has expired"),
        ("Throttling.Whatever", "The account sends more calls"),
    ],
)
def test_families_of_codes(code: str, begins: str) -> None:
    assert str(error_catalog.hint(code)).startswith(begins)


@pytest.mark.parametrize(
    "code",
    [
        "COMMODITY.INVALID_COMPONENT",
        "InvalidPrice.NotFound",
        "InvalidSpec.ValudNotSupported",
        "InvalidBandwidth.NotEnough",
    ],
)
def test_hints_for_unsold_links_name_the_other_kind(code: str) -> None:
    assert "in the role method: vpc_peer, else the module vpc_peer_connections" in str(error_catalog.hint(code))


def test_an_unknown_code_has_no_hint() -> None:
    assert error_catalog.hint("Brand.New") is None
    assert str(refusal("DescribeVpcs", "cn-beijing", "Brand.New", "no.")) == (
        "DescribeVpcs failed in cn-beijing: no (Brand.New)"
    )


def test_an_error_shows_its_hint_and_whether_to_retry() -> None:
    error = refusal("CreateRouteEntries", "cn-beijing", "TaskConflict", "too often", "R-1", 400)
    assert error.details() == {
        "error": {
            "action": "CreateRouteEntries",
            "code": "TaskConflict",
            "request_id": "R-1",
            "retryable": True,
            "hint": error_catalog.ROUTE_BUSY,
        }
    }
    assert error_catalog.ROUTE_BUSY in str(error)


def test_codes_worth_another_try_have_hints() -> None:
    unexplained = {code for code in retry.THROTTLED | retry.PEER_NOT_YET_SEEN if not error_catalog.hint(code)}
    assert unexplained == set()
