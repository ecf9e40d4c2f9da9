# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages of a list that changes while it is read."""

from __future__ import annotations

import threading
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import pages
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Watch
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.tests.unit.plugins.module_utils.clocks import Hurried

Rows = list[dict[str, t.Any]]
Change = t.Callable[[int, Rows], None]


@pytest.fixture(name="hurried")
def clock_of_the_client() -> Hurried:
    return Hurried()


def client_of(monkeypatch: pytest.MonkeyPatch, hurried: Hurried, rows: Rows, change: Change) -> Client:
    """Return a client of a list; ``change`` may change it after each call, and gets the number of the call."""
    calls = [0]
    lock = threading.Lock()

    def send(action: str, _region: str, _product: str, params: dict[str, t.Any]) -> Response:
        with lock:
            if action == "DescribeRouteEntryList":
                start, size = int(params["NextToken"] or 0), params["MaxResult"]
                more = {"NextToken": str(start + size) if start + size < len(rows) else ""}
                shown: dict[str, t.Any] = {"RouteEntrys": {"RouteEntry": rows[start : start + size]}, **more}
            else:
                start, size = (params["PageNumber"] - 1) * params["PageSize"], params["PageSize"]
                shown = {"Vpcs": {"Vpc": rows[start : start + size]}}
            response = Response({"TotalCount": len(rows), **shown}, action)
            calls[0] += 1
            change(calls[0], rows)
            return response

    client = Client(Credential("id", "secret"), Transport(threads=1), hurried)
    monkeypatch.setattr(client, "_send", send)
    return client


def read(client: Client, action: str) -> list[str]:
    if action == "DescribeRouteEntryList":
        path, keys = "RouteEntrys.RouteEntry", ("Id",)
        return [row.fields["Id"] for row in pages.chained(client, action, "cn-beijing", path, {"MaxResult": 50}, keys)]
    return [row.fields["Id"] for row in pages.numbered(client, action, "cn-beijing", "Vpcs.Vpc", "Id")]


def numbers(count: int) -> Rows:
    return [{"Id": f"id-{number:03}"} for number in range(count)]


def replace_last(rows: Rows) -> None:
    rows.pop()
    rows.insert(0, {"Id": "id-new"})


ACTIONS = ("DescribeVpcs", "DescribeRouteEntryList")
ONCE: dict[str, t.Callable[[Rows], None]] = {
    "deleted on a page that was read": lambda rows: rows.remove({"Id": "id-000"}),
    "deleted on a page to come": lambda rows: rows.remove({"Id": "id-110"}),
    "created at the beginning": lambda rows: rows.insert(0, {"Id": "id-new"}),
    "created at the end": lambda rows: rows.append({"Id": "id-new"}),
    "deleted at the end, created at the beginning": replace_last,
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize("kind", ONCE)
def test_a_list_that_changes_while_it_is_read_is_read_again(
    monkeypatch: pytest.MonkeyPatch, hurried: Hurried, action: str, kind: str, after: int
) -> None:
    rows = numbers(120)

    def change(call: int, rows: Rows) -> None:
        if call == after:
            ONCE[kind](rows)

    assert read(client_of(monkeypatch, hurried, rows, change), action) == [row["Id"] for row in rows]
    assert len(hurried.pauses) == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_a_list_that_never_stands_still_is_an_error_in_the_end(
    monkeypatch: pytest.MonkeyPatch, hurried: Hurried, action: str
) -> None:
    client = client_of(monkeypatch, hurried, numbers(120), lambda call, rows: rows.insert(0, {"Id": f"id-new-{call}"}))
    lines: list[str] = []
    client.watch = Watch(hurried, lines.append)
    with pytest.raises(CallError, match="in each of 5 readings") as caught:
        read(client, action)
    assert caught.value.code == "SDK.UnexpectedAnswer"
    assert len(hurried.pauses) == pages.READINGS - 1
    assert lines == [f"{action}: the list changed while it was read; reading it again"] * 4


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("count", [1, 49, 50, 51, 100, 170])
def test_a_list_that_stands_still_is_read_once(
    monkeypatch: pytest.MonkeyPatch, hurried: Hurried, action: str, count: int
) -> None:
    assert read(client_of(monkeypatch, hurried, numbers(count), lambda _call, _rows: None), action) == [
        row["Id"] for row in numbers(count)
    ]
    assert hurried.pauses == []


def test_pages_after_the_first_are_read_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"VpcId": f"vpc-{number}"} for number in range(170)]
    both_here = threading.Barrier(2, timeout=10)

    def send(_action: str, _region: str, _product: str, params: dict[str, t.Any]) -> Response:
        end = params["PageNumber"] * pages.PAGE_SIZE
        if params["PageNumber"] in (2, 3):
            both_here.wait()
        return Response({"TotalCount": len(rows), "Vpcs": {"Vpc": rows[end - pages.PAGE_SIZE : end]}})

    client = Client(Credential("id", "secret"), Transport())
    monkeypatch.setattr(client, "_send", send)
    assert [row.fields for row in pages.numbered(client, "DescribeVpcs", "cn-beijing", "Vpcs.Vpc", "VpcId")] == rows
